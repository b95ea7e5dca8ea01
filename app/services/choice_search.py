"""Finding one of a list by what a person types: word by word, without accents, the best match first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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


def find_choices(
    choices: Iterable[Choice], query: str, others: Mapping[str, Sequence[str]] | None = None
) -> tuple[Choice, ...]:
    """The choices that a text may mean, the best first; all of them for an empty text.

    Every word of the query begins a word of the choice, or of one of its other names; where none is so, every word
    stands anywhere in it. Those found by their own words come before those found by another name.

    Args:
        others: what else a choice is called, by its value.
    """
    words = name_key(query).split()
    known = tuple(choices)
    if not words:
        return known
    found = [one for one in known if all(f" {word}" in _key(one[1]).whole for word in words)]
    called = _found_by_other_names(known, words, others) if others else ()
    if not found and not called:
        found = [one for one in known if all(word in _key(one[1]).whole for word in words)]
    own = ranked_choices(found, query)
    return (*own, *(one for one in called if one not in own))


def _found_by_other_names(
    choices: Iterable[Choice], words: Sequence[str], others: Mapping[str, Sequence[str]]
) -> tuple[Choice, ...]:
    """Those with an other name that has all the words; one that is exactly the query first."""
    wanted = " ".join(words)
    placed: list[tuple[bool, Choice]] = []
    for one in choices:
        names = [_key(name).whole for name in others.get(one[0], ())]
        fitting = [name.strip() for name in names if all(f" {word}" in name for word in words)]
        if fitting:
            placed.append((wanted not in fitting, one))
    return tuple(one for _late, one in sorted(placed, key=lambda pair: pair[0]))


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
