"""The files of administrative units: the shipped ones in ``resources/places``, and an office's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from app.services.places.unit import CODE_DIGITS, KINDS, UnitLevel
from app.services.rules.checks import Fault
from app.services.rules.facts import Fact
from app.services.rules.loader import load_model
from app.translate import N_

Kind = Literal["tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"]
Name = Annotated[str, Field(min_length=1, max_length=120)]
ProvinceCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
DistrictCode = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
CommuneCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
UnitCode = Annotated[str, Field(pattern=r"^([0-9]{2,3}|[0-9]{5})$")]
CommuneEntry = tuple[CommuneCode, Kind, Name]
DistrictEntry = tuple[DistrictCode, Kind, Name, tuple[CommuneEntry, ...]]
ProvinceEntry = tuple[ProvinceCode, Kind, Name, tuple[DistrictEntry, ...] | tuple[CommuneEntry, ...]]


class PlaceFile(Fact):
    """What every file of units begins with."""

    json_schema: str = Field(default="", alias="$schema")
    schema_version: Literal[1] = Field(alias="schema")


class PlaceSource(Fact):
    """A package that the units were taken from, or compared with."""

    package: str
    version: str
    released: str
    taken: dt.date
    license: str
    url: str
    use: str


class LayerEntry(Fact):
    """A time in which the units were the same; ``ends`` is the first day on which they no longer were."""

    id: str
    file: str = Field(pattern=r"^[a-z0-9-]+\.json$")
    levels: tuple[UnitLevel, ...]
    begins: dt.date | None
    ends: dt.date | None
    note: str = ""


class ChangeEntry(Fact):
    """The day on which one layer followed another, and the file that says what became of what."""

    on: dt.date
    file: str = Field(pattern=r"^[a-z0-9-]+\.json$")
    old: str
    new: str


class PlaceIndex(PlaceFile):
    """``places.json``: the layers, in order of time, and what lies between them."""

    title: str
    sources: tuple[PlaceSource, ...]
    layers: tuple[LayerEntry, ...]
    changes: tuple[ChangeEntry, ...]


class PlaceLayer(PlaceFile):
    """All units of one layer: provinces with their districts, or with their communes where there are no districts."""

    provinces: tuple[ProvinceEntry, ...]


class PlaceChanges(PlaceFile):
    """What became of what: old code, then the new codes, the main one first.

    A district that had no communes stands among the communes with its own code.
    """

    on: dt.date
    note: str = ""
    provinces: tuple[tuple[ProvinceCode, ProvinceCode], ...]
    communes: tuple[tuple[UnitCode, ...], ...]


class UnitDifference(Fact):
    layer: str
    level: UnitLevel
    code: UnitCode
    kind: Literal["spelling", "name", "code"]
    here: str
    there: str


class LinkDifference(Fact):
    old: UnitCode
    here: tuple[UnitCode, ...]
    there: tuple[UnitCode, ...]


class PlaceDifferences(Fact):
    """``differences.json``: what the two packages say differently. ``here`` is used, ``there`` was only compared."""

    here: str
    there: str
    units: tuple[UnitDifference, ...]
    successors: tuple[LinkDifference, ...]


class OwnUnit(Fact):
    """A unit that an office entered by hand, because the program's list does not have it (yet).

    ``parent`` is the code of the unit above, ``replaces`` the codes of the units that it came from: those are offered
    no more from ``valid_from`` on. ``valid_to`` is its last day. A code that the list has too stands for this unit.
    """

    code: UnitCode
    name: Name
    kind: Kind
    level: UnitLevel
    parent: str = Field(default="", pattern=r"^([0-9]{2,3})?$")
    valid_from: dt.date
    valid_to: dt.date | None = None
    replaces: tuple[UnitCode, ...] = ()
    note: str = ""


class OwnUnits(PlaceFile):
    """An office's own units: ``places/own-units.json`` among its own rule files."""

    units: tuple[OwnUnit, ...]


def _kind_fault(kind: str, level: UnitLevel, place: tuple[int | str, ...]) -> Fault | None:
    if kind in KINDS[level]:
        return None
    return Fault(
        N_("“{kind}” is no kind of unit at this level: it is one of {kinds}."),
        place,
        {"kind": kind, "kinds": ", ".join(KINDS[level])},
    )


