"""The rows of a table and the keys that work in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from app.ui.tables.columns import Column
from app.ui.tables.delegate import PAD, ROW, TWO_LINE_ROW, TableDelegate
from app.ui.tables.header import TableHeader
from app.ui.tables.model import TableModel
from app.ui.tables.widths import fit

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MEASURED = 40  # so many rows from the first say how wide the columns should be
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class Grid(QTableView):
    """Whole rows are chosen; every row is equally high, so that a long table scrolls without being measured."""

    opened = Signal(int)
    edited = Signal(int)
    ticked = Signal(list)  # places of rows
    escaped = Signal()
    menu_wanted = Signal(object)  # QPoint on the screen
    focus_changed = Signal()
    widened = Signal(int, int)  # a person dragged a column: place, px

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.table_model = model
        self.takes_escape = False
        self.wanted: dict[str, int] = {}
        self._needs: dict[str, int] = {}
        self._is_fitting = False
        self._fit_later = QTimer(self)
        self._fit_later.setSingleShot(True)
        self._fit_later.setInterval(0)
        self._fit_later.timeout.connect(self.fit_columns)
        self.head = TableHeader(model.columns, self)
        self.setHorizontalHeader(self.head)
        self._set_heights(model)
        self.setModel(model)
        self.painter_of_cells = TableDelegate(model.columns, self)
        self.setItemDelegate(self.painter_of_cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(False)
        self.verticalScrollBar().setSingleStep(ROW)
        self.head.setSectionResizeMode(self.head.ResizeMode.Interactive)
        for place, column in enumerate(model.columns):
            if column.stretch:
                self.head.setSectionResizeMode(place, self.head.ResizeMode.Fixed)
        self.head.sectionResized.connect(self._on_resized)
        self.horizontalScrollBar().valueChanged.connect(self.head.place_edits)
        for changed in (model.modelReset, model.rowsInserted, model.dataChanged):
            changed.connect(self._on_rows)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)

    def _set_heights(self, model: TableModel) -> None:
        """Before the rows are there: Qt goes through each row at every such setting, half a minute for 300,000."""
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(side.ResizeMode.Fixed)
        two_lines = any(column.kind == "two_line" for column in model.columns)
        side.setMinimumSectionSize(ROW)
        side.setDefaultSectionSize(TWO_LINE_ROW if two_lines else ROW)

    # --- widths -------------------------------------------------------------------------------------------------------

    def fit_columns(self) -> None:
        """Share the room between the columns shown."""
        shown = [
            self.table_model.columns[place]
            for place in map(self.head.logicalIndex, range(self.head.count()))
            if not self.head.isSectionHidden(place)
        ]
        if self.isVisible():
            self._measure(shown)
        widths = fit(shown, self.wanted, self.viewport().width(), self._needs)
        self._is_fitting = True
        try:
            for name, px in widths.items():
                self.head.resizeSection(self.table_model.place_of_column(name), px)
        finally:
            self._is_fitting = False
        if shown:
            self.painter_of_cells.first_shown = self.table_model.place_of_column(shown[0].name)
        self.viewport().update()

    def _on_rows(self) -> None:
        if self.isVisible():
            self._fit_later.start()

    def _measure(self, shown: Sequence[Column]) -> None:
        """What titles and the first rows need; it only grows, so that columns do not jump about while one filters."""
        rows = [self.table_model.row_at(place) for place in range(min(_MEASURED, self.table_model.rowCount()))]
        heads = QFontMetrics(self.head.font())
        for column in shown:
            if column.kind in ("check", "drawn"):
                continue
            most = heads.horizontalAdvance(column.title)
            for row in rows:
                if row is not None:
                    most = max(most, self.painter_of_cells.needed(column, row.get(column.name)))
            self._needs[column.name] = max(self._needs.get(column.name, 0), most + 2 * PAD + 2)

    def _on_resized(self, place: int, _before: int, px: int) -> None:
        if self._is_fitting or px <= 0 or self.head.isSectionHidden(place):
            return
        self.widened.emit(place, px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_columns()

    # --- rows chosen --------------------------------------------------------------------------------------------------

    def ranges(self) -> list[tuple[int, int]]:
        """The rows chosen, as first and last places in order."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        return sorted((one.top(), one.bottom()) for one in parts)

    def chosen(self, most: int) -> list[int]:
        """The places of the rows chosen, at most so many."""
        places: list[int] = []
        for top, bottom in self.ranges():
            places += range(top, min(bottom, top + most - len(places) - 1) + 1)
            if len(places) >= most:
                break
        return places

    def choose(self, place: int) -> None:
        """Choose one row and bring it into view."""
        first = max(0, self.painter_of_cells.first_shown)
        index = self.table_model.index(place, first)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the filters first, while they hide something."""
        if (
            self.takes_escape
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open, Space ticks, Esc takes the filters away; the rest is Qt's."""
        key, plain = event.key(), event.modifiers() in _PLAIN
        place = self.currentIndex().row()
        if key == Qt.Key.Key_Escape and self.takes_escape:
            self.escaped.emit()
        elif plain and key in _OPENS and place >= 0:
            self.opened.emit(place)
        elif plain and key == Qt.Key.Key_F2 and place >= 0:
            self.edited.emit(place)
        elif plain and key == Qt.Key.Key_Space and self.table_model.check_column >= 0:
            self.ticked.emit(self.chosen(self.table_model.rowCount()) or [place])
        elif key in (*_OPENS, Qt.Key.Key_F2, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: looking for a typed letter would read every row of a long table; Ctrl+F filters."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and the last row, not to the ends of one."""
        count = self.table_model.rowCount()
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: count - 1}
        if count and action in ends:
            column = max(0, self.currentIndex().column())
            return self.table_model.index(ends[action], column)
        return super().moveCursor(action, modifiers)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == self.table_model.check_column:
            self.ticked.emit([index.row()])

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != self.table_model.check_column:
            self.opened.emit(index.row())
        else:
            self.ticked.emit([index.row()])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, below the row that has the keys where a key asked."""
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(where)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keys stands on a row at once."""
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection() and self.table_model.rowCount():
            self.choose(max(0, self.currentIndex().row()))
        self.focus_changed.emit()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()
        self.viewport().update()
