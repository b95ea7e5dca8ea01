"""How certificates of a list stand today: parts of the register, days for filing, the re-assessment under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Certificate, Dossier
from app.services import listing
from app.services.certificate_register import CertificateState, reassessment_days, state_on
from app.services.journal import IDS_AT_ONCE
from app.services.listing import ListQuery
from app.services.rules.regime import Regime

Part = Literal["all", "valid", "window", "soon", "expired", "ended"]
"""``soon``: ends within ``watched_days``; ``window``: re-assessment can be filed; ``ended``: revoked or replaced."""
PARTS: tuple[Part, ...] = ("all", "valid", "window", "soon", "expired", "ended")

WATCHED_DAYS = 240
"""So many days before its end a certificate is watched, where the regime's window does not begin earlier."""

# Single columns: a page of a list asks for a hundred, and whole records of each take three times as long.
_CERTIFICATES = select(
    *(
        getattr(Certificate, name)
        for name in ("id", "product_id", "dossier_id", "year", "status", "valid_from", "valid_to")
    )
)
_DOSSIERS = select(*(getattr(Dossier, name) for name in ("id", "product_id", "year", "status", "filed_on")))

FilingDays = Literal["", "before", "open", "closed"]


@dataclass(frozen=True)
class CertificateStanding:
    """One certificate today. ``filing``: how today stands to the days for filing; empty: none, or it does not hold.

    ``dossier_id``, ``filed_on``: the later dossier of the product that is under way or was filed, if any.
    """

    id: str
    state: CertificateState
    valid_to: dt.date
    first_day: dt.date | None
    last_day: dt.date | None
    filing: FilingDays
    dossier_id: str
    dossier_state: str
    filed_on: dt.date | None


def part_fields(part: Part, regime: Regime, today: dt.date) -> dict[str, Any]:
    """Fields of ``ListQuery`` that keep a part of the register."""
    if part == "all":
        return {}
    if part == "ended":
        return {"states": ("revoked", "replaced")}
    if part == "expired":
        return {"states": ("valid",), "ends_to": today - dt.timedelta(days=1)}
    if part == "window":
        rule = regime.reassessment
        first, last = (rule.latest_days_before_expiry, rule.earliest_days_before_expiry) if rule else (1, 0)
        return {
            "states": ("valid",),
            "ends_from": today + dt.timedelta(days=first),
            "ends_to": today + dt.timedelta(days=last),
        }
    until = today + dt.timedelta(days=watched_days(regime)) if part == "soon" else None
    return {"states": ("valid",), "ends_from": today, "ends_to": until}


def watched_days(regime: Regime) -> int:
    """How many days before its end a certificate is watched."""
    rule = regime.reassessment
    return max(WATCHED_DAYS, rule.earliest_days_before_expiry if rule is not None else 0)


def part_counts(session: Session, regime: Regime, today: dt.date) -> dict[Part, int]:
    """How many certificates each part of the register has."""
    return {
        part: listing.count(session, ListQuery("certificate", **part_fields(part, regime, today))) for part in PARTS
    }


def standings(session: Session, ids: Sequence[str], regime: Regime, today: dt.date) -> dict[str, CertificateStanding]:
    """By id, how each certificate stands today."""
    found: dict[str, CertificateStanding] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        rows = session.execute(_CERTIFICATES.where(col(Certificate.id).in_(ids[start : start + IDS_AT_ONCE]))).all()
        later = _later_dossiers(session, {row.product_id for row in rows})
        found.update({row.id: _standing(row, later.get(row.product_id, ()), regime, today) for row in rows})
    return found


def _later_dossiers(session: Session, products: Iterable[str]) -> dict[str, list[Any]]:
    """By product, its dossiers for an upgrade or re-assessment, the latest first."""
    found: dict[str, list[Any]] = {}
    for dossier in session.execute(
        _DOSSIERS.where(
            col(Dossier.product_id).in_(set(products)),
            col(Dossier.application_type).in_(("reassess", "upgrade")),
            col(Dossier.status) != "withdrawn",
        ).order_by(col(Dossier.year).desc(), col(Dossier.id).desc())
    ):
        found.setdefault(dossier.product_id, []).append(dossier)
    return found


def _standing(row: Any, later: Sequence[Any], regime: Regime, today: dt.date) -> CertificateStanding:
    state = state_on(row, today, regime)
    days = reassessment_days(row.valid_to, regime)
    filing: FilingDays = ""
    if days is not None and state in ("valid", "window"):
        filing = "before" if today < days[0] else "open" if today <= days[1] else "closed"
    dossier = next((one for one in later if one.id != row.dossier_id and one.year >= row.year), None)
    return CertificateStanding(
        id=row.id,
        state=state,
        valid_to=row.valid_to,
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        filing=filing,
        dossier_id=dossier.id if dossier else "",
        dossier_state=str(dossier.status) if dossier else "",
        filed_on=dossier.filed_on if dossier else None,
    )
