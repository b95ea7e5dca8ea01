"""What the officer changes in the settings is in the database, in the settings file, and on the screen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import translate
from app.paths import DataPaths
from app.services import keys
from app.services.compared_rules import compared_hashes
from app.services.emblem import emblem_of
from app.services.office_cards import read_card
from app.services.office_exchange import own_card
from app.services.offices import own_office_row
from app.services.officials import change_official, list_officials
from app.settings import RECEIPT_DAYS
from app.ui.pages.settings.page import SettingsPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _english() -> Any:
    was = translate.current_language()
    translate.set_language("en")
    yield
    translate.set_language(was)


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> MainWindow:
    made = open_window(offices["commune"])
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _tab(window: MainWindow, name: str) -> Any:
    window.go(Route("settings", tab=name))
    page = window.stack.page
    assert isinstance(page, SettingsPage)
    return page.tab


def _dialog(qtbot: QtBot, window: MainWindow, name: str) -> QDialog:
    def found() -> QDialog | None:
        return next((one for one in window.findChildren(QDialog, name) if one.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    dialog = found()
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def _field(parent: QWidget, name: str) -> QWidget:
    field = parent.findChild(QLineEdit, f"field.{name}") or parent.findChild(QPlainTextEdit, f"field.{name}")
    assert field is not None
    return field


def _say_yes(qtbot: QtBot, window: MainWindow) -> None:
    button = _dialog(qtbot, window, "question").findChild(QPushButton, "act")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_signer_is_saved_when_the_field_is_left(window: MainWindow, qtbot: QtBot) -> None:
    tab = _tab(window, "office")
    tab.form.focus("signer_name")
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "Y Thang Nie")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.office.signer_name == "Y Thang Nie")
    with window.desk.context.database.reading() as session:
        assert own_office_row(session).signer_name == "Y Thang Nie"


def test_a_person_is_added_and_taken_out_with_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    tab = _tab(window, "people")
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_N, CTRL)
    dialog = _dialog(qtbot, window, "act_dialog")
    qtbot.keyClicks(_field(dialog, "full_name"), "Tran Van B")
    qtbot.keyClick(_field(dialog, "full_name"), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(tab._people) == 2)
    second = next(one for one in tab._people.values() if one.full_name == "Tran Van B")
    assert second.role == "officer"
    qtbot.waitUntil(lambda: not window.findChildren(QDialog, "act_dialog"))

    window.activateWindow()
    tab.table.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    assert tab.table.select(second.id)
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_Delete, CTRL)
    dialog = _dialog(qtbot, window, "act_dialog")
    qtbot.keyClicks(_field(dialog, "reason"), "retired")
    qtbot.keyClick(_field(dialog, "reason"), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(tab._people) == 1)
    with window.desk.context.database.reading() as session:
        assert [one.full_name for one in list_officials(session, window.desk.office.id)] == [
            window.desk.person.full_name
        ]


def test_the_key_gets_a_passphrase_and_the_card_is_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, offices: dict[str, DataPaths]
) -> None:
    tab = _tab(window, "keys")
    assert tab.fingerprint.text() == keys.public_keys(offices["commune"].keys).fingerprint
    qtbot.keyClick(tab.first_input(), Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    dialog = _dialog(qtbot, window, "passphrase_dialog")
    for name in ("passphrase", "passphrase_again"):
        qtbot.keyClicks(_field(dialog, name), "four easy words")
    qtbot.keyClick(_field(dialog, "passphrase_again"), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: keys.public_keys(offices["commune"].keys).protected)
    unlocked = keys.unlock(offices["commune"].keys, "four easy words")

    card = own_card(window.desk.office, unlocked, dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    tab.write_card(tmp_path / "card", card, unlocked)
    assert read_card(tmp_path / "card.ocop-card").fingerprint == tab.fingerprint.text()
    window.open_bundle(tmp_path / "card.ocop-card")  # its own: refused
    page: Any = window.stack.page
    qtbot.waitUntil(lambda: page.view.strip.isVisible())
    assert page.view.strip.accessibleName() == "This is the card of your own office."
    assert not page.go.isEnabled()


def test_deadlines_and_certificates_are_in_the_settings_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, offices: dict[str, DataPaths]
) -> None:
    tab = _tab(window, "deadlines")
    field = tab.form.first_input()
    field.setFocus()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    tab = _tab(window, "certificates")
    qtbot.keyClick(tab.qr, Qt.Key.Key_Space)
    said = json.loads(offices["commune"].settings_file.read_text(encoding="utf-8"))
    assert said["deadlines"] == {"check_form": 5}
    assert said["certificate"]["qr"] is False
    Image.new("RGB", (40, 40)).save(tmp_path / "emblem.png")
    tab.load(tmp_path / "emblem.png")
    assert emblem_of(offices["commune"]) is not None


def test_after_how_many_days_a_receipt_is_missed_is_the_office_s_own_choice(
    window: MainWindow, qtbot: QtBot, offices: dict[str, DataPaths]
) -> None:
    tab = _tab(window, "deadlines")

    def typed(words: str) -> int:
        tab.form.focus("receipt_days")
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit)
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, words)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        return int(json.loads(offices["commune"].settings_file.read_text(encoding="utf-8"))["receipt_days"])

    assert typed("7") == window.desk.context.settings.receipt_days == 7
    assert typed("") == RECEIPT_DAYS
    qtbot.waitUntil(lambda: tab.form.value("receipt_days") == RECEIPT_DAYS)


def test_a_copy_is_made_and_put_back(window: MainWindow, qtbot: QtBot) -> None:
    tab = _tab(window, "backup")
    before = window.desk.office.name
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: tab.table.current_id() != "")
    office = _tab(window, "office")
    office.form.put("name", "Another name")
    qtbot.waitUntil(lambda: window.desk.office.name == "Another name")
    tab = _tab(window, "backup")
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_R, CTRL)
    _say_yes(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.office.name == before)
    with window.desk.context.database.reading() as session:
        assert own_office_row(session).name == before


def test_the_data_check_and_the_rules_are_told(window: MainWindow, qtbot: QtBot) -> None:
    tab = _tab(window, "check")
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: tab.strip.accessibleName() == "Nothing is wrong.", timeout=20_000)
    tab = _tab(window, "rules")
    qtbot.waitUntil(lambda: tab.table.select("2026-two-tier"), timeout=20_000)


def test_a_comparison_with_the_signed_text_is_recorded_and_taken_back_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    with desk.context.database.transaction() as session:
        change_official(session, desk.person.id, {"role": "leader"}, desk.actor(session))
    desk.reload_office()
    tab = _tab(window, "rules")
    qtbot.waitUntil(lambda: tab.table.select("2023-three-tier"), timeout=20_000)
    qtbot.waitUntil(lambda: "Nobody here has compared" in tab.said.text())
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_R, CTRL)
    dialog = _dialog(qtbot, window, "act_dialog")
    qtbot.keyClicks(_field(dialog, "copy_number"), "148/QD-TTg")
    qtbot.keyClick(_field(dialog, "copy_number"), Qt.Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "24/2/2023")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "with 148/QD-TTg of 24/02/2023" in tab.said.text())
    assert tab.table.current_id() == "2023-three-tier"
    with desk.context.database.reading() as session:
        assert compared_hashes(session) == {desk.library.regime_sha256("2023-three-tier")}

    qtbot.waitUntil(lambda: not window.findChildren(QDialog, "act_dialog"))
    window.activateWindow()
    tab.table.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(tab.table.grid, Qt.Key.Key_Delete, CTRL)
    dialog = _dialog(qtbot, window, "act_dialog")
    qtbot.keyClicks(_field(dialog, "reason"), "a draft was compared")
    qtbot.keyClick(_field(dialog, "reason"), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Nobody here has compared" in tab.said.text())
    with desk.context.database.reading() as session:
        assert not compared_hashes(session)


def test_the_language_changes_without_a_restart(window: MainWindow, qtbot: QtBot) -> None:
    tab = _tab(window, "display")
    qtbot.keyClick(tab.cards.first_input(), Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: translate.current_language() == "vi")
    qtbot.waitUntil(lambda: isinstance(window.stack.page, SettingsPage) and window.stack.page.tab is not tab)
    assert window.stack.page is not None
    assert window.stack.page.tab.objectName() == "settings.display"  # type: ignore[attr-defined]
