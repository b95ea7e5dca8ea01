"""Due lines of the dossiers that this office holds: deadlines that run, what was sent back, meetings to come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from app.models import CommuneAssessment, Dossier, Producer, Product
from app.models.dossier import DossierStatus as S
from app.services.dossier_due import dues_of_many
from app.services.names import state_name, task_name
from app.services.rules.library import RuleLibrary
from app.services.today.lines import DueLine, Link, Sentence, grade_of
from app.translate import N_, format_date

AT_WORK: tuple[str, ...] = (
    S.FILED.value, S.CHECKED.value, S.ASSESSED.value, S.RECEIVED.value, S.TO_COMPLETE.value, S.VALID.value,
    S.IN_ROUND.value, S.SCORED.value, S.PASSING_UP.value, S.RETURNED.value,
)  # fmt: skip
"""The states in which the office that holds a dossier has something to do with it."""
_TO_HAND_OVER = frozenset({S.ASSESSED.value, S.PASSING_UP.value})
_END_OF_RULES = "transition"
_NAMED = 4
OLDEST_OF_A_STATE = 25
"""Of each state the longest here are looked at: a deadline counts from a day, so they are the most urgent."""


@dataclass(frozen=True)
class DossierDues:
    """``late``: how many are late; ``at_least``: there may be more, as all that were looked at are."""

    lines: tuple[DueLine, ...]
    late: int
    at_least: bool


def dossier_dues(
    session: Session,
    office_id: str,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> DossierDues:
    """The due lines of the dossiers held, in no order, and how many dossiers are late."""
    lines: list[DueLine] = []
    ending: defaultdict[dt.date, list[tuple[str, str, DueLine]]] = defaultdict(list)
    late = 0
    at_least = False
    for state in AT_WORK:
        rows = _oldest(session, office_id, state)
        dues = dues_of_many(session, [row[0] for row in rows], library, today, office_days)
        late_here = 0
        for dossier, product, producer in rows:
            running = dues[dossier.id]
            late_here += bool(running and running[0].late)
            facts = {"product": product, "producer": producer}
            if running:
                first = running[0]
                line = DueLine(
                    kind=_kind(state),
                    link=Link("dossier", dossier.id),
                    title=Sentence(N_("{task}: {product}"), {"task": task_name(first.task), **facts}),
                    detail=_detail(dossier, producer),
                    due=first.due,
                    left=first.left,
                    working=first.working,
                    grade=grade_of(first.left),
                    act="hand_over" if state in _TO_HAND_OVER else "open",
                    article=first.article,
                )
                if first.task == _END_OF_RULES:
                    ending[first.due].append((state, product, line))
                else:
                    lines.append(line)
            elif state in _TO_HAND_OVER or state in (S.RETURNED, S.TO_COMPLETE):
                lines.append(
                    DueLine(
                        kind=_kind(state),
                        link=Link("dossier", dossier.id),
                        title=Sentence(N_("{product}: {state}"), {"state": state_name(state), **facts}),
                        detail=_detail(dossier, producer),
                        grade="info" if state in _TO_HAND_OVER else "warns",
                        waiting=(today - dossier.received_on).days if dossier.received_on else None,
                        act="hand_over" if state in _TO_HAND_OVER else "open",
                    )
                )
        late += late_here
        at_least |= late_here == OLDEST_OF_A_STATE
    lines += _ends_of_rules(ending)
    lines += _meetings(session, office_id, library, today)
    return DossierDues(tuple(lines), late, at_least)


def _ends_of_rules(ending: Mapping[dt.date, Sequence[tuple[str, str, DueLine]]]) -> Iterator[DueLine]:
    """The last day of former rules is one for all: one line with a count, and the names of the first."""
    for found in ending.values():
        first = found[0][2]
        if len(found) == 1:
            yield first
            continue
        names = ", ".join(product for _state, product, _line in found[:_NAMED])
        yield replace(
            first,
            kind="dossier",
            link=Link("dossiers", states=tuple(dict.fromkeys(state for state, _product, _line in found))),
            title=Sentence(N_("{task}: {count} dossiers"), {"task": task_name(_END_OF_RULES), "count": len(found)}),
            detail=Sentence("{products}", {"products": names + ("…" if len(found) > _NAMED else "")}),
            act="see",
        )


def _kind(state: str) -> str:
    if state in _TO_HAND_OVER:
        return "hand_over_dossier"
    return "completion" if state in (S.TO_COMPLETE, S.RETURNED) else "dossier"


def _detail(dossier: Dossier, producer: str) -> Sentence:
    if dossier.received_on is None:
        return Sentence("{producer}", {"producer": producer})
    day = format_date(dossier.received_on)
    return Sentence(N_("{producer} · received on {day}"), {"producer": producer, "day": day})


def _oldest(session: Session, office_id: str, state: str) -> Sequence[tuple[Dossier, str, str]]:
    """The dossiers of a state that came first, with the names of product and producer."""
    first = col(Dossier.completion_due) if state == S.TO_COMPLETE else col(Dossier.received_on)
    statement = (
        select(Dossier, Product.name, Producer.name)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(Dossier.holder_office_id == office_id, Dossier.status == state)
        .order_by(first, col(Dossier.id))
        .limit(OLDEST_OF_A_STATE)
    )
    return session.exec(statement).all()


def _meetings(session: Session, office_id: str, library: RuleLibrary, today: dt.date) -> Iterator[DueLine]:
    statement = (
        select(Dossier, CommuneAssessment, Product.name, Producer.name)
        .join(CommuneAssessment, col(CommuneAssessment.dossier_id) == Dossier.id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(
            Dossier.holder_office_id == office_id,
            col(Dossier.status).in_([S.FILED.value, S.CHECKED.value]),
            col(CommuneAssessment.meeting_on) >= today,
        )
        .order_by(col(CommuneAssessment.meeting_on))
        .limit(OLDEST_OF_A_STATE)
    )
    for dossier, meeting, product, producer in session.exec(statement):
        day = meeting.meeting_on or today
        yield DueLine(
            kind="meeting",
            link=Link("dossier", dossier.id),
            title=Sentence(N_("Meeting on the local items: {product}"), {"product": product}),
            detail=Sentence(
                N_("{producer} · {place}") if meeting.meeting_place else "{producer}",
                {"producer": producer, "place": meeting.meeting_place},
            ),
            due=day,
            left=library.calendar().working_days_between(today, day),
            grade="info",
        )
