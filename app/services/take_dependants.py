"""What was built on a take since, so that it cannot be undone: acts, later bundles, records that name its rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Table
from sqlmodel import Session, SQLModel, col, or_, select

from app.models import Dossier, DossierFork, HandOver, JournalEntry, Office, Official, Product, TakenRow
from app.models.base import Travelling
from app.services.bundles.records import TRAVELLING, table_name
from app.services.journal import IDS_AT_ONCE
from app.services.names import act_name, record_names
from app.services.revisions import child_table, children_of, content_hash
from app.translate import N_, _

Kind = Literal["act", "bundle", "record"]
_OWN_TABLES = frozenset({"hand_over_item", "taken_row", "stored_file"})
_CHILDREN = frozenset(table_name(found[0]) for model in TRAVELLING if (found := child_table(table_name(model))))
_MODELS: dict[str, type[Travelling]] = {table_name(model): model for model in TRAVELLING}


@dataclass(frozen=True)
class Dependant:
    """One thing that rests on a take. ``by``: who did it, as far as it is known; ``at`` in UTC."""

    kind: Kind
    message: str
    params: dict[str, Any] = field(default_factory=dict)
    dossier_id: str = ""
    at: dt.datetime | None = None
    by: str = ""

    @property
    def said(self) -> str:
        """In the language of the moment."""
        return _(self.message).format(**self.params)


def dependants(
    session: Session, hand_over: HandOver, dossier_ids: Collection[str], rows: Sequence[TakenRow]
) -> list[Dependant]:
    """Everything that rests on this take, acts first.

    Args:
        dossier_ids: the dossiers that were taken.
        rows: what the take wrote.
    """
    acts = list(_acts(session, hand_over, dossier_ids))
    acted = {one.dossier_id for one in acts}
    changed = list(_changed(session, hand_over, rows, acted))
    told = acted | {one.dossier_id for one in changed}
    return [*acts, *changed, *_forks(session, hand_over, dossier_ids), *_naming(session, hand_over, rows, told)]


def takes_of(session: Session, hand_over: HandOver, dossier_ids: Collection[str]) -> dict[str, list[JournalEntry]]:
    """By dossier: this office's entry of the take, and all its later ones of that dossier."""
    wanted = set(dossier_ids)
    found: dict[str, list[JournalEntry]] = {}
    for entry in _own_entries(session, hand_over, wanted):
        data = json.loads(entry.data)
        if entry.act == "take_dossier" and data.get("bundle") == hand_over.bundle_id and entry.dossier_id in wanted:
            found[entry.dossier_id] = [entry]
        elif entry.act == "take_result" and entry.subject == f"hand_over:{hand_over.id}":
            found |= {one: [entry] for one in data["dossiers"] if one in wanted}
        else:
            dossier_id = entry.dossier_id or entry.subject.partition(":")[2]
            if dossier_id in found:
                found[dossier_id].append(entry)
    return found


def _own_entries(session: Session, hand_over: HandOver, dossier_ids: set[str]) -> list[JournalEntry]:
    ids = sorted(dossier_ids)
    found: dict[str, JournalEntry] = {}
    for start in range(0, max(len(ids), 1), IDS_AT_ONCE):
        some = ids[start : start + IDS_AT_ONCE]
        subjects = [f"dossier:{one}" for one in some] + [f"hand_over:{hand_over.id}"]
        chosen = or_(col(JournalEntry.dossier_id).in_(some), col(JournalEntry.subject).in_(subjects))
        for entry in session.exec(select(JournalEntry).where(col(JournalEntry.office_sequence).is_not(None), chosen)):
            found[entry.id] = entry
    return sorted(found.values(), key=lambda entry: entry.office_sequence or 0)


def _acts(session: Session, hand_over: HandOver, dossier_ids: Collection[str]) -> Iterator[Dependant]:
    products = products_of(session, dossier_ids)
    for dossier_id, entries in takes_of(session, hand_over, dossier_ids).items():
        for entry in entries[1:]:
            yield Dependant(
                "act",
                N_("“{product}”: {act}"),
                {"product": products.get(dossier_id, dossier_id), "act": act_name(entry.act)},
                dossier_id,
                entry.at,
                who(session, entry),
            )


def who(session: Session, entry: JournalEntry) -> str:
    """Who did an act: name and position of a person of this office, position and office of another's."""
    official = session.get(Official, entry.actor) if entry.actor else None
    if official is not None:
        return ", ".join(part for part in (official.full_name, entry.actor_position) if part)
    office = session.exec(select(Office.name).where(Office.code == entry.office_code)).first()
    return ", ".join(part for part in (entry.actor_position, office or entry.office_code) if part)


def products_of(session: Session, dossier_ids: Iterable[str]) -> dict[str, str]:
    """The names of these dossiers' products."""
    ids, found = sorted(dossier_ids), dict[str, str]()
    for start in range(0, len(ids), IDS_AT_ONCE):
        chosen = col(Dossier.id).in_(ids[start : start + IDS_AT_ONCE])
        rows = select(Dossier.id, Product.name).join(Product, col(Product.id) == col(Dossier.product_id)).where(chosen)
        found |= dict(session.exec(rows).all())
    return found


def _changed(
    session: Session, hand_over: HandOver, rows: Sequence[TakenRow], acted: Collection[str]
) -> Iterator[Dependant]:
    """The rows that are not any more what the take made of them; those of dossiers named already are passed over."""
    for table, some in by_table(rows).items():
        model = _MODELS.get(table)
        if model is None:
            continue
        wanted = {row.row_id: row.after_hash for row in some}
        for batch in loaded(session, model, list(wanted)):
            below = children_of(session, batch)
            for one in batch:
                dossier_id = one.id if isinstance(one, Dossier) else getattr(one, "dossier_id", None) or ""
                if dossier_id not in acted and content_hash(one, below[one.id]) != wanted[one.id]:
                    yield _change(session, hand_over, table, one, dossier_id)


