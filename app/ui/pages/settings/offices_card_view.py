"""A card that was read: whose it says it is, how it stands to what is known here, and the words to compare."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.names import level_name
from app.services.office_cards import OfficeCard
from app.services.office_keys.others import CardLook
from app.translate import _
from app.ui.pages.settings.key_check import how_to_compare
from app.ui.pages.settings.key_words import KeyWords, TypedWords
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class CardView(QWidget):
    """``asks``: whether the words are to be compared before the card can be taken."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "info")
        self.strip.setObjectName("card.strip")
        rows.addWidget(self.strip)
        self._card = Card()
        self.unit = TextLabel("", "second")
        self._how = TextLabel("")
        self.words = KeyWords()
        self.typed = TypedWords()
        for part in (self.unit, self._how, self.words, self.typed):
            self._card.body.addWidget(part)
        rows.addWidget(self._card)

    def show_card(self, card: OfficeCard, look: CardLook) -> None:
        """Show one."""
        key = bytes.fromhex(card.sign_public_key)
        self.asks = look.kind in ("new", "adds_key", "confirms")
        self._card.set_title(card.name)
        places = (card.commune_name, card.district_name, card.province_name)
        facts = (str(level_name(card.level)).capitalize(), ", ".join(part for part in places if part), card.code)
        self.unit.setText(" · ".join(part for part in facts if part))
        self._how.setText(how_to_compare(card.name))
        self.words.show_key(key)
        self.typed.set_key(key)
        self.strip.setVisible(look.kind != "new")
        for part in (self._how, self.typed):
            part.setVisible(self.asks)
        if look.refusal is not None:
            error = look.refusal
            self.strip.set_text(error.what, "danger", " ".join(p for p in (error.what_was_kept, error.what_next) if p))
        else:
            said, grade, detail = {
                "new": (_("A new office"), "info", _("Compare its key with the office itself, then add it.")),
                "adds_key": (
                    _("This office is known here; its key is new"),
                    "info",
                    _("Compare its key with the office itself, then take the card."),
                ),
                "confirms": (_("This key is known here, but nobody has compared it"), "warn", ""),
                "known": (_("This office and its key are known here already"), "ok", _("Nothing is left to do.")),
            }[look.kind]
            self.strip.set_text(said, grade, detail)
