"""The texts of attached files: read once by the worker process, kept by SHA-256 below the cache folder."""

from __future__ import annotations

from pathlib import Path

from app.services.bundles.names import is_sha256
from app.services.cross_check.file_text import MAX_FILE, READ_KINDS, VERSION, FileText, load_text
from app.services.file_store import FileStore, StoredBlob
from app.services.thumbnails.child import WorkerProcess

_UNREADABLE = FileText(VERSION, "unreadable")
_PICTURE = FileText(VERSION, "scanned")


class TextReader:
    """Asks the worker for what is not kept yet. Slow: for a worker thread, never for the window's own."""

    def __init__(self, store: FileStore, cache: Path, worker: WorkerProcess) -> None:
        """``cache``: the data folder's cache folder; the texts lie in ``texts`` below it."""
        self._store = store
        self._folder = cache / "texts"
        self._worker = worker

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.json"

    def text(self, blob: StoredBlob) -> FileText:
        """What can be read of a file; a picture is ``scanned``, all other kinds are ``unreadable``."""
        if blob.media_type.startswith("image/"):
            return _PICTURE
        if blob.media_type not in READ_KINDS or blob.size > MAX_FILE or not is_sha256(blob.sha256):
            return _UNREADABLE
        path = self.path(blob.sha256)
        kept = load_text(path)
        if kept is not None:
            return kept
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            source = self._store.path(blob.sha256)
            if source.is_file() and self._worker.ask("text", source, blob.media_type, path):
                return load_text(path) or _UNREADABLE
        except OSError:
            pass  # no room, no right to write: not read, and said so
        return _UNREADABLE
