"""F1 where no field explains itself: the keys of the page, and those of everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.translate import N_, _
from app.ui.theme import font
from app.ui.widgets.labels import KeyChip
from app.ui.widgets.scroll import VScroll

EVERYWHERE: tuple[tuple[str, str], ...] = (
    ("Ctrl+K", N_("Search everything")),
    ("Ctrl+1 … Ctrl+9", N_("The pages of the navigation")),
    ("Alt+←", N_("Back to where you were")),
    ("Ctrl+Enter", N_("The filled button of the page")),
    ("Enter / Shift+Enter", N_("Next and previous field of a form")),
    ("Ctrl+Z / Ctrl+Y", N_("Undo and redo in this record")),
    ("Ctrl+S", N_("Save, as a state to come back to")),
    ("F8 / Shift+F8", N_("Next and previous missing item")),
    ("Ctrl+F", N_("Filter the table")),
    ("F2", N_("Edit or open the row")),
    ("Ctrl+C", N_("Copy the rows as a table")),
    ("Esc", N_("Close; nothing is lost")),
)


class HelpDialog(QDialog):
    """Keys and what they do.

    Args:
        title: of the page.
        keys: (key as written, words) of the page's acts, in the language of the moment.
    """

    def __init__(self, parent: QWidget, title: str, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("help")
        self.setWindowTitle(_("Help"))
        self.resize(520, min(560, parent.height() - 40))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setColumnStretch(1, 1)
        for head, lines in ((title, keys), (_("Everywhere"), [(key, _(words)) for key, words in EVERYWHERE])):
            if lines:
                label = QLabel(head, inner)
                label.setFont(font("card"))
                grid.addWidget(label, grid.rowCount(), 0, 1, 2)
                for key, words in lines:
                    row = grid.rowCount()
                    grid.addWidget(KeyChip(key), row, 0, Qt.AlignmentFlag.AlignLeft)
                    grid.addWidget(QLabel(words, inner), row, 1)
        rows.addWidget(VScroll(inner))
        close = QPushButton(_("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        rows.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
