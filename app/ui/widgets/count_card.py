"""A count as a card: the figure, what is counted, and one line that says what matters of it. The card is a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import colour
from app.ui.widgets.labels import CutLabel, TextLabel


class CountCard(QAbstractButton):
    """A figure that leads to the list it counts; give several in a row the same stretch.

    Args:
        number: the figure, as it is shown.
        title: what is counted.
        note: one line below; semibold in the colour of the grade when that is "warn" or "danger".
        grade: "neutral", "ok", "info", "warn", "danger".
        on_click: called without arguments.
    """

    def __init__(
        self,
        number: str | int,
        title: str,
        note: str = "",
        grade: str = "neutral",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_click = on_click
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 10, 12, 10)
        box.setSpacing(14)
        self._number = TextLabel("", "figure", wrap=False)
        box.addWidget(self._number)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = CutLabel("", "strong")
        self._notes = {role: CutLabel("", role) for role in ("second", "label")}
        words.addStretch(1)
        words.addWidget(self._title)
        for label in self._notes.values():
            words.addWidget(label)
        words.addStretch(1)
        box.addLayout(words, 1)
        for part in (self._number, self._title, *self._notes.values()):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._run)
        self.set_count(number, title, note, grade)

    def set_count(self, number: str | int, title: str, note: str = "", grade: str = "neutral") -> None:
        """Show another count."""
        self._number.setText(str(number))
        self._title.set_words(title)
        loud = grade in ("warn", "danger")
        for role, label in self._notes.items():
            is_shown = bool(note) and (role == "label") == loud
            label.set_words(note if is_shown else "")
            label.set_tone(grade if loud else "text2")
            label.setVisible(is_shown)
        self.setAccessibleName(f"{number} {title}")
        self.setAccessibleDescription(note)

    def _run(self) -> None:
        if self._on_click is not None:
            self._on_click()

    def sizeHint(self) -> QSize:
        """66 px high, as wide as the words."""
        layout = self.layout()
        return QSize(layout.sizeHint().width() if layout is not None else 240, 66)

    def minimumSizeHint(self) -> QSize:
        """Room for the figure and a few letters."""
        layout = self.layout()
        return QSize(layout.minimumSize().width() if layout is not None else 120, 66)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, with the accent's edge while it has the keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = 2.0 if self.hasFocus() else 1.0
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(colour("accent") if self.hasFocus() else colour("bstrong" if lit else "border"), edge))
        painter.setBrush(colour("surface2" if self.isDown() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 8, 8)
        painter.end()
