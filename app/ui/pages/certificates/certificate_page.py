"""One certificate: the paper itself, what the register says of it, what was done with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.errors import StorageError
from app.services.actors import WRITERS
from app.services.certificate_code import MARK
from app.services.certificate_page import CertificateAct, CertificateOverview, certificate_overview
from app.services.certificate_standing import watched_days
from app.services.names import state_name
from app.services.printing.safe_names import safe_name
from app.translate import _, format_date, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.pages.certificates import decision_acts as acts
from app.ui.pages.certificates.validity_bar import LastDaysBar
from app.ui.pages.certificates.words import CERTIFICATE_STATES, last_days, standing_badge
from app.ui.pages.page import Page
from app.ui.papers.pdf_view import PdfView
from app.ui.papers.previews import preview_paper, print_options
from app.ui.papers.writing import draw_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Hairline, TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.side_panel import SidePanel


class CertificatePage(Page):
    """The PDF at the left is the paper; at the right stands what the register knows."""

    watches: ClassVar[frozenset[str]] = frozenset({"certificate", "decision", "dossier", "product"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown: CertificateOverview | None = None
        self._span = watched_days(desk.library.for_dossier(None, desk.today()))
        self.header = PageHeader(self)
        self.header.set_back(_("Certificates"), lambda: desk.go(Route("certificates")))
        self.print_act = Act(self, _("See and print"), self.print_it, "Ctrl+P", "printer")
        self.save_act = Act(self, _("Save as PDF…"), self.save, "Ctrl+Shift+S", "file-pdf")
        self.product_act = Act(self, _("Open the product"), self.open_product, "Ctrl+O", "package")
        self.again_act = Act(
            self, _("Re-assessment dossier"), self.start_reassessment, "Ctrl+Shift+N", "arrows-clockwise"
        )
        self.copy_act = Act(self, _("Copy the code's text"), self.copy_code, "Ctrl+Shift+C", "qr-code")
        Act(self, _("Back"), desk.back, "Esc")
        self.view = PdfView(desk, self)
        self.no_paper = QWidget(self)
        self._no_paper_box = QVBoxLayout(self.no_paper)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.no_paper)
        self.panel = SidePanel(self)
        self.body.addWidget(self.header)
        self.body.addWidget(self._stack, 1)

    def open(self, route: Route) -> None:
        if route.record != self.route.record:
            self.shown = None
            self.view.show_file(None)
        super().open(route)

    def title(self) -> str:
        return self.shown.row.product_name if self.shown is not None else _("Certificate")

    def side(self) -> QWidget:
        return self.panel

    def side_title(self) -> str:
        return _("Register")

    def default_focus(self) -> QWidget:
        return self.view

    def menu_acts(self) -> list[Act]:
        return [self.print_act, self.save_act, self.product_act, self.again_act, self.copy_act]

    def refresh(self) -> None:
        desk, wanted = self.desk, self.route.record
        desk.fetch(
            lambda session: certificate_overview(session, wanted, desk.actor(session), desk.library, desk.today()),
            self._show,
            owner=self,
        )

    def _show(self, found: CertificateOverview) -> None:
        if found.row.id != self.route.record:
            return
        self.shown = found
        row = found.row
        self.header.set_title(row.product_name)
        self.header.set_stars(row.stars)
        word, grade = standing_badge(found.standing, self.desk.today())
        self.header.set_state(Badge(word, grade, soft=True))
        self.header.set_subtitle(
            " · ".join([_("Certificate {number}").format(number=row.register_text), row.producer_name])
        )
        holds = row.status == "valid"
        self.print_act.setVisible(holds)
        self.save_act.setVisible(holds)
        self.again_act.setVisible(holds)
        self.copy_act.setVisible(bool(row.code))
        others = [self.save_act, self.again_act, self.product_act, self.copy_act]
        self.header.set_acts(
            self.print_act if holds else self.product_act,
            [act for act in others if act.isVisible() and (holds or act is not self.product_act)],
        )
        self._show_facts(found)
        if holds:
            self._stack.setCurrentWidget(self.view)
            self._draw(found)
        else:
            self._show_no_paper(found)

    # The paper

    def _draw(self, found: CertificateOverview) -> None:
        """Write the PDF beside the others that are looked at, and show it."""
        desk = self.desk
        folder = desk.context.paths.previews
        target = folder / safe_name(f"{found.row.register_text.replace('/', '-')} {found.row.id[-8:]}.pdf")
        options = print_options(desk, {})

        def write() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            return draw_paper(desk, "certificate", found.row.id, target, options)

        desk.tasks.read(write, partial(self._drawn, found.row.id), desk.show_error, self)

    def _drawn(self, certificate_id: str, path: Path) -> None:
        if certificate_id != self.route.record:
            return
        try:
            self.view.show_file(path)
        except (OSError, StorageError) as error:
            self.desk.show_error(error)

    def _show_no_paper(self, found: CertificateOverview) -> None:
        while self._no_paper_box.count():
            widget = self._no_paper_box.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        _grade, word = CERTIFICATE_STATES[found.row.status]
        latest = next((one for one in found.others if one.status == "valid"), None)
        ways = []
        if latest is not None:
            go = partial(self.desk.go, Route("certificate", latest.id))
            ways.append(Act(self.no_paper, _("Open certificate {number}").format(number=latest.register_text), go))
        words = _("This certificate no longer holds and is not printed.")
        self._no_paper_box.addWidget(EmptyState("certificate", f"{_(word)}. {words}", ways))
        self._stack.setCurrentWidget(self.no_paper)

    # The register

    def _show_facts(self, found: CertificateOverview) -> None:
        body = self.panel.body
        while body.count():
            widget = body.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        row, standing = found.row, found.standing
        body.addWidget(TextLabel(_("In the register"), "card"))
        self._fact(_("Register no."), row.register_text)
        self._fact(_("Product code"), found.product_code)
        self._fact(_("Producer"), row.producer_name)
        self._fact(_("Address"), row.address)
        dated = f" · {format_date(found.decision_date)}" if found.decision_date else ""
        if found.is_own:
            self._link(_("Decision"), f"{found.decision}{dated}", Route("decision", row.decision_id))
        else:
            self._fact(_("Decision"), f"{found.decision}{dated}")
            self._fact(_("Given by"), found.office_name)
        self._fact(_("Signed by"), found.signer)
        months = ngettext("{count} month", "{count} months", found.months).format(count=found.months)
        self._fact(_("Validity"), f"{format_date(row.valid_from)} – {format_date(row.valid_to)} ({months})")
        bar = LastDaysBar()
        bar.show_days(last_days(standing, self._span, self.desk.today()))
        body.addWidget(bar)
        if standing.first_day is not None and standing.last_day is not None and row.status == "valid":
            days = _("{first} to {last}").format(
                first=format_date(standing.first_day), last=format_date(standing.last_day)
            )
            self._fact(_("Re-assessment is filed"), days)
        if standing.dossier_id:
            state = str(state_name(standing.dossier_state))
            self._link(_("Its dossier"), state[:1].upper() + state[1:], Route("dossier", standing.dossier_id))
        self._link(_("Scored dossier"), _("See the dossier"), Route("dossier", row.dossier_id))
        if row.code:
            self._code(row.code)
        self._others(found)
        self._history(found.acts)
        body.addStretch(1)

    def _fact(self, label: str, value: str) -> None:
        if not value:
            return
        self.panel.body.addWidget(TextLabel(label, "label", tone="text2"))
        words = TextLabel(value)
        words.let_copy()
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.panel.body.addWidget(words)

    def _link(self, label: str, words: str, route: Route) -> None:
        self.panel.body.addWidget(TextLabel(label, "label", tone="text2"))
        self.panel.body.addWidget(LinkLabel(words, partial(self.desk.go, route)), 0, Qt.AlignmentFlag.AlignLeft)

    def _code(self, code: str) -> None:
        body = self.panel.body
        body.addWidget(Hairline())
        body.addWidget(TextLabel(_("What the QR code says"), "label", tone="text2"))
        words = code.partition(MARK)[0].strip()
        body.addWidget(TextLabel(words, "second"))
        button = ActButton(self.copy_act, "link", with_key=False)
        body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _others(self, found: CertificateOverview) -> None:
        if not found.others:
            return
        body = self.panel.body
        body.addWidget(Hairline())
        body.addWidget(TextLabel(_("Other certificates of the product"), "label", tone="text2"))
        for one in found.others:
            stars = ngettext("{count} star", "{count} stars", one.stars).format(count=one.stars)
            words = f"{one.register_text} · {stars}"
            body.addWidget(
                LinkLabel(words, partial(self.desk.go, Route("certificate", one.id))), 0, Qt.AlignmentFlag.AlignLeft
            )

    def _history(self, history: tuple[CertificateAct, ...]) -> None:
        if not history:
            return
        body = self.panel.body
        body.addWidget(Hairline())
        body.addWidget(TextLabel(_("What was done"), "label", tone="text2"))
        for one in history:
            what = str(one.what)
            copy = f" ({_('copy no. {value}').format(value=one.copy)})" if one.copy else ""
            body.addWidget(TextLabel(what[:1].upper() + what[1:] + copy, "second", tone="text"))
            body.addWidget(TextLabel(" · ".join(part for part in (format_datetime(one.at), one.who) if part), "second"))

    # Acts

    def print_it(self) -> None:
        """Show it alone, to be printed; each printing is counted."""
        found = self.shown
        if found is None:
            return
        counted = found.is_own and self.desk.person.role in WRITERS
        preview_paper(self.desk, "certificate", found.row.id, counted=counted)

    def save(self) -> None:
        """Save it as a PDF."""
        found = self.shown
        if found is not None:
            name = f"{found.row.register_text.replace('/', '-')} {found.row.product_name}"
            acts.save_as_one(self, self.desk, found.row.id, name)

    def open_product(self) -> None:
        """The whole life of the product."""
        if self.shown is not None:
            self.desk.go(Route("product", self.shown.row.product_id))

    def start_reassessment(self) -> None:
        """A new dossier for re-assessment, which takes over from the last one."""
        if self.shown is not None:
            extra = (("product", self.shown.row.product_id), ("application", "reassess"))
            self.desk.go(Route("new_dossier", extra=extra))

    def copy_code(self) -> None:
        """Put the text of the QR code on the clipboard."""
        if self.shown is not None and self.shown.row.code:
            QApplication.clipboard().setText(self.shown.row.code)
            self.desk.toast(_("Copied: the text of the code."))
