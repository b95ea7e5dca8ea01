"""The parts and sections of a set with their points, at the left of the list."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import colour
from app.ui.widgets.badge import paint_mark
from app.ui.widgets.card import Card
from app.ui.widgets.criteria.data import CriteriaTotals, PartTotal, SectionTotal
from app.ui.widgets.criteria.rows import draw_words
from app.ui.widgets.criteria.words import of_most, plain
from app.ui.widgets.scroll import VScroll

_LINE = 28
_PAD = 12
_POINTS = 48
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class _Line(QWidget):
    clicked = Signal(str)

    def __init__(self, total: PartTotal | SectionTotal, parent: QWidget) -> None:
        super().__init__(parent)
        self.total = total
        self.here = False
        self.setFixedHeight(_LINE + (6 if isinstance(total, PartTotal) else 0))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if isinstance(total, SectionTotal):
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_total(self, total: PartTotal | SectionTotal, here: bool) -> None:
        self.total, self.here = total, here
        points = of_most(total.points, total.max_points)
        self.setToolTip(f"{total.id}. {total.title}: {points}")
        self.setAccessibleName(f"{total.id}. {total.title}: {points}")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if isinstance(self.total, SectionTotal):
            self.clicked.emit(self.total.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        total, wide = self.total, self.width()
        right = QRect(wide - _POINTS - _PAD, self.height() - _LINE, _POINTS, _LINE)
        if isinstance(total, PartTotal):
            room = QRect(_PAD, right.top(), right.left() - _PAD, _LINE)
            draw_words(painter, room, f"{total.id}. {total.title}", "strong", "text", _LEFT)
            draw_words(painter, right, of_most(total.points, total.max_points), "strong", "text", _RIGHT)
        else:
            if self.here:
                painter.fillRect(self.rect(), colour("asoft"))
            paint_mark(painter, QPointF(_PAD + 6, _LINE / 2), total.grade)
            begun = total.missing < total.count
            text = of_most(total.points, total.max_points) if begun else f"—/{plain(total.max_points)}"
            room = QRect(_PAD + 20, 0, right.left() - _PAD - 24, _LINE)
            tone = "accent" if self.here else "text"
            draw_words(painter, room, f"{total.id} {total.title}", "label" if self.here else "second", tone, _LEFT)
            draw_words(painter, right, text, "second", "text2", _RIGHT)
        painter.end()


class CriteriaIndex(Card):
    """A click on a section leads to its first criterion without an answer; the keys do it in the list."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, flush=True)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 6, 0, 6)
        self._column.setSpacing(0)
        self.body.addWidget(VScroll(self._inner, self))
        self._lines: list[_Line] = []
        self._totals: CriteriaTotals | None = None
        self._here = ""
        self.setMinimumWidth(200)

    def show_totals(self, totals: CriteriaTotals) -> None:
        """The sums as they stand."""
        self._totals = totals
        wanted: list[PartTotal | SectionTotal] = []
        for part in totals.parts:
            wanted += [part, *part.sections]
        if [one.id for one in wanted] != [line.total.id for line in self._lines]:
            for line in self._lines:
                line.hide()
                line.deleteLater()
            while self._column.count():
                self._column.takeAt(0)
            self._lines = [_Line(one, self._inner) for one in wanted]
            for line in self._lines:
                line.clicked.connect(self.chosen)
                self._column.addWidget(line)
            self._column.addStretch(1)
        for line, one in zip(self._lines, wanted, strict=True):
            line.show_total(one, isinstance(one, SectionTotal) and one.id == self._here)

    def show_here(self, section: str) -> None:
        """The section of the criterion in work."""
        self._here = section
        if self._totals is not None:
            self.show_totals(self._totals)

    def sizeHint(self) -> QSize:
        return QSize(232, 400)
