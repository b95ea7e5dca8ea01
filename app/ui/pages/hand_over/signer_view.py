"""A bundle by a signer who is not known here: who it says it is, the words of its key, and what a person has to do."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles.opening import UnknownSigner
from app.translate import _
from app.ui.pages.settings.key_check import how_to_compare
from app.ui.pages.settings.key_words import KeyWords, TypedWords
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class SignerView(QWidget):
    """Nothing of the bundle is opened before the person says that the words are right; taking it, the key is known."""

    def __init__(self, read_card: Act) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "warn", icon="seal-warning")
        rows.addWidget(self.strip)
        card = Card(_("Six words of the key that signed"))
        self.words = KeyWords()
        self.fingerprint = self.words.hex
        card.body.addWidget(self.words)
        self._how = TextLabel("")
        card.body.addWidget(self._how)
        self.typed = TypedWords()
        card.body.addWidget(self.typed)
        line = QHBoxLayout()
        line.addWidget(ActButton(read_card))
        line.addStretch(1)
        card.body.addLayout(line)
        rows.addWidget(card)
        rows.addStretch(1)
        self.setFocusProxy(self.typed)

    def show_signer(self, error: UnknownSigner) -> None:
        """Show who claims to have signed."""
        sender = error.envelope.sender
        self.strip.set_text(
            _("{office} is not known here yet.").format(office=sender.name),
            "warn",
            _("The signature itself is sound; whether the key is that office's only people can say."),
        )
        key = bytes.fromhex(sender.key)
        self.words.show_key(key)
        self.typed.set_key(key)
        self._how.setText(how_to_compare(sender.name))

    def is_confirmed(self) -> bool:
        """Whether nothing that was typed speaks against the key; what differs is told."""
        return self.typed.check()
