"""The form that says which office carries on what another one did and held."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from app.errors import BundleRejected
from app.services.bundles.envelope import Code, Count, PlainText, Sha256, StrictModel, Time
from app.services.bundles.strict_json import load_canonical
from app.translate import N_


def _day(text: str) -> str:
    if dt.date.fromisoformat(text).isoformat() != text:
        raise ValueError("not a day")
    return text


Line = Annotated[str, Field(max_length=300)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_day)]


class OfficeFacts(StrictModel):
    """An office as a notice names it; its key comes beside it."""

    code: Code
    level: Literal["producer", "commune", "district", "province", "central"]
    name: PlainText
    parent_name: Line = ""
    province_name: Line = ""
    province_code: Line = ""
    district_name: Line = ""
    district_code: Line = ""
    commune_name: Line = ""
    commune_code: Line = ""
    place_name: Line = ""


class LegalBasis(StrictModel):
    """The act of law behind a succession: its number, its day, who issued it."""

    number: Line = ""
    on: Day | None = None
    issuer: Line = ""


class SeriesForm(StrictModel):
    """A number series of an office that ended: one kind of paper in one year, how many, the last number, the gaps.

    ``kind``: a kind of paper, or ``certificate_register``.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    year: Annotated[int, Field(ge=1900, lt=10000)]
    count: Count
    last: Count
    gaps: Annotated[tuple[Count, ...], Field(max_length=1000)] = ()


class CertificateLine(StrictModel):
    """A certificate that the office gave."""

    register_text: Annotated[str, Field(min_length=1, max_length=60)]
    product: PlainText
    producer: PlainText
    stars: Annotated[int, Field(ge=1, le=5)]
    valid_from: Day
    valid_to: Day
    status: Annotated[str, Field(pattern=r"^[a-z_]{1,16}$")]


class KeptJournal(StrictModel):
    """The office's own journal, in enclosures ``office_journal``: their SHA-256 in order, entries, last hash."""

    files: tuple[Sha256, ...]
    entries: Count
    head: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class SuccessionForm(StrictModel):
    """One office carries on what another one did and held, from a day on.

    As a notice it tells the neighbours. In a bundle of purpose ``succession``, the last act of the office that ends, it
    also holds its number series, the certificates that it gave, and where its journal lies.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")] = 1
    predecessor: OfficeFacts
    predecessor_key: Sha256 | None = None
    successor: OfficeFacts
    from_on: Day
    basis: LegalBasis
    stated_at: Time
    stated_by: PlainText
    position: Line = ""
    series: tuple[SeriesForm, ...] = ()
    certificates: tuple[CertificateLine, ...] = ()
    journal: KeptJournal | None = None

    @model_validator(mode="after")
    def _two_offices(self) -> SuccessionForm:
        if self.predecessor.code == self.successor.code:
            raise ValueError("an office does not succeed itself")
        return self


def read_journal_part(content: bytes, entry: str = "") -> tuple[dict[str, Any], ...]:
    """The entries of a part of an office's journal: canonical JSON, one object a line.

    Raises:
        BundleRejected: check ``json`` or ``schema``, naming the line.
    """
    lines = content.split(b"\n")
    found = [load_canonical(line, f"{entry}/{number}") for number, line in enumerate(lines[:-1], start=1)]
    if lines[-1] or not found or not all(isinstance(one, dict) for one in found):
        raise BundleRejected(N_("An enclosure of the bundle does not follow its form."), check="schema", entry=entry)
    return tuple(found)
