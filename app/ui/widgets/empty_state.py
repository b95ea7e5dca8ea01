"""What stands where nothing is yet: an icon, one sentence, and the way forward."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel

_ICON = 40


class EmptyState(QWidget):
    """An empty list or page.

    Args:
        icon: a name of Phosphor's.
        sentence: what is empty.
        acts: the ways forward, at most two; the first is the filled button.
        detail: a second, quieter sentence.
    """

    def __init__(
        self,
        icon: str,
        sentence: str,
        acts: Sequence[Act] = (),
        detail: str = "",
        parent: QWidget | None = None,
        *,
        primary: bool = True,
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 16)
        outer.setSpacing(8)
        outer.addStretch(1)
        picture = QLabel()
        picture.setPixmap(icon_pixmap(icon, _ICON, "text2", self.devicePixelRatioF()))
        outer.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for text, role in ((sentence, "strong"), (detail, "second")):
            if text:
                label = TextLabel(text, role)
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                outer.addWidget(label)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for place, act in enumerate(acts):
            buttons.addWidget(ActButton(act, "primary" if place == 0 and primary else "plain"))
        buttons.addStretch(1)
        outer.addLayout(buttons)
        outer.addStretch(1)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(detail)
