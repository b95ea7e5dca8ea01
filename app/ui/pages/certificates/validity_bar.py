"""The last days of a certificate as a bar: what has passed, the days for filing a re-assessment, and today."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.translate import _
from app.ui.theme import colour, soft
from app.ui.widgets.labels import TextLabel

_HEIGHT = 8
_WINDOW_HEIGHT = 14
_SWATCH = 14


@dataclass(frozen=True)
class LastDays:
    """Days before the end, all counted in whole days: ``left`` may be below 0.

    Args:
        left: from today to the last day.
        span: how many days the bar shows.
        window: the most and the fewest days before the end on which a re-assessment is filed; ``None``: none.
        words: the same in words.
    """

    left: int
    span: int
    window: tuple[int, int] | None
    words: str


def paint_last_days(painter: QPainter, room: QRect, value: object) -> None:
    """Draw a ``LastDays`` across the width of the room."""
    if not isinstance(value, LastDays):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    bar = QRectF(room.left(), 0, room.width(), _HEIGHT)
    bar.moveTop(room.center().y() - _HEIGHT / 2 + 1)
    painter.setBrush(colour("neutralsoft"))
    painter.drawRoundedRect(bar, 3, 3)

    def at(days_before: int) -> float:
        share = (value.span - days_before) / value.span
        return bar.left() + bar.width() * min(1.0, max(0.0, share))

    now = at(value.left)
    if now > bar.left():
        painter.setBrush(colour("danger" if value.left < 0 else "accent"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), now - bar.left(), bar.height()), 3, 3)
    if value.window is not None:
        _paint_window(painter, bar, at(value.window[0]), at(value.window[1]), now)
    if 0 <= value.left <= value.span:
        painter.setPen(QPen(colour("text"), 2))
        middle = bar.center().y()
        painter.drawLine(QRectF(now, middle - 9, 0, 18).topLeft(), QRectF(now, middle - 9, 0, 18).bottomLeft())
    painter.restore()


def _paint_window(painter: QPainter, bar: QRectF, begins: float, ends: float, now: float) -> None:
    box = QRectF(begins, 0, ends - begins, _WINDOW_HEIGHT)
    box.moveTop(bar.center().y() - _WINDOW_HEIGHT / 2)
    painter.setBrush(soft("warn"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRect(box)
    if now > begins:
        gone = QRectF(box)
        gone.setRight(min(now, ends))
        tint = colour("warn")
        tint.setAlphaF(0.45)
        painter.setBrush(tint)
        painter.drawRect(gone)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("warn"), 1))
    painter.drawRect(box)


class LastDaysBar(QWidget):
    """The same bar on a page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: LastDays | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(24)

    def show_days(self, value: LastDays) -> None:
        """Show other days."""
        self._value = value
        self.setAccessibleName(value.words)
        self.setToolTip(value.words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        paint_last_days(painter, self.rect().adjusted(1, 0, -1, 0), self._value)
        painter.end()


class _Swatch(QWidget):
    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setFixedSize(QSize(_SWATCH + 2, _SWATCH + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(1, 1, _SWATCH, _SWATCH)
        if self._kind == "passed":
            painter.fillRect(box, colour("accent"))
        elif self._kind == "window":
            painter.fillRect(box, soft("warn"))
            painter.setPen(colour("warn"))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(QRectF(box.center().x() - 1, 1, 2, _SWATCH), colour("text"))
        painter.end()


class BarLegend(QWidget):
    """What the parts of the bars mean."""

    def __init__(self, span: int, window: tuple[int, int] | None, article: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(TextLabel(_("The bar is the last {days} days:").format(days=span), "second", wrap=False))
        parts = [("passed", _("passed"))]
        if window is not None:
            words = _("filing, {most} to {least} days before the end").format(most=window[0], least=window[1])
            parts.append(("window", f"{words} ({article})" if article else words))
        parts.append(("today", _("today")))
        for kind, words in parts:
            row.addWidget(_Swatch(kind, self))
            row.addWidget(TextLabel(words, "second", wrap=False))
            row.addSpacing(8)
        row.addStretch(1)
