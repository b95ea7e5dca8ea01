"""The letter of proposal for the ticked dossiers: shown, printed with a blank number, signed, then handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.services.assessment_list import ToAssess
from app.services.issued_papers import number_series
from app.services.office_papers import LETTER, print_letter, sign_letter
from app.translate import _, ngettext
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.assessment.list_base import ListBase
from app.ui.papers.issuing import print_for_signature, save_paper
from app.ui.papers.previews import preview_paper
from app.ui.papers.sign_dialog import sign_rows, signature_of
from app.ui.route import Route
from app.ui.widgets.act import Act


class LetterActs:
    """The acts of the list."""

    def __init__(self, page: ListBase) -> None:
        self.page, self.desk = page, page.desk
        self.preview = Act(page, _("Show the letter"), self._on_preview, "Ctrl+L", "eye")
        self.print = Act(page, _("Print the letter…"), self._on_print, "Ctrl+P", "printer")
        self.word = Act(page, _("Save for Word…"), self._on_word, "Ctrl+Shift+W", "file-text")
        self.sign = Act(page, _("Sign the letter…"), self._on_sign, "Ctrl+Return", "signature")
        self.sign.setObjectName("assessment.sign")
        self.hand_over = Act(page, _("Hand over…"), self._on_hand_over, "Ctrl+B", "usb")
        self._ready_to_go: bool | None = None
        self.show([])

    def show(self, ticked: list[ToAssess]) -> None:
        """How many dossiers the letter is for now."""
        count = len(ticked)
        if count:
            words = ngettext(
                "Sign the letter for {count} dossier…", "Sign the letter for {count} dossiers…", count
            ).format(count=count)
        else:
            words = _("Sign the letter…")
        self.sign.set_words(words)
        signed = bool(ticked) and all(one.next == "hand_over" for one in ticked)
        if signed != self._ready_to_go:
            self._ready_to_go = signed
            acts = [self.print, self.preview, self.word]
            first, second = (self.hand_over, self.sign) if signed else (self.sign, self.hand_over)
            self.page.header.set_acts(first, [*acts, second])

    def _ready(self, then: Callable[[list[str]], None]) -> None:
        """The ticked dossiers; where none is ticked or one is not ready, the page says what to do."""
        page = self.page
        ticked = page.ticked()
        if not ticked:
            page.groups.set_current("letter")
            page.table.setFocus()
            if page.table.model.rowCount():
                self.desk.toast(_("No dossier is ticked. Tick one first, with Space."))
            else:
                self.desk.toast(_("No assessed dossier waits for its letter: close an assessment first."))
            return
        unready = [one for one in ticked if one.next in ("complete", "assess")]
        if unready:
            page.groups.set_current("all")
            page.table.select(unready[0].id)
            page.table.setFocus()
            words = _("{product} is not assessed yet: assess it, or untick it.")
            self.desk.toast(words.format(product=unready[0].product))
            return
        then([one.id for one in ticked])

    def _on_preview(self) -> None:
        self._ready(lambda ids: preview_paper(self.desk, LETTER, ids))

    def _on_word(self) -> None:
        name = _("Letter of proposal")
        self._ready(lambda ids: save_paper(self.page, self.desk, LETTER, ids, name, ".docx", for_signature=True))

    def _on_print(self) -> None:
        self._ready(self._print)

    def _print(self, ids: list[str]) -> None:
        desk = self.desk
        print_for_signature(
            self.page,
            desk,
            LETTER,
            ids,
            lambda session, actor: print_letter(session, ids, actor, desk.library, desk.today()),
            changes=("paper",),
        )

    def _on_sign(self) -> None:
        self._ready(self._sign)

    def _sign(self, ids: list[str]) -> None:
        desk, page = self.desk, self.page
        year = desk.today().year
        series = desk.read(lambda session: number_series(session, desk.office.id, LETTER, year))
        names = ", ".join(page.rows[one].product for one in ids)

        def work(session: Any, actor: Any, values: dict[str, Any]) -> None:
            data = signature_of(desk, session, values)
            sign_letter(session, ids, data, actor, desk.library, desk.today())

        title = ngettext(
            "The letter for {count} dossier is signed", "The letter for {count} dossiers is signed", len(ids)
        ).format(count=len(ids))
        ActDialog(
            page,
            desk,
            title,
            sign_rows(page, year, series.proposed, series.gaps),
            _("Record the signature"),
            work,
            values={"signer_name": desk.office.signer_name, "signer_post": desk.office.signer_post},
            changes=("paper", "dossier"),
            text=_("One number and day for all of them: {products}.").format(products=names),
            on_done=lambda _result: self._signed(ids),
        ).open()

    def _signed(self, ids: list[str]) -> None:
        page = self.page
        page.groups.set_current("hand_over")
        page.table.set_checked(ids)
        page.table.select(ids[0])
        self.desk.toast(_("The letter is recorded. Next: hand over (Ctrl+B)."))

    def _on_hand_over(self) -> None:
        ids = ",".join(one.id for one in self.page.ticked() if one.next == "hand_over")
        self.desk.go(Route("export", extra=(("dossiers", ids),) if ids else ()))
