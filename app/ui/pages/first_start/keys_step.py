"""Step 3: the office's keys, new ones or those of a recovery sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _
from app.ui.pages.first_start.code_input import CodeInput
from app.ui.pages.first_start.passphrase_box import PassphraseBox
from app.ui.widgets.choice_cards import Choice, ChoiceCards
from app.ui.widgets.labels import TextLabel


class KeysStep(QWidget):
    """Nothing is made here; the page makes it in one go with the office."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(TextLabel(_("The office's key"), "title"))
        column.addWidget(
            TextLabel(
                _(
                    "With it the office signs what it hands over, and opens what is sent to it. The passphrase locks "
                    "the key on this machine. Should it be forgotten, only the recovery sheet brings the key back: "
                    "it is made in the last step."
                ),
                tone="text2",
            )
        )
        choices = (
            Choice("new", _("A new key"), _("the first time on any machine"), "key"),
            Choice("sheet", _("I have a recovery sheet"), _("this office had the program before"), "file-text"),
        )
        self.cards = ChoiceCards(choices, self)
        self.cards.set_current("new")
        self.cards.changed.connect(self._on_chosen)
        column.addWidget(self.cards)
        self.code = CodeInput(self)
        column.addWidget(self.code)
        self.passphrase = PassphraseBox(self)
        column.addWidget(self.passphrase)
        column.addStretch(1)
        self._on_chosen("new")

    def _on_chosen(self, name: str) -> None:
        self.code.setVisible(name == "sheet")

    def first_input(self) -> QWidget:
        """Where the keys start."""
        return self.passphrase.first if self.cards.current() == "new" else self.code.text

    def check(self) -> bool:
        """Whether everything needed is there; else it is told."""
        return (self.cards.current() == "new" or self.code.check()) and self.passphrase.check()

    def recovery_code(self) -> str:
        """The typed code; empty: new keys."""
        return self.code.value() if self.cards.current() == "sheet" else ""

    def forget(self) -> None:
        """Empty what is secret."""
        self.code.forget()
        self.passphrase.forget()
