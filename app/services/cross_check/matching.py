"""Two names compared word by word, and a name looked for in running text, also where it is written a little off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from app.services.cross_check.tokens import Token, tokens_of
from app.services.cross_check.words import check_words

Likeness = Literal["same", "near", "longer", "shorter", "differs", "other"]
"""``near``: every word is there, some written another way. ``longer`` and ``shorter``: words more or fewer at the ends.
``differs``: half of it is equal. ``other``: something else."""
_SHORTEST_TYPO = 4
"""A letter more, less or else makes another word of a shorter one (bột, bơ), and a slip of a longer one."""


def compare(wanted: Sequence[Token], found: Sequence[Token]) -> Likeness:
    """How what was found stands to what is wanted."""
    mine, theirs = [token.key for token in wanted], [token.key for token in found]
    if mine == theirs:
        return "same"
    if not mine or not theirs:
        return "other"
    if "".join(mine) == "".join(theirs):
        return "near"
    equal = 0
    near = ends = middle = False
    codes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    kinds = set()
    for place, (code, a, b, c, d) in enumerate(codes):
        if code == "equal":
            equal += b - a
        elif code == "replace" and _alike(wanted[a:b], found[c:d]):
            near = True
        elif code == "replace":
            middle = True
        elif place in (0, len(codes) - 1):
            ends = True
            kinds.add(code)
        else:
            middle = True
    if not middle and (not ends or near):
        return "near" if near else "same"
    if not middle and equal:
        if kinds == {"insert"}:
            return "longer"
        if kinds == {"delete"}:
            return "shorter"
    return "differs" if equal * 2 >= max(len(mine), len(theirs)) else "other"


def _alike(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether two runs of words are one thing written in two ways: accents, a known mix-up, or a slip of the hand."""
    one, two = "".join(token.bare for token in mine), "".join(token.bare for token in theirs)
    if one == two:
        return True
    groups = _groups()
    first, second = (groups.get(tuple(token.key for token in run)) for run in (mine, theirs))
    if first is not None and first == second:
        return True
    return len(mine) == len(theirs) and all(map(_is_slip, mine, theirs))


def _is_slip(mine: Token, theirs: Token) -> bool:
    if mine.bare == theirs.bare:
        return True
    if min(len(mine.bare), len(theirs.bare)) < _SHORTEST_TYPO or mine.bare.isdigit() or theirs.bare.isdigit():
        return False
    blocks = SequenceMatcher(None, mine.bare, theirs.bare, autojunk=False).get_matching_blocks()
    return max(len(mine.bare), len(theirs.bare)) - sum(block.size for block in blocks) <= 1


@lru_cache(maxsize=1)
def _groups() -> dict[tuple[str, ...], int]:
    return {
        tuple(token.key for token in tokens_of(word)): number
        for number, group in enumerate(check_words().alike)
        for word in group
    }


@dataclass(frozen=True)
class Found:
    """Places of a name in a text, as (start, end) of letters: as it should be, and a little off."""

    same: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]


def find(wanted: Sequence[Token], text: Sequence[Token], others: Sequence[Sequence[Token]] = ()) -> Found:
    """Look for a name among the words of a text.

    Args:
        others: names that are meant where they stand, such as the producer's other products.
    """
    size = len(wanted)
    if not size:
        return Found((), ())
    same = _runs(wanted, text)
    if size < 2:
        return Found(tuple(_spot(text, a, b) for a, b in same), ())
    taken = bytearray(len(text))
    for a, b in [*same, *(run for other in others for run in _runs(other, text))]:
        taken[a:b] = b"\x01" * (b - a)
    bare = {token.bare for token in wanted} | {word for key in _other_ways(wanted) for word in key}
    known = [0, *accumulate(token.bare in bare for token in text)]
    near: list[tuple[int, int]] = []
    least = (size + 1) // 2
    for width in (size, size - 1, size + 1, size - 2, size + 2):
        if width < 1:
            continue
        for start in range(len(text) - width + 1):
            end = start + width
            if known[end] - known[start] < min(least, width) or any(taken[start:end]):
                continue
            if _is_near(wanted, text[start:end]):
                near.append((start, end))
                taken[start:end] = b"\x01" * width
    return Found(tuple(_spot(text, a, b) for a, b in same), tuple(_spot(text, a, b) for a, b in sorted(near)))


def _other_ways(wanted: Sequence[Token]) -> set[tuple[str, ...]]:
    """Words without accents of which a mixed-up way of writing a part of the name is made."""
    name = " ".join(token.key for token in wanted)
    found = set()
    for group in check_words().alike:
        runs = [tokens_of(word) for word in group]
        if any(f" {' '.join(token.key for token in run)} " in f" {name} " for run in runs):
            found |= {tuple(token.bare for token in run) for run in runs}
    return found


def _is_near(wanted: Sequence[Token], found: Sequence[Token]) -> bool:
    """As ``compare`` says ``near``, and without a word more or fewer at the ends."""
    mine, theirs = [token.key for token in wanted], [token.key for token in found]
    codes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return any(code[0] == "replace" for code in codes) and all(
        code == "equal" or (code == "replace" and _alike(wanted[a:b], found[c:d])) for code, a, b, c, d in codes
    )


def _runs(wanted: Sequence[Token], text: Sequence[Token]) -> list[tuple[int, int]]:
    keys, size = [token.key for token in wanted], len(wanted)
    if not size:
        return []
    return [
        (start, start + size)
        for start in range(len(text) - size + 1)
        if text[start].key == keys[0] and [token.key for token in text[start : start + size]] == keys
    ]


def _spot(text: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    return text[start].start, text[end - 1].end
