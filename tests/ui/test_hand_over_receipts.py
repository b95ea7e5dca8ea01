"""Receipts in the window: written back by themselves, taken in one step, read out, written again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.models.office import office_id
from app.paths import DataPaths
from app.services.letters import acknowledge as letters
from app.services.receipt_codes import receipt_code
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.hand_over.import_page import LOOK, TAKEN, ImportPage
from app.ui.pages.hand_over.letter_page import DONE, LetterPage
from app.ui.pages.hand_over.page import HandOverPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover import post
from tests.handover.world import COMMUNE, PROVINCE, World
from tests.ui.conftest import TODAY
from tests.ui.hand_over_world import WAIT, paths_of, plug_in, press, shown_dialog

pytest_plugins = ("tests.ui.hand_over_fixtures",)

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OpenWindow = Callable[[DataPaths], MainWindow]


def open_import(qtbot: QtBot, window: MainWindow) -> ImportPage:
    window.go(Route("import"))
    page = cast(ImportPage, window.stack.page)
    qtbot.waitUntil(lambda: page.files.chosen is not None, timeout=WAIT)
    return page


def open_book(qtbot: QtBot, window: MainWindow, route: Route | None = None) -> HandOverPage:
    window.go(route or Route("hand_over"))
    page = cast(HandOverPage, window.stack.page)
    qtbot.waitUntil(lambda: page._chosen is not None, timeout=WAIT)
    return page


def take(qtbot: QtBot, window: MainWindow) -> ImportPage:
    """By keys: look, take, and wait for the last step."""
    page = open_import(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.step == LOOK and page._stage == "look", timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == TAKEN, timeout=WAIT)
    return page


def test_the_receipt_goes_back_on_the_stick_and_closes_the_hand_over_in_one_step(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, PROVINCE))
    page = take(qtbot, window)
    [receipt] = [path for path in world.stick.glob("*.ocop") if path != exported.path]
    assert page.taken.receipt.accessibleName().startswith("The receipt is on the stick")
    assert receipt.name in page.taken.receipt.accessibleDescription()
    assert len(page.taken.code.text()) == 9
    window.close()

    window = open_window(paths_of(world, COMMUNE))
    page = open_import(qtbot, window)
    assert page.files.chosen is not None
    assert page.files.chosen.path == receipt
    rows = {str(row["id"]): str(row["sender"]) for row in page.files.table.source.every(page.files.table.query)}
    assert "Receipts and notices" in rows[str(receipt)]
    assert "To the level above" in rows[str(exported.path)]
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.step == TAKEN, timeout=WAIT)
    assert page.taken.strip.accessibleName().startswith("Ủy ban nhân dân tỉnh Mẫu received it ")
    assert page.taken.receipt.isHidden()
    assert page.taken.following == Route("hand_over", tab="out")
    window.close()
    assert post.line(world, COMMUNE, "out", exported).status == "received"


def test_a_receipt_that_finds_no_room_is_told_and_written_again_with_one_key(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    plug_in(monkeypatch, world.stick)
    whole = letters.export_bundle

    def full(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(letters, "export_bundle", full)
    window = open_window(paths_of(world, PROVINCE))
    page = take(qtbot, window)
    assert "No space left on device" in page.taken.receipt.accessibleDescription()
    assert [path.name for path in world.stick.glob("*.ocop")] == [exported.path.name]
    monkeypatch.setattr(letters, "export_bundle", whole)
    press(qtbot, window, Qt.Key.Key_R, CTRL | SHIFT)
    qtbot.waitUntil(lambda: "is on the stick" in page.taken.receipt.accessibleName(), timeout=WAIT)
    window.close()
    assert len(list(world.stick.glob("*.ocop"))) == 2
    assert not post.line(world, PROVINCE, "in", exported).receipt_owed


def test_a_bundle_in_parts_is_taken_whole_from_any_of_them_and_tells_which_is_missing(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=[("ảnh.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 2000)])
    world.export(COMMUNE, PROVINCE, dossier, largest=300_000)
    parts = sorted(world.stick.glob("*.ocop"))
    assert len(parts) > 1
    away = world.folder / "away.ocop"
    parts[1].rename(away)
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, PROVINCE))
    page = open_import(qtbot, window)
    [row] = page.files.table.source.every(page.files.table.query)
    assert "part 2" in str(row["sender"])
    away.rename(parts[1])
    page._look_at(parts[-1])
    qtbot.waitUntil(lambda: page.step == LOOK and page._stage == "look", timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == TAKEN, timeout=WAIT)
    assert world.standing(PROVINCE, dossier)[0] == "received"
    window.close()


def test_a_code_that_was_read_out_finds_its_hand_over_and_a_mistyped_letter_is_told(
    world: World, open_window: OpenWindow, qtbot: QtBot
) -> None:
    world.export(COMMUNE, PROVINCE, world.assessed())
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    window = open_window(paths_of(world, COMMUNE))
    page = open_book(qtbot, window)
    press(qtbot, window, Qt.Key.Key_C, CTRL | SHIFT)
    dialog = cast(ActDialog, shown_dialog(window, "act_dialog"))
    code = receipt_code(exported.sha256, PROVINCE)
    wrong = ("7" if code[0] != "7" else "8") + code[1:]
    dialog.boxes["received_by"].editor.set_value("Lê Thị Ánh")
    dialog.boxes["number"].editor.set_value(wrong)
    dialog.carry_out()
    qtbot.waitUntil(lambda: "mistyped" in dialog.boxes["number"].error, timeout=WAIT)
    dialog.boxes["number"].editor.set_value(code.lower().replace("-", ""))
    dialog.carry_out()
    qtbot.waitUntil(lambda: sum(one.open for one in page._lines["out"]) == 1, timeout=WAIT)
    window.close()
    assert post.line(world, COMMUNE, "out", exported).status == "received"


def test_a_taking_is_undone_with_a_reason_and_what_stands_against_it_is_told(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.day = TODAY - dt.timedelta(days=4)
    first, second = world.assessed(), world.assessed()
    world.pass_on(COMMUNE, PROVINCE, first)
    world.pass_on(COMMUNE, PROVINCE, second)
    world.accept(PROVINCE, first)
    rows = {row.sequence: row.id for row in world.hand_overs(PROVINCE)}
    window = open_window(paths_of(world, PROVINCE))
    page = open_book(qtbot, window, Route("hand_over", rows[1]))
    qtbot.waitUntil(page.acts.undo_act.isVisible, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QDialog, "question")), timeout=WAIT)
    question = shown_dialog(window, "question")
    assert any("•" in label.text() for label in question.findChildren(QLabel)), "what rests on it is named"
    question.reject()
    page.table.select(rows[2])
    qtbot.waitUntil(lambda: page._chosen is not None and page._chosen.details.line.sequence == 2, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QDialog, "act_dialog")), timeout=WAIT)
    dialog = cast(ActDialog, shown_dialog(window, "act_dialog"))
    dialog.boxes["reason"].editor.set_value("Nhầm gói của xã khác")
    dialog.carry_out()
    qtbot.waitUntil(lambda: any(one.status == "undone" for one in page._lines["in"]), timeout=WAIT)
    assert world.dossier(PROVINCE, second) is None
    assert world.standing(PROVINCE, first)[0] == "valid"

    plug_in(monkeypatch, world.stick)
    press(qtbot, window, Qt.Key.Key_R, CTRL | SHIFT)
    letter = cast(LetterPage, window.stack.page)
    qtbot.waitUntil(lambda: bool(letter._lines()) and letter.target.place is not None, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: letter.step == DONE, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    window.close()
    assert not any(row.receipt_sent_at is None for row in world.hand_overs(PROVINCE) if row.direction == "in")


def test_a_number_that_never_came_is_told_and_struck_off(world: World, open_window: OpenWindow, qtbot: QtBot) -> None:
    world.export(COMMUNE, PROVINCE, world.assessed())
    world.pass_on(COMMUNE, PROVINCE, world.assessed())
    window = open_window(paths_of(world, PROVINCE))
    page = open_book(qtbot, window, Route("hand_over", office_id(COMMUNE)))
    qtbot.waitUntil(page.gaps.isVisible, timeout=WAIT)
    assert "no. 1 never came" in page.gaps.accessibleName()
    press(qtbot, window, Qt.Key.Key_W, CTRL | SHIFT)
    dialog = cast(ActDialog, shown_dialog(window, "act_dialog"))
    dialog.boxes["reason"].editor.set_value("USB thất lạc, xã đã giao lại")
    dialog.carry_out()
    qtbot.waitUntil(lambda: not page.gaps.isVisible(), timeout=WAIT)
    window.close()


def test_what_goes_along_with_dossiers_is_listed_with_its_verdict_and_settled_with_them(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed()
    sent = world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    sent.path.unlink()
    world.export(PROVINCE, COMMUNE, dossier, purpose="completion")
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, COMMUNE))
    page = open_import(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.step == LOOK and page._stage == "look", timeout=WAIT)
    assert page.look.beside.isVisible()
    press(qtbot, window, Qt.Key.Key_E, CTRL)
    assert page.look.enclosed.isVisible()
    assert page.look.table.isHidden()
    [row] = page.look.enclosed.source.every(page.look.enclosed.query)
    assert row["verdict"] == ("New", "ok")
    assert "received it" in str(row["says"])
    press(qtbot, window, Qt.Key.Key_E, CTRL)
    assert page.look.table.isVisible()
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == TAKEN, timeout=WAIT)
    assert page.taken.settled.isVisible()
    window.close()
    assert post.line(world, COMMUNE, "out", sent).received_count == 1
