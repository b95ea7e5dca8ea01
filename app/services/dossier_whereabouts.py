"""Where a dossier is and what came of it, as any office's copy tells: the last hand-over, the decisions, the working.

Results travel with their working: the sum of each part over all sheets and each member's total under its number. Names
of members and their sheets stay with the council.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from app.models import DecisionItem, HandOver, HandOverItem, Office, Receipt, RecognitionDecision
from app.services.letters.receipts import results_of
from app.services.result_rows import RankingResultRow


@dataclass(frozen=True)
class LastHandOver:
    """The last hand-over of a dossier, out or in. Times in UTC.

    ``office``: the other one. ``received_at`` (or ``received_on``, of a receipt on paper or by code) and ``result``
    (taken, already_here, not_taken; empty: nothing is known) are those of the other office's receipt.
    """

    id: str
    direction: str
    office: str
    purpose: str
    medium: str
    status: str
    sequence: int
    at: dt.datetime
    received_on: dt.date | None = None
    received_at: dt.datetime | None = None
    received_by: str = ""
    result: str = ""


@dataclass(frozen=True)
class NamingDecision:
    """A decision that names the dossier, with the stars that it gives; ``signed_on`` is ``None`` for a draft."""

    id: str
    kind: str
    number: str
    signed_on: dt.date | None
    title: str
    stars: int
    office: str


@dataclass(frozen=True)
class Working:
    """How a result came about: points as sums over all sheets, exact; an average is a sum by the number of sheets.

    ``parts``: by part (A, B, C). ``members``: by the member's number.
    """

    sheets: int
    total: Decimal
    parts: Mapping[str, Decimal]
    members: Mapping[str, Decimal]


def last_hand_over(session: Session, dossier_id: str) -> LastHandOver | None:
    """The last one that left or came; one that was only begun is none."""
    row = session.exec(
        select(HandOver)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
        .where(HandOverItem.dossier_id == dossier_id, col(HandOver.status).not_in(["intended", "undone"]))
        .order_by(col(HandOver.at).desc(), col(HandOver.id).desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    other = session.get_one(Office, row.to_office_id if row.direction == "out" else row.from_office_id)
    receipt = session.exec(select(Receipt).where(Receipt.hand_over_id == row.id, Receipt.state == "in_force")).first()
    return LastHandOver(
        id=row.id,
        direction=row.direction,
        office=other.name,
        purpose=row.purpose,
        medium=row.medium,
        status=row.status,
        sequence=row.sequence,
        at=row.at,
        received_on=receipt.received_on if receipt else None,
        received_at=receipt.received_at if receipt else None,
        received_by=receipt.received_by if receipt else "",
        result=str(results_of(receipt).get(dossier_id, "")),
    )


def decisions_naming(session: Session, dossier_id: str) -> tuple[NamingDecision, ...]:
    """The decisions that name a dossier, the signed ones first, in the order of their days."""
    rows = session.exec(
        select(RecognitionDecision, DecisionItem.stars, Office.name)
        .join(DecisionItem, col(DecisionItem.decision_id) == col(RecognitionDecision.id))
        .join(Office, col(Office.id) == col(RecognitionDecision.office_id))
        .where(DecisionItem.dossier_id == dossier_id)
    ).all()
    found = [
        NamingDecision(row.id, row.kind, row.number, row.signed_on, row.title, stars, office)
        for row, stars, office in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.signed_on is None, one.signed_on or dt.date.max, one.id)))


def working_of(result: RankingResultRow) -> Working:
    """The working of a result, wherever its council sat."""
    detail = result.detail
    return Working(
        sheets=result.sheet_count,
        total=_points(result.total_sum_hundredths),
        parts={name: _points(value) for name, value in detail.get("sums", {}).get("parts", {}).items()},
        members={name: _points(value) for name, value in sorted(detail.get("totals", {}).items(), key=_by_number)},
    )


def _by_number(item: tuple[str, object]) -> int:
    return int(item[0])


def _points(hundredths: int) -> Decimal:
    return Decimal(int(hundredths)).scaleb(-2)
