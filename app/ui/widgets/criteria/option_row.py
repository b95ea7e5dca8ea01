"""One option of the open criterion: its key, the whole text, the star that it is marked with, its points."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.translate import _
from app.ui.theme import colour, font
from app.ui.widgets.criteria.data import CriterionOption
from app.ui.widgets.criteria.words import points_text
from app.ui.widgets.stars import paint_stars

_CHIP = 22
_PAD = 8
_TEXT = 40
_POINTS = 72
_STAR = 15
_WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


class OptionRow(QWidget):
    """An option; a click chooses it. Its text is never cut."""

    clicked = Signal(int)

    def __init__(self, option: CriterionOption, parent: QWidget) -> None:
        super().__init__(parent)
        self.option = option
        self._chosen = False
        self._locked = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName(f"option.{option.number}")
        self.set_chosen(False)

    def set_chosen(self, chosen: bool) -> None:
        """Whether it is the answer."""
        self._chosen = chosen
        said = _("chosen") if chosen else ""
        option = self.option
        words = [str(option.number), option.text, points_text(option.points) if option.number else "", said]
        self.setAccessibleName(", ".join(part for part in words if part))
        self.updateGeometry()
        self.update()

    def set_locked(self, locked: bool) -> None:
        """Whether it can be chosen no longer."""
        self._locked = locked
        self.setCursor(Qt.CursorShape.ArrowCursor if locked else Qt.CursorShape.PointingHandCursor)

    def _mark(self) -> str:
        return _("level {stars}").format(stars=self.option.star) if self.option.star else ""

    def _room(self, width: int) -> QRect:
        """Where the text stands."""
        mark = QFontMetrics(font("second")).horizontalAdvance(self._mark()) + _STAR + 12 if self.option.star else 0
        return QRect(_TEXT, 6, max(80, width - _TEXT - mark - _POINTS - _PAD), 10_000)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the whole text, in the weight that it has when it is chosen."""
        words = QFontMetrics(font("strong")).boundingRect(self._room(width), _WRAP, self.option.text)
        return max(34, words.height() + 12)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 34)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the text needs."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.setFixedHeight(self.heightForWidth(self.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() == Qt.MouseButton.LeftButton and not self._locked:
            self.clicked.emit(self.option.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chip, text, mark and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chosen or (self.underMouse() and not self._locked):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("asoft" if self._chosen else "surface2"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        chip = QRectF(_PAD, 6, _CHIP, _CHIP)
        painter.setPen(colour("accent" if self._chosen else "border"))
        painter.setBrush(colour("accent" if self._chosen else "surface2"))
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font("label"))
        painter.setPen(colour("onaccent" if self._chosen else "text2"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(self.option.number))
        room = self._room(self.width())
        painter.setFont(font("strong" if self._chosen else "body"))
        painter.setPen(colour("text"))
        painter.drawText(room, _WRAP, self.option.text)
        self._draw_right(painter, room)
        painter.end()

    def _draw_right(self, painter: QPainter, room: QRect) -> None:
        line = QRect(self.width() - _POINTS - _PAD, 6, _POINTS, _CHIP)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if self.option.number:
            painter.setFont(font("strong" if self._chosen else "body"))
            painter.drawText(line, right, points_text(self.option.points))
        if self.option.star:
            star = QRect(line.left() - _STAR - 2, 6, _STAR, _CHIP)
            paint_stars(painter, star, 1, 1, _STAR)
            painter.setFont(font("second"))
            painter.setPen(colour("text2"))
            painter.drawText(QRect(room.right(), 6, star.left() - room.right() - 5, _CHIP), right, self._mark())

    def enterEvent(self, event: object) -> None:
        """It shows that it can be chosen."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """And no longer."""
        self.update()
