"""The engine and the unit of work. Differences between SQLite and PostgreSQL live here, in upgrade and in backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

import app.services.record_lines  # noqa: F401  keeps the lines of what a session writes
from app.errors import StorageError
from app.logs import get_logger
from app.translate import N_

WAL_IS_SAFE_FROM = (3, 51, 3)
"""Older versions of SQLite can lose pages of a write-ahead log (fixed in 3.51.3): they use a rollback journal."""
APPLICATION_ID = 0x4F434F50  # "OCOP"
BUSY_MILLISECONDS = 10_000
_log = get_logger(__name__)


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


class Database:
    """One data folder's database: short writes one after another, reads beside them.

    Args:
        url: SQLAlchemy URL; ``sqlite_url(path)`` for the embedded database.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(write=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One user action: commits on success, rolls back on any exception, always closes.

        Raises:
            StorageError: the disk is full, the file is locked or damaged.
        """
        with Session(self._writing, expire_on_commit=False) as session:
            try:
                with session.begin():
                    yield session
            except (OperationalError, DatabaseError) as error:
                raise _as_storage_error(error) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view without a write lock; anything written in it is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
            except (OperationalError, DatabaseError) as error:
                raise _as_storage_error(error) from error
            finally:
                session.rollback()

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # an error tells the statement, never what people typed
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the BEGIN below decides, not the driver
        journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "DELETE"
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            f"journal_mode={journal}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "mmap_size=0",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _as_storage_error(error: DatabaseError) -> StorageError:
    _log.error("the database refused", exc_info=error)
    said = str(error.orig).lower()
    if "full" in said:
        message = N_("There is no room left on the disk.")
    elif "locked" in said or "busy" in said:
        message = N_("The data is being written by another program.")
    elif "malformed" in said or "not a database" in said:
        message = N_("The data file is damaged.")
    else:
        message = N_("The data could not be read or written.")
    return StorageError(
        message,
        kept=N_("Nothing of this action was saved; everything saved before is unchanged."),
        advice=N_("Free the disk or close the other program, then try again; the log has the details."),
    )
