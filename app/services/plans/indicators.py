"""What targets are set on: the indicators of real plans as data, each with how its actual figure is computed."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.paths import resource_path

OTHER = "other"
"""The indicator of a target that none of the plans behind the list has: its text says what it is."""

Stars = Annotated[int, Field(ge=1, le=5)]
Year = Annotated[int, Field(ge=1900, lt=10000)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanSource(_Strict):
    """A plan that has this indicator, and its words there."""

    plan: str
    text: str


class ActualRule(_Strict):
    """How the actual figure comes from this office's own records; not ``computed``: a person has to know it.

    ``measure``: ``certified`` products (by certificates), ``ranked`` products (by closed results), ``proposed``
    products (by dossiers received), ``kept``: the share of products certified in ``years_from`` to ``years_to`` that
    still hold a certificate, ``producer_kinds``: the share of these kinds among producers with a certificate in force,
    ``founded``: producers of these kinds by their day of foundation. ``period``: the plan's year, or all up to its end.
    ``first_only``: products without an earlier certificate. ``across``: what holds for a whole area: the sum of its
    communes, or the ``least`` of them.
    """

    computed: bool
    measure: Literal["", "certified", "ranked", "proposed", "kept", "producer_kinds", "founded"] = ""
    period: Literal["year", "to_year_end"] = "year"
    stars_from: Stars = 1
    stars_to: Stars = 5
    first_only: bool = False
    kinds: tuple[str, ...] = ()
    years_from: Year | None = None
    years_to: Year | None = None
    across: Literal["sum", "least"] = "sum"

    @model_validator(mode="after")
    def _whole(self) -> ActualRule:
        if self.computed != bool(self.measure):
            raise ValueError("what is computed has a measure, and nothing else")
        if (self.measure == "kept") != (self.years_from is not None and self.years_to is not None):
            raise ValueError("the kept share is of some years")
        if (self.measure in ("producer_kinds", "founded")) != bool(self.kinds):
            raise ValueError("kinds of producer belong to what counts producers")
        return self

    @property
    def is_share(self) -> bool:
        """Whether the figure is a percentage."""
        return self.measure in ("kept", "producer_kinds")


class Indicator(_Strict):
    """One indicator. ``reading``: how this program reads the plan's words; not the plan's own."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
    name: str
    unit: str
    sources: tuple[PlanSource, ...]
    actual: ActualRule
    reading: str


class _List(_Strict):
    schema_version: Annotated[Literal[1], Field(alias="schema")]
    note: str
    indicators: tuple[Indicator, ...]


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators by code, in the order of the file."""
    text = resource_path("plans", "indicators.json").read_text(encoding="utf-8")
    return {one.code: one for one in _List.model_validate_json(text).indicators}


def indicator_name(code: str, text: str = "") -> str:
    """What an indicator is called; of one that is not in the list (or is in none) the target's own text."""
    known = indicators().get(code)
    if known is None or code == OTHER:
        return text or code
    return known.name
