"""F9 in a narrow window: one key, for the panel where the page has one, else for the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.ui.pages.producers.producer_page import ProducerPage
from app.ui.pages.registration.page import RegistrationPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> MainWindow:
    window = open_window(offices["commune"])
    window.resize(911, 464)
    window.activateWindow()
    return window


def keys_that_hold(window: MainWindow) -> list[object]:
    """Who takes F9 now."""
    page = window.stack.page
    assert page is not None
    held: list[object] = [
        one for one in window.findChildren(QShortcut) if one.key().toString() == "F9" and one.isEnabled()
    ]
    return held + [
        act for act in page.actions() if act.shortcut().toString() == "F9" and act.isVisible() and act.isEnabled()
    ]


def test_the_button_of_the_panel_follows_what_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    window.go(Route("producer"))
    page = window.stack.page
    assert isinstance(page, ProducerPage)
    button, before = window.bar.side_button, page.panel.count
    assert button.isVisible()
    assert button.text() == f"{page.panel.words}  F9"
    field = window.findChild(QLineEdit, "field.name")
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, "Hop tac xa")
    page.form.commit()
    qtbot.waitUntil(lambda: page.panel.count < before)
    assert button.text() == f"{page.panel.words}  F9"


def test_f9_shows_the_panel_and_hides_it(window: MainWindow, qtbot: QtBot) -> None:
    window.go(Route("producer"))
    side = window.findChild(QFrame, "side")
    assert side is not None
    assert not side.isVisible()
    assert len(keys_that_hold(window)) == 1
    qtbot.keyClick(window.stack.page, Qt.Key.Key_F9)
    assert side.isVisible()
    qtbot.keyClick(window.stack.page, Qt.Key.Key_F9)
    assert not side.isVisible()


def test_a_page_without_a_panel_has_the_key_for_itself(window: MainWindow) -> None:
    window.go(Route("registration"))
    page = window.stack.page
    assert isinstance(page, RegistrationPage)
    assert keys_that_hold(window) == [page.preview_act]
    assert window.bar.side_button.isHidden()
