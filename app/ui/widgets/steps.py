"""A wizard inside the page: numbered steps on top, contents left, a summary right, buttons at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.translate import _
from app.ui.theme import colour, font, icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Hairline
from app.ui.widgets.scroll import VScroll

_RADIUS = 11
_GAP = 8
_LINE = 30
_SIDE_WIDTH = 344


class Steps(QWidget):
    """The steps of a wizard, numbered: done with a check, the present one filled, those to come as rings.

    Where the words do not fit, only the present step keeps its own.
    """

    def __init__(self, titles: Sequence[str] = (), current: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = list(titles)
        self._current = current
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def set_steps(self, titles: Sequence[str], current: int = 0) -> None:
        """Show these steps; ``current`` counts from 0."""
        self._titles = list(titles)
        self.set_current(current)

    def set_current(self, current: int) -> None:
        """Go to a step, counted from 0; those before it are done."""
        self._current = current
        self._say()
        self.update()

    @property
    def current(self) -> int:
        """The present step, counted from 0."""
        return self._current

    def _say(self) -> None:
        if not self._titles:
            return
        title = self._titles[min(self._current, len(self._titles) - 1)]
        words = _("Step {number} of {count}: {title}")
        self.setAccessibleName(words.format(number=self._current + 1, count=len(self._titles), title=title))

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(480, 32)

    def minimumSizeHint(self) -> QSize:
        """Room for the numbers and the words of one step."""
        return QSize(len(self._titles) * (2 * _RADIUS + 2 * _GAP) + 120, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw numbers, words and the lines between."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("strong"))
        metrics = painter.fontMetrics()
        widths = [metrics.horizontalAdvance(title) + _GAP for title in self._titles]
        fixed = len(widths) * 2 * _RADIUS + (len(widths) - 1) * (_LINE + 2 * _GAP)
        are_all_named = sum(widths) + fixed <= self.width()
        left, y = 1.0, self.height() / 2
        for place, title in enumerate(self._titles):
            self._draw_number(painter, QPointF(left + _RADIUS, y), place)
            left += 2 * _RADIUS
            if are_all_named or place == self._current:
                is_now = place == self._current
                painter.setFont(font("strong" if is_now else "body"))
                painter.setPen(colour("text" if is_now else "text2"))
                room = QRectF(left + _GAP, 0, widths[place], self.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
                left += widths[place]
            if place < len(self._titles) - 1:
                is_done = place < self._current
                painter.setPen(QPen(colour("accent" if is_done else "border"), 2 if is_done else 1.5))
                painter.drawLine(QPointF(left + _GAP, y), QPointF(left + _GAP + _LINE, y))
                left += _LINE + 2 * _GAP
        painter.end()

    def _draw_number(self, painter: QPainter, centre: QPointF, place: int) -> None:
        is_to_come = place > self._current
        painter.setPen(QPen(colour("bstrong"), 1.25) if is_to_come else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_to_come else colour("accent"))
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        if place < self._current:
            check = icon_pixmap("check", 14, "onaccent", self.devicePixelRatioF())
            painter.drawPixmap(centre - QPointF(7, 7), check)
            return
        painter.setFont(font("second" if is_to_come else "label"))
        painter.setPen(colour("text2" if is_to_come else "onaccent"))
        square = QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, str(place + 1))


class WizardFrame(QWidget):
    """The frame of a wizard: ``steps``, ``content`` (scrolls), ``side`` (a card with the summary), buttons.

    Args:
        titles: the words of the steps.
        side_title: the summary's title; empty for a wizard without one.
    """

    def __init__(self, titles: Sequence[str], side_title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        self.steps = Steps(titles)
        outer.addWidget(self.steps)
        outer.addWidget(Hairline())
        columns = QHBoxLayout()
        columns.setSpacing(16)
        inner = QWidget()
        self.content = QVBoxLayout(inner)
        """Where the present step's contents go."""
        self.content.setContentsMargins(0, 0, 2, 0)
        self.content.setSpacing(8)
        columns.addWidget(VScroll(inner), 1)
        self.side: Card | None = Card(side_title) if side_title else None
        """The summary: what the last button will do."""
        if self.side is not None:
            self.side.setFixedWidth(_SIDE_WIDTH)
            columns.addWidget(self.side)
        outer.addLayout(columns, 1)
        outer.addWidget(Hairline())
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        outer.addLayout(self._buttons)

    def set_buttons(self, back: Act | None, leave: Act | None, go: Act | None) -> None:
        """The buttons of the present step: back at the left; leave, and the filled one that goes on, at the right."""
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if back is not None:
            self._buttons.addWidget(ActButton(back))
        self._buttons.addStretch(1)
        if leave is not None:
            self._buttons.addWidget(ActButton(leave))
        if go is not None:
            self._buttons.addWidget(ActButton(go, "primary"))
