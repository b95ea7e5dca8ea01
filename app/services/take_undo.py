"""Undo of a take: for some weeks, as one act, each row goes back to what it was, as long as nothing rests on it.

The journal keeps the take and its undoing. The dossier is on its way to this office again: the same bundle can be taken
once more, and its custody number is the one that the sender gave it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Table, delete
from sqlmodel import Session, SQLModel, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import (
    Certificate,
    DecisionItem,
    Dossier,
    HandOver,
    HandOverItem,
    Office,
    PassedRecords,
    Product,
    Receipt,
    StoredFile,
    TakenRow,
)
from app.models.base import Travelling, nfc
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.records import TRAVELLING, table_name
from app.services.bundles.rows import row_as_checked
from app.services.conflicts.sides import files_kept
from app.services.journal import IDS_AT_ONCE
from app.services.journal_replay import UNDO_TAKE
from app.services.letters import receipts
from app.services.record_lines import note_written
from app.services.revisions import child_table, children_of
from app.services.take_dependants import Dependant, by_table, dependants, loaded, products_of, takes_of
from app.translate import N_, _, format_date

DAYS = 30
"""How long a take can be undone, in days."""
_SUBJECT = "hand_over:{id}"


@dataclass(frozen=True)
class Undoable:
    """Whether a take can be undone; else why not (``reason`` with ``params``) and what rests on it.

    ``until``: the last day; ``None`` where it never can be. ``dossiers``: ids and names of the products. ``sender`` and
    ``number`` are those of the bundle.
    """

    hand_over_id: str
    possible: bool
    until: dt.date | None = None
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    dependants: tuple[Dependant, ...] = ()
    dossiers: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    number: int = 0

    @property
    def said(self) -> str:
        """Why not, in the language of the moment; empty where it can be undone."""
        told = {name: format_date(one) if isinstance(one, dt.date) else one for name, one in self.params.items()}
        return _(self.reason).format(**told) if self.reason else ""


@dataclass(frozen=True)
class Undone:
    """What was undone: dossiers that are as before, those that are not here any more, and how many rows in all."""

    hand_over_id: str
    dossier_ids: tuple[str, ...]
    gone: tuple[str, ...]
    rows: int


def undoable(session: Session, hand_over_id: str, today: dt.date) -> Undoable:
    """Whether this take can be undone today, until when, and else exactly what rests on it.

    Raises:
        NotFound: there is no such hand-over here.
    """
    hand_over = session.get(HandOver, hand_over_id)
    if hand_over is None:
        raise NotFound(N_("This hand-over is not here."))
    sender = session.get_one(Office, hand_over.from_office_id).name
    return replace(_undoable(session, hand_over, today), sender=sender, number=hand_over.sequence)


def _undoable(session: Session, hand_over: HandOver, today: dt.date) -> Undoable:
    if hand_over.direction != "in" or hand_over.medium != "bundle" or hand_over.status == "undone":
        message = N_("Only a bundle that was taken here, and not undone yet, can be undone.")
        return Undoable(hand_over.id, False, reason=message)
    if hand_over.purpose == "succession" or not session.get_one(Office, hand_over.to_office_id).is_self:
        message = N_("What came here from an ended office, or for it, cannot be undone: there is nobody to hold it.")
        return Undoable(hand_over.id, False, reason=message)
    rows, ids = _rows_of(session, hand_over.id), _dossiers_of(session, hand_over.id)
    until = last_day(hand_over)
    names = products_of(session, ids)
    dossiers = tuple((one, names.get(one, one)) for one in ids)
    if today > until:
        message = N_("A take can be undone for {days} days; this one until {until}.")
        params = {"days": DAYS, "until": until}
        return Undoable(hand_over.id, False, until, message, params, dossiers=dossiers)
    if not rows or not ids:
        return Undoable(hand_over.id, False, reason=N_("Nothing was taken with it that could be undone."))
    found = tuple(dependants(session, hand_over, ids, rows))
    message = N_("Something rests on it already: {count}.") if found else ""
    return Undoable(hand_over.id, not found, until, message, {"count": len(found)}, found, dossiers)


def recent_takes(session: Session, today: dt.date) -> list[Undoable]:
    """The takes whose time is not over yet, the latest first, each with what rests on it."""
    chosen = select(HandOver).where(HandOver.direction == "in", HandOver.medium == "bundle", HandOver.status == "taken")
    rows = session.exec(chosen.order_by(col(HandOver.at).desc(), col(HandOver.id).desc())).all()
    found = [undoable(session, row.id, today) for row in rows if today <= last_day(row)]
    return [one for one in found if one.until is not None]


def last_day(hand_over: HandOver) -> dt.date:
    """The last day on which a take can be undone."""
    return hand_over.at.astimezone().date() + dt.timedelta(days=DAYS)


def undo_take(session: Session, hand_over_id: str, actor: Actor, today: dt.date, reason: str) -> Undone:
    """Put every row back to what it was before the take; attachments stay in the store.

    Raises:
        NotAllowed: too late, something rests on it (the first thing is named), or the person may only read.
        InvalidInput: no reason. NotFound: no such hand-over.
    """
    require_writer(actor)
    why = nfc(reason.strip())
    if not why:
        raise InvalidInput("reason", N_("Say why the take is undone: the journal keeps it."))
    found = undoable(session, hand_over_id, today)
    if not found.possible:
        first = f" {found.dependants[0].said}" if found.dependants else ""
        raise NotAllowed(
            N_("This take cannot be undone: {reason}"),
            kept=N_("Nothing was changed."),
            reason=found.said + first,
        )
    hand_over = session.get_one(HandOver, hand_over_id)
    rows, ids = _rows_of(session, hand_over.id), [one for one, _name in found.dossiers]
    _record(session, hand_over, ids, actor, why)
    custody = {item.dossier_id: item.custody_number for item in _items(session, hand_over.id)}
    gone = _put_back(session, hand_over, rows, custody, actor)
    hand_over.status = "undone"
    session.add(hand_over)
    session.flush()
    receipts.note_undone(session, hand_over)
    return Undone(hand_over.id, tuple(one for one in ids if one not in gone), tuple(sorted(gone)), len(rows))


def forget_old_images(session: Session, today: dt.date) -> int:
    """Drop what rows were before takes that cannot be undone any more.

    Returns:
        How many rows were dropped.
    """
    kept = select(TakenRow.hand_over_id).distinct()
    held = session.exec(select(HandOver).where(col(HandOver.id).in_(kept))).all()
    old = [one.id for one in held if today > last_day(one)]
    table: Table = TakenRow.__table__  # type: ignore[attr-defined]
    return sum(session.execute(delete(table).where(table.c.hand_over_id == one)).rowcount for one in old)  # type: ignore[attr-defined]


def _rows_of(session: Session, hand_over_id: str) -> Sequence[TakenRow]:
    return session.exec(select(TakenRow).where(TakenRow.hand_over_id == hand_over_id)).all()


def _items(session: Session, hand_over_id: str) -> Sequence[HandOverItem]:
    chosen = select(HandOverItem).where(HandOverItem.hand_over_id == hand_over_id)
    return session.exec(chosen.order_by(col(HandOverItem.id))).all()


def _dossiers_of(session: Session, hand_over_id: str) -> list[str]:
    return list(dict.fromkeys(item.dossier_id for item in _items(session, hand_over_id)))


def _record(session: Session, hand_over: HandOver, ids: Sequence[str], actor: Actor, reason: str) -> None:
    """The undoing in the journal: in each dossier's chain where the take passed custody, else in this office's."""
    subject = _SUBJECT.format(id=hand_over.id)
    sender = session.get_one(Office, hand_over.from_office_id).code
    common = {"bundle": hand_over.bundle_id, "sender": sender, "reason": reason}
    if hand_over.purpose == "result":
        journal.record(session, actor, UNDO_TAKE, subject=subject, data={"dossiers": sorted(ids), **common})
        return
    takes = takes_of(session, hand_over, ids)
    heads = journal.dossier_heads(session, set(ids))
    acts = []
    for one in ids:
        take = takes.get(one, [None])[0]
        if take is None or heads.get(one, (0, ""))[1] != take.dossier_hash:
            raise NotAllowed(
                N_("The journal of a dossier has gone on since it was taken."), kept=N_("Nothing was changed.")
            )
        data = json.loads(take.data)
        back = {"from": data["to"], "to": S.HANDED_OVER.value, "custody": data["custody"], "holder": data["holder"]}
        acts.append(journal.Act(UNDO_TAKE, dossier_id=one, subject=subject, data=back | common, move=True))
    journal.record_many(session, actor, acts)


def _put_back(
    session: Session, hand_over: HandOver, rows: Sequence[TakenRow], custody: dict[str, int], actor: Actor
) -> set[str]:
    """Rows that were there become what they were; rows that were new go. Returns the dossiers that are gone."""
    tables = by_table(rows)
    made = {name: [row.row_id for row in some if row.before is None] for name, some in tables.items()}
    for row in tables.get("hand_over", []):
        other = session.get_one(HandOver, row.row_id)
        if session.exec(select(Receipt.id).where(Receipt.hand_over_id == other.id)).first() is None:
            other.status = json.loads(row.before or "{}")["status"]  # its receipt was only concluded from the take
        session.add(other)
    for model in TRAVELLING:
        for row in tables.get(table_name(model), []):
            if row.before is not None:
                _restore(session, model, row.row_id, json.loads(row.before))
    _say_written(session, custody, made.get("certificate", []))
    gone = set(made.get("dossier", []))
    for item in _items(session, hand_over.id):
        if item.dossier_id in gone:
            session.delete(item)
        elif hand_over.purpose != "result":  # on its way to this office again, as the journal says
            dossier = session.get_one(Dossier, item.dossier_id)
            dossier.status, dossier.holder_office_id = S.HANDED_OVER.value, actor.office_id
            dossier.custody_number = custody[item.dossier_id]
            session.add(dossier)
    session.flush()
    _delete(session, DecisionItem, made.get("decision_item", []))
    for model in reversed(TRAVELLING):
        _delete_records(session, model, made.get(table_name(model), []))
    _delete(session, PassedRecords, sorted(gone), "dossier_id")
    _delete(session, TakenRow, [hand_over.id], "hand_over_id")
    _forget_files(session, made.get("stored_file", []))
    session.expire_all()
    return gone


def _restore(session: Session, model: type[Travelling], row_id: str, before: dict[str, Any]) -> None:
    mine = session.get_one(model, row_id)
    for child in children_of(session, [mine])[row_id]:
        session.delete(child)
    session.flush()
    below = before.pop("children")
    was = row_as_checked(model, before)
    for key in before:
        setattr(mine, key, getattr(was, key))
    session.add(mine)
    below_it = child_table(table_name(model))
    if below_it is not None:
        for values in below:
            made = row_as_checked(below_it[0], values)
            session.add(below_it[0](**{key: getattr(made, key) for key in values}))
    session.flush()


def _say_written(session: Session, custody: dict[str, int], certificates: Sequence[str]) -> None:
    """Lists show of a product what its dossiers and certificates say, also of those that are about to go."""
    for batch in loaded(session, Dossier, sorted(custody)):
        note_written(session, batch)
        note_written(session, [session.get_one(Product, one.product_id) for one in batch if isinstance(one, Dossier)])
    for batch in loaded(session, Certificate, certificates):
        found = [session.get(Product, one.product_id) for one in batch if isinstance(one, Certificate)]
        note_written(session, [one for one in found if one is not None])


def _delete_records(session: Session, model: type[Travelling], ids: Sequence[str]) -> None:
    for batch in loaded(session, model, ids):
        note_written(session, batch)
    child = child_table(table_name(model))
    if child is not None:
        _delete(session, child[0], ids, child[1])
    _delete(session, model, ids)


def _delete(session: Session, model: type[SQLModel], ids: Sequence[str], column: str = "id") -> None:
    table: Table = model.__table__  # type: ignore[attr-defined]
    for start in range(0, len(ids), IDS_AT_ONCE):
        session.connection().execute(delete(table).where(table.c[column].in_(ids[start : start + IDS_AT_ONCE])))


def _forget_files(session: Session, made: Sequence[str]) -> None:
    """The rows of stored files that came with the take and that nothing names any more; the files themselves stay."""
    named = files_kept(session)
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "stored_file":
                for start in range(0, len(made), IDS_AT_ONCE):
                    some = key.parent.in_(made[start : start + IDS_AT_ONCE])
                    named.update(session.execute(select(key.parent).where(some)).scalars())
    _delete(session, StoredFile, [one for one in made if one not in named], "sha256")
