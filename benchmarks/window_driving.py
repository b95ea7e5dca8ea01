"""The real window in this process, driven by keys, with the moments of its paintings."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.paths import DataPaths
from app.ui.application import Application
from app.ui.pages.registry import pages_of
from app.ui.shell.main_window import MainWindow
from app.ui.tables.view import TableView
from app.ui.tasks import Task

_LOOK_MS = 5
_QUIET = 0.15
_MOST = 60.0


class Driver(QObject):
    """One run of the program's window on a data folder.

    Args:
        today: the day it works on; none: the machine's.
    """

    def __init__(self, folder: Path, today: dt.date | None = None) -> None:
        self.qt = QApplication.instance() or QApplication([])
        assert isinstance(self.qt, QApplication)
        super().__init__()
        self.errors: list[str] = []
        self.painted_at = 0.0
        self.application = Application(self.qt, DataPaths(folder), today=today)
        self.desk = self.application.desk
        self.desk.error_raised.connect(lambda error: self.errors.append(repr(error)))
        self.window.installEventFilter(self)
        self.settle()
        self.window.activateWindow()
        self.settle()

    @property
    def window(self) -> MainWindow:
        return self.application.window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A painting of the window is one event; what counts is when it ends."""
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        watched.removeEventFilter(self)
        QCoreApplication.sendEvent(watched, event)
        watched.installEventFilter(self)
        self.painted_at = time.perf_counter()
        return True

    def settle(self) -> None:
        """Let the loop run until nothing is read or painted any more."""
        loop = QEventLoop()
        timer = QTimer()
        begun = busy = time.perf_counter()

        def look() -> None:
            nonlocal busy
            now = time.perf_counter()
            if self.desk.tasks.findChildren(Task) or not self.desk.is_open:
                busy = now
            if now - max(busy, self.painted_at) > _QUIET or now - begun > _MOST:
                loop.quit()

        timer.timeout.connect(look)
        timer.start(_LOOK_MS)
        loop.exec()
        timer.stop()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> float:
        """Press a key; seconds until the last painting that came of it."""
        self.painted_at = 0.0
        begun = time.perf_counter()
        QTest.keyClick(self.window, key, modifier)
        self.settle()
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QDialog) and box.isVisible():
                box.close()
        return self.painted_at - begun

    def pages(self) -> list[str]:
        """The pages of the navigation, in the order of Ctrl+1, Ctrl+2..."""
        return [one.name for one in pages_of(self.desk.library, self.desk.office.level)]

    def switch(self, number: int, changed: bool = False) -> float:
        """Go to the page of that number by its key; seconds until it stands painted.

        Args:
            changed: something was written meanwhile, so that the page must read anew.
        """
        if changed:
            self.desk.note_saved(())
            self.settle()
        return self.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)

    def shown(self) -> tuple[str, int]:
        """The page shown, and how many rows its tables have."""
        route, page = self.window.stack.route, self.window.stack.page
        tables: list[TableView] = list(page.findChildren(TableView)) if page is not None else []
        return (route.page if route else "", sum(one.model.rowCount() for one in tables if one.isVisible()))

    def close(self) -> None:
        self.window.close()
        self.application.close()
