"""Verified copies of the database: made beside it, opened and checked before they count, thinned by number."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.errors import StorageError
from app.services.bundles.files import sync_folder
from app.translate import N_

KEEP = 20


@dataclass(frozen=True)
class Backup:
    """One backup file: when it was made (UTC), its size in bytes."""

    path: Path
    made_at: dt.datetime
    size: int


def back_up(database: Path, folder: Path, *, reason: str = "", keep: int = KEEP) -> Backup:
    """Copy the live database through SQLite's own backup, check the copy, then name it.

    Raises:
        StorageError: the database is damaged, empty or not there (the backups before it stay), or there is no room.
    """
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    final = folder / f"so-ocop-{stamp}{'-' + reason if reason else ''}.db"
    temporary = final.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # "rw" and not the default: a database that is not there must not be made by asking for it
        source_uri = f"{database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(source_uri, uri=True)) as source, closing(sqlite3.connect(temporary)) as copy:
            if not source.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise _damaged(database)
            source.backup(copy, pages=1000)
            copy.execute("PRAGMA journal_mode=DELETE").close()
        check_database(temporary)
        _sync(temporary)
        os.replace(temporary, final)
        sync_folder(folder)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            N_("The backup could not be made."),
            kept=N_("The data and the earlier backups are unchanged."),
            advice=N_("Check the room on the disk, then run the data check."),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    for old in list_backups(folder)[keep:]:
        old.path.unlink(missing_ok=True)
    return Backup(final, dt.datetime.now(dt.UTC), final.stat().st_size)


def check_database(path: Path) -> None:
    """Open a database file and check it wholly: pages, indexes, foreign keys.

    Raises:
        StorageError: something in it does not hold together.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise _damaged(path) from error
    if said != ["ok"] or orphans:
        raise _damaged(path)


def _damaged(path: Path) -> StorageError:
    return StorageError(
        N_("The data file {name} is damaged."),
        kept=N_("It was left as it is; the earlier backups are unchanged."),
        advice=N_("Restore the newest backup."),
        name=path.name,
    )


def list_backups(folder: Path) -> list[Backup]:
    """All backups, newest first."""
    found = []
    for path in sorted(folder.glob("so-ocop-*.db"), key=lambda path: path.name, reverse=True):
        status = path.stat()
        found.append(Backup(path, dt.datetime.fromtimestamp(status.st_mtime, dt.UTC), status.st_size))
    return found


def restore_backup(backup: Path, database: Path) -> Path | None:
    """Put a checked backup in the database's place; the database that was there is kept beside it.

    The database must not be open. At every moment there is a database under its name: the former one or the backup.

    Returns:
        Where the former database is kept now, or ``None`` where there was none.

    Raises:
        StorageError: the backup is damaged, or there is no room; the database is as it was.
    """
    check_database(backup)
    temporary = database.with_name(database.name + ".restoring")
    kept: Path | None = None
    try:
        shutil.copyfile(backup, temporary)
        _sync(temporary)
        if database.exists():
            stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
            kept = database.with_name(f"{database.name}.replaced-{stamp}")
            _keep(database, kept)
        os.replace(temporary, database)
        sync_folder(database.parent)
    except OSError as error:
        raise StorageError(
            N_("The backup could not be put back."),
            kept=N_("The data that was there is kept."),
            advice=N_("Check the room on the disk, then restore the backup again."),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return kept


def _keep(database: Path, kept: Path) -> None:
    """The former database under a second name, with the logs that belong to it: those must not meet the backup."""
    try:
        os.link(database, kept)
    except OSError:  # FAT has no links
        shutil.copyfile(database, kept)
        _sync(kept)
    for suffix in ("-wal", "-journal"):
        log = database.with_name(database.name + suffix)
        if log.exists():
            shutil.copyfile(log, kept.with_name(kept.name + suffix))
            _sync(kept.with_name(kept.name + suffix))
    sync_folder(database.parent)
    for suffix in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
