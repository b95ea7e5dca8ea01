"""The one table of the window: head, filters, rows, foot, menus, and what it remembers of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.translate import _, format_number, ngettext
from app.ui.tables.arrangement import Arrangement
from app.ui.tables.columns import Column
from app.ui.tables.empty import EmptyPlace
from app.ui.tables.foot import TableFoot
from app.ui.tables.frame import TableFrame
from app.ui.tables.grid import Grid
from app.ui.tables.memory import TableMemory
from app.ui.tables.menus import StayingMenu, fill_columns_menu, plain_action, sort_menu
from app.ui.tables.model import TableModel
from app.ui.tables.outgoing import Outgoing, chosen_of
from app.ui.tables.source import RowSource, TableQuery
from app.ui.widgets.act import Act

if TYPE_CHECKING:
    from app.ui.desk import Desk

MOST_TOLD = 500
"""So many ids ``selected`` tells at most; ``selected_ids`` gives all."""


def count_rows(count: int) -> str:
    """How many rows, where a page does not say of what."""
    return ngettext("{count} row", "{count} rows", count).format(count=format_number(count))


class TableView(QWidget):
    """A table of one source.

    Args:
        name: under which the layout is remembered (``table.<name>``).
        title: what is listed, for screen readers, the file's name and its sheet.
        counted: says a number of rows in words ("1.234 sản phẩm").
        empty: what stands there while the source has no rows at all, an ``EmptyState``.
        keys: what the keys do, for the foot; by default what every table can.
        edits: F2 emits ``edited`` instead of ``opened``.
    """

    opened = Signal(str)  # id: Enter, a double click, F2
    edited = Signal(str)  # id: F2, only with edits=True
    selected = Signal(list)  # ids chosen now, the first 500 of them
    checked = Signal(list)  # ids ticked now
    query_changed = Signal(object)  # TableQuery

    def __init__(
        self,
        desk: Desk,
        name: str,
        columns: Iterable[Column],
        source: RowSource,
        *,
        title: str = "",
        counted: Callable[[int], str] | None = None,
        empty: QWidget | None = None,
        keys: Sequence[str] | None = None,
        edits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.title = title or name
        self._counted = counted or count_rows
        self._edits = edits
        self._total: int | None = None
        self._row_acts: list[QAction] = []
        self._restoring = False
        self._text = ""
        self.model = TableModel(columns, source, self)
        self.memory = TableMemory(desk.state, name, self.model.columns)
        self.grid = Grid(self.model, self)
        self.grid.setAccessibleName(self.title)
        self.grid.setObjectName(f"{name}.grid")
        self.setObjectName(f"{name}.table")
        self.setFocusProxy(self.grid)
        self.foot = TableFoot(self)
        self.arrangement = Arrangement(self.grid, self.memory)
        self._lay_out()
        self.empty = EmptyPlace(self.grid, empty, self._leave_filters)
        self._make_acts()
        self._connect()
        self.foot.set_keys(list(keys) if keys is not None else self._own_keys())
        self._apply()

    def _lay_out(self) -> None:
        frame = TableFrame(self.grid, self)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(2, 4, 2, 3)
        inner.setSpacing(0)
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.foot)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def _make_acts(self) -> None:
        self.outgoing = Outgoing(self.desk, self.grid, self.title, self.shown_columns, self)
        self.filter_act = Act(self, _("Filter"), self.show_filters, "Ctrl+F", "funnel")
        self.columns_act = Act(self, _("Columns"), self.open_columns_menu, "Ctrl+Shift+L", "columns")
        self.copy_act = Act(self, _("Copy as a table"), self.outgoing.copy, "Ctrl+C", "copy")
        self.export_act = Act(self, _("Save as Excel…"), self.outgoing.ask_where, "Ctrl+Shift+E", "export")

    def _own_keys(self) -> list[str]:
        keys = [_("F2 edit")] if self._edits else []
        keys.append(_("Enter open"))
        if self.model.check_column >= 0:
            keys.append(_("Space tick"))
        return [*keys, _("Ctrl+F filter"), _("Ctrl+C copy as a table")]

    def _connect(self) -> None:
        grid, model, head = self.grid, self.model, self.grid.head
        grid.opened.connect(self._open)
        grid.edited.connect(self._edit)
        grid.ticked.connect(model.toggle)
        grid.escaped.connect(self._leave_filters)
        grid.menu_wanted.connect(self.open_row_menu)
        grid.selectionModel().selectionChanged.connect(self._on_selection)
        head.sectionClicked.connect(self._on_head_clicked)
        head.filters_changed.connect(self._apply)
        head.filters_left.connect(self._to_rows)
        head.filters_closed.connect(self._leave_filters)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.open_columns_menu(head.mapToGlobal(at)))
        model.checked.connect(lambda idents: self.checked.emit(sorted(idents)))
        model.failed.connect(self.desk.show_error, Qt.ConnectionType.QueuedConnection)
        model.outdated.connect(self.reload, Qt.ConnectionType.QueuedConnection)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def query(self) -> TableQuery:
        """What is filtered and sorted now."""
        return self.model.query

    @property
    def source(self) -> RowSource:
        return self.model.source

    def set_source(self, source: RowSource) -> None:
        """Show other rows, filtered and sorted as before; a row chosen that is there too stays chosen."""
        ident = self.current_id()
        self.model.set_source(source)
        self._total = None
        if not self.select(ident):
            self.selected.emit([])
        self._tell_count()

    def set_text(self, text: str) -> None:
        """Show only rows that hold these words anywhere; for a search box of the page."""
        self._text = text.strip()
        self._apply()

    def reload(self) -> None:
        """Read the rows again, keeping what is chosen and how far it is scrolled."""
        places = self.grid.chosen(MOST_TOLD)
        before = {place: self.model.ident_at(place) for place in places}
        current = self.grid.currentIndex().row()
        scroll = self.grid.verticalScrollBar().value()
        self._restoring = True
        try:
            self.model.reload()
            self._choose_again(before, current)
        finally:
            self._restoring = False
        self.grid.verticalScrollBar().setValue(scroll)
        self._total = None
        self._tell_count()
        self._on_selection()

    def _choose_again(self, before: dict[int, str], current: int) -> None:
        """Choose the same rows where they are now; a single row that is gone gives way to the one in its place."""
        if not before or all(self.model.ident_at(place) == ident for place, ident in before.items()):
            return
        found = [place for place, ident in before.items() if self.model.ident_at(place) == ident]
        if len(before) == 1:
            place = self.model.place_of(next(iter(before.values())), current)
            self.grid.choose(place if place >= 0 else min(current, self.model.rowCount() - 1))
        elif len(found) != len(before):
            self.grid.clearSelection()

    # --- rows chosen and ticked ---------------------------------------------------------------------------------------

    def select(self, ident: str) -> bool:
        """Choose the row of an id and bring it into view; False: it is not shown."""
        place = self.model.place_of(ident, max(0, self.grid.currentIndex().row()))
        if place < 0:
            return False
        self.grid.choose(place)
        return True

    def current_id(self) -> str:
        """The id of the row that has the keys, if it is chosen; else empty."""
        index = self.grid.currentIndex()
        if not index.isValid() or not self.grid.selectionModel().isRowSelected(index.row(), index.parent()):
            return ""
        return self.model.ident_at(index.row())

    def selected_ids(self) -> list[str]:
        """The ids of all rows chosen, from top to bottom."""
        count = sum(bottom - top + 1 for top, bottom in self.grid.ranges())
        if count <= MOST_TOLD:
            return [ident for ident in map(self.model.ident_at, self.grid.chosen(MOST_TOLD)) if ident]
        wanted = chosen_of(self.source.every(self.query), self.grid.ranges())
        return [self.source.ident(row) for row in wanted]

    def checked_ids(self) -> list[str]:
        """The ids ticked, also those that a filter hides now."""
        return sorted(self.model.checked_ids)

    def set_checked(self, idents: Iterable[str]) -> None:
        """Tick exactly these."""
        self.model.set_checked(idents)

    def tick_all(self) -> None:
        """Tick every row that is shown."""
        shown = {self.source.ident(row) for row in self.source.every(self.query) if self.model.has_box(row)}
        self.model.set_checked(self.model.checked_ids | shown)

    def _on_selection(self) -> None:
        if not self._restoring:
            self.grid.viewport().update()
            self.selected.emit([ident for ident in map(self.model.ident_at, self.grid.chosen(MOST_TOLD)) if ident])

    def _open(self, place: int) -> None:
        ident = self.model.ident_at(place)
        if ident:
            self.opened.emit(ident)

    def _edit(self, place: int) -> None:
        ident = self.model.ident_at(place)
        if ident:
            (self.edited if self._edits else self.opened).emit(ident)

    # --- filtering and sorting ----------------------------------------------------------------------------------------

    def show_filters(self) -> None:
        """Open the row of filters and give it the keys; from inside it, close it."""
        head = self.grid.head
        if head.has_filters and head.isAncestorOf(self.focusWidget() or self):
            self.close_filters()
            return
        head.open_filters()
        self._tell_count()
        head.focus_filters(self.model.place_of_column(self.query.sort))

    def close_filters(self) -> None:
        """Show all rows again and close the row of filters."""
        self.grid.head.close_filters()
        self._apply()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_filters(self) -> None:
        """Esc: first what was typed goes, then the row of filters."""
        head = self.grid.head
        if head.filters() or self.query.filters:
            head.clear_filters()
        elif head.has_filters:
            self.close_filters()

    def sort_by(self, name: str, descending: bool = False) -> None:
        """Sort by a column; the empty name goes back to the source's own order."""
        self.memory.sort, self.memory.descending = name, descending and bool(name)
        self.memory.save()
        self._apply()

    def _on_head_clicked(self, place: int) -> None:
        column = self.model.columns[place]
        if not column.can_sort:
            return
        if self.memory.sort != column.name:
            self.sort_by(column.name)
        elif not self.memory.descending:
            self.sort_by(column.name, True)
        else:
            self.sort_by("")

    def _apply(self) -> None:
        """Ask the source anew for what is typed and sorted now; the row chosen stays chosen where it is found."""
        query = TableQuery(self.grid.head.filters(), self.memory.sort, self.memory.descending, self._text)
        if query != self.query:
            ident = self.current_id()
            self.model.set_query(query)
            if not self.select(ident):
                self.grid.scrollToTop()
                self.selected.emit([])
            self.query_changed.emit(query)
        self.grid.head.show_sorted(self.model.place_of_column(query.sort), query.descending)
        self._tell_count()

    def _to_rows(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_count(self) -> None:
        count = self.model.rowCount()
        words = self._counted(count)
        if self.query.hides:
            if self._total is None:
                self._total = self.source.count(TableQuery())
            words = _("{shown} of {all}").format(shown=format_number(count), all=self._counted(self._total))
        self.foot.count.setText(words)
        self.grid.takes_escape = self.grid.head.has_filters
        self.empty.show_for(count, self.query)

    # --- columns ------------------------------------------------------------------------------------------------------

    def shown_columns(self) -> list[Column]:
        """The columns shown, from left to right, without the ticks."""
        return self.arrangement.shown_columns()

    def show_column(self, name: str, shown: bool) -> None:
        """Show or hide a column, and remember it."""
        self.arrangement.show_column(self.model.columns[self.model.place_of_column(name)], shown)

    def leave_out(self, names: Iterable[str]) -> None:
        """Leave columns out while there is little width; what is remembered of them stays."""
        self.arrangement.leave_out(names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.empty.place)  # the rows take their size after the table has been shown

    # --- menus --------------------------------------------------------------------------------------------------------

    def set_row_acts(self, acts: Sequence[QAction]) -> None:
        """Acts of the page for the rows chosen; the row menu lists them after opening."""
        self._row_acts = list(acts)

    def take_page_keys(self, page: QWidget) -> None:
        """Let Ctrl+F, Ctrl+Shift+L and Ctrl+Shift+E work anywhere on the page."""
        page.addActions([self.filter_act, self.columns_act, self.export_act])

    def open_columns_menu(self, at: QPoint | None = None) -> None:
        """Open the menu of columns and sorting, below the head where no place is given."""
        menu = StayingMenu(self)
        menu.setObjectName("table.columns")
        show, restore = self.arrangement.show_column, self.arrangement.restore
        fill_columns_menu(menu, self.model.columns, self.memory, show=show, sort=self.sort_by, restore=restore)
        self._pop_up(menu, at or self.grid.mapToGlobal(self.grid.head.geometry().bottomRight() - QPoint(240, 0)))

    def open_row_menu(self, at: QPoint) -> None:
        """Open the menu for the rows chosen."""
        menu = QMenu(self)
        menu.setObjectName("table.rows")
        place = self.grid.currentIndex().row()
        if self.current_id():
            plain_action(menu, _("Open"), lambda: self._open(place), "Enter", "folder-open")
            if self._edits:
                plain_action(menu, _("Edit"), lambda: self._edit(place), "F2", "pencil-simple")
            menu.addActions(self._row_acts)
            menu.addSeparator()
            if self.model.check_column >= 0:
                chosen = self.grid.chosen(self.model.rowCount())
                plain_action(menu, _("Tick"), lambda: self.model.toggle(chosen), "Space", "check-square")
        if self.model.check_column >= 0:
            plain_action(menu, _("Tick all shown"), self.tick_all)
            plain_action(menu, _("Untick all"), lambda: self.set_checked(()))
            menu.addSeparator()
        menu.addAction(self.copy_act)
        plain_action(menu, _("Choose all rows"), self.grid.selectAll, "Ctrl+A")
        menu.addSeparator()
        menu.addAction(self.filter_act)
        menu.addMenu(sort_menu(menu, self.model.columns, self.memory, self.sort_by))
        menu.addActions([self.columns_act, self.export_act])
        self._pop_up(menu, at)

    def _pop_up(self, menu: QMenu, at: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
