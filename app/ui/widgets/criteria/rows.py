"""The lines of a criteria list: the head of a section, and a criterion that is not open."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.translate import _
from app.ui.theme import colour, font, icon_pixmap
from app.ui.widgets.badge import paint_mark
from app.ui.widgets.criteria.data import NOTHING, CriteriaSection, CriterionLine, CriterionState
from app.ui.widgets.criteria.words import none_of_them, of_most, plain, points_text

_ROW = 33
_HEAD = 42
_PAD = 16
_MARK = 19
_NUMBER = 38
_NAME = 74
_POINTS = 78
_CHOICE_FROM = 520  # px: in a narrower list only the points stand behind the name

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


def draw_words(painter: QPainter, room: QRect, text: str, role: str, tone: str, side: Qt.AlignmentFlag) -> None:
    """One line of words, cut where room ends."""
    painter.setFont(font(role))
    painter.setPen(colour(tone))
    painter.drawText(room, side, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width()))


class SectionHead(QWidget):
    """The name of a section with its points."""

    def __init__(self, section: CriteriaSection, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self._words = words
        self._points = Decimal(0)
        self._begun = False
        self.setFixedHeight(_HEAD)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def set_points(self, points: Decimal, begun: bool) -> None:
        """Its sum; a dash while nothing of it is answered."""
        if (points, begun) != (self._points, self._begun):
            self._points, self._begun = points, begun
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and points over a hairline."""
        painter = QPainter(self)
        most = self.section.max_points
        text = of_most(self._points, most) if self._begun else f"—/{plain(most)}"
        said = _("{points} points").format(points=text)
        right = QRect(self.width() - 150 - _PAD, 0, 150, _HEAD)
        draw_words(painter, QRect(_PAD, 0, right.left() - _PAD, _HEAD), self._words, "strong", "text", _LEFT)
        draw_words(
            painter, right, said, "strong" if self._begun else "body", "text" if self._begun else "text2", _RIGHT
        )
        painter.fillRect(0, _HEAD - 1, self.width(), 1, colour("border"))
        painter.end()


class CriterionRow(QWidget):
    """A criterion in one line: mark, number, name, choice, points. A click opens it."""

    clicked = Signal(str)

    def __init__(self, line: CriterionLine, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line
        self.state = NOTHING
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName(f"criterion.{line.id}")
        self.set_state(NOTHING)

    def set_state(self, state: CriterionState) -> None:
        """How the criterion stands now."""
        self.state = state
        words = [f"{self.line.id} {self.line.title}", self.choice(), points_text(state.points), state.warning]
        self.setAccessibleName("; ".join(part for part in words if part))
        self.setToolTip(self.line.title if not state.warning else f"{self.line.title}\n{state.warning}")
        self.update()

    def choice(self) -> str:
        """The chosen option in words."""
        state = self.state
        if state.follows:
            return state.follows
        if state.option is None:
            return _("not answered")
        if state.option == 0:
            return none_of_them()
        return next((one.text for one in self.line.options if one.number == state.option), "")

    def sizeHint(self) -> QSize:
        return QSize(360, _ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.line.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        state, high, wide = self.state, _ROW - 1, self.width()
        if self.underMouse():
            painter.fillRect(self.rect(), colour("surface2"))
        paint_mark(painter, QPointF(_MARK, high / 2), state.grade)
        answered = state.points is not None
        draw_words(painter, QRect(_NUMBER, 0, _NAME - _NUMBER, high), self.line.id, "label", "text", _LEFT)
        right = QRect(wide - _POINTS - _PAD, 0, _POINTS, high)
        said = points_text(state.points)
        draw_words(painter, right, said, "strong" if answered else "body", "text" if answered else "text2", _RIGHT)
        end = right.left() - 4
        if state.files:
            painter.drawPixmap(
                end - 18, (high - 16) // 2, icon_pixmap("paperclip", 16, "text2", self.devicePixelRatioF())
            )
        end -= 24
        name_end = end
        if wide >= _CHOICE_FROM:
            painter.setFont(font("second"))
            room = max(90, int((end - _NAME) * 0.46))
            need = min(room, painter.fontMetrics().horizontalAdvance(self.choice()) + 4)
            draw_words(painter, QRect(end - need, 0, need, high), self.choice(), "second", "text2", _RIGHT)
            name_end = end - need - 12
        draw_words(painter, QRect(_NAME, 0, name_end - _NAME, high), self.line.title, "body", "text", _LEFT)
        painter.fillRect(0, high, wide, 1, colour("border"))
        painter.end()

    def enterEvent(self, event: object) -> None:
        """The line shows that it can be opened."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """And no longer."""
        self.update()
