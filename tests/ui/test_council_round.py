"""A round by keys: opened, filled, locked, closed; what stops each act, and that no point shows before the lock."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services import round_lock
from app.services.council_board import Board, board, round_lines
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.council.result_page import ResultPage
from app.ui.pages.council.round_acts import MET_ON
from app.ui.pages.council.round_page import RANKING, WAITING, RoundPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.widgets.buttons import ActButton
from tests.ui.council_world import World

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow]) -> MainWindow:
    window = open_window(offices["province"])
    window.activateWindow()
    return window


@pytest.fixture
def world(window: MainWindow) -> World:
    return World(window.desk)


def page_of(window: MainWindow, world: World, qtbot: QtBot, tab: str = "") -> RoundPage:
    window.go(Route("round", world.round_id, tab=tab))
    page = window.stack.page
    assert isinstance(page, RoundPage)
    qtbot.waitUntil(lambda: page.board is not None and page.board.round.id == world.round_id)
    return page


def stored(world: World) -> Board:
    desk = world.desk
    return desk.read(lambda session: board(session, world.round_id, desk.actor(session), desk.library, desk.today()))


def dialog(window: MainWindow, kind: type[Any] = QDialog) -> Any:
    return window.findChildren(kind)[-1]


def back_to(window: MainWindow) -> None:
    """No window manager gives the keys back after a box was open."""
    window.activateWindow()
    QApplication.processEvents()


def shown(page: RoundPage) -> str:
    """Every word of the table."""
    model = page.grid.board_model
    return " ".join(
        model.words(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
    )


def test_a_round_is_opened_from_the_list_with_the_next_number(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.round(filled=False)
    window.go(Route("council"))
    qtbot.keyClick(window.stack.page, Key.Key_N, CTRL)
    asked = dialog(window, ActDialog)
    assert asked.boxes["number"].editor.value() == 2
    asked.carry_out()
    qtbot.waitUntil(lambda: isinstance(window.stack.page, RoundPage) and window.stack.page.board is not None)
    lines = world.desk.read(lambda session: round_lines(session, world.desk.actor(session)))
    assert sorted(line.row.number for line in lines) == [1, 2]
    assert window.stack.page.board.round.number == 2


def test_ticked_dossiers_go_into_the_round_and_the_others_wait(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.valid(3)
    world.council()
    world.round(filled=False)
    page = page_of(window, world, qtbot, WAITING)
    qtbot.waitUntil(lambda: page.waiting.model.rowCount() == 3)
    page.waiting.setFocus()
    qtbot.keyClick(page.waiting.grid, Key.Key_Space)
    assert len(page.waiting.checked_ids()) == 1

    def filled() -> list[str]:
        buttons = page.findChildren(ActButton)
        return [one.act.words for one in buttons if one.kind == "primary" and one.isVisible()]

    qtbot.waitUntil(lambda: filled() == ["Put 1 dossier in"])  # the only filled button
    qtbot.keyClick(page, Key.Key_Return, CTRL | SHIFT)
    qtbot.waitUntil(lambda: page.board is not None and len(page.board.lines) == 1)
    assert [line.entry.status for line in stored(world).lines] == ["in_round"]
    assert page.waiting.model.rowCount() == 2


def test_no_point_shows_before_the_lock_and_missing_sheets_are_told(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(2)
    world.council(3)
    world.round()
    for member in world.members[:2]:
        world.sheet(world.dossiers[0], member, lower=3)
    page = page_of(window, world, qtbot)
    assert all(cell.total is None for line in page.board.lines for cell in line.cells)  # type: ignore[union-attr]
    assert not any(character.isdigit() for character in shown(page))
    assert page.main_act.words == page.lock_act.words
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    asked = dialog(window, ActDialog)
    assert set(asked.boxes) == {MET_ON, *world.members}  # each of them has an open sheet
    asked.reject()
    assert not stored(world).round.scoring_locked


def test_an_absent_member_is_named_at_the_lock_and_then_points_show(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1)
    world.council(4)
    world.round()
    for member in world.members[:3]:
        world.sheet(world.dossiers[0], member)
    page = page_of(window, world, qtbot)
    page.lock()
    asked = dialog(window, ActDialog)
    assert list(asked.boxes) == [MET_ON, world.members[3]]
    asked.boxes[world.members[3]].editor.set_value("absent")
    asked.carry_out()
    qtbot.waitUntil(lambda: page.board is not None and page.board.round.scoring_locked)
    assert stored(world).round.absent_members == world.members[3]
    assert "100" in shown(page)
    assert page.main_act.words == page.close_act.words


def test_closing_leaves_what_is_to_be_discussed_open(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.valid(2)
    world.council(3, max_deviation=Decimal(10))
    world.round()
    for place, member in enumerate(world.members):
        world.sheet(world.dossiers[0], member)
        world.sheet(world.dossiers[1], member, lower=10 if place == 2 else 0)
    desk = world.desk
    world.act(lambda session, actor: round_lock.lock_scoring(session, world.round_id, actor, desk.today()))
    page = page_of(window, world, qtbot)
    assert [line.state for line in page.board.lines] == ["ready", "discuss"]  # type: ignore[union-attr]
    outlying = [cell.number for cell in page.board.lines[1].cells if cell.outlying]  # type: ignore[union-attr]
    assert outlying == [3]
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    asked = dialog(window, ActDialog)
    assert asked.boxes[MET_ON].editor.value() == desk.today()
    asked.carry_out()
    qtbot.waitUntil(lambda: page.board is not None and page.board.count("closed") == 1)
    assert [line.state for line in stored(world).lines] == ["closed", "discuss"]
    assert page.tabs.current() == RANKING
    assert page.ranking.model.rowCount() == 1
    back_to(window)
    qtbot.keyClick(page, Key.Key_Return, CTRL)  # nothing else can be closed here: the box says what settles it
    asked = dialog(window)
    assert "Ctrl+O" in " ".join(label.text() for label in asked.findChildren(QLabel))
    qtbot.keyClick(asked, Key.Key_Return)
    result = window.stack.page
    assert isinstance(result, ResultPage)
    qtbot.waitUntil(lambda: result.view is not None)
    back_to(window)
    qtbot.keyClick(result, Key.Key_Return, CTRL)
    dialog(window, ActDialog).carry_out()
    qtbot.waitUntil(lambda: stored(world).count("closed") == 2)


def test_the_board_of_many_members_needs_no_scrolling_sideways_in_a_narrow_window(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1)
    world.council(11)
    world.round()
    for member in world.members:
        world.sheet(world.dossiers[0], member)
    page = page_of(window, world, qtbot)
    window.resize(911, 464)
    qtbot.waitUntil(lambda: page.grid.horizontalScrollBar().maximum() == 0)
    today = world.desk.today()
    world.act(lambda session, actor: round_lock.lock_scoring(session, world.round_id, actor, today))
    page.refresh()
    qtbot.waitUntil(lambda: page.board is not None and page.board.round.scoring_locked)
    assert page.grid.board_model.head(1) == "1"  # no room for names
    qtbot.waitUntil(lambda: page.grid.horizontalScrollBar().maximum() == 0)


def test_reopening_a_sheet_asks_for_a_reason_and_keeps_the_old_one(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1)
    world.council(3)
    world.round()
    for member in world.members:
        world.sheet(world.dossiers[0], member)
    page = page_of(window, world, qtbot)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Key.Key_Right)
    qtbot.keyClick(page, Key.Key_R, CTRL)
    asked = dialog(window)
    act = asked.findChild(QPushButton, "act")
    assert act.text().endswith("Ctrl+Enter")  # Enter is a letter of the reason
    assert asked.findChild(QPushButton, "leave").text().endswith("Esc")
    assert not act.isEnabled()
    asked.findChild(object, "answer").setPlainText("Nhầm điểm tiêu chí 1.1")
    act.click()
    qtbot.waitUntil(lambda: stored(world).lines[0].cells[0].status == "reopened")
    assert len(stored(world).missing) == 1


def test_n_goes_to_the_first_sheet_that_is_not_signed(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.valid(1)
    world.council(3)
    world.round()
    world.sheet(world.dossiers[0], world.members[0])
    page = page_of(window, world, qtbot)
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Key.Key_N)
    route = window.stack.route
    assert route is not None
    assert (route.page, route.record, route.value("member")) == ("sheet", world.dossiers[0], world.members[1])
