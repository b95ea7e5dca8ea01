"""Stars of a product, drawn: the font has none. Gold with a darker edge where earned, an outline where not."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.translate import _
from app.ui.theme import colour

INNER_RADIUS = 0.42  # of the outer one


@lru_cache(maxsize=16)
def star_path(size: float) -> QPainterPath:
    """A five-point star whose points lie on a circle of ``size`` px across, its middle at 0,0."""
    path = QPainterPath()
    for step in range(10):
        radius = size / 2 * (1.0 if step % 2 == 0 else INNER_RADIUS)
        angle = math.pi * step / 5 - math.pi / 2
        point = QPointF(radius * math.cos(angle), radius * math.sin(angle))
        if step == 0:
            path.moveTo(point)
        else:
            path.lineTo(point)
    path.closeSubpath()
    return path


def stars_width(out_of: int, size: int) -> int:
    """The px that so many stars need in one line."""
    return out_of * size + (out_of - 1) * _gap(size)


def _gap(size: int) -> int:
    return max(2, size // 8)


def paint_stars(painter: QPainter, rect: QRect, stars: int, out_of: int = 5, size: int = 15) -> None:
    """Draw stars at the left of a rectangle, in its middle line; for tables and lists."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = rect.top() + rect.height() / 2 + size * 0.04  # a star is taller above its middle than below
    for place in range(out_of):
        painter.save()
        painter.translate(rect.left() + size / 2 + place * (size + _gap(size)), middle)
        if place < stars:
            painter.setBrush(colour("star"))
            painter.setPen(QPen(colour("starline"), 1))
        else:
            painter.setPen(QPen(colour("bstrong"), 1))
        painter.drawPath(star_path(size - 1))
        painter.restore()
    painter.restore()


def stars_text(stars: int | None, out_of: int = 5) -> str:
    """What a screen reader says: "3 out of 5 stars"."""
    if not stars:
        return _("no star yet")
    return _("{stars} out of {out_of} stars").format(stars=stars, out_of=out_of)


class Stars(QWidget):
    """The stars of a product.

    Args:
        stars: how many are earned; None: none yet.
        out_of: how many there are.
        size: px across one star: 15 in tables, 18 in headers, 34 on the result.
    """

    def __init__(
        self, stars: int | None = None, out_of: int = 5, size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._stars, self._out_of = stars, out_of
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_stars(stars, out_of)

    def set_stars(self, stars: int | None, out_of: int = 5) -> None:
        """Show another number of stars."""
        self._stars, self._out_of = stars, out_of
        words = stars_text(stars, out_of)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all stars."""
        return QSize(stars_width(self._out_of, self._size), self._size + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the stars."""
        painter = QPainter(self)
        paint_stars(painter, self.rect(), self._stars or 0, self._out_of, self._size)
        painter.end()
