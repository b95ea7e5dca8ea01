"""The results of the search, hanging below its line; made when something is first looked for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from app.translate import _
from app.ui.shell.search_lines import SearchDelegate

_WIDTH = 560
ROUTE = Qt.ItemDataRole.UserRole


class SearchResults(QFrame):
    """Hangs over the page, below the line; takes no focus, so that typing goes on."""

    def __init__(self, box: QLineEdit) -> None:
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
            item.setData(ROUTE, line.route)
            item.setData(ROUTE + 1, line)
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
