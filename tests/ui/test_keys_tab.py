"""The office's own key in the settings: card, recovery sheet, renewed, lost and revoked keys, by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app import translate
from app.paths import DataPaths
from app.services import keys
from app.services.office_keys.key_change import read_key_change_file
from app.services.office_keys.words import fingerprint_words
from app.services.offices import own_office_row
from app.ui.pages.papers.preview_page import PreviewPage
from app.ui.pages.settings.key_own import to_do
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.officer import Officer


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    was = translate.current_language()
    translate.set_language("en")
    yield
    translate.set_language(was)


@pytest.fixture
def officer(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> Officer:
    window = open_window(offices["commune"])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(Route("settings", tab="keys"))
    return Officer(window, qtbot)


def tab(officer: Officer) -> Any:
    return officer.page.tab  # type: ignore[attr-defined]


def key_of(officer: Officer) -> str:
    return officer.window.desk.read(own_office_row).sign_public_key


def dialog(officer: Officer, name: str) -> QWidget:
    def shown() -> QDialog | None:
        return next((one for one in officer.window.findChildren(QDialog, name) if one.isVisible()), None)

    officer.until(lambda: shown() is not None, f"{name} is not shown")
    found = shown()
    assert found is not None
    return found


def test_an_office_whose_key_never_changes_sees_words_card_and_sheet_only(officer: Officer) -> None:
    own = tab(officer)
    assert own.words.accessibleName() == ", ".join(fingerprint_words(bytes.fromhex(key_of(officer))))
    for part in (own.advanced, own.reminder, own.fault, own.fingerprint):
        assert not part.isVisible()
    own.more.setFocus()
    officer.press("Space")
    assert own.advanced.isVisible()
    assert not own.former.isVisible()
    officer.press("Ctrl+Shift+K")
    officer.on_page("preview")
    officer.until(lambda: isinstance(officer.page, PreviewPage) and officer.page.view.page_count == 1, "no page")


def test_keys_are_renewed_and_what_is_left_is_asked_for_until_it_is_done(officer: Officer, tmp_path: Path) -> None:
    before = key_of(officer)
    officer.press("Ctrl+Shift+N")
    dialog(officer, "rotate_dialog")
    officer.type("new person")
    officer.press("Ctrl+Return")
    dialog(officer, "after_dialog")
    assert key_of(officer) != before
    assert to_do(officer.window.desk) == ["notice", "sheet"]
    officer.press("Ctrl+Shift+S")
    officer.pick_file(tmp_path / "notice.ocop-key")
    change = read_key_change_file(tmp_path / "notice.ocop-key")
    assert (change.kind, change.old_key, change.reason) == ("rotation", before, "new person")
    assert to_do(officer.window.desk) == ["sheet"]
    officer.press("Esc")
    own = tab(officer)
    assert own.reminder.isVisible()
    assert "recovery sheet" in own.reminder.accessibleDescription()
    assert own.fingerprint.text() == keys.public_keys(officer.window.desk.context.paths.keys).fingerprint


def test_lost_keys_are_replaced_under_a_new_passphrase(officer: Officer, tmp_path: Path) -> None:
    folder = officer.window.desk.context.paths.keys
    before = key_of(officer)
    (folder / keys.KEY_FILE).write_bytes(b"gone")
    tab(officer).refresh()
    assert tab(officer).fault.isVisible()
    officer.press("Ctrl+R")
    dialog(officer, "lost_dialog")
    officer.press("Ctrl+Shift+N")
    dialog(officer, "replace_dialog")
    officer.fill(passphrase="four easy words", passphrase_again="four easy words")
    officer.press("Ctrl+Return")
    dialog(officer, "after_dialog")
    assert key_of(officer) != before
    assert keys.unlock(folder, "four easy words").public_key.hex() == key_of(officer)
    officer.press("Ctrl+Shift+S")
    officer.pick_file(tmp_path / "notice.ocop-key")
    assert read_key_change_file(tmp_path / "notice.ocop-key").kind == "replacement"


def test_a_revoked_key_signs_nothing_until_new_ones_are_made(officer: Officer, tmp_path: Path) -> None:
    before = key_of(officer)
    officer.press("Ctrl+Shift+X")
    revoking = dialog(officer, "revoke_dialog")
    officer.press("Ctrl+Return")
    assert revoking.isVisible(), "why is asked first"
    officer.type("stolen machine")
    officer.press("Ctrl+Return")
    dialog(officer, "after_dialog")
    assert key_of(officer) == ""
    officer.press("Ctrl+Shift+S")
    officer.pick_file(tmp_path / "notice.ocop-key")
    assert read_key_change_file(tmp_path / "notice.ocop-key").kind == "revocation"
    officer.press("Esc")
    own = tab(officer)
    assert "revoked" in own.fault.accessibleName()
    assert not own._card.isVisible()
    officer.press("Ctrl+Shift+M")
    dialog(officer, "replace_dialog")
    officer.find(QWidget, "field.no_passphrase").setFocus()
    officer.press("Space", "Ctrl+Return")
    dialog(officer, "after_dialog")
    assert key_of(officer) not in ("", before)
    assert not tab(officer).fault.isVisible()
