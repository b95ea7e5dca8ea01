"""What the pages of the commune and of the producer read and save field by field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from app.errors import InvalidInput, NotAllowed
from app.services import assessment_view as assessing
from app.services import office_papers, registration_view, self_assessment_view
from app.services.assessment_list import to_assess
from app.services.assessments import assessment
from app.services.documents import documents_of
from app.services.issued_papers import SignatureData
from tests.records.helpers import TODAY, Work


def save(work: Work, dossier_id: str, field: str, value: object) -> None:
    assessing.save_assessment_field(work.session, dossier_id, field, value, work.actor, work.library, work.today)


def test_one_field_is_saved_and_the_others_stay(commune: Work) -> None:
    dossier_id = commune.checked()
    save(commune, dossier_id, "origin.claim", "Nguyên liệu trong xã")
    save(commune, dossier_id, "origin.finding", "Đã đối chiếu sổ thu mua")
    save(commune, dossier_id, "chair", "Y Thăng Niê")
    data = assessment(commune.session, dossier_id)
    assert (data.items[0].claim, data.items[0].finding) == ("Nguyên liệu trong xã", "Đã đối chiếu sổ thu mua")
    assert data.chair == "Y Thăng Niê"


def test_an_error_names_the_field_that_was_saved(commune: Work) -> None:
    dossier_id = commune.checked()
    save(commune, dossier_id, "origin.finding", "Có")
    with pytest.raises(InvalidInput) as refused:
        save(commune, dossier_id, "origin.not_applicable", "Không hợp")
    assert refused.value.field == "origin.not_applicable"
    with pytest.raises(InvalidInput) as unknown:
        save(commune, dossier_id, "origin.colour", "xanh")
    assert unknown.value.field == "origin.colour"


def test_those_who_attended_come_back_as_rows() -> None:
    rows = [{"name": "Y Thăng Niê", "title": "Chủ tịch, UBND xã"}, {"name": "", "title": ""}, {"name": "Lê Thị Mỹ"}]
    text = assessing.participants_text(rows)
    assert text == "Y Thăng Niê, Chủ tịch, UBND xã\nLê Thị Mỹ"
    assert assessing.participants_of(text) == [
        {"name": "Y Thăng Niê", "title": "Chủ tịch, UBND xã"},
        {"name": "Lê Thị Mỹ", "title": ""},
    ]


def test_evidence_is_linked_and_taken_away_again(commune: Work) -> None:
    dossier_id = commune.checked()
    first = documents_of(commune.session, dossier_id)[0].row.id
    assessing.set_evidence(commune.session, dossier_id, "2.1", {first}, commune.actor)
    assert [one.row.criteria for one in documents_of(commune.session, dossier_id)] == ["2.1", ""]
    assessing.set_evidence(commune.session, dossier_id, "idea", set(), commune.actor, also=frozenset({"2.1"}))
    assert [one.row.criteria for one in documents_of(commune.session, dossier_id)] == ["", ""]


def test_a_report_that_cannot_close_the_assessment_is_not_signed(commune: Work) -> None:
    dossier_id = commune.receive(commune.draft())
    data = SignatureData(number="7", dated=TODAY, signer_name="Y Thăng Niê")
    with pytest.raises(NotAllowed):
        office_papers.sign_report(commune.session, dossier_id, data, commune.actor, commune.library, TODAY)
    view = assessing.assessment_view(commune.session, dossier_id, commune.actor, commune.library, TODAY)
    assert view.report.status == ""
    assert view.refused is not None


def test_a_letter_is_for_assessed_dossiers_without_one(commune: Work) -> None:
    early, ready = commune.checked(), commune.assessed()
    letter = SignatureData(number="9", dated=TODAY, signer_name="Y Thăng Niê")
    with pytest.raises(NotAllowed):
        office_papers.sign_letter(commune.session, [ready, early], letter, commune.actor, commune.library, TODAY)
    office_papers.sign_letter(commune.session, [ready], letter, commune.actor, commune.library, TODAY)
    with pytest.raises(NotAllowed) as again:
        office_papers.print_letter(commune.session, [ready], commune.actor, commune.library, TODAY)
    assert "number 9" in again.value.what
    with pytest.raises(InvalidInput):
        office_papers.print_letter(commune.session, [], commune.actor, commune.library, TODAY)
    following = {one.id: one.next for one in to_assess(commune.session, commune.actor, commune.library, TODAY)}
    assert following == {early: "assess", ready: "hand_over"}


def test_figures_are_read_from_rows_and_whole() -> None:
    rows = [{"year": "2025", "revenue": Decimal(800), "workers": Decimal(3)}, {"year": "2024", "unit": "tấn"}]
    figures = self_assessment_view.figures_of(rows)
    assert [(one.year, one.revenue, one.unit) for one in figures] == [(2024, None, "tấn"), (2025, 800, "")]
    for wrong in ({"year": ""}, {"year": "nay"}, {"year": "2025", "revenue": Decimal("1.5")}):
        with pytest.raises(InvalidInput) as refused:
            self_assessment_view.figures_of([wrong])
        assert refused.value.field == "figures"


def test_the_registration_form_says_where_it_stands(commune: Work) -> None:
    dossier_id = commune.draft()
    view = registration_view.registration_view(
        commune.session, dossier_id, commune.actor, commune.library, dt.date(2026, 6, 2)
    )
    assert view.lines["product_name"] == "Cà phê bột (mẫu)"
    assert view.lines["classification"].startswith("Ngành ")
    assert {line.kind for line in view.papers} >= {"registration_form", "self_assessment"}
    assert "dossier.registered_on" in {one.subject for one in view.missing}
    assert view.locked is None
