"""The scores of a product over the years, against the bounds of the stars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.product_life import ScorePoint, StarBound
from app.translate import _, format_number
from app.ui.theme import colour, font

_HEIGHT = 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 104, 28, 26, 30
_DISC = 5.0
_LEAST_SHOWN_STAR = 3  # lower bounds would press the upper ones together; they show where a score is that low


class ScoreChart(QWidget):
    """A line through the scores; a council's score is a disc, the producer's own a ring on a dashed line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("product.scores")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self._scores: tuple[ScorePoint, ...] = ()
        self._bounds: tuple[StarBound, ...] = ()

    def show_scores(self, scores: Sequence[ScorePoint], bounds: Sequence[StarBound]) -> None:
        """Show these scores, oldest first."""
        self._scores, self._bounds = tuple(scores), tuple(bounds)
        told = [f"{one.year}: {_score_words(one)}" for one in self._scores]
        self.setAccessibleName(_("Scores over the years"))
        self.setAccessibleDescription("; ".join(told))
        self.setToolTip("\n".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(420, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bounds, line, points, years."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low = self._least()
        self._draw_bounds(painter, low)
        places = self._places(low)
        accent = colour("accent")
        for place in range(1, len(places)):
            style = Qt.PenStyle.DashLine if self._scores[place].ground == "self" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(accent, 2, style))
            painter.drawLine(places[place - 1], places[place])
        for score, at in zip(self._scores, places, strict=True):
            painter.setPen(QPen(accent, 2))
            painter.setBrush(colour("surface") if score.ground == "self" else accent)
            painter.drawEllipse(at, _DISC, _DISC)
            painter.setPen(colour("text"))
            painter.setFont(font("label"))
            painter.drawText(
                QRectF(at.x() - 80, at.y() - 27, 160, 20), Qt.AlignmentFlag.AlignCenter, _score_words(score)
            )
            painter.setPen(colour("text2"))
            painter.setFont(font("small"))
            bottom = self.height() - _BOTTOM + 6
            painter.drawText(QRectF(at.x() - 40, bottom, 80, 20), Qt.AlignmentFlag.AlignCenter, str(score.year))
        painter.end()

    def _least(self) -> Decimal:
        """The points at the bottom of the chart."""
        shown = [one.least for one in self._bounds if one.star >= _LEAST_SHOWN_STAR]
        lowest = min([*(one.points for one in self._scores), *shown], default=Decimal(0))
        return max(Decimal(0), lowest - 10)

    def _y(self, points: Decimal, low: Decimal) -> float:
        room = self.height() - _TOP - _BOTTOM
        return _TOP + room * (1 - float(points - low) / float(100 - low))

    def _draw_bounds(self, painter: QPainter, low: Decimal) -> None:
        painter.setFont(font("small"))
        for one in self._bounds:
            if one.least <= low:
                continue
            y = self._y(one.least, low)
            painter.setPen(QPen(colour("border"), 1))
            painter.drawLine(QPointF(_LEFT, y), QPointF(self.width() - _RIGHT, y))
            painter.setPen(colour("text2"))
            words = _("{points} · {stars} stars").format(points=format_number(one.least), stars=one.star)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 10, _LEFT - 10, 20), flags, words)

    def _places(self, low: Decimal) -> list[QPointF]:
        count = len(self._scores)
        room = self.width() - _LEFT - _RIGHT
        step = room / max(1, count)
        return [
            QPointF(_LEFT + step * (place + 0.5), self._y(score.points, low))
            for place, score in enumerate(self._scores)
        ]


def _score_words(score: ScorePoint) -> str:
    points = format_number(score.points)
    return _("own score {points}").format(points=points) if score.ground == "self" else points
