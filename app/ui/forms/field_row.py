"""Fields side by side: labels, inputs and hints each on one line; fewer beside each other where room is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.forms.field_box import FieldBox

LEAST_WIDTH = 160  # of a field of span 1; narrower, the row is broken
GAP = 16
_LINE_GAP = 8
_PARTS = 4  # grid rows of one line of fields: label, input, hint, gap


class FieldRow(QWidget):
    """One row of one to four fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "none")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        self._boxes: list[FieldBox] = []
        self._lines: list[list[str]] = []

    def set_boxes(self, boxes: Sequence[FieldBox]) -> None:
        """Place these fields; once."""
        self._boxes = list(boxes)
        self.arrange()

    def arrange(self) -> None:
        """Break the row to the width it has; again after a field was shown or left out."""
        shown = [box for box in self._boxes if box.shown]
        self.setVisible(bool(shown))
        lines = _lines(shown, max(self.width(), LEAST_WIDTH))
        names = [[box.field.name for box in line] for line in lines]
        if names == self._lines:
            return
        self._lines = names
        for box in self._boxes:
            for widget in (box.label, box.editor.widget, box.below):
                self._grid.removeWidget(widget)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        units = max((sum(box.field.span for box in line) for line in lines), default=0)
        for column in range(units):
            self._grid.setColumnStretch(column, 1)
        for number, line in enumerate(lines):
            top, column = number * _PARTS, 0
            if number + 1 < len(lines):
                self._grid.setRowMinimumHeight(top + 3, _LINE_GAP)
            for box in line:
                span = box.field.span
                self._grid.addWidget(box.label, top, column, 1, span, Qt.AlignmentFlag.AlignBottom)
                self._grid.addWidget(box.editor.widget, top + 1, column, 1, span, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(box.below, top + 2, column, 1, span, Qt.AlignmentFlag.AlignTop)
                column += span

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()


def _lines(boxes: list[FieldBox], width: int) -> list[list[FieldBox]]:
    units = sum(box.field.span for box in boxes)
    fit = max(1, (width + GAP) // (LEAST_WIDTH + GAP))
    if units <= fit:
        return [boxes] if boxes else []
    per_line = -(-units // -(-units // fit))  # lines of about the same length
    lines: list[list[FieldBox]] = [[]]
    taken = 0
    for box in boxes:
        if lines[-1] and taken + box.field.span > per_line:
            lines.append([])
            taken = 0
        lines[-1].append(box)
        taken += box.field.span
    return lines
