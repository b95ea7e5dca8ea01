"""A province's signed list of its offices (``*.ocop-offices``): one file that enrols them all.

It holds each office's own signed card, so whoever passes it on changes nothing in it, and the keys that were revoked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from app.errors import InvalidInput, StorageError, system_reason
from app.services.bundles.envelope import Code, PlainText, Sha256, StrictModel, Time, canonical_text
from app.services.bundles.signing import Signer, fingerprint, is_signed
from app.services.office_cards import Line, SignedCard
from app.services.office_keys.key_change import read_small_file
from app.translate import N_

SUFFIX = ".ocop-offices"
LARGEST = 32 * 1024 * 1024
PLACES = (
    "parent_name", "province_name", "province_code", "district_name", "district_code", "commune_name", "commune_code",
    "place_name", "address", "standing_agency",
)  # fmt: skip


class ListedOffice(StrictModel):
    """One office: what papers print of it, whether it works with this program, and its card where it has one."""

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
    address: Line = ""
    standing_agency: Line = ""
    uses_program: bool = True
    card: SignedCard | None = None

    @model_validator(mode="after")
    def _fits(self) -> ListedOffice:
        if self.card is not None and (self.card.code, self.card.level) != (self.code, self.level):
            raise ValueError("the card is another office's")
        return self


class RevokedKey(StrictModel):
    """A signing key (hex) that is no longer to be trusted, of an office in the list."""

    code: Code
    key: Sha256  # 32 bytes in hex, the same shape
    at: Time
    reason: Annotated[str, Field(max_length=300)] = ""


class OfficeListFacts(StrictModel):
    """What a list says: who signs it (its code, name and signing key), when, which offices, which keys are revoked."""

    format: Literal["so-ocop/offices"] = "so-ocop/offices"
    version: Literal[1] = 1
    code: Code
    name: PlainText
    sign_public_key: Sha256  # 32 bytes in hex, the same shape
    issued_at: Time
    offices: tuple[ListedOffice, ...]
    revoked: tuple[RevokedKey, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> OfficeListFacts:
        codes = [office.code for office in self.offices]
        if len(set(codes)) != len(codes):
            raise ValueError("an office stands twice in the list")
        if not {revoked.code for revoked in self.revoked} <= set(codes):
            raise ValueError("a revoked key is that of an office which is not in the list")
        return self


class OfficeList(OfficeListFacts):
    """The list with its signature (hex)."""

    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return canonical_text(self.model_dump(mode="json"))

    @property
    def fingerprint(self) -> str:
        return fingerprint(bytes.fromhex(self.sign_public_key))


def sign_list(facts: OfficeListFacts, signer: Signer) -> OfficeList:
    """The list, signed.

    Raises:
        InvalidInput: the signer's key is not the one that the list names.
    """
    if signer.public_key.hex() != facts.sign_public_key:
        raise InvalidInput("sign_public_key", N_("The list names another key than the one that signs it."))
    values = facts.model_dump(mode="json")
    values["signature"] = signer.sign(canonical_text(values)).hex()
    return OfficeList.model_validate_json(canonical_text(values))


def read_list(content: bytes) -> OfficeList:
    """The list of a file's bytes: its form, its signature and that of every card verified. Who signed is not judged.

    Raises:
        InvalidInput: it is no such list, or it was altered.
    """
    refused = InvalidInput(
        "office_list",
        N_("This is not a sound list of offices: it was altered or is of another kind."),
        advice=N_("Ask the province for it again."),
    )
    try:
        raw: Any = json.loads(content) if len(content) <= LARGEST else None
        version = raw.get("version") if isinstance(raw, dict) and raw.get("format") == "so-ocop/offices" else None
        if type(version) is int and version > 1:
            raise InvalidInput("office_list", N_("This list of offices was made by a newer version of the program."))
        made = OfficeList.model_validate_json(content if raw is not None else b"null")
    except (ValueError, RecursionError, ValidationError) as exc:
        raise refused from exc
    facts = canonical_text(made.model_dump(mode="json", exclude={"signature"}))
    if made.content != content or not is_signed(
        facts, bytes.fromhex(made.signature), bytes.fromhex(made.sign_public_key)
    ):
        raise refused
    if any(office.card is not None and not office.card.is_sound for office in made.offices):
        raise refused
    return made


def read_list_file(path: Path) -> OfficeList:
    """The list of a file.

    Raises:
        InvalidInput: it is not a sound one. StorageError: it cannot be read.
    """
    return read_list(read_small_file(path, LARGEST))


def write_list(path: Path, made: OfficeList) -> Path:
    """Write the list's file; the name gets ``.ocop-offices``.

    Raises:
        StorageError: the place cannot be written.
    """
    path = path.with_name(path.name.removesuffix(SUFFIX) + SUFFIX)
    try:
        path.write_bytes(made.content)
    except OSError as exc:
        raise StorageError(N_("The list could not be written: {reason}."), reason=system_reason(exc)) from exc
    return path
