"""The whole page: due lines, four cards, certificates that end, the year's dates, what was done last."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.models import AssessmentRound, HandOver, JournalEntry, Receipt, RecordLine
from app.services import record_lines
from app.services.actors import Actor
from app.services.names import act_name, level_name
from app.services.plans.plans import PlanLine, plan_lines
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.today.certificates import Lapsing, count_valid, lapsing, window_lines
from app.services.today.custody import asked_back, waiting_choices
from app.services.today.dossiers import AT_WORK, DossierDues, dossier_dues
from app.services.today.lines import DueLine, Grade, Link, Sentence, most_urgent_first
from app.services.today.others import (
    decisions_at_work,
    not_received,
    outstanding,
    receipts_owed,
    rounds_at_work,
    sequence_gaps,
    waiting_questions,
)
from app.settings import RECEIPT_DAYS
from app.translate import N_, format_date

_RECENT = 6
_BEFORE_COUNCIL = ("valid", "in_round")
_TABLES = {"issued_paper": "paper", "recognition_decision": "decision"}


@dataclass(frozen=True)
class Card:
    """One of the four figures; ``note`` says what of it is pressing (``grade``), and the whole card leads to a list."""

    id: str
    count: int
    label: Sentence
    note: Sentence
    grade: Grade
    link: Link


@dataclass(frozen=True)
class Milestone:
    """A day of the year. ``left``: calendar days from today, negative once past."""

    day: dt.date
    what: Sentence
    left: int
    link: Link


@dataclass(frozen=True)
class RecentAct:
    """An act of this office: the journal's words and what it was done to."""

    at: dt.datetime
    act: str
    what: Sentence
    link: Link


@dataclass(frozen=True)
class Today:
    """``lines``: the most urgent first, ``line_count`` in all; ``more``: not all that is late was read.

    ``plans``: the targets of this year that are known here.
    """

    lines: tuple[DueLine, ...]
    line_count: int
    more: bool
    cards: tuple[Card, ...]
    lapsing: tuple[Lapsing, ...]
    milestones: tuple[Milestone, ...]
    recent: tuple[RecentAct, ...]
    plans: tuple[PlanLine, ...] = ()


def overview(
    session: Session,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
    limit: int = 50,
    receipt_days: int = RECEIPT_DAYS,
) -> Today:
    """What is due in the actor's office now.

    Args:
        office_days: this office's own working days per task, used where the law gives none.
        limit: how many due lines at most.
        receipt_days: calendar days after which this office misses a receipt, by its own setting.
    """
    record_lines.bring_up(session)
    regime = library.for_dossier(None, today)
    dues = dossier_dues(session, actor.office_id, library, today, office_days)
    ending = lapsing(session, regime, today)
    lines = [
        *dues.lines,
        *outstanding(session, actor.office_id, today, receipt_days),
        *not_received(session, actor.office_id),
        *receipts_owed(session, today),
        *waiting_questions(session, actor.office_id, today),
        *sequence_gaps(session),
        *asked_back(session, today),
        *waiting_choices(session, today),
        *rounds_at_work(session, actor.office_id, library, today),
        *decisions_at_work(session, actor.office_id, today),
        *window_lines(ending, today),
    ]
    lines.sort(key=most_urgent_first)
    return Today(
        lines=tuple(lines[:limit]),
        line_count=len(lines),
        more=dues.at_least,
        cards=_cards(session, actor, regime, dues, today),
        lapsing=ending,
        milestones=tuple(sorted(_milestones(session, actor, regime, today), key=lambda one: one.day)),
        recent=tuple(_recent(session)),
        plans=tuple(plan_lines(session, today.year)),
    )


