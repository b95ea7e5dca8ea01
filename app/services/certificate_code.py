"""The text of a certificate's QR code: words that any phone shows, then a payload signed by the issuing office.

The signature (Ed25519) covers the payload's exact bytes and the words before it, so neither can be changed alone; the
words that repeat the payload are compared with it besides. Long names are shortened in the words, never the payload.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.errors import InvalidInput
from app.services.papers.official_dates import short_date
from app.translate import N_

MARK = "SOOCOP1:"
"""Begins the payload; the digit is the version of its layout."""

_VERSION = 1
_DOMAIN = b"so-ocop certificate 1\0"
_EPOCH = dt.date(2000, 1, 1)
_SIGNATURE = 64
_SUMMARY_BYTES = 176
"""Room for the words, so that the whole stays a QR code of 61 modules or fewer, easy to scan at 22 mm."""
_PAYLOAD = re.compile(r"\A[A-Z2-7]+\Z")
_NO_CODE = N_("This is not the code of a certificate.")
_CHANGED = N_("This code is not valid: it has been changed, or was not made by the office that it names.")


@dataclass(frozen=True)
class CodeFacts:
    """What a code says. ``register_number`` is the office's own number of the certificate."""

    office_code: str
    register_number: str
    product_code: str
    product: str
    producer: str
    stars: int
    decision_number: str
    decision_date: dt.date
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class CertificateClaim:
    """What a checked code says; names may be shortened with "…" at their end."""

    office_code: str
    register_number: str
    product_code: str
    product: str
    producer: str
    stars: int
    decision_number: str
    decision_date: dt.date
    valid_from: dt.date
    valid_to: dt.date

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether the certificate runs on that day, as far as the code can tell: revocation is not in it."""
        return self.valid_from <= day <= self.valid_to


def make_code(facts: CodeFacts, sign: Callable[[bytes], bytes]) -> str:
    """The text of the QR code.

    Args:
        sign: gives the office's Ed25519 signature (64 bytes) over a message.

    Raises:
        InvalidInput: a value that cannot be put in: stars, dates, a number or code that is empty or over 60 bytes.
    """
    payload = _pack(facts)
    summary = _summary(facts)
    signature = sign(_signed_bytes(payload, summary))
    if len(signature) != _SIGNATURE:
        raise ValueError("an Ed25519 signature has 64 bytes")
    body = base64.b32encode(payload + signature).decode("ascii").rstrip("=")
    return f"{summary}\n{MARK}{body}"


Keys = bytes | Ed25519PublicKey | tuple[bytes, ...]
"""The public key of an office, or all that it signed certificates with."""


def read_code(text: str, find_key: Callable[[str], Keys | None]) -> CertificateClaim:
    """Check a scanned text offline and say what it claims.

    Args:
        text: as a phone or scanner gives it; line ends may have become spaces.
        find_key: the public key of the office with that code (32 raw bytes; or several), ``None`` if it is not known
            here.

    Raises:
        InvalidInput: not such a code, of a later version, of an office whose key is not known, or anything in it
            changed (field ``code``).
    """
    words, mark, body = _plain(text).rpartition(MARK)
    body = body.replace(" ", "")
    words = words.strip()
    if not mark or not words or not _PAYLOAD.match(body):
        later = re.search(r"SOOCOP[2-9]\d*:", text)
        raise InvalidInput(
            "code",
            N_("This code was made by a newer version of the program.") if later else _NO_CODE,
            advice=N_("Scan the code again, from its first word to its last letter."),
        )
    try:
        raw = base64.b32decode(body + "=" * (-len(body) % 8))
    except binascii.Error as error:
        raise InvalidInput("code", _NO_CODE) from error
    # Unused bits at the end must be zero, else two texts would carry the same bytes.
    if base64.b32encode(raw).decode("ascii").rstrip("=") != body or len(raw) <= _SIGNATURE:
        raise InvalidInput("code", _CHANGED)
    payload, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    claim = _unpack(payload, words)
    key = find_key(claim.office_code)
    if key is None:
        raise InvalidInput(
            "code",
            N_("The key of office {office} is not known here, so this code cannot be checked."),
            advice=N_("Load the office's card, then check again."),
            office=claim.office_code,
        )
    message = _signed_bytes(payload, words)
    if not any(_is_signed(message, signature, one) for one in (key if isinstance(key, tuple) else (key,))):
        raise InvalidInput("code", _CHANGED)
    return claim


def _is_signed(message: bytes, signature: bytes, key: bytes | Ed25519PublicKey) -> bool:
    try:
        public = key if isinstance(key, Ed25519PublicKey) else Ed25519PublicKey.from_public_bytes(key)
        public.verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _plain(text: str) -> str:
    """NFC with single spaces: scanners and copying change line ends, and may change the form of letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _signed_bytes(payload: bytes, summary: str) -> bytes:
    return _DOMAIN + len(payload).to_bytes(2, "big") + payload + _plain(summary).encode("utf-8")


