"""Certificates that end soon: whether a re-assessment may be filed now, and whether one has been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.models import Dossier, RecordLine
from app.services.certificate_register import reassessment_days
from app.services.rules.regime import Regime
from app.services.today.lines import DueLine, Link, Sentence, grade_of
from app.services.word_index import without_index
from app.translate import N_, format_date

Window = Literal["", "before", "open", "closed"]
_MOST = 8
_LOOK_AHEAD = 240
"""Days before its end from which a certificate is watched, where the regime's window does not begin earlier."""


@dataclass(frozen=True)
class Lapsing:
    """A certificate that ends soon. ``window``: how today stands to the days for filing; empty: the law has none.

    ``dossier_id`` and ``state``: the re-assessment or upgrade that was opened for it; empty: none was.
    """

    certificate_id: str
    number: str
    product_id: str
    product: str
    valid_to: dt.date
    first_day: dt.date | None
    last_day: dt.date | None
    window: Window
    dossier_id: str
    state: str


def lapsing(session: Session, regime: Regime, today: dt.date, limit: int = _MOST) -> tuple[Lapsing, ...]:
    """Certificates in force that end next, soonest first."""
    rule = regime.reassessment
    ahead = max(_LOOK_AHEAD, rule.earliest_days_before_expiry if rule is not None else 0)
    next_ones = (
        select(col(RecordLine.number))
        .where(
            RecordLine.kind == "certificate",
            col(RecordLine.ends) >= today,
            col(RecordLine.ends) <= today + dt.timedelta(days=ahead),
            without_index(session, col(RecordLine.state)) == "valid",
        )
        .order_by(col(RecordLine.ends), col(RecordLine.state), col(RecordLine.number))
        .limit(limit)
    )
    product = aliased(RecordLine)
    statement = (
        select(RecordLine, product.dossier_id, product.state, Dossier.application_type)
        .join(product, (col(product.record_id) == RecordLine.product_id) & (col(product.kind) == "product"))
        .join(Dossier, col(Dossier.id) == product.dossier_id, isouter=True)
        .where(col(RecordLine.number).in_(session.exec(next_ones).all()))
        .order_by(col(RecordLine.ends), col(RecordLine.number))
    )
    found = []
    for line, dossier_id, state, application in session.exec(statement):
        ends = line.ends or today
        days = reassessment_days(ends, regime)
        opened = application in ("reassess", "upgrade") and dossier_id != line.dossier_id
        found.append(
            Lapsing(
                certificate_id=line.record_id,
                number=line.code,
                product_id=line.product_id,
                product=line.name,
                valid_to=ends,
                first_day=days[0] if days else None,
                last_day=days[1] if days else None,
                window=_window(days, today),
                dossier_id=dossier_id if opened else "",
                state=state if opened else "",
            )
        )
    return tuple(found)


def _window(days: tuple[dt.date, dt.date] | None, today: dt.date) -> Window:
    if days is None:
        return ""
    return "before" if today < days[0] else "open" if today <= days[1] else "closed"


def window_lines(certificates: Sequence[Lapsing], today: dt.date) -> list[DueLine]:
    """A line for each certificate whose product has no dossier while the days for filing one run, or are over."""
    lines = []
    for one in certificates:
        if one.dossier_id or one.window not in ("open", "closed") or one.last_day is None or one.first_day is None:
            continue
        left = (one.last_day - today).days
        facts = {"product": one.product, "number": one.number, "end": format_date(one.valid_to)}
        days = {"first": format_date(one.first_day), "last": format_date(one.last_day)}
        lines.append(
            DueLine(
                kind="window",
                link=Link("product", one.product_id),
                title=Sentence(
                    N_("Re-assessment can be filed now: {product}")
                    if one.window == "open"
                    else N_("The days for filing a re-assessment are over: {product}"),
                    facts,
                ),
                detail=Sentence(N_("Certificate {number} ends on {end}; filed from {first} to {last}"), facts | days),
                due=one.last_day,
                left=left,
                working=False,
                grade="warns" if one.window == "closed" else grade_of(left),
            )
        )
    return lines


def count_valid(session: Session, today: dt.date, until: dt.date | None = None) -> int:
    """How many certificates are in force today; with ``until`` those of them that end by that day."""
    statement = select(func.count()).where(
        RecordLine.kind == "certificate", col(RecordLine.ends) >= today, RecordLine.state == "valid"
    )
    if until is not None:
        statement = statement.where(col(RecordLine.ends) <= until)
    return session.exec(statement).one()
