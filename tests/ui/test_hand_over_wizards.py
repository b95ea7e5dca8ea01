"""The commune writes a bundle onto a stick and the province takes it, with keys alone, on two real data folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models import Office
from app.models.office import office_id
from app.paths import DataPaths
from app.services.hand_over_log import hand_over_lines
from app.services.rules.library import RuleLibrary
from app.ui.pages.hand_over.export_page import DONE, PICK, TARGET, ExportPage
from app.ui.pages.hand_over.import_page import FIND, LOOK, TAKEN, ImportPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover.world import COMMUNE, OTHER, PROVINCE, World
from tests.ui.hand_over_world import WAIT, act_button, choose_in_dialog, paths_of, plug_in, press, shown_dialog

pytest_plugins = ("tests.ui.hand_over_fixtures",)

CTRL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[[DataPaths], MainWindow]


def open_export(qtbot: QtBot, window: MainWindow, route: Route | None = None) -> ExportPage:
    window.go(route or Route("export"))
    page = cast(ExportPage, window.stack.page)
    qtbot.waitUntil(lambda: bool(page.pick.shown()), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(page._places), timeout=WAIT)
    return page


def write(qtbot: QtBot, window: MainWindow, page: ExportPage) -> None:
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == DONE, timeout=WAIT)


def open_import(qtbot: QtBot, window: MainWindow) -> ImportPage:
    window.go(Route("import"))
    page = cast(ImportPage, window.stack.page)
    qtbot.waitUntil(lambda: page.files.chosen is not None, timeout=WAIT)
    return page


def looked(qtbot: QtBot, page: ImportPage, stage: str = "look") -> None:
    qtbot.waitUntil(lambda: page.step == LOOK and page._stage == stage, timeout=WAIT)


def test_a_dossier_goes_from_the_commune_to_the_province_by_keys(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, draft = world.assessed(), world.draft()
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, COMMUNE))
    page = open_export(qtbot, window)
    assert [one.dossier_id for one in page.pick.ticked()] == [dossier]
    stopped = page.pick.choice(draft)
    assert stopped is not None
    assert not stopped.ready
    write(qtbot, window, page)
    [file] = world.stick.glob("*.ocop")
    assert file.name in page.done.strip.accessibleDescription()
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    assert world.standing(COMMUNE, draft)[0] == "draft"
    window.close()

    window = open_window(paths_of(world, PROVINCE))
    receiving = open_import(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    looked(qtbot, receiving)
    assert world.dossier(PROVINCE, dossier) is None, "a look writes nothing"
    assert receiving.go_act.words.startswith(("Take 1", "Nhận 1"))
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: receiving.step == TAKEN, timeout=WAIT)
    assert world.standing(PROVINCE, dossier) == ("received", 2, PROVINCE)
    assert len(receiving.taken.code.text()) == 9
    press(qtbot, window, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: receiving.taken.written.isVisible(), timeout=WAIT)
    [paper] = world.stick.glob("bien-nhan-*.pdf")
    assert paper.read_bytes().startswith(b"%PDF")
    window.close()


def test_what_was_taken_before_is_told_in_the_list_and_taking_again_changes_nothing(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.pass_on(COMMUNE, PROVINCE, world.assessed())
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, PROVINCE))
    page = open_import(qtbot, window)
    assert [row["fresh"] for row in page.files.table.source.every(page.files.table.query)] == [False]
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    looked(qtbot, page)
    assert page.look.ticked() == []
    assert page.notice.isVisible()
    assert len(world.hand_overs(PROVINCE)) == 1
    window.close()


def test_no_stick_and_no_tick_are_told_where_the_person_stands(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dossier = world.assessed()
    plug_in(monkeypatch)
    window = open_window(paths_of(world, COMMUNE))
    window.go(Route("export", extra=(("dossiers", dossier),)))
    page = cast(ExportPage, window.stack.page)
    qtbot.waitUntil(lambda: bool(page.pick.ticked()), timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Space)
    assert page.pick.ticked() == []
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == PICK
    assert page.notice.isVisible()
    press(qtbot, window, Qt.Key.Key_Space)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    assert page.notice.isVisible()
    press(qtbot, window, Qt.Key.Key_O, CTRL)
    folder = tmp_path / "by mail"
    folder.mkdir()
    choose_in_dialog(window, "export.folder", folder)
    press(qtbot, window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.step == PICK, "Alt+Left goes back one step, not off the page"
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == DONE, timeout=WAIT)
    assert len(list(folder.glob("*.ocop"))) == 1
    window.close()


def test_a_full_stick_stops_before_anything_is_written(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed()
    plug_in(monkeypatch, world.stick, free=1000)
    window = open_window(paths_of(world, COMMUNE))
    page = open_export(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    assert page.notice.isVisible()
    assert list(world.stick.iterdir()) == []
    assert world.standing(COMMUNE, dossier)[0] == "assessed"
    window.close()


def test_a_stick_pulled_while_writing_keeps_the_dossiers_and_says_so(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed()
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, COMMUNE))
    page = open_export(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    world.stick.rmdir()
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page._task is None and page.step == TARGET, timeout=WAIT)
    dialog = shown_dialog(window, "error")
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
    world.stick.mkdir()
    act_button(dialog).click()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    assert window.focusWidget() is page.target.places
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == DONE, timeout=WAIT)
    assert world.standing(COMMUNE, dossier)[0] == "handed_over"
    window.close()


def test_an_unknown_signer_is_taken_only_after_its_fingerprint_was_confirmed(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, library: RuleLibrary
) -> None:
    dossier = world.assessed(OTHER)
    exported = world.export(OTHER, PROVINCE, dossier, encrypted=True)
    paths = paths_of(world, PROVINCE)
    with world[PROVINCE].database.transaction() as session:
        row = session.get_one(Office, office_id(OTHER))
        row.sign_public_key = row.age_recipient = ""
        row.key_confirmed_at = None
        session.add(row)
    world[PROVINCE].database.close()
    plug_in(monkeypatch)
    window = open_window(paths)
    window.open_bundle(exported.path)
    page = cast(ImportPage, window.stack.page)
    looked(qtbot, page, "signer")
    assert len(page.signer.fingerprint.text().split()) == 16
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    looked(qtbot, page)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == TAKEN, timeout=WAIT)
    assert world.standing(PROVINCE, dossier)[0] == "received"
    window.close()


def test_a_file_that_is_damaged_is_refused_with_words_and_changes_nothing(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    content = bytearray(exported.path.read_bytes())
    content[len(content) // 2] ^= 1
    exported.path.write_bytes(bytes(content))
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, PROVINCE))
    page = open_import(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._task is None and page.step == FIND and page._file is not None, timeout=WAIT)
    shown_dialog(window, "error").reject()
    with window.desk.context.database.reading() as session:
        assert hand_over_lines(session, "in", window.desk.today()) == []
    window.close()
