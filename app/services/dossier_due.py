"""What a dossier's office must have done by when: the deadlines that run now, and which of them a move misses.

Being late stops nothing: the day is shown while it runs, and a move made after it says so in the journal.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import Dossier, JournalEntry, Office, RankingResult
from app.models.dossier import DossierStatus as S
from app.services.compared_rules import rules_as_compared
from app.services.deadlines import deadline_for
from app.services.dossiers import regime_of
from app.services.journal import IDS_AT_ONCE, on_chain
from app.services.result_rows import results_of
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime, Task

Ground = Literal["law", "office"]
Begun = dict[tuple[str, str], dt.date]
_BEGINS: dict[S, tuple[tuple[Task, str], ...]] = {
    S.FILED: (("check_form", ""), ("propose", "")),
    S.CHECKED: (("assess_items", "confirm_complete"), ("propose", "")),
    S.ASSESSED: (("propose", ""),),
    S.TO_COMPLETE: (("propose", ""),),
    S.RECEIVED: (("check_form", ""),),
    S.VALID: (("score", "accept_as_valid"),),
    S.IN_ROUND: (("score", "accept_as_valid"),),
    S.SCORED: (("recognise", "close_result"),),
    S.PASSING_UP: (("pass_up", "close_result"),),
}
"""The tasks that are open in each state, with the act whose day they are counted from; none: the day of receipt."""
_ENTERED = "receive_first"
_ENDED = frozenset({S.DRAFT, S.HANDED_OVER, S.RECOGNISED, S.DECLINED, S.WITHDRAWN})


@dataclass(frozen=True)
class Due:
    """One deadline that runs.

    ``task``: the regime's task, or ``completion`` (the list it was returned with), ``reassessment``, ``transition``.
    ``left``: days from today to ``due``, working days where ``working``; below 0 once it is late. ``ground`` and
    ``article``: where it stands. ``unverified_years``: years counted through whose holidays are not verified.
    """

    task: str
    due: dt.date
    left: int
    late: bool
    working: bool
    ground: Ground
    article: str
    unverified_years: tuple[int, ...]


def dues_of(
    session: Session,
    dossier: Dossier,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
    begun: Begun | None = None,
) -> tuple[Due, ...]:
    """The deadlines that run for the office that holds the dossier, soonest first.

    A commune's days for its proposal are counted from its receipt, a scoring office's from its own; the days for a
    re-assessment from the receipt by the office that scores. A dossier filed before a newer regime began is finished
    under the old one within the days of the newer one's transition rules. Days that were over before the dossier was
    typed into the program (a round of the past) are left out.

    Args:
        office_days: this office's own working days per task, used where the law gives none.
        begun: the days that tasks are counted from, read before for many dossiers.

    Raises:
        NotFound: the dossier's regime is not in the library.
    """
    if S(dossier.status) in _ENDED:
        return ()
    if begun is None:
        library = rules_as_compared(session, library)
    holder = session.get(Office, dossier.holder_office_id)
    regime = regime_of(dossier, library, today)
    found: list[Due] = []
    if holder is not None:
        found += _of_tasks(session, dossier, holder, regime, library, today, office_days, begun)
        found += _of_completion(dossier, library, today)
        found += _of_reassessment(dossier, holder, regime, today)
    found += _of_transition(dossier, regime, library, today)
    if any(one.late for one in found):
        # What was over before the dossier was typed in was done, or missed, on paper: nobody here can be late for it.
        entered = _entered(session, dossier, today, begun)
        found = [one for one in found if entered is None or one.due >= entered]
    return tuple(sorted(found, key=lambda one: one.due))


def dues_of_many(
    session: Session,
    dossiers: Sequence[Dossier],
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> dict[str, tuple[Due, ...]]:
    """``dues_of`` for the dossiers of a list, by their id, in a few statements for all of them."""
    library = rules_as_compared(session, library)
    begun = _begun([one.id for one in dossiers], session)
    held_by = {one.holder_office_id for one in dossiers}
    # Kept until the end: a session holds weakly what it has read, and would ask for each dossier's office again.
    holders = session.exec(select(Office).where(col(Office.id).in_(held_by))).all() if held_by else []
    found = {one.id: dues_of(session, one, library, today, office_days, begun) for one in dossiers}
    del holders
    return found


def dues_of_ids(
    session: Session,
    dossier_ids: Sequence[str],
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> dict[str, tuple[Due, ...]]:
    """``dues_of_many`` of the dossiers with these ids; unknown ones are left out."""
    found: list[Dossier] = []
    for start in range(0, len(dossier_ids), IDS_AT_ONCE):
        found += session.exec(select(Dossier).where(col(Dossier.id).in_(dossier_ids[start : start + IDS_AT_ONCE])))
    return dues_of_many(session, found, library, today, office_days)


def _begun(ids: Sequence[str], session: Session) -> Begun:
    """The days from which the open tasks of many dossiers are counted, by dossier and act."""
    acts = sorted({_ENTERED, *(act for tasks in _BEGINS.values() for _, act in tasks)} - {"", "close_result"})
    begun: Begun = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        wanted = ids[start : start + IDS_AT_ONCE]
        entries = session.exec(
            select(JournalEntry.dossier_id, JournalEntry.act, JournalEntry.data, JournalEntry.at)
            .where(col(JournalEntry.dossier_id).in_(wanted), col(JournalEntry.act).in_(acts), on_chain())
            .order_by(col(JournalEntry.dossier_sequence))
        )
        for dossier_id, act, data, at in entries:
            begun[str(dossier_id), act] = _said_day(data, at)
        closed = session.exec(
            select(RankingResult.dossier_id, func.max(RankingResult.closed_on))
            .where(col(RankingResult.dossier_id).in_(wanted))
            .group_by(col(RankingResult.dossier_id))
        )
        begun |= {(dossier_id, "close_result"): day for dossier_id, day in closed}
    return begun


def late_mark(
    session: Session,
    dossier: Dossier,
    tasks: tuple[str, ...],
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What a move that ends these tasks adds to its journal entry: ``late`` and the day missed; empty where in time.

    To be asked before the dossier's state changes.
    """
    missed = [one for one in dues_of(session, dossier, library, today, office_days) if one.late and one.task in tasks]
    return {"late": True, "deadline": missed[0].due, "deadline_of": missed[0].task} if missed else {}


