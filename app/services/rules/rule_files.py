"""The rule files that an office can compare with the signed text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from app.services.rules.comparing import is_signed
from app.services.rules.facts import Grade
from app.services.rules.library import RuleLibrary

FileKind = Literal["regime", "criteria", "holidays"]


@dataclass(frozen=True)
class RuleFile:
    """One file that can be compared. ``signed``: it came as read from the signed text, so nothing is to be compared.

    ``begins``, ``ends``: the first and the last day for which it counts; ``ends`` is ``None`` while it is in force.
    """

    kind: FileKind
    id: str
    sha256: str
    title: str
    signed: bool
    grade: Grade
    begins: dt.date
    ends: dt.date | None


def rule_files(library: RuleLibrary) -> list[RuleFile]:
    """Every regime with its criteria sets, then the years of holidays; a set that two regimes share is told once.

    Raises:
        RuleError: a file is faulty.
    """
    found: dict[tuple[str, str], RuleFile] = {}
    for regime in library.regimes():
        begins = regime.period.begins
        ends = regime.period.ends - dt.timedelta(days=1) if regime.period.ends is not None else None
        found["regime", regime.id] = RuleFile(
            "regime",
            regime.id,
            library.regime_sha256(regime.id),
            regime.title,
            is_signed(regime),
            regime.grade,
            begins,
            ends,
        )
        for one in library.criteria_sets(regime):
            before = found.get(("criteria", one.id))
            found["criteria", one.id] = RuleFile(
                "criteria",
                one.id,
                library.file_sha256(one.id),
                f"{one.number}. {one.name}",
                one.verified and one.grade == "signed",
                one.grade,
                before.begins if before is not None else begins,
                ends,
            )
    for year in library.calendar().years:
        found["holidays", str(year.year)] = RuleFile(
            "holidays",
            str(year.year),
            library.holidays_sha256(year.year),
            str(year.year),
            year.verified,
            "signed" if year.verified else "none",
            dt.date(year.year, 1, 1),
            dt.date(year.year, 12, 31),
        )
    return list(found.values())
