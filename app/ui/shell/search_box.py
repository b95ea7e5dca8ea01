"""One search over everything (Ctrl+K): results while typing, by kind, opened with Enter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.translate import _
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.shell.search_lines import SearchDelegate, lines_of
from app.ui.theme import icon

_WAIT_MS = 60
_WIDTH = 560
_ROUTE = Qt.ItemDataRole.UserRole


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
        self._popup = _Results(self)
        self._popup.list.itemActivated.connect(self._open)
        self._popup.list.itemClicked.connect(self._open)

    @property
    def results(self) -> QListWidget:
        """The lines shown below."""
        return self._popup.list

    def _ask(self) -> None:
        query = self.text().strip()
        if len(query) < 2 or not self._desk.is_open or not self._desk.has_office:
            self._popup.hide()
            return
        self._asked += 1
        number = self._asked
        self._desk.fetch(
            lambda session: lines_of(session, query), lambda lines: self._show(number, query, lines), owner=self
        )

    def _show(self, number: int, query: str, lines: list[Any]) -> None:
        if number == self._asked and self.text().strip() == query:
            self._popup.fill(lines, query)

    def _open(self, item: QListWidgetItem) -> None:
        route = item.data(_ROUTE)
        if isinstance(route, Route):
            self._popup.hide()
            self._desk.go(route)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._popup.isVisible() and key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._popup.move_by({Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}.get(Qt.Key(key), -8))
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._timer.stop()
                self._ask()
            elif self._popup.isVisible() and self._popup.list.currentItem() is not None:
                self._open(self._popup.list.currentItem())
            return
        if key == Qt.Key.Key_Escape and self._popup.isVisible():
            self._popup.hide()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._popup.hide()


class _Results(QFrame):
    """Hangs over the page, below the line; takes no focus, so that typing goes on."""

    def __init__(self, box: SearchBox) -> None:
        super().__init__(box.window())
        self._box = box
        self.setObjectName("search.results")
        self.setProperty("card", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(SearchDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(False)
        self._none = QLabel(self)
        self._none.setProperty("tone", "text2")
        self._none.setWordWrap(True)
        self._none.setContentsMargins(8, 8, 8, 8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 8, 8, 8)
        rows.addWidget(self.list)
        rows.addWidget(self._none)
        self.hide()

    def fill(self, lines: list[Any], query: str) -> None:
        window = self._box.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        self.list.clear()
        for line in lines:
            item = QListWidgetItem(line.text)
            item.setData(_ROUTE, line.route)
            item.setData(_ROUTE + 1, line)
            item.setSizeHint(QSize(10, line.height))
            if line.route is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._none.setText(_("Nothing found for “{query}”. Try fewer letters.").format(query=query))
        height = sum(line.height for line in lines) + 24 if lines else 64
        place = self._box.mapTo(window, QPoint(0, self._box.height() + 4))
        self.setGeometry(place.x(), place.y(), min(_WIDTH, window.width() - place.x() - 16),
                         min(height, window.height() - place.y() - 16))  # fmt: skip
        self.show()
        self.raise_()
        self.list.setCurrentRow(-1)
        self.move_by(1)

    def move_by(self, steps: int) -> None:
        """Move over the lines that can be opened."""
        row, step = self.list.currentRow(), 1 if steps > 0 else -1
        for _count in range(abs(steps)):
            following = row + step
            while 0 <= following < self.list.count() and not self.list.item(following).flags():
                following += step
            if not 0 <= following < self.list.count():
                break
            row = following
        if row >= 0:
            self.list.setCurrentRow(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate):
            self.hide()
        return super().eventFilter(watched, event)
