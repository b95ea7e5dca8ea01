"""What stands in the page's place until the data folder is open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.translate import _


class Opening(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        words = QLabel(_("Opening the book…"), self)
        words.setProperty("tone", "text2")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self).addWidget(words)
