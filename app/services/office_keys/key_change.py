"""The notice of a key: the old key signs the new one, a new one stands for a lost one, or a key is revoked.

A small file (``*.ocop-key``) that goes on the stick with the bundles, or inside one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from app.errors import InvalidInput, StorageError, system_reason
from app.services.bundles.envelope import Code, PlainText, Sha256, StrictModel, Time, canonical_text
from app.services.bundles.signing import Signer, is_signed
from app.services.office_cards import SignedCard
from app.translate import N_

SUFFIX = ".ocop-key"
_LARGEST = 64 * 1024
ChangeKind = Literal["rotation", "replacement", "revocation"]


class KeyChangeFacts(StrictModel):
    """What a notice says. ``old_key``: the signing key (hex) that is not to be used from ``at`` (UTC) on."""

    format: Literal["so-ocop/key-change"] = "so-ocop/key-change"
    version: Literal[1] = 1
    kind: ChangeKind
    code: Code
    name: PlainText
    old_key: Sha256  # 32 bytes in hex, the same shape
    card: SignedCard | None
    reason: Annotated[str, Field(max_length=300)] = ""
    at: Time

    @model_validator(mode="after")
    def _fits(self) -> KeyChangeFacts:
        if (self.card is None) != (self.kind == "revocation"):
            raise ValueError("a new card is there, unless the key is revoked")
        if self.card is not None and (self.card.code != self.code or self.card.sign_public_key == self.old_key):
            raise ValueError("the card is another office's, or of the same key")
        return self


class KeyChange(KeyChangeFacts):
    """The notice with its signature (hex): of the old key; where that is lost, of the new one."""

    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return canonical_text(self.model_dump(mode="json"))

    @property
    def signing_key(self) -> bytes:
        """The raw public key whose signature it must carry."""
        by_new = self.kind == "replacement" and self.card is not None
        return bytes.fromhex(self.card.sign_public_key if by_new and self.card else self.old_key)

    @property
    def is_sound(self) -> bool:
        """Whether it, and the card in it, are signed as they must be."""
        facts = canonical_text(self.model_dump(mode="json", exclude={"signature"}))
        signed = is_signed(facts, bytes.fromhex(self.signature), self.signing_key)
        return signed and (self.card is None or self.card.is_sound)


def sign_change(facts: KeyChangeFacts, signer: Signer) -> KeyChange:
    """The notice, signed.

    Raises:
        InvalidInput: the signer is not the one whose signature it must carry.
    """
    values = facts.model_dump(mode="json")
    change = KeyChange.model_validate(values | {"signature": signer.sign(canonical_text(values)).hex()})
    if not change.is_sound:
        raise InvalidInput("signature", N_("The notice is signed with another key than it must be."))
    return change


def read_key_change(content: bytes) -> KeyChange:
    """The notice of a file's bytes, its form and signatures verified.

    Raises:
        InvalidInput: it is not such a notice, or it was altered.
    """
    refused = InvalidInput(
        "key_change",
        N_("This is not a sound notice of a key: it was altered or is of another kind."),
        advice=N_("Ask the office for it again."),
    )
    try:
        raw: Any = json.loads(content) if len(content) <= _LARGEST else None
        change = KeyChange.model_validate(raw)
    except (ValueError, RecursionError, ValidationError) as exc:
        raise refused from exc
    if change.content != content or not change.is_sound:
        raise refused
    return change


def read_key_change_file(path: Path) -> KeyChange:
    """The notice of a file.

    Raises:
        InvalidInput: it is not a sound one. StorageError: it cannot be read.
    """
    return read_key_change(read_small_file(path, _LARGEST))


def write_key_change(path: Path, change: KeyChange) -> Path:
    """Write the notice's file; the name gets ``.ocop-key``.

    Raises:
        StorageError: the place cannot be written.
    """
    path = path.with_name(path.name.removesuffix(SUFFIX) + SUFFIX)
    try:
        path.write_bytes(change.content)
    except OSError as exc:
        raise StorageError(N_("The notice could not be written: {reason}."), reason=system_reason(exc)) from exc
    return path


def read_small_file(path: Path, largest: int) -> bytes:
    """The bytes of a file, at most one more than the largest that is of use.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read(largest + 1)
    except OSError as exc:
        raise StorageError(N_("{name} cannot be read: {reason}."), name=str(path), reason=system_reason(exc)) from exc
