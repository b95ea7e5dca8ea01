"""Which columns of a table are shown, in which order and how wide; every change is remembered."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer

from app.ui.tables.columns import Column
from app.ui.tables.grid import Grid
from app.ui.tables.memory import TableMemory


class Arrangement(QObject):
    """Keeps the head of a grid and what is remembered of it the same."""

    def __init__(self, grid: Grid, memory: TableMemory) -> None:
        super().__init__(grid)
        self._grid = grid
        self._head = grid.head
        self._columns = grid.table_model.columns
        self._memory = memory
        self._is_applying = False
        self._left_out: frozenset[str] = frozenset()
        grid.wanted = memory.widths
        grid.widened.connect(self._on_widened)
        grid.head.sectionMoved.connect(self._on_moved)
        self.apply()

    def apply(self) -> None:
        """Show the columns as they are remembered."""
        self._is_applying = True
        try:
            for target, name in enumerate(self._order()):
                place = self._grid.table_model.place_of_column(name)
                self._head.moveSection(self._head.visualIndex(place), target)
            for place, column in enumerate(self._columns):
                is_out = column.name in self._left_out or not self._memory.is_shown(column)
                self._head.setSectionHidden(place, is_out)
        finally:
            self._is_applying = False
        self._grid.fit_columns()

    def _order(self) -> list[str]:
        """The remembered order; columns that it does not know of stand where they stood at first."""
        order = list(self._memory.order)
        for place, column in enumerate(self._columns):
            if column.name not in order:
                order.insert(min(place, len(order)), column.name)
        return order

    def show_column(self, column: Column, shown: bool) -> None:
        """Show or hide a column."""
        self._memory.show(column, shown)
        self.apply()

    def leave_out(self, names: Iterable[str]) -> None:
        """Leave these columns out for now, whatever is remembered of them: there is little width."""
        left_out = frozenset(names)
        if left_out != self._left_out:
            self._left_out = left_out
            self.apply()

    def restore(self) -> None:
        """Columns, order and widths as at first."""
        self._memory.forget()
        self.apply()

    def shown_columns(self) -> list[Column]:
        """The columns shown, from left to right, without the ticks."""
        places = [self._head.logicalIndex(one) for one in range(self._head.count())]
        columns = [self._columns[place] for place in places if not self._head.isSectionHidden(place)]
        return [column for column in columns if column.kind != "check"]

    def _on_widened(self, place: int, px: int) -> None:
        if self._is_applying:  # a column that is shown again tells its width; nobody chose it
            return
        self._memory.widths[self._columns[place].name] = px
        self._memory.save()
        QTimer.singleShot(0, self._grid, self._grid.fit_columns)

    def _on_moved(self) -> None:
        if self._is_applying:
            return
        places = [self._head.logicalIndex(one) for one in range(self._head.count())]
        self._memory.order = [self._columns[place].name for place in places]
        self._memory.save()
        self._grid.fit_columns()
