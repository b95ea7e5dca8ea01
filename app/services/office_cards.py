"""The office card: how offices learn each other's keys. A small file, signed by the key that it carries.

The signature proves that whoever made the card holds the key; that the key is that office's is for people to compare
(``fingerprint``), as the card itself cannot prove it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app.errors import InvalidInput, StorageError, system_reason
from app.services.bundles.envelope import AgeKey, Code, PlainText, Sha256, StrictModel, Time, canonical_text
from app.services.bundles.signing import Signer, fingerprint, is_signed
from app.translate import N_

SUFFIX = ".ocop-card"
_LARGEST = 64 * 1024
Line = Annotated[str, Field(max_length=300)]


class OfficeCard(StrictModel):
    """Who an office is and the public halves of its keys; ``issued_at`` in UTC. The place names may be empty."""

    format: Literal["so-ocop/card"] = "so-ocop/card"
    version: Literal[1] = 1
    code: Code
    level: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
    name: PlainText
    province_name: Line = ""
    province_code: Line = ""
    district_name: Line = ""
    district_code: Line = ""
    commune_name: Line = ""
    commune_code: Line = ""
    sign_public_key: Sha256  # 32 bytes in hex
    age_recipient: AgeKey
    issued_at: Time

    @property
    def fingerprint(self) -> str:
        """What two people compare by telephone."""
        return fingerprint(bytes.fromhex(self.sign_public_key))


class SignedCard(OfficeCard):
    """A card with its own signature (hex): what a file, a QR code or an office list holds."""

    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return canonical_text(self.model_dump(mode="json"))

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over."""
        return canonical_text(self.model_dump(mode="json", exclude={"signature"}))

    @property
    def is_sound(self) -> bool:
        """Whether the signature is that of the key which the card names."""
        return is_signed(self.signed_bytes, bytes.fromhex(self.signature), bytes.fromhex(self.sign_public_key))


def sign_card(card: OfficeCard, signer: Signer) -> SignedCard:
    """The card, signed.

    Raises:
        InvalidInput: the signer's key is not the card's.
    """
    if signer.public_key.hex() != card.sign_public_key:
        raise InvalidInput("sign_public_key", N_("The card names another key than the one that signs it."))
    facts = card.model_dump(mode="json", include=set(OfficeCard.model_fields))
    return SignedCard(**facts, signature=signer.sign(canonical_text(facts)).hex())


def parse_card(content: bytes) -> SignedCard:
    """The card of a file's bytes, its form and its own signature verified.

    Raises:
        InvalidInput: it is not a card, or it was altered.
    """
    try:
        raw: Any = json.loads(content) if len(content) <= _LARGEST else None
        card = SignedCard.model_validate(raw)
    except (ValueError, RecursionError, ValidationError) as exc:
        raise unsound_card() from exc
    if card.content != content or not card.is_sound:
        raise unsound_card()
    return card


def unsound_card() -> InvalidInput:
    """The error for a card that is none, or was altered."""
    return InvalidInput(
        "card",
        N_("This is not a sound office card: it was altered or is of another kind."),
        advice=N_("Ask the office for its card again."),
    )


def write_card(path: Path, card: OfficeCard, signer: Signer) -> Path:
    """Write the card's file; the name gets ``.ocop-card``.

    Raises:
        StorageError: the place cannot be written.
    """
    path = path.with_name(path.name.removesuffix(SUFFIX) + SUFFIX)
    try:
        path.write_bytes(sign_card(card, signer).content)
    except OSError as exc:
        raise StorageError(N_("The card could not be written: {reason}."), reason=system_reason(exc)) from exc
    return path


def read_card(path: Path) -> SignedCard:
    """The card of a file.

    Raises:
        InvalidInput: it is not a sound card. StorageError: it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as exc:
        raise StorageError(N_("{name} cannot be read: {reason}."), name=str(path), reason=system_reason(exc)) from exc
    return parse_card(content)
