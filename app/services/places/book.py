"""The units of any day: what there is on it, and what a unit of another day has become or was before.

The day decides the layer; the days on which layers change are data in ``resources/places/places.json``. A code alone
says nothing: numbers were given again, so that the code of an old commune may be that of another new one.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path

from app.errors import RuleError
from app.services.places.files import ChangeEntry, LayerEntry, OwnUnit, PlaceIndex, load_index, load_own_units
from app.services.places.finding import Finder
from app.services.places.layer import ChangeTable, UnitTree, by_name, read_changes, read_layer
from app.services.places.unit import UNIT_LEVELS, Link, Match, Unit, UnitLevel
from app.services.search import name_key

_DAY = dt.timedelta(days=1)


class Places:
    """The administrative units that came with the program, and those that an office entered by hand.

    Nothing is read before it is asked for; each file is read once. A faulty file of an office's own counts for
    nothing: ``own_fault`` tells it. Raises ``RuleError`` where a shipped file is damaged.

    Args:
        folder: ``resources/places``.
        own_file: an office's own units; ``None``, or no such file: it has none.
    """

    def __init__(self, folder: Path, own_file: Path | None = None) -> None:
        self.folder = folder
        self.own_file = own_file
        self.own_fault: RuleError | None = None
        self._layers: dict[str, UnitTree] = {}
        self._tables: dict[str, ChangeTable] = {}
        self._merged: dict[tuple[str, tuple[int, ...]], UnitTree] = {}
        self._own: tuple[OwnUnit, ...] | None = None
        self._finder: Finder | None = None

    @cached_property
    def index(self) -> PlaceIndex:
        """The layers, the changes between them, and where the units come from."""
        return load_index(self.folder / "places.json")

    @property
    def own_units(self) -> tuple[OwnUnit, ...]:
        """The units entered by hand, by their first day."""
        if self._own is None:
            self._own, self.own_fault = (), None
            if self.own_file is not None and self.own_file.is_file():
                try:
                    found = load_own_units(self.own_file).units
                    self._own = tuple(
                        sorted(found, key=lambda one: (one.valid_from, UNIT_LEVELS.index(one.level), one.code))
                    )
                except RuleError as error:
                    self.own_fault = error
        return self._own

    def forget_own(self) -> None:
        """Read the office's own units anew at their next use."""
        self._own = None
        self._finder = None
        self._merged.clear()

    # what there is on a day

    def layer_on(self, day: dt.date) -> LayerEntry:
        """The layer in force on that day."""
        return next(layer for layer in self.index.layers if layer.ends is None or day < layer.ends)

    def has_districts(self, day: dt.date) -> bool:
        """Whether there was a level between province and commune."""
        return "district" in self.layer_on(day).levels

    def provinces(self, day: dt.date) -> tuple[Unit, ...]:
        """The provinces of that day, in Vietnamese order."""
        return by_name(self.tree(day).below.get("", ()))

    def districts(self, province_code: str, day: dt.date) -> tuple[Unit, ...]:
        """The districts of a province on that day; none where there was no such level."""
        return by_name(one for one in self.tree(day).below.get(province_code, ()) if one.level == "district")

    def communes(self, province_code: str, day: dt.date, district_code: str = "") -> tuple[Unit, ...]:
        """The communes of a province, or of one of its districts, on that day."""
        below = self.tree(day).below
        found: list[Unit] = []
        for unit in below.get(district_code or province_code, ()):
            if unit.level == "district":
                found += below.get(unit.code, ())
            elif unit.province_code == province_code:
                found.append(unit)
        return by_name(found)

    def unit(self, code: str, day: dt.date) -> Unit | None:
        """The unit that had this code on that day."""
        return self.tree(day).units.get(code)

    def above(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that this one lies in, in its own time, the nearest first."""
        return self.tree(last_day(unit)).above(unit)

    def where(self, unit: Unit) -> str:
        """The units above in words: "huyện Krông Pắc, tỉnh Đắk Lắk"; empty for a province."""
        return ", ".join(one.full_name for one in self.above(unit))

    def tree(self, day: dt.date) -> UnitTree:
        """All units of that day: the layer's, and the office's own in their stead or beside them."""
        layer = self.layer_on(day)
        in_force = tuple(number for number, one in enumerate(self.own_units) if one.valid_from <= day)
        if not in_force:
            return self._layer_tree(layer)
        # an own unit that has ended counts too: what it replaced does not come back
        alive = tuple(n for n in in_force if (end := self.own_units[n].valid_to) is None or day <= end)
        key = (layer.id, (*in_force, -1, *alive))
        if key not in self._merged:
            self._merged[key] = self._merge(layer, in_force, alive)
        return self._merged[key]

    def _layer_tree(self, layer: LayerEntry) -> UnitTree:
        if layer.id not in self._layers:
            self._layers[layer.id] = read_layer(self.folder, layer)
        return self._layers[layer.id]

    def _merge(self, layer: LayerEntry, begun: tuple[int, ...], alive: tuple[int, ...]) -> UnitTree:
        units = dict(self._layer_tree(layer).units)
        for number in begun:
            own = self.own_units[number]
            for code in own.replaces:
                # what was replaced before this layer began is not in it: its codes may be those of other units
                if self.layer_on(own.valid_from - _DAY).id == layer.id:
                    units.pop(code, None)
            if number in alive and (own.level == "province" or own.parent in units):
                units[own.code] = self.as_unit(own, units)
        return UnitTree(units)

    def as_unit(self, own: OwnUnit, units: dict[str, Unit] | None = None) -> Unit:
        """A unit entered by hand, as the others are given."""
        known = self.tree(own.valid_from).units if units is None else units
        province = own.code
        if own.level != "province":
            parent = known.get(own.parent)
            province = parent.province_code if parent is not None else ""
        ends = None if own.valid_to is None else own.valid_to + _DAY
        return Unit(own.code, own.name, own.kind, own.level, own.parent, province, own.valid_from, ends, own=True)

    # what became of a unit

    def successors(self, old_code: str, day: dt.date | None = None) -> tuple[Link, ...]:
        """What a unit became when it ended, the main heir first; none while it lasts.

        A district leads to every unit that its communes went into.

        Args:
            old_code: its code.
            day: a day on which the old unit was; without it, the first change that this code went through counts.
        """
        first = dt.date.min if day is None else day
        events: list[tuple[dt.date, tuple[Link, ...]]] = []
        for change in self.index.changes:
            if first < change.on:
                events.append((change.on, self._shipped_heirs(change, old_code)))
        heirs: dict[dt.date, list[Unit]] = {}
        for own in self.own_units:
            if old_code in own.replaces and first < own.valid_from and self.unit(old_code, own.valid_from - _DAY):
                heirs.setdefault(own.valid_from, []).append(self.as_unit(own))
        for on, units in heirs.items():
            events.append((on, tuple(Link(one, n == 0, len(units) > 1) for n, one in enumerate(units))))
        return next((links for _on, links in sorted(events, key=lambda event: event[0]) if links), ())

    def _shipped_heirs(self, change: ChangeEntry, old_code: str) -> tuple[Link, ...]:
        table, new = self.table(change), self._layer_tree(self._entry(change.new)).units
        codes = table.forward.get(old_code)
        if codes is None:
            old = self._layer_tree(self._entry(change.old))
            reached = {code for one in old.below.get(old_code, ()) for code in table.forward.get(one.code, ())}
            if old_code not in old.units or not reached or old.units[old_code].level != "district":
                return ()
            return tuple(Link(new[code], len(reached) == 1, len(reached) > 1) for code in sorted(reached))
        return tuple(Link(new[code], number == 0, len(codes) > 1) for number, code in enumerate(codes) if code in new)

    def predecessors(self, new_code: str, day: dt.date | None = None) -> tuple[Link, ...]:
        """From which older units this one was made, those first whose main heir it is; none for one that always was.

        Args:
            new_code: its code.
            day: a day on which the newer unit was; without it, the last change that made this code counts.
        """
        last = dt.date.max if day is None else day
        events: list[tuple[dt.date, tuple[Link, ...]]] = []
        for change in self.index.changes:
            if change.on <= last:
                table, old = self.table(change), self._layer_tree(self._entry(change.old)).units
                links = [
                    Link(old[code], table.forward[code][0] == new_code, len(table.forward[code]) > 1)
                    for code in table.backward.get(new_code, ())
                    if code in old
                ]
                events.append((change.on, tuple(sorted(links, key=lambda link: not link.main))))
        for own in self.own_units:
            if own.code == new_code and own.replaces and own.valid_from <= last:
                before = (self.unit(code, own.valid_from - _DAY) for code in own.replaces)
                events.append((own.valid_from, tuple(Link(one, True, False) for one in before if one is not None)))
        return next((links for _on, links in sorted(events, key=lambda event: event[0], reverse=True) if links), ())

    def heirs(self, unit: Unit, day: dt.date) -> tuple[Link, ...]:
        """What a unit is on a later day: itself while it lasts, else its heirs through every change up to that day."""
        if unit.holds(day) and self.unit(unit.code, day) == unit:
            return (Link(unit, main=True, partial=False),)
        found: dict[Unit, Link] = {}
        for link in self.successors(unit.code, unit.begins):
            if link.unit.begins is None or link.unit.begins > day or link.unit == unit:
                continue
            for heir in self.heirs(link.unit, day):
                joined = Link(heir.unit, link.main and heir.main, link.partial or heir.partial)
                found.setdefault(heir.unit, joined)
        return tuple(found.values())

    def now_called(self, code: str, name: str, day: dt.date) -> tuple[Link, ...]:
        """What a unit that a record keeps as code and name is on that day, where it is not there so any more.

        None where it is there with that code and name, or where no older unit had them: then nothing can be said.
        """
        present = self.unit(code, day)
        if present is not None and _is_called(present, name):
            return ()
        for layer in reversed(self.index.layers):
            if layer.ends is not None and layer.ends <= day:
                former = self.unit(code, layer.ends - _DAY)
                if former is not None and _is_called(former, name):
                    return self.heirs(former, day)
        return ()

    def find(
        self, query: str, day: dt.date, level: UnitLevel | None = None, limit: int = 20, near: str = ""
    ) -> list[Match]:
        """Units of that day whose name, or whose former name, holds every word of the query.

        Accents are ignored, but exact ones come first; the words may also name the units above ("ea kly krong pac").
        A name that is no more leads to what the unit is on that day. Digits alone are a code.

        Args:
            near: code of a province whose units come first at equal match.
        """
        tree = self.tree(day)
        if self._finder is None or self._finder.tree is not tree:
            self._finder = Finder(tree, self._former(day), lambda unit: self.heirs(unit, day))
        return self._finder.find(query, level, limit, near)

    def _former(self, day: dt.date) -> list[tuple[UnitTree, Unit]]:
        """Every unit that ended before that day, beside the tree that it stood in."""
        now = self.tree(day).units
        found: list[tuple[UnitTree, Unit]] = []
        for layer in self.index.layers:
            if layer.begins is not None and layer.begins > day:
                break
            last = day if layer.ends is None or layer.ends > day else layer.ends - _DAY
            moments = {last, *(own.valid_from - _DAY for own in self.own_units if own.valid_from <= last)}
            seen: set[Unit] = set()
            for moment in sorted(moments, reverse=True):
                if self.layer_on(moment).id != layer.id:
                    continue
                tree = self.tree(moment)
                fresh = [unit for unit in tree.units.values() if unit not in seen and now.get(unit.code) != unit]
                seen.update(fresh)
                found += [(tree, unit) for unit in fresh]
        return found

    def table(self, change: ChangeEntry) -> ChangeTable:
        """What became of what at one change."""
        if change.file not in self._tables:
            self._tables[change.file] = read_changes(self.folder, change)
        return self._tables[change.file]

    def _entry(self, layer_id: str) -> LayerEntry:
        return next(layer for layer in self.index.layers if layer.id == layer_id)


def last_day(unit: Unit) -> dt.date:
    """A day on which the unit was: its last one, or the end of time while it lasts."""
    return dt.date.max if unit.ends is None else unit.ends - _DAY


def _is_called(unit: Unit, name: str) -> bool:
    """Whether a record's text is the unit's name, with its kind or without, accents and apostrophes aside."""
    return name_key(name) in (name_key(unit.name), name_key(unit.full_name))
