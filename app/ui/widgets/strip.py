"""A strip across the page or a card: one thing worth knowing, on the pale ground of its grade."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import icon_pixmap, soft
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel

_ICONS = {
    "ok": "check-circle",
    "info": "info",
    "warn": "warning",
    "danger": "warning-circle",
    "neutral": "info",
}


class Strip(QWidget):
    """One sentence that stays until it is settled.

    Args:
        text: the sentence.
        grade: "ok", "info", "warn", "danger", "neutral".
        act: what can be done about it, as a link at the right.
        detail: a second, quieter line.
        icon: instead of the grade's own.
    """

    def __init__(
        self,
        text: str,
        grade: str = "info",
        act: Act | None = None,
        detail: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._grade = grade
        self._icon_name = icon
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 10, 12, 10)
        outer.setSpacing(14)
        self._picture = QLabel()
        self._picture.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        outer.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._text = TextLabel("", "strong")
        self._detail = TextLabel("", "second")
        words.addStretch(1)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        words.addStretch(1)
        outer.addLayout(words, 100)
        outer.addStretch(1)  # the words have their widest; what is left stays at their right
        if act is not None:
            outer.addWidget(ActButton(act, "link"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_text(text, grade, detail)

    def set_text(self, text: str, grade: str = "", detail: str = "") -> None:
        """Say something else.

        Raises:
            KeyError: no such grade.
        """
        self._grade = grade or self._grade
        name = self._icon_name or _ICONS[self._grade]
        size = 24 if detail else 20
        self._picture.setPixmap(icon_pixmap(name, size, self._grade, self.devicePixelRatioF()))
        self._text.setText(text)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(text)
        self.setAccessibleDescription(detail)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft(self._grade))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.end()
