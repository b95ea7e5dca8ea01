"""Secrets as letters and digits that a person can type from paper, with a check in every line.

Crockford's base 32 (no I, L, O, U: what is typed for them is read as 1, 1, 0 and refused). Seven lines of sixteen signs
and two check signs each: a slip of the pen is found in its own line, two lines that were swapped are found too. The
whole ends with a checksum over everything.
"""

from __future__ import annotations

import hashlib

from app.errors import InvalidInput
from app.translate import N_

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINES = 7
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_VERSION = 1
_BYTES_A_LINE = 10
_SIGNS_A_LINE = 16
_CHECK_SIGNS = 2
_SECRET = 64
_WHOLE_CHECK = LINES * _BYTES_A_LINE - _SECRET - 1
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_IDENTITY = "AGE-SECRET-KEY-"


def encode_secret(secret: bytes) -> tuple[str, ...]:
    """The seven lines of 64 secret bytes, each of 18 signs.

    Raises:
        ValueError: not 64 bytes.
    """
    if len(secret) != _SECRET:
        raise ValueError("a recovery code holds 64 bytes")
    body = bytes([_VERSION]) + secret
    whole = body + hashlib.sha256(body).digest()[:_WHOLE_CHECK]
    lines = []
    for number in range(LINES):
        part = whole[number * _BYTES_A_LINE : (number + 1) * _BYTES_A_LINE]
        signs = _signs(int.from_bytes(part), _SIGNS_A_LINE)
        lines.append(signs + _check(number, signs))
    return tuple(lines)


def decode_secret(text: str) -> bytes:
    """The 64 bytes of a typed code: blanks, hyphens, line numbers with a colon and the case of letters do not matter.

    Raises:
        InvalidInput: a line is wrong (the message names it), lines are missing, or it is no such code.
    """
    signs = clean_code(text)
    size = _SIGNS_A_LINE + _CHECK_SIGNS
    whole = b""
    for number in range(LINES):
        line = signs[number * size : (number + 1) * size]
        if len(line) < size:
            raise InvalidInput(
                "recovery_code",
                N_("Line {line} of the recovery code is not complete."),
                advice=N_("The code has {count} lines of 18 signs."),
                line=number + 1,
                count=LINES,
            )
        part = line[:_SIGNS_A_LINE]
        if any(sign not in SIGNS for sign in line) or _check(number, part) != line[_SIGNS_A_LINE:]:
            raise InvalidInput(
                "recovery_code",
                N_("Line {line} of the recovery code has a mistake."),
                advice=N_("Compare it with the sheet, sign by sign."),
                line=number + 1,
            )
        whole += _number(part).to_bytes(_BYTES_A_LINE)
    body, check = whole[: 1 + _SECRET], whole[1 + _SECRET :]
    if len(signs) != LINES * size or body[0] != _VERSION or hashlib.sha256(body).digest()[:_WHOLE_CHECK] != check:
        raise InvalidInput("recovery_code", N_("This is not the code of a recovery sheet."))
    return body[1:]


def clean_code(text: str) -> str:
    """A typed code as its signs alone; a head as in the QR code and the numbers of lines ("3:") are left out."""
    words = []
    for line in text.upper().removeprefix(QR_HEAD).splitlines():
        head, colon, rest = line.partition(":")
        words.append(rest if colon and head.strip().isdigit() else line)
    kept = "".join(words).translate(_READ_AS)
    return "".join(sign for sign in kept if sign.isalnum())


QR_HEAD = "SO-OCOP-KEY:"
"""What the QR code of a recovery sheet begins with; the signs of all lines follow."""


def identity_bytes(identity: str) -> bytes:
    """The 32 bytes inside an ``AGE-SECRET-KEY-1...`` (Bech32, BIP 173).

    Raises:
        ValueError: it is no such key, or its checksum is wrong.
    """
    head, _one, data = identity.upper().rpartition("1")
    if head != _IDENTITY or any(sign not in _BECH32 for sign in data.lower()):
        raise ValueError("not an age identity")
    groups = [_BECH32.index(sign) for sign in data.lower()]
    if _polymod(_expanded(head.lower()) + groups) != 1:
        raise ValueError("the checksum of the age identity is wrong")
    number = 0
    for group in groups[:-6]:
        number = number << 5 | group
    spare = 5 * len(groups[:-6]) % 8
    return (number >> spare).to_bytes(32)


def identity_of(secret: bytes) -> str:
    """The ``AGE-SECRET-KEY-1...`` of its 32 bytes."""
    return bech32(_IDENTITY.lower(), secret).upper()


def bech32(head: str, content: bytes) -> str:
    """32 bytes as Bech32 (BIP 173) with that head, in small letters."""
    number, groups = int.from_bytes(content) << 4, []  # 256 bits and 4 of padding are 52 groups of 5
    for place in range(51, -1, -1):
        groups.append(number >> 5 * place & 31)
    check = _polymod([*_expanded(head), *groups, 0, 0, 0, 0, 0, 0]) ^ 1
    groups += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return head + "1" + "".join(_BECH32[group] for group in groups)


def _expanded(head: str) -> list[int]:
    return [ord(sign) >> 5 for sign in head] + [0] + [ord(sign) & 31 for sign in head]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check


def _signs(number: int, count: int) -> str:
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(count - 1, -1, -1))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number << 5 | SIGNS.index(sign)
    return number


def _check(number: int, signs: str) -> str:
    """Ten bits over a line and its place."""
    digest = hashlib.sha256(f"{number}:{signs}".encode("ascii", "replace")).digest()
    return _signs(int.from_bytes(digest[:2]) >> 6, _CHECK_SIGNS)
