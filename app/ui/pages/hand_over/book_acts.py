"""What can be done about one line of the book of hand-overs, and about the whole book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from app.services.bundles.reconcile import settle_by_hand
from app.services.hand_over_log import HandOverDetails, hand_over_details
from app.services.take_undo import Undoable, undoable
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.hand_over.code_dialog import ask_code
from app.ui.pages.hand_over.receipt_dialog import ask_receipt
from app.ui.pages.hand_over.undo_dialog import ask_undo
from app.ui.pages.page import Page
from app.ui.papers import previews
from app.ui.route import Route
from app.ui.widgets.act import Act


@dataclass(frozen=True)
class Chosen:
    """The line that is chosen; ``undo``: of what came, whether taking it can be undone."""

    details: HandOverDetails
    undo: Undoable | None = None


def read_chosen(session: Any, ident: str, today: Any) -> Chosen:
    """One line of the book in full."""
    details = hand_over_details(session, ident, today)
    line = details.line
    can = line.direction == "in" and line.medium == "bundle" and line.status == "taken" and bool(details.dossiers)
    return Chosen(details, undoable(session, ident, today) if can else None)


class BookActs(QObject):
    """Shown where they fit the line that is chosen."""

    def __init__(self, page: Page, desk: Desk) -> None:
        super().__init__(page)
        self._page, self._desk = page, desk
        self._chosen: Chosen | None = None
        self.receipt_act = Act(page, _("Record the receipt…"), self._on_receipt, "Ctrl+R", "note-pencil")
        self.again_act = Act(page, _("Write the receipt again…"), self._on_again, "Ctrl+Shift+R", "usb")
        self.undo_act = Act(page, _("Undo the taking…"), self._on_undo, "Ctrl+Shift+Z", "arrow-u-up-left")
        self.minutes_act = Act(page, _("Print the minutes…"), self._on_minutes, "Ctrl+P", "printer")
        self.left_act = Act(page, _("The file is on the stick"), lambda: self._settle(True), "Ctrl+Shift+Y", "check")
        self.lost_act = Act(page, _("It never left"), lambda: self._settle(False), "Ctrl+Shift+X", "x")
        self.row_acts = [
            self.receipt_act, self.again_act, self.undo_act, self.minutes_act, self.left_act, self.lost_act,
        ]  # fmt: skip
        self.code_act = Act(page, _("Enter a receipt's code…"), self._on_code, "Ctrl+Shift+C", "keyboard")
        self.letter_act = Act(page, _("Send papers…"), self._on_letter, "Ctrl+Shift+S", "envelope-simple")
        self.book_acts = [self.code_act, self.letter_act]
        self.show_for(None)

    def show_for(self, chosen: Chosen | None) -> None:
        """The acts for a line; ``None``: none is chosen."""
        self._chosen = chosen
        line = chosen.details.line if chosen is not None else None
        asks = line is not None and line.direction == "in" and line.medium == "bundle" and line.purpose != "letter"
        self.receipt_act.setVisible(line is not None and line.status == "written")
        self.again_act.setVisible(asks)
        self.undo_act.setVisible(chosen is not None and chosen.undo is not None)
        self.minutes_act.setVisible(line is not None and line.status != "intended" and line.purpose != "letter")
        for act in (self.left_act, self.lost_act):
            act.setVisible(line is not None and line.status == "intended")

    def _on_receipt(self) -> None:
        if self._chosen is not None and self._chosen.details.line.status == "written":
            ask_receipt(self._page, self._desk, self._chosen.details)

    def _on_code(self) -> None:
        ask_code(self._page, self._desk)

    def _on_again(self) -> None:
        if self._chosen is not None:
            self._desk.go(Route("letter", extra=(("receipt", self._chosen.details.line.id),)))

    def _on_letter(self) -> None:
        self._desk.go(Route("letter"))

    def _on_undo(self) -> None:
        chosen, desk, page = self._chosen, self._desk, self._page
        if chosen is None or chosen.undo is None:
            return
        ident, today = chosen.details.line.id, desk.today()
        desk.fetch(
            lambda session: undoable(session, ident, today), lambda found: ask_undo(page, desk, found), owner=self
        )

    def _on_minutes(self) -> None:
        if self._chosen is not None:
            line = self._chosen.details.line
            previews.preview_paper(self._desk, "hand_over_minutes", line.id, for_signature=True)

    def _settle(self, left: bool) -> None:
        if self._chosen is None or self._chosen.details.line.status != "intended":
            return
        desk, line = self._desk, self._chosen.details.line

        def settle() -> None:
            context, actor = desk.context, desk.read(desk.actor)
            desk.run_long(
                _("Settling the hand-over"),
                lambda _progress: settle_by_hand(context.database, line.id, left, actor),
                changes=("hand_over", "dossier"),
                owner=self,
            )

        if left:
            text = _("The dossiers are then with {office}, and read-only here.").format(office=line.office)
            messages.ask(self._page, _("Is the file on the stick?"), text, _("It is on the stick"), settle)
        else:
            text = _("Say so only if nobody will ever read that file: the dossiers are then here as before.")
            messages.ask(self._page, _("Did it never leave?"), text, _("It never left"), settle, danger=True)
