"""Numbers of a dossier by its regime's patterns: the registration form's receipt number and the product code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from string import Formatter

from sqlmodel import Session, col, select

from app.errors import InvalidInput
from app.models import Dossier
from app.services.rules.regime import NumberPattern
from app.translate import N_

BLANK = "……"
"""What stands for a part that is not known yet, as the printed form has it, to be filled in by hand."""


def fill_pattern(pattern: NumberPattern, values: Mapping[str, object]) -> tuple[str, bool]:
    """The number, and whether every part of it is known; unknown parts (``None`` or empty) stay as ``BLANK``."""
    text, whole = "", True
    for literal, name, _format, _conversion in Formatter().parse(pattern.pattern):
        text += literal
        if name is None:
            continue
        value = values.get(name)
        known = value is not None and value != ""
        text += str(value) if known else BLANK
        whole = whole and known
    return text, whole


def unit_values(dossier: Dossier, year: int, sequence: int | None, running: int | None = None) -> dict[str, object]:
    """The values that patterns are filled with: codes of the dossier's own time."""
    return {
        "province": dossier.province_code,
        "district": dossier.district_code,
        "commune": dossier.commune_code,
        "sequence": sequence,
        "running": running,
        "year": year,
    }


def used_running_numbers(session: Session, pattern: NumberPattern, dossier: Dossier, filed_on: dt.date) -> set[int]:
    """Running numbers given in the filing date's year to dossiers of the same commune, read from their receipts."""
    expected = ""
    values = unit_values(dossier, filed_on.year, None)
    for literal, name, _format, _conversion in Formatter().parse(pattern.pattern):
        expected += re.escape(literal)
        if name == "running":
            expected += "(?P<running>[0-9]+)"
        elif name == "sequence":
            expected += f"(?:[0-9]+|{BLANK})"
        elif name is not None:
            expected += re.escape(str(values.get(name) or BLANK))
    receipts = session.exec(
        select(Dossier.receipt_number).where(
            col(Dossier.receipt_number) != "",
            col(Dossier.filed_on).between(dt.date(filed_on.year, 1, 1), dt.date(filed_on.year, 12, 31)),
        )
    )
    matches = (re.fullmatch(expected, receipt) for receipt in receipts)
    return {int(match["running"]) for match in matches if match and "running" in match.groupdict()}


def choose_running(used: set[int], wanted: int | None) -> int:
    """The wanted running number, or the one after the highest used.

    Raises:
        InvalidInput: the number is below 1 or already used.
    """
    if wanted is None:
        return max(used, default=0) + 1
    if wanted < 1:
        raise InvalidInput("running", N_("Receipt numbers begin at 1."))
    if wanted in used:
        raise InvalidInput(
            "running",
            N_("The receipt number {number} was already given this year."),
            advice=N_("The next free number is {next}."),
            number=wanted,
            next=max(used) + 1,
        )
    return wanted
