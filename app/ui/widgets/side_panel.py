"""The panel at the right of a page; the shell places it, or makes it a tab where the window is narrow."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.ui.widgets.scroll import VScroll

WIDTH = 288


class SidePanel(QFrame):
    """White ground, a line at its left, contents that scroll; they go into ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "side")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        """Where the panel's contents go, from the top down."""
        self.body.setContentsMargins(20, 14, 16, 16)
        self.body.setSpacing(8)
        outer.addWidget(VScroll(inner))
