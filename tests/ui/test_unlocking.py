"""Where the system has a keyring the passphrase is typed once and for all; where it has none, once each start."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services import remembered_passphrase as kept
from app.services.keys import OfficeKeys, change_passphrase
from app.ui.dialogs import unlocking
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.services_core.own_keyring import MemoryKeyring

WORDS = "four easy words"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> type[MemoryKeyring]:
    """The system has a keyring: that of the tests."""
    monkeypatch.delenv(kept.BACKEND_VARIABLE)
    choice = kept.Choice("tests.services_core.own_keyring", "MemoryKeyring")
    monkeypatch.setitem(kept.CHOICES, sys.platform, (choice,))
    monkeypatch.setattr(MemoryKeyring, "entries", {})
    return MemoryKeyring


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> MainWindow:
    """A commune whose keys lie under a passphrase."""
    change_passphrase(offices["commune"].keys, None, WORDS)
    made = open_window(offices["commune"])
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _asked(window: MainWindow, qtbot: QtBot) -> tuple[list[OfficeKeys], QDialog]:
    """Ask for the keys; what they were given to, and the question that stands there."""
    got: list[OfficeKeys] = []
    window.desk.with_keys(got.append)

    def question() -> QDialog | None:
        return next((one for one in window.findChildren(QDialog, "passphrase_question") if one.isVisible()), None)

    qtbot.waitUntil(lambda: question() is not None)
    found = question()
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return got, found


def _type(question: QDialog, words: str, qtbot: QtBot) -> None:
    answer = question.findChild(QLineEdit, "answer")
    assert answer is not None
    assert answer.hasFocus()
    qtbot.keyClicks(answer, words)


def _unlock(window: MainWindow, qtbot: QtBot, words: str = WORDS, *, keep: bool) -> None:
    got, question = _asked(window, qtbot)
    _type(question, words, qtbot)
    if keep:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        tick = QApplication.focusWidget()
        assert isinstance(tick, QCheckBox)
        qtbot.keyClick(tick, Qt.Key.Key_Space)
        assert tick.isChecked()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(got) == 1)


def _again(window: MainWindow) -> None:
    """As after a new start."""
    window.desk.context.forget_keys()


def test_a_ticked_passphrase_is_not_asked_again(window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring]) -> None:
    _unlock(window, qtbot, keep=True)
    qtbot.waitUntil(lambda: list(own.entries.values()) == [WORDS])
    qtbot.waitUntil(lambda: bool(window.desk.state.get("passphrase_kept")))
    _again(window)
    got: list[OfficeKeys] = []
    window.desk.with_keys(got.append)
    window.desk.with_keys(got.append)  # the same key pressed twice
    qtbot.waitUntil(lambda: len(got) == 1)
    assert not [one for one in window.findChildren(QDialog, "passphrase_question") if one.isVisible()]
    assert got[0].public_key.hex() == window.desk.office.sign_public_key


def test_without_the_tick_nothing_is_kept(window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring]) -> None:
    _unlock(window, qtbot, keep=False)
    assert own.entries == {}
    _again(window)
    _got, question = _asked(window, qtbot)
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert own.entries == {}


def test_without_a_keyring_there_is_no_tick(
    window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "works", False)
    _got, question = _asked(window, qtbot)
    assert question.findChild(QCheckBox) is None


def test_a_wrong_remembered_passphrase_is_forgotten_and_asked_for(
    window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring], offices: dict[str, DataPaths]
) -> None:
    _unlock(window, qtbot, keep=True)
    qtbot.waitUntil(lambda: bool(window.desk.state.get("passphrase_kept")))
    change_passphrase(offices["commune"].keys, WORDS, "changed elsewhere")
    _again(window)
    got, question = _asked(window, qtbot)
    qtbot.waitUntil(lambda: own.entries == {})
    _type(question, "changed elsewhere", qtbot)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(got) == 1)
    qtbot.waitUntil(lambda: not window.desk.state.get("passphrase_kept"))


def test_a_change_in_the_settings_is_followed_and_the_settings_forget_it(
    window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring]
) -> None:
    _unlock(window, qtbot, keep=True)
    qtbot.waitUntil(lambda: bool(window.desk.state.get("passphrase_kept")))
    window.go(Route("settings", tab="keys"))
    tab = window.stack.page.tab  # type: ignore[union-attr]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tab.first_input().setFocus()
    qtbot.keyClick(tab.first_input(), Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QDialog, "passphrase_dialog")))
    dialog = window.findChild(QDialog, "passphrase_dialog")
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    for name, words in (("old_passphrase", WORDS), ("passphrase", "new"), ("passphrase_again", "new")):
        field = dialog.findChild(QLineEdit, f"field.{name}")
        assert field is not None
        qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: list(own.entries.values()) == ["new"])

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tab.refresh()
    tab.first_input().setFocus()
    forget = tab.findChild(QAction, "forget_passphrase")
    assert forget.isVisible()
    qtbot.keyClick(tab.first_input(), Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: own.entries == {})
    qtbot.waitUntil(lambda: not forget.isVisible())


def test_a_keyring_that_does_not_answer_holds_nobody_up(
    window: MainWindow, qtbot: QtBot, own: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = threading.Event()
    monkeypatch.setattr(kept, "can_remember", answer.wait)
    monkeypatch.setattr(unlocking, "PATIENCE_MS", 0)
    got, question = _asked(window, qtbot)
    assert question.findChild(QCheckBox) is None
    _type(question, WORDS, qtbot)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(got) == 1)
    window.desk.tasks.shut_down()  # the end of the program waits for it as little
    answer.set()