def _days(name: str, date: dt.date) -> bytes:
    days = (date - _EPOCH).days
    if not 0 <= days < 0xFFFF:
        raise InvalidInput(name, N_("This date cannot be put into a code."))
    return days.to_bytes(2, "big")


def _pack(facts: CodeFacts) -> bytes:
    """Version, stars, four texts each after its length in a byte, three dates as days since 2000-01-01."""
    if not 1 <= facts.stars <= 5:
        raise InvalidInput("stars", N_("A certificate has 1 to 5 stars."))
    if facts.valid_to < facts.valid_from:
        raise InvalidInput("valid_to", N_("A certificate cannot end before it begins."))
    out = bytes((_VERSION, facts.stars))
    for name in ("office_code", "register_number", "product_code", "decision_number"):
        value = _plain(getattr(facts, name)).encode("utf-8")
        if not value or len(value) > 60:
            raise InvalidInput(name, N_("This number or code is missing or too long for the certificate's code."))
        out += bytes((len(value),)) + value
    for name in ("decision_date", "valid_from", "valid_to"):
        out += _days(name, getattr(facts, name))
    return out


def _unpack(payload: bytes, words: str) -> CertificateClaim:
    """The claim of a payload whose signature is still to be checked.

    Raises:
        InvalidInput: the layout does not hold, or the words before it say something else.
    """
    try:
        if payload[0] != _VERSION:
            raise ValueError("version")
        stars, at = payload[1], 2
        texts = []
        for _text in range(4):
            length = payload[at]
            part = payload[at + 1 : at + 1 + length]
            if len(part) != length:
                raise ValueError("length")
            texts.append(part.decode("utf-8"))
            at += 1 + length
        if len(payload) != at + 6 or not 1 <= stars <= 5:
            raise ValueError("length")
        dates = [
            _EPOCH + dt.timedelta(days=int.from_bytes(payload[at + place : at + place + 2], "big"))
            for place in (0, 2, 4)
        ]
    except (ValueError, IndexError, OverflowError) as error:
        raise InvalidInput("code", _CHANGED) from error
    begin, end = _begin(stars), _plain(_end(texts[3], dates[0], dates[2]))
    middle = words.removeprefix(begin).removesuffix(end)
    product, between, producer = middle.partition(f" {_BETWEEN}")
    if len(middle) != len(words) - len(begin) - len(end) or not between or not product.strip():
        raise InvalidInput("code", N_("The words of this code say something else than its signed part."))
    return CertificateClaim(
        office_code=texts[0],
        register_number=texts[1],
        product_code=texts[2],
        product=product.strip(),
        producer=producer.strip(),
        stars=stars,
        decision_number=texts[3],
        decision_date=dates[0],
        valid_from=dates[1],
        valid_to=dates[2],
    )


_BETWEEN = "Chủ thể: "


def _begin(stars: int) -> str:
    return f"OCOP {stars} sao: "


def _end(number: str, dated: dt.date, valid_to: dt.date) -> str:
    return f"QĐ {number} ngày {short_date(dated)}; có giá trị đến {short_date(valid_to)}"


def _summary(facts: CodeFacts) -> str:
    """Three lines of plain words; the product's name gets room first, the producer's what is left."""
    begin, end = _begin(facts.stars), _end(_plain(facts.decision_number), facts.decision_date, facts.valid_to)
    product, producer = _plain(facts.product).replace(_BETWEEN, ""), _plain(facts.producer)
    if not product:
        raise InvalidInput("product", N_("A certificate names its product."))
    room = max(_SUMMARY_BYTES - len(f"{begin}\n{_BETWEEN}\n{end}".encode()), 40)
    long, other = len(product.encode("utf-8")), len(producer.encode("utf-8"))
    if long + other > room:
        least = min(other, room * 2 // 5)
        product = _shortened(product, room - least)
        producer = _shortened(producer, room - len(product.encode("utf-8")))
    return f"{begin}{product}\n{_BETWEEN}{producer}\n{end}"


def _shortened(name: str, limit: int) -> str:
    """A name cut after a whole word to ``limit`` bytes, with "…" at its end."""
    if len(name.encode("utf-8")) <= limit:
        return name
    cut = name
    while cut and len(f"{cut}…".encode()) > limit:
        shorter = cut.rpartition(" ")[0]
        cut = shorter or cut[:-1]
    return f"{cut.rstrip(' ,;-(')}…"
