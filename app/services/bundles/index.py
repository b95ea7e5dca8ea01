"""``data/index.json``: which dossiers are in the bundle, and where each one's records are.

A dossier's records are one JSON file among ``data/files``, named by its content like every attachment, so that a bundle
of a thousand dossiers is read one dossier at a time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from app.errors import BundleRejected
from app.services.bundles.envelope import Count, PlainText, Sha256, StrictModel, Uuid
from app.services.letters.forms import LARGEST, MOST, EnclosureKind, read_enclosure
from app.translate import N_

RECORDS_LIMIT = 16 * 1024 * 1024
"""The largest records file of one dossier, bytes."""


class IndexedDossier(StrictModel):
    """One dossier: names for the person who looks, the custody number that the receiver gets, records, attachments."""

    id: Uuid
    product: PlainText
    producer: PlainText
    code: Annotated[str, Field(max_length=60)]
    status: Annotated[str, Field(pattern=r"^[a-z_]{1,16}$")]
    custody: Annotated[int, Field(ge=1, lt=2**31)]
    records: Sha256
    files: tuple[Sha256, ...]
    journal_entries: Count


class IndexedOffice(StrictModel):
    """An office that the records name; no keys: those come on office cards."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    level: Literal["producer", "commune", "district", "province", "central"]
    name: PlainText
    parent_name: str = ""
    province_name: str = ""
    province_code: str = ""
    district_name: str = ""
    district_code: str = ""
    commune_name: str = ""
    commune_code: str = ""
    place_name: str = ""


class IndexedEnclosure(StrictModel):
    """A small file beside the dossiers; ``title`` for the person who looks. Its bytes lie in ``data/files``."""

    kind: EnclosureKind
    sha256: Sha256
    title: PlainText


class ReplacedBundle(StrictModel):
    """A bundle that left before with the same content, and was lost on the way: its number and its identity."""

    sequence: Annotated[int, Field(ge=1, lt=2**53)]
    sha256: Sha256


class BundleIndex(StrictModel):
    """``data/index.json``. A bundle of purpose ``letter`` has enclosures only; any other has dossiers.

    The last act of an office that ends (``succession``) may have none, where nothing is in its hands. ``replaces``: all
    that it stands for where the same was written again, the latest first.
    """

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    bundle_id: Uuid
    purpose: Literal["forward", "completion", "result", "release", "succession", "letter"]
    offices: tuple[IndexedOffice, ...]
    dossiers: tuple[IndexedDossier, ...]
    enclosures: Annotated[tuple[IndexedEnclosure, ...], Field(max_length=MOST)]
    replaces: Annotated[tuple[ReplacedBundle, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> BundleIndex:
        if (self.purpose == "letter" and self.dossiers) or not (self.dossiers or self.enclosures):
            raise ValueError("a letter has enclosures and no dossiers")
        if self.purpose not in ("letter", "succession") and not self.dossiers:
            raise ValueError("any other bundle than a letter or a last act has dossiers")
        if len({one.sha256 for one in self.enclosures}) != len(self.enclosures):
            raise ValueError("an enclosure stands twice")
        return self

    @property
    def files(self) -> set[str]:
        """The SHA-256 of every file of ``data/files`` that the index names."""
        named = {digest for dossier in self.dossiers for digest in (dossier.records, *dossier.files)}
        return named | {one.sha256 for one in self.enclosures}


def read_index(content: bytes) -> BundleIndex:
    """The index of the bytes of ``data/index.json``.

    Raises:
        BundleRejected: check ``schema``, naming the place.
    """
    try:
        index = BundleIndex.model_validate_json(content)
    except ValidationError as error:
        place = "/".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
        raise BundleRejected(
            N_("The list of dossiers in the bundle does not follow its form."),
            check="schema",
            entry=f"data/index.json/{place}",
        ) from error
    ids = [dossier.id for dossier in index.dossiers]
    if len(set(ids)) != len(ids):
        raise BundleRejected(N_("The bundle lists a dossier twice."), check="schema", entry="data/index.json/dossiers")
    return index


def check_enclosures(index: BundleIndex, folder: Path) -> None:
    """The forms of the enclosures that lie in the folder, named by their SHA-256.

    Raises:
        BundleRejected: check ``size``, ``json`` or ``schema``, naming the entry.
    """
    for one in index.enclosures:
        with open(folder / one.sha256, "rb") as file:
            read_enclosure(one.kind, file.read(LARGEST + 1), f"data/files/{one.sha256}")


def require_sender(index: BundleIndex, code: str) -> IndexedOffice:
    """The office that sends the bundle, as its index names it: an office met for the first time is known by that.

    Raises:
        BundleRejected: check ``schema``: the index does not name it.
    """
    for office in index.offices:
        if office.code == code:
            return office
    raise BundleRejected(
        N_("The bundle does not name the office that sends it."), check="schema", entry="data/index.json/offices"
    )
