"""The rules that a dossier froze when the commune received it, as the council's services need them."""

from __future__ import annotations

from typing import Protocol

from app.errors import NotAllowed, NotFound
from app.models import Dossier
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import Regime
from app.translate import N_


class Rules(Protocol):
    """What is asked of the rule library."""

    def regime(self, regime_id: str) -> Regime:
        """The regime of that id."""

    def criteria_set(self, set_id: str, sha256: str | None = None) -> CriteriaSet:
        """The set of that id (such as ``qd-26-2026/13``) whose file has that SHA-256; ``NotFound`` without one."""


def regime_of(library: Rules, dossier: Dossier) -> Regime:
    """The dossier's regime.

    Raises:
        NotAllowed: the commune has not received the dossier yet, so it has none.
    """
    if not dossier.regime_id:
        raise NotAllowed(
            N_("This dossier has no rules yet: they are fixed on the day the commune receives it."),
            advice=N_("Receive the dossier first."),
        )
    return library.regime(dossier.regime_id)


def set_of(library: Rules, dossier: Dossier) -> CriteriaSet:
    """The dossier's criteria set, which must still be the very file that was frozen.

    Raises:
        NotAllowed: no set is frozen, or the file here differs from it.
    """
    regime_of(library, dossier)
    if not dossier.set_id:
        raise NotAllowed(
            N_("No criteria set is fixed for this dossier."), advice=N_("Its product needs a product set first.")
        )
    try:
        return library.criteria_set(dossier.set_id, dossier.set_sha256)
    except NotFound as error:
        raise NotAllowed(
            N_("The criteria set {set} here is not the one that was fixed when this dossier was filed."),
            advice=N_("Load the rule file of that time again: a filed dossier keeps its rules."),
            set=dossier.set_id,
        ) from error
