"""What can be done on the page of one assessment: the way through it, evidence, the report's print and signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.errors import NotAllowed
from app.services.assessment_view import AssessmentView, set_evidence
from app.services.assessments import assess_items
from app.services.issued_papers import number_series
from app.services.office_papers import print_report, sign_report
from app.translate import _
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.dialogs.evidence import ask_evidence
from app.ui.pages.assessment.assess_base import AssessBase
from app.ui.pages.assessment.item_step import ItemStep
from app.ui.papers.issuing import print_for_signature, save_paper
from app.ui.papers.open_document import open_attached
from app.ui.papers.sign_dialog import sign_rows, signature_of
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.evidence import EvidenceLine

KIND = "commune_report"
_CHANGES = ("assessment", "dossier", "paper")


class AssessActs:
    """The acts of the page, made once."""

    def __init__(self, page: AssessBase) -> None:
        self.page, self.desk = page, page.desk
        self.sign = Act(page, _("Sign and close the report…"), self._on_sign, "Ctrl+Return", "signature")
        self.sign.setObjectName("assess.sign")
        self.letter = Act(page, _("To the letter of proposal"), self._on_letter, "Ctrl+Return", "envelope-simple")
        self.print_report = Act(page, _("Print for signature…"), self._on_print, "Ctrl+P", "printer")
        self.save_pdf = Act(page, _("Save as PDF…"), lambda: self._save(".pdf"), "Ctrl+Shift+S", "file-pdf")
        self.save_word = Act(page, _("Save for Word…"), lambda: self._save(".docx"), "Ctrl+Shift+W", "file-text")
        self.attach = Act(page, _("Evidence…"), self._on_attach, "Ctrl+G", "paperclip")
        self.open_evidence = Act(page, _("Open the evidence"), self._on_open, "F4", "eye")
        self.guide = Act(page, _("Law"), self.toggle_guide, "F1")
        self.preview = Act(page, _("Report / fields"), page.toggle_preview, "F9", "eye")
        self.preview.setVisible(False)
        self.previous_step = Act(page, _("Previous"), lambda: page.step(-1), "Alt+Up", "caret-left")
        self.next_step = Act(page, _("Next"), lambda: page.step(1), "Alt+Down")
        self.dossier = Act(page, _("Dossier"), self._on_dossier, "Ctrl+D", "folder-open")
        Act(page, _("To the next missing item"), lambda: self._missing(1), "F8")
        Act(page, _("To the missing item before"), lambda: self._missing(-1), "Shift+F8")
        Act(page, _("Close, nothing is lost"), page.close_page, "Esc")
        self._at = -1
        self._primary: Act | None = None
        page.header.set_acts(None, [self.preview, self.save_word, self.print_report, self.dossier])

    def show(self, view: AssessmentView) -> None:
        """What can be done as the dossier stands."""
        stops = [one for one in view.missing if one.grade == "stops" and not one.subject.startswith("document:")]
        done = view.dossier.status == "assessed"
        words = _("Sign and close the report…")
        if stops and not done:
            words = _("Sign and close the report ({count} missing)").format(count=len(stops))
        elif view.report.status == "signed" and not done:
            words = _("Close with report {number}").format(number=view.report.number)
        self.sign.set_words(words)
        mine = view.refused is None or done
        self.sign.setVisible(not done and mine)
        self.letter.setVisible(done and view.dossier.holder_office_id == self.desk.office.id)
        self.sign.setEnabled(self.sign.isVisible())
        self.letter.setEnabled(self.letter.isVisible())
        self.attach.setVisible(view.locked is None)
        self.print_report.setVisible(self.sign.isVisible() or self.letter.isVisible())
        primary = self.letter if self.letter.isVisible() else self.sign if self.sign.isVisible() else None
        if primary is not self._primary:
            self._primary = primary
            self.page.header.set_acts(primary, [self.preview, self.save_word, self.print_report, self.dossier])

    def show_step(self, place: int, titles: list[str]) -> None:
        """Name what comes before and after the step shown."""
        self.previous_step.setVisible(place > 0)
        self.next_step.setVisible(place + 1 < len(titles))
        if place + 1 < len(titles):
            self.next_step.set_words(_("Next: {step}").format(step=titles[place + 1]))

    def toggle_guide(self) -> None:
        """F1: the law's words, folded and opened."""
        card = self.page.card
        if isinstance(card, ItemStep):
            card.guide.set_open(not card.guide.is_open)

    # Missing items

    def _missing(self, by: int) -> None:
        view = self.page.view
        found = list(view.missing) if view else []
        if found:
            self._at = (self._at + by) % len(found) if self._at >= 0 else (0 if by > 0 else len(found) - 1)
            self.page.go_to_missing(found[self._at])

    # Evidence

    def open_line(self, line: object) -> None:
        """Open one file of the evidence."""
        if isinstance(line, EvidenceLine) and line.sha256:
            open_attached(self.page, self.desk, line.sha256, line.file_name, warning=line.warning)

    def _on_open(self) -> None:
        card = self.page.card
        if isinstance(card, ItemStep) and not card.evidence.open_next():
            self.desk.toast(_("No paper stands behind this item yet."))

    def _on_attach(self) -> None:
        view, item = self.page.view, self.page.item
        if view is None or item is None or view.locked is not None:
            return
        also = frozenset({item.item, *(one.criterion for one in item.asked)})
        record = self.page.record
        ask_evidence(
            self.page,
            self.desk,
            _("Evidence for: {item}").format(item=item.title),
            view.documents,
            [one.row.id for one in item.evidence],
            lambda session, actor, ids: set_evidence(session, record, item.tag, ids, actor, also=also),
        )

    # The report

    def _settled(self, then: Callable[[AssessmentView], None]) -> None:
        """Store what is being typed, then go on with what is stored."""
        if not self.page.commit():
            return
        self.desk.flush()
        self.page.refresh()
        if self.page.view is not None:
            then(self.page.view)

    def _blocked(self, view: AssessmentView) -> bool:
        if view.refused is not None:
            self.desk.show_error(view.refused)
            return True
        for one in view.missing:
            if one.grade == "stops" and not one.subject.startswith("document:"):
                self.page.go_to_missing(one)
                self.desk.toast(one.text)
                return True
        return False

    def _on_print(self) -> None:
        self._settled(self._print)

    def _print(self, view: AssessmentView) -> None:
        if view.report.status == "signed" and view.dossier.status == "assessed":
            print_for_signature(self.page, self.desk, KIND, self.page.record, lambda _session, _actor: 0)
        elif not self._blocked(view):
            record = self.page.record
            print_for_signature(
                self.page,
                self.desk,
                KIND,
                record,
                lambda session, actor: print_report(session, record, actor),
                changes=("paper", "assessment"),
            )

    def _save(self, suffix: str) -> None:
        def go(view: AssessmentView) -> None:
            name = _("Report {product}").format(product=view.product)
            whole = all(item.answered for item in view.items)
            save_paper(self.page, self.desk, KIND, self.page.record, name, suffix, for_signature=whole)

        self._settled(go)

    def _on_sign(self) -> None:
        self._settled(self._sign)

    def _sign(self, view: AssessmentView) -> None:
        if self._blocked(view):
            return
        if view.report.status == "signed":
            self._close_with_signed()
            return
        desk, page, record = self.desk, self.page, self.page.record
        year = desk.today().year
        series = desk.read(lambda session: number_series(session, desk.office.id, KIND, year))
        days = desk.context.settings.deadlines

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            data = signature_of(desk, session, values)
            return sign_report(session, record, data, actor, desk.library, desk.today(), days)

        ActDialog(
            page,
            desk,
            _("The report of {product} is signed").format(product=view.product),
            sign_rows(page, year, series.proposed, series.gaps),
            _("Record it and close the assessment"),
            work,
            values={"signer_name": desk.office.signer_name, "signer_post": desk.office.signer_post},
            changes=_CHANGES,
            text=_("Number and day are those that stand on the paper. With it the assessment is closed."),
            on_done=lambda _row: self._closed(),
        ).open()

    def _close_with_signed(self) -> None:
        desk, record = self.desk, self.page.record
        days = desk.context.settings.deadlines

        def failed(error: BaseException) -> None:
            desk.show_error(error)
            if isinstance(error, NotAllowed):
                self.page.show_step("report")

        desk.write(
            lambda session, actor: assess_items(session, record, actor, desk.library, desk.today(), office_days=days),
            changes=_CHANGES,
            on_done=lambda _row: self._closed(),
            on_error=failed,
            owner=self.page,
        )

    def _closed(self) -> None:
        self.desk.toast(_("The assessment is closed. Next: the letter of proposal."))

    def _on_letter(self) -> None:
        self.desk.go(Route("assessment", extra=(("tick", self.page.record),)))

    def _on_dossier(self) -> None:
        self.desk.go(Route("dossier", self.page.record))
