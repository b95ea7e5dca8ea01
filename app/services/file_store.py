"""Attachments stored once by SHA-256: written and synced before any row names them."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.errors import StorageError
from app.models.base import new_id
from app.services.bundles import sniffing
from app.services.bundles.files import sync_folder
from app.services.progress import NullProgress, Progress
from app.translate import N_

CHUNK = 1024 * 1024
#: A medium that is asked for many syncs at once answers them together.
_SYNCS_AT_ONCE = 16


@dataclass(frozen=True)
class StoredBlob:
    """A stored file: its SHA-256 (hex), size in bytes, type by content, and why it is kept inert (or empty)."""

    sha256: str
    size: int
    media_type: str
    warning: str


class FileStore:
    """A folder of files named by their content, two letters a subfolder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a file of that content lies, or would lie."""
        return self.folder / sha256[:2] / sha256

    def location(self, sha256: str) -> str:
        """``path`` as text: for going through very many, since ``pathlib`` keeps every name that it meets."""
        return os.path.join(self.folder, sha256[:2], sha256)

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The file for reading.

        Raises:
            StorageError: it is missing.
        """
        try:
            return self.path(sha256).open("rb")
        except OSError as error:
            raise StorageError(
                N_("The attachment {name} is missing from the store."),
                advice=N_("Run the data check, and restore the file from a backup."),
                name=sha256[:12],
            ) from error

    def put(self, source: Path, progress: Progress | None = None) -> StoredBlob:
        """Copy a file into the store, hashing as it goes; one that is already there, and whole, is not written again.

        Raises:
            StorageError: it cannot be read, or there is no room. Cancelled: nothing is left.
        """
        progress = progress or NullProgress()
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{new_id()}.part"
        digest, done = hashlib.sha256(), 0
        try:
            total = source.stat().st_size
            with source.open("rb") as reader, temporary.open("xb") as writer:
                while chunk := reader.read(CHUNK):
                    digest.update(chunk)
                    writer.write(chunk)
                    done += len(chunk)
                    progress.step(done, total, N_("Copying attachments"))
                writer.flush()
                os.fsync(writer.fileno())
            sha256 = digest.hexdigest()
            media_type, warning = sniff(temporary, source.name)
            if not self.verify(sha256):
                self._place(temporary, sha256)
        except OSError as error:
            raise StorageError(
                N_("The file “{name}” could not be copied."),
                kept=N_("The dossier is unchanged."),
                advice=N_("Check that the file can be opened and that the disk has room."),
                name=source.name,
            ) from error
        finally:
            temporary.unlink(missing_ok=True)
        return StoredBlob(sha256, done, media_type, warning)

    def adopt(self, verified: Path, sha256: str) -> None:
        """Move a verified, synced file on the same disk into its place; harmless where it is already there."""
        if not self.path(sha256).exists():
            self._place(verified, sha256)

    def _place(self, verified: Path, sha256: str) -> None:
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(verified, target)
        sync_folder(target.parent)

    def adopt_all(self, verified: list[tuple[Path, str]]) -> None:
        """``adopt`` for many files, each folder synced once; a file that is in the store already may be gone outside.

        Raises:
            StorageError: a file is neither in the store nor where it was said to be, or cannot be moved.
        """
        made: set[Path] = set()
        touched: set[Path] = set()
        try:
            for path, sha256 in verified:
                target = self.path(sha256)
                if target.exists():
                    continue
                if target.parent not in made:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    made.add(target.parent)
                os.replace(path, target)
                touched.add(target.parent)
            with ThreadPoolExecutor(_SYNCS_AT_ONCE, "sync") as pool:
                list(pool.map(sync_folder, touched))
        except OSError as error:
            raise StorageError(
                N_("An attachment could not be moved into the store."),
                kept=N_("Nothing was taken."),
                advice=N_("Look at the bundle again; check the room on the disk."),
            ) from error

    def verify(self, sha256: str) -> bool:
        """Whether the stored bytes still have their name's hash."""
        digest = hashlib.sha256()
        try:
            with self.path(sha256).open("rb") as reader:
                while chunk := reader.read(CHUNK):
                    digest.update(chunk)
        except OSError:
            return False
        return digest.hexdigest() == sha256

    def listed(self) -> set[str]:
        """The hashes of all files that lie in the store."""
        return {path.name for path in self.folder.glob("??/*") if len(path.name) == 64}


def sniff(path: Path, name: str) -> tuple[str, str]:
    """The type by content, and a warning (message id) where the file is not what its name says or may be active."""
    media_type, warning = sniffing.inspect(path)
    return media_type, warning or sniffing.warn_of_name(media_type, name)
