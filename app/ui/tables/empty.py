"""What stands in a table without rows: the page's own words, or that the filters hide all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _
from app.ui.tables.grid import Grid
from app.ui.tables.source import TableQuery
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState

_WIDEST = 760


class EmptyPlace:
    """Lies over the rows of a grid while there are none; the head with its filters stays in reach.

    Args:
        nothing: shown while the source has no rows; none: a plain sentence.
        show_all: takes the filters away.
    """

    def __init__(self, grid: Grid, nothing: QWidget | None, show_all: Callable[[], object]) -> None:
        self._grid = grid
        self._show_all = show_all
        self._shown: QWidget | None = None
        self._hidden_by: str | None = None
        self._missed: QWidget | None = None
        self._nothing = nothing or EmptyState("table", _("Nothing is listed here yet."))
        self._nothing.setParent(grid)
        self._nothing.hide()

    @property
    def shown(self) -> QWidget | None:
        """What is shown now, if there are no rows."""
        return self._shown

    def show_for(self, count: int, query: TableQuery) -> None:
        """Show what fits so many rows of a query, or nothing."""
        if count:
            self._show(None)
        elif query.hides:
            self._show(self._missing(query))
        else:
            self._show(self._nothing)

    def place(self) -> None:
        """Take the place of the rows, after the table changed its size."""
        if self._shown is not None:
            room = self._grid.viewport().geometry()
            width = min(room.width(), _WIDEST)
            self._shown.setGeometry(room.left() + (room.width() - width) // 2, room.top(), width, room.height())

    def _show(self, widget: QWidget | None) -> None:
        if self._shown is not None and self._shown is not widget:
            self._shown.hide()
        self._shown = widget
        if widget is not None:
            self.place()
            widget.show()
            widget.raise_()

    def _missing(self, query: TableQuery) -> QWidget:
        typed = " ".join([*query.filters.values(), query.text]).strip()
        if self._missed is None or typed != self._hidden_by:
            if self._missed is not None:
                self._missed.hide()
                self._missed.deleteLater()
            self._hidden_by = typed
            self._missed = self._made(typed, bool(query.filters))
        return self._missed

    def _made(self, typed: str, can_clear: bool) -> QWidget:
        holder = QWidget(self._grid)
        holder.hide()
        acts = [Act(holder, _("Remove the filter"), self._show_all, "Esc", "x")] if can_clear else []
        words = _("Nothing matches “{words}”.").format(words=typed)
        made = EmptyState("magnifying-glass", words, acts, _("Try fewer letters."), primary=False)
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(made)
        return holder
