"""Dossiers: opening, checking, returning, accepting, and what each needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.errors import InvalidInput, NotAllowed
from app.models import JournalEntry, Product
from app.services import (
    dossier_checks,
    dossier_moves,
    dossiers,
    ideas,
    issued_papers,
    journal,
    offices,
    producers,
)
from app.services.actors import Actor
from app.services.offices import OfficeData
from app.services.states import get_dossier
from tests.records.helpers import TODAY, OpenOffice, Work


def test_opening_copies_the_units_and_writes_one_entry(commune: Work) -> None:
    product = commune.product()
    before = commune.entries()
    row = dossiers.dossier_row(commune.session, commune.draft(product))
    assert commune.entries() == before + 1
    assert (row.status, row.commune_code, row.province_name) == ("draft", "24502", "Đắk Lắk")
    assert (row.regime_id, row.set_id, row.holder_office_id) == ("", "", commune.actor.office_id)


def test_a_draft_follows_its_producer_and_its_receipt_fixes_the_units(commune: Work) -> None:
    producer = commune.producer()
    dossier = commune.draft(commune.product(producer))
    changes = {"commune_name": "Xã mới", "commune_code": "24999"}
    producers.change_producer(commune.session, producer, changes, commune.actor, commune.library, TODAY)
    assert dossiers.dossier_row(commune.session, dossier).commune_name == "Ea Kly"
    producers.save_producer(commune.session, producer, commune.actor)
    assert dossiers.dossier_row(commune.session, dossier).commune_name == "Xã mới"
    row = dossiers.dossier_row(commune.session, commune.receive(dossier))
    assert (row.commune_name, row.commune_code) == ("Xã mới", "24999")
    assert "24999" in row.product_code


def test_later_mergers_do_not_change_the_units_of_a_received_dossier(commune: Work) -> None:
    producer = commune.producer()
    dossier = commune.receive(commune.draft(commune.product(producer)))
    changes = {"commune_name": "Xã mới", "commune_code": "24999", "province_name": "Tỉnh mới", "province_code": "98"}
    producers.change_producer(commune.session, producer, changes, commune.actor, commune.library, TODAY)
    producers.save_producer(commune.session, producer, commune.actor)
    row = dossiers.dossier_row(commune.session, dossier)
    assert (row.commune_name, row.commune_code, row.province_name) == ("Ea Kly", "24502", "Đắk Lắk")


def test_a_producers_own_office_prepares_but_does_not_receive(open_office: OpenOffice) -> None:
    office = open_office("producer")
    draft = office.draft()
    before = office.entries()
    with pytest.raises(NotAllowed, match="receive the dossier"):
        office.receive(draft)
    assert office.entries() == before
    product = office.session.get(Product, dossiers.dossier_row(office.session, draft).product_id)
    assert product is not None
    assert product.sequence is None


def test_a_reader_can_do_none_of_the_moves(commune: Work) -> None:
    draft = commune.draft()
    reader = commune.as_role("reader")
    before = commune.entries()
    filed = dossier_moves.ReceiptData(filed_on=TODAY, received_by="x")
    tries = [
        lambda: reader.draft(),
        lambda: dossier_moves.receive_first(reader.session, draft, filed, reader.actor, reader.library, TODAY),
        lambda: dossier_moves.confirm_complete(reader.session, draft, reader.actor, reader.library, TODAY),
        lambda: dossier_moves.withdraw(reader.session, draft, "x", reader.actor, reader.library, TODAY),
        lambda: dossiers.change_dossier(reader.session, draft, {"note": "x"}, reader.actor, TODAY),
        lambda: reader.producer(),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed, match="reader"):
            attempt()
    assert commune.entries() == before


def test_an_upgrade_needs_something_to_start_from(commune: Work) -> None:
    product = commune.product()
    with pytest.raises(InvalidInput) as refused:
        commune.draft(product, application_type="upgrade")
    assert refused.value.field == "previous_dossier_id"
    other = commune.draft(commune.product(commune.producer(name="Khác (mẫu)")))
    with pytest.raises(InvalidInput, match="not one of this product"):
        commune.draft(product, application_type="upgrade", previous_dossier_id=other)
    row = dossiers.dossier_row(
        commune.session, commune.draft(product, application_type="upgrade", previous_certificate="12/QĐ-UBND 2024")
    )
    assert row.previous_certificate == "12/QĐ-UBND 2024"


def test_an_unknown_kind_of_application_is_refused(commune: Work) -> None:
    with pytest.raises(InvalidInput, match="knows no application"):
        commune.draft(application_type="again")


def test_one_product_has_one_open_dossier_a_year(commune: Work) -> None:
    product = commune.product()
    first = commune.draft(product)
    with pytest.raises(NotAllowed, match="already has a dossier"):
        commune.draft(product)
    dossier_moves.withdraw(commune.session, first, "mở nhầm", commune.actor, commune.library, TODAY)
    assert commune.draft(product) != first


def test_what_is_missing_stops_until_the_papers_are_there(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    missing = dossier_checks.what_is_missing(commune.session, dossier, commune.library, TODAY, up_to="producer")
    stops = [one.subject for one in missing if one.grade == "stops"]
    assert stops == ["document:registration_form", "document:self_assessment"]
    assert missing[0].article.startswith("Điều 6")
    assert "Phiếu đăng ký" in missing[0].text
    assert "producer.representative_name" in [one.subject for one in missing if one.grade == "warns"]
    before = commune.entries()
    with pytest.raises(NotAllowed, match="2 things are missing"):
        dossier_moves.confirm_complete(commune.session, dossier, commune.actor, commune.library, TODAY)
    assert commune.entries() == before
    commune.attach(dossier, "registration_form", "self_assessment")
    before = commune.entries()
    row = dossier_moves.confirm_complete(
        commune.session, dossier, commune.actor, commune.library, TODAY, sample_count=5
    )
    assert (row.status, row.sample_count) == ("checked", 5)
    assert commune.entries() == before + 1


def test_a_lapsed_paper_is_flagged_unless_another_of_its_kind_holds(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    lapsed, holds = TODAY - dt.timedelta(days=1), TODAY

    def grades(kind: str) -> list[str]:
        found = dossier_checks.what_is_missing(commune.session, dossier, commune.library, TODAY)
        return [one.grade for one in found if one.subject == f"document:{kind}"]

    assert grades("food_safety_certificate") == ["suggests"]
    commune.attach(dossier, "food_safety_certificate", "registration_form", expires_on=lapsed)
    assert grades("food_safety_certificate") == ["warns"]
    assert grades("registration_form") == ["stops"]
    commune.attach(dossier, "food_safety_certificate", expires_on=holds)
    assert grades("food_safety_certificate") == []


def test_samples_are_counted_and_not_asked_of_tourism(commune: Work) -> None:
    goods = commune.receive(commune.draft())
    tourism = commune.receive(commune.draft(commune.product(name="Du lịch (mẫu)", classification_code="VI.1")))

    def samples_asked(dossier: str) -> bool:
        found = dossier_checks.what_is_missing(commune.session, dossier, commune.library, TODAY, up_to="commune")
        return "document:product_samples" in [one.subject for one in found]

    assert samples_asked(goods)
    assert not samples_asked(tourism)
    dossiers.change_dossier(commune.session, goods, {"sample_count": 5}, commune.actor, TODAY)
    assert not samples_asked(goods)


def test_returning_for_completion_needs_a_list_and_opens_the_dossier_again(commune: Work) -> None:
    dossier = commune.checked()
    due = TODAY + dt.timedelta(days=10)
    item = dossier_moves.CompletionItem("Phiếu kiểm nghiệm", "hết hạn", "nộp phiếu mới", "Mẫu số 02")

    def request(items: list[dossier_moves.CompletionItem], day: dt.date) -> None:
        dossier_moves.request_completion(commune.session, dossier, items, day, commune.actor, commune.library, TODAY)

    before = commune.entries()
    for items, day in (
        ([], due),
        ([item], TODAY - dt.timedelta(days=1)),
        ([dossier_moves.CompletionItem("x", "", " ")], due),
    ):
        with pytest.raises(InvalidInput):
            request(items, day)
    assert commune.entries() == before
    request([item], due)
    assert commune.entries() == before + 1
    row = dossiers.dossier_row(commune.session, dossier)
    assert (row.status, row.completion_due) == ("to_complete", due)
    assert dossier_moves.completion_items(row) == [item]
    row = dossier_moves.confirm_complete(commune.session, dossier, commune.actor, commune.library, TODAY)
    assert (row.status, row.completion_list, row.completion_due) == ("checked", "[]", None)


def test_a_refused_move_says_what_it_needs(commune: Work) -> None:
    draft = commune.draft()
    with pytest.raises(NotAllowed) as refused:
        dossier_moves.confirm_complete(commune.session, draft, commune.actor, commune.library, TODAY)
    assert "being prepared" in str(refused.value)
    assert "a dossier that the commune has received" in str(refused.value)


def test_possible_moves_follow_the_state(commune: Work) -> None:
    draft = commune.draft()

    def possible() -> list[str]:
        return dossiers.possible_moves(commune.session, draft, commune.actor, commune.library, TODAY)

    assert possible() == ["receive_first", "withdraw", "hand_over"]
    commune.receive(draft)
    assert possible() == ["confirm_complete", "request_completion", "withdraw"]


def test_withdrawing_needs_a_reason_and_writes_one_entry(commune: Work) -> None:
    draft = commune.draft()
    with pytest.raises(InvalidInput):
        dossier_moves.withdraw(commune.session, draft, "  ", commune.actor, commune.library, TODAY)
    before = commune.entries()
    row = dossier_moves.withdraw(commune.session, draft, "chủ thể rút", commune.actor, commune.library, TODAY)
    assert row.status == "withdrawn"
    assert commune.entries() == before + 1


def test_saving_fields_writes_no_entry_and_refuses_frozen_ones(commune: Work) -> None:
    draft = commune.draft()
    before = commune.entries()
    dossiers.change_dossier(commune.session, draft, {"note": " cần xem lại "}, commune.actor, TODAY)
    assert dossiers.dossier_row(commune.session, draft).note == "cần xem lại"
    assert commune.entries() == before
    for changes in ({"status": "filed"}, {"year": 2020}, {"sample_count": -1}, {"sample_count": "năm"}):
        with pytest.raises(InvalidInput):
            dossiers.change_dossier(commune.session, draft, changes, commune.actor, TODAY)


def test_a_dossier_on_an_idea_needs_it_selected(commune: Work) -> None:
    product = commune.product()
    data = ideas.IdeaData(kind="new", year=2026, registered_on=TODAY)
    idea = ideas.register_idea(commune.session, product, data, commune.actor, TODAY).id
    with pytest.raises(NotAllowed, match="not selected yet"):
        commune.draft(product, idea_id=idea)
    ideas.select_idea(commune.session, idea, commune.actor, commune.library, TODAY)
    dossier = commune.draft(product, idea_id=idea)
    with pytest.raises(NotAllowed, match="A dossier is open"):
        ideas.decline_idea(commune.session, idea, "thôi", commune.actor, commune.library, TODAY)
    dossier_moves.withdraw(commune.session, dossier, "thôi", commune.actor, commune.library, TODAY)
    declined = ideas.decline_idea(commune.session, idea, "thôi", commune.actor, commune.library, TODAY)
    assert declined.status == "declined"


def test_lists_filter_and_find_without_accents(commune: Work) -> None:
    coffee = commune.draft(commune.product(name="Cà phê bột"))
    tea = commune.receive(commune.draft(commune.product(name="Trà hoa vàng", classification_code="I.5.b")))

    def ids(**filters: object) -> list[str]:
        return [line.row.id for line in dossiers.list_dossiers(commune.session, **filters)]  # type: ignore[arg-type]

    assert ids() == [coffee, tea]
    assert ids(query="tra hoa vang") == [tea]
    assert ids(status="draft") == [coffee]
    assert ids(year=2025) == []
    assert dossiers.list_dossiers(commune.session, query="ca phe")[0].producer_name == "Hợp tác xã Ea Kly (mẫu)"


def test_the_dossiers_chain_is_whole_and_tells_its_story(commune: Work) -> None:
    dossier = commune.checked()
    history = journal.dossier_history(commune.session, dossier)
    acts = [entry.act for entry in history]
    assert acts == ["open_dossier", "receive_first", "attach_document", "attach_document", "confirm_complete"]
    assert journal.broken_link(history) is None
    assert all(isinstance(entry, JournalEntry) for entry in history)


def province_with(work: Work, dossier: str) -> Work:
    """The level above, holding the dossier as after its hand-over."""
    data = OfficeData(code="66", level="province", name="Ủy ban nhân dân tỉnh Đắk Lắk")
    office = offices.register_office(work.session, data, work.actor)
    row = get_dossier(work.session, dossier)
    row.status, row.holder_office_id, row.custody_number = "received", office.id, 2
    work.session.add(row)
    work.session.flush()
    return replace(work, actor=Actor("p", office.id, office.code, "province", "officer"))


def test_the_level_above_accepts_only_with_the_communes_papers(commune: Work) -> None:
    dossier = commune.checked(sample_count=5)
    for kind in ("commune_report", "proposal_letter"):
        paper = issued_papers.draft_paper(commune.session, commune.actor, kind, title=kind, dossier_id=dossier)
        if kind == "commune_report":
            signature = issued_papers.SignatureData(number="3", dated=TODAY, signer_name="Y (mẫu)")
            issued_papers.sign_paper(commune.session, paper.id, signature, commune.actor, TODAY)
    province = province_with(commune, dossier)

    def accept() -> str:
        return dossier_moves.accept_as_valid(province.session, dossier, province.actor, province.library, TODAY).status

    before = province.entries()
    with pytest.raises(NotAllowed, match=r"1 things are missing.*đề nghị"):
        accept()
    assert province.entries() == before
    signature = issued_papers.SignatureData(number="4", dated=TODAY, signer_name="Y (mẫu)")
    issued_papers.sign_paper(commune.session, paper.id, signature, commune.actor, TODAY)
    before = province.entries()
    assert accept() == "valid"
    assert province.entries() == before + 1


def test_a_level_above_owes_a_letter_of_its_own(commune: Work) -> None:
    dossier = commune.checked(sample_count=5)
    province = province_with(commune, dossier)

    def sign(work: Work, number: str) -> None:
        paper = issued_papers.draft_paper(work.session, work.actor, "proposal_letter", title="", dossier_id=dossier)
        signature = issued_papers.SignatureData(number=number, dated=TODAY, signer_name="Y (mẫu)")
        issued_papers.sign_paper(work.session, paper.id, signature, work.actor, TODAY)

    def owed() -> set[str]:
        found = dossier_checks.what_is_missing(commune.session, dossier, commune.library, TODAY, up_to="province")
        return {one.subject for one in found if one.grade == "stops" and one.subject.endswith("_letter")}

    assert owed() == {"document:proposal_letter", "document:provincial_letter"}
    sign(province, "7")
    assert owed() == {"document:proposal_letter"}, "the province's letter is not the commune's"
    sign(commune, "4")
    assert owed() == set()


def test_the_commune_cannot_touch_what_it_handed_over(commune: Work) -> None:
    dossier = commune.checked()
    province_with(commune, dossier)
    before = commune.entries()
    item = dossier_moves.CompletionItem("x", "", "y")
    args = (commune.actor, commune.library, TODAY)
    for attempt in (
        lambda: dossier_moves.confirm_complete(commune.session, dossier, *args),
        lambda: dossier_moves.request_completion(commune.session, dossier, [item], TODAY, *args),
        lambda: dossier_moves.withdraw(commune.session, dossier, "x", *args),
        lambda: dossiers.change_dossier(commune.session, dossier, {"note": "x"}, commune.actor, TODAY),
    ):
        with pytest.raises(NotAllowed, match="handed over"):
            attempt()
    assert commune.entries() == before
