"""The steps of an assessment at the left: number, name, and how far each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import colour, font
from app.ui.widgets.badge import paint_badge, paint_mark
from app.ui.widgets.labels import Hairline

_LINE = 22  # px of a line of the name
_BELOW = 24  # px of the words of its state
_MARGIN = 6
_LOW = 46
_LOW_LINE = 20
_NUMBER = 14
_TEXT = 32
_WIDE, _NARROW = 212, 208
_WRAPPED = int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft).value) | int(Qt.TextFlag.TextWordWrap.value)


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
        self._low = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_low(self, low: bool) -> None:
        """Two small lines of the name with the mark of its state alone."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        """The name is never cut: it takes two lines where it needs them."""
        room = QRect(0, 0, _WIDE - _TEXT - _MARGIN, 200)
        needed = QFontMetrics(font("strong")).boundingRect(room, _WRAPPED, self._step.title).height()
        lines = 2 if needed > _LINE + 4 else 1
        self.setFixedHeight(_LOW if self._low else lines * _LINE + _BELOW + _MARGIN)
        self.update()

    def show_step(self, step: Step) -> None:
        self._step = step
        self.setObjectName(f"step.{step.name}")
        self.setAccessibleName(f"{self._number}. {step.title}: {step.state}")
        self.setToolTip(f"{step.title}: {step.state}")
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, self.height())

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
        top, high = (2, self.height() - 4) if self._low else (4, self.height() - _BELOW - _MARGIN)
        line = _LOW_LINE if self._low else _LINE
        painter.setFont(font("strong"))
        painter.setPen(colour("text2"))
        painter.drawText(QRect(_NUMBER, top, _TEXT, line), Qt.AlignmentFlag.AlignVCenter, str(self._number))
        if self._low:
            painter.setFont(font("label" if self.isChecked() else "second"))
        else:
            painter.setFont(font("strong" if self.isChecked() else "body"))
        painter.setPen(colour("text"))
        painter.drawText(QRect(_TEXT, top, self.width() - _TEXT - _MARGIN, high), _WRAPPED, self._step.title)
        if self._low:
            paint_mark(painter, QPointF(_NUMBER + 4, top + line + 9), self._step.grade)
        else:
            below = QRect(_TEXT, self.height() - _BELOW - 2, self.width() - _TEXT - _MARGIN, 20)
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
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(_WIDE)

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
            row.set_low(self._low)
            self._rows.append(row)
        self._column.addStretch(1)

    def set_current(self, name: str) -> None:
        """Mark the step that is shown."""
        for row, step in zip(self._rows, self._steps, strict=True):
            if step.name == name:
                row.setChecked(True)

    def set_low(self, low: bool) -> None:
        """Less height for each step, where the window is low; and less width."""
        self._low = low
        self.setFixedWidth(_NARROW if low else _WIDE)
        for row in self._rows:
            row.set_low(low)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go through the steps."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        place = next((at for at, row in enumerate(self._rows) if row.hasFocus()), -1)
        if by and 0 <= place + by < len(self._rows):
            self._rows[place + by].setFocus()
            self._rows[place + by].click()
        else:
            super().keyPressEvent(event)
