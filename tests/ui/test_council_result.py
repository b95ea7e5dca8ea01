"""A result's page: the sentence, the arithmetic, what is missed, and the acts that it allows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.paths import DataPaths, resource_path
from app.services import round_lock
from app.services.result_rows import results_of
from app.services.rules.library import RuleLibrary
from app.services.score_notes import Unverified
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.council import result_words
from app.ui.pages.council.result_page import ResultPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.council_world import World

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow]) -> MainWindow:
    window = open_window(offices["province"])
    window.activateWindow()
    return window


@pytest.fixture
def world(window: MainWindow) -> World:
    return World(window.desk)


def lock(world: World) -> None:
    day = world.desk.today()
    world.act(lambda session, actor: round_lock.lock_scoring(session, world.round_id, actor, day))


def open_result(window: MainWindow, world: World, qtbot: QtBot, dossier: int = 0) -> ResultPage:
    window.go(Route("result", world.dossiers[dossier], extra=(("round", world.round_id),)))
    page = window.stack.page
    assert isinstance(page, ResultPage)
    qtbot.waitUntil(lambda: page.view is not None and page.view.line.entry.dossier_id == world.dossiers[dossier])
    return page


def words(page: ResultPage, name: str) -> str:
    label = page.findChildren(QLabel, name)[-1]
    return str(label.text())


def stored(world: World, dossier: int = 0) -> Any:
    return world.desk.read(lambda session: results_of(session, world.dossiers[dossier]))[-1]


def test_the_result_is_shown_before_it_is_closed_and_closed_by_its_button(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1)
    world.council(3, max_deviation=Decimal(20))
    world.round()
    for lower, member in zip((4, 4, 5), world.members, strict=True):
        world.sheet(world.dossiers[0], member, lower=lower)
    lock(world)
    page = open_result(window, world, qtbot)
    assert not page.view.closed  # type: ignore[union-attr]
    assert words(page, "result.figures").startswith("(89 + 89 + 86) : 3 = 264 : 3 = 88")
    missed = {one.star: [lack.criterion for lack in one.missed] for one in page.view.minimums}  # type: ignore[union-attr]
    assert "1.1" in missed[3]
    assert page.view.next_star is not None  # type: ignore[union-attr]
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    window.findChildren(ActDialog)[-1].carry_out()
    window.activateWindow()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: page.view is not None and page.view.closed)
    row = stored(world)
    assert (row.sheet_count, row.stars_by_points, row.outcome) == (3, 4, "")
    assert row.stars is not None
    assert row.stars < 3
    assert page.main_act.words == page.decline_act.words  # below the stars of a certificate


def test_on_part_totals_the_minimums_are_recorded_before_a_decision(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1, regime_id="2023-three-tier")
    world.council(3)
    world.round()
    for part, member in zip(("30", "31", "32"), world.members, strict=True):
        world.sheet(world.dossiers[0], member, parts={"A": part, "B": "20", "C": "25"})
    lock(world)
    page = open_result(window, world, qtbot)
    page.close_result()
    window.findChildren(ActDialog)[-1].carry_out()
    window.activateWindow()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: page.view is not None and page.view.closed)
    assert stored(world).provisional
    assert page.main_act.words == page.minimums_act.words
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    asked = window.findChildren(ActDialog)[-1]
    asked.boxes["met_up_to"].editor.set_value("3")
    asked.carry_out()
    qtbot.waitUntil(lambda: asked.isVisible() and bool(asked.boxes["missed"].error))
    asked.boxes["missed"].editor.set_value("Nhãn chưa có truy xuất nguồn gốc")
    asked.carry_out()
    qtbot.waitUntil(lambda: not stored(world).provisional)
    assert (stored(world).stars_by_points, stored(world).stars) == (4, 3)
    qtbot.waitUntil(lambda: page.main_act.words != page.minimums_act.words)


def test_a_reason_for_exclusion_that_few_sheets_name_is_settled_first(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.valid(1)
    world.council(3)
    world.round()
    rules = world.desk.library.criteria_set("qd-26-2026/13")
    named = next(one.id for one in rules.knock_outs if one.trigger == "person" and one.criterion is None)
    world.sheet(world.dossiers[0], world.members[0], knock_outs=(named,))
    for member in world.members[1:]:
        world.sheet(world.dossiers[0], member)
    lock(world)
    page = open_result(window, world, qtbot)
    assert page.view.contested == (named,)  # type: ignore[union-attr]
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    asked = window.findChildren(ActDialog)[-1]
    asked.boxes[named].editor.set_value("no")
    asked.carry_out()
    qtbot.waitUntil(lambda: page.view is not None and page.view.closed)
    assert stored(world).knocked_out == ()
    assert stored(world).stars == 5


def test_a_closed_result_is_reopened_with_a_reason(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.valid(1)
    world.council(3)
    world.round()
    for member in world.members:
        world.sheet(world.dossiers[0], member)
    lock(world)
    page = open_result(window, world, qtbot)
    page.close_result()
    window.findChildren(ActDialog)[-1].carry_out()
    window.activateWindow()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: page.view is not None and page.view.closed)
    qtbot.keyClick(page, Key.Key_R, CTRL)
    asked = window.findChildren(QPushButton, "act")[-1].window()
    asked.findChild(object, "answer").setPlainText("Chấm lại tiêu chí 2.3")
    asked.findChild(QPushButton, "act").click()
    qtbot.waitUntil(lambda: page.view is not None and not page.view.closed)
    assert (stored(world).outcome, stored(world).outcome_reason) == ("reopened", "Chấm lại tiêu chí 2.3")


@pytest.mark.parametrize("name", ["qd-26-2026/13", "qd-1048-2019/1", "qd-148-2023/13"])
def test_a_doubt_names_the_title_of_its_source_and_no_web_address(name: str) -> None:
    rules = RuleLibrary(resource_path()).criteria_set(name)
    view: Any = SimpleNamespace(criteria_set=rules)
    said = result_words.doubt(view, Unverified("source", name, why=" ".join(rules.source.notes)))
    assert rules.source.text in said
    assert "://" not in said
    assert result_words.doubt(view, Unverified("stars", "", why="Suy luận (https://example.vn/a).")) == "Suy luận."
