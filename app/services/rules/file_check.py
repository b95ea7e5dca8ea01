"""One rule file of any kind, checked by itself: for files that an office writes before it puts them in use."""

from __future__ import annotations

from pathlib import Path

from app.errors import RuleError
from app.services.places import files
from app.services.rules import loader
from app.translate import N_

_KINDS = {
    "period": loader.load_regime,
    "parts": loader.load_criteria_set,
    "sectors": loader.load_classification,
    "year": loader.load_holiday_year,
    "layers": files.load_index,
    "communes": files.load_changes,
    "provinces": files.load_layer,
    "successors": files.load_differences,
    "units": files.load_own_units,
}
"""By a field that only this kind has; of those that share one, the kind with another of its own stands first."""


def check_file(path: Path) -> None:
    """Check one file as the kind that its fields show.

    Raises:
        RuleError: it is faulty, or no rule file of any kind.
    """
    name = loader.shown_name(path)
    value = loader.parse_rule_json(loader.read_rule_bytes(path), name)
    if isinstance(value, dict):
        for field, load in _KINDS.items():
            if field in value:
                load(path)
                return
    raise RuleError(
        N_("This is no criteria set, regime, classification, year of holidays or list of administrative units."),
        file=name,
    )
