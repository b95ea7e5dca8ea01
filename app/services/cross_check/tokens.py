"""Text as words that can be compared: case, blanks, signs, abbreviations and the place of a tone do not count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from app.models.base import nfc
from app.services.cross_check.words import check_words
from app.services.search import accented_key, fold_text

_WORD = re.compile(r"[^\W_]+|&")


class Token(NamedTuple):
    """One word: with its accents, without them, and where it stands in the text."""

    key: str
    bare: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _keys(word: str) -> tuple[str, str]:
    return accented_key(word), fold_text(word)


def _split(text: str) -> list[Token]:
    return [Token(*_keys(found.group()), found.start(), found.end()) for found in _WORD.finditer(text)]


@lru_cache(maxsize=8)
def _phrases(address: bool) -> Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]:
    words = check_words()
    pairs = words.abbreviations | (words.address_abbreviations if address else {})
    return {
        tuple(token.key for token in _split(short)): tuple((token.key, token.bare) for token in _split(long))
        for short, long in pairs.items()
    }


@lru_cache(maxsize=1)
def _ignored() -> tuple[tuple[str, ...], ...]:
    split = (tuple(token.key for token in _split(phrase)) for phrase in check_words().address_ignored)
    return tuple(sorted(split, key=len, reverse=True))


def tokens_of(text: str, *, address: bool = False) -> list[Token]:
    """The words of a text (made NFC), abbreviations written out; of an address without its words of units."""
    found = _expanded(_split(nfc(text)), address)
    return _without_units(found) if address else found


def _expanded(tokens: list[Token], address: bool) -> list[Token]:
    phrases = _phrases(address)
    longest = max(map(len, phrases), default=0)
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            run = tokens[place : place + length]
            long = phrases.get(tuple(token.key for token in run))
            if long is not None:
                out += [Token(key, bare, run[0].start, run[-1].end) for key, bare in long]
                place += length
                break
        else:
            out.append(tokens[place])
            place += 1
    return out


def _without_units(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        for phrase in _ignored():
            if tuple(token.key for token in tokens[place : place + len(phrase)]) == phrase:
                place += len(phrase)
                break
        else:
            out.append(tokens[place])
            place += 1
    return out
