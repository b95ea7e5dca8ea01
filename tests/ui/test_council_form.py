"""Setting up a council: what is missing is told, the draft outlives the page, and members stay as decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services import councils
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.council.council_page import CouncilFormPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.council_world import World

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PEOPLE = [
    {"full_name": "Nguyễn Thị Phượng", "position": "Phó Chủ tịch", "unit": "UBND tỉnh", "seat": "chair"},
    {"full_name": "Y Bhiêng Niê", "position": "Phó Giám đốc", "unit": "Sở NN và MT", "seat": "vice"},
    {"full_name": "Lê Thị Mỹ Hạnh", "position": "Chuyên viên", "unit": "VPĐP", "seat": "secretary:silent"},
]


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow]) -> MainWindow:
    window = open_window(offices["province"])
    window.activateWindow()
    return window


def form(window: MainWindow, **extra: str) -> CouncilFormPage:
    window.go(Route("council_form", extra=tuple(extra.items())))
    page = window.stack.page
    assert isinstance(page, CouncilFormPage)
    return page


def fill(page: CouncilFormPage) -> None:
    page.form.put("decision_number", "2841/QĐ-UBND")
    page.form.put("decision_date", dt.date(2026, 11, 5))
    page.form.put("members", [{**one, "official_id": ""} for one in PEOPLE])


def stored(window: MainWindow) -> list[Any]:
    desk = window.desk
    return desk.read(lambda session: councils.list_councils(session, desk.office.id))


def test_nothing_is_set_up_while_something_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    page = form(window)
    before = page.panel.count
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    assert stored(window) == []
    assert page.form.current() == "decision_number"
    fill(page)
    assert page.panel.count < before


def test_a_member_without_a_seat_is_asked_for_it(window: MainWindow, qtbot: QtBot) -> None:
    page = form(window)
    fill(page)
    page.form.put("members", [*PEOPLE, {"full_name": "Trần Quốc Vỹ", "seat": ""}])
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    assert stored(window) == []
    assert "Trần Quốc Vỹ" in window.toast.findChild(QLabel).text()
    assert page.form.current() == "members"


def test_a_council_is_set_up_with_the_proposed_rules_and_its_seats(window: MainWindow, qtbot: QtBot) -> None:
    page = form(window)
    fill(page)
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(stored(window)))
    row = stored(window)[0]
    members = window.desk.read(lambda session: councils.council_members(session, row.id))
    assert [(one.role, one.scores) for one in members] == [("chair", True), ("vice", True), ("secretary", False)]
    assert (row.quorum_numerator, row.quorum_denominator, row.max_deviation_hundredths) == (3, 4, 1000)
    qtbot.waitUntil(lambda: page.route.record == row.id)
    qtbot.waitUntil(lambda: page.form.editor("name").is_read_only())


def test_what_was_typed_is_there_again_when_the_page_is_opened_anew(window: MainWindow, qtbot: QtBot) -> None:
    page = form(window)
    fill(page)
    window.go(Route("council"))
    window.rebuild()
    page = form(window)
    assert page.form.value("decision_number") == "2841/QĐ-UBND"
    assert page.form.value("decision_date") == dt.date(2026, 11, 5)
    assert [one.full_name for one in page.members()] == [one["full_name"] for one in PEOPLE]


def test_a_council_set_up_for_a_round_is_attached_to_it(window: MainWindow, qtbot: QtBot) -> None:
    world = World(window.desk)
    world.round(filled=False)
    page = form(window, round=world.round_id)
    fill(page)
    page.set_up()
    qtbot.waitUntil(lambda: window.stack.route is not None and window.stack.route.page == "round")
    page_of_round: Any = window.stack.page
    qtbot.waitUntil(lambda: page_of_round.board is not None)
    assert page_of_round.board.council.decision_number == "2841/QĐ-UBND"
    assert len(page_of_round.board.members) == 2


def test_a_member_is_recused_from_a_producer_with_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    world = World(window.desk)
    world.valid(1)
    world.council(3)
    window.go(Route("council_form", world.council_id))
    page: Any = window.stack.page
    qtbot.waitUntil(lambda: bool(page._members))
    page.recuse()
    asked = window.findChildren(ActDialog)[-1]
    asked.boxes["member"].editor.set_value(world.members[1])
    asked.boxes["producer"].editor.set_value(world.producers[0])
    asked.boxes["reason"].editor.set_value("Có vốn góp")
    asked.carry_out()
    qtbot.waitUntil(lambda: page.recusals.model.rowCount() == 1)
    recused = window.desk.read(lambda session: councils.recusals(session, world.council_id))
    assert recused == {(world.members[1], world.producers[0]): "Có vốn góp"}


def test_a_council_that_stands_has_no_list_of_what_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    page = form(window)
    assert page.panel.isVisible()
    fill(page)
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(stored(window)) == 1)
    window.go(Route("council_form", stored(window)[0].id))
    assert not window.stack.page.panel.isVisible()
