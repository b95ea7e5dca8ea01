"""What the law asks: folded to its first lines where room is short, opened with F1."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import icon_pixmap, soft
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel


class GuideBox(QWidget):
    """Pale blue ground: guidance, never an error.

    Args:
        act: opens and folds it; its key is F1.
    """

    def __init__(self, act: Act, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 8, 10)
        box.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        picture = QLabel(self)
        picture.setPixmap(icon_pixmap("book-open-text", 18, "info", self.devicePixelRatioF()))
        head.addWidget(picture)
        self._title = TextLabel("", "label", parent=self)
        head.addWidget(self._title, 1)
        head.addWidget(ActButton(act, "quiet", parent=self))
        box.addLayout(head)
        self._first = TextLabel("", "second", tone="text", parent=self)
        self._more = TextLabel("", "second", parent=self)
        for own in (self._first, self._more):
            box.addWidget(own)
        self._open = self._short = False

    def show_guide(self, title: str, first: str, more: str) -> None:
        """The heading, what is said at once, and what F1 opens."""
        self._title.setText(title)
        self._first.setText(first)
        self._more.setText(more)
        self._fold()
        self.setAccessibleName(" ".join((title, first, more)))

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, on: bool) -> None:
        """Open it, or fold it."""
        self._open = on
        self._fold()

    def set_short(self, on: bool) -> None:
        """Only the heading stands there while it is folded."""
        self._short = on
        self._fold()

    def _fold(self) -> None:
        self._first.setVisible(bool(self._first.text()) and (self._open or not self._short))
        self._more.setVisible(bool(self._more.text()) and self._open)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft("info"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.end()
