"""A case: a round as data, with what of it is real and what is made up."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import InvalidInput, NotFound
from app.services.rules.facts import Level
from app.translate import N_


class CaseModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseOffice(CaseModel):
    code: str
    level: Level
    name: str
    parent_name: str = ""
    province_name: str = ""
    province_code: str = ""
    district_name: str = ""
    district_code: str = ""
    commune_name: str = ""
    commune_code: str = ""
    place_name: str = ""
    standing_agency: str = ""
    signer_name: str
    signer_post: str
    signer_mode: str
    uses_program: bool = True


class CaseProducer(CaseModel):
    """``real``: a real producer: nothing private is made up about it."""

    id: str
    name: str
    kind: str
    office: str
    real: bool


class EarlierCertificate(CaseModel):
    """A recognition some years before, by an office without this program: handed over on paper, typed in by hand."""

    filed: dt.date
    checked: dt.date
    meeting: dt.date
    reported: dt.date
    handed_over: dt.date
    received: dt.date
    decided: dt.date
    stars: int
    decision_number: str


class CaseProduct(CaseModel):
    """``answers`` (option by criterion) or ``parts`` (part totals) are what the council's first member gives.

    ``stops``: where practice data leaves the product's dossier for the officer to go on; empty: at its end.
    """

    id: str
    name: str
    producer: str
    classification_code: str
    round: int
    real: bool
    published: str = ""
    application_type: str = "first"
    answers: dict[str, int] = Field(default_factory=dict)
    parts: dict[str, str] = Field(default_factory=dict)
    minimums_met: int | None = None
    earlier: EarlierCertificate | None = None
    expected: str = ""
    stops: Literal["", "draft", "filed", "checked", "assessed", "handed", "valid", "scored"] = ""


class CaseRound(CaseModel):
    """The days on which each step is done."""

    number: int
    kind: str
    name: str
    dossiers_by: dt.date | None
    scoring_by: dt.date | None
    idea: dt.date
    filed: dt.date
    checked: dt.date
    meeting: dt.date
    reported: dt.date
    handed_over: dt.date
    taken: dt.date
    valid: dt.date
    opened: dt.date
    scored: dt.date
    decided: dt.date
    returned: dt.date


class CaseCouncil(CaseModel):
    name: str
    decision_number: str
    decision_date: dt.date
    members: int = Field(ge=3, le=15)


class CaseActivity(CaseModel):
    """One line of the plan's annex of activities."""

    number: int
    content: str
    result: str
    begins: dt.date
    ends: dt.date
    lead: str
    partners: str


class PublishedReading(CaseModel):
    """One reading of what was published: how many recognised, how many passed up."""

    text: str
    recognised: int
    passed_up: int


class Published(CaseModel):
    bands: dict[str, int] = Field(default_factory=dict)
    readings: tuple[PublishedReading, ...] = ()


class CaseFile(CaseModel):
    id: str
    title: str
    sources: tuple[str, ...]
    real: tuple[str, ...]
    invented: tuple[str, ...]
    scoring_office: str
    next_office: str
    council: CaseCouncil
    offices: tuple[CaseOffice, ...]
    producers: tuple[CaseProducer, ...]
    products: tuple[CaseProduct, ...]
    rounds: tuple[CaseRound, ...]
    activities: tuple[CaseActivity, ...] = ()
    published: Published = Published()

    def producer(self, producer_id: str) -> CaseProducer:
        return next(producer for producer in self.producers if producer.id == producer_id)

    def products_of(self, office_code: str, round_number: int) -> list[CaseProduct]:
        """The products that a commune hands over for one round."""
        return [
            product
            for product in self.products
            if product.round == round_number and self.producer(product.producer).office == office_code
        ]


def case_names(folder: Path) -> tuple[str, ...]:
    """The cases that come with the program."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def load_case(folder: Path, name: str) -> CaseFile:
    """Read one case.

    Raises:
        NotFound: there is no such case. InvalidInput: the file does not follow its form.
    """
    if name not in case_names(folder):
        raise NotFound(
            N_("There is no case “{name}”."),
            advice=N_("The cases are: {known}."),
            name=name,
            known=", ".join(case_names(folder)),
        )
    try:
        return CaseFile.model_validate(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise InvalidInput("case", N_("The case {name} cannot be read."), name=name) from error
