"""The three-way comparison of a record with its common ancestor, unit by unit, and what the choices make of it. Pure.

A unit is what is chosen at once: a field, fields that mean nothing without each other (a commune's name and code), one
part of a record (a file of a document, a year's figures), or a whole record that was signed or computed as a whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.services.canonical import canonical_json

Side = Literal["mine", "theirs"]
Standing = Literal["agree", "mine", "theirs", "differ"]
Record = Mapping[str, Any]
"""The columns of a record as JSON values, with its parts under ``children``."""

WHOLE = frozenset({"certificate", "issued_paper", "ranking_result", "recognition_decision", "score_sheet"})
"""What was signed or computed as a whole is chosen as a whole."""
PART_KEYS = {"dossier_document": "id", "business_plan": "year", "commune_assessment": "item"}
"""By which of its columns a part is the same one on both sides."""
_TOGETHER = (
    ("commune_name", "commune_code", "district_name", "district_code", "province_name", "province_code"),
    ("classification_code", "classification_id", "set_number"),
    ("regime_id", "regime_sha256", "set_id", "set_sha256"),
    ("completion_list", "completion_due"),
    ("resolved_at", "resolved_office_id"),
)
_WHOLE = "*"
_OF_PARTS = frozenset({"id", "created_at", "document_id", "business_plan_id", "assessment_id", "sheet_id"})


@dataclass(frozen=True)
class Unit:
    """One unit with its three values; ``known``: the common ancestor is known, so that ``ancestor`` is its value.

    ``name``: the first of ``fields``, ``part:<key>``, or ``*`` for a whole record. A value is a dict of columns, or
    ``None`` for a part that is not there.
    """

    name: str
    fields: tuple[str, ...]
    mine: dict[str, Any] | None
    theirs: dict[str, Any] | None
    ancestor: dict[str, Any] | None
    known: bool

    @property
    def is_part(self) -> bool:
        return self.name.startswith("part:")

    @property
    def standing(self) -> Standing:
        """``agree``: the same on both sides; ``mine`` or ``theirs``: only that side changed it; else ``differ``."""
        mine, theirs, ancestor = (_bare(one) for one in (self.mine, self.theirs, self.ancestor))
        if mine == theirs:
            return "agree"
        if self.known and mine == ancestor:
            return "theirs"
        if self.known and theirs == ancestor:
            return "mine"
        return "differ"

    @property
    def proposed(self) -> Side | None:
        """The side that alone changed it; ``None`` where both agree or both differ."""
        standing = self.standing
        return standing if standing in ("mine", "theirs") else None

    def value(self, side: Side | None) -> dict[str, Any] | None:
        """The value of a side; of units that agree the same one whichever office asks."""
        if self.standing == "agree":
            return min((self.mine, self.theirs), key=canonical_json)
        return self.mine if side == "mine" else self.theirs


def units_of(table: str, columns: Sequence[str], ancestor: Record | None, mine: Record, theirs: Record) -> list[Unit]:
    """A record's units, in the order of its columns, then its parts by their key.

    Args:
        columns: those that make up the content of the table's records.
        ancestor: ``None`` where it is not known.
    """
    if table in WHOLE:
        names = (*columns, "children")
        values = [None if one is None else {name: one.get(name, []) for name in names} for one in (mine, theirs)]
        before = None if ancestor is None else {name: ancestor.get(name, []) for name in names}
        return [Unit(_WHOLE, tuple(columns), values[0], values[1], before, ancestor is not None)]
    return [*_field_units(columns, ancestor, mine, theirs), *_part_units(table, ancestor, mine, theirs)]


def _field_units(columns: Sequence[str], ancestor: Record | None, mine: Record, theirs: Record) -> Iterator[Unit]:
    grouped = {name: tuple(one for one in group if one in columns) for group in _TOGETHER for name in group}
    told: set[str] = set()
    for column in columns:
        fields = grouped.get(column, (column,))
        if fields[0] in told:
            continue
        told.add(fields[0])
        before = {name: ancestor[name] for name in fields if name in ancestor} if ancestor is not None else {}
        yield Unit(
            fields[0],
            fields,
            {name: mine[name] for name in fields},
            {name: theirs[name] for name in fields},
            before or None,
            len(before) == len(fields),
        )


def _part_units(table: str, ancestor: Record | None, mine: Record, theirs: Record) -> Iterator[Unit]:
    key = PART_KEYS.get(table)
    if key is None:
        return
    sides = [
        {str(part[key]): dict(part) for part in (one or {}).get("children", ())} for one in (mine, theirs, ancestor)
    ]
    for name in sorted({*sides[0], *sides[1], *sides[2]}):
        if name in sides[0] or name in sides[1]:
            values = [side.get(name) for side in sides]
            fields = tuple(sorted(next(one for one in values if one is not None).keys() - _OF_PARTS))
            yield Unit(f"part:{name}", fields, values[0], values[1], values[2], ancestor is not None)


def _bare(value: dict[str, Any] | None) -> Any:
    """What is compared: parts by what they say, whatever id they have."""
    if value is None:
        return None
    if "children" in value:
        parts = sorted((_bare(part) for part in value["children"]), key=canonical_json)
        return {**value, "children": parts}
    return {name: one for name, one in value.items() if name not in _OF_PARTS} if "id" in value else value


def undecided(units: Sequence[Unit], choices: Mapping[str, Side]) -> list[Unit]:
    """The units for which somebody still has to choose."""
    return [unit for unit in units if unit.standing == "differ" and unit.name not in choices]


def merged(units: Sequence[Unit], choices: Mapping[str, Side]) -> dict[str, Any]:
    """The record as chosen: what only one side changed is that side's unless chosen otherwise.

    Raises:
        ValueError: a unit is not decided yet.
    """
    if undecided(units, choices):
        raise ValueError("not everything is chosen")
    record: dict[str, Any] = {}
    parts: list[dict[str, Any]] = []
    for unit in units:
        value = unit.value(choices.get(unit.name) or unit.proposed)
        if not unit.is_part:
            record |= value or {}
        elif value is not None:
            parts.append(value)
    if "children" in record:
        return record
    return record | {"children": _with_own_ids(parts)}


def _with_own_ids(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts in the order of their ids; of two that came under one id the later gets another, always the same one."""
    used: set[str] = set()
    found = []
    for part in parts:
        if part["id"] in used:
            part = part | {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, canonical_json(part).decode("utf-8")))}
        used.add(part["id"])
        found.append(part)
    return sorted(found, key=lambda part: str(part["id"]))
