"""The one table: its keys, what leaves it, what it remembers, and how it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QHelpEvent, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.ui.tables import Column, ListSource, TableQuery
from app.ui.tables.widths import fit
from tests.services_core.sheets import read_sheet
from tests.ui import tables_world
from tests.ui.tables_world import (
    COLUMNS,
    KEY,
    NAMES,
    CountedSource,
    SmallDesk,
    made_rows,
    names_shown,
    type_filter,
)

small_desk, make_table = tables_world.small_desk, tables_world.make_table

# --- keys -------------------------------------------------------------------------------------------------------------


def test_enter_and_f2_open_the_row_that_has_the_keys(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    qtbot.keyClick(table.grid, KEY.Key_Down)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.grid, KEY.Key_Return)
    assert opened.args == ["p1"]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.grid, KEY.Key_F2)
    assert opened.args == ["p1"]
    editing = make_table(edits=True)
    with qtbot.waitSignal(editing.edited) as edited, qtbot.assertNotEmitted(editing.opened):
        qtbot.keyClick(editing.grid, KEY.Key_F2)
    assert edited.args == ["p0"]


def test_space_ticks_the_rows_chosen_and_ticks_survive_a_filter(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    qtbot.keyClick(table.grid, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(table.checked) as checked:
        qtbot.keyClick(table.grid, KEY.Key_Space)
    assert checked.args == [["p0", "p1"]]
    table.set_text("ot kho")
    table.tick_all()
    assert table.checked_ids() == ["p0", "p1", "p2"]
    table.set_text("")
    table.select("p0")
    qtbot.keyClick(table.grid, KEY.Key_Space)
    assert table.checked_ids() == ["p1", "p2"]
    box = table.model.index(1, 0)
    assert table.model.data(box, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert table.model.data(box, Qt.ItemDataRole.AccessibleTextRole) == "Ticked"


def test_a_row_that_says_none_has_no_box(make_table: Any, qtbot: QtBot) -> None:
    rows = made_rows()
    rows[0]["tick"] = None
    table = make_table(ListSource(rows))
    table.tick_all()
    assert "p0" not in table.checked_ids()
    assert table.model.data(table.model.index(0, 0), Qt.ItemDataRole.CheckStateRole) is None


def test_ctrl_a_chooses_all_rows_and_tells_of_the_first_five_hundred(make_table: Any, qtbot: QtBot) -> None:
    table = make_table(CountedSource(1200))
    with qtbot.waitSignal(table.selected) as told:
        qtbot.keyClick(table.grid, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(told.args[0]) == 500
    assert table.selected_ids() == [f"r{place}" for place in range(1200)]


def test_what_is_chosen_stays_chosen_when_rows_are_read_again(make_table: Any, qtbot: QtBot) -> None:
    rows = made_rows()
    source = ListSource(rows)
    table = make_table(source)
    assert table.select("p4")
    source.set_rows([{"id": "new", "name": "Mới"}, *rows])
    table.reload()
    assert table.selected_ids() == ["p4"]
    source.set_rows(row for row in rows if row["id"] != "p4")
    table.reload()
    assert len(table.selected_ids()) == 1
    assert table.sort_by("name") is None
    assert not table.select("p4")


# --- what leaves it ---------------------------------------------------------------------------------------------------


def test_copied_rows_are_a_table_with_heads(make_table: Any, qtbot: QtBot, small_desk: SmallDesk) -> None:
    table = make_table()
    table.show_column("stars", False)
    qtbot.keyClick(table.grid, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table.grid, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().splitlines() == [
        "Code\tProduct\tProducer\tState\tPoints\tValid until",
        "1/2024\tTrà hoa vàng\t=HYPERLINK(1)\tQuá hạn\t67.25\t28/12/2026",
        "2/2024\tCà phê Mùa Thu\tHTX Việt Farm\tCòn hiệu lực\t68.25\t29/12/2026",
    ]
    assert mime.html().count("<tr>") == 3
    assert "mso-number-format:'\\@'\">=HYPERLINK(1)</td>" in mime.html()
    assert small_desk.said == ["2 rows were copied."]


def test_very_many_rows_are_copied_as_long_work(make_table: Any, qtbot: QtBot, small_desk: SmallDesk) -> None:
    table = make_table(CountedSource(3000))
    table.grid.selectAll()
    table.copy_act.trigger()
    assert small_desk.long == ["Copying rows"]
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3001


def test_ctrl_c_in_a_filter_copies_the_typed_text(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    type_filter(qtbot, table, "name", "ot")
    edit = table.grid.head.filter_edit("name")
    edit.selectAll()
    qtbot.keyClick(edit, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "ot"


def test_the_file_is_asked_for_and_holds_what_is_shown(
    make_table: Any, qtbot: QtBot, small_desk: SmallDesk, tmp_path: Path
) -> None:
    table = make_table()
    table.show_column("owner", False)
    table.sort_by("name")
    qtbot.keyClick(table.grid, KEY.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = table.findChild(QFileDialog, "table.save")
    assert dialog is not None
    dialog.close()
    target = tmp_path / "out.xlsx"
    table.outgoing.save_to(str(target))
    lines = read_sheet(target)
    assert [text for _kind, text in lines[0]] == ["Code", "Product", "Stars", "State", "Points", "Valid until"]
    assert [line[1][1] for line in lines[1:]] == names_shown(table)
    assert small_desk.said == ["9 rows were saved in out.xlsx."]


# --- what it remembers and how it shares its room ---------------------------------------------------------------------


def test_widths_order_choice_and_sorting_are_remembered(make_table: Any, qtbot: QtBot, small_desk: SmallDesk) -> None:
    table = make_table()
    head = table.grid.head
    head.resizeSection(3, 205)
    head.moveSection(head.visualIndex(7), 1)
    table.show_column("note", True)
    table.show_column("stars", False)
    table.sort_by("points", True)
    again = make_table()
    assert again.grid.wanted["owner"] == 205
    assert [column.name for column in again.shown_columns()] == [
        "end", "code", "name", "owner", "state", "points", "note",
    ]  # fmt: skip
    assert again.query == TableQuery(sort="points", descending=True)
    assert names_shown(again)[0] == NAMES[-1]
    again.arrangement.restore()
    assert [column.name for column in again.shown_columns()] == [
        "code", "name", "owner", "stars", "state", "points", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kept", ["nonsense", {"widths": [1], "order": ["gone", "name"], "sort": "gone", "shown": {"x": 1}}]
)
def test_a_damaged_layout_is_read_as_far_as_it_makes_sense(
    make_table: Any, small_desk: SmallDesk, kept: object
) -> None:
    small_desk.state.set("table.products", kept)
    table = make_table()
    assert {column.name for column in table.shown_columns()} == {
        "code", "name", "owner", "stars", "state", "points", "end",
    }  # fmt: skip
    assert table.query == TableQuery()


@pytest.mark.parametrize("room", [500, 700, 857, 1000, 1300, 2000])
def test_the_name_is_cut_after_all_other_words(room: int) -> None:
    shown = [column for column in COLUMNS if column.shown]
    widths = fit(shown, {}, room)
    gave_way = widths["owner"] < 160
    assert gave_way or widths["name"] >= 230
    if widths["name"] < 230:
        assert (widths["owner"], widths["state"]) == (96, 90)
    assert widths["name"] >= 184
    assert (widths["stars"], widths["points"], widths["end"]) == (104, 84, 110)
    if widths["name"] > 184:
        assert sum(widths.values()) <= room


def test_a_width_that_a_person_chose_does_not_grow_by_itself() -> None:
    shown = [column for column in COLUMNS if column.shown]
    assert fit(shown, {"owner": 150}, 2000)["owner"] == 150
    assert fit(shown, {}, 2000)["owner"] == 256


def test_columns_with_room_to_spare_give_it_to_those_that_would_be_cut() -> None:
    shown = [column for column in COLUMNS if column.shown]
    plain = fit(shown, {}, 1000)
    needs = {"name": 240, "owner": plain["owner"] + 30, "state": plain["state"] - 40}
    widths = fit(shown, {}, 1000, needs)
    assert widths["owner"] == needs["owner"]
    assert widths["state"] >= needs["state"]
    assert sum(widths.values()) <= 1000
    chosen = fit(shown, {"owner": 100}, 1000, needs)
    assert chosen["owner"] == 100  # what a person chose stays


# --- how it reads -----------------------------------------------------------------------------------------------------


def test_cells_speak_to_a_screen_reader_and_stand_where_they_should(make_table: Any) -> None:
    table = make_table(columns=[*COLUMNS, Column("lines", "Lines", "two_line")])
    model = table.model
    say = Qt.ItemDataRole.AccessibleTextRole
    assert model.data(model.index(1, 4), say) == "3 out of 5 stars"
    assert model.data(model.index(0, 4), say) == "no star yet"
    assert model.data(model.index(0, 5), say) == "Quá hạn"
    assert model.data(model.index(0, 8), say) == "none"
    assert model.data(model.index(0, 8)) == "—"
    sides = [model.data(model.index(0, place), Qt.ItemDataRole.TextAlignmentRole) for place in (2, 6, 7)]
    assert [bool(side & Qt.AlignmentFlag.AlignRight) for side in sides] == [False, True, True]
    assert table.grid.accessibleName() == "Products"


def test_the_whole_text_is_told_where_a_cell_cuts_it(make_table: Any, qtbot: QtBot) -> None:
    rows = [{"id": "a", "name": "Ngắn", "owner": "Hợp tác xã Nông nghiệp Dịch vụ Tổng hợp Krông Pắc Việt Farm"}]
    table = make_table(ListSource(rows), size=(911, 300))
    shown: list[str] = []
    for place in (2, 3):
        index = table.model.index(0, place)
        middle = table.grid.visualRect(index).center()
        event = QHelpEvent(QEvent.Type.ToolTip, middle, table.grid.viewport().mapToGlobal(middle))
        QToolTip.hideText()
        from PySide6.QtWidgets import QStyleOptionViewItem

        table.grid.painter_of_cells.helpEvent(event, table.grid, QStyleOptionViewItem(), index)
        shown.append(QToolTip.text())
    assert shown == ["", rows[0]["owner"]]


def test_a_drawn_column_draws_itself_and_says_its_words(make_table: Any) -> None:
    drawn: list[object] = []

    def paint(painter: QPainter, room: object, value: object) -> None:
        drawn.append(value)

    columns = [
        Column("name", "Name", stretch=True),
        Column("days", "Days", "drawn", paint=paint, text=lambda n: f"{n} d"),
    ]
    table = make_table(ListSource([{"id": "a", "name": "x", "days": 34}]), columns=columns)
    table.grid.grab()
    assert drawn[0] == 34
    assert table.model.data(table.model.index(0, 1)) == "34 d"


def test_the_menu_of_columns_hides_and_sorts_and_the_row_menu_shows_keys(make_table: Any, qtbot: QtBot) -> None:
    table = make_table(edits=True)
    page = QWidget()
    qtbot.addWidget(page)
    table.take_page_keys(page)
    assert table.filter_act in page.actions()
    table.set_row_acts([QAction("Print the letter", table)])
    table.open_columns_menu()
    menu = table.findChild(QMenu, "table.columns")
    entries = {action.text(): action for action in menu.actions()}
    assert not entries["Product"].isEnabled()
    entries["Producer"].trigger()
    assert "owner" not in [column.name for column in table.shown_columns()]
    by = {action.text(): action for action in entries["Sort by"].menu().actions()}
    by["Points, descending"].trigger()
    assert table.query.sort == "points"
    table.select("p0")
    table.open_row_menu(table.mapToGlobal(table.rect().center()))
    rows = table.findChild(QMenu, "table.rows")
    listed = {action.text(): action.shortcut().toString() for action in rows.actions()}
    assert listed["Edit"] == "F2"
    assert listed["Copy as a table"] == "Ctrl+C"
    assert "Print the letter" in listed
