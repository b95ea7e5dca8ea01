"""Opening a data folder's database: refuse a newer one, back an older one up, migrate it, verify, or restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, create_engine, event

from app.errors import StorageError
from app.models.migrations import versions
from app.paths import DataPaths
from app.services.backup import back_up, check_database, list_backups, restore_backup
from app.services.database import APPLICATION_ID, Database, sqlite_url
from app.translate import N_


def known_versions() -> list[str]:
    """The names of all schema versions, oldest first."""
    return sorted(Path(folder).stem for path in versions.__path__ for folder in Path(path).glob("v[0-9]*.py"))


def stored_version(database: Path) -> str | None:
    """The schema version written in the file; ``None``: no such file, or an empty one.

    Raises:
        StorageError: the file is no database of this program.
    """
    if not database.exists() or database.stat().st_size == 0:
        return None
    try:
        with closing(sqlite3.connect(database)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
            if not tables:
                return None
            if application != APPLICATION_ID or "alembic_version" not in tables:
                raise _foreign(database)
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise _foreign(database) from error
    return None if row is None else str(row[0])


def _foreign(database: Path) -> StorageError:
    return StorageError(
        N_("{name} is not a data file of this program, or it is damaged."),
        kept=N_("It was left as it is."),
        advice=N_("Restore a backup, or choose another data folder."),
        name=database.name,
    )


def lost_database(database: Path, backups: Path) -> StorageError | None:
    """The error for a folder whose database is gone though an office has worked in it; ``None``: nothing is lost.

    A new, empty database in its place would hide the loss, and the next safety copies would be of the empty one.
    """
    if stored_version(database) is not None:
        return None
    beside = DataPaths(database.parent)
    kept = list_backups(backups)
    if not kept and not any(_has_content(folder) for folder in (beside.files, beside.keys)):
        return None
    message = N_("The data file {name} is missing or empty, but the folder {folder} holds an office's work.")
    if not kept:
        return StorageError(
            message,
            kept=N_("Nothing was made in its place; attachments and keys are as they were."),
            advice=N_("There is no backup in this folder: look for one elsewhere, or set up a new office elsewhere."),
            name=database.name,
            folder=str(database.parent),
        )
    return StorageError(
        message,
        kept=N_("Nothing was made in its place; attachments, keys and backups are as they were."),
        advice=N_("Put the newest backup back: copy {backup} to {database}, then run the data check."),
        name=database.name,
        folder=str(database.parent),
        backup=str(kept[0].path),
        database=str(database),
    )


def _has_content(folder: Path) -> bool:
    return any(path.is_file() and path.suffix != ".part" for path in folder.rglob("*"))


def open_database(database: Path, backups: Path) -> Database:
    """Open the data folder's database, making or upgrading it as needed.

    An older schema is backed up and checked first; if its upgrade fails, the backup is put back.

    Raises:
        StorageError: written by a newer program, damaged, the upgrade failed (nothing was lost), or the file is
            missing where an office has worked (``lost_database``).
    """
    found, known = stored_version(database), known_versions()
    head = known[-1]
    if found == head:
        return Database(sqlite_url(database))
    if found is not None and found not in known:
        raise StorageError(
            N_("This data was written by a newer version of the program."),
            kept=N_("It was left as it is."),
            advice=N_("Install the newer version; it comes on the stick of the office that has it."),
        )
    if found is None:
        lost = lost_database(database, backups)
        if lost is not None:
            raise lost
        database.parent.mkdir(parents=True, exist_ok=True)
        _migrate(database)
        return Database(sqlite_url(database))
    check_database(database)
    safety = back_up(database, backups, reason=f"before-{head}")
    try:
        _migrate(database)
        check_database(database)
    except Exception as error:
        restore_backup(safety.path, database)
        raise StorageError(
            N_("The data could not be brought to the form of this version."),
            kept=N_("The data was put back as it was; the safety copy is {name}."),
            advice=N_("Go on with the version used before, and send the log to those who help you."),
            name=str(safety.path),
        ) from error
    return Database(sqlite_url(database))


def _migrate(database: Path) -> None:
    """Run every migration that is missing, in one transaction with foreign keys off."""
    from alembic import command  # only where there is something to migrate: it is slow to load
    from alembic.config import Config

    engine = create_engine(sqlite_url(database), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    config = Config()
    config.set_main_option("script_location", str(Path(versions.__path__[0]).parent))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
