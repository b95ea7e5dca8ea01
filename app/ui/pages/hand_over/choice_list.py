"""One of several choices, each a card: up and down move the choice, as with radio buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import colour, icon_pixmap
from app.ui.widgets.badge import Badge
from app.ui.widgets.labels import CutLabel, TextLabel

_RING = 9
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


@dataclass(frozen=True)
class Option:
    """One choice: two lines at the left, one line and a state at the right."""

    name: str
    title: str
    detail: str = ""
    note: str = ""
    state: str = ""
    grade: str = "neutral"
    icon: str = "usb"


class _OptionCard(QWidget):
    def __init__(self, option: Option, parent: QWidget) -> None:
        super().__init__(parent)
        self.option = option
        self.is_chosen = False
        self.setAccessibleName(" · ".join(part for part in (option.title, option.note, option.state) if part))
        self.setAccessibleDescription(option.detail)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 8, 15, 8)
        row.setSpacing(14)
        picture = QLabel()
        picture.setPixmap(icon_pixmap(option.icon, 24, "text2", self.devicePixelRatioF()))
        row.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(CutLabel(option.title, "strong"))
        if option.detail:
            words.addWidget(CutLabel(option.detail, "second", "text2"))
        row.addLayout(words, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        if option.note:
            note = TextLabel(option.note, "body", wrap=False)
            note.setAlignment(Qt.AlignmentFlag.AlignRight)
            right.addWidget(note)
        if option.state:
            right.addWidget(Badge(option.state, option.grade), 0, Qt.AlignmentFlag.AlignRight)
        row.addLayout(right)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 62)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, its ring, and the accent's edge where it is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = 2.0 if self.is_chosen else 1.0
        painter.setPen(QPen(colour("accent" if self.is_chosen else "border"), edge))
        parent = self.parentWidget()
        has_keys = self.is_chosen and parent is not None and parent.hasFocus()
        painter.setBrush(colour("asoft" if has_keys else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 8, 8)
        centre = QPointF(24, self.height() / 2)
        painter.setPen(QPen(colour("accent" if self.is_chosen else "bstrong"), 5 if self.is_chosen else 1.25))
        painter.setBrush(colour("surface"))
        inner = _RING - 2.5 if self.is_chosen else _RING - 0.6
        painter.drawEllipse(centre, inner, inner)
        painter.end()


class ChoiceList(QWidget):
    """Cards below each other, one of them chosen; it takes the keys as one."""

    changed = Signal(str)
    """The name of the choice that now holds."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self._cards: list[_OptionCard] = []

    def set_options(self, options: Sequence[Option], chosen: str = "") -> None:
        """Show these choices; the one that holds stays while its name is there, unless another is named."""
        wanted = chosen or self.current()
        if [card.option for card in self._cards] == list(options):
            self._choose(wanted)
            return
        for card in self._cards:
            card.hide()
            self._rows.removeWidget(card)
            card.deleteLater()
        self._cards = [_OptionCard(option, self) for option in options]
        for card in self._cards:
            self._rows.addWidget(card)
        self.setVisible(bool(self._cards))
        self._choose(wanted)

    @property
    def options(self) -> list[Option]:
        """What can be chosen."""
        return [card.option for card in self._cards]

    def current(self) -> str:
        """The name of the choice that holds; empty: none."""
        return next((card.option.name for card in self._cards if card.is_chosen), "")

    def set_current(self, name: str) -> None:
        """Choose by name; a name that is not there changes nothing."""
        if name != self.current() and any(card.option.name == name for card in self._cards):
            self._choose(name)
            self.changed.emit(name)

    def _choose(self, name: str) -> None:
        for card in self._cards:
            card.is_chosen = card.option.name == name
            card.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move the choice."""
        by = _STEPS.get(Qt.Key(event.key()))
        if by is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._cards:
            super().keyPressEvent(event)
            return
        names = [card.option.name for card in self._cards]
        now = self.current()
        at = names.index(now) + by if now in names else 0
        self.set_current(names[max(0, min(len(names) - 1, at))])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for card in self._cards:
            if card.geometry().contains(event.position().toPoint()):
                self.set_current(card.option.name)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if self._cards and not self.current():
            self.set_current(self._cards[0].option.name)
        self._repaint()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._repaint()

    def _repaint(self) -> None:
        for card in self._cards:
            card.update()
