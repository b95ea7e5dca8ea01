"""Draws every cell of every table: text, two lines, stars, badges, ticks; selection as pale ground with a bar."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.ui.tables.columns import DASH, Column, pair, stars_of
from app.ui.tables.model import VALUE_ROLE
from app.ui.theme import colour, font
from app.ui.widgets.badge import badge_width, paint_badge
from app.ui.widgets.stars import paint_stars

ROW = 32
TWO_LINE_ROW = 50
PAD = 10
_BAR = 3
_STAR = 15
_BOX = 16

_Index = QModelIndex | QPersistentModelIndex


class TableDelegate(QStyledItemDelegate):
    """Colours and fonts are those of the moment it is made.

    Args:
        columns: those of the model, in its order.
    """

    def __init__(self, columns: tuple[Column, ...], view: QAbstractItemView) -> None:
        super().__init__(view)
        self._columns = columns
        self._view = view
        self.first_shown = 0
        self._colours = {
            name: colour(name)
            for name in ("surface", "asoft", "border", "bstrong", "accent", "onaccent", "text", "text2", "text3")
        }
        self._body, self._strong, self._second = font("body"), font("strong"), font("second")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground, hairline, what the cell holds, the bar of a selected row, the edge of the row that has the keys."""
        option_: Any = option  # the stub does not know the fields of the option
        rect: QRect = option_.rect
        is_selected = bool(option_.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, self._colours["asoft" if is_selected else "surface"])
        painter.setPen(self._colours["border"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() == self.first_shown and is_selected:
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), self._colours["accent"])
        self._draw_current(painter, rect, index)
        column = self._columns[index.column()]
        room = rect.adjusted(PAD, 0, -PAD, -1)
        if column.kind == "check":
            self._draw_box(painter, rect, index.data(Qt.ItemDataRole.CheckStateRole))
        else:
            self._draw_value(painter, room, column, index)
        painter.restore()

    def _draw_current(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """Lines above and below the row that has the keys, where the selection alone does not say which it is."""
        if not self._view.hasFocus() or self._view.currentIndex().row() != index.row():
            return
        marked = self._view.selectionModel().selection()
        if marked.count() == 1 and marked.at(0).height() == 1 and marked.at(0).top() == index.row():
            return
        painter.setPen(QPen(self._colours["accent"], 2))
        painter.drawLine(rect.left(), rect.top() + 1, rect.right(), rect.top() + 1)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())

    def _draw_value(self, painter: QPainter, room: QRect, column: Column, index: _Index) -> None:
        value = index.data(VALUE_ROLE)
        if column.kind == "stars" and column.text is None:
            stars, out_of = stars_of(value)
            if stars is None:
                self._draw_text(painter, room, column, DASH)
            else:
                paint_stars(painter, room, stars, out_of, _STAR)
        elif column.kind == "badge" and pair(value)[0]:
            word, grade = pair(value)
            paint_badge(painter, room, word, grade or "neutral")
        elif column.kind == "two_line" and pair(value)[1]:
            self._draw_two_lines(painter, room, column, *pair(value))
        elif column.kind == "drawn" and column.paint is not None and value is not None:
            column.paint(painter, room, value)
        else:
            words = index.data(Qt.ItemDataRole.DisplayRole)
            self._draw_text(painter, room, column, "" if words is None else words)

    def _draw_text(self, painter: QPainter, room: QRect, column: Column, words: str) -> None:
        painter.setFont(self._strong if column.stretch else self._body)
        painter.setPen(self._colours["text3" if words == DASH else "text"])
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _flags(column), shown)

    def _draw_two_lines(self, painter: QPainter, room: QRect, column: Column, first: str, second: str) -> None:
        middle = room.top() + room.height() // 2 + 1
        for words, used, tone, top in (
            (first, self._strong if column.stretch else self._body, "text", middle - 22),
            (second, self._second, "text2", middle),
        ):
            painter.setFont(used)
            painter.setPen(self._colours[tone])
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), top, room.width(), 22), _flags(column), shown)

    def _draw_box(self, painter: QPainter, rect: QRect, state: Any) -> None:
        if state is None:
            return
        box = QRectF(0, 0, _BOX, _BOX)
        box.moveCenter(QRectF(rect).center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ticked = Qt.CheckState(state) == Qt.CheckState.Checked
        painter.setPen(QPen(self._colours["accent" if is_ticked else "bstrong"], 1.2))
        painter.setBrush(self._colours["accent" if is_ticked else "surface"])
        painter.drawRoundedRect(box, 4, 4)
        if is_ticked:
            painter.setPen(QPen(self._colours["onaccent"], 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            corner = box.topLeft()
            painter.drawPolyline(QPolygonF([corner + QPointF(*at) for at in ((3.8, 8.3), (6.8, 11.2), (12.3, 5.2))]))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """What the cell would need; asked for tool tips only, widths and heights are fixed by the table."""
        column = self._columns[index.column()]
        return QSize(self.needed(column, index.data(VALUE_ROLE)) + 2 * PAD, ROW)

    def needed(self, column: Column, value: object) -> int:
        """The px that a value needs to be shown whole."""
        metrics = QFontMetrics(self._strong if column.stretch else self._body)
        if column.kind in ("stars", "check", "drawn"):
            return 0
        if column.kind == "badge":
            return badge_width(pair(value)[0], QFontMetrics(self._strong))
        if column.kind == "two_line":
            first, second = pair(value)
            return max(metrics.horizontalAdvance(first), QFontMetrics(self._second).horizontalAdvance(second))
        return metrics.horizontalAdvance(column.words(value))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole text where the cell cuts it."""
        if not index.isValid():
            return False
        column = self._columns[index.column()]
        value = index.data(VALUE_ROLE)
        room = view.visualRect(index).width() - 2 * PAD
        words = index.data(Qt.ItemDataRole.ToolTipRole) or ""
        is_cut = self.needed(column, value) > room or column.kind in ("drawn", "stars")
        QToolTip.showText(event.globalPos(), words if is_cut else "", view)
        return True


_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


def _flags(column: Column) -> int:
    parts = (_SIDES[column.side], Qt.AlignmentFlag.AlignVCenter, Qt.TextFlag.TextSingleLine)
    return sum(int(part.value) for part in parts)
