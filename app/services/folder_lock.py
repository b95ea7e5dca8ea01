"""One writing program per data folder: a lock that the system itself drops when the program ends, however it ends."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from app.errors import StorageError
from app.translate import N_, format_datetime

_LOCKED_BYTE = 1 << 30
"""On Windows a locked byte cannot be read by others: far behind the words that say who holds the lock."""


class FolderLock:
    """Held from ``take`` to ``release``.

    Args:
        path: the lock file; it stays behind and means nothing unless it is locked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def take(self, what: str) -> None:
        """Take the lock for ``what`` (a command's name: others are told it).

        Raises:
            StorageError: another program holds it, or the folder cannot be written.
        """
        if self.held:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(
                N_("The data folder {folder} cannot be written."),
                advice=N_("Check the rights of the folder, or choose another one."),
                folder=str(self._path.parent),
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            holder = _holder(handle)
            os.close(handle)
            raise StorageError(
                N_("Another program is working in this data folder: {holder}."),
                kept=N_("Nothing was changed."),
                advice=N_("Close it, then try again."),
                holder=holder,
            ) from error
        self._handle = handle
        said = {"what": what, "process": os.getpid(), "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, json.dumps(said).encode())

    def release(self) -> None:
        """Let the folder go; harmless where it is not held."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        with suppress(OSError):
            os.ftruncate(handle, 0)
        with suppress(OSError):
            _unlock(handle)
        os.close(handle)


def require_free(path: Path) -> None:
    """Refuse a folder that a program works in; nothing is written there.

    Args:
        path: its lock file.

    Raises:
        StorageError: a program holds the lock.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # no program has ever worked there, or none can
    try:
        _lock(handle)
        _unlock(handle)
    except OSError as error:
        raise StorageError(
            N_("Another program is working in this data folder: {holder}."),
            kept=N_("Nothing was changed."),
            advice=N_("Close it, then try again."),
            holder=_holder(handle),
        ) from error
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    """Who holds the lock, as far as the file says it; without a person's name."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        said = json.loads(os.read(handle, 1000))
        since = format_datetime(dt.datetime.fromisoformat(said["since"]))
        return f"{said['what']} ({said['process']}, {since})"
    except (OSError, ValueError, KeyError, TypeError):
        return "?"


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _unlock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
