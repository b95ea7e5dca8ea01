"""Which of an arrived dossier's rows are here already, asked in one statement; and new rows written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import inspect, literal, select, union_all
from sqlmodel import Session, SQLModel, col

from app.models import Dossier, ReleasedCustody, StoredFile
from app.models.base import Travelling
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import TRAVELLING, table_name
from app.services.journal import IDS_AT_ONCE, dossier_heads
from app.services.record_lines import note_written

#: (table, id) -> (content hash, lineage) of the copy that is here
Here = dict[tuple[str, str], tuple[str, str]]


class DossierHere(NamedTuple):
    """How a dossier stands in this office: all empty where it is not here; the entries of its journal, its last hash.

    ``given_up``: the custody number up to which this office has released it untaken.

    The journal only grows and each hash rests on the one before: the same last hash is the same journal.
    """

    status: str = ""
    custody_number: int = 0
    holder_office_id: str = ""
    entries: int = 0
    head: str = ""
    given_up: int = 0


def dossiers_here(session: Session, ids: Sequence[str]) -> dict[str, DossierHere]:
    """How each of these dossiers stands here."""
    heads = dossier_heads(session, set(ids))
    rows: dict[str, tuple[str, int, str]] = {}
    given_up: dict[str, int] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        chosen = col(Dossier.id).in_(ids[start : start + IDS_AT_ONCE])
        columns = (col(Dossier.id), col(Dossier.status), col(Dossier.custody_number), col(Dossier.holder_office_id))
        for dossier_id, *standing in session.execute(select(*columns).where(chosen)):
            rows[dossier_id] = (standing[0], standing[1], standing[2])
        released = col(ReleasedCustody.dossier_id).in_(ids[start : start + IDS_AT_ONCE])
        for dossier_id, number in session.execute(
            select(col(ReleasedCustody.dossier_id), col(ReleasedCustody.custody_number)).where(released)
        ):
            given_up[dossier_id] = number
    return {
        one: DossierHere(*rows.get(one, ("", 0, "")), *heads.get(one, (0, "")), given_up.get(one, 0)) for one in ids
    }


def rows_here(session: Session, arrived: Sequence[ArrivedDossier]) -> Here:
    """The rows of arrived dossiers that this office has a copy of."""
    asked: list[Any] = []
    room = IDS_AT_ONCE
    found: Here = {}
    for model in TRAVELLING:
        ids = sorted({record.row.id for one in arrived for record in one.records[model]})
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
    for row in (rows := list(rows)):
        keys = _keys(type(row))
        by_model.setdefault(type(row), []).append({key: getattr(row, key) for key in keys})
    for model, values in by_model.items():
        session.connection().execute(inspect(model).local_table.insert(), values)
    note_written(session, rows)


@lru_cache(maxsize=64)
def _keys(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(model).column_attrs)
