"""A small desk, made-up rows, and what the tests of tables share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.tables import Column, ListSource, Row, TableQuery, TableView

MANY = 100_000
KEY = Qt.Key

COLUMNS = (
    Column("tick", "", "check", 44),
    Column("code", "Code", width=90),
    Column("name", "Product", width=230, stretch=True),
    Column("owner", "Producer", width=160),
    Column("stars", "Stars", "stars", 104),
    Column("state", "State", "badge", 150),
    Column("points", "Points", "number", 84, decimals=2),
    Column("end", "Valid until", "date", 110),
    Column("note", "Note", shown=False),
)
NAMES = ("Trà hoa vàng", "Cà phê Mùa Thu", "Ớt khô", "Đậu nành", "Dừa sáp", "Ổi lê", "Ốc gác bếp", "Ca cao", "Cá khô")


class Memory:
    """The window's state without a file."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value


class SmallDesk:
    """What a table asks of the desk; long work runs at once."""

    def __init__(self) -> None:
        self.state = Memory()
        self.errors: list[BaseException] = []
        self.said: list[str] = []
        self.long: list[str] = []

    def show_error(self, error: BaseException) -> None:
        self.errors.append(error)

    def toast(self, sentence: str, undo: object = None) -> None:
        self.said.append(sentence)

    def today(self) -> dt.date:
        return dt.date(2026, 11, 24)

    def run_long(self, title: str, work: Any, *, on_done: Any = None, owner: object = None) -> None:
        self.long.append(title)
        steps: list[int] = []

        class Watch:
            def step(self, done: int, total: int, message: str) -> None:
                steps.append(done)

        on_done(work(Watch()))
        assert steps


class CountedSource:
    """Made-up rows of any number; counts how often it is asked."""

    def __init__(self, count: int = MANY) -> None:
        self.size = count
        self.pages: list[int] = []
        self.counts = 0
        self.error: Exception | None = None

    def row(self, place: int) -> Row:
        return {"id": f"r{place}", "code": f"{place:06}", "name": f"Sản phẩm {place}", "points": Decimal(place) / 4}

    def count(self, query: TableQuery) -> int:
        self.counts += 1
        return self.size

    def page(self, query: TableQuery, offset: int, limit: int) -> Sequence[Row]:
        if self.error is not None:
            raise self.error
        self.pages.append(offset)
        return [self.row(place) for place in range(offset, min(offset + limit, self.size))]

    def every(self, query: TableQuery) -> Iterator[Row]:
        return map(self.row, range(self.size))

    def ident(self, row: Row) -> str:
        return str(row["id"])


def made_rows() -> list[dict[str, object]]:
    return [
        {
            "id": f"p{place}",
            "code": f"{place + 1}/2024",
            "name": name,
            "owner": "HTX Việt Farm" if place % 2 else "=HYPERLINK(1)",
            "stars": 3 if place % 3 else None,
            "state": ("Còn hiệu lực", "ok") if place % 2 else ("Quá hạn", "danger"),
            "points": Decimal("67.25") + place,
            "end": dt.date(2026, 12, 28) + dt.timedelta(days=place),
        }
        for place, name in enumerate(NAMES)
    ]


def names_shown(table: TableView) -> list[str]:
    rows = (table.model.row_at(place) for place in range(table.model.rowCount()))
    return [str(row["name"]) for row in rows if row is not None]


def type_filter(qtbot: QtBot, table: TableView, column: str, text: str) -> None:
    if not table.grid.head.has_filters:
        table.show_filters()
    edit = table.grid.head.filter_edit(column)
    assert edit is not None
    with qtbot.waitSignal(table.query_changed):
        qtbot.keyClicks(edit, text)


@pytest.fixture
def small_desk() -> SmallDesk:
    return SmallDesk()


@pytest.fixture
def make_table(qtbot: QtBot, small_desk: SmallDesk, _dressed: object) -> Any:
    def make(
        source: Any = None, columns: Sequence[Column] = COLUMNS, size: tuple[int, int] = (1100, 500), **how: Any
    ) -> TableView:
        table = TableView(small_desk, "products", columns, source or ListSource(made_rows()), title="Products", **how)  # type: ignore[arg-type]
        qtbot.addWidget(table)
        table.resize(*size)
        with qtbot.waitActive(table):
            table.show()
            table.activateWindow()
        table.grid.setFocus()
        return table

    return make
