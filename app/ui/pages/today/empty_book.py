"""Today in a book that is still empty: three ways to begin, practice data, and what is set up already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import AppError
from app.translate import _
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.theme import icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Hairline, TextLabel

_WIDEST = 880
_ICON = 24
_SHEET = "recovery_sheet"
_SHEET_SAVED = "recovery_sheet_saved"


@dataclass(frozen=True)
class Beginning:
    """One way to begin."""

    icon: str
    title: str
    note: str
    act: Act


class EmptyBook(QWidget):
    """The first way to begin has the filled button.

    Args:
        practise: opens practice data; None where the book is practice data itself.
    """

    def __init__(self, desk: Desk, ways: Sequence[Beginning], practise: Act | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("today.empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.first: QWidget | None = None
        for card in (self._ways(ways), self._practice(practise) if practise else None, self._ready(desk)):
            if card is not None:
                card.setMaximumWidth(_WIDEST)
                column.addWidget(card)
        column.addStretch(1)

    def _ways(self, ways: Sequence[Beginning]) -> Card:
        card = Card(flush=True)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(4)
        head.addWidget(TextLabel(_("The book is still empty. Begin with one of these."), "card"))
        head.addWidget(
            TextLabel(_("Any of them may come first; everything is saved as each field is left."), tone="text2")
        )
        card.body.addLayout(head)
        for place, way in enumerate(ways):
            card.body.addWidget(Hairline())
            line = QHBoxLayout()
            line.setContentsMargins(16, 10, 16, 10)
            line.setSpacing(16)
            line.addWidget(self._picture(way.icon, "accent" if place == 0 else "text2"))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(TextLabel(way.title, "strong"))
            words.addWidget(TextLabel(way.note, "second"))
            line.addLayout(words, 1)
            button = ActButton(way.act, "primary" if place == 0 else "plain", parent=card)
            self.first = self.first or button
            line.addWidget(button)
            card.body.addLayout(line)
        return card

    def _picture(self, name: str, tone: str) -> QLabel:
        label = QLabel()
        label.setPixmap(icon_pixmap(name, _ICON, tone, self.devicePixelRatioF()))
        return label

    def _practice(self, practise: Act) -> Card:
        card = Card(_("Try it first?"))
        card.body.addWidget(
            TextLabel(_("Practice data is made up. Every page and every paper says so; one button leads back."))
        )
        card.body.addWidget(ActButton(practise, parent=card), 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _ready(self, desk: Desk) -> Card:
        from app.services.keys import public_keys

        card = Card(_("This machine"))
        card.body.addWidget(Badge(_("Office: {office}").format(office=desk.office.name), "ok"))
        try:
            protected = public_keys(desk.context.paths.keys).protected
        except AppError:
            self._line(card, desk, _("The office's key is missing or damaged"), "danger")
            return card
        if protected:
            card.body.addWidget(Badge(_("The key is made, and locked with a passphrase"), "ok"))
        else:
            self._line(card, desk, _("The key is made, but has no passphrase"), "warn")
        if desk.state.get(_SHEET):
            card.body.addWidget(Badge(_("The recovery sheet is printed"), "ok"))
        elif desk.state.get(_SHEET_SAVED):
            self._line(card, desk, _("The recovery sheet is saved as a file, not printed yet"), "warn")
        else:
            self._line(card, desk, _("The recovery sheet is not printed yet"), "warn")
        return card

    def _line(self, card: Card, desk: Desk, text: str, grade: str) -> None:
        """What is left to do, with the way there."""
        line = QHBoxLayout()
        line.addWidget(Badge(text, grade))
        line.addStretch(1)
        line.addWidget(LinkLabel(_("Keys and cards"), lambda: desk.go(Route("settings", tab="keys"))))
        card.body.addLayout(line)
