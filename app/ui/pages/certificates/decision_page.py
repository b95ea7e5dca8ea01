"""One decision of recognition: drafted over closed results, printed, signed; then its certificates."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.actors import WRITERS
from app.services.certificate_register import CertificateRow
from app.services.decision_overview import (
    Candidate,
    DecisionOverview,
    decision_overview,
    proposed_title,
    recognition_candidates,
)
from app.services.meeting_day import meeting_year
from app.services.recognition import DecisionData, SignedDecision, draft_decision
from app.translate import _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.pages.certificates import decision_acts as acts
from app.ui.pages.certificates.decision_choice import DecisionChoice
from app.ui.pages.certificates.decision_table import product_rows, products_table
from app.ui.pages.certificates.words import certificates_count, decision_badge, decision_line, decision_title
from app.ui.pages.page import Page
from app.ui.papers.open_document import open_attached
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.tables import ListSource
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip


class DecisionPage(Page):
    """A route without a record drafts a new one; ``round`` or ``dossiers`` (ids, commas) say over which results."""

    watches: ClassVar[frozenset[str]] = frozenset({"decision", "certificate", "paper", "result"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: DecisionOverview | None = None
        self._narrow = False
        self.writes = desk.person.role in WRITERS
        self.header = PageHeader(self)
        self.header.set_back(_("Certificates"), lambda: desk.go(Route("certificates")))
        self._make_acts()
        self.strip = Strip("", "info")
        self.choice = DecisionChoice(
            desk,
            EmptyState(
                "certificate",
                _("No closed result is waiting for a decision."),
                [self._council_act],
                _("A decision names the results that the council has closed."),
            ),
            self,
        )
        self.choice.changed.connect(self._show_choice_head)
        self.choice.table.selected.connect(lambda _ids: self._show_choice_strip())
        self._source = ListSource()
        self.table = products_table(desk, self._source)
        self.table.opened.connect(self._open_row)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.choice)
        self._stack.addWidget(self.table)
        self.body.addWidget(self.header)
        self.body.addWidget(self.strip)
        self.body.addWidget(self._stack, 1)

    def _make_acts(self) -> None:
        self.draft_act = Act(self, _("Draft the decision"), self.draft, "Ctrl+Return", "note-pencil")
        self.sign_act = Act(self, _("Record the signature…"), self.ask_signature, "Ctrl+Return", "seal-check")
        self.issue_act = Act(self, _("Make the certificates"), self.issue, "Ctrl+Return", "certificate")
        self.print_all_act = Act(self, _("See and print"), self.print_certificates, "Ctrl+P", "printer")
        self.preview_act = Act(self, _("See and print"), self.preview, "Ctrl+P", "printer")
        self.preview_signed_act = Act(self, _("The decision itself"), self.preview, "Ctrl+Shift+P", "file-text")
        self.options_act = Act(self, _("Contents…"), self.ask_options, "Ctrl+Shift+O", "list")
        self.discard_act = Act(self, _("Give up the draft…"), self.ask_discard, "Ctrl+Del", "trash")
        self.one_act = Act(self, _("Save as one PDF…"), self.save_as_one, "Ctrl+Shift+S", "file-pdf")
        self.each_act = Act(self, _("Save one file each…"), self.save_each, "Ctrl+Shift+M", "folder")
        self.scan_act = Act(self, _("The signed copy"), self.open_scan, "F4", "paperclip")
        self._council_act = Act(
            self, _("Go to the council"), lambda: self.desk.go(Route("council")), "Ctrl+Return", "users-three"
        )
        Act(self, _("Back"), self.desk.back, "Esc")
        self._all = [
            self.draft_act,
            self.sign_act,
            self.issue_act,
            self.print_all_act,
            self.preview_act,
            self.preview_signed_act,
            self.options_act,
            self.discard_act,
            self.one_act,
            self.each_act,
            self.scan_act,
        ]

    # What is shown

    def open(self, route: Route) -> None:
        if route.record != self.route.record:
            self.shown = None
        super().open(route)

    def title(self) -> str:
        return decision_title(self.shown) if self.shown is not None else _("New decision")

    def default_focus(self) -> QWidget:
        return self.table if self.route.record else self.choice.table

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._leave_out()
        self.choice.table.leave_out(("code",) if narrow else ())

    def _leave_out(self) -> None:
        """Columns that say nothing yet, and those that give way where there is little width."""
        has_certificates = self.shown is not None and any(one.certificate_id for one in self.shown.products)
        if not has_certificates:
            self.table.leave_out(("number", "valid_to", "state"))
        else:
            self.table.leave_out(("producer", "points") if self._narrow else ())

    def menu_acts(self) -> list[Act]:
        return [act for act in self._all if act.isVisible()]

    def refresh(self) -> None:
        desk, route = self.desk, self.route
        self._stack.setCurrentWidget(self.table if route.record else self.choice)
        if route.record:
            desk.fetch(
                lambda session: decision_overview(session, route.record, desk.actor(session), desk.library),
                self._show,
                owner=self,
            )
            return
        self.header.set_title(_("New decision"))
        self.header.set_state(None)
        dossiers = tuple(one for one in route.value("dossiers").split(",") if one)
        desk.fetch(
            lambda session: recognition_candidates(
                session, desk.actor(session), desk.library, round_id=route.value("round"), dossier_ids=dossiers
            ),
            self._show_candidates,
            owner=self,
        )

    def _show_candidates(self, candidates: list[Candidate]) -> None:
        if self.route.record:
            return
        self.choice.show_candidates(candidates)
        self._show_choice_head()

    def _show_choice_head(self) -> None:
        if self.route.record:
            return
        count = len(self.choice.chosen())
        words = ngettext("Draft for {count} product", "Draft for {count} products", count).format(count=count)
        self.draft_act.set_words(words if count else _("Draft the decision"))
        self._offer(self.draft_act if self.choice.shown else None, [])
        self._council_act.setVisible(not self.choice.shown)
        self.header.set_subtitle(_("Number and day stay blank until the decision is signed."))
        self.strip.set_text(
            _("Ticked products will be named, those with most points first. Space ticks and unticks."), "info"
        )
        self._show_choice_strip()

    def _show_choice_strip(self) -> None:
        """One strip at a time: why a product cannot be named is more than how to tick."""
        if not self.route.record:
            self.strip.setVisible(bool(self.choice.shown) and self.choice.why.isHidden())

    def _show(self, found: DecisionOverview) -> None:
        if self.route.record != found.id:
            return
        self.shown = found
        self._council_act.setVisible(False)
        self.header.set_title(decision_title(found))
        word, grade = decision_badge(found.state, found.kind)
        self.header.set_state(Badge(word, grade, soft=True))
        self.header.set_subtitle(decision_line(found))
        self._source.set_rows(product_rows(found))
        self.table.reload()
        if self._source.rows and not self.table.selected_ids():
            self.table.select(str(self._source.rows[0]["id"]))
        self._leave_out()
        self._show_next_step(found)

    def _show_next_step(self, found: DecisionOverview) -> None:
        """The strip and the buttons: what comes next."""
        count = len(found.products)
        can_write = self.writes and found.is_own
        if found.given_up:
            self._offer(None, [])
            self._say(_("This draft was given up."), "neutral")
        elif found.state in ("draft", "printed"):
            others = [self.preview_act, self.options_act, self.discard_act]
            self._offer(self.sign_act if can_write else None, others if can_write else [self.preview_act])
            self._say(
                _("Number and day stay blank until the decision is signed."),
                "info",
                _("Print it, have it signed, then record the signature: the products are recognised from then on."),
            )
        elif found.kind != "recognise":
            self._offer(None, [self.preview_act])
            self._say(_("This decision approves results that are passed on; it gives no certificates."), "neutral")
        elif found.state == "signed":
            words = ngettext("Make {count} certificate", "Make {count} certificates", count).format(count=count)
            self.issue_act.set_words(words)
            self._offer(self.issue_act if can_write else None, [self.preview_act, *self._scan_acts(found)])
            self._say(
                _("The decision has effect since {date}.").format(date=format_date(found.paper.dated)),
                "info",
                _("The certificates are made for all its products in one act."),
            )
        else:
            self._show_issued(found)

    def _show_issued(self, found: DecisionOverview) -> None:
        holding = [one for one in found.products if one.certificate_status == "valid"]
        numbers = sorted(one.certificate_number for one in found.products if one.certificate_number)
        words = _("See and print {certificates}").format(certificates=certificates_count(len(holding)))
        self.print_all_act.set_words(words)
        self._offer(
            self.print_all_act if holding else None,
            [*([self.each_act, self.one_act] if holding else []), self.preview_signed_act, *self._scan_acts(found)],
        )
        said = ngettext("{count} certificate made", "{count} certificates made", len(numbers)).format(
            count=len(numbers)
        )
        span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} – {numbers[-1]}"
        until = max((one.valid_to for one in found.products if one.valid_to is not None), default=None)
        self._say(
            f"{said}: {span}.",
            "ok",
            _("In force from {begins} to {ends}.").format(
                begins=format_date(found.paper.dated), ends=format_date(until)
            ),
        )

    def _scan_acts(self, found: DecisionOverview) -> list[Act]:
        return [self.scan_act] if found.paper.scan_sha256 else []

    def _offer(self, primary: Act | None, others: list[Act]) -> None:
        offered = [*([primary] if primary else []), *others]
        for act in self._all:
            act.setVisible(act in offered)
        self.header.set_acts(primary, others)

    def _say(self, text: str, grade: str, detail: str = "") -> None:
        self.strip.set_text(text, grade, detail)
        self.strip.show()

    # Acts

    def draft(self) -> None:
        """Draft the decision over the ticked products."""
        chosen = self.choice.chosen()
        if not chosen:
            blocked = self.choice.first_refusal()
            if blocked is not None:
                self.choice.table.select(blocked.dossier_id)
            self._say(_("No product is ticked: a decision names at least one."), "warn")
            return
        desk = self.desk
        year = desk.read(lambda session: meeting_year(session, chosen, desk.office.id, desk.today()))
        data = DecisionData(
            kind="recognise",
            year=year,
            regime_id=self.choice.regime_id,
            dossier_ids=tuple(chosen),
            title=proposed_title(year),
            symbol=f"QĐ-{desk.office.symbol or 'UBND'}",
        )
        desk.write(
            lambda session, actor: draft_decision(session, data, actor, desk.library, desk.today()),
            changes=acts.CHANGES,
            on_done=lambda row: desk.go(Route("decision", row.id)),
            owner=self,
        )

    def ask_signature(self) -> None:
        """Ask for number, day, signer and scan."""
        if self.shown is not None:
            acts.ask_decision_signature(self, self.desk, self.shown.id, self.shown.kind, self._on_signed)

    def _on_signed(self, signed: SignedDecision) -> None:
        words = [_("Decision {number} has effect.").format(number=signed.decision.number)]
        self.desk.toast(" ".join([*words, *map(str, signed.warnings)]))

    def issue(self) -> None:
        """Make all certificates of the signed decision."""
        if self.shown is not None:
            acts.issue(self.desk, self, self.shown.id, self._on_issued)

    def _on_issued(self, made: list[CertificateRow]) -> None:
        count = len(made)
        words = ngettext("{count} certificate made", "{count} certificates made", count).format(count=count)
        self.desk.toast(f"{words}.")

    def preview(self) -> None:
        """Show the decision as it is printed; a draft as the copy that is laid before the signer."""
        found = self.shown
        if found is None:
            return
        if found.kind != "recognise":
            self._say(_("The approval of results that are passed on is written in the office's own form."), "neutral")
            return
        preview_paper(
            self.desk,
            "recognition_decision",
            found.id,
            for_signature=True,
            counted=found.is_own and self.writes,
            options=acts.decision_options(self.desk),
        )

    def print_certificates(self) -> None:
        """Show all certificates of the decision as one PDF, to be printed."""
        if self.shown is not None:
            counted = self.shown.is_own and self.writes
            preview_paper(self.desk, "certificate", self.shown.id, counted=counted)

    def open_scan(self) -> None:
        """Open the scan or the signed PDF in the system's viewer."""
        if self.shown is not None and self.shown.paper.scan_sha256:
            paper = self.shown.paper
            open_attached(self, self.desk, paper.scan_sha256, paper.scan_name)

    def ask_options(self) -> None:
        """Ask what the paper says beside its list."""
        acts.ask_options(self, self.desk, lambda: self.desk.toast(_("Kept for this and the next decisions.")))

    def ask_discard(self) -> None:
        """Ask why the draft is given up."""
        if self.shown is not None:
            acts.ask_discard(self, self.desk, self.shown.id, partial(self.desk.go, Route("certificates")))

    def save_as_one(self) -> None:
        """All certificates in one PDF."""
        if self.shown is not None:
            acts.save_as_one(self, self.desk, self.shown.id, self._files_name())

    def save_each(self) -> None:
        """Each certificate in a PDF of its own."""
        if self.shown is not None:
            acts.save_each(self, self.desk, self.shown.id, self._files_name())

    def _files_name(self) -> str:
        number = self.shown.paper.number.replace("/", "-") if self.shown is not None else ""
        return _("Certificates of decision {number}").format(number=number)

    def _open_row(self, dossier_id: str) -> None:
        """Enter on a product: its certificate, or its result while it has none."""
        found: Any = (
            next((one for one in self.shown.products if one.dossier_id == dossier_id), None)
            if (self.shown is not None)
            else None
        )
        if found is None:
            return
        if found.certificate_id:
            self.desk.go(Route("certificate", found.certificate_id))
        else:
            self.desk.go(Route("dossier", dossier_id))
