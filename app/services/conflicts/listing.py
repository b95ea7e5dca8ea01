"""Open conflicts as a person reads them: who changed what when, what differs, and what is proposed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.models import Office, RecordConflict
from app.models.base import Travelling
from app.services.bundles.records import table_name
from app.services.conflicts.merge import Record, Side, Standing, Unit
from app.services.conflicts.settling import open_conflict
from app.services.conflicts.sides import changed_here, record_units, rows_in_conflict
from app.services.conflicts.words import label_of, said
from app.services.names import record_names


@dataclass(frozen=True)
class OpenConflict:
    """One dossier that waits for a choice. ``left``: how many units are still to be chosen, of ``differing`` ones."""

    id: str
    dossier_id: str
    product: str
    producer: str
    sender: str
    bundle: str
    found_at: dt.datetime
    differing: int
    left: int


@dataclass(frozen=True)
class Changed:
    """Who changed a record and when (UTC); ``known`` false: only that it came so with the bundle."""

    at: dt.datetime
    by: str
    known: bool = True


@dataclass(frozen=True)
class ConflictUnit:
    """One unit in words. ``ancestor`` is ``None`` where it is not known; ``values`` are the sides' as stored.

    ``files``: SHA-256 of the file here and there, where it is a file of a document; both lie in the store.
    """

    name: str
    label: str
    standing: Standing
    mine: str
    theirs: str
    ancestor: str | None
    proposed: Side | None
    chosen: Side | None
    values: dict[str, Any]
    files: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class ConflictRecord:
    """One record in conflict; ``key`` names it in the choices."""

    key: str
    table: str
    what: str
    name: str
    mine_changed: Changed | None
    theirs_changed: Changed
    ancestor_known: bool
    units: tuple[ConflictUnit, ...]

    @property
    def differing(self) -> tuple[ConflictUnit, ...]:
        """The units that were changed on both sides to different values."""
        return tuple(unit for unit in self.units if unit.standing == "differ")


@dataclass(frozen=True)
class Conflict:
    """One dossier's conflict, whole."""

    head: OpenConflict
    records: tuple[ConflictRecord, ...]


def open_conflicts(session: Session) -> list[OpenConflict]:
    """The dossiers that wait for a choice, the oldest first; those that agree again by themselves are left out."""
    rows = session.exec(
        select(RecordConflict).where(col(RecordConflict.settled_at).is_(None)).order_by(col(RecordConflict.created_at))
    ).all()
    found = [(row, _records(session, row)) for row in rows]
    return [_head(row, records) for row, records in found if records]


def conflict_of(session: Session, conflict_id: str) -> Conflict:
    """One conflict with every record and unit. Raises ``NotFound``: no such conflict is open."""
    row = open_conflict(session, conflict_id)
    records = _records(session, row)
    return Conflict(_head(row, records), records)


def _head(row: RecordConflict, records: Sequence[ConflictRecord]) -> OpenConflict:
    differing = [unit for record in records for unit in record.differing]
    return OpenConflict(
        row.id,
        row.dossier_id,
        row.product,
        row.producer,
        row.sender_name or row.sender_code,
        row.bundle_name,
        row.created_at,
        len(differing),
        sum(unit.chosen is None for unit in differing),
    )


def _records(session: Session, conflict: RecordConflict) -> tuple[ConflictRecord, ...]:
    draft, origins = json.loads(conflict.choices), json.loads(conflict.origins)
    return tuple(
        _record(session, conflict, mine, children, theirs, draft, origins)
        for mine, children, theirs in rows_in_conflict(session, conflict)
    )


def _record(
    session: Session,
    conflict: RecordConflict,
    row: Travelling,
    children: Sequence[SQLModel],
    theirs: Record,
    draft: dict[str, dict[str, Side]],
    origins: dict[str, dict[str, str]],
) -> ConflictRecord:
    table = table_name(type(row))
    key = f"{table}:{row.id}"
    units = record_units(session, conflict.dossier_id, row, children, theirs)
    here = changed_here(session, table, row.id)
    chosen = draft.get(key, {})
    return ConflictRecord(
        key,
        table,
        str(record_names([table])),
        str(getattr(row, "name", "") or getattr(row, "title", "")),
        Changed(*here) if here else None,
        _there(session, conflict, origins.get(key, {})),
        any(unit.known for unit in units),
        tuple(_unit(table, unit, chosen.get(unit.name)) for unit in units),
    )


def _there(session: Session, conflict: RecordConflict, origin: dict[str, str]) -> Changed:
    if not origin:
        return Changed(conflict.sent_at, conflict.sender_name or conflict.sender_code, False)
    name = session.exec(select(Office.name).where(Office.code == origin["office"])).first() or origin["office"]
    by = ", ".join(part for part in (origin["position"], name) if part)
    return Changed(dt.datetime.fromisoformat(origin["at"]), by)


def _unit(table: str, unit: Unit, chosen: Side | None) -> ConflictUnit:
    sides = (unit.mine or {}, unit.theirs or {})
    return ConflictUnit(
        unit.name,
        label_of(table, unit),
        unit.standing,
        said(unit, unit.mine),
        said(unit, unit.theirs),
        said(unit, unit.ancestor) if unit.known else None,
        unit.proposed,
        chosen,
        {"mine": unit.mine, "theirs": unit.theirs, "ancestor": unit.ancestor},
        (str(sides[0].get("sha256", "")), str(sides[1].get("sha256", ""))) if unit.is_part else ("", ""),
    )
