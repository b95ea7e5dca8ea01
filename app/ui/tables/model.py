"""The rows of a source as Qt's model: read a page at a time, kept in a bounded cache; a cell only indexes the cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.translate import _
from app.ui.tables.columns import DASH, Column, Row, check_columns, stars_of
from app.ui.tables.source import PAGE, RowSource, TableQuery

KEPT_PAGES = 40
SEARCHED_PAGES = 20

VALUE_ROLE = Qt.ItemDataRole.UserRole + 1
"""The raw value of a cell, for the delegate."""

_Index = QModelIndex | QPersistentModelIndex
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
_NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """All columns, shown or not; rows of the present query."""

    failed = Signal(object)  # what went wrong while a page was read
    outdated = Signal()  # a page came back shorter than the count had promised
    checked = Signal(object)  # ids ticked now, as a frozenset

    def __init__(self, columns: Iterable[Column], source: RowSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = check_columns(columns)
        self.query = TableQuery()
        self._places = {column.name: place for place, column in enumerate(self.columns)}
        self._check_column = next((n for n, column in enumerate(self.columns) if column.kind == "check"), -1)
        self._source = source
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._checked: set[str] = set()
        self._count = 0
        self._take_columns(source)
        self._count = self._counted()

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def source(self) -> RowSource:
        return self._source

    def set_source(self, source: RowSource) -> None:
        """Show another source, by the same query."""
        self.beginResetModel()
        self._source = source
        self._take_columns(source)
        self._pages.clear()
        self._count = self._counted()
        self.endResetModel()

    def set_query(self, query: TableQuery) -> None:
        """Filter or sort otherwise."""
        if query == self.query:
            return
        self.beginResetModel()
        self.query = query
        self._pages.clear()
        self._count = self._counted()
        self.endResetModel()

    def reload(self) -> None:
        """Read the rows again; those shown stay where they are."""
        self._pages.clear()
        count = self._counted()
        if count > self._count:
            self.beginInsertRows(_NOWHERE, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(_NOWHERE, count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(self.columns) - 1))

    def _take_columns(self, source: RowSource) -> None:
        take = getattr(source, "use_columns", None)
        if take is not None:
            take(self.columns)

    def _counted(self) -> int:
        try:
            return self._source.count(self.query)
        except Exception as error:  # noqa: BLE001 - Qt asks from its own events: nobody above could catch it
            self.failed.emit(error)
            return 0

    # --- rows ---------------------------------------------------------------------------------------------------------

    def row_at(self, place: int) -> Row | None:
        """The row at a place; None where it is gone since it was counted."""
        if not 0 <= place < self._count:
            return None
        number, within = divmod(place, PAGE)
        rows = self._pages.get(number)
        if rows is None:
            rows = self._read(number)
        else:
            self._pages.move_to_end(number)
        return rows[within] if within < len(rows) else None

    def _read(self, number: int) -> Sequence[Row]:
        rows: Sequence[Row] = ()
        try:
            rows = self._source.page(self.query, number * PAGE, PAGE)
        except Exception as error:  # noqa: BLE001 - Qt asks while it paints: nobody above could catch it
            self.failed.emit(error)
        else:
            if len(rows) < min(PAGE, self._count - number * PAGE):
                self.outdated.emit()
        self._pages[number] = rows
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return rows

    def ident_at(self, place: int) -> str:
        """The id of the row at a place; empty where there is none."""
        row = self.row_at(place)
        return self._source.ident(row) if row is not None else ""

    def place_of(self, ident: str, near: int = 0) -> int:
        """The place of a row; -1: not found among the rows at hand, those near, and the first of a long table."""
        if not ident:
            return -1
        at_hand = list(reversed(self._pages))
        around = near // PAGE
        first = range(min(SEARCHED_PAGES, (self._count + PAGE - 1) // PAGE))
        numbers: list[int] = list(dict.fromkeys((*at_hand, around, *first)))
        for number in numbers:
            if number * PAGE >= self._count:
                continue
            rows = self._pages.get(number)
            for within, row in enumerate(rows if rows is not None else self._read(number)):
                if self._source.ident(row) == ident:
                    return number * PAGE + within
        return -1

    def place_of_column(self, name: str) -> int:
        """The place of a column; -1: there is none of that name."""
        return self._places.get(name, -1)

    # --- ticks --------------------------------------------------------------------------------------------------------

    @property
    def check_column(self) -> int:
        """The place of the column of ticks; -1: there is none."""
        return self._check_column

    @property
    def checked_ids(self) -> frozenset[str]:
        """The ids ticked, also of rows that a filter hides."""
        return frozenset(self._checked)

    def set_checked(self, idents: Iterable[str]) -> None:
        """Tick exactly these."""
        wanted = set(idents)
        if wanted == self._checked:
            return
        self._checked = wanted
        if self._count and self.check_column >= 0:
            top, bottom = (self.index(place, self.check_column) for place in (0, self._count - 1))
            self.dataChanged.emit(top, bottom, [Qt.ItemDataRole.CheckStateRole])
        self.checked.emit(self.checked_ids)

    def has_box(self, row: Row) -> bool:
        """Whether a row can be ticked."""
        place = self.check_column
        return place >= 0 and row.get(self.columns[place].name, True) is not None

    def toggle(self, places: Sequence[int]) -> None:
        """Tick these rows, or untick them where all of them are ticked."""
        rows = [row for row in map(self.row_at, places) if row is not None and self.has_box(row)]
        idents = {self._source.ident(row) for row in rows}
        if idents:
            self.set_checked(self._checked - idents if idents <= self._checked else self._checked | idents)

    # --- Qt's questions -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[column.side] | Qt.AlignmentFlag.AlignVCenter
        row = self.row_at(index.row())
        if row is None:
            return None
        value = row.get(column.name)
        if role == VALUE_ROLE:
            return value
        if column.kind == "check":
            return self._tick_data(row, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.words(value) or (DASH if role == Qt.ItemDataRole.DisplayRole else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(column, value)
        return None

    def _tick_data(self, row: Row, role: int) -> Any:
        if not self.has_box(row):
            return None
        ticked = self._source.ident(row) in self._checked
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("Ticked") if ticked else _("Not ticked")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return column.name_in_words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[column.side] | Qt.AlignmentFlag.AlignVCenter
        return None


def _spoken(column: Column, value: object) -> str:
    """What a screen reader says of a cell."""
    if column.kind == "stars" and column.text is None:
        stars, out_of = stars_of(value)
        if not stars:
            return _("no star yet")
        return _("{stars} out of {out_of} stars").format(stars=stars, out_of=out_of)
    return column.words(value) or _("none")
