"""Keys as a person presses them: into the open list of a field where there is one, else where the cursor is."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.shell.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


def settle(window: MainWindow) -> None:
    """Let everything that was asked for be done and shown."""
    for _turn in range(3):
        QApplication.processEvents()
        window.desk.flush()
        QTest.qWait(2)


def target(window: MainWindow) -> QWidget:
    """What takes the next key."""
    return QApplication.activePopupWidget() or QApplication.focusWidget() or window


def press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = _NONE) -> None:
    """One key."""
    QTest.keyClick(target(window), key, held)
    settle(window)


def write(window: MainWindow, text: str) -> None:
    """Letters, also those that no test keyboard has."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            where = target(window)
            if shiboken6.isValid(where):
                QApplication.sendEvent(where, QKeyEvent(kind, 0, _NONE, letter))
        QApplication.processEvents()
    settle(window)


def enter(window: MainWindow, text: str = "") -> None:
    """Letters, then Enter: the next field."""
    if text:
        write(window, text)
    press(window, Qt.Key.Key_Return)
