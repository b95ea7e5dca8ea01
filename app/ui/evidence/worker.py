"""The one worker process of the window for small pictures and texts of files; started when it is first needed."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QPixmap

from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.services.cross_check.papers import TextReader
    from app.services.documents import AttachedFile
    from app.services.thumbnails.thumbnailer import Thumbnailer

_NAME = "file_worker"
_KEPT_PICTURES = 400
"""In memory, of a quarter of a megabyte each; the others are read again from the cache folder."""


class FileWorker(QObject):
    """Belongs to a desk; ``of`` gives the desk's own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        from app.services.cross_check.papers import TextReader
        from app.services.thumbnails.child import WorkerProcess
        from app.services.thumbnails.thumbnailer import Thumbnailer

        self.setObjectName(_NAME)
        self._desk = desk
        context = desk.context
        self._root = context.paths.root
        self._process = WorkerProcess()
        self.thumbnailer: Thumbnailer = Thumbnailer(context.store, context.paths.cache, self._process)
        self.reader: TextReader = TextReader(context.store, context.paths.cache, self._process)
        self._pictures: dict[str, QPixmap] = {}
        self._asked: set[str] = set()
        self._queue: list[tuple[str, str, Callable[[], None], QObject]] = []
        self._at_work = False
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._process.close)
        desk.destroyed.connect(self._process.close)
        atexit.register(self._process.close)

    @staticmethod
    def of(desk: Desk) -> FileWorker:
        """The desk's worker, made at its first use; another data folder gets another one."""
        found = cast("FileWorker | None", desk.findChild(FileWorker, _NAME))
        if found is not None and found._root == desk.context.paths.root:
            return found
        if found is not None:
            found.close()
            found.setObjectName("")
        return FileWorker(desk)

    def close(self) -> None:
        """End the process; a later request starts another."""
        self._process.close()

    def picture(self, sha256: str) -> QPixmap | None:
        """The small picture where it is made already; quick."""
        known = self._pictures.get(sha256)
        if known is not None:
            return known
        path = self.thumbnailer.kept(sha256)
        if path is None:
            return None
        pixmap = QPixmap(str(path))
        self._pictures[sha256] = pixmap
        if len(self._pictures) > _KEPT_PICTURES:
            del self._pictures[next(iter(self._pictures))]
        return pixmap

    def make(self, files: Iterable[AttachedFile], on_made: Callable[[], None], owner: QObject) -> None:
        """Make the small pictures that are still missing, in the background; ``on_made`` is called after each."""
        for file in files:
            sha256 = file.blob.sha256
            if sha256 in self._asked or self.picture(sha256) is not None:
                continue
            self._asked.add(sha256)
            self._queue.append((sha256, file.blob.media_type, on_made, owner))
        if not self._at_work:
            self._next()

    def _next(self) -> None:
        # One at a time: the threads that read for the pages stay free.
        while self._queue:
            sha256, media_type, on_made, owner = self._queue.pop(0)
            if shiboken6.isValid(owner):
                self._at_work = True
                done = partial(self._done, on_made, owner)
                self._desk.tasks.read(partial(self.thumbnailer.thumbnail, sha256, media_type), done, done, self)
                return

    def _done(self, on_made: Callable[[], None], owner: QObject, _made: object) -> None:
        self._at_work = False
        if shiboken6.isValid(owner):
            on_made()
        self._next()
