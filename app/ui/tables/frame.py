"""The edge around a table: a hairline, and the accent while its rows have the keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.tables.grid import Grid
from app.ui.theme import colour

_RADIUS = 8


class TableFrame(QWidget):
    """Draws ground and edge; the rows stand inside it."""

    def __init__(self, grid: Grid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        self._ground, self._edge, self._accent = colour("surface"), colour("border"), colour("accent")
        grid.focus_changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and edge with round corners."""
        has_keys = self._grid.hasFocus()
        width = 2 if has_keys else 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._ground)
        painter.setPen(QPen(self._accent if has_keys else self._edge, width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS)
        painter.end()
