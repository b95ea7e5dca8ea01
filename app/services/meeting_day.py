"""The day on which a round's council met: told at the lock and the closing, since a round may be typed in later.

The journal keeps the moment of the act by itself; the day that was told stands beside it as ``met_on``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput
from app.models import AssessmentRound, Council, Dossier, Product, RankingResult, RoundEntry
from app.translate import N_, format_date


def require_meeting_day(session: Session, row: AssessmentRound, met_on: dt.date | None, today: dt.date) -> dt.date:
    """The day the round's council met; today where none is told.

    Raises:
        InvalidInput: a day to come, or one before the council was set up or a dossier of the round was filed.
    """
    if met_on is None or met_on == today:
        return today
    if met_on > today:
        raise InvalidInput("met_on", N_("The council cannot have met on a day to come."))
    council = session.get(Council, row.council_id) if row.council_id else None
    if council is not None and met_on < council.decision_date:
        raise InvalidInput(
            "met_on",
            N_("The council was set up on {set_up}; it cannot have met on {day}."),
            set_up=format_date(council.decision_date),
            day=format_date(met_on),
        )
    later = session.exec(
        select(Product.name, Dossier.filed_on)  # type: ignore[type-var]
        .join(Dossier, col(Dossier.product_id) == Product.id)
        .join(RoundEntry, col(RoundEntry.dossier_id) == Dossier.id)
        .where(RoundEntry.round_id == row.id, col(Dossier.filed_on) > met_on)
        .order_by(col(Dossier.filed_on).desc())
    ).first()
    if later is not None:
        raise InvalidInput(
            "met_on",
            N_("The dossier of {product} was filed on {filed}; the council cannot have met on {day}."),
            product=later[0],
            filed=format_date(later[1]),
            day=format_date(met_on),
        )
    return met_on


def met_words(met_on: dt.date, today: dt.date) -> dict[str, dt.date]:
    """What the act's journal entry says of the meeting: nothing where it was on the day of the act."""
    return {} if met_on == today else {"met_on": met_on}


def meeting_year(session: Session, dossier_ids: Sequence[str], office_id: str, today: dt.date) -> int:
    """The year in which the office's council met on these dossiers, the latest of several; else the current one."""
    last = session.exec(
        select(func.max(RankingResult.closed_on)).where(
            col(RankingResult.dossier_id).in_(dossier_ids),
            RankingResult.office_id == office_id,
            RankingResult.outcome != "reopened",
        )
    ).one()
    return last.year if last is not None else today.year