def _of_tasks(
    session: Session,
    dossier: Dossier,
    holder: Office,
    regime: Regime,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None,
    begun: Begun | None,
) -> Iterator[Due]:
    step = regime.step(holder.level)  # type: ignore[arg-type]
    if step is None:
        return
    for task, act in _BEGINS.get(S(dossier.status), ()):
        if task not in step.tasks:
            continue
        if not act:
            start = dossier.received_on
        else:
            start = _day_of(session, dossier, act) if begun is None else begun.get((dossier.id, act))
        if start is None:
            continue
        deadline = deadline_for(library, regime, step.level, task, start, office_days)
        if deadline is None:
            continue
        yield Due(
            task=task,
            due=deadline.due,
            left=_left(library, today, deadline.due, deadline.working),
            late=today > deadline.due,
            working=deadline.working,
            ground="law" if deadline.by_law else "office",
            article=deadline.article,
            unverified_years=deadline.unverified_years,
        )


def _day_of(session: Session, dossier: Dossier, act: str) -> dt.date | None:
    """The day of the dossier's last act of that kind, as its entry says; else the day the entry was written."""
    if act == "close_result":
        closed = [one.closed_on for one in results_of(session, dossier.id)]
        return max(closed) if closed else None
    entry = session.exec(
        select(JournalEntry)
        .where(JournalEntry.dossier_id == dossier.id, JournalEntry.act == act, on_chain())
        .order_by(col(JournalEntry.dossier_sequence).desc())
        .limit(1)
    ).first()
    if entry is None:
        return None
    return _said_day(entry.data, entry.at)


def _entered(session: Session, dossier: Dossier, today: dt.date, begun: Begun | None) -> dt.date | None:
    """The day on which the dossier's receipt was typed in; a clock that was ahead says nothing."""
    if begun is None:
        day = _day_of(session, dossier, _ENTERED)
    else:
        day = begun.get((dossier.id, _ENTERED))
    return day if day is not None and day <= today else None


def _said_day(data: str, at: dt.datetime) -> dt.date:
    said = json.loads(data).get("on")
    return dt.date.fromisoformat(said) if isinstance(said, str) else at.astimezone().date()


def _of_completion(dossier: Dossier, library: RuleLibrary, today: dt.date) -> Iterator[Due]:
    if S(dossier.status) is S.TO_COMPLETE and dossier.completion_due is not None:
        due = dossier.completion_due
        years = library.calendar().unverified_years(min(today, due), max(today, due))
        yield Due("completion", due, _left(library, today, due, True), today > due, True, "office", "", years)


def _of_reassessment(dossier: Dossier, holder: Office, regime: Regime, today: dt.date) -> Iterator[Due]:
    rule, step = regime.reassessment, regime.step(holder.level)  # type: ignore[arg-type]
    if rule is None or rule.max_days is None or dossier.application_type != "reassess":
        return
    if step is None or "score" not in step.tasks or dossier.received_on is None:
        return
    due = dossier.received_on + dt.timedelta(days=rule.max_days)
    yield Due("reassessment", due, (due - today).days, today > due, False, "law", rule.article, ())


def _of_transition(dossier: Dossier, regime: Regime, library: RuleLibrary, today: dt.date) -> Iterator[Due]:
    if dossier.filed_on is None:
        return
    for newer in library.regimes():
        begins = newer.period.begins
        if not regime.period.begins < begins <= today or dossier.filed_on >= begins:
            continue
        for rule in newer.transition:
            if rule.finish_within_days is None:
                continue
            if rule.applications and dossier.application_type not in rule.applications:
                continue
            due = begins + dt.timedelta(days=rule.finish_within_days)
            yield Due("transition", due, (due - today).days, today > due, False, "law", rule.article, ())


def _left(library: RuleLibrary, today: dt.date, due: dt.date, working: bool) -> int:
    return library.calendar().working_days_between(today, due) if working else (due - today).days
