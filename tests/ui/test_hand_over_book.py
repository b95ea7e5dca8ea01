"""The book of hand-overs and the hand-over on paper, by keys and clicks on a commune's data folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services.receipt_codes import receipt_code
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.hand_over.export_page import DONE, TARGET
from app.ui.pages.hand_over.page import HandOverPage
from app.ui.pages.hand_over.paper_page import PaperPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover.world import COMMUNE, PROVINCE, World
from tests.ui.hand_over_world import WAIT, paths_of, plug_in, press, shown_dialog

pytest_plugins = ("tests.ui.hand_over_fixtures",)

CTRL = Qt.KeyboardModifier.ControlModifier
OpenWindow = Callable[[DataPaths], MainWindow]


def open_book(qtbot: QtBot, window: MainWindow, route: Route | None = None) -> HandOverPage:
    window.go(route or Route("hand_over"))
    page = cast(HandOverPage, window.stack.page)
    qtbot.waitUntil(lambda: page._chosen is not None, timeout=WAIT)
    return page


def test_a_receipt_closes_what_was_outstanding(world: World, open_window: OpenWindow, qtbot: QtBot) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    other = world.export(COMMUNE, PROVINCE, world.assessed())
    window = open_window(paths_of(world, COMMUNE))
    page = open_book(qtbot, window, Route("hand_over", exported.hand_over_id))
    assert page.table.current_id() == exported.hand_over_id
    press(qtbot, window, Qt.Key.Key_R, CTRL)
    dialog = cast(ActDialog, shown_dialog(window, "act_dialog"))
    dialog.boxes["number"].editor.set_value(receipt_code(other.sha256, PROVINCE))
    dialog.boxes["received_by"].editor.set_value("Lê Thị Ánh")
    dialog.carry_out()
    qtbot.waitUntil(lambda: dialog.boxes["number"].error != "", timeout=WAIT)
    dialog.boxes["number"].editor.set_value(receipt_code(exported.sha256, PROVINCE))
    dialog.carry_out()
    qtbot.waitUntil(lambda: sum(one.open for one in page._lines["out"]) == 1, timeout=WAIT)
    statuses = {row.sequence: row.status for row in world.hand_overs(COMMUNE)}
    assert statuses == {1: "received", 2: "written"}
    window.close()


def test_a_hand_over_begun_and_not_finished_is_settled_by_a_person(
    world: World, open_window: OpenWindow, qtbot: QtBot
) -> None:
    dossier = world.assessed()
    office = world[COMMUNE]
    from app.models.office import office_id
    from app.services.handovers import note_target, prepare

    with office.on(world.day), office.database.transaction() as session:
        begun = prepare(session, [dossier], office_id(PROVINCE), "forward", office.actor, world.library, world.day)
        note_target(session, begun.hand_over_id, str(world.folder / "pulled" / "x.ocop"), "a" * 64)
    window = open_window(paths_of(world, COMMUNE))
    page = open_book(qtbot, window)
    assert page.acts.lost_act.isVisible()
    page.acts.lost_act.trigger()
    question = shown_dialog(window, "question")
    act = question.findChild(type(page.details.fold), "act")
    assert act is not None
    qtbot.mouseClick(act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._lines["out"] == [], timeout=WAIT)
    assert world.standing(COMMUNE, dossier) == ("assessed", 1, COMMUNE)
    window.close()


def test_an_empty_book_says_what_to_do_first(world: World, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(paths_of(world, COMMUNE))
    window.go(Route("hand_over"))
    page = cast(HandOverPage, window.stack.page)
    qtbot.waitUntil(lambda: page.table.empty.shown is not None, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_B, CTRL)
    assert window.stack.route is not None
    assert window.stack.route.page == "export"
    window.close()


def test_a_dossier_goes_on_paper_to_an_office_written_down_by_hand(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=[("ảnh.jpg", b"\xff\xd8\xff\xe0 a picture")])
    plug_in(monkeypatch, world.stick)
    window = open_window(paths_of(world, COMMUNE))
    window.go(Route("paper_hand_over", extra=(("dossiers", dossier),)))
    page = cast(PaperPage, window.stack.page)
    qtbot.waitUntil(lambda: bool(page.pick.ticked()) and bool(page._places), timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.step == TARGET
    press(qtbot, window, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    dialog = cast(ActDialog, shown_dialog(window, "act_dialog"))
    dialog.boxes["name"].editor.set_value("Sở Nông nghiệp và Môi trường tỉnh Mẫu")
    dialog.boxes["code"].editor.set_value("99-SNN")
    dialog.carry_out()
    qtbot.waitUntil(lambda: len(page.target.receiver.offices) == 2, timeout=WAIT)
    page.target.receiver.choose("99-SNN")
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.step == DONE, timeout=WAIT)
    [folder] = [one for one in world.stick.iterdir() if one.is_dir()]
    names = {path.name for path in folder.rglob("*")}
    assert {"DANH-MUC.pdf", "BIEN-BAN-BAN-GIAO.pdf"} <= names
    assert any(name.endswith("ảnh.jpg") for name in names)
    [row] = world.hand_overs(COMMUNE)
    assert (row.medium, row.status) == ("paper", "written")
    assert world.standing(COMMUNE, dossier)[::2] == ("handed_over", "99-SNN")
    window.close()
