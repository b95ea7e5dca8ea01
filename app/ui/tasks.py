"""Work away from the window's own thread: short writes one after another, reads and long file work beside them.

Every callback runs in the window's thread; it is dropped where its owner is gone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRunnable, QThreadPool, Signal

from app.errors import Cancelled

_log = logging.getLogger("app.ui.tasks")
_UPDATES_PER_SECOND = 10

Work = Callable[[], Any]
Callback = Callable[[Any], None]


class TaskProgress:
    """What long work tells its progress to (``app.services.progress.Progress``); lives in the worker's thread."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._last = 0.0

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def step(self, done: int, total: int, message: str) -> None:
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if done >= total or now - self._last >= 1 / _UPDATES_PER_SECOND:
            self._last = now
            self._tell(done, total, message)


class Task(QObject):
    """One piece of work under way; made in the window's thread, where its signals arrive."""

    progressed = Signal(object)  # (done, total, message id)
    ended = Signal()
    _finished = Signal(object)  # (value, error)

    def __init__(
        self, title: str, on_done: Callback | None, on_error: Callback | None, owner: QObject | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.started = time.monotonic()
        self.progress = TaskProgress(lambda done, total, message: self.progressed.emit((done, total, message)))
        self._on_done, self._on_error, self._owner = on_done, on_error, owner
        self._has_owner = owner is not None
        self.told = False
        self._finished.connect(self._on_finished)

    def stop(self) -> None:
        """Ask the work to stop; it ends as soon as it looks."""
        self.progress.stop()

    def deliver(self, value: Any, error: BaseException | None) -> None:
        """Called in the worker's thread."""
        self._finished.emit((value, error))

    def _on_finished(self, outcome: tuple[Any, BaseException | None]) -> None:
        value, error = outcome
        self.told = True
        self.ended.emit()
        call = self._on_done if error is None else self._on_error
        wanted = not self._has_owner or (self._owner is not None and shiboken6.isValid(self._owner))
        try:
            if call is not None and wanted:
                call(value if error is None else error)
        finally:
            self._on_done = self._on_error = None
            self.deleteLater()


class _Job(QRunnable):
    def __init__(self, task: Task, work: Work) -> None:
        super().__init__()
        self._task, self._work = task, work

    def run(self) -> None:
        value: Any = None
        failure: BaseException | None = None
        try:
            value = self._work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the window must hear that the work has ended
            failure = error
        if shiboken6.isValid(self._task):
            self._task.deliver(value, failure)


class TaskRunner(QObject):
    """The lanes. ``started`` tells of long work that the progress panel shows."""

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writes = _pool(self, 1)
        self._reads = _pool(self, 2)
        self._files = _pool(self, 1)
        self._long: list[Task] = []

    @property
    def long_tasks(self) -> tuple[Task, ...]:
        """The long work under way."""
        return tuple(self._long)

    def write(self, work: Work, on_done: Callback, on_error: Callback, owner: QObject | None = None) -> None:
        """Queue a short write behind those before it. It is carried out even if its owner goes away."""
        task = Task("", on_done, on_error, owner, self)
        self._writes.start(_Job(task, work))

    def read(self, work: Work, on_done: Callback, on_error: Callback, owner: QObject | None = None) -> None:
        task = Task("", on_done, on_error, owner, self)
        self._reads.start(_Job(task, work))

    def run_long(
        self,
        title: str,
        work: Callable[[TaskProgress], Any],
        on_done: Callback,
        on_error: Callback,
        owner: QObject | None = None,
    ) -> Task:
        """Queue long work; the progress panel shows it, and can stop it."""
        task = Task(title, on_done, on_error, owner, self)
        self._long.append(task)
        task.ended.connect(self._on_long_ended)
        self.started.emit(task)
        self._files.start(_Job(task, lambda: work(task.progress)))
        return task

    def _on_long_ended(self) -> None:
        ended = self.sender()
        self._long = [task for task in self._long if task is not ended]

    @property
    def busy(self) -> bool:
        """Whether any work was asked for whose end was not told yet."""
        return any(isinstance(child, Task) and not child.told for child in self.children())

    def flush(self) -> None:
        """Wait until every queued write is done, and deliver what it brought back."""
        self._writes.waitForDone()
        for task in [child for child in self.children() if isinstance(child, Task)]:
            QCoreApplication.sendPostedEvents(task, QEvent.Type.MetaCall.value)

    def shut_down(self) -> None:
        """Finish the writes, stop the long work and wait for it."""
        for task in self._long:
            task.stop()
        self.flush()
        for pool in (self._files, self._reads):
            pool.waitForDone()


def _pool(parent: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(threads)
    pool.setExpiryTimeout(-1)  # a thread keeps its database connection warm
    return pool