def check_index(index: PlaceIndex) -> Fault | None:
    """The first fault: layers that overlap or leave a gap, or a change between layers that do not meet."""
    ids = {layer.id: layer for layer in index.layers}
    if not index.layers or index.layers[0].begins is not None or index.layers[-1].ends is not None:
        return Fault(N_("The first layer has no first day, the last one no last day."), ("layers",))
    for number, (layer, following) in enumerate(pairwise(index.layers)):
        if layer.ends is None or layer.ends != following.begins:
            return Fault(N_("A layer must begin on the day on which the one before it ends."), ("layers", number + 1))
    for number, change in enumerate(index.changes):
        if change.old not in ids or change.new not in ids or ids[change.new].begins != change.on:
            return Fault(
                N_("A change must lie between two layers, on the first day of the later."), ("changes", number)
            )
    return None


def check_layer(layer: PlaceLayer) -> Fault | None:
    """The first fault: a code given twice, or a kind that its level does not have."""
    seen: set[str] = set()
    for level, entry, place in layer_entries(layer.provinces):
        if entry[0] in seen:
            return Fault(N_("{value} stands here a second time."), place, {"value": entry[0]})
        seen.add(entry[0])
        fault = _kind_fault(entry[1], level, place)
        if fault is not None:
            return fault
    return None


def layer_entries(provinces: Iterable[Any]) -> Iterator[tuple[UnitLevel, Any, tuple[int | str, ...]]]:
    """Every entry of a layer with its level and its place in the file, parents before what is below them."""
    for number, province in enumerate(provinces):
        yield "province", province, ("provinces", number)
        for below, entry in enumerate(province[3]):
            yield ("district" if len(entry) > 3 else "commune"), entry, ("provinces", number, 3, below)
            for last, commune in enumerate(entry[3] if len(entry) > 3 else ()):
                yield "commune", commune, ("provinces", number, 3, below, 3, last)


def check_changes(changes: PlaceChanges) -> Fault | None:
    """The first fault: an old unit given twice, or one that leads nowhere or twice to the same unit."""
    for field, rows in (("provinces", changes.provinces), ("communes", changes.communes)):
        seen: set[str] = set()
        for number, row in enumerate(rows):
            if row[:1] == () or row[0] in seen:
                return Fault(
                    N_("{value} stands here a second time."), (field, number), {"value": row[0] if row else ""}
                )
            seen.add(row[0])
            if len(row) < 2 or len(set(row[1:])) < len(row) - 1:
                return Fault(N_("An old unit leads to at least one new one, and once to each."), (field, number))
    return None


def check_differences(_differences: PlaceDifferences) -> None:
    """Nothing beyond the fields."""


def check_own_units(own: OwnUnits) -> Fault | None:
    """The first fault: a code or kind not of its level, a wrong parent, days that run backwards, a double."""
    seen: set[tuple[str, dt.date]] = set()
    for number, unit in enumerate(own.units):
        fault = own_unit_fault(unit, ("units", number))
        if fault is not None:
            return fault
        if (unit.code, unit.valid_from) in seen:
            return Fault(N_("{value} stands here a second time."), ("units", number, "code"), {"value": unit.code})
        seen.add((unit.code, unit.valid_from))
    return None


def own_unit_fault(unit: OwnUnit, place: tuple[int | str, ...] = ()) -> Fault | None:
    """What is wrong with one own unit by itself."""
    if len(unit.code) != CODE_DIGITS[unit.level]:
        return Fault(
            N_("The code of a unit at this level has {digits} digits."),
            (*place, "code"),
            {"digits": CODE_DIGITS[unit.level]},
        )
    if (unit.level == "province") != (unit.parent == "") or (unit.level == "district" and len(unit.parent) != 2):
        return Fault(
            N_("A province has no unit above it; a district has a province, a commune a province or a district."),
            (*place, "parent"),
        )
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        return Fault(N_("The last day is before the first."), (*place, "valid_to"))
    return _kind_fault(unit.kind, unit.level, (*place, "kind"))


def load_index(path: Path) -> PlaceIndex:
    """The index of the units. Raises ``RuleError``, as do the others here."""
    return load_model(path, PlaceIndex, check_index)[0]


def load_layer(path: Path) -> PlaceLayer:
    return load_model(path, PlaceLayer, check_layer)[0]


def load_changes(path: Path) -> PlaceChanges:
    return load_model(path, PlaceChanges, check_changes)[0]


def load_differences(path: Path) -> PlaceDifferences:
    return load_model(path, PlaceDifferences, check_differences)[0]


def load_own_units(path: Path) -> OwnUnits:
    return load_model(path, OwnUnits, check_own_units)[0]
