"""Reading and writing files in big pieces: positional reads from any thread, synced writes, free space."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from app.errors import StorageError
from app.services.bundles.limits import CHUNK, MIB
from app.translate import N_

#: Up to this size a file is read in one piece; a larger one is read twice when it is written into a bundle.
WHOLE = 4 * MIB
_SYNC_EVERY = 64 * MIB
_MB = 1_000_000


class Digest(NamedTuple):
    """Size in bytes, SHA-256 in hex and CRC-32 of some content."""

    size: int
    sha256: str
    crc: int


class FileSource:
    """A file opened for positional reads from any thread; close it, or use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115 - closed by close()
        self.size = os.fstat(self._file.fileno()).st_size
        self._lock = threading.Lock()

    def read_at(self, length: int, offset: int) -> bytes:
        if length <= 0:
            return b""
        parts: list[bytes] = []
        while length > 0:
            part = self._read_some(length, offset)
            if not part:
                break
            parts.append(part)
            length -= len(part)
            offset += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _read_some(self, length: int, offset: int) -> bytes:
        if hasattr(os, "pread"):  # not on Windows
            return os.pread(self._file.fileno(), length, offset)
        with self._lock:
            self._file.seek(offset)
            return self._file.read(length) or b""

    def forget_cache(self) -> None:
        """Ask the system to read from the medium next time, where it can be asked."""
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> FileSource:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def digest_of(content: bytes) -> Digest:
    return Digest(len(content), hashlib.sha256(content).hexdigest(), zlib.crc32(content))


def digest_file(path: Path | str) -> Digest:
    """Size, hash and CRC of a file, read once in pieces."""
    sha, crc, size = hashlib.sha256(), 0, 0
    for chunk in file_chunks(path):
        sha.update(chunk)
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
    return Digest(size, sha.hexdigest(), crc)


def file_chunks(path: Path | str) -> Iterator[bytes]:
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_space(folder: Path, needed: int) -> None:
    """Refuse work that the disk has no room for.

    Raises:
        StorageError: fewer bytes are free than needed; says both numbers, in megabytes as sticks are sold.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StorageError(
            N_("Not enough room: {needed} MB are needed, {free} MB are free."),
            kept=N_("Nothing was written."),
            advice=N_("Make room or use another stick, then try again."),
            needed=-(-needed // _MB),
            free=free // _MB,
        )


class HashingPipe:
    """Passes bytes on and keeps their SHA-256, CRC and count, hashing in a second thread meanwhile."""

    def __init__(self, write: Callable[[bytes], object], pool: ThreadPoolExecutor) -> None:
        self._write = write
        self._pool = pool
        self._sha = hashlib.sha256()
        self._pending: deque[Future[None]] = deque()
        self.size = 0
        self._crc = 0

    def _update(self, data: bytes) -> None:
        self._sha.update(data)
        self._crc = zlib.crc32(data, self._crc)

    def write(self, data: bytes) -> None:
        if len(self._pending) >= 4:
            self._pending.popleft().result()
        self._pending.append(self._pool.submit(self._update, data))
        self._write(data)
        self.size += len(data)

    def digest(self) -> Digest:
        while self._pending:
            self._pending.popleft().result()
        return Digest(self.size, self._sha.hexdigest(), self._crc)


class TargetFile:
    """A new file under a temporary name: written in order, patched in place, synced in the background.

    Left without ``keep`` it is removed, whatever happened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(path, flags, 0o644), "w+b", buffering=MIB)
        self._pool = ThreadPoolExecutor(1, "sync")
        self._sync: Future[None] | None = None
        self._unsynced = 0
        self._kept = False

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._unsynced += len(data)
        if self._unsynced >= _SYNC_EVERY and (self._sync is None or self._sync.done()):
            # the medium works while the next bytes are hashed, and progress tells the truth on a slow stick
            self._check_sync()
            self._unsynced = 0
            self._sync = self._pool.submit(os.fsync, self._file.fileno())

    def _check_sync(self) -> None:
        if self._sync is not None:
            self._sync.result()
            self._sync = None

    def patch(self, data: bytes, offset: int) -> None:
        """Write over bytes already written."""
        self._file.seek(offset)
        self._file.write(data)
        self._file.seek(0, os.SEEK_END)

    def finish(self) -> None:
        """Everything is on the medium when this returns."""
        self._check_sync()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def keep(self) -> None:
        self._kept = True

    def __enter__(self) -> TargetFile:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._pool.shutdown(wait=True)
        with contextlib.suppress(OSError):
            self._file.close()
        if not self._kept:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
