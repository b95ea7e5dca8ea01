"""The line below a table: how many rows, what the keys do, and what a page puts there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import colour
from app.ui.widgets.labels import TextLabel

_HEIGHT = 36
_KEYS_FROM = 560


class TableFoot(QWidget):
    """Count at the left; keys at the right, where there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = colour("border")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 2, 12, 2)
        self._row.setSpacing(12)
        self.count = TextLabel("", "second", wrap=False)
        self.note = TextLabel("", "second", wrap=False)
        self.keys = TextLabel("", "second", wrap=False)
        self._row.addWidget(self.count)
        self._row.addWidget(self.note)
        self._row.addStretch(1)
        self._row.addWidget(self.keys)
        self._own: QWidget | None = None
        self.note.hide()
        self.setMinimumHeight(_HEIGHT)

    def set_note(self, text: str) -> None:
        """A sentence beside the count; empty: none."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_keys(self, parts: list[str]) -> None:
        """What the keys do, in short."""
        self.keys.setText("  ·  ".join(parts))

    def set_widget(self, widget: QWidget | None) -> None:
        """What a page puts at the right instead of the keys, for example a button for the rows ticked."""
        if self._own is not None:
            self._row.removeWidget(self._own)
            self._own.hide()
            self._own.deleteLater()
        self._own = widget
        if widget is not None:
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._show_keys()

    def _show_keys(self) -> None:
        self.keys.setVisible(self._own is None and self.width() >= _KEYS_FROM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_keys()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above."""
        painter = QPainter(self)
        painter.setPen(self._line)
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
