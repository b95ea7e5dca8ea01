"""The way of a dossier as one line of moves, and below it who held it for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.translate import N_, _
from app.ui.theme import colour, font, icon_pixmap

_MOST = 8
_SLOT = 96  # px one move needs at least
_NODE_Y, _RADIUS = 17, 9
_LINES_HEIGHT = 74
_STRIP_TOP, _STRIP_HEIGHT = 80, 26
_SAID = {"done": N_("done"), "now": N_("now"), "next": N_("to come")}


@dataclass(frozen=True)
class TrackMove:
    """One move: its name, its date or deadline in words, and whether it is done, the present one, or to come."""

    label: str
    date_text: str = ""
    state: Literal["done", "now", "next"] = "next"


@dataclass(frozen=True)
class Holding:
    """An office that holds or held the dossier: its name, for how long in words, and whether it holds it now."""

    text: str
    days_text: str = ""
    here: bool = False

    @property
    def words(self) -> str:
        """Name and time in one line."""
        return " · ".join(part for part in (self.text, self.days_text) if part)


class Track(QWidget):
    """Moves done (filled, with a check), the present one (ring with dot), those to come (dotted).

    Where they are too many for the width, or more than eight, the earliest done fold into "…"; the tool tip of "…"
    lists them, that of a cut word says it whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moves: list[TrackMove] = []
        self._holders: list[Holding] = []
        self._spots: list[tuple[QRectF, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_moves(self, moves: Sequence[TrackMove]) -> None:
        """Show these moves, in their order."""
        self._moves = list(moves)
        self._renew()

    def set_holders(self, holders: Sequence[Holding]) -> None:
        """Show who held the dossier; those after the present holder are still to come."""
        self._holders = list(holders)
        self._renew()

    def _renew(self) -> None:
        said = [
            ", ".join(part for part in (move.label, move.date_text, _(_SAID[move.state])) if part)
            for move in self._moves
        ]
        self.setAccessibleName("; ".join(said))
        self.setAccessibleDescription("; ".join(holder.words for holder in self._holders))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        height = _STRIP_TOP + _STRIP_HEIGHT + 2 if self._holders else _LINES_HEIGHT
        return QSize(min(len(self._moves), _MOST) * _SLOT, height)

    def minimumSizeHint(self) -> QSize:
        """Room for the present move and its neighbours."""
        return QSize(_SLOT * 3, self.sizeHint().height())

    def shown(self, width: int) -> tuple[list[TrackMove], list[TrackMove]]:
        """What fits into a width: the moves folded into "…", and those drawn after it."""
        room = max(3, min(_MOST, width // _SLOT))
        if len(self._moves) <= room:
            return [], list(self._moves)
        done = sum(1 for move in self._moves if move.state == "done")
        fold = min(done, len(self._moves) - room + 1)
        return self._moves[:fold], self._moves[fold:]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, moves and strip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._spots = []
        self._draw_moves(painter)
        if self._holders:
            self._draw_holders(painter)
        painter.end()

    def _draw_moves(self, painter: QPainter) -> None:
        folded, moves = self.shown(self.width())
        slots = len(moves) + bool(folded)
        if not slots:
            return
        step = self.width() / slots
        middles = [step * (place + 0.5) for place in range(slots)]
        for place in range(slots - 1):
            move = moves[place + 1 - bool(folded)]
            pen = QPen(colour("bstrong" if move.state == "next" else "accent"), 2)
            if move.state == "next":
                pen = QPen(colour("bstrong"), 1.5, Qt.PenStyle.DashLine)
                pen.setDashPattern([2.5, 2])
            painter.setPen(pen)
            painter.drawLine(
                QPointF(middles[place] + _RADIUS + 1, _NODE_Y), QPointF(middles[place + 1] - _RADIUS - 1, _NODE_Y)
            )
        if folded:
            self._draw_folded(painter, middles[0], step, folded)
        for place, move in enumerate(moves, start=int(bool(folded))):
            self._draw_move(painter, middles[place], step, move)

    def _draw_folded(self, painter: QPainter, x: float, step: float, folded: list[TrackMove]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent"))
        for shift in (-5, 0, 5):
            painter.drawEllipse(QPointF(x + shift, _NODE_Y), 1.75, 1.75)
        words = _("{count} earlier").format(count=len(folded))
        self._write(painter, x, step, 30, words, "second", colour("text2"))
        listed = "\n".join(" ".join((move.label, move.date_text)).strip() for move in folded)
        self._spots.append((QRectF(x - step / 2, 0, step, _LINES_HEIGHT), listed))

    def _draw_move(self, painter: QPainter, x: float, step: float, move: TrackMove) -> None:
        centre = QPointF(x, _NODE_Y)
        if move.state == "done":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(centre, _RADIUS, _RADIUS)
            check = icon_pixmap("check", 12, "onaccent", self.devicePixelRatioF())
            painter.drawPixmap(QPointF(x - 6, _NODE_Y - 6), check)
        elif move.state == "now":
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(colour("surface"))
            painter.drawEllipse(centre, _RADIUS, _RADIUS)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(centre, 4, 4)
        else:
            painter.setPen(QPen(colour("bstrong"), 1.5))
            painter.setBrush(colour("surface"))
            painter.drawEllipse(centre, _RADIUS - 2, _RADIUS - 2)
        is_next = move.state == "next"
        self._write(
            painter, x, step, 30, move.label, "second" if is_next else "label", colour("text2" if is_next else "text")
        )
        tint = colour("accent" if move.state == "now" else "text2")
        self._write(painter, x, step, 50, move.date_text, "second", tint)

    def _write(self, painter: QPainter, x: float, step: float, top: int, text: str, role: str, tint: QColor) -> None:
        painter.setFont(font(role))
        painter.setPen(tint)
        room = QRectF(x - step / 2 + 3, top, step - 6, 20)
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        if words != text:
            self._spots.append((room, text))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_holders(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        wants = [metrics.horizontalAdvance(holder.words) + 24 for holder in self._holders]
        room = self.width() - 4 * (len(wants) - 1)
        shares = [want * room / sum(wants) for want in wants]
        here = next((i for i, holder in enumerate(self._holders) if holder.here), len(wants))
        left = 0.0
        for place, (holder, share) in enumerate(zip(self._holders, shares, strict=True)):
            rect = QRectF(left, _STRIP_TOP, share, _STRIP_HEIGHT)
            left += share + 4
            painter.setPen(QPen(colour("border"), 1) if place > here else Qt.PenStyle.NoPen)
            painter.setBrush(colour("asoft" if holder.here else "surface" if place > here else "surface2"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setPen(colour("accent" if holder.here else "text2"))
            painter.setFont(font("label" if holder.here else "second"))
            inner = int(share) - 12
            words = painter.fontMetrics().elidedText(holder.words, Qt.TextElideMode.ElideRight, inner)
            if words != holder.words:
                self._spots.append((rect, holder.words))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def event(self, event: QEvent) -> bool:
        """Show the whole of what is folded or cut under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = next((text for rect, text in self._spots if rect.contains(QPointF(event.pos()))), "")
            if found:
                QToolTip.showText(event.globalPos(), found, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