def _change(session: Session, hand_over: HandOver, table: str, row: Travelling, dossier_id: str) -> Dependant:
    later = _later_take(session, hand_over, table, row.id)
    if later is not None:
        return _of_bundle(session, later, dossier_id)
    entry = session.exec(
        select(JournalEntry)
        .where(JournalEntry.subject == f"{table}:{row.id}", col(JournalEntry.office_sequence).is_not(None))
        .order_by(col(JournalEntry.office_sequence).desc())
        .limit(1)
    ).first()
    params = {"record": record_names([table]), "name": _name_of(row)}
    message = N_("Changed here since: {record} “{name}”")
    if entry is None or entry.at < hand_over.at:
        return Dependant("record", message, params, dossier_id)
    return Dependant("record", message, params, dossier_id, entry.at, who(session, entry))


def _name_of(row: SQLModel) -> str:
    for name in ("name", "title", "product_name", "number", "subject"):
        if getattr(row, name, ""):
            return str(getattr(row, name))
    return str(getattr(row, "id", ""))


def _later_take(session: Session, hand_over: HandOver, table: str, row_id: str) -> HandOver | None:
    return session.exec(
        select(HandOver)
        .join(TakenRow, col(TakenRow.hand_over_id) == col(HandOver.id))
        .where(
            TakenRow.table_name == table,
            TakenRow.row_id == row_id,
            HandOver.id != hand_over.id,
            HandOver.at >= hand_over.at,
        )
        .order_by(col(HandOver.at).desc())
        .limit(1)
    ).first()


def _of_bundle(session: Session, later: HandOver, dossier_id: str) -> Dependant:
    office = session.get_one(Office, later.from_office_id)
    return Dependant(
        "bundle",
        N_("Bundle {number} of {office} was taken later and goes on from it."),
        {"number": later.sequence, "office": office.name},
        dossier_id,
        later.at,
    )


def _forks(session: Session, hand_over: HandOver, dossier_ids: Collection[str]) -> Iterator[Dependant]:
    """A version that gave way because of the take cannot be put back by rows alone."""
    ids = sorted(dossier_ids)
    for start in range(0, len(ids), IDS_AT_ONCE):
        chosen = col(DossierFork.dossier_id).in_(ids[start : start + IDS_AT_ONCE])
        for fork in session.exec(select(DossierFork).where(chosen, DossierFork.at >= hand_over.at)):
            message = N_("Another version of the dossier gave way to it.")
            yield Dependant("record", message, {}, fork.dossier_id, fork.at)


def _naming(
    session: Session, hand_over: HandOver, rows: Sequence[TakenRow], told: Collection[str]
) -> Iterator[Dependant]:
    """The records of this office, or of later bundles, that name a row which would go."""
    gone = {table: [row.row_id for row in some if row.before is None] for table, some in by_table(rows).items()}
    written = {(row.table_name, row.row_id) for row in rows}
    bundles: set[str] = set()
    for table, name, key in _naming_rows(session, gone):
        record = (table, str(key.get("id", "")))
        if record in written or table in _CHILDREN:
            continue
        written.add(record)  # named once, by whichever column
        later = _later_take(session, hand_over, *record)
        dossier_id = str(key["id"]) if table == "dossier" else str(key.get("dossier_id") or "")
        if later is not None:
            if later.id not in bundles:
                yield _of_bundle(session, later, dossier_id)
            bundles.add(later.id)
        elif dossier_id not in told:
            message = N_("A record of this office names it: {record} “{name}”")
            yield Dependant("record", message, {"record": record_names([table]), "name": name}, dossier_id)


def _naming_rows(
    session: Session, gone: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, dict[str, Any]]]:  # fmt: skip
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _OWN_TABLES:
            continue
        for key in table.foreign_keys:
            if key.column.table.name != "stored_file":
                yield from _with(session, table, key.parent, gone.get(key.column.table.name, ()))
    dossiers: Table = Dossier.__table__  # type: ignore[attr-defined]
    yield from _with(session, dossiers, dossiers.c.previous_dossier_id, gone.get("dossier", ()))


def _with(
    session: Session, table: Table, column: Any, ids: Sequence[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:  # fmt: skip
    names = [name for name in ("id", "dossier_id", "name", "title", "number") if name in table.c]
    for start in range(0, len(ids), IDS_AT_ONCE):
        chosen = column.in_(ids[start : start + IDS_AT_ONCE])
        for row in session.execute(select(*(table.c[name] for name in names)).where(chosen)).mappings():
            said = next((str(row[name]) for name in ("name", "title", "number") if row.get(name)), "")
            yield table.name, said or str(row.get("id", "")), dict(row)


def by_table(rows: Iterable[TakenRow]) -> dict[str, list[TakenRow]]:
    """What a take wrote, by table."""
    found: dict[str, list[TakenRow]] = {}
    for row in rows:
        found.setdefault(row.table_name, []).append(row)
    return found


def loaded(session: Session, model: type[Travelling], ids: Sequence[str]) -> Iterator[list[Travelling]]:
    """The rows of these ids that are still there, some at a time."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield list(session.exec(select(model).where(col(model.id).in_(ids[start : start + IDS_AT_ONCE]))))
