"""Asking whether a key is that office's: the six words, the telephone, and one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.models.office import OfficeRow
from app.services.known_keys import take_card
from app.services.office_cards import OfficeCard
from app.services.office_keys.others import look_at_card
from app.services.offices import confirm_key
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.settings.key_words import KeyWords, TypedWords
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel


def how_to_compare(office: str) -> str:
    """What a person does to make sure whose key it is."""
    return _(
        "Ring {office} up at a number that you knew before (not one that came with the card). It reads the six words "
        "of its key: in its program under Settings, Keys and card. Confirm only if all six are the same."
    ).format(office=office)


class KeyCheck(QDialog):
    """The key of one office, to be compared; ``on_same`` is called once a person says that it is the same."""

    def __init__(self, parent: QWidget, office: str, public_key: bytes, act: str, on_same: Callable[[], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("key_check")
        title = _("Is this the key of {office}?").format(office=office)
        self.setWindowTitle(title)
        self._on_same = on_same
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(12)
        rows.addWidget(TextLabel(title, "card"))
        rows.addWidget(TextLabel(how_to_compare(office), tone="text2"))
        words = KeyWords(self)
        words.show_key(public_key)
        rows.addWidget(words)
        self.typed = TypedWords(self)
        self.typed.set_key(public_key)
        rows.addWidget(self.typed)
        rows.addStretch(1)
        line = QHBoxLayout()
        line.addStretch(1)
        leave = QPushButton(_("Not now") + "   Esc", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        line.addWidget(leave)
        self.act = Act(self, act, self._confirm, "Ctrl+Return")
        line.addWidget(ActButton(self.act, "primary", parent=self))
        rows.addLayout(line)
        room = parent.window().size()
        self.resize(min(680, room.width() - 40), min(400, room.height() - 40))
        self.typed.setFocus()

    def _confirm(self) -> None:
        if self.typed.check():
            self.accept()
            self._on_same()


def confirm_office(parent: QWidget, desk: Desk, office: OfficeRow, on_done: Callable[[], None] | None = None) -> None:
    """Confirm the key of an office whose card was read before but never compared."""

    def done(_row: Any) -> None:
        desk.toast(_("The key of {office} is confirmed.").format(office=office.name))
        if on_done is not None:
            on_done()

    KeyCheck(
        parent,
        office.name,
        bytes.fromhex(office.sign_public_key),
        _("All six are the same: confirm"),
        lambda: desk.write(
            lambda session, actor: confirm_key(session, office.id, actor),
            changes="office",
            on_done=done,
            owner=parent,
        ),
    ).open()


def compare_card(parent: QWidget, desk: Desk, card: OfficeCard) -> None:
    """Know the office of a card that was read, once a person has compared it; what cannot be taken is told at once."""
    look = desk.read(lambda session: look_at_card(session, card))
    if look.refusal is not None:
        desk.show_error(look.refusal)
        return
    if look.kind == "known":
        desk.toast(_("This office and its key are known here already"))
        return
    KeyCheck(
        parent,
        card.name,
        bytes.fromhex(card.sign_public_key),
        _("All six are the same: take the card"),
        lambda: desk.write(lambda session, actor: take_card(session, card, actor), changes="office", owner=parent),
    ).open()
