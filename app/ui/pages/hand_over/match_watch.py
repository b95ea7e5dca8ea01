"""Compares the papers of the dossiers that are about to leave, one after the other, beside what the person does."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.services.cross_check.check import check_papers
from app.services.cross_check.record import gather
from app.services.cross_check.results import CrossCheck
from app.ui.desk import Desk
from app.ui.evidence.worker import FileWorker

_MOST = 40


class MatchWatch(QObject):
    """``found`` holds the result of each dossier that was compared; ``changed`` tells of another one."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: list[str] = []
        self._is_busy = False
        self.found: dict[str, CrossCheck] = {}

    def ask(self, dossier_ids: Iterable[str]) -> None:
        """Compare these, those that were compared already left out; at most forty at once."""
        self._waiting = [one for one in dossier_ids if one not in self.found][:_MOST]
        self._next()

    def forget(self) -> None:
        """Papers have changed: compare anew when asked."""
        self.found.clear()

    @property
    def is_busy(self) -> bool:
        """Whether a comparison is under way."""
        return self._is_busy

    def _next(self) -> None:
        if self._is_busy or not self._waiting:
            return
        ident = self._waiting.pop(0)
        self._is_busy = True
        reader = FileWorker.of(self._desk).reader
        desk = self._desk

        def done(result: CrossCheck | None) -> None:
            self._is_busy = False
            if result is not None:
                self.found[ident] = result
            self._next()
            self.changed.emit()

        desk.tasks.read(
            lambda: check_papers(desk.read(lambda session: gather(session, ident)), reader),
            done,
            lambda _error: done(None),  # the dossier's own page says why it cannot be compared
            self,
        )
