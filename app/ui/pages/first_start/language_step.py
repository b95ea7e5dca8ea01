"""Step 1: the language, which changes at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.translate import _, current_language
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.choice_cards import Choice, ChoiceCards
from app.ui.widgets.labels import TextLabel


class LanguageStep(QWidget):
    """Both languages, each named in itself.

    Args:
        choose: called with the language that was taken.
        practise: the act that starts with practice data.
    """

    def __init__(self, choose: Callable[[str], None], practise: Act, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(TextLabel(_("In which language?"), "title"))
        column.addWidget(TextLabel(_("Papers are always in Vietnamese. It can be changed at any time."), tone="text2"))
        # Each language is named in itself, whatever the language of the moment.
        choices = (Choice("vi", "Tiếng Việt", "Vietnamese", "translate"), Choice("en", "English", "Tiếng Anh", "globe"))
        self.cards = ChoiceCards(choices, self)
        self.cards.set_current(current_language())
        self.cards.changed.connect(choose)
        column.addWidget(self.cards)
        column.addSpacing(12)
        column.addWidget(
            TextLabel(
                _("Only want to look round? Practice data is made up, and lies in a folder of its own."), tone="text2"
            )
        )
        line = QHBoxLayout()
        line.addWidget(ActButton(practise))
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)

    def first_input(self) -> QWidget:
        """The language that holds."""
        return self.cards.first_input()
