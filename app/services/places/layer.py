"""One layer of units in memory, and the table of what became of them; read fast, since the files are long.

The shipped files are checked in full by ``rules check`` and the tests; here they are only read, and a file that does
not fit is handed to the checking loader, which names its fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from app.errors import RuleError
from app.services.places.files import ChangeEntry, LayerEntry, layer_entries, load_changes, load_layer
from app.services.places.unit import Unit
from app.services.rules.loader import shown_name
from app.services.search import sort_key
from app.translate import N_

Built = TypeVar("Built")


class UnitTree:
    """Units of one moment by code, and what is below each of them."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units

    @cached_property
    def below(self) -> dict[str, tuple[Unit, ...]]:
        """By code of the unit above (empty: the provinces), in the order of their codes."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            found.setdefault(unit.parent_code, []).append(unit)
        return {code: tuple(sorted(units, key=lambda one: one.code)) for code, units in found.items()}

    def above(self, unit: Unit) -> tuple[Unit, ...]:
        """The units that this one lies in, the nearest first."""
        found: list[Unit] = []
        parent = self.units.get(unit.parent_code)
        while parent is not None:
            found.append(parent)
            parent = self.units.get(parent.parent_code)
        return tuple(found)


class ChangeTable:
    """Which old code led to which new ones (the main one first), and back."""

    def __init__(self, rows: Iterable[Iterable[str]]) -> None:
        self.forward = {code: tuple(targets) for code, *targets in rows}

    @cached_property
    def backward(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, targets in self.forward.items():
            for target in targets:
                found.setdefault(target, []).append(code)
        return {code: tuple(olds) for code, olds in found.items()}


def by_name(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """In the Vietnamese order of their names; names that are numbers by number."""
    return tuple(
        sorted(units, key=lambda unit: (sort_key(unit.name.zfill(3) if unit.name.isdigit() else unit.name), unit.code))
    )


def read_layer(folder: Path, entry: LayerEntry) -> UnitTree:
    """All units of one layer. Raises ``RuleError``."""
    return _read(folder / entry.file, lambda raw: UnitTree(_units(raw["provinces"], entry)), load_layer)


def _units(provinces: Any, entry: LayerEntry) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    trail = {"province": "", "district": ""}
    for level, (code, kind, name, *_below), _place in layer_entries(provinces):
        if level == "province":
            trail = {"province": code, "district": ""}
            parent = ""
        elif level == "district":
            trail["district"] = code
            parent = trail["province"]
        else:
            parent = trail["district"] or trail["province"]
        found[code] = Unit(code, name, kind, level, parent, trail["province"], entry.begins, entry.ends)
    return found


def read_changes(folder: Path, entry: ChangeEntry) -> ChangeTable:
    """What became of the units of the older layer. Raises ``RuleError``."""
    return _read(folder / entry.file, lambda raw: ChangeTable([*raw["provinces"], *raw["communes"]]), load_changes)


def _read(path: Path, build: Callable[[Any], Built], check: Callable[[Path], object]) -> Built:
    try:
        return build(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, LookupError, RecursionError) as error:
        check(path)  # says what is wrong and where
        raise RuleError(N_("The file is not what its fields say."), file=shown_name(path)) from error
