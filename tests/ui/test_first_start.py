"""A person sits down at a new data folder and sets the office up with the keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import translate
from app.paths import DataPaths
from app.services import keys
from app.services.offices import own_office_row
from app.services.officials import list_officials
from app.services.places.own_units import add_own_unit
from app.ui.pages.first_start.own_unit import OwnUnitDialog
from app.ui.pages.first_start.page import FirstStartPage
from app.ui.shell.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(tmp_path: Path, open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> MainWindow:
    made = open_window(DataPaths(tmp_path / "new"))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture(autouse=True)
def _language() -> Any:
    was = translate.current_language()
    translate.set_language("vi")
    yield
    translate.set_language(was)


def _page(window: MainWindow) -> FirstStartPage:
    page = window.stack.page
    assert isinstance(page, FirstStartPage)
    return page


def _press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, held)


def _type(qtbot: QtBot, name: str, text: str, window: MainWindow) -> None:
    field = window.findChild(QLineEdit, f"field.{name}")
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, text)


def _choose_commune(qtbot: QtBot, window: MainWindow) -> None:
    _type(qtbot, "commune", "phuoc an krong pac", window)
    popup = _page(window).office.form.editor("commune")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    listed: QWidget | None = QApplication.activePopupWidget()
    assert listed is not None
    assert popup is not None
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _page(window).office.form.value("name") != "")


def test_a_unit_entered_by_mistake_is_taken_back_at_once(window: MainWindow, qtbot: QtBot) -> None:
    page, places = _page(window), window.desk.context.places
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    _choose_commune(qtbot, window)
    before = page.office.form.value("commune")
    values = {"code": "24999", "name": "Krông Mẫu", "kind": "xã", "level": "commune", "parent": "66",
              "valid_from": window.desk.today()}  # fmt: skip
    page.office._take_unit(add_own_unit(places, values))
    assert page.office.form.value("commune") == "24999"
    undo = window.toast.findChild(QPushButton, "toast.undo")
    assert undo is not None
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert page.office.form.value("commune") == before
    assert places.own_units == ()


@pytest.mark.parametrize("typed", ["", "krong mau khong co", "krong pac"])
def test_a_unit_is_added_from_the_commune_field(window: MainWindow, qtbot: QtBot, typed: str) -> None:
    page = _page(window)
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    _type(qtbot, "commune", typed, window)
    QApplication.processEvents()
    listed = QApplication.activePopupWidget()
    field = window.findChild(QLineEdit, "field.commune")
    qtbot.keyClick(listed or field, Qt.Key.Key_U, CTRL)
    qtbot.waitUntil(lambda: bool(page.findChildren(OwnUnitDialog)))
    asked = page.findChildren(OwnUnitDialog)[-1]
    assert asked.boxes["name"].editor.value() == ""
    asked.reject()


def test_an_office_is_set_up_with_the_keys_alone(window: MainWindow, qtbot: QtBot) -> None:
    page = _page(window)
    assert not window.navigation.isVisible()
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    _choose_commune(qtbot, window)
    assert page.office.form.value("name") == "Ủy ban nhân dân xã Krông Pắc"
    assert page.office.form.value("province") == "66"

    _press(qtbot, Qt.Key.Key_Return, CTRL)  # nobody signs or works here yet: the page stays and stands in the field
    qtbot.waitUntil(lambda: page.office.form.current() == "signer_name")
    _type(qtbot, "signer_name", "Y Thang Nie", window)
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.office.form.current() == "full_name")
    _type(qtbot, "full_name", "Nguyen Thi Phuong", window)
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(page.keys.isVisible)
    _type(qtbot, "passphrase", "four easy words", window)
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    assert page.keys.isVisible()  # typed only once
    _type(qtbot, "passphrase_again", "four easy words", window)
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(page.steps) == 4, timeout=8000)
    assert page.keys.passphrase.first.text() == ""

    with window.desk.context.database.reading() as session:
        office = own_office_row(session)
        people = list_officials(session, office.id)
    assert (office.code, office.level, office.signer_post) == ("24490", "commune", "Chủ tịch")
    assert [one.full_name for one in people] == ["Nguyen Thi Phuong"]
    unlocked = keys.unlock(window.desk.context.paths.keys, "four easy words")
    assert unlocked.public_key.hex() == office.sign_public_key
    assert not any(window.desk.context.paths.outbox.iterdir())  # the recovery sheet is nowhere on the disk

    _press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.navigation.isVisible() and window.desk.has_office)
    qtbot.waitUntil(lambda: window.stack.route is not None and window.stack.route.page == "today")
    assert window.desk.state.get("first_start") is None


def test_another_language_keeps_what_was_chosen(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    _choose_commune(qtbot, window)
    page = _page(window)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.steps[0].isVisible()
    qtbot.keyClick(page.steps[0].first_input(), Qt.Key.Key_Right)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.stack.page is not page)
    assert translate.current_language() == "en"
    again = _page(window)
    assert again.frame.steps.accessibleName() == "Step 1 of 4: Language"
    assert again.office.form.value("name") == "Ủy ban nhân dân xã Krông Pắc"
    assert '"en"' in window.desk.context.paths.settings_file.read_text(encoding="utf-8")


def test_a_province_is_not_asked_for_a_commune(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Qt.Key.Key_Return, CTRL)
    page = _page(window)
    qtbot.keyClick(page.office.levels.first_input(), Qt.Key.Key_Right)
    assert page.office.levels.current() == "province"
    _type(qtbot, "province", "dak lak", window)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    listed = QApplication.activePopupWidget()
    assert listed is not None
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.office.form.value("name") == "Ủy ban nhân dân tỉnh Đắk Lắk")
    assert page.office.form.missing() == ["signer_name", "full_name"]
