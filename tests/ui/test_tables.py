"""The one table: rows read page by page, filters and sorting."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.errors import StorageError
from app.ui.tables import Column, ListSource, TableQuery
from app.ui.tables.model import KEPT_PAGES, TableModel
from app.ui.tables.source import PAGE
from app.ui.widgets.empty_state import EmptyState
from tests.ui import tables_world
from tests.ui.tables_world import (
    COLUMNS,
    KEY,
    MANY,
    NAMES,
    CountedSource,
    SmallDesk,
    made_rows,
    names_shown,
    type_filter,
)

small_desk, make_table = tables_world.small_desk, tables_world.make_table

# --- the model --------------------------------------------------------------------------------------------------------


def test_a_long_table_is_read_a_page_at_a_time_and_keeps_a_bounded_number_of_pages() -> None:
    source = CountedSource()
    model = TableModel(COLUMNS, source)
    assert model.rowCount() == MANY
    assert source.pages == []
    for place in range(MANY):
        model.data(model.index(place, 2))
    assert source.pages == list(range(0, MANY, PAGE))
    assert len(model._pages) == KEPT_PAGES
    assert model.data(model.index(MANY - 1, 2)) == f"Sản phẩm {MANY - 1}"
    assert source.counts == 1


def test_scrolling_a_long_table_to_its_end_reads_few_pages(make_table: Any, qtbot: QtBot) -> None:
    source = CountedSource()
    table = make_table(source)
    qtbot.keyClick(table.grid, KEY.Key_End)
    table.grid.grab()
    assert table.current_id() == f"r{MANY - 1}"
    qtbot.keyClick(table.grid, KEY.Key_PageUp)
    qtbot.keyClick(table.grid, KEY.Key_Home)
    table.grid.grab()
    assert table.current_id() == "r0"
    assert len(source.pages) <= 4
    qtbot.keyClicks(table.grid, "sp")
    assert len(source.pages) <= 4


def test_another_query_resets_the_model_and_reading_again_does_not(qtbot: QtBot) -> None:
    source = CountedSource(300)
    model = TableModel(COLUMNS, source)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.data(model.index(0, 2))
    source.size = 299
    model.reload()
    assert model.rowCount() == 299
    assert resets == []
    model.set_query(TableQuery(sort="name"))
    model.set_query(TableQuery(sort="name"))
    assert resets == [1]


def test_a_page_shorter_than_was_counted_leaves_rows_blank_and_is_noticed(make_table: Any, qtbot: QtBot) -> None:
    source = CountedSource(250)
    table = make_table(source)
    source.size = 210
    with qtbot.waitSignal(table.model.outdated):
        assert table.model.row_at(240) is None
    assert table.model.data(table.model.index(240, 2)) is None
    qtbot.waitUntil(lambda: table.model.rowCount() == 210)


def test_an_error_while_reading_is_shown_once_and_the_table_stays(
    make_table: Any, qtbot: QtBot, small_desk: SmallDesk
) -> None:
    source = CountedSource(500)
    source.error = StorageError("disk gone")
    table = make_table(source)
    table.grid.grab()
    qtbot.waitUntil(lambda: bool(small_desk.errors))
    assert small_desk.errors == [source.error]


# --- filtering and sorting --------------------------------------------------------------------------------------------


def test_a_list_sorts_in_vietnamese_order_and_back_to_its_own(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    head = table.grid.head
    middle = head.sectionViewportPosition(2) + 40
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=_at(middle, 10))
    assert names_shown(table) == [
        "Ca cao", "Cá khô", "Cà phê Mùa Thu", "Dừa sáp", "Đậu nành", "Ốc gác bếp", "Ổi lê", "Ớt khô", "Trà hoa vàng",
    ]  # fmt: skip
    ascending = names_shown(table)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=_at(middle, 10))
    assert names_shown(table) == ascending[::-1]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=_at(middle, 10))
    assert names_shown(table) == list(NAMES)


def _at(x: int, y: int) -> QPoint:
    return QPoint(x, y)


def test_codes_sort_by_their_numbers_and_rows_without_a_value_stand_last() -> None:
    rows = [{"id": code, "code": code} for code in ("10/2024", "9/2024", "", "2/2025")]
    source = ListSource([{**row, "code": row["code"] or None} for row in rows], columns=[Column("code", "Code")])
    up = [row["code"] for row in source.page(TableQuery(sort="code"), 0, 9)]
    down = [row["code"] for row in source.page(TableQuery(sort="code", descending=True), 0, 9)]
    assert up == ["2/2025", "9/2024", "10/2024", None]
    assert down == ["10/2024", "9/2024", "2/2025", None]


def test_numbers_dates_and_stars_sort_by_value() -> None:
    rows = made_rows()
    source = ListSource(rows, columns=COLUMNS)
    for name in ("points", "end"):
        found = [row[name] for row in source.every(TableQuery(sort=name, descending=True))]
        assert found == sorted((row[name] for row in rows), reverse=True)  # type: ignore[type-var]
    stars = [row["stars"] for row in source.every(TableQuery(sort="stars"))]
    assert stars == [3] * 6 + [None] * 3


def test_a_filter_ignores_accents_and_esc_clears_it_then_closes_the_row(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    qtbot.keyClick(table.grid, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert table.grid.head.has_filters
    type_filter(qtbot, table, "name", "o")
    edit = table.grid.head.filter_edit("name")
    with qtbot.waitSignal(table.query_changed):
        qtbot.keyClicks(edit, "t")
    assert names_shown(table) == ["Ớt khô"]
    assert table.foot.count.text() == "1 of 9 rows"
    qtbot.keyClick(edit, KEY.Key_Escape)
    assert edit.text() == ""
    assert len(names_shown(table)) == len(NAMES)
    assert table.grid.head.has_filters
    qtbot.keyClick(edit, KEY.Key_Escape)
    assert not table.grid.head.has_filters
    assert table.grid.hasFocus()


def test_filters_of_several_columns_narrow_together_and_enter_goes_to_the_rows(make_table: Any, qtbot: QtBot) -> None:
    table = make_table()
    type_filter(qtbot, table, "owner", "viet farm")
    type_filter(qtbot, table, "state", "con hieu")
    table.set_text("ca")
    assert table.query == TableQuery({"owner": "viet farm", "state": "con hieu"}, text="ca")
    assert names_shown(table) == ["Cà phê Mùa Thu", "Ca cao"]
    qtbot.keyClick(table.grid.head.filter_edit("state"), KEY.Key_Return)
    assert table.grid.hasFocus()
    assert table.current_id() == "p1"


def test_without_rows_the_page_speaks_and_with_a_filter_the_filter_does(make_table: Any, qtbot: QtBot) -> None:
    empty = EmptyState("package", "No product yet.")
    table = make_table(ListSource([]), empty=empty)
    assert table.empty.shown is empty
    assert empty.isVisible()
    table.set_source(ListSource(made_rows()))
    assert table.empty.shown is None
    assert not empty.isVisible()
    type_filter(qtbot, table, "name", "ca phe rang")
    shown = table.empty.shown
    assert shown is not None
    assert shown is not empty
    assert any("ca phe rang" in child.accessibleName() for child in shown.findChildren(EmptyState))
    shown.findChildren(QAction)[0].trigger()
    assert len(names_shown(table)) == len(NAMES)
    assert table.empty.shown is None
