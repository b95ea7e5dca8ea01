"""A stick that holds no large files: the wizard says before that the bundle is split, and after it into how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services import sticks
from app.ui.pages.hand_over.export_page import DONE, TARGET, ExportPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover.world import COMMUNE, PROVINCE, World
from tests.ui.hand_over_world import WAIT, paths_of, plug_in, press

pytest_plugins = ("tests.ui.hand_over_fixtures",)

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_bundle_too_large_for_one_file_of_the_stick_is_written_in_parts(
    world: World, open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=[("ảnh.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4000)])
    monkeypatch.setattr(sticks, "FAT_LARGEST", 400_000)
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, COMMUNE))
    window.go(Route("export"))
    page = cast(ExportPage, window.stack.page)
    qtbot.waitUntil(lambda: bool(page.pick.ticked()) and bool(page._places) and bool(page._sizes), timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    assert page.target.parts.isVisible()
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == DONE, timeout=WAIT)
    parts = list(world.stick.glob("*.part*of*.ocop"))
    assert len(parts) > 2
    assert str(len(parts)) in page.done.parts.accessibleName()
    assert world.standing(COMMUNE, dossier)[::2] == ("handed_over", PROVINCE)
    window.close()
