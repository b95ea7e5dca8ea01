"""What arrived records name: each id is one record's alone, and every record that is named is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, inspect, literal, select, union_all
from sqlmodel import Session, SQLModel, col

from app.errors import BundleRejected
from app.models import Certificate, DecisionItem, JournalEntry, Office
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import TRAVELLING, table_name
from app.services.revisions import child_table
from app.translate import N_

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ONCE = ("self_assessment", "business_plan", "commune_assessment")
"""Tables of which a dossier has at most one record."""

TWICE = N_("Records of the dossier bear the ids of others, of another dossier or of another kind.")
NUMBER = N_("A certificate of the dossier bears the register number of another one.")


class Owned(NamedTuple):
    """A record by table and id, and what it belongs to: its dossier or its record; empty where it is shared."""

    table: str
    id: str
    owner: str


def owned(arrived: ArrivedDossier) -> Iterator[Owned]:
    """Every record of an arrived dossier, its parts and its journal entries."""
    for model, records in arrived.records.items():
        for record in records:
            yield Owned(table_name(model), record.row.id, getattr(record.row, "dossier_id", None) or "")
            for child in record.children:
                yield Owned(table_name(type(child)), child.id, record.row.id)  # type: ignore[attr-defined]
    for item in arrived.decision_items:
        yield Owned("decision_item", item.id, item.dossier_id)
    for entry in arrived.journal:
        yield Owned("journal_entry", entry.id, entry.dossier_id or "")


class Relations:
    """The ids of a bundle while its dossiers are read one after the other."""

    def __init__(self, offices: Collection[str], files: Collection[str]) -> None:
        """``offices``: ids of those that are known here or that the bundle names; ``files``: hashes of its files."""
        self._offices = offices
        self._files = files
        self._seen: dict[int, str] = {}  # by the id's hash: thousands of dossiers have very many

    def check(self, arrived: ArrivedDossier) -> None:
        """Refuse a dossier whose records share an id, or name a record, office or file that did not come.

        Raises:
            BundleRejected: checks ``ids`` and ``references``.
        """
        place = f"data/files/{arrived.indexed.records}"
        here: dict[str, str] = {}
        for one in owned(arrived):
            if _ID.fullmatch(one.id) is None or one.id in here:
                raise _refused("ids", f"{place}/{one.table}")
            here[one.id] = one.table
        for model, records in arrived.records.items():
            table = table_name(model)
            if table in _ONCE and len(records) > 1:
                raise _refused("ids", f"{place}/{table}")
            for record in records:
                mark = table if getattr(record.row, "dossier_id", None) is None else f"{table} of {arrived.indexed.id}"
                if self._seen.setdefault(hash(record.row.id), mark) != mark:
                    raise _refused("ids", f"{place}/{table}")
        for row in _rows(arrived):
            self._check_named(row, here, place)

    def _check_named(self, row: SQLModel, here: dict[str, str], place: str) -> None:
        for column, target in _references(type(row)):
            value = getattr(row, column)
            if value is None:
                continue
            if target == "office":
                found = value in self._offices
            elif target == "stored_file":
                found = value in self._files
            else:
                found = here.get(value) == target
            if not found:
                raise _refused("references", f"{place}/{table_name(type(row))}/{column}")


def clash(session: Session, arrived: ArrivedDossier) -> str:
    """Why the dossier's records cannot stand beside those that are here (message id); empty: they can."""
    mine = {one.id: (one.table, one.owner) for one in owned(arrived)}
    for table, row_id, owner in session.execute(_those_here(), {"ids": list(mine)}):
        if mine[row_id] != (table, owner or ""):
            return TWICE
    for record in arrived.records[Certificate]:
        certificate: Any = record.row
        same = select(col(Certificate.id)).where(
            col(Certificate.office_id) == certificate.office_id,
            col(Certificate.register_number) == certificate.register_number,
            col(Certificate.year) == certificate.year,
            col(Certificate.id) != certificate.id,
        )
        if session.execute(same.limit(1)).first() is not None:
            return NUMBER
    return ""


def office_ids(session: Session, named: Collection[str]) -> set[str]:
    """The ids of all offices that are known here, with those given."""
    return set(session.execute(select(col(Office.id))).scalars()) | set(named)


def _rows(arrived: ArrivedDossier) -> Iterator[SQLModel]:
    for records in arrived.records.values():
        for record in records:
            yield record.row
            yield from record.children
    yield from arrived.decision_items


@cache
def _references(model: type[SQLModel]) -> tuple[tuple[str, str], ...]:
    """(column, table that it names) of each foreign key."""
    columns = inspect(model).local_table.columns
    return tuple((column.name, key.column.table.name) for column in columns for key in column.foreign_keys)


@cache
def _those_here() -> Any:
    """All records of any kind that bear one of the ids: built once, asked for every dossier."""
    ids: Any = bindparam("ids", expanding=True)
    parts: list[Select[Any]] = []
    models: list[tuple[Any, str]] = [(model, "dossier_id") for model in TRAVELLING]
    models += [child for model in TRAVELLING if (child := child_table(table_name(model))) is not None]
    for model, owner in [*models, (DecisionItem, "dossier_id"), (JournalEntry, "dossier_id")]:
        owners: Any = getattr(model, owner, None)
        parts.append(
            select(literal(table_name(model)), model.id, literal("") if owners is None else owners).where(
                model.id.in_(ids)
            )
        )
    return union_all(*parts)


def _refused(check: str, entry: str) -> BundleRejected:
    message = TWICE if check == "ids" else N_("A record names another one that is neither in the bundle nor here.")
    return BundleRejected(message, check=check, entry=entry)
