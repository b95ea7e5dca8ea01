"""Refused bundles are kept: listed with the reason, looked at again, copied out, deleted; by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models import Office
from app.models.office import office_id
from app.paths import DataPaths
from app.services.quarantine import quarantined
from app.ui.pages.hand_over.import_page import FIND, LOOK, TAKEN, ImportPage
from app.ui.pages.hand_over.page import QUARANTINE, HandOverPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World
from tests.ui.hand_over_world import WAIT, act_button, choose_in_dialog, paths_of, plug_in, press, shown_dialog

pytest_plugins = ("tests.ui.hand_over_fixtures",)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OpenWindow = Callable[[DataPaths], MainWindow]


def open_quarantine(qtbot: QtBot, window: MainWindow, record: str = "") -> HandOverPage:
    window.go(Route("hand_over", record, tab=QUARANTINE))
    page = cast(HandOverPage, window.stack.page)
    qtbot.waitUntil(lambda: page.quarantine.chosen is not None, timeout=WAIT)
    return page


def test_a_damaged_file_is_kept_copied_out_and_deleted_on_purpose(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    content = bytearray(exported.path.read_bytes())
    content[len(content) // 2] ^= 1
    exported.path.write_bytes(bytes(content))
    plug_in(monkeypatch, world.stick)
    paths = paths_of(world, PROVINCE)
    window = open_window(paths)
    window.go(Route("import"))
    receiving = cast(ImportPage, window.stack.page)
    qtbot.waitUntil(lambda: receiving.files.chosen is not None, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: receiving._task is None and receiving.step == FIND and receiving._file is not None, timeout=WAIT
    )
    dialog = shown_dialog(window, "error")
    [kept] = quarantined(paths)
    [see] = [one for one in dialog.findChildren(QPushButton) if "quarantine" in one.text()]
    see.click()
    page = cast(HandOverPage, window.stack.page)
    qtbot.waitUntil(lambda: page.quarantine.chosen is not None, timeout=WAIT)
    assert page.tabs.current() == QUARANTINE
    assert page.quarantine.chosen is not None
    assert page.quarantine.chosen.id == kept.id

    press(qtbot, window, Qt.Key.Key_O, CTRL | SHIFT)
    choose_in_dialog(window, "quarantine.folder", tmp_path)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob(f"{exported.path.stem}*.txt"))) == 1, timeout=WAIT)
    assert (tmp_path / exported.path.name).read_bytes() == bytes(content)

    page.quarantine.table.grid.setFocus()
    press(qtbot, window, Qt.Key.Key_Delete)
    act_button(shown_dialog(window, "question")).click()
    qtbot.waitUntil(lambda: page.quarantine.chosen is None, timeout=WAIT)
    assert quarantined(paths) == []
    assert exported.path.exists(), "the stick is not touched"
    window.close()


def test_a_kept_file_is_taken_once_what_stopped_it_is_put_right(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(OTHER)
    exported = world.export(OTHER, PROVINCE, dossier, encrypted=True)

    def set_key(key: str) -> str:
        with world[PROVINCE].database.transaction() as session:
            row = session.get_one(Office, office_id(OTHER))
            before, row.sign_public_key = row.sign_public_key, key
            session.add(row)
        world[PROVINCE].database.close()
        return before

    paths = paths_of(world, PROVINCE)
    key = set_key("ab" * 32)
    plug_in(monkeypatch)
    window = open_window(paths)
    window.open_bundle(exported.path)
    receiving = cast(ImportPage, window.stack.page)
    qtbot.waitUntil(lambda: receiving._task is None and receiving._file is not None, timeout=WAIT)
    shown_dialog(window, "error").reject()
    exported.path.unlink()
    with window.desk.context.database.transaction() as session:
        row = session.get_one(Office, office_id(OTHER))
        row.sign_public_key = key
        session.add(row)
    page = open_quarantine(qtbot, window)
    qtbot.waitUntil(lambda: page.quarantine.look_act.isVisible(), timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_L, CTRL)
    receiving = cast(ImportPage, window.stack.page)
    qtbot.waitUntil(lambda: receiving.step == LOOK and receiving._stage == "look", timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: receiving.step == TAKEN, timeout=WAIT)
    assert world.standing(PROVINCE, dossier)[0] == "received"
    assert receiving.taken.receipt.accessibleName() == "The receipt is not written yet."
    assert quarantined(paths) == []
    press(qtbot, window, Qt.Key.Key_N, CTRL | SHIFT)
    assert window.stack.route is not None
    assert window.stack.route.page == "letter"
    window.close()
