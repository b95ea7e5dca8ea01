"""A score sheet by keys: digits choose, totals follow, an incomplete one says what it lacks, a signed one goes on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services import rounds, score_sheets
from app.services.council_sheet import SheetView, sheet_view
from app.services.scoring import highest_answers
from app.translate import format_number
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.council.sheet_page import SheetPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.widgets.strip import Strip
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
    world = World(window.desk)
    world.valid(2)
    world.council(3)
    world.round()
    return world


def open_sheet(window: MainWindow, world: World, dossier: int = 0, member: int = 0) -> SheetPage:
    extra = (("round", world.round_id), ("member", world.members[member]))
    window.go(Route("sheet", world.dossiers[dossier], extra=extra))
    page = window.stack.page
    assert isinstance(page, SheetPage)
    return page


def stored(world: World, dossier: int = 0, member: int = 0) -> SheetView:
    desk = world.desk
    desk.flush()
    return desk.read(
        lambda session: sheet_view(
            session,
            world.round_id,
            world.dossiers[dossier],
            world.members[member],
            desk.actor(session),
            desk.library,
        )
    )


def answer_all(page: SheetPage, qtbot: QtBot) -> None:
    """One key for each criterion: the option with the most points."""
    assert page.view is not None
    best = highest_answers(page.view.criteria_set).options
    page.list.setFocus()
    for _step in best:
        qtbot.keyClick(page.list, str(best[page.list.current()]))


def strips(page: SheetPage) -> str:
    return " ".join(strip.accessibleName() for strip in page.findChildren(Strip) if not strip.isHidden())


def test_one_digit_for_each_criterion_fills_the_sheet_and_signing_goes_on_to_the_next_product(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = open_sheet(window, world)
    answer_all(page, qtbot)
    assert page.bar.total.text() == "100"
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.stack.route is not None and window.stack.route.record == world.dossiers[1])
    view = stored(world)
    assert view.status == "signed"
    assert page.draft.options == {}
    assert page.view is not None
    assert page.view.entry.dossier_id == world.dossiers[1]


def test_zero_says_none_of_these_and_delete_takes_the_answer_back(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = open_sheet(window, world)
    first = page.list.current()
    qtbot.keyClick(page.list, "0")
    qtbot.keyClick(page.list, "2")
    second = next(name for name in page.draft.options if name != first)
    assert stored(world).sheet.options == {first: 0, second: 2}  # type: ignore[union-attr]
    page.list.open(first)
    qtbot.keyClick(page.list, Key.Key_Delete)
    assert stored(world).sheet.options == {second: 2}  # type: ignore[union-attr]


def test_a_digit_goes_on_to_the_next_criterion_on_an_answered_sheet_too(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.sheet(world.dossiers[0], world.members[0], sign=False)
    page = open_sheet(window, world)
    names = [one.id for one in page.view.criteria_set.criteria]  # type: ignore[union-attr]
    same = page.draft.options[names[0]]
    page.list.open(names[0])
    qtbot.keyClick(page.list, str(same))
    assert page.list.current() == names[1]
    qtbot.keyClick(page.list, "0")
    assert page.list.current() == names[2]
    assert (page.draft.options[names[0]], page.draft.options[names[1]]) == (same, 0)


def test_an_incomplete_sheet_is_not_signed_and_says_what_is_missing(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = open_sheet(window, world)
    qtbot.keyClick(page.list, "1")
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    assert stored(world).status == "draft"
    assert page.draft.score is not None
    missing = page.draft.score.unanswered[0]
    qtbot.waitUntil(lambda: missing in strips(page))


def test_a_missed_minimum_is_named_beside_the_total(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = open_sheet(window, world)
    qtbot.keyClick(page.list, "0")  # criterion 1.1 has a least for three stars
    assert "1.1" in page.bar.warning.text


def test_ctrl_page_down_goes_to_the_next_product_of_the_same_member(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = open_sheet(window, world, member=1)
    qtbot.keyClick(page.list, Key.Key_PageDown, CTRL)
    assert page.view is not None
    assert (page.view.entry.dossier_id, page.view.member.id) == (world.dossiers[1], world.members[1])


def test_the_points_of_a_signed_sheet_are_hidden_until_the_lock(window: MainWindow, world: World, qtbot: QtBot) -> None:
    world.sheet(world.dossiers[0], world.members[0])
    page = open_sheet(window, world)
    assert page.view is not None
    assert page.view.hidden
    assert page.bar.isHidden()
    assert page.list.isHidden()


def test_a_signed_sheet_is_reopened_with_a_reason_and_can_be_changed(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    world.sheet(world.dossiers[0], world.members[0])
    page = open_sheet(window, world)
    qtbot.keyClick(page, Key.Key_R, CTRL)
    asked = window.findChildren(QPushButton, "act")[-1].window()
    asked.findChild(object, "answer").setPlainText("Chấm nhầm")
    asked.findChild(QPushButton, "act").click()
    qtbot.waitUntil(lambda: page.view is not None and page.view.status == "reopened")
    qtbot.waitUntil(lambda: "Chấm nhầm" in strips(page))
    qtbot.keyClick(page.list, "0")
    assert 0 in stored(world).sheet.options.values()  # type: ignore[union-attr]


def test_a_note_for_the_discussion_is_kept_with_the_sheet(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = open_sheet(window, world)
    qtbot.keyClick(page.list, "1")
    qtbot.keyClick(page.list, Key.Key_L)
    assert page.side_panel.note.hasFocus()
    qtbot.keyClicks(page.side_panel.note, "Xem lai nhan hang")
    qtbot.keyClick(page.side_panel.note, Key.Key_Escape)
    assert page.list.hasFocus()
    assert stored(world).sheet.opinion == "Xem lai nhan hang"  # type: ignore[union-attr]


def test_typing_a_paper_sheet_is_recorded_as_such(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = open_sheet(window, world)
    qtbot.keyClick(page, Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.list, "1")
    assert stored(world).sheet.entered_by == "paper"  # type: ignore[union-attr]


def test_part_totals_are_typed_within_their_maxima_and_signed(window: MainWindow, world: World, qtbot: QtBot) -> None:
    parts = world.valid(1, regime_id="2023-three-tier")[0]
    desk = world.desk

    world.act(
        lambda session, actor: rounds.put_in_round(session, world.round_id, parts, actor, desk.library, desk.today())
    )
    page = open_sheet(window, world, dossier=2)
    first = page.parts.first_input()
    assert first is not None
    first.setFocus()
    qtbot.keyClicks(first, "41")
    qtbot.keyClick(first, Key.Key_Return)
    assert page.draft.parts == {}
    first.clear()  # type: ignore[attr-defined]
    for typed in (format_number(Decimal("30.5")), "20", "21"):
        field = page.parts.first_input()
        assert field is not None
        field.setFocus()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Key.Key_Return)
    assert page.draft.parts == {"A": Decimal("30.5"), "B": Decimal(20), "C": Decimal(21)}
    assert page.bar.total.text() in ("71,5", "71.5")
    page.sign()
    desk.flush()
    assert (
        desk.read(lambda session: score_sheets.live_sheet(session, world.round_id, parts, world.members[0]).status)
        == "signed"
    )


def test_the_total_on_the_paper_is_read_back_before_a_typed_sheet_is_signed(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = open_sheet(window, world)
    qtbot.keyClick(page, Key.Key_M, CTRL | Qt.KeyboardModifier.ShiftModifier)
    answer_all(page, qtbot)
    qtbot.keyClick(page, Key.Key_Return, CTRL)
    asked = window.findChildren(ActDialog)[-1]
    asked.boxes["total"].editor.set_value(Decimal(98))
    asked.carry_out()
    qtbot.waitUntil(lambda: "100" in asked.boxes["total"].error)
    assert stored(world).status == "draft"
    asked.boxes["total"].editor.set_value(Decimal(100))
    asked.carry_out()
    qtbot.waitUntil(lambda: stored(world).status == "signed")
