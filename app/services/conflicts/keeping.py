"""Keeps what arrived of dossiers in conflict, with its files, until a person has chosen; the bundle may go then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from app.models import RecordConflict, StoredFile
from app.services import journal
from app.services.actors import own_office
from app.services.bundles.arriving import arriving
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.look import LookReport
from app.services.bundles.records import table_name
from app.services.bundles.sniffing import warn_of_name
from app.services.bundles.verdicts import BOTH_CHANGED
from app.services.canonical import canonical_json
from app.services.conflicts.sides import as_record, changed_there, in_conflict, packed, unpacked
from app.services.custody.chains import meeting
from app.services.custody.forks import gives_way, is_own
from app.services.database import Database
from app.services.documents import keep_file
from app.services.file_store import FileStore, StoredBlob
from app.services.revisions import children_of


def keep_conflicts(database: Database, store: FileStore, report: LookReport) -> tuple[str, ...]:
    """Keep the records in conflict of a bundle that was looked at; keeping them again changes nothing.

    Files go into the store first; then one transaction.

    Returns:
        The ids of the conflicts.

    Raises:
        StorageError: no room for the files. BundleRejected: what lies in quarantine is not what was looked at.
    """
    wanted = {one.dossier_id for one in report.verdicts if one.kind == "conflict" and one.reason == BOTH_CHANGED}
    if not wanted:
        return ()
    with database.reading() as session:
        arrived = [one for one, _lines in arriving(report.staged, report.index) if one.indexed.id in wanted]
        found = [(one, _forked(session, one)) for one in arrived]
        session.expunge_all()
    named = {sha256: name for _one, records in found for sha256, name in _files(records)}
    for sha256 in sorted(named):
        if not store.holds(sha256):
            store.put(report.staged.files[sha256].path)  # a copy: the bundle may still be taken from quarantine
    with database.transaction() as session:
        for sha256, name in named.items():
            file = report.staged.files[sha256]
            warning = file.warning or warn_of_name(file.media_type, name)
            if session.get(StoredFile, sha256) is None:
                keep_file(session, StoredBlob(sha256, file.size, file.media_type, warning))
        return tuple(_kept(session, report, one, records) for one, records in found)


Records = dict[str, list[dict[str, Any]]]


def _forked(session: Session, arrived: ArrivedDossier) -> Records:
    """What a person has to choose: where this office's version of the dossier gives way, not the dossier's own rows."""
    history = journal.dossier_history(session, arrived.indexed.id)
    parted = meeting(history, arrived.journal).relation == "forked"
    yields = parted or gives_way(session, arrived, own_office(session).id)
    found: Records = {}
    for model, records in arrived.records.items():
        for record in records:
            mine = session.get(model, record.row.id)
            if mine is None or (yields and is_own(record.row, arrived.indexed.id)):
                continue
            theirs = as_record(record.row, record.children)
            if in_conflict(mine, children_of(session, [mine])[mine.id], theirs):
                found.setdefault(table_name(model), []).append(theirs)
    return found


def _files(records: Records) -> Iterable[tuple[str, str]]:
    for rows in records.values():
        for theirs in rows:
            if theirs.get("scan_sha256"):
                yield str(theirs["scan_sha256"]), str(theirs.get("scan_name", ""))
            for part in theirs["children"]:
                if "sha256" in part:
                    yield part["sha256"], part["name"]


def _kept(session: Session, report: LookReport, arrived: ArrivedDossier, records: Records) -> str:
    envelope, indexed = report.envelope, arrived.indexed
    known = session.exec(
        select(RecordConflict).where(
            RecordConflict.bundle_sha256 == report.staged.sha256, RecordConflict.dossier_id == indexed.id
        )
    ).first()
    row = known or RecordConflict(
        bundle_sha256=report.staged.sha256,
        bundle_name=envelope.name,
        sender_code=envelope.sender.code,
        sender_name=envelope.sender.name,
        sent_at=dt.datetime.fromisoformat(envelope.created_at),
        dossier_id=indexed.id,
        product=indexed.product,
        producer=indexed.producer,
        theirs=b"",
    )
    own = own_office(session).code
    origins = {
        f"{table}:{theirs['id']}": changed_there(arrived.journal, own, table, str(theirs["id"]))
        for table, rows in records.items()
        for theirs in rows
    }
    if known is None:
        row.choices = _drafted_before(session, indexed.id, records)
    row.theirs, row.origins, row.settled_at = packed(records), canonical_json(origins).decode("utf-8"), None
    session.add(row)
    session.flush()
    return row.id


def _drafted_before(session: Session, dossier_id: str, records: Records) -> str:
    """What was chosen of the same revisions when an earlier bundle brought them; that conflict is not open any more."""
    chosen: dict[str, dict[str, str]] = {}
    arrived = {f"{table}:{one['id']}": one["content_hash"] for table, rows in records.items() for one in rows}
    earlier = session.exec(
        select(RecordConflict)
        .where(RecordConflict.dossier_id == dossier_id, col(RecordConflict.settled_at).is_(None))
        .order_by(col(RecordConflict.created_at))
    ).all()
    for one in earlier:
        draft = json.loads(one.choices)
        for table, rows in unpacked(one.theirs).items():
            for theirs in rows:
                name = f"{table}:{theirs['id']}"
                if name in draft and arrived.get(name) == theirs["content_hash"]:
                    chosen[name] = draft[name]
        session.delete(one)
    return canonical_json(chosen).decode("utf-8")
