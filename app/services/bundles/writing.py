"""Writing taken dossiers: a few dozen at a time, the rows that are new here in bulk, the others over what is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from app.errors import NotAllowed
from app.models import (
    DecisionItem,
    DocumentFile,
    Dossier,
    HandOver,
    HandOverItem,
    Office,
    Producer,
    Product,
    StoredFile,
)
from app.models.base import Travelling
from app.models.dossier import DossierStatus
from app.services import journal
from app.services.actors import Actor
from app.services.bundles.before_images import BeforeImages
from app.services.bundles.dossier_sheet import ArrivedDossier, ArrivedRecord
from app.services.bundles.limits import MIB
from app.services.bundles.records import table_name
from app.services.bundles.sniffing import warn_of_name
from app.services.bundles.staging import StagedFile
from app.services.bundles.standing import Here, insert_rows, rows_here, stored_here
from app.services.bundles.verdicts import Verdict, conflict
from app.services.custody.arrivals import go_on, keep_theirs, yield_mine
from app.services.custody.forks import Aside, is_own
from app.services.custody.recalls import dossiers_came_back
from app.services.journal import IDS_AT_ONCE
from app.services.journal_replay import SUCCEED
from app.services.passed_records import keep_passed
from app.services.producers import set_search_columns as set_producer_columns
from app.services.products import set_search_columns as set_product_columns
from app.services.revisions import Standing, children_of, compare, content_hash, local_columns
from app.translate import N_

_AT_ONCE = 32
_BYTES_AT_ONCE = 2 * MIB

Pairs = Sequence[tuple[ArrivedDossier, Verdict]]


@dataclass(frozen=True)
class Arrival:
    """What every dossier of a take has in common."""

    purpose: str
    bundle_id: str
    files: Mapping[str, StagedFile]
    sender: Office
    office: Office
    hand_over: HandOver
    actor: Actor
    today: dt.date
    images: BeforeImages


def in_batches(arrived: Iterable[ArrivedDossier], files: Mapping[str, StagedFile]) -> Iterator[list[ArrivedDossier]]:
    """At most 32 dossiers at a time, fewer where their records are more than 2 MiB: statements cost more than rows."""
    some: list[ArrivedDossier] = []
    size = 0
    for one in arrived:
        some.append(one)
        size += files[one.indexed.records].size
        if len(some) >= _AT_ONCE or size >= _BYTES_AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def changed_since(verdict: Verdict) -> NotAllowed:
    """What is said of a dossier that could be taken when the bundle was looked at, and cannot now."""
    return NotAllowed(
        N_("“{product}” changed here since the bundle was looked at: {reason}"),
        kept=N_("Nothing was taken."),
        advice=N_("Look at the bundle again."),
        product=verdict.product,
        reason=verdict.said,
    )


def write_dossiers(session: Session, pairs: Pairs, arrival: Arrival) -> None:
    """Write these dossiers and the acts of taking them.

    Raises:
        NotAllowed: a row was changed both here and there.
    """
    _write_stored_files(session, [one for one, _verdict in pairs], arrival)
    for one, _verdict in _forks(pairs):
        keep_theirs(session, one, arrival.sender.id, arrival.hand_over.id)
    pairs = [pair for pair in pairs if pair[1].kind != "fork"]
    if not pairs:
        return
    arrived = [one for one, _verdict in pairs]
    yielding = {
        one.indexed.id: yield_mine(session, one, arrival.office.id) for one, verdict in pairs if verdict.gives_way
    }
    for one, verdict in pairs:
        _place(session, one, verdict, arrival)
    here = rows_here(session, arrived)
    for model in arrived[0].records:
        _write_records(session, model, arrived, here, arrival.images, yielding)
    _write_items(session, arrived, arrival.images)
    arrival.images.write(session)
    _keep_passed(session, arrived, arrival.files)
    _continue_chains(session, arrived, yielding, arrival)
    items = [
        HandOverItem(
            hand_over_id=arrival.hand_over.id, dossier_id=one.indexed.id, custody_number=one.indexed.custody
        )
        for one in arrived
    ]  # fmt: skip
    insert_rows(session, items)
    passing = [(one, verdict) for one, verdict in pairs if verdict.act]
    if passing:
        numbers = {one.indexed.id: verdict.custody_number for one, verdict in passing}
        dossiers_came_back(session, numbers, arrival.purpose == "release")
        journal.record_many(session, arrival.actor, [_act(one, verdict, arrival) for one, verdict in passing])


def _forks(pairs: Pairs) -> Pairs:
    return [pair for pair in pairs if pair[1].kind == "fork"]


def _continue_chains(
    session: Session, arrived: Sequence[ArrivedDossier], yielding: Mapping[str, Aside | None], arrival: Arrival
) -> None:
    """Write the journal entries that are new here, those of chains that parted one by one."""
    known = journal.dossier_heads(session, {one.indexed.id for one in arrived})
    straight = [one for one in arrived if one.indexed.id not in yielding]
    insert_rows(session, [entry for one in straight for entry in one.journal[known.get(one.indexed.id, (0, ""))[0] :]])
    for one in arrived:
        if one.indexed.id in yielding:
            go_on(session, one, yielding[one.indexed.id], arrival.hand_over.id)


def _act(arrived: ArrivedDossier, verdict: Verdict, arrival: Arrival) -> journal.Act:
    data = {
        "from": verdict.before,
        "to": verdict.status,
        "custody": verdict.custody_number,
        "holder": arrival.office.id,
        "sender": arrival.sender.code,
        "bundle": arrival.bundle_id,
    }
    return journal.Act(verdict.act, dossier_id=arrived.indexed.id, data=data)


def _goes_on(one: ArrivedDossier, verdict: Verdict) -> bool:
    """Whether a dossier of an office that ended goes on where it stood: its day of receipt stays."""
    succeeded = one.journal[-1].act == SUCCEED or verdict.before != DossierStatus.HANDED_OVER
    return succeeded and verdict.status == one.indexed.status


def _place(session: Session, one: ArrivedDossier, verdict: Verdict, arrival: Arrival) -> None:
    row = one.dossier
    row.status = verdict.status
    row.custody_number = verdict.custody_number
    if verdict.act:
        row.holder_office_id = arrival.office.id
        if not _goes_on(one, verdict):
            row.received_on, row.received_by = arrival.today, ""
    else:  # who received it here, and when, stays
        if arrival.purpose == "result":
            row.holder_office_id = arrival.sender.id
        mine = session.get(Dossier, row.id)
        row.received_on, row.received_by = (mine.received_on, mine.received_by) if mine else (None, "")


def _keep_passed(session: Session, arrived: Sequence[ArrivedDossier], files: Mapping[str, StagedFile]) -> None:
    names = [(one.indexed.records, one.indexed.id) for one in arrived]
    keep_passed(session, ((sha256, one, files[sha256].path.read_bytes()) for sha256, one in names))


def _write_stored_files(session: Session, arrived: Sequence[ArrivedDossier], arrival: Arrival) -> None:
    names = {
        child.sha256: child.name
        for one in arrived
        for records in one.records.values()
        for record in records
        for child in record.children
        if isinstance(child, DocumentFile)
    }
    wanted = sorted({sha256 for one in arrived for sha256 in one.indexed.files})
    missing = set(wanted) - stored_here(session, wanted)
    rows = []
    for sha256 in sorted(missing):
        file = arrival.files[sha256]
        warning = file.warning or warn_of_name(file.media_type, names.get(sha256, ""))
        rows.append(StoredFile(sha256=sha256, size=file.size, media_type=file.media_type, warning=warning))
    insert_rows(session, rows)
    arrival.images.made("stored_file", ((row.sha256, "") for row in rows))


def _write_records(
    session: Session,
    model: type[Travelling],
    arrived: Sequence[ArrivedDossier],
    here: Here,
    images: BeforeImages,
    yielding: Collection[str],
) -> None:
    """The records of one table: those that are new here at once, the others one by one over what is here.

    Args:
        yielding: the dossiers whose own rows give way to what arrives, whichever revision they have.
    """
    table = table_name(model)
    fresh: list[ArrivedRecord] = []
    over: list[tuple[ArrivedDossier, ArrivedRecord, Standing | Literal["new"]]] = []
    for one in arrived:
        for record in one.records[model]:
            row = record.row
            mine, theirs = here.get((table, row.id)), (row.content_hash, row.lineage)
            standing: Standing | Literal["new"] = "new" if mine is None else compare(mine, theirs)
            yields = one.indexed.id in yielding and is_own(row, one.indexed.id)
            if yields and standing in ("forked", "older"):
                standing = "newer"
            if standing == "forked":
                raise changed_since(conflict(one, [table]))
            if standing in ("older", "same") and model is not Dossier and not (yields and standing == "same"):
                continue
            if isinstance(row, Producer):
                set_producer_columns(row)
            elif isinstance(row, Product):
                set_product_columns(row)
            if standing == "new":
                fresh.append(record)
            else:
                over.append((one, record, standing))
            if standing != "older":
                here[table, row.id] = theirs
    insert_rows(session, [record.row for record in fresh])
    insert_rows(session, [child for record in fresh for child in record.children])
    images.made(table, ((record.row.id, record.row.content_hash) for record in fresh))
    for one, record, standing in over:
        row = session.get_one(model, record.row.id)
        children = children_of(session, [row])[row.id]
        yields = one.indexed.id in yielding and is_own(row, one.indexed.id)
        if standing == "newer" and not yields and content_hash(row, children) != row.content_hash:
            raise changed_since(conflict(one, [table]))  # fields were saved here and never deliberately
        images.changed(row, children, row.content_hash if standing == "older" else record.row.content_hash)
        if standing == "older":  # a merged revision: only custody and state are those that arrived
            _write_local(session, row, record.row)
        else:
            _write_over(session, row, children, record)


def _write_local(session: Session, mine: Travelling, row: Travelling) -> None:
    for key in sorted(local_columns(table_name(type(row)))):
        setattr(mine, key, getattr(row, key))
    session.add(mine)
    session.flush()


def _write_over(session: Session, mine: Travelling, children: Sequence[SQLModel], record: ArrivedRecord) -> None:
    for key in _column_keys(type(mine)):
        setattr(mine, key, getattr(record.row, key))
    session.add(mine)
    for child in children:
        session.delete(child)
    session.flush()
    session.add_all(record.children)
    session.flush()


def _column_keys(model: type[Any]) -> list[str]:
    return [attribute.key for attribute in inspect(model).column_attrs if attribute.key not in ("id", "created_at")]


def _write_items(session: Session, arrived: Sequence[ArrivedDossier], images: BeforeImages) -> None:
    items = {item.id: item for one in reversed(arrived) for item in reversed(one.decision_items)}
    ids = sorted(items)
    for start in range(0, len(ids), IDS_AT_ONCE):
        for known in session.exec(
            select(DecisionItem.id).where(col(DecisionItem.id).in_(ids[start : start + IDS_AT_ONCE]))
        ):
            del items[known]
    insert_rows(session, items.values())
    images.made("decision_item", ((item, "") for item in items))
