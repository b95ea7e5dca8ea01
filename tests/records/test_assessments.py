"""The commune's assessment: findings in words, the meeting, and the report that closes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from app.errors import InvalidInput, NotAllowed
from app.paths import resource_path
from app.services import assessments, dossier_moves, dossiers, issued_papers
from app.services.assessments import AssessmentData, ItemData
from app.services.rules.facts import COMMUNE_ITEMS
from app.services.rules.library import RuleLibrary
from tests.records.helpers import TODAY, OpenOffice, Work

FINDINGS = tuple(ItemData(item, finding=f"Đã kiểm tra: {item}") for item in COMMUNE_ITEMS)


def save(work: Work, dossier: str, data: AssessmentData) -> None:
    assessments.save_assessment(work.session, dossier, data, work.actor, work.library, work.today)


def close(work: Work, dossier: str) -> str:
    return assessments.assess_items(work.session, dossier, work.actor, work.library, work.today).status


def sign_report(work: Work, dossier: str, dated: dt.date = TODAY, number: str = "15") -> None:
    paper = issued_papers.draft_paper(
        work.session, work.actor, assessments.REPORT, title="Báo cáo đánh giá", dossier_id=dossier
    )
    data = issued_papers.SignatureData(number=number, dated=dated, signer_name="Y Chủ tịch (mẫu)")
    issued_papers.sign_paper(work.session, paper.id, data, work.actor, max(work.today, dated))


def test_findings_and_a_signed_report_close_the_assessment_with_one_entry(commune: Work) -> None:
    dossier = commune.checked()
    save(commune, dossier, AssessmentData(meeting_on=TODAY, chair="Y Chủ tịch (mẫu)", items=FINDINGS))
    sign_report(commune, dossier)
    before = commune.entries()
    assert close(commune, dossier) == "assessed"
    assert commune.entries() == before + 1
    assert commune.last_act() == "assess_items"
    assert assessments.assessment(commune.session, dossier).items == FINDINGS


def test_saving_writes_no_entry_and_keeps_what_was_entered(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    before = commune.entries()
    items = (ItemData("labour", claim="12 lao động", finding=" 10/12 là người xã\n"),)
    save(commune, dossier, AssessmentData(meeting_on=TODAY, participants="A\nB", items=FINDINGS))
    save(commune, dossier, AssessmentData(opinions="Thống nhất", items=items))
    kept = assessments.assessment(commune.session, dossier)
    assert kept.items == (replace(items[0], finding="10/12 là người xã"),)
    assert (kept.meeting_on, kept.participants, kept.opinions) == (None, "", "Thống nhất")
    assert commune.entries() == before


def test_a_meeting_in_the_future_is_refused(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    with pytest.raises(InvalidInput) as refused:
        save(commune, dossier, AssessmentData(meeting_on=TODAY + dt.timedelta(days=1)))
    assert refused.value.field == "meeting_on"


@pytest.mark.parametrize("missing", COMMUNE_ITEMS)
def test_each_item_needs_a_finding_or_a_reason(commune: Work, missing: str) -> None:
    dossier = commune.checked()
    three = tuple(one for one in FINDINGS if one.item != missing)
    save(commune, dossier, AssessmentData(items=three))
    sign_report(commune, dossier)
    before = commune.entries()
    with pytest.raises(InvalidInput) as refused:
        close(commune, dossier)
    assert refused.value.field == missing
    assert commune.entries() == before
    assert dossiers.dossier_row(commune.session, dossier).status == "checked"
    reason = ItemData(missing, not_applicable="sản phẩm dịch vụ")  # type: ignore[arg-type]
    save(commune, dossier, AssessmentData(items=(*three, reason)))
    assert close(commune, dossier) == "assessed"


def test_without_a_signed_report_nothing_is_closed(commune: Work) -> None:
    dossier = commune.checked()
    save(commune, dossier, AssessmentData(items=FINDINGS))
    with pytest.raises(NotAllowed, match="not signed yet"):
        close(commune, dossier)
    issued_papers.draft_paper(commune.session, commune.actor, assessments.REPORT, title="Báo cáo", dossier_id=dossier)
    with pytest.raises(NotAllowed, match="not signed yet"):
        close(commune, dossier)


def test_a_report_older_than_the_dossier_or_from_the_future_is_refused(commune: Work) -> None:
    old = commune.checked()
    save(commune, old, AssessmentData(items=FINDINGS))
    sign_report(commune, old, TODAY - dt.timedelta(days=1))
    with pytest.raises(InvalidInput, match="before the dossier was received"):
        close(commune, old)
    early = commune.checked()
    save(commune, early, AssessmentData(items=FINDINGS))
    sign_report(commune, early, TODAY + dt.timedelta(days=1))
    with pytest.raises(InvalidInput, match="in the future"):
        close(commune, early)


def test_changed_findings_need_a_new_report_after_a_completion(commune: Work) -> None:
    dossier = commune.checked()
    save(commune, dossier, AssessmentData(items=FINDINGS))
    sign_report(commune, dossier)
    close(commune, dossier)
    item = dossier_moves.CompletionItem("Hợp đồng lao động", "thiếu", "bổ sung")
    dossier_moves.request_completion(commune.session, dossier, [item], TODAY, commune.actor, commune.library, TODAY)
    dossier_moves.confirm_complete(commune.session, dossier, commune.actor, commune.library, TODAY)
    save(commune, dossier, AssessmentData(items=(replace(FINDINGS[0], finding="Khác trước"), *FINDINGS[1:])))
    with pytest.raises(NotAllowed, match="findings changed"):
        close(commune, dossier)
    save(commune, dossier, AssessmentData(items=FINDINGS))
    assert close(commune, dossier) == "assessed"


def test_points_only_where_the_regime_gives_the_commune_points(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    pointed = AssessmentData(items=(replace(FINDINGS[0], points=Decimal("4.5")),))
    with pytest.raises(InvalidInput, match="gives no points"):
        save(commune, dossier, pointed)

    class WithPoints(RuleLibrary):
        def regime(self, regime_id: str):  # type: ignore[no-untyped-def]
            return commune.library.regime(regime_id).model_copy(update={"commune_items_have_points": True})

    pointing = replace(commune, library=WithPoints(resource_path()))
    save(pointing, dossier, pointed)
    assert assessments.assessment(commune.session, dossier).items[0].points == Decimal("4.50")
    for bad in (Decimal("-1"), Decimal("1.234"), Decimal("NaN")):
        with pytest.raises(InvalidInput, match="two decimals"):
            save(pointing, dossier, AssessmentData(items=(replace(FINDINGS[0], points=bad),)))


def test_an_item_has_a_finding_or_a_reason_and_stands_once(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    both = replace(FINDINGS[0], not_applicable="không có")
    twice = (FINDINGS[0], FINDINGS[0])
    unknown = (ItemData("taste", finding="ngon"),)  # type: ignore[arg-type]
    for items in ((both,), twice, unknown):
        with pytest.raises(InvalidInput):
            save(commune, dossier, AssessmentData(items=items))


def test_a_producers_office_does_not_assess(open_office: OpenOffice) -> None:
    office = open_office("producer")
    dossier = office.draft()
    with pytest.raises(NotAllowed, match="does not assess"):
        save(office, dossier, AssessmentData(items=FINDINGS))
    with pytest.raises(NotAllowed, match="not possible while"):
        close(office, dossier)


def test_a_reader_neither_saves_nor_closes(commune: Work) -> None:
    dossier = commune.checked()
    reader = commune.as_role("reader")
    with pytest.raises(NotAllowed, match="reader"):
        save(reader, dossier, AssessmentData(items=FINDINGS))
    with pytest.raises(NotAllowed, match="reader"):
        close(reader, dossier)


def test_under_the_first_regime_the_commune_assesses_nothing(commune: Work) -> None:
    then = commune.on(dt.date(2021, 6, 1))
    dossier = then.receive(then.draft(then.product(classification_code="I.14")))
    with pytest.raises(NotAllowed, match="does not assess"):
        save(then, dossier, AssessmentData(items=FINDINGS))
