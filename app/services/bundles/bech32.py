"""Bech32 (BIP 173), the writing of age keys: ``age1...`` and ``AGE-SECRET-KEY-1...``."""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            check ^= _GENERATOR[bit] if top >> bit & 1 else 0
    return check


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _regroup(data: Iterable[int], width: int, to: int, pad: bool) -> list[int]:
    held = bits = 0
    out: list[int] = []
    for value in data:
        held = held << width | value
        bits += width
        while bits >= to:
            bits -= to
            out.append(held >> bits & (1 << to) - 1)
    if pad and bits:
        out.append(held << to - bits & (1 << to) - 1)
    elif not pad and (bits >= width or held & (1 << bits) - 1):
        raise ValueError("padding is not zero")
    return out


def encode(prefix: str, data: bytes) -> str:
    """The bytes under a lower-case prefix."""
    values = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expanded(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    return prefix + "1" + "".join(_LETTERS[v] for v in values + [check >> 5 * (5 - i) & 31 for i in range(6)])


def decode(prefix: str, text: str) -> bytes:
    """The bytes of a text under that prefix (lower case; the text may be all upper case).

    Raises:
        ValueError: another prefix, a letter that is none, mixed case, or a wrong checksum.
    """
    if text not in (text.lower(), text.upper()):
        raise ValueError("mixed case")
    text = text.lower()
    found, separator, body = text.rpartition("1")
    if not separator or found != prefix or len(body) < 6 or any(c not in _LETTERS for c in body):
        raise ValueError("not a key of this kind")
    values = [_LETTERS.index(c) for c in body]
    if _polymod(_expanded(prefix) + values) != 1:
        raise ValueError("wrong checksum")
    return bytes(_regroup(values[:-6], 5, 8, pad=False))
