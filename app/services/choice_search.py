"""Finding one of a list by what a person types: word by word, without accents, the best match first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.services.search import accented_key, name_key

Choice = tuple[str, str]
"""The value as stored, the text as shown."""

_PARTS = re.compile(r"[·,;(]")


class _Key(NamedTuple):
    """What of a text is compared. ``number``: what stands before its name, as the 13 of "13 · Cà phê"."""

    whole: str
    number: str
    parts: tuple[str, ...]
    accented: str


@lru_cache(maxsize=4096)
def _key(text: str) -> _Key:
    parts = [part for part in (name_key(part).strip() for part in _PARTS.split(text)) if part]
    number = parts.pop(0) if len(parts) > 1 and parts[0].isdigit() else ""
    return _Key(name_key(text), number, tuple(parts), _accented(text))


def _accented(text: str) -> str:
    return f" {accented_key(''.join(sign if sign.isalnum() else ' ' for sign in text))}"


def find_choices(choices: Iterable[Choice], query: str) -> tuple[Choice, ...]:
    """The choices that a text may mean, the best first; all of them for an empty text.

    Every word of the query begins a word of the choice; where none is so, every word stands anywhere in it.
    """
    words = name_key(query).split()
    known = tuple(choices)
    if not words:
        return known
    found = [one for one in known if all(f" {word}" in _key(one[1]).whole for word in words)]
    return ranked_choices(found or [one for one in known if all(word in _key(one[1]).whole for word in words)], query)


def ranked_choices(choices: Sequence[Choice], query: str) -> tuple[Choice, ...]:
    """Found choices in the order a person expects: exact names, then names that begin so, then the words in one piece.

    At equal match those with the accents that were typed come first, then the order of the list holds.
    """
    wanted = name_key(query).strip()
    accented = _accented(query).split()
    return tuple(sorted(choices, key=lambda one: (_place(_key(one[1]), wanted), _lacks(_key(one[1]), accented))))


def _place(key: _Key, wanted: str) -> int:
    first = key.parts[0] if key.parts else ""
    steps = (
        wanted in (key.whole.strip(), key.number),
        wanted == first,
        first.startswith(wanted),
        wanted in key.parts,
        any(part.startswith(wanted) for part in key.parts),
        f" {wanted}" in key.whole,
    )
    return steps.index(True) if True in steps else len(steps)


def _lacks(key: _Key, accented: list[str]) -> bool:
    return any(f" {word}" not in key.accented for word in accented)
