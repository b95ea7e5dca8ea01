"""A bundle by a signer who is not known here: who it says it is, the fingerprint, and what a person has to do."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.bundles.opening import UnknownSigner
from app.translate import _
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class SignerView(QWidget):
    """Nothing of the bundle is opened before the person says that the fingerprint is right."""

    def __init__(self, read_card: Act) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "warn", icon="seal-warning")
        rows.addWidget(self.strip)
        card = Card(_("Fingerprint of the key that signed"))
        self.fingerprint = TextLabel("", "card")
        self.fingerprint.let_copy()
        card.body.addWidget(self.fingerprint)
        self._words = TextLabel("")
        card.body.addWidget(self._words)
        line = QHBoxLayout()
        line.addWidget(ActButton(read_card))
        line.addStretch(1)
        card.body.addLayout(line)
        rows.addWidget(card)
        rows.addStretch(1)

    def show_signer(self, error: UnknownSigner) -> None:
        """Show who claims to have signed."""
        sender = error.envelope.sender
        self.strip.set_text(
            _("{office} is not known here yet.").format(office=sender.name),
            "warn",
            _("The signature itself is sound; whether the key is that office's only people can say."),
        )
        self.fingerprint.setText(error.fingerprint)
        words = _(
            "Call {office} (not by a number that came with the stick) and let it read out the fingerprint on its "
            "office card. Only if all of it is the same, confirm; else leave and take nothing."
        )
        self._words.setText(words.format(office=sender.name))
