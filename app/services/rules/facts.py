"""What every figure of law carries: where it was read, and whether it is verified."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

Level = Literal["producer", "commune", "district", "province", "central"]
LEVELS: tuple[Level, ...] = ("producer", "commune", "district", "province", "central")
PartId = Literal["A", "B", "C"]
CommuneItem = Literal["origin", "labour", "idea", "identity"]
COMMUNE_ITEMS: tuple[CommuneItem, ...] = ("origin", "labour", "idea", "identity")
ApplicationType = Literal["first", "upgrade", "reassess"]
Star = Literal[1, 2, 3, 4, 5]
Grade = Literal["signed", "transcription", "secondary", "none"]
"""From what a text was read: the signed decision, a transcription of it, what others say of it; or it was not read."""


class JsonFraction(Decimal):
    """A JSON number written with a point or an exponent: exact, but refused wherever points are meant."""


def _exact(value: Any) -> Any:
    if isinstance(value, (bool, float, JsonFraction)):
        raise ValueError("points are integers or decimal strings")
    return value


def _star(value: Any) -> Any:
    """JSON object keys are strings: ``"4"`` is the star 4."""
    return int(value) if isinstance(value, str) and value in {"1", "2", "3", "4", "5"} else value


StarKey = Annotated[
    Star,
    BeforeValidator(_star),
    WithJsonSchema({"type": "string", "enum": ["1", "2", "3", "4", "5"]}),
]
"""A star as the key of a JSON object."""

Points = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, max_digits=7, decimal_places=2),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^\d{1,5}(\.\d{1,2})?$"},
            ]
        }
    ),
]
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
