"""A card: a white field with a thin edge that holds one matter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.widgets.labels import CutLabel, Hairline, TextLabel


class Card(QFrame):
    """A card with an optional title line; what it holds goes into ``body``.

    Args:
        title: in the size of card titles.
        note: at the right of the title, smaller.
        flush: for lists and tables: a hairline under the title, and ``body`` reaches the edges.
    """

    def __init__(self, title: str = "", note: str = "", parent: QWidget | None = None, *, flush: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._head = QWidget()
        self._head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.head = QHBoxLayout(self._head)
        """The title line; more can be added at its right."""
        self.head.setContentsMargins(15, 10, 15, 9 if flush else 0)
        self.head.setSpacing(12)
        self._title = CutLabel(title, "card")
        self._note = TextLabel(note, "second", wrap=False)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self._note)
        outer.addWidget(self._head)
        self._line = Hairline()
        outer.addWidget(self._line)
        self._line.setVisible(flush and bool(title or note))
        self._flush = flush
        self.body = QVBoxLayout()
        """Where the card's contents go."""
        if flush:
            self.body.setContentsMargins(0, 0, 0, 0)
            self.body.setSpacing(0)
        else:
            self.body.setContentsMargins(15, 12, 15, 12)
            self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self._show_head()
        self.setAccessibleName(title)

    def _show_head(self) -> None:
        has_head = bool(self._title.words or self._note.text())
        self._head.setVisible(has_head)
        self._line.setVisible(has_head and self._flush)
        self._note.setVisible(bool(self._note.text()))

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.set_words(title)
        self.setAccessibleName(title)
        self._show_head()

    def set_note(self, note: str) -> None:
        """Change the words at the right of the title."""
        self._note.setText(note)
        self._show_head()
