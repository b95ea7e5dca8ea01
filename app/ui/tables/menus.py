"""The menus of a table: which columns are shown, and what can be done with the rows chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.translate import _
from app.ui.tables.columns import Column
from app.ui.tables.memory import TableMemory
from app.ui.theme import icon


class StayingMenu(QMenu):
    """A menu in which several things can be ticked one after another."""

    def _tick(self) -> bool:
        action = self.activeAction()
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on what can be ticked leaves the menu open."""
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Space, and Enter."""
        ticks = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() not in ticks or not self._tick():
            super().keyPressEvent(event)


def plain_action(menu: QMenu, text: str, slot: Callable[[], object], key: str = "", icon_name: str = "") -> QAction:
    """An entry that shows a key which the table itself listens to."""
    action = QAction(text.replace("&", "&&"), menu)
    if key:
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
    if icon_name:
        action.setIcon(icon(icon_name))
    action.triggered.connect(lambda _checked=False: slot())
    menu.addAction(action)
    return action


def fill_columns_menu(
    menu: QMenu,
    columns: Iterable[Column],
    memory: TableMemory,
    *,
    show: Callable[[Column, bool], object],
    sort: Callable[[str, bool], object],
    restore: Callable[[], object],
) -> None:
    """Columns to tick, ways to sort, and the way back to what it was at first."""
    columns = tuple(columns)
    for column in columns:
        if column.kind == "check":
            continue
        action = QAction(column.name_in_words.replace("&", "&&"), menu)
        action.setCheckable(True)
        action.setChecked(memory.is_shown(column))
        action.setEnabled(not column.stretch)
        action.toggled.connect(lambda is_on, one=column: show(one, is_on))
        menu.addAction(action)
    menu.addSeparator()
    menu.addMenu(sort_menu(menu, columns, memory, sort))
    plain_action(menu, _("Columns as at first"), restore, icon_name="arrow-counter-clockwise")


def sort_menu(
    parent: QWidget, columns: Iterable[Column], memory: TableMemory, sort: Callable[[str, bool], object]
) -> QMenu:
    """Every column that sorts, both ways."""
    menu = QMenu(_("Sort by"), parent)
    menu.setIcon(icon("sort-ascending"))
    for column in columns:
        if not column.can_sort:
            continue
        for descending, words in ((False, _("{column}, ascending")), (True, _("{column}, descending"))):
            action = QAction(words.format(column=column.name_in_words).replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(memory.sort == column.name and memory.descending == descending)
            action.triggered.connect(lambda _on=False, name=column.name, down=descending: sort(name, down))
            menu.addAction(action)
    menu.addSeparator()
    plain_action(menu, _("Not sorted"), lambda: sort("", False))
    return menu
