"""What every figure of law carries: where it was read, and whether it is verified."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Level = Literal["producer", "commune", "district", "province", "central"]
LEVELS: tuple[Level, ...] = ("producer", "commune", "district", "province", "central")
PartId = Literal["A", "B", "C"]
CommuneItem = Literal["origin", "labour", "idea", "identity"]
COMMUNE_ITEMS: tuple[CommuneItem, ...] = ("origin", "labour", "idea", "identity")
ApplicationType = Literal["first", "upgrade", "reassess"]
Star = Literal[1, 2, 3, 4, 5]


def _exact(value: Any) -> Any:
    if isinstance(value, (bool, float)):
        raise ValueError("points are integers or decimal strings")
    return value


Points = Annotated[Decimal, BeforeValidator(_exact)]
"""Points as an exact decimal with at most two decimal places; never a float."""


class Fact(BaseModel):
    """Base of all rule data: unknown fields are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Sourced(Fact):
    """A statement of law with its source; ``verified`` is false for inferences and unread texts."""

    source: str = ""
    article: str = ""
    verified: bool = False
    note: str = ""


class Inference(Fact):
    """Why a figure differs from, or fills, what the transcription shows."""

    as_written: str
    why: str


class Switch(Sourced):
    """A yes or no of the law that the texts do not settle; an office may change it."""

    value: bool


class Days(Sourced):
    """A span of days; ``working`` counts neither weekends nor public holidays. ``None`` = an office setting."""

    days: int | None = None
    working: bool = True
    counted_from: str = ""


class Period(Fact):
    """First day in force and the first day no longer in force (``None``: still in force)."""

    begins: dt.date
    ends: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)
