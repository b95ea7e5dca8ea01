"""Thumbnails of attached files, made once and kept below the cache folder by the file's SHA-256."""

from __future__ import annotations

from pathlib import Path

from app.services.bundles.names import is_sha256
from app.services.file_store import FileStore
from app.services.thumbnails.child import WorkerProcess
from app.services.thumbnails.drawing import DRAWN, SIZE


class Thumbnailer:
    """Asks the worker for what is not kept yet. Slow: call it from a worker thread, never from the window's own."""

    def __init__(self, store: FileStore, cache: Path, worker: WorkerProcess) -> None:
        """``cache``: the data folder's cache folder; the pictures lie in ``thumbnails`` below it."""
        self._store = store
        self._folder = cache / "thumbnails"
        self._worker = worker
        self._failed: set[str] = set()

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}-{SIZE}.png"

    def kept(self, sha256: str) -> Path | None:
        """The picture where it has been made before; quick, asks nobody."""
        path = self.path(sha256)
        return path if path.is_file() else None

    def thumbnail(self, sha256: str, media_type: str) -> Path | None:
        """A PNG of at most 256 x 256 pixels; ``None``: no preview, whatever the reason was.

        A file that could not be drawn is not tried again before the next start of the program.
        """
        if not is_sha256(sha256) or media_type not in DRAWN or sha256 in self._failed:
            return None
        path = self.path(sha256)
        if path.is_file():
            return path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            source = self._store.path(sha256)
            if source.is_file() and self._worker.ask("thumbnail", source, media_type, path) and path.is_file():
                return path
        except OSError:
            pass  # no room, no right to write: no preview
        self._failed.add(sha256)
        return None
