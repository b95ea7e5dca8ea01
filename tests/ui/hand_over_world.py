"""Two offices with a dossier that the commune has finished, and a folder that plays the stick."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services.sticks import StoragePlace, folder_place
from app.ui.pages.hand_over import stick_watch
from app.ui.shell.main_window import MainWindow
from tests.handover.world import World

WAIT = 15_000


def plug_in(monkeypatch: pytest.MonkeyPatch, *folders: Path, free: int | None = None) -> None:
    """These folders are the sticks that are in; nothing of this machine is looked at."""
    places = []
    for folder in folders:
        place = folder_place(folder)
        assert place is not None
        room = place.free if free is None else free
        places.append(StoragePlace(folder, "stick", f"STICK {folder.name}", place.size, room, True, "vfat"))
    monkeypatch.setattr(stick_watch, "all_places", lambda _used, downloads=None: list(places))


def paths_of(world: World, code: str) -> DataPaths:
    """The data folder of an office of the world, let go by the world so that a window can open it."""
    office = world[code]
    office.database.close()
    return office.paths


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """A key, to whatever has the keys in the window."""
    if not window.isActiveWindow():  # keys of acts work in the active window only
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    target: QWidget = window.focusWidget() or window
    qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def shown_dialog(window: MainWindow, name: str) -> QDialog:
    """The dialog of that name that is open."""
    found = [one for one in window.findChildren(QDialog, name) if one.isVisible()]
    assert found, f"no dialog {name}"
    return found[-1]


def act_button(dialog: QDialog) -> QPushButton:
    """The filled button of a dialog."""
    found = dialog.findChild(QPushButton, "act")
    assert found is not None
    return found


def choose_in_dialog(window: MainWindow, name: str, path: Path) -> None:
    """Choose a file or folder in the system's dialog that the page opened."""
    dialog = shown_dialog(window, name)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
