"""A few large choices side by side, one of them taken: ring, icon, words, and a second line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from app.ui.theme import colour, font, icon_pixmap

_HEIGHT = 62
_LEAST_WIDTH = 200
_GAP = 12
_RING = 18
_ICON = 24


@dataclass(frozen=True)
class Choice:
    """One choice: its name in code, words, second line, icon."""

    name: str
    text: str
    note: str = ""
    icon: str = ""


class _ChoiceCard(QAbstractButton):
    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setCheckable(True)
        self.setText(choice.text)
        self.setAccessibleName(choice.text)
        self.setAccessibleDescription(choice.note)
        self.setObjectName(f"choice.{choice.name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        strong = chosen or self.hasFocus()
        painter.setPen(QPen(colour("accent" if strong else "border"), 2 if strong else 1))
        painter.setBrush(colour("asoft" if self.hasFocus() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        middle = self.height() / 2
        ring = QRectF(14, middle - _RING / 2, _RING, _RING)
        painter.setBrush(colour("accent") if chosen else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("accent" if chosen else "bstrong"), 1.2))
        painter.drawEllipse(ring)
        if chosen:
            painter.setBrush(colour("surface"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(ring.adjusted(5, 5, -5, -5))
        left = 14 + _RING + 14
        if self.choice.icon:
            tone = "accent" if chosen else "text2"
            picture = icon_pixmap(self.choice.icon, _ICON, tone, self.devicePixelRatioF())
            painter.drawPixmap(int(left), int(middle - _ICON / 2), picture)
            left += _ICON + 12
        width = self.width() - left - 10
        self._write(painter, left, width)
        painter.end()

    def _write(self, painter: QPainter, left: float, width: float) -> None:
        lines = [(self.choice.text, "strong", "text")] + (
            [(self.choice.note, "second", "text2")] * bool(self.choice.note)
        )
        top = 9.0 if len(lines) == 2 else (self.height() - 22) / 2
        for words, role, tone in lines:
            painter.setFont(font(role))
            painter.setPen(colour(tone))
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(QRectF(left, top, width, 22), Qt.AlignmentFlag.AlignVCenter, cut)
            top += 21


class ChoiceCards(QWidget):
    """Large choices; arrows move between them, and the one that has the keys is taken."""

    changed = Signal(str)
    """The name of the choice that now holds."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._cards: dict[str, _ChoiceCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._columns = 0
        for choice in choices:
            card = _ChoiceCard(choice, self)
            card.toggled.connect(partial(self._on_toggled, choice.name))
            self._group.addButton(card)
            self._cards[choice.name] = card
        self._arrange(len(self._cards))

    def _on_toggled(self, name: str, on: bool) -> None:
        if on:
            self.changed.emit(name)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(len(self._cards)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit = max(1, (event.size().width() + _GAP) // (_LEAST_WIDTH + _GAP))
        count = len(self._cards)
        rows = -(-count // min(fit, count))
        self._arrange(-(-count // rows))

    def current(self) -> str:
        """The name of the choice that holds; empty: none yet."""
        return next((name for name, card in self._cards.items() if card.isChecked()), "")

    def set_current(self, name: str) -> None:
        """Take a choice; a name that is not there changes nothing."""
        if name in self._cards:
            self._cards[name].setChecked(True)

    def first_input(self) -> QWidget:
        """What takes the keys: the choice that holds, else the first."""
        return self._cards.get(self.current()) or next(iter(self._cards.values()))
