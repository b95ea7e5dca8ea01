"""How a product stands today, in one word: its dossier under way, else its certificate, else what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from app.models.dossier import DossierStatus
from app.services.certificate_register import reassessment_days
from app.services.names import STATES
from app.services.rules.regime import Regime
from app.translate import N_, _

Grade = Literal["ok", "info", "warn", "danger", "neutral"]

ENDED = (DossierStatus.RECOGNISED.value, DossierStatus.DECLINED.value, DossierStatus.WITHDRAWN.value)
TO_COMPLETE = (DossierStatus.TO_COMPLETE.value, DossierStatus.RETURNED.value)
UNDER_WAY = tuple(status.value for status in DossierStatus if status.value not in ENDED)
"""The states of a dossier on which somebody has still to work."""


@dataclass(frozen=True)
class Standing:
    """``message``: a message id. ``grade``: how much it presses."""

    message: str
    grade: Grade

    @property
    def text(self) -> str:
        """The word in the language of the moment, with a capital."""
        words = _(self.message)
        return words[:1].upper() + words[1:]


DRAFT = Standing(N_("draft"), "neutral")
NO_DOSSIER = Standing(N_("no dossier yet"), "neutral")


def standing(state: str, ends: dt.date | None, regime: Regime, today: dt.date) -> Standing:
    """How a product stands.

    Args:
        state: of its last dossier; empty: it has none.
        ends: the last day of its latest certificate.
    """
    if state in TO_COMPLETE:
        return Standing(STATES[state], "warn")
    if state and state not in ENDED:
        return Standing(STATES.get(state, state), "info")
    if ends is not None:
        return certified(ends, regime, today)
    if not state:
        return NO_DOSSIER
    return Standing(STATES[state], "ok" if state == DossierStatus.RECOGNISED.value else "neutral")


def certified(ends: dt.date, regime: Regime, today: dt.date) -> Standing:
    """How a certificate stands that nothing followed yet: in force, to be renewed now, too late, expired."""
    if ends < today:
        return Standing(N_("expired"), "danger")
    days = reassessment_days(ends, regime)
    if days is None or today < days[0]:
        return Standing(N_("in force"), "ok")
    if today <= days[1]:
        return Standing(N_("re-assessment can be filed"), "warn")
    return Standing(N_("days for filing are over"), "danger")
