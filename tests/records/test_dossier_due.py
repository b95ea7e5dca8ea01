"""The deadlines that run for a dossier, and the moves that miss them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlmodel import select

from app.models import JournalEntry
from app.services import dossier_moves, handovers
from app.services.dossier_due import Due, dues_of, dues_of_ids
from app.services.dossier_overview import overview
from app.services.states import get_dossier
from tests.records.helpers import TODAY, OpenOffice, Work
from tests.records.test_assessments import FINDINGS, AssessmentData, close, save, sign_report
from tests.records.test_dossiers import province_with

LAST_DAY = dt.date(2026, 6, 22)
"""15 working days after 1 June 2026."""


def due(work: Work, dossier: str, **office_days: int) -> list[Due]:
    return list(dues_of(work.session, get_dossier(work.session, dossier), work.library, work.today, office_days))


def last_data(work: Work, dossier: str, act: str) -> dict[str, object]:
    wanted = select(JournalEntry).where(JournalEntry.dossier_id == dossier, JournalEntry.act == act)
    return json.loads(list(work.session.exec(wanted))[-1].data)  # type: ignore[no-any-return]


def test_the_communes_proposal_is_due_by_the_law_and_its_check_by_the_offices_own_days(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    check, propose = due(commune, dossier, check_form=5, propose=2)
    assert (check.task, check.due, check.left, check.ground) == ("check_form", dt.date(2026, 6, 8), 5, "office")
    assert (propose.task, propose.due, propose.left, propose.late) == ("propose", LAST_DAY, 15, False)
    assert (propose.ground, propose.article, propose.working) == ("law", "Điều 7.2", True)
    assert [one.task for one in due(commune, dossier)] == ["propose"]


@pytest.mark.parametrize(("days_after", "left", "late"), [(0, 0, False), (1, -1, True), (5, -4, True)])
def test_late_begins_on_the_day_after_the_last(commune: Work, days_after: int, left: int, late: bool) -> None:
    dossier = commune.receive(commune.draft())
    [one] = due(commune.on(LAST_DAY + dt.timedelta(days=days_after)), dossier)
    assert (one.left, one.late) == (left, late)


def test_years_whose_holidays_are_not_verified_are_named(commune: Work) -> None:
    dossier = commune.receive(commune.draft())
    seen = overview(commune.session, dossier, commune.library, TODAY, {"check_form": 400})
    [propose, check] = seen.due
    calendar = commune.library.calendar()
    assert check.unverified_years == calendar.unverified_years(TODAY, check.due)
    assert check.due.year == 2028
    assert 2028 in check.unverified_years
    assert propose.unverified_years == calendar.unverified_years(TODAY, LAST_DAY)


def test_a_draft_and_a_withdrawn_dossier_have_no_deadline(commune: Work) -> None:
    draft = commune.draft()
    assert due(commune, draft, check_form=5) == []
    commune.receive(draft)
    dossier_moves.withdraw(commune.session, draft, "Mở nhầm", commune.actor, commune.library, TODAY)
    assert due(commune, draft, check_form=5) == []


def test_a_late_assessment_is_closed_and_its_entry_says_so(commune: Work) -> None:
    for on, late in ((LAST_DAY, None), (LAST_DAY + dt.timedelta(days=1), True)):
        dossier = commune.checked()
        then = commune.on(on)
        save(then, dossier, AssessmentData(meeting_on=TODAY, chair="Y (mẫu)", items=FINDINGS))
        sign_report(then, dossier)
        assert close(then, dossier) == "assessed"
        told = last_data(then, dossier, "assess_items")
        assert told.get("late") is late
        assert told.get("deadline") == (LAST_DAY.isoformat() if late else None)


def test_a_late_hand_over_is_made_and_its_entry_says_so(commune: Work) -> None:
    dossier = commune.checked()
    save(commune, dossier, AssessmentData(meeting_on=TODAY, chair="Y (mẫu)", items=FINDINGS))
    sign_report(commune, dossier)
    close(commune, dossier)
    receiver = province_with(commune, commune.receive(commune.draft())).actor.office_id
    late = LAST_DAY + dt.timedelta(days=3)
    prepared = handovers.prepare(
        commune.session, [dossier], receiver, "forward", commune.actor, commune.library, late, medium="paper"
    )
    assert prepared.items[0].entry is not None
    told = json.loads(prepared.items[0].entry.data)
    assert (told["late"], told["deadline"], told["deadline_of"]) == (True, LAST_DAY.isoformat(), "propose")


@pytest.mark.parametrize("days", [0, 5])
def test_the_check_of_form_above_is_counted_from_its_receipt(commune: Work, days: int) -> None:
    dossier = commune.checked(sample_count=5)
    province = province_with(commune, dossier)
    row = get_dossier(commune.session, dossier)
    row.received_on = TODAY + dt.timedelta(days=30)  # Wednesday 1 July
    office_days = {"check_form": days} if days else {}
    found = due(province.on(row.received_on), dossier, **office_days)
    assert [(one.task, one.due, one.ground) for one in found] == (
        [("check_form", dt.date(2026, 7, 8), "office")] if days else []
    )
    asked = [dossier_moves.CompletionItem("Giấy phép", "hết hạn", "Nộp bản mới")]
    late = dt.date(2026, 7, 9)
    dossier_moves.request_completion(
        province.session, dossier, asked, late + dt.timedelta(days=5), province.actor, province.library, late,
        office_days=office_days,
    )  # fmt: skip
    told = last_data(province, dossier, "request_completion")
    assert told.get("late") == (True if days else None)
    assert told.get("deadline") == ("2026-07-08" if days else None)
    seen = overview(province.session, dossier, province.library, late, office_days)
    assert [(one.task, one.due, one.left) for one in seen.due] == [("completion", dt.date(2026, 7, 14), 3)]
    assert list(seen.asked) == asked


@pytest.mark.parametrize(("kind", "days"), [("first", 60), ("upgrade", 60), ("reassess", 30)])
def test_a_dossier_filed_before_the_newer_rules_is_finished_within_their_days(
    open_office: OpenOffice, kind: str, days: int
) -> None:
    then = open_office("commune").on(dt.date(2026, 5, 20))
    before = {} if kind == "first" else {"previous_certificate": "01/QĐ", "previous_valid_to": dt.date(2026, 9, 1)}
    dossier = then.receive(then.draft(application_type=kind, **before))
    assert due(then, dossier) == [], "the newer rules are not in force yet"
    last = dt.date(2026, 5, 22) + dt.timedelta(days=days)
    [one] = due(then.on(last), dossier)
    assert (one.task, one.due, one.left, one.late, one.working) == ("transition", last, 0, False, False)
    assert one.article.startswith("Điều 12.2")
    assert due(then.on(last + dt.timedelta(days=1)), dossier)[0].late


def test_a_reassessment_is_done_45_days_after_the_scoring_office_has_it(commune: Work) -> None:
    ends = TODAY + dt.timedelta(days=150)
    dossier = commune.receive(
        commune.draft(application_type="reassess", previous_certificate="01/QĐ", previous_valid_to=ends)
    )
    assert [one.task for one in due(commune, dossier)] == ["propose"]
    province = province_with(commune, dossier)
    [one] = due(province, dossier)
    assert (one.task, one.due, one.working) == ("reassessment", TODAY + dt.timedelta(days=45), False)
    assert one.article.startswith("Điều 7.6")


def test_days_that_were_over_before_a_past_round_was_typed_in_alarm_nobody(
    commune: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = dt.datetime(2026, 11, 10, 3, tzinfo=dt.UTC)
    monkeypatch.setattr("app.services.journal.utc_now", lambda: typed)
    later = commune.on(typed.date())
    old = later.receive(later.draft(), dt.date(2026, 4, 1))
    assert due(later, old) == []
    assert dues_of_ids(later.session, [old], later.library, later.today)[old] == ()
    running = later.receive(later.draft(), typed.date())
    assert [one.late for one in due(later.on(dt.date(2027, 2, 1)), running)] == [True]
