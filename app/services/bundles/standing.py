"""Which of an arrived dossier's rows are here already, asked in one statement; and new rows written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import inspect, literal, select, union_all
from sqlmodel import Session, SQLModel, col

from app.models import StoredFile
from app.models.base import Travelling
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import table_name
from app.services.journal import IDS_AT_ONCE

#: (table, id) -> (content hash, lineage) of the copy that is here
Here = dict[tuple[str, str], tuple[str, str]]


def rows_here(session: Session, arrived: ArrivedDossier) -> Here:
    """The arrived rows that this office has a copy of."""
    asked: list[Any] = []
    room = IDS_AT_ONCE
    found: Here = {}
    for model, records in arrived.records.items():
        ids = [record.row.id for record in records]
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = ids[start : start + IDS_AT_ONCE]
            if len(some) > room:
                _ask(session, asked, found)
                asked, room = [], IDS_AT_ONCE
            asked.append(_of_table(model, some))
            room -= len(some)
    _ask(session, asked, found)
    return found


def _of_table(model: type[Travelling], ids: Sequence[str]) -> Any:
    wanted = col(model.id).in_(ids)
    return select(literal(table_name(model)), col(model.id), col(model.content_hash), col(model.lineage)).where(wanted)


def _ask(session: Session, asked: Sequence[Any], found: Here) -> None:
    if asked:
        for table, row_id, content_hash, lineage in session.execute(union_all(*asked)):
            found[table, row_id] = (content_hash, lineage)


def stored_here(session: Session, hashes: Sequence[str]) -> set[str]:
    """Those of the hashes that name a stored file of this office."""
    found: set[str] = set()
    for start in range(0, len(hashes), IDS_AT_ONCE):
        chosen = col(StoredFile.sha256).in_(hashes[start : start + IDS_AT_ONCE])
        found.update(session.execute(select(col(StoredFile.sha256)).where(chosen)).scalars())
    return found


def insert_rows(session: Session, rows: Iterable[SQLModel]) -> None:
    """Write new rows whose texts were checked to be NFC; rows of one table after another, in their order.

    They do not enter the session: a later question to it reads them from the database.
    """
    session.flush()
    by_model: dict[type[SQLModel], list[dict[str, Any]]] = {}
    for row in rows:
        keys = _keys(type(row))
        by_model.setdefault(type(row), []).append({key: getattr(row, key) for key in keys})
    for model, values in by_model.items():
        session.connection().execute(inspect(model).local_table.insert(), values)


@lru_cache(maxsize=64)
def _keys(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(model).column_attrs)
