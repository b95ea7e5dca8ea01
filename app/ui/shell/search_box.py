"""One search over everything (Ctrl+K): results while typing, by kind, opened with Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.translate import _
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.theme import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget, QListWidgetItem

    from app.ui.shell.search_results import SearchResults

_WAIT_MS = 60


class SearchBox(QLineEdit):
    """The line; its results hang below it. Up and Down move in them, Esc closes and keeps the text."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.setObjectName("search")
        self.setPlaceholderText(_("Search producers, products, dossiers, numbers…") + "  Ctrl+K")
        self.setAccessibleName(_("Search everything"))
        self.setClearButtonEnabled(True)
        self.addAction(icon("magnifying-glass", 18), QLineEdit.ActionPosition.LeadingPosition)
        self.setMaximumWidth(440)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._timer.start())
        self._hanging: SearchResults | None = None

    @property
    def _popup(self) -> SearchResults:
        """What hangs below; made at the first use, so that the frame stands sooner."""
        if self._hanging is None:
            from app.ui.shell.search_results import SearchResults

            self._hanging = SearchResults(self)
            self._hanging.list.itemActivated.connect(self._open)
            self._hanging.list.itemClicked.connect(self._open)
        return self._hanging

    @property
    def results(self) -> QListWidget:
        """The lines shown below."""
        return self._popup.list

    @property
    def _is_open(self) -> bool:
        return self._hanging is not None and self._hanging.isVisible()

    def _close(self) -> None:
        if self._hanging is not None:
            self._hanging.hide()

    def _ask(self) -> None:
        query = self.text().strip()
        if len(query) < 2 or not self._desk.is_open or not self._desk.has_office:
            self._close()
            return
        from app.ui.shell.search_lines import lines_of

        self._asked += 1
        number = self._asked
        self._desk.fetch(partial(lines_of, query=query), partial(self._show, number, query), owner=self)

    def _show(self, number: int, query: str, lines: list[Any]) -> None:
        if number == self._asked and self.text().strip() == query:
            self._popup.fill(lines, query)

    def _open(self, item: QListWidgetItem) -> None:
        from app.ui.shell.search_results import ROUTE

        route = item.data(ROUTE)
        if isinstance(route, Route):
            self._close()
            self._desk.go(route)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._is_open and key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._popup.move_by({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}.get(Qt.Key(key), -8))
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._timer.stop()
                self._ask()
            elif self._is_open and self._popup.list.currentItem() is not None:
                self._open(self._popup.list.currentItem())
            return
        if key == Qt.Key.Key_Escape and self._is_open:
            self._close()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._close()
