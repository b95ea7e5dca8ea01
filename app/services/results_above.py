"""The result of an office above that has no such program: typed in by hand from its papers, with a scan.

It concerns a dossier that this office handed over on paper. A recognition makes the other office's decision, result
and certificate here, marked as typed by hand; a dossier that comes back is under a new custody number in this office.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import (
    Dossier,
    HandOver,
    HandOverItem,
    Office,
    StoredFile,
)
from app.services import states
from app.services.actors import Actor, require_writer
from app.services.canonical import canonical_json
from app.services.clean_text import clean_line, clean_text
from app.services.dossier_rules import Rules, regime_of
from app.services.results_above_rows import ResultAboveData, asked_items, record_other, record_recognition
from app.services.rules.facts import LEVELS
from app.translate import N_

__all__ = ["RecordedAbove", "ResultAboveData", "record_result_above"]

MOVES_ABOVE: dict[str, str] = {
    "recognised": "record_recognition_above",
    "declined": "record_refusal_above",
    "returned": "record_return_above",
    "completion": "record_completion_above",
}
_POINTS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


@dataclass(frozen=True)
class RecordedAbove:
    """What was made of it; ids are empty where the outcome makes no such record."""

    status: str
    custody_number: int
    holder_office_id: str
    paper_id: str = ""
    decision_id: str = ""
    result_id: str = ""
    certificate_id: str = ""


def record_result_above(
    session: Session, dossier_id: str, data: ResultAboveData, actor: Actor, library: Rules, today: dt.date
) -> RecordedAbove:
    """Record what the office above decided of a dossier that was handed to it on paper: one move, one journal entry.

    Raises:
        InvalidInput: a day in the future or before the hand-over; a recognition without number or star, or with a
            star that its points or the office's level cannot give; no reason for declining or returning; an empty
            list for completion; a scan that is not in the store.
        NotAllowed: the dossier was not handed over on paper by this office, or the move is not possible now.
    """
    require_writer(actor)
    dossier = states.get_dossier(session, dossier_id)
    regime = regime_of(library, dossier)
    if data.outcome not in MOVES_ABOVE:
        raise InvalidInput("outcome", N_("The office above recognises, declines, returns, or asks for completion."))
    act = MOVES_ABOVE[data.outcome]
    refused = states.refusal(dossier, states.MOVES[act], actor, regime)
    if refused is not None:
        raise refused
    hand_over = _hand_over(session, dossier, actor)
    office = _deciding_office(session, hand_over, data)
    _check_dates(data, hand_over, today)
    _check_scan(session, data)
    points = _points(data.points)
    entry: dict[str, object] = {
        "by": office.code,
        "number": clean_line(data.decision_number, "decision_number"),
        "decided_on": data.decided_on,
        "hand_over": hand_over.id,
        "scan": data.scan_sha256 or "",
        "typed_by_hand": True,
    }
    if data.outcome == "recognised":
        made = record_recognition(session, dossier, data, office, regime, points)
        entry |= {"stars": data.stars, "decision": made.decision_id, "certificate": made.certificate_id}
        entry |= {"result": made.result_id}
    else:
        made = record_other(session, dossier, data, office, points)
        entry |= {"reason": clean_text(data.reason), "result": made.result_id, "paper": made.paper_id}
    if data.outcome in ("returned", "completion"):
        dossier.custody_number += 1
        dossier.holder_office_id = actor.office_id
        dossier.received_on = today
    if data.outcome == "completion":
        asked = [asdict(item) for item in asked_items(data.items)]
        dossier.completion_list = canonical_json(asked).decode("utf-8")
        dossier.completion_due = data.due
        entry |= {"due": data.due, "items": asked}
    states.apply(session, dossier, act, actor, regime, entry)
    return RecordedAbove(
        status=dossier.status,
        custody_number=dossier.custody_number,
        holder_office_id=dossier.holder_office_id,
        paper_id=made.paper_id,
        decision_id=made.decision_id,
        result_id=made.result_id,
        certificate_id=made.certificate_id,
    )


def _hand_over(session: Session, dossier: Dossier, actor: Actor) -> HandOver:
    """The hand-over with which the dossier left this office under its present custody number, on paper."""
    row = session.exec(
        select(HandOver)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == HandOver.id)
        .where(
            HandOverItem.dossier_id == dossier.id,
            HandOverItem.custody_number == dossier.custody_number,
            HandOver.direction == "out",
            HandOver.from_office_id == actor.office_id,
            col(HandOver.status).in_(("written", "received")),
        )
        .order_by(col(HandOver.at).desc())
    ).first()
    if row is None:
        raise NotAllowed(
            N_("This office has not handed this dossier over, so it records no result of it."),
            advice=N_("Ask the office that handed it over."),
        )
    if row.medium != "paper":
        raise NotAllowed(
            N_("This dossier was handed over as a bundle: its result comes back in a bundle, not by hand."),
            advice=N_("Look at the bundle of the office above and take it."),
        )
    return row


def _deciding_office(session: Session, hand_over: HandOver, data: ResultAboveData) -> Office:
    receiver = session.get_one(Office, hand_over.to_office_id)
    if not data.office_id or data.office_id == receiver.id:
        return receiver
    office = session.get(Office, data.office_id)
    if office is None or LEVELS.index(office.level) <= LEVELS.index(receiver.level):
        raise InvalidInput(
            "office_id",
            N_("The result comes from {office} or from an office above it."),
            office=receiver.name,
        )
    return office


def _check_dates(data: ResultAboveData, hand_over: HandOver, today: dt.date) -> None:
    if data.decided_on > today:
        raise InvalidInput("decided_on", N_("A paper cannot be dated in the future."))
    if data.decided_on < hand_over.at.astimezone().date():
        raise InvalidInput(
            "decided_on",
            N_("The office above cannot have decided before the dossier was handed over to it."),
            advice=N_("Compare both dates with the papers."),
        )
    if data.due is not None and data.due < data.decided_on:
        raise InvalidInput("due", N_("The day for completion lies before the letter that asks for it."))


def _check_scan(session: Session, data: ResultAboveData) -> None:
    if data.scan_sha256 and session.get(StoredFile, data.scan_sha256) is None:
        raise InvalidInput("scan", N_("The scan of this paper is not in the store."))


def _points(text: str) -> Decimal | None:
    """The average as printed, with comma or point; ``None`` where the paper names none."""
    words = clean_line(text, "points")
    if not words:
        return None
    found = _POINTS.fullmatch(words)
    points = Decimal(f"{found[1]}.{found[2] or '0'}") if found else None
    if points is None or points > 100:
        raise InvalidInput("points", N_("“{points}” is no average: 0 to 100, with at most two decimals."), points=words)
    return points
