"""The line of keys below a form; what does not fit is left out from the right."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.translate import _
from app.ui.widgets.labels import KeyChip, TextLabel

_HEIGHT = 34
_LEAST_WINDOW = 560  # in a lower window the line goes


class KeyFoot(QWidget):
    """Which keys a form knows."""

    def __init__(self, parent: QWidget, *, sections: bool) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        keys = [("Enter", _("next field"))]
        if sections:
            keys.append(("Ctrl+PgDn", _("next section")))
        keys += [
            ("Ctrl+Z", _("undo")),
            ("F1", _("explains this field")),
            ("Esc", _("close, nothing is lost")),
        ]
        self._pairs: list[QWidget] = []
        for key, words in keys:
            pair = QWidget(self)
            inner = QHBoxLayout(pair)
            inner.setContentsMargins(0, 0, 14, 0)
            inner.setSpacing(6)
            inner.addWidget(KeyChip(key, pair))
            inner.addWidget(TextLabel(words, "second", wrap=False, parent=pair))
            row.addWidget(pair)
            self._pairs.append(pair)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = self.width()
        for pair in self._pairs:
            left -= pair.sizeHint().width()
            pair.setVisible(left >= 0)

    @staticmethod
    def fits(window: QWidget) -> bool:
        """Whether the window is high enough for the line."""
        return window.height() >= _LEAST_WINDOW
