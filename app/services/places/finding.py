"""Finding a unit by what a person types: without accents, from the beginnings of words, by an old name or a code."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.services.places.layer import UnitTree
from app.services.places.unit import KINDS, UNIT_LEVELS, Link, Match, Unit, UnitLevel
from app.services.search import accented_key, fold_text, name_key, sort_key

_KIND_KEYS = sorted({fold_text(kind) for kinds in KINDS.values() for kind in kinds}, key=len, reverse=True)


class _Entry(NamedTuple):
    """What a search compares: the name alone, and the name with its kind and all units above."""

    name: str
    whole: str
    unit: Unit
    former: bool
    tree: UnitTree


class Finder:
    """The search keys of one day's units, and of those that ended before it.

    Args:
        tree: the units of the day.
        former: ended units, each with the tree that it stood in.
        heirs: what an ended unit is on that day.
    """

    def __init__(
        self, tree: UnitTree, former: Iterable[tuple[UnitTree, Unit]], heirs: Callable[[Unit], tuple[Link, ...]]
    ) -> None:
        self.tree = tree
        self._heirs = heirs
        self._above: dict[tuple[int, str], str] = {}
        self._keys: dict[str, str] = {}
        self._entries = [self._entry(unit, tree, former=False) for unit in tree.units.values()]
        self._entries += [self._entry(unit, its_tree, former=True) for its_tree, unit in former]

    def _entry(self, unit: Unit, tree: UnitTree, *, former: bool) -> _Entry:
        name = self._key(unit.name)
        return _Entry(name, self._key(unit.kind) + name + self._keys_above(unit, tree), unit, former, tree)

    def _keys_above(self, unit: Unit, tree: UnitTree) -> str:
        """The names above, once for all units below the same one."""
        place = (id(tree), unit.parent_code)
        if place not in self._above:
            parent = tree.units.get(unit.parent_code)
            self._above[place] = (
                ""
                if parent is None
                else self._key(parent.kind) + self._key(parent.name) + self._keys_above(parent, tree)
            )
        return self._above[place]

    def _key(self, text: str) -> str:
        if text not in self._keys:
            self._keys[text] = name_key(text)
        return self._keys[text]

    def find(self, query: str, level: UnitLevel | None, limit: int, near: str = "") -> list[Match]:
        """The best ``limit`` matches: exact names and accents first, then present names, then former ones;
        among these those of the province ``near``."""
        words = name_key(query).split()
        if not words or limit < 1:
            return []
        hits = [one for one in self._entries if _matches(one, words) and (level is None or _leads_to(one, level))]
        places = _Ranks(query, near)
        # The folded name is a cheap stand-in for the Vietnamese order while all hits are looked at.
        ranked = heapq.nsmallest(limit * 4, hits, key=lambda one: (*places.of(one), one.name, one.whole, one.unit.code))
        ranked.sort(key=lambda one: (*places.of(one), sort_key(one.unit.name), one.whole, one.unit.code))
        found: dict[tuple[Unit, Unit | None], Match] = {}
        present: set[Unit] = set()
        for entry in ranked:
            for match in self._shown(entry):
                same_name = match.former is not None and match.former.full_name == match.unit.full_name
                if (level is not None and match.unit.level != level) or (same_name and match.unit in present):
                    continue
                if match.former is None:
                    present.add(match.unit)
                found.setdefault((match.unit, match.former), match)
        return list(found.values())[:limit]

    def _shown(self, entry: _Entry) -> list[Match]:
        where = ", ".join(one.full_name for one in entry.tree.above(entry.unit))
        if not entry.former:
            return [Match(entry.unit, where=where)]
        return [Match(link.unit, entry.unit, link.partial, where) for link in self._heirs(entry.unit)]


def _matches(entry: _Entry, words: list[str]) -> bool:
    """Every word begins a word of the whole, one of them of the name itself; or the one word is the code."""
    if len(words) == 1 and words[0] == entry.unit.code:
        return not entry.former
    return all(f" {word}" in entry.whole for word in words) and any(f" {word}" in entry.name for word in words)


def _leads_to(entry: _Entry, level: UnitLevel) -> bool:
    """Whether the unit, or what it became, may be of that level: old districts became communes or parts of them."""
    return entry.unit.level == level or (entry.former and entry.unit.level == "district" and level == "commune")


class _Ranks:
    """The order of hits for one query."""

    def __init__(self, query: str, near: str) -> None:
        self._near = near
        self._accented = accented_key(query.replace(",", " ")).split()
        first = name_key(query.partition(",")[0]).strip()
        kind = next((kind for kind in _KIND_KEYS if first.startswith(kind + " ")), "")
        self._wanted = (first, first[len(kind) :].strip())

    def of(self, entry: _Entry) -> tuple[bool, bool, bool, bool, bool, bool, int]:
        name = entry.name.strip()
        accented = f" {accented_key(f'{entry.unit.kind} {entry.unit.name}')}"
        return (
            entry.former and entry.unit.level == "district",  # leads to many communes: they would crowd out the rest
            name not in self._wanted,
            not any(name.startswith(one) for one in self._wanted),
            any(f" {word}" not in accented for word in self._accented),
            entry.former,
            entry.unit.province_code != self._near,
            UNIT_LEVELS.index(entry.unit.level),
        )
