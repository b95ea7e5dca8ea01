"""Somebody at the keyboard: types into fields, presses keys, and looks at what stands on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.pages.page import Page
from app.ui.shell.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
_WAIT = 15_000


def write(target: QWidget, text: str) -> None:
    """Type a text; letters with accents come as a Vietnamese keyboard program sends them."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(target, letter)
        else:
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(target, event)


class Officer:
    """Works in one window; every error that is shown ends the test, unless it was awaited."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.errors: list[BaseException] = []
        window.desk.error_raised.connect(self.errors.append)

    @property
    def page(self) -> Page:
        page = self.window.stack.page
        assert page is not None
        return page

    @property
    def front(self) -> QWidget:
        """The dialog on top, or the window."""
        dialogs = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
        return dialogs[-1] if dialogs else self.window

    def press(self, *keys: str) -> None:
        """Press keys where the cursor is."""
        for key in keys:
            if not self.front.isActiveWindow():  # no window manager gives the keys back after a list was open
                self.front.activateWindow()
                QApplication.processEvents()
            target = self.front.focusWidget() or self.front
            QTest.keySequence(target, QKeySequence(key.replace("Enter", "Return")))
            self.settle()

    def type(self, text: str) -> None:
        """Type into what has the cursor."""
        target = self.front.focusWidget()
        assert target is not None
        write(target, text)

    def fill(self, **fields: str) -> None:
        """Go to fields by name, and type over what stands there."""
        for name, text in fields.items():
            box = self.find(QWidget, f"field.{name}")
            line = box if isinstance(box, QLineEdit | QPlainTextEdit) else box.findChild(QLineEdit) or box
            line.setFocus()
            if isinstance(line, QLineEdit | QPlainTextEdit):
                line.selectAll()
            write(line, text)
            QTest.keySequence(line, QKeySequence("Tab"))
            self.settle()

    def choose(self, name: str, text: str) -> None:
        """Type a part of a choice into its field, and take the best match on the way to the next field."""
        line = self.find(QLineEdit, f"field.{name}")
        line.setFocus()
        line.selectAll()
        write(line, text)
        self.until(lambda: QApplication.activePopupWidget() is not None, f"nothing is found for {text}")
        popup = QApplication.activePopupWidget()
        QTest.keySequence(popup, QKeySequence("Return"))
        self.settle()

    def pick_file(self, path: Path) -> None:
        """Type a path into the file dialog that is open."""
        self.until(lambda: bool(self._file_dialogs()), "no file dialog is open")
        dialog = self._file_dialogs()[-1]
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setFocus()
        line.selectAll()
        write(line, str(path))
        QTest.keySequence(line, QKeySequence("Return"))
        if dialog.isVisible():  # a completion of the path took the first one
            QTest.keySequence(line, QKeySequence("Return"))
        self.settle()

    def _file_dialogs(self) -> list[QFileDialog]:
        return [one for one in self.window.findChildren(QFileDialog) if one.isVisible()]

    def find(self, kind: type[W], name: str) -> W:
        """A shown widget by its name, waited for."""
        self.until(lambda: self.seen(kind, name) is not None, f"{name} is not on the screen")
        found = self.seen(kind, name)
        assert found is not None
        return found

    def seen(self, kind: type[W], name: str) -> W | None:
        return next((one for one in self.front.findChildren(kind, name) if one.isVisible()), None)

    def settle(self) -> None:
        """Let queued writes and reads end and the window answer."""
        self.window.desk.flush()
        QApplication.processEvents()
        self.until(lambda: not self.window.desk.tasks.busy, "work does not end")
        assert not self.errors, self.errors

    def until(self, wanted: Callable[[], bool], otherwise: str) -> None:
        try:
            self.qtbot.waitUntil(lambda: bool(self.errors) or wanted(), timeout=_WAIT)
        except Exception as error:
            raise AssertionError(f"{otherwise}\n{self.says()}") from error
        assert not self.errors, self.errors

    def on_page(self, name: str) -> None:
        """Wait until that page is shown."""
        self.until(lambda: self.page.route.page == name, f"page {name} is not shown")
        self.settle()

    def says(self) -> str:
        """All the words on the screen."""
        words = [one.text() for one in self.front.findChildren(QLabel) if one.isVisible()]
        words += [one.text() for one in self.front.findChildren(QAbstractButton) if one.isVisible()]
        return " | ".join(word for word in words if word)

    def look(self, path: Path) -> None:
        """Keep a picture of the window."""
        self.window.grab().save(str(path))
