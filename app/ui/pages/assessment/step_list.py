"""The steps of an assessment at the left: number, name, and how far each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import colour, font
from app.ui.widgets.badge import paint_badge
from app.ui.widgets.labels import Hairline

_HIGH = 52
_LOW = 44
_NUMBER = 14
_TEXT = 32


@dataclass(frozen=True)
class Step:
    """One step. ``state`` and ``grade``: the words and mark below its name; ``parted``: a hairline above it."""

    name: str
    title: str
    state: str
    grade: str
    parted: bool = False


class _Row(QAbstractButton):
    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._step = Step("", "", "", "neutral")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)

    def show_step(self, step: Step) -> None:
        self._step = step
        self.setObjectName(f"step.{step.name}")
        self.setAccessibleName(f"{self._number}. {step.title}: {step.state}")
        self.setToolTip(f"{step.title}: {step.state}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setPen(colour("border"))
            painter.setBrush(colour("surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.fillRect(1, 12, 3, self.height() - 24, colour("accent"))
        if self.hasFocus():
            painter.setPen(colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        middle = self.height() // 2
        painter.setFont(font("strong"))
        painter.setPen(colour("text2"))
        line = QRect(0, middle - 22, self.width(), 22)
        painter.drawText(line.adjusted(_NUMBER, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(self._number))
        painter.setFont(font("strong" if self.isChecked() else "body"))
        painter.setPen(colour("text"))
        room = line.adjusted(_TEXT, 0, -6, 0)
        words = painter.fontMetrics().elidedText(self._step.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        below = QRect(_TEXT, middle, self.width() - _TEXT - 6, 20)
        paint_badge(painter, below, self._step.state, self._step.grade, strong=False, role="second")
        painter.end()


class StepList(QWidget):
    """Arrows up and down move; choosing a step shows it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._rows: list[_Row] = []
        self._steps: list[Step] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(212)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """How the steps stand now."""
        if [one.name for one in steps] != [one.name for one in self._steps]:
            self._build(steps)
        self._steps = list(steps)
        for row, step in zip(self._rows, steps, strict=True):
            row.show_step(step)

    def _build(self, steps: Sequence[Step]) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows = []
        for number, step in enumerate(steps, start=1):
            if step.parted:
                self._column.addWidget(Hairline(self))
            row = _Row(number, self)
            row.clicked.connect(lambda _on=False, name=step.name: self.chosen.emit(name))
            self._column.addWidget(row)
            self._rows.append(row)
        self._column.addStretch(1)

    def set_current(self, name: str) -> None:
        """Mark the step that is shown."""
        for row, step in zip(self._rows, self._steps, strict=True):
            if step.name == name:
                row.setChecked(True)

    def set_low(self, low: bool) -> None:
        """Less height for each step, where the window is low; and less width."""
        self.setFixedWidth(172 if low else 212)
        for row in self._rows:
            row.setFixedHeight(_LOW if low else _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the steps."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        place = next((at for at, row in enumerate(self._rows) if row.hasFocus()), -1)
        if by and 0 <= place + by < len(self._rows):
            self._rows[place + by].setFocus()
            self._rows[place + by].click()
        else:
            super().keyPressEvent(event)
