"""One due thing: what, of whom, how much time is left, and the act."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.today.lines import DueLine
from app.translate import N_, _, format_date, ngettext
from app.ui.theme import colour
from app.ui.widgets.badge import paint_mark
from app.ui.widgets.labels import CutLabel, TextLabel

_MARKS = {"stops": "danger", "warns": "warn", "info": "info", "none": "neutral"}
_TONES = {"stops": "danger", "warns": "warn", "info": "text2", "none": "text2"}
_ACTS = {"open": N_("Open"), "hand_over": N_("Hand over"), "see": N_("See")}
_HEIGHT = 51


class DueRow(QWidget):
    """Takes the keys as one whole: Enter opens it, Up and Down go to its neighbours."""

    opened = Signal()

    def __init__(self, line: DueLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.setFixedHeight(_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{line.title.text}. {time_left(line)}")
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 0, 16, 0)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        for text, role, tone in ((line.title.text, "strong", ""), (line.detail.text, "second", "text2")):
            part = CutLabel(text, role, tone)
            part.setToolTip(text)
            words.addWidget(part)
        words.addStretch(1)
        row.addLayout(words, 1)
        left = TextLabel(time_left(line), "strong" if line.grade in ("stops", "warns") else "body", wrap=False)
        left.set_tone(_TONES[line.grade])
        left.setToolTip(format_date(line.due))
        row.addWidget(left)
        act = TextLabel(_(_ACTS[line.act]), "strong", wrap=False, tone="accent")
        act.setMinimumWidth(72)
        act.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(act)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            painter.fillRect(self.rect(), colour("asoft" if self.hasFocus() else "surface2"))
        if self.hasFocus():
            painter.fillRect(0, 0, 3, self.height(), colour("accent"))
        painter.setPen(QPen(colour("border"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        paint_mark(painter, QPointF(QRectF(14, 0, 10, self.height()).center()), _MARKS[self.line.grade])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.opened.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


def time_left(line: DueLine) -> str:
    """ "2 days left", "2 days late", or how long something has been waited for."""
    if line.left is None:
        if line.waiting is None:
            return ""
        return ngettext("{count} day", "{count} days", line.waiting).format(count=line.waiting)
    if line.left < 0:
        return ngettext("{count} day late", "{count} days late", -line.left).format(count=-line.left)
    if line.left == 0:
        return _("Today")
    return ngettext("{count} day left", "{count} days left", line.left).format(count=line.left)


WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def long_day(day: dt.date) -> str:
    """ "Tuesday, 24/11/2026"."""
    return f"{_(WEEKDAYS[day.weekday()])}, {format_date(day)}"
