"""A key's fingerprint as six Vietnamese words, and typed words checked against a key.

Each word stands for 11 bits, so six say the first 66 bits of the SHA-256 of the raw public key: enough to tell keys
apart that people compare, far less than the whole fingerprint. The words are all of two syllables, all different
without accents by at least two letters, and none sounds like another one anywhere in the country.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from app.paths import resource_path

WORD_COUNT = 2048
WORDS = 6
BITS_A_WORD = 11
BITS = WORDS * BITS_A_WORD

_INITIALS = (
    ("ngh", "ng"), ("gi", "z"), ("tr", "ch"), ("th", "th"), ("ph", "f"), ("gh", "g"), ("kh", "kh"), ("nh", "nh"),
    ("ng", "ng"), ("ch", "ch"), ("qu", "w"), ("s", "x"), ("r", "z"), ("d", "z"), ("v", "z"), ("n", "l"), ("c", "k"),
)  # fmt: skip
"""Sounds at the beginning that some part of the country does not tell apart (or that are one sound written twice)."""
_RHYMES = {
    "uou": "iu", "ieu": "iu", "uu": "iu", "uoi": "ui", "iem": "im", "iep": "ip", "uom": "um", "uop": "up",
}  # fmt: skip


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words; a word's place is its value."""
    words = tuple(resource_path("words", "fingerprint.txt").read_text(encoding="utf-8").splitlines())
    if len(words) != WORD_COUNT:
        raise ValueError("the list of words is not whole")
    return words


def fingerprint_words(public_key: bytes) -> tuple[str, ...]:
    """The six words of a raw public key."""
    digest = int.from_bytes(hashlib.sha256(public_key).digest())
    first = digest >> (256 - BITS)
    words = word_list()
    return tuple(words[first >> BITS_A_WORD * place & (WORD_COUNT - 1)] for place in range(WORDS - 1, -1, -1))


def without_accents(text: str) -> str:
    """Small letters a to z with single spaces; anything else in between (commas, hyphens, numbers) is a space."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z]+", plain))


def sound_of(syllable: str) -> str:
    """A syllable reduced to what every part of the country hears alike: no tones, no marks, s/x, tr/ch, l/n ... one."""
    plain = without_accents(syllable)
    initial, rest = next(
        ((sound, plain[len(start) :]) for start, sound in _INITIALS if plain.startswith(start)),
        (plain[:1] if plain[:1] not in "aeiouy" else "", plain[1:] if plain[:1] not in "aeiouy" else plain),
    )
    if initial in ("h", "") and re.match(r"o[ae]|u[ye]", rest):
        initial, rest = "w", rest[1:]
    rest = rest.replace("y", "i")
    rest = _RHYMES.get(rest, rest)
    rest = re.sub(r"(ng|nh)$", "n", rest)
    return initial + re.sub(r"(ch|c)$", "t", rest)


@dataclass(frozen=True)
class WordsCheck:
    """Whether typed words are those of a key. ``wrong``: places (1 to 6) that differ; ``unknown``: no word of the list.

    ``count`` words were typed; a check of fewer than six proves nothing and is never the ``same``.
    """

    same: bool
    count: int
    wrong: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()


def check_words(public_key: bytes, typed: str) -> WordsCheck:
    """Compare words that somebody typed, with or without accents, in whatever spacing, with those of a key."""
    syllables = without_accents(typed).split()
    pairs = [" ".join(syllables[at : at + 2]) for at in range(0, len(syllables), 2)]
    expected = [without_accents(word) for word in fingerprint_words(public_key)]
    wrong = tuple(place for place, (mine, word) in enumerate(zip(pairs, expected, strict=False), 1) if mine != word)
    known = _plain_words()
    unknown = tuple(place for place, mine in enumerate(pairs, 1) if mine not in known)
    return WordsCheck(pairs == expected, len(pairs), wrong, unknown)


def check_fingerprint(public_key: bytes, typed: str) -> bool:
    """Whether a typed fingerprint is the key's: the six words, or all 64 hexadecimal digits in whatever spacing."""
    digits = re.sub(r"[\s:.-]", "", typed).lower()
    if re.fullmatch(r"[0-9a-f]{64}", digits):
        return digits == hashlib.sha256(public_key).hexdigest()
    return check_words(public_key, typed).same


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(without_accents(word) for word in word_list())
