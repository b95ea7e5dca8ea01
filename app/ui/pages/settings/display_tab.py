"""Language and looks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.translate import _, current_language, set_language
from app.ui.desk import Desk
from app.ui.pages.settings.tab import SettingsTab
from app.ui.widgets.choice_cards import Choice, ChoiceCards


class DisplayTab(SettingsTab):
    """The language changes at once, without a restart."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_words(_("Language"), "card", "text")
        # Each language is named in itself, whatever the language of the moment.
        choices = (Choice("vi", "Tiếng Việt", "Vietnamese", "translate"), Choice("en", "English", "Tiếng Anh", "globe"))
        self.cards = ChoiceCards(choices, self)
        self.cards.setMaximumWidth(760)
        self.cards.set_current(current_language())
        self.cards.changed.connect(self._on_language)
        self.column.addWidget(self.cards)
        self.add_words(_("Papers are always in Vietnamese."))
        self.column.addSpacing(8)
        self.add_words(_("Light or dark"), "card", "text")
        self.add_words(_("The window follows the system's light or dark look, and the size of its letters."))
        self.column.addStretch(1)

    def first_input(self) -> QWidget:
        return self.cards.first_input()

    def _on_language(self, language: str) -> None:
        if language == current_language():
            return
        self.desk.context.settings.language = language
        if self.save_settings():
            set_language(language)
            self.desk.rebuild_requested.emit()
