"""Finding a product's place in a classification, and carrying it over to the next decision's."""

from __future__ import annotations

from app.errors import InvalidInput
from app.services.rules.classification import Classification, Sector, Subgroup
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.search import fold_text
from app.translate import N_


def find_subgroup(classification: Classification, code: str) -> tuple[Sector, Subgroup] | None:
    """The sector and subgroup of a code such as ``I.3.c``; ``None``: the classification has no such code."""
    for sector in classification.sectors:
        for group in sector.groups:
            for subgroup in group.subgroups:
                if subgroup.code == code:
                    return sector, subgroup
    return None


def require_subgroup(library: RuleLibrary, regime: Regime, code: str) -> tuple[Sector, Subgroup]:
    """The sector and subgroup of a code under a regime.

    Raises:
        InvalidInput: the regime's classification has no such code.
    """
    found = find_subgroup(library.classification(regime.classification), code)
    if found is None:
        raise InvalidInput(
            "classification_code",
            N_("The classification of {regime} has no subgroup “{code}”."),
            advice=N_("Choose the product's subgroup from the list."),
            regime=regime.title,
            code=code,
        )
    return found


def set_number_under(
    library: RuleLibrary, regime: Regime, classification_id: str, code: str, set_number: int | None
) -> int:
    """The product set of a product under a regime, which may be another than the one it was registered under.

    A code of another decision's classification is carried over only where both decisions name its subgroup alike.

    Raises:
        InvalidInput: no set is known, or the product must be classified anew under this regime.
    """
    if not code and set_number is None:
        raise InvalidInput(
            "classification_code",
            N_("The product is not classified yet, so no criteria set is known for it."),
            advice=N_("Choose the product's subgroup first."),
        )
    if code:
        carried = find_subgroup(library.classification(regime.classification), code)
        if classification_id and classification_id != regime.classification:
            before = find_subgroup(library.classification(classification_id), code)
            if carried is None or before is None or fold_text(before[1].name) != fold_text(carried[1].name):
                raise InvalidInput(
                    "classification_code",
                    N_("The product is classified as “{code}” of another decision than that of {regime}."),
                    advice=N_("Choose the product's subgroup anew under this regime."),
                    code=code,
                    regime=regime.title,
                )
        _sector, subgroup = carried or require_subgroup(library, regime, code)
        set_number = subgroup.set_number or set_number
    if set_number is None:
        raise InvalidInput(
            "set_number",
            N_("The classification does not say which product set the subgroup “{code}” belongs to."),
            advice=N_("Choose the product set by hand."),
            code=code,
        )
    library.set_id_for(regime, set_number)
    return set_number
