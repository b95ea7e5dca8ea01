"""Long work under way: what, how far, how long still, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.translate import _, ngettext
from app.ui.tasks import Task
from app.ui.theme import font

_SHOWN_AFTER_MS = 500


class ProgressPanel(QFrame):
    """One piece of work at a time, as it is done; it appears only where the work takes longer than half a second."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setObjectName("progress")
        self._task: Task | None = None
        self._waiting: list[Task] = []
        self._title = QLabel(self)
        self._title.setFont(font("strong"))
        self._where = QLabel(self)
        self._where.setProperty("tone", "text2")
        self._where.setFont(font("second"))
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._stop = QPushButton(_("Stop"), self)
        self._stop.setObjectName("progress.stop")
        self._stop.clicked.connect(self._on_stop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._bar)
        words.addWidget(self._where)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addLayout(words, 1)
        row.addWidget(self._stop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_AFTER_MS)
        self._timer.timeout.connect(self._appear)
        self.hide()

    def watch(self, task: Task) -> None:
        """Follow a piece of work until it ends, once those before it have ended."""
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)
        self._waiting.append(task)
        if self._task is None:
            self._follow_next()

    def _follow_next(self) -> None:
        self._task = self._waiting.pop(0) if self._waiting else None
        if self._task is None:
            self._timer.stop()
            self.hide()
            return
        self._title.setText(self._task.title)
        self._where.setText(" ")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._timer.start()

    def _appear(self) -> None:
        if self._task is not None:
            self.adjustSize()
            self.show()
            self.raise_()

    def _on_progressed(self, where: tuple[int, int, str]) -> None:
        done, total, message = where
        if self._task is None or self.sender() is not self._task:
            return
        self._bar.setRange(0, 1000 if total > 0 else 0)
        self._bar.setValue(done * 1000 // total if total > 0 else 0)
        words = [_(message)] if message else []
        if total > 0:
            words.append(f"{done * 100 // total} %")
            passed = time.monotonic() - self._task.started
            if done and passed > 2:
                words.append(_left(passed * (total - done) / done))
        self._where.setText(" · ".join(words))

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self._stop.setEnabled(False)
            self._where.setText(_("Stopping; what was begun is being put away."))

    def _on_ended(self) -> None:
        ended = self.sender()
        if ended is self._task:
            self._follow_next()
        else:
            self._waiting = [task for task in self._waiting if task is not ended]


def _left(seconds: float) -> str:
    if seconds < 60:
        whole = max(1, round(seconds))
        return ngettext("about {count} second left", "about {count} seconds left", whole).format(count=whole)
    minutes = round(seconds / 60)
    return ngettext("about {count} minute left", "about {count} minutes left", minutes).format(count=minutes)
