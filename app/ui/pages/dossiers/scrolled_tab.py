"""A tab with one act as a link, above a column that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.scroll import VScroll


class ScrolledTab(QWidget):
    """The link has the keys first; the column is made anew each time something else is shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self._line = QHBoxLayout()
        rows.addLayout(self._line)
        self._scroll = VScroll(QWidget())
        rows.addWidget(self._scroll, 1)

    def place_act(self, act: Act) -> Act:
        """Put the act above the column."""
        button = ActButton(act, "link")
        self._line.addWidget(button)
        self._line.addStretch(1)
        self.setFocusProxy(button)
        return act

    def show_column(self, parts: list[QWidget], width: int = 0) -> None:
        """Show these parts one below the other in place of those before; ``width``: the widest they may be, in px."""
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(8)
        for part in parts:
            rows.addWidget(part)
        rows.addStretch(1)
        if width:
            inner.setMaximumWidth(width)
            self._scroll.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._scroll.takeWidget().deleteLater()
        self._scroll.setWidget(inner)
