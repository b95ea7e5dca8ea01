"""An office card as one line of text, for the QR code on its page: pasted, scanned, or sent in a message.

After a head come decimal digits alone. A scanner that acts as a keyboard goes through whatever Vietnamese typing is
switched on, which turns letters into others (Telex) but leaves digits that follow digits as they are; QR codes hold
digits at 3.3 bits each, so the code is no larger than one of bytes. Blanks, line breaks and hyphens do not matter.
"""

from __future__ import annotations

import re

from pydantic import ValidationError

from app.errors import InvalidInput
from app.services.bundles.sealing import check_recipient
from app.services.office_cards import SignedCard, parse_card, unsound_card
from app.services.recovery_code import bech32
from app.services.rules.facts import LEVELS
from app.translate import N_

HEAD = "SO-OCOP-CARD:"
_VERSION = 1
_LARGEST = 1500
"""Bytes; as digits they still fit one QR code that a telephone reads from paper."""
_TEXTS = (
    "code", "name", "province_name", "province_code", "district_name", "district_code", "commune_name", "commune_code",
    "issued_at",
)  # fmt: skip
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_KEY, _SIGNATURE = 32, 64


def card_text(card: SignedCard) -> str:
    """The card as text: head and digits.

    The digits are one decimal number; its bytes, most significant first: version (1), length of all bytes (2), level
    (its place), the nine texts each after its length (2), signing key (32), sealing key (32), signature (64).

    Raises:
        InvalidInput: its names are too long for a QR code.
    """
    body = bytes((LEVELS.index(card.level),))
    for name in _TEXTS:
        value = getattr(card, name).encode("utf-8")
        body += len(value).to_bytes(2) + value
    body += bytes.fromhex(card.sign_public_key) + _recipient_bytes(card.age_recipient) + bytes.fromhex(card.signature)
    whole = bytes((_VERSION,)) + (len(body) + 3).to_bytes(2) + body
    if len(whole) > _LARGEST:
        raise InvalidInput(
            "name",
            N_("The names on the card are too long for a QR code."),
            advice=N_("Give the card as a file."),
        )
    return HEAD + str(int.from_bytes(whole))


def card_from_text(text: str) -> SignedCard:
    """The card of a text that was scanned or pasted, its own signature verified.

    Raises:
        InvalidInput: it is no such text, a part is missing, it is of a later version, or anything in it was changed.
    """
    digits = re.sub(r"[^0-9]", "", text.rpartition(":")[2])
    if not digits or len(digits) > _LARGEST * 5 // 2:  # 2.41 digits a byte; Python reads no more than 4,300
        raise InvalidInput(
            "card",
            N_("This is not the text of an office card."),
            advice=N_("Scan the QR code of the card again, or copy its text whole."),
        )
    number = int(digits)
    whole = number.to_bytes((number.bit_length() + 7) // 8)
    if len(whole) < 3 or len(whole) != int.from_bytes(whole[1:3]):
        raise InvalidInput(
            "card",
            N_("The text of the card is not complete, or has a mistake."),
            advice=N_("Scan the QR code of the card again, or copy its text whole."),
        )
    if whole[0] != _VERSION:
        raise InvalidInput("card", N_("This card was made by a newer version of the program."))
    card = _unpacked(whole[3:])
    if not card.is_sound:
        raise unsound_card()
    return card


def read_any(content: bytes) -> SignedCard:
    """The card of a file's bytes, or of a file that holds its text.

    Raises:
        InvalidInput: it is neither.
    """
    if content.lstrip()[: len(HEAD)] == HEAD.encode():
        return card_from_text(content.decode("ascii", "replace"))
    return parse_card(content)


def _unpacked(body: bytes) -> SignedCard:
    try:
        facts: dict[str, str] = {"level": LEVELS[body[0]]}
        at = 1
        for name in _TEXTS:
            length = int.from_bytes(body[at : at + 2])
            facts[name] = body[at + 2 : at + 2 + length].decode("utf-8")
            at += 2 + length
        if len(body) != at + 2 * _KEY + _SIGNATURE:
            raise ValueError("not the length of a card")
        facts["sign_public_key"] = body[at : at + _KEY].hex()
        facts["age_recipient"] = _recipient_of(body[at + _KEY : at + 2 * _KEY])
        facts["signature"] = body[at + 2 * _KEY :].hex()
        return SignedCard.model_validate(facts)
    except (ValueError, IndexError, ValidationError, InvalidInput) as error:
        raise unsound_card() from error


def _recipient_bytes(recipient: str) -> bytes:
    """The 32 bytes inside an ``age1...`` (Bech32, BIP 173)."""
    number = 0
    for sign in recipient.removeprefix("age1")[:-6]:
        number = number << 5 | _BECH32.index(sign)
    return (number >> 4).to_bytes(_KEY)


def _recipient_of(raw: bytes) -> str:
    recipient = bech32("age", raw)
    check_recipient(recipient)
    return recipient
