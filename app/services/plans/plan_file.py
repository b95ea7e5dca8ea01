"""A year's plan as a JSON file, as a person or another program writes it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import BundleRejected, InvalidInput
from app.services.bundles.strict_json import load_strict
from app.services.plans.writing import PlanFacts, TargetData
from app.translate import N_

LARGEST = 4 * 1024 * 1024
"""The largest file, bytes."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Target(_Strict):
    indicator: str
    amount: Decimal
    most: Decimal | None = None
    about: bool = False
    for_code: Annotated[str, Field(alias="for")] = ""
    unit: str = ""
    text: str = ""
    source: str = ""


class _Plan(_Strict):
    year: int
    title: str = ""
    number: str = ""
    dated: dt.date | None = None
    targets: list[_Target]


def read_plan_file(content: bytes) -> tuple[PlanFacts, list[TargetData]]:
    """Read such a file; amounts are numbers or texts such as ``"12.5"``.

    Raises:
        InvalidInput: it is too large, no JSON, or has an unknown or impossible field, which is named.
    """
    if len(content) > LARGEST:
        raise InvalidInput("file", N_("The file of a plan is larger than it may be."))
    try:
        load_strict(content, "")
        plan = _Plan.model_validate_json(content)
    except BundleRejected as error:
        raise InvalidInput("file", N_("The file of the plan is no JSON that can be read.")) from error
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise InvalidInput("file", N_("The file of the plan has a fault at “{place}”."), place=place) from error
    facts = PlanFacts(plan.year, plan.title, plan.number, plan.dated)
    return facts, [TargetData(**one.model_dump()) for one in plan.targets]
