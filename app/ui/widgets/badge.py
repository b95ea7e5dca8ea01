"""State as mark and word. The mark's shape says it without colour: disc, half disc, triangle, square, ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import colour, font, soft
from app.ui.theme.colours import GRADES

_MARK = 10
_GAP = 7
_PAD = 12


def paint_mark(painter: QPainter, centre: QPointF, grade: str, size: float = _MARK) -> None:
    """Draw a grade's mark: disc = valid, half disc = under way, triangle = warns, square = stops, ring = none yet.

    Raises:
        KeyError: no such grade.
    """
    tint = colour(grade)
    half = size / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    if grade == "ok":
        painter.drawEllipse(centre, half - 0.5, half - 0.5)
    elif grade == "warn":
        painter.drawPolygon(
            QPolygonF([centre + QPointF(0, -half), centre + QPointF(half, half - 1), centre + QPointF(-half, half - 1)])
        )
    elif grade == "danger":
        painter.drawRoundedRect(QRectF(centre.x() - half + 1, centre.y() - half + 1, size - 2, size - 2), 2, 2)
    else:
        ring = QRectF(centre.x() - half + 1.25, centre.y() - half + 1.25, size - 2.5, size - 2.5)
        painter.setPen(QPen(tint, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if grade == "info":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawPie(ring, 90 * 16, 180 * 16)
    painter.restore()


def badge_width(text: str, metrics: QFontMetrics, *, is_soft: bool = False) -> int:
    """The px that mark and word need in one line."""
    return _MARK + _GAP + metrics.horizontalAdvance(text) + 2 + (2 * _PAD if is_soft else 0)


def paint_badge(
    painter: QPainter, rect: QRect, text: str, grade: str, *, strong: bool | None = None, role: str = ""
) -> None:
    """Draw mark and word at the left of a rectangle, the word cut where room ends; for tables and lists.

    Args:
        strong: semibold word; by default only for "warn" and "danger".
        role: size of the word; by default that of table cells.

    Raises:
        KeyError: no such grade.
    """
    is_strong = grade in ("warn", "danger") if strong is None else strong
    painter.save()
    painter.setFont(font(role or ("strong" if is_strong else "body")))
    paint_mark(painter, QPointF(rect.left() + _MARK / 2, rect.center().y() + 1), grade)
    painter.setPen(colour(grade if is_strong or grade != "neutral" else "text2"))
    room = rect.adjusted(_MARK + _GAP, 0, 0, 0)
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()


class Badge(QWidget):
    """A state: mark and word, on a pale ground in page headers.

    Args:
        text: the word, in the language of the moment.
        grade: "ok", "info", "warn", "danger", "neutral".
        soft: with the pale ground.

    Raises:
        ValueError: no such grade.
    """

    def __init__(self, text: str, grade: str = "neutral", soft: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._soft = soft
        self._text = self._grade = ""
        self.setFont(font("label"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_state(text, grade)

    @property
    def text(self) -> str:
        """The word shown."""
        return self._text

    @property
    def grade(self) -> str:
        """The grade shown."""
        return self._grade

    def set_state(self, text: str, grade: str) -> None:
        """Show another state.

        Raises:
            ValueError: no such grade.
        """
        if grade not in GRADES:
            raise ValueError(f"not a grade: {grade!r}")
        self._text, self._grade = text, grade
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole word."""
        return QSize(badge_width(self._text, self.fontMetrics(), is_soft=self._soft), 26 if self._soft else 22)

    def minimumSizeHint(self) -> QSize:
        """Room for the mark and a few letters."""
        return QSize(min(self.sizeHint().width(), 72), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, mark and word."""
        painter = QPainter(self)
        rect = self.rect()
        if self._soft:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QPainterPath()
            ground.addRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
            painter.fillPath(ground, soft(self._grade))
            rect = rect.adjusted(_PAD, 0, -_PAD, 0)
        paint_badge(painter, rect, self._text, self._grade, strong=True, role="label")
        painter.end()
        shown = self.fontMetrics().horizontalAdvance(self._text) + _MARK + _GAP
        self.setToolTip(self._text if shown > rect.width() + 2 else "")
