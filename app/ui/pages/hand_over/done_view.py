"""The last step of a hand-over: the stick may go, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.bundles.export import Exported
from app.services.hand_over_choices import Choice
from app.services.sticks import StoragePlace
from app.translate import _, ngettext
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.words import dossiers_text, size_text
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class DoneView(QWidget):
    """What was written, and the three things that follow."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "ok", icon="usb")
        self.strip.setObjectName("export.safe")
        rows.addWidget(self.strip)
        self.parts = Strip("", "warn", icon="stack")
        self.parts.setObjectName("export.parts_written")
        self.parts.hide()
        rows.addWidget(self.parts)
        self._card = Card(_("What comes next"))
        rows.addWidget(self._card)
        rows.addStretch(1)

    def show_written(self, done: Exported, place: StoragePlace, chosen: Sequence[Choice], office: str) -> None:
        """Say that the file is on the stick, verified."""
        safe = _("It is safe to take the stick out") if place.kind == "stick" else _("Written and read back")
        detail = _("{dossiers} for {office}, number {number} of this pair · {file} · {size}, read back and verified")
        self.strip.set_text(
            safe,
            "ok",
            detail.format(
                dossiers=dossiers_text(len(chosen)),
                office=office,
                number=done.sequence,
                file=done.path.name,
                size=size_text(done.size),
            ),
        )
        self.parts.setVisible(done.parts > 1)
        if done.parts > 1:
            words = ngettext("The bundle is {count} file", "The bundle is {count} files", done.parts)
            advice = _("Carry all of them, in one folder and under their names; opening any of them takes the whole.")
            self.parts.set_text(words.format(count=done.parts), "warn", advice)
        self.show_steps(office, chosen)

    def show_steps(self, office: str, chosen: Sequence[Choice], *more: str) -> None:
        """What the person does now.

        Args:
            more: what comes after that.
        """
        steps = [
            _("Print the minutes of hand-over; both sides sign them when it changes hands."),
            _("Bring or send it to {office}.").format(office=office),
            _("When the receipt comes, enter it in the book of hand-overs. Until then the book counts the days."),
        ]
        if chosen and chosen[0].purpose == "result":
            steps.pop(2)
        steps += more
        self.say_steps(steps)

    def say_steps(self, steps: Sequence[str]) -> None:
        """What the person does now, in other words than after a hand-over."""
        clear(self._card.body)
        for number, text in enumerate(steps, 1):
            self._card.body.addWidget(TextLabel(f"{number}. {text}"))
