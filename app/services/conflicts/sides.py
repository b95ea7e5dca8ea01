"""The sides of a conflict: the copy that is here, the one that arrived, what both began from, and who changed it."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from app.models import JournalEntry, RecordConflict, SavedRevision
from app.models.base import Travelling
from app.services.actors import own_office
from app.services.bundles.records import LEFT_OUT, TRAVELLING, table_name
from app.services.bundles.rows import row_to_json
from app.services.canonical import canonical_json
from app.services.conflicts.merge import Record, Unit, units_of
from app.services.passed_records import revisions_of
from app.services.revisions import children_of, common_ancestor, compare, content_columns, content_hash
from app.services.take_dependants import who

MODELS: dict[str, type[Travelling]] = {table_name(model): model for model in TRAVELLING}
Tables = dict[str, list[dict[str, Any]]]

_PASSING = ("take_dossier", "take_result", "undo_take", "hand_over", "succeed", "send_result")
"""Acts by which dossiers pass: nobody changed a record by them."""


def packed(tables: Mapping[str, Sequence[Record]]) -> bytes:
    """Records by table as they are kept in a conflict."""
    return zlib.compress(canonical_json({name: list(rows) for name, rows in tables.items()}))


def unpacked(content: bytes) -> Tables:
    """The same again; nothing where there is nothing."""
    found: Tables = json.loads(zlib.decompress(content)) if content else {}
    return found


def as_record(row: Travelling, children: Sequence[SQLModel]) -> dict[str, Any]:
    """A record as a bundle carries it."""
    left_out = LEFT_OUT.get(table_name(type(row)), frozenset())
    return {**row_to_json(row, left_out), "children": [row_to_json(child) for child in children]}


def in_conflict(row: Travelling, children: Sequence[SQLModel], theirs: Record) -> bool:
    """Whether a row that is here and the record that arrived were both changed."""
    standing = compare((row.content_hash, row.lineage), (theirs["content_hash"], theirs["lineage"]))
    if standing == "newer":  # unless fields were saved here since, and never deliberately
        return content_hash(row, children) != row.content_hash
    return standing == "forked"


def rows_in_conflict(
    session: Session, conflict: RecordConflict
) -> list[tuple[Travelling, list[SQLModel], dict[str, Any]]]:
    """What is still in conflict: the row that is here, its child rows, and the record that arrived."""
    found = []
    for table, records in unpacked(conflict.theirs).items():
        for theirs in records:
            row = session.get(MODELS[table], theirs["id"])
            if row is None:
                continue
            children = children_of(session, [row])[row.id]
            if in_conflict(row, children, theirs):
                found.append((row, children, theirs))
    return found


def files_kept(session: Session) -> set[str]:
    """The stored files that only open conflicts name: they stay until somebody has chosen."""
    rows = session.exec(select(RecordConflict.theirs).where(col(RecordConflict.settled_at).is_(None)))
    records = [one for theirs in rows for some in unpacked(theirs).values() for one in some]
    scans = {one["scan_sha256"] for one in records if one.get("scan_sha256")}
    return scans | {part["sha256"] for one in records for part in one["children"] if "sha256" in part}


def record_units(
    session: Session, dossier_id: str, row: Travelling, children: Sequence[SQLModel], theirs: Record
) -> list[Unit]:
    """The units of one record in conflict, against the common ancestor where it is known."""
    table = table_name(type(row))
    mine = as_record(row, children)
    before = _ancestor(session, dossier_id, row, mine, theirs)
    return units_of(table, content_columns(type(row)), before, mine, theirs)


def _ancestor(
    session: Session, dossier_id: str, row: Travelling, mine: dict[str, Any], theirs: Record
) -> dict[str, Any] | None:
    table = table_name(type(row))
    digest = common_ancestor((row.content_hash, row.lineage), (theirs["content_hash"], theirs["lineage"]))
    if not digest:
        return None
    key = (table, row.id, digest)
    kept = revisions_of(session, dossier_id, {key}).get(key)
    if kept is not None:
        return {"children": [], **kept}
    saved = session.get(SavedRevision, f"{table}:{row.id}")
    if saved is not None and saved.content_hash == digest == row.content_hash:
        before: dict[str, Any] = json.loads(saved.content)
        return mine | before  # only what a form shows can have changed since the last save
    return None


def changed_here(session: Session, table: str, row_id: str) -> tuple[dt.datetime, str] | None:
    """When this office last changed the record, and who; ``None``: its journal does not say."""
    code = own_office(session).code
    named = or_(JournalEntry.subject == f"{table}:{row_id}", col(JournalEntry.data).contains(row_id))
    entry = session.exec(
        select(JournalEntry)
        .where(JournalEntry.office_code == code, col(JournalEntry.office_sequence).is_not(None), named)
        .where(col(JournalEntry.act).not_in(_PASSING))
        .order_by(col(JournalEntry.office_sequence).desc())
        .limit(1)
    ).first()
    return None if entry is None else (entry.at, who(session, entry))


def changed_there(entries: Sequence[JournalEntry], own_code: str, table: str, row_id: str) -> dict[str, str]:
    """The last act of another office on the record that the journal of its bundle names: when, who, which office."""
    for entry in reversed(entries):
        if entry.office_code != own_code and (entry.subject == f"{table}:{row_id}" or row_id in entry.data):
            return {"at": entry.at.isoformat(), "position": entry.actor_position, "office": entry.office_code}
    return {}
