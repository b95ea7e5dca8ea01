"""The form in which the targets of a year travel down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from app.services.bundles.envelope import Code, PlainText, StrictModel, Time, check_plain_text
from app.services.letters.succession_form import Day, Line

MOST_TARGETS = 2000
"""The most targets of one plan."""
LARGEST_AMOUNT = 10**12
"""The bound of an amount, in hundredths."""


def _plain_or_empty(text: str) -> str:
    return check_plain_text(text) if text else text


Words = Annotated[str, Field(max_length=1000), AfterValidator(_plain_or_empty)]
Amount = Annotated[int, Field(ge=0, lt=LARGEST_AMOUNT)]


class TargetForm(StrictModel):
    """One target. ``for_code``, ``for_name``: the office that it is given to; empty: the issuer's whole area.

    Amounts are whole hundredths of the unit; ``most``: the upper end of a range; ``about``: the plan says “about”.
    """

    for_code: Annotated[str, Field(max_length=60), AfterValidator(_plain_or_empty)] = ""
    for_name: Line = ""
    indicator: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
    amount: Amount
    most: Amount | None = None
    about: bool = False
    unit: Annotated[str, Field(max_length=60), AfterValidator(_plain_or_empty)] = ""
    text: Words = ""
    source: Words = ""

    @model_validator(mode="after")
    def _consistent(self) -> TargetForm:
        if self.most is not None and self.most <= self.amount:
            raise ValueError("a range ends above where it begins")
        if bool(self.for_code) != bool(self.for_name):
            raise ValueError("an office has a code and a name")
        return self


class PlanForm(StrictModel):
    """One edition of an office's plan for one year; a later edition takes the place of an earlier one."""

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    office: Code
    year: Annotated[int, Field(ge=1900, lt=10000)]
    edition: Annotated[int, Field(ge=1, lt=2**31)]
    title: PlainText
    number: Line = ""
    dated: Day | None = None
    issued_at: Time
    issued_by: PlainText
    position: Line = ""
    targets: Annotated[tuple[TargetForm, ...], Field(min_length=1, max_length=MOST_TARGETS)]
