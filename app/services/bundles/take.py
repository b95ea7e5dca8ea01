"""Take: after looking, write the chosen dossiers of a bundle in one short transaction; taking twice changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, select

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
from app.models.base import Travelling, utc_now
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.backup import back_up
from app.services.bundles.dossier_sheet import ArrivedDossier, ArrivedRecord
from app.services.bundles.look import LookReport, arriving
from app.services.bundles.records import table_name
from app.services.bundles.sniffing import warn_of_name
from app.services.bundles.staging import StagedBundle
from app.services.bundles.standing import Here, insert_rows, rows_here, stored_here
from app.services.bundles.verdicts import TAKEABLE, Verdict, judge, known_sender
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.producers import search_key as producer_key
from app.services.products import search_key as product_key
from app.services.revisions import children_of, compare
from app.services.rules.library import RuleLibrary
from app.translate import N_


@dataclass(frozen=True)
class Taken:
    """What was taken: the incoming hand-over, and the ids of the dossiers written now."""

    hand_over_id: str
    dossier_ids: tuple[str, ...]


def take_bundle(
    database: Database,
    database_path: Path | None,
    backups: Path,
    store: FileStore,
    report: LookReport,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    chosen: Collection[str] | None = None,
) -> Taken:
    """Take the chosen dossiers (default: all that can be): a safety copy, the files into the store, one transaction.

    Raises:
        NotAllowed: a chosen dossier cannot be taken, or something changed since the look. StorageError: no room.
        In both cases nothing was taken.
    """
    wanted = set(report.takeable if chosen is None else chosen)
    refused = [verdict for verdict in report.verdicts if verdict.dossier_id in wanted and verdict.kind not in TAKEABLE]
    if refused:
        raise NotAllowed(
            N_("“{product}” cannot be taken: {reason}"),
            kept=N_("Nothing was taken."),
            product=refused[0].product,
            reason=refused[0].said,
        )
    if not wanted:
        return Taken("", ())
    if database_path is not None:
        back_up(database_path, backups, reason="before-take")
    _keep_files(report, wanted, store)
    with database.transaction() as session:
        return write_taken(session, report, wanted, actor, library, today)


def _keep_files(report: LookReport, wanted: set[str], store: FileStore) -> None:
    needed = {sha for item in report.index.dossiers if item.id in wanted for sha in item.files}
    store.adopt_all([(report.staged.files[sha].path, sha) for sha in sorted(needed)])


def write_taken(
    session: Session, report: LookReport, wanted: set[str], actor: Actor, library: RuleLibrary, today: dt.date
) -> Taken:
    """The short write of a take; the files lie in the store already.

    Raises:
        NotAllowed: a dossier stands otherwise than when it was looked at, or the person may only read.
    """
    require_writer(actor)
    office = own_office(session)
    _meet_offices(session, report, actor)
    sender = known_sender(session, report.envelope.sender.code)
    assert sender is not None
    hand_over = _incoming(session, report, sender, office)
    for arrived in arriving(report.staged, report.index):
        if arrived.indexed.id not in wanted:
            continue
        verdict = judge(session, arrived, report.index.purpose, sender, office, library)
        if verdict.kind not in TAKEABLE:
            raise NotAllowed(
                N_("“{product}” changed here since the bundle was looked at: {reason}"),
                kept=N_("Nothing was taken."),
                advice=N_("Look at the bundle again."),
                product=verdict.product,
                reason=verdict.said,
            )
        _write_dossier(session, arrived, verdict, report, sender, office, hand_over, actor, today)
        session.flush()
        session.expunge_all()
    _close_answered(session, wanted, report.envelope.sender.code)
    if report.index.purpose == "result":
        journal.record(
            session, actor, "take_result", subject=f"hand_over:{hand_over.id}", data={"dossiers": sorted(wanted)}
        )
    return Taken(hand_over.id, tuple(item.id for item in report.index.dossiers if item.id in wanted))


def _meet_offices(session: Session, report: LookReport, actor: Actor) -> None:
    """Name the offices that the records mention; a confirmed new signer is known from now on."""
    for facts in report.index.offices:
        if session.get(Office, office_id(facts.code)) is None:
            session.add(Office(id=office_id(facts.code), **facts.model_dump()))
    session.flush()
    sender = report.envelope.sender
    known = session.get(Office, office_id(sender.code))
    if known is None:
        known = Office(id=office_id(sender.code), code=sender.code, level="commune", name=sender.name)
    if not report.staged.signer_known:
        known.sign_public_key = sender.key
        known.key_confirmed_at = utc_now()
    session.add(known)
    session.flush()
    if not report.staged.signer_known:
        journal.record(
            session, actor, "confirm_key", subject=f"office:{known.id}", data={"code": known.code, "key": sender.key}
        )


def _incoming(session: Session, report: LookReport, sender: Office, office: Office) -> HandOver:
    envelope = report.envelope
    known = session.exec(
        select(HandOver).where(HandOver.direction == "in", HandOver.bundle_sha256 == report.staged.sha256)
    ).first()
    if known is not None:
        return known
    same_number = session.exec(
        select(HandOver.id).where(
            HandOver.direction == "in",
            HandOver.from_office_id == sender.id,
            HandOver.to_office_id == office.id,
            HandOver.sequence == envelope.sequence,
        )
    ).first()
    if same_number is not None:
        raise NotAllowed(
            N_("Another bundle with the number {number} from {office} was taken before."),
            kept=N_("Nothing was taken."),
            advice=N_("The sender may have gone back to a backup: ask it to hand over again, under a new number."),
            number=envelope.sequence,
            office=sender.name,
        )
    hand_over = HandOver(
        direction="in",
        purpose=report.index.purpose,
        status="taken",
        from_office_id=sender.id,
        to_office_id=office.id,
        sequence=envelope.sequence,
        bundle_name=envelope.name,
        bundle_sha256=report.staged.sha256,
        bundle_id=envelope.bundle_id,
        encrypted=envelope.encrypted,
        file_count=envelope.counts.files,
        byte_count=envelope.counts.bytes,
        at=utc_now(),
    )
    session.add(hand_over)
    session.flush()
    return hand_over


def _write_dossier(
    session: Session,
    arrived: ArrivedDossier,
    verdict: Verdict,
    report: LookReport,
    sender: Office,
    office: Office,
    hand_over: HandOver,
    actor: Actor,
    today: dt.date,
) -> None:
    custody_passes = report.index.purpose != "result"
    _write_stored_files(session, arrived, report.staged)
    here = rows_here(session, arrived)
    for model, records in arrived.records.items():
        for record in records:
            if isinstance(record.row, Dossier):
                _place_here(record.row, verdict, office.id if custody_passes else sender.id)
                if custody_passes:
                    record.row.received_on, record.row.received_by = today, ""
                else:  # who received it here, and when, stays
                    _keep_receipt(session, record.row)
        _write_records(session, model, records, here)
    for item in arrived.decision_items:
        if session.get(DecisionItem, item.id) is None:
            session.add(item)
    known = len(journal.dossier_history(session, arrived.indexed.id))
    insert_rows(session, arrived.journal[known:])
    session.add(
        HandOverItem(hand_over_id=hand_over.id, dossier_id=arrived.indexed.id, custody_number=arrived.indexed.custody)
    )
    session.flush()
    if custody_passes:
        journal.record(
            session,
            actor,
            "take_dossier",
            dossier_id=arrived.indexed.id,
            data={
                "from": "handed_over",
                "to": verdict.status,
                "custody": arrived.indexed.custody,
                "holder": office.id,
                "sender": sender.code,
                "bundle": report.envelope.bundle_id,
            },
        )


def _keep_receipt(session: Session, row: Dossier) -> None:
    mine = session.get(Dossier, row.id)
    row.received_on, row.received_by = (mine.received_on, mine.received_by) if mine else (None, "")


def _place_here(row: Dossier, verdict: Verdict, holder_id: str) -> None:
    row.status = verdict.status
    row.custody_number = verdict.custody_number
    row.holder_office_id = holder_id


def _write_stored_files(session: Session, arrived: ArrivedDossier, staged: StagedBundle) -> None:
    names = {
        child.sha256: child.name
        for records in arrived.records.values()
        for record in records
        for child in record.children
        if isinstance(child, DocumentFile)
    }
    missing = set(arrived.indexed.files) - stored_here(session, arrived.indexed.files)
    rows = []
    for sha256 in sorted(missing):
        file = staged.files[sha256]
        warning = file.warning or warn_of_name(file.media_type, names.get(sha256, ""))
        rows.append(StoredFile(sha256=sha256, size=file.size, media_type=file.media_type, warning=warning))
    insert_rows(session, rows)


def _write_records(session: Session, model: type[Travelling], records: Sequence[ArrivedRecord], here: Here) -> None:
    """The records of one table: those that are new here at once, the others one by one over what is here."""
    fresh: dict[str, ArrivedRecord] = {}
    known: list[ArrivedRecord] = []
    for record in records:
        row = record.row
        if isinstance(row, Producer):
            row.folded = producer_key(row)
        elif isinstance(row, Product):
            row.folded = product_key(row)
        if (table_name(model), row.id) in here or row.id in fresh:
            known.append(record)
        else:
            fresh[row.id] = record
    insert_rows(session, [record.row for record in fresh.values()])
    insert_rows(session, [child for record in fresh.values() for child in record.children])
    for record in known:
        _write_over(session, model, record)


def _write_over(session: Session, model: type[Travelling], record: ArrivedRecord) -> None:
    row, mine = record.row, session.get_one(model, record.row.id)
    if model is not Dossier:
        standing = compare((mine.content_hash, mine.lineage), (row.content_hash, row.lineage))
        if standing != "newer":
            return
    elif compare((mine.content_hash, mine.lineage), (row.content_hash, row.lineage)) == "older":
        return
    for key in _column_keys(model):
        setattr(mine, key, getattr(row, key))
    session.add(mine)
    for child in children_of(session, [mine])[mine.id]:
        session.delete(child)
    session.flush()
    session.add_all(record.children)
    session.flush()


def _column_keys(model: type[Any]) -> list[str]:
    return [attribute.key for attribute in inspect(model).column_attrs if attribute.key not in ("id", "created_at")]


def _close_answered(session: Session, wanted: set[str], sender_code: str) -> None:
    """A dossier that comes back from an office has arrived there: what was handed to it needs no receipt any more."""
    waiting = session.exec(
        select(HandOver)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
        .where(
            HandOver.direction == "out",
            HandOver.status == "written",
            HandOver.to_office_id == office_id(sender_code),
            HandOver.purpose != "result",
            col(HandOverItem.dossier_id).in_(wanted),
        )
    ).all()
    for hand_over in waiting:
        hand_over.status = "received"
        session.add(hand_over)
    session.flush()
