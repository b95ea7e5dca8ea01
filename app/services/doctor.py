"""The data check: what of an office's data folder is whole, and what is not. It reads only; nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.errors import AppError, StorageError, system_reason
from app.models import Dossier, JournalEntry, Office, StoredFile
from app.paths import DataPaths
from app.services import handovers, journal
from app.services.actors import own_office
from app.services.backup import check_database, list_backups
from app.services.bundles.keeping import REFUSED, kept_folders
from app.services.database import Database, sqlite_url
from app.services.file_store import FileStore
from app.services.journal_replay import Replayed, replay
from app.services.keys import public_keys
from app.services.papers.fonts import register_fonts
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.services.succession.holdings import follow_journal
from app.services.succession.known import taken_over
from app.services.undone_results import results_undone, stood_once
from app.services.upgrade import known_versions, lost_database, stored_version
from app.translate import N_, _

Area = Literal[
    "database", "office", "journal", "attachments", "hand_overs", "quarantine", "rules", "fonts", "disk", "backups"
]
State = Literal["ok", "note", "wrong"]
_AS_SAID = "{fault}"  # an error that is translated already
_LITTLE_ROOM = 1_000_000_000
_NO_ROOM = 100_000_000
_DOSSIERS_AT_ONCE = 20
_OLD_BACKUP = dt.timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. ``note``: to be known, nothing is wrong. ``items``: ids, hashes or places."""

    area: Area
    state: State
    message: str
    params: dict[str, Any] = field(default_factory=dict)
    items: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The finding in the language of the moment."""
        return _(self.message).format(**self.params)


def examine(
    paths: DataPaths, library: RuleLibrary, now: dt.datetime, progress: Progress | None = None
) -> list[Finding]:
    """Check a data folder whole: database, journal, attachments, keys, rule files, fonts, disk, backups.

    Args:
        now: the moment, with its zone, against which the age of backups is told.

    Raises:
        Cancelled: the person stopped it.
    """
    watch = progress or NullProgress()
    findings = [_database(paths)]
    if findings[0].state == "ok":
        database = Database(sqlite_url(paths.database))
        try:
            findings += [*_records(database, paths, watch)]
        except StorageError as error:
            findings.append(Finding("database", "wrong", _AS_SAID, {"fault": error.what}))
        finally:
            database.close()
    findings += _quarantine(paths)
    return [*findings, _rules(library), _fonts(), _disk(paths), _backups(paths, now)]


def check_journals(database: Database, progress: Progress | None = None) -> list[Finding]:
    """The journals of the office and of its dossiers alone.

    Raises:
        StorageError: the database cannot be read. Cancelled.
    """
    with database.reading() as session:
        first = _office_chain(session)
    return [first, _dossier_chains(database, progress or NullProgress())]


def is_sound(findings: list[Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(finding.state != "wrong" for finding in findings)


def _database(paths: DataPaths) -> Finding:
    head = known_versions()[-1]
    try:
        version = stored_version(paths.database)
        if version is not None:
            check_database(paths.database)
    except StorageError as error:
        return Finding("database", "wrong", _AS_SAID, {"fault": error.what})
    if version is None:
        lost = lost_database(paths.database, paths.backups)
        if lost is not None:
            return Finding("database", "wrong", _AS_SAID, {"fault": f"{lost.what} {lost.what_next}"})
        return Finding("database", "wrong", N_("There is no data file in {folder}."), {"folder": str(paths.root)})
    if version not in known_versions():
        return Finding("database", "wrong", N_("The data was written by a newer version of the program."))
    if version != head:
        message = N_("The data has the form {found}; it is brought to {head} when the office next works with it.")
        return Finding("database", "note", message, {"found": version, "head": head})
    return Finding("database", "ok", N_("The data file is whole; its form is {head}."), {"head": head})


def _records(database: Database, paths: DataPaths, progress: Progress) -> Iterator[Finding]:
    """The records, read in short pieces: whoever saves a field meanwhile need not wait for the end of the check."""
    with database.reading() as session:
        first = [_office(session, paths), _office_chain(session)]
    yield from first
    yield _dossier_chains(database, progress)
    yield from _kept_journals(database, FileStore(paths.files))
    yield from _attachments(database, FileStore(paths.files), progress)
    with database.reading() as session:
        waiting = [row.id for row in handovers.intended(session)]
    if waiting:
        yield Finding(
            "hand_overs",
            "note",
            N_("Hand-overs begun and not finished: {count}."),
            {"count": len(waiting)},
            tuple(waiting),
        )


def _office(session: Session, paths: DataPaths) -> Finding:
    try:
        office = own_office(session)
        if not office.sign_public_key:
            return Finding(
                "office", "note", N_("{office} has no keys: it hands over on paper."), {"office": office.name}
            )
        keys = public_keys(paths.keys)
    except AppError as error:
        return Finding("office", "wrong", _AS_SAID, {"fault": error.what})
    if (keys.public_key.hex(), keys.recipient) != (office.sign_public_key, office.age_recipient):
        return Finding(
            "office", "wrong", N_("The keys in the data folder are not those of {office}."), {"office": office.name}
        )
    return Finding("office", "ok", N_("The keys are those of {office}."), {"office": office.name})


def _office_chain(session: Session) -> Finding:
    broken = journal.broken_office_link(session)
    session.expunge_all()
    if broken is not None:
        message = N_("The office's journal is broken at entry {place}.")
        return Finding("journal", "wrong", message, {"place": broken.office_sequence}, (broken.id,))
    return Finding("journal", "ok", N_("The office's journal is whole."))


def _kept_journals(database: Database, store: FileStore) -> Iterator[Finding]:
    """The journals of ended offices whose work this one carries on, as they are kept in the store."""
    with database.reading() as session:
        kept = [(row, session.get_one(Office, row.predecessor_office_id).name) for row in taken_over(session)]
        session.expunge_all()
    broken = []
    for row, name in kept:
        try:
            parts = [store.path(one).read_bytes() for one in json.loads(row.journal_files)]
        except OSError:
            broken.append(name)
            continue
        if follow_journal(parts) != (row.journal_entries, row.journal_head, 0):
            broken.append(name)
    if broken:
        message = N_("Kept journals of ended offices that are broken or missing: {offices}.")
        yield Finding("journal", "wrong", message, {"offices": ", ".join(broken)}, tuple(broken))
    elif kept:
        message = N_("The kept journals of {count} ended offices are whole.")
        yield Finding("journal", "ok", message, {"count": len(kept)})


def _dossier_chains(database: Database, progress: Progress) -> Finding:
    with database.reading() as session:
        told = {one for one in session.exec(select(JournalEntry.dossier_id).distinct()) if one is not None}
        wanted = sorted(told.union(session.exec(select(Dossier.id))))
    broken: list[str] = []
    other: list[str] = []
    for start in range(0, len(wanted), _DOSSIERS_AT_ONCE):
        with database.reading() as session:
            _check_chains(session, wanted[start : start + _DOSSIERS_AT_ONCE], broken, other)
        progress.step(min(start + _DOSSIERS_AT_ONCE, len(wanted)), len(wanted), N_("Checking the journal"))
    if broken:
        message = N_("Dossiers whose journal is broken or missing: {count}.")
        return Finding("journal", "wrong", message, {"count": len(broken)}, tuple(broken))
    if other:
        message = N_("Dossiers that stand elsewhere than their journal says: {count}.")
        return Finding("journal", "wrong", message, {"count": len(other)}, tuple(other))
    return Finding("journal", "ok", N_("The journals of {count} dossiers are whole."), {"count": len(told)})


def _check_chains(session: Session, ids: Sequence[str], broken: list[str], other: list[str]) -> None:
    """Add the dossiers whose chain is broken or missing, and those that stand elsewhere than it says."""
    chosen = select(Dossier.id, Dossier.status, Dossier.custody_number, Dossier.holder_office_id)
    known = {
        one: Replayed(status, custody, holder)
        for one, status, custody, holder in session.exec(chosen.where(col(Dossier.id).in_(ids)))
    }
    undone = results_undone(session, ids)
    parted = journal.with_branches(session, ids)
    for dossier_id in ids:
        history = journal.dossier_history(session, dossier_id)
        stands = known.get(dossier_id)
        whole = bool(history) and journal.broken_link(history) is None
        if not whole or (dossier_id in parted and journal.broken_branch_link(session, dossier_id) is not None):
            broken.append(dossier_id)
        elif (
            stands is not None
            and replay(history) != stands
            and not (dossier_id in undone and stood_once(history, stands))
        ):
            other.append(dossier_id)
        session.expunge_all()


def _named(database: Database) -> list[str]:
    """The attachments that a record names."""
    with database.reading() as session:
        return list(session.exec(select(StoredFile.sha256).order_by(col(StoredFile.sha256))))


def _attachments(database: Database, store: FileStore, progress: Progress) -> Iterator[Finding]:
    named = _named(database)
    missing: list[str] = []
    damaged: list[str] = []
    for done, sha256 in enumerate(named, start=1):
        if not store.holds(sha256):
            missing.append(sha256)
        elif not store.verify(sha256):
            damaged.append(sha256)
        progress.step(done, len(named), N_("Checking attachments"))
    for found, message in (
        (missing, N_("Attachments that are missing: {count}.")),
        (damaged, N_("Attachments that are damaged: {count}.")),
    ):
        if found:
            yield Finding("attachments", "wrong", message, {"count": len(found)}, tuple(found))
    if not missing and not damaged:
        yield Finding("attachments", "ok", N_("All {count} attachments are whole."), {"count": len(named)})
    stray = sorted(store.listed() - set(_named(database)))
    if stray:
        message = N_("Files in the store that no record names: {count}; they were left where they are.")
        yield Finding("attachments", "note", message, {"count": len(stray)}, tuple(stray))


def _quarantine(paths: DataPaths) -> list[Finding]:
    """Opened bundles lie there in plain until they are taken wholly, or for some weeks; refused ones until deleted."""
    lying = paths.quarantine.iterdir() if paths.quarantine.is_dir() else ()
    left = tuple(sorted(path.name for path in lying if path.name != REFUSED))
    refused = tuple(path.name for path in kept_folders(paths.quarantine / REFUSED))
    found = []
    if left:
        message = N_("Bundles that were opened and not taken wholly, or left by a crash: {count}.")
        found.append(Finding("quarantine", "note", message, {"count": len(left)}, left))
    if refused:
        message = N_("Refused files that are kept in quarantine: {count}.")
        found.append(Finding("quarantine", "note", message, {"count": len(refused)}, refused))
    return found


def _rules(library: RuleLibrary) -> Finding:
    faults = library.check_all()
    if faults:
        message = N_("Faulty rule files: {count}.")
        return Finding("rules", "wrong", message, {"count": len(faults)}, tuple(fault.what for fault in faults))
    return Finding("rules", "ok", N_("The rule files are sound."))


def _fonts() -> Finding:
    try:
        register_fonts()
    except Exception as error:  # noqa: BLE001  whatever a damaged font file makes its reader raise
        return Finding(
            "fonts", "wrong", N_("The fonts of the papers cannot be used: {reason}."), {"reason": str(error)}
        )
    return Finding("fonts", "ok", N_("The fonts of the papers are there."))


def _disk(paths: DataPaths) -> Finding:
    folder = next((one for one in (paths.root, *paths.root.parents) if one.is_dir()), paths.root)
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", "wrong", N_("The disk cannot be read: {reason}."), {"reason": system_reason(error)})
    state: State = "wrong" if free < _NO_ROOM else "note" if free < _LITTLE_ROOM else "ok"
    return Finding("disk", state, N_("Free room on the disk: {size} MB."), {"size": free // 1_000_000})


def _backups(paths: DataPaths, now: dt.datetime) -> Finding:
    backups = list_backups(paths.backups)
    if not backups:
        return Finding("backups", "note", N_("There is no backup yet."))
    days = max(0, (now - backups[0].made_at).days)
    state: State = "note" if now - backups[0].made_at > _OLD_BACKUP else "ok"
    return Finding(
        "backups", state, N_("The newest of {count} backups is {days} days old."), {"count": len(backups), "days": days}
    )
