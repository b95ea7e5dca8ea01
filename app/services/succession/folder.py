"""An ended office's data folder, or a copy of it, opened without touching it: a verified copy, upgraded and checked."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select

from app.errors import AppError, NotFound, StorageError, system_reason
from app.models import Office, StoredFile
from app.models.base import new_id
from app.models.office import office_id
from app.paths import DataPaths
from app.services.backup import back_up
from app.services.bundles.files import check_space
from app.services.bundles.limits import MIB
from app.services.bundles.names import is_sha256
from app.services.bundles.staging import StagedFile
from app.services.database import Database
from app.services.doctor import check_journals
from app.services.file_store import CHUNK, FileStore
from app.services.folder_lock import require_free
from app.services.full_copy import copies_in
from app.services.keys import KEY_FILE
from app.services.progress import NullProgress, Progress
from app.services.upgrade import open_database
from app.translate import N_, _

_COPYING = N_("Copying the data of the ended office")
_FILES = N_("Copying attachments")
_OWN_TRIGGERS = frozenset(
    f"CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    for act in ("UPDATE", "DELETE")
)
_AS_SAID = "{advised}"  # what is advised already, in the language of the moment


@dataclass(frozen=True)
class OpenedFolder:
    """The copy in ``staging``: its database, upgraded; ``archive``: the same as it was; where files and keys lie.

    ``keys``: a copy of the key file's folder; ``None``: a copy without keys.
    """

    source: Path
    staging: Path
    database: Database
    archive: Path
    files: Path
    keys: Path | None

    def close(self) -> None:
        """Let the copy go and remove it; harmless twice."""
        self.database.close()
        shutil.rmtree(self.staging, ignore_errors=True)


def open_folder(source: Path, paths: DataPaths, progress: Progress | None = None) -> OpenedFolder:
    """Copy an ended office's data and open the copy. Nothing is written in the folder.

    Args:
        source: its data folder, or a folder with the copies that this program makes ("so-ocop-sao-luu").
        paths: this office's own data folder; the copy lies in its quarantine, and is swept away at a start.

    Raises:
        NotFound: there is no data of an office. StorageError: in use, damaged, of a newer program, or no room.
        Cancelled. In all cases nothing is left.
    """
    watch = progress or NullProgress()
    if source.resolve() == paths.root.resolve():
        raise StorageError(
            N_("This is the data folder of this office itself."),
            advice=N_("Choose the folder of the office that has ended."),
        )
    there = DataPaths(source)
    staging = paths.quarantine / f".succession-{new_id()}.part"
    try:
        staging.mkdir(parents=True, mode=0o700)
        watch.step(0, 4, _COPYING)
        if there.database.is_file():
            require_free(source / "so-ocop.lock")
            raw, files, keys = _raw_copy(there.database, staging / "raw"), there.files, _keys_copy(there, staging)
        else:
            raw, keys = _newest(source), None
            files = raw.parent / "files"
        watch.step(1, 4, _COPYING)
        archive = back_up(raw, staging / "archive").path
        watch.step(2, 4, _COPYING)
        shutil.copyfile(archive, staging / there.database.name)
        database = open_database(staging / there.database.name, staging / "backups")
        watch.step(3, 4, _COPYING)
    except BaseException as error:
        shutil.rmtree(staging, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unreadable(source, error) from error
        if isinstance(error, StorageError):
            raise _not_to_be_used(source, error) from error
        raise
    opened = OpenedFolder(source, staging, database, archive, files, keys)
    try:
        _require_known_form(opened)
        for finding in check_journals(database, watch):
            if finding.state == "wrong":
                raise _damaged(source, finding.said)
        watch.step(4, 4, _COPYING)
    except BaseException:
        opened.close()
        raise
    return opened


def _raw_copy(database: Path, folder: Path) -> Path:
    """The database as it lies there, with the logs that belong to it: SQLite joins them in the copy."""
    folder.mkdir()
    for suffix in ("", "-wal", "-journal"):
        log = database.with_name(database.name + suffix)
        if _is_plain(log):
            shutil.copyfile(log, folder / log.name)
    return folder / database.name


def _keys_copy(there: DataPaths, staging: Path) -> Path | None:
    """Only the key file itself: whatever else lies in the folder is not needed, and may be anything."""
    file = there.keys / KEY_FILE
    if there.keys.is_symlink() or not _is_plain(file) or file.stat().st_size > MIB:
        return None
    (staging / "keys").mkdir(mode=0o700)
    shutil.copyfile(file, staging / "keys" / KEY_FILE)
    return staging / "keys"


def _is_plain(path: Path) -> bool:
    """Whether a file is one, and no link to something else."""
    return path.is_file() and not path.is_symlink()


def _require_known_form(opened: OpenedFolder) -> None:
    """Refuse a database in which more happens than this program's own lets happen, or whose offices are not whose id.

    Raises:
        StorageError: it has views, or triggers of its own; or an office's id is not that of its code.
    """
    with opened.database.reading() as session:
        made = session.connection().execute(
            text("SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')")
        )
        strange = [name for name, sql in made if " ".join(str(sql).split()) not in _OWN_TRIGGERS]
        wrong = [code for ident, code in session.exec(select(Office.id, Office.code)) if ident != office_id(code)]
    if strange or wrong:
        raise _damaged(opened.source, _("Its database was not made by this program alone."))


def _newest(source: Path) -> Path:
    copies = copies_in(source) if source.is_dir() else []
    if not copies:
        raise NotFound(
            N_("There is no data of an office in {folder}."),
            advice=N_("Choose the data folder of the ended office (it holds so-ocop.db), or a copy of its whole book."),
            folder=str(source),
        )
    if len({one.path.parent for one in copies}) > 1:
        raise StorageError(
            N_("There are copies of several offices in {folder}."),
            advice=N_("Choose the folder of one office."),
            folder=str(source),
        )
    return copies[0].path


def stage_files(opened: OpenedFolder, store: FileStore, progress: Progress | None = None) -> dict[str, StagedFile]:
    """Copy the attachments that this office does not have, each verified; by SHA-256, all that the records name.

    Raises:
        StorageError: some are missing or damaged there (and not here), or there is no room. Cancelled.
    """
    watch = progress or NullProgress()
    folder = opened.staging / "files"
    folder.mkdir(exist_ok=True)
    with opened.database.reading() as session:
        rows = session.exec(select(StoredFile).order_by(col(StoredFile.sha256))).all()
        session.expunge_all()
    if not all(is_sha256(row.sha256) for row in rows):  # they become names of files here
        raise _damaged(opened.source, _("Its attachments have names that they may not have."))
    check_space(folder, sum(row.size for row in rows if not store.holds(row.sha256)))
    there, lost, staged = FileStore(opened.files), list[str](), dict[str, StagedFile]()
    for number, row in enumerate(rows, start=1):
        if not store.verify(row.sha256) and not _copied(there.path(row.sha256), folder / row.sha256):
            lost.append(row.sha256)
        staged[row.sha256] = StagedFile(folder, row.sha256, row.size, row.media_type, row.warning)
        watch.step(number, len(rows), _FILES)
    if lost:
        raise StorageError(
            N_("Attachments are missing or damaged in the folder {folder}: {count}."),
            kept=N_("Nothing was taken over; the folder was left as it is."),
            advice=N_("Choose a copy of the whole book with its files, or run the data check of that folder."),
            folder=str(opened.source),
            count=len(lost),
            names=", ".join(one[:12] for one in lost[:20]),
        )
    return staged


def _copied(source: Path, target: Path) -> bool:
    """Copy one file whose name is its hash; false where it is not there or not what its name says."""
    digest = hashlib.sha256()
    if not _is_plain(source):
        return False
    try:
        with source.open("rb") as reader, target.open("wb") as writer:
            while chunk := reader.read(CHUNK):
                digest.update(chunk)
                writer.write(chunk)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(source, error) from error
    if digest.hexdigest() != source.name:
        target.unlink(missing_ok=True)
        return False
    return True


def put_aside(opened: OpenedFolder, parts: Sequence[bytes]) -> None:
    """Write small files into the copy's folder, named by their content."""
    folder = opened.staging / "files"
    for part in parts:
        (folder / hashlib.sha256(part).hexdigest()).write_bytes(part)


def _unreadable(source: Path, error: OSError) -> StorageError:
    return StorageError(
        N_("The folder {folder} cannot be read: {reason}."),
        kept=N_("Nothing was taken over."),
        advice=N_("Put the stick in again, check the room on the disk, then try again."),
        folder=str(source),
        reason=system_reason(error),
    )


def _not_to_be_used(source: Path, error: AppError) -> StorageError:
    return StorageError(
        N_("The folder {folder} cannot be taken over from. {reason}"),
        kept=N_("Nothing was taken over; the folder was left as it is."),
        advice=_AS_SAID,
        folder=str(source),
        reason=error.what,
        advised=error.what_next,
    )


def _damaged(source: Path, reason: str) -> StorageError:
    return StorageError(
        N_("The data of the folder {folder} is damaged. {reason}"),
        kept=N_("Nothing was taken over; the folder was left as it is."),
        advice=N_("Choose another copy of that office's data, or restore a backup of it in its own folder first."),
        folder=str(source),
        reason=reason,
    )