def count_states(session: Session, states: tuple[str, ...], office_id: str = "") -> dict[str, int]:
    """How many dossiers are in each of these states, of all or of those that an office holds."""
    counted = (
        select(col(RecordLine.state), func.count())
        .where(col(RecordLine.kind) == "dossier", col(RecordLine.state).in_(states))
        .group_by(col(RecordLine.state))
    )
    if office_id:
        counted = counted.where(col(RecordLine.holder_id) == office_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _count(session: Session, kind: str) -> int:
    counted = select(func.count()).select_from(RecordLine).where(col(RecordLine.kind) == kind)
    return int(session.execute(counted).scalar_one())


def count_unreceipted(session: Session, office_id: str) -> int:
    """How many hand-overs have left without a receipt so far."""
    counted = (
        select(func.count())
        .select_from(HandOver)
        .join(Receipt, col(Receipt.hand_over_id) == HandOver.id, isouter=True)
        .where(
            col(HandOver.from_office_id) == office_id,
            col(HandOver.direction) == "out",
            col(HandOver.status) == "written",
            col(Receipt.id).is_(None) | (col(Receipt.state) != "in_force"),
        )
    )
    return int(session.execute(counted).scalar_one())


def _cards(
    session: Session, actor: Actor, regime: Regime, dues: DossierDues, today: dt.date
) -> tuple[Card, Card, Card, Card]:
    held = count_states(session, AT_WORK, actor.office_id)
    year_end = dt.date(today.year, 12, 31)
    ending = count_valid(session, today, year_end)
    late = N_("at least {count} late") if dues.at_least else N_("{count} late")
    return (
        Card(
            "held",
            sum(held.values()),
            Sentence(N_("Dossiers held here")),
            Sentence(late if dues.late else N_("none late"), {"count": dues.late}),
            "stops" if dues.late else "none",
            Link("dossiers", states=AT_WORK),
        ),
        _second_card(session, actor, regime, held),
        Card(
            "certificates",
            count_valid(session, today),
            Sentence(N_("Certificates in force")),
            Sentence(N_("{count} ending by {day}"), {"count": ending, "day": format_date(year_end)}),
            "warns" if ending else "none",
            Link("certificates", states=("valid",), ends_from=today, ends_to=year_end),
        ),
        Card(
            "products",
            _count(session, "product"),
            Sentence(N_("Products")),
            Sentence(N_("of {count} producers"), {"count": _count(session, "producer")}),
            "none",
            Link("products"),
        ),
    )


def _second_card(session: Session, actor: Actor, regime: Regime, held: dict[str, int]) -> Card:
    """What an office that scores has before its council; of any other, what it has handed over."""
    step = regime.step(actor.level)
    if step is not None and "score" in step.tasks:
        waiting = held.get("valid", 0)
        return Card(
            "council",
            sum(held.get(state, 0) for state in _BEFORE_COUNCIL),
            Sentence(N_("Dossiers before the council")),
            Sentence(N_("{count} in no round yet"), {"count": waiting}),
            "warns" if waiting else "none",
            Link("dossiers", states=_BEFORE_COUNCIL),
        )
    without = count_unreceipted(session, actor.office_id)
    return Card(
        "handed_over",
        count_states(session, ("handed_over",)).get("handed_over", 0),
        Sentence(N_("Handed over")),
        Sentence(N_("{count} hand-overs without receipt"), {"count": without}),
        "warns" if without else "none",
        Link("dossiers", states=("handed_over",)),
    )


def _milestones(session: Session, actor: Actor, regime: Regime, today: dt.date) -> Iterator[Milestone]:
    """The rounds that the law fixes for this office and the one above, and the days of this office's own rounds."""
    own = regime.step(actor.level)
    steps = [step for step in (own, regime.step(own.next) if own is not None and own.next else None) if step]
    for step in steps:
        for batch in step.batches:
            facts = {"number": batch.number, "office": level_name(step.level)}
            for written, message in (
                (batch.proposed_before, N_("Last day for proposals, round {number} ({office})")),
                (batch.finish_before, N_("Round {number} ends ({office})")),
            ):
                day, month = (int(part) for part in written.split("/"))
                on = dt.date(today.year, month, day)
                yield Milestone(on, Sentence(message, facts), (on - today).days, Link("rounds"))
    rounds = select(AssessmentRound).where(
        col(AssessmentRound.office_id) == actor.office_id, col(AssessmentRound.year) == today.year
    )
    for row in session.execute(rounds).scalars():
        for planned, message in (
            (row.dossiers_by, N_("Dossiers of round {number} are in")),
            (row.scoring_by, N_("Scoring of round {number} ends")),
        ):
            if planned is not None:
                what = Sentence(message, {"number": row.number})
                yield Milestone(planned, what, (planned - today).days, Link("round", row.id))


def _recent(session: Session) -> Iterator[RecentAct]:
    """This office's last acts, newest first, with the name of what each was done to."""
    entries = select(
        col(JournalEntry.at), col(JournalEntry.act), col(JournalEntry.subject), col(JournalEntry.dossier_id),
        col(JournalEntry.data),
    ).where(col(JournalEntry.office_sequence).is_not(None))  # fmt: skip
    rows = session.execute(entries.order_by(col(JournalEntry.office_sequence).desc()).limit(_RECENT)).all()
    for at, act, subject, dossier_id, data in rows:
        table, _, key = subject.partition(":")
        link = Link("dossier", dossier_id) if dossier_id else Link(_TABLES.get(table, table), key)
        name = select(col(RecordLine.name)).where(
            col(RecordLine.kind) == link.kind, col(RecordLine.record_id) == link.id
        )
        known = session.execute(name).scalar() or _name_in(data)
        message = N_("{name}: {act}") if known else "{act}"
        yield RecentAct(at, act, Sentence(message, {"name": known, "act": act_name(act)}), link)


def _name_in(data: str) -> str:
    """The name that an act noted of what it was done to; empty where it noted none."""
    said = json.loads(data)
    found = said.get("name") or said.get("title") or ""
    return found if isinstance(found, str) else ""
