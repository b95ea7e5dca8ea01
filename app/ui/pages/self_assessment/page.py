"""The producer's own report (Mẫu số 02): texts and plan as a form, its score of itself, the printed report."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.assessment_view import set_evidence
from app.services.missing import Missing
from app.services.self_assessment_view import SelfAssessmentView, save_self_assessment_field, self_assessment_view
from app.services.self_assessments import reopen_self_scores, sign_self_assessment
from app.translate import _, format_date
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.evidence import ask_evidence
from app.ui.forms.autosave import Done, Failed
from app.ui.forms.fields import Field
from app.ui.forms.record_form import RecordForm
from app.ui.pages.page import Page
from app.ui.pages.registration.own_dossiers import OwnDossiers
from app.ui.pages.self_assessment.paper_tab import PaperTab
from app.ui.pages.self_assessment.part_points import PartPoints
from app.ui.pages.self_assessment.proof_side import ProofSide
from app.ui.pages.self_assessment.self_score import SelfScorePane
from app.ui.pages.self_assessment.strips import strips_of
from app.ui.pages.self_assessment.text_fields import report_sections
from app.ui.papers.open_document import open_attached
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.evidence import EvidenceLine
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import Segmented

TEXTS, SCORE, PAPER = "texts", "scores", "paper"


class SelfAssessmentPage(Page):
    """``route.record``: the dossier; ``route.tab``: texts, scores or paper; ``route.focus``: a field or criterion."""

    watches: ClassVar[frozenset[str]] = frozenset({"self_assessment", "dossier", "document", "product", "producer"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record = ""
        self.view: SelfAssessmentView | None = None
        self.form: RecordForm | None = None
        self._form_of: tuple[str, str] = ("", "")
        self._make_acts()
        self.header = PageHeader(self)
        self.tabs = Segmented(self)
        self.tabs.setObjectName("self_assessment.tabs")
        self.tabs.set_tabs(
            [
                (TEXTS, _("Texts and plan") + "  Alt+1"),
                (SCORE, _("Own score") + "  Alt+2"),
                (PAPER, _("Printed report") + "  Alt+3"),
            ]
        )
        self.tabs.changed.connect(self._show_tab)
        self._strips = QVBoxLayout()
        self.stack = QStackedWidget(self)
        self._texts = QWidget(self)
        self._texts_box = QVBoxLayout(self._texts)
        self._texts_box.setContentsMargins(0, 0, 0, 0)
        self.score = SelfScorePane(desk, self)
        self.parts = PartPoints(desk, self)
        self.no_set = EmptyState(
            "list-checks", _("This product is in no product set yet."), [self.product_act],
            _("Choose its product set; then its criteria stand here."),
        )  # fmt: skip
        self.paper = PaperTab(desk, self)
        self.choice = OwnDossiers(desk, "self_assessment", self)
        for widget in (self._texts, self.score, self.parts, self.no_set, self.paper, self.choice):
            self.stack.addWidget(widget)
        self.panel = MissingPanel(self)
        self.panel.chosen.connect(self._go_to_missing)
        self.panel.counted.connect(self.side_changed)
        self.proofs = ProofSide(self.attach_act, self._open_file, self)
        self.evidence = self.proofs.evidence
        self._side = QStackedWidget()
        self._side.addWidget(self.panel)
        self._side.addWidget(self.proofs)
        self._side.currentChanged.connect(self.side_changed)
        self.body.addWidget(self.header)
        self.body.addWidget(self.tabs)
        self.body.addLayout(self._strips)
        self.body.addWidget(self.stack, 1)
        self.score.list.current_changed.connect(lambda _name: self._show_evidence())
        self.score.scored.connect(self._on_scored)

    def _make_acts(self) -> None:
        desk = self.desk
        self.sign_act = Act(self, _("Sign the self-assessment"), self.sign, "Ctrl+Return", "signature")
        self.sign_act.setObjectName("self_assessment.sign")
        self.reopen_act = Act(self, _("Reopen…"), self.reopen, "Ctrl+R", "arrow-bend-up-left")
        self.print_act = Act(self, _("Print"), lambda: preview_paper(desk, "self_assessment", self.record), "Ctrl+P",
                             "printer")  # fmt: skip
        self.form_act = Act(
            self, _("Registration form"), lambda: desk.go(Route("registration", self.record)), "Ctrl+M", "file-text"
        )
        self.dossier_act = Act(self, _("Dossier"), lambda: desk.go(Route("dossier", self.record)), "Ctrl+D",
                               "folder-open")  # fmt: skip
        self.product_act = Act(self, _("To the product"), self._to_product, "", "storefront")
        self.attach_act = Act(self, _("Evidence…"), self._on_attach, "Ctrl+G", "paperclip")
        Act(self, _("Open the evidence"), self._on_evidence, "F4", "eye")
        Act(self, _("Texts and plan"), lambda: self.tabs.set_current(TEXTS), "Alt+1")
        Act(self, _("Own score"), lambda: self.tabs.set_current(SCORE), "Alt+2")
        Act(self, _("Printed report"), lambda: self.tabs.set_current(PAPER), "Alt+3")
        Act(self, _("Undo"), self._undo, "Ctrl+Z")
        Act(self, _("To the next missing item"), lambda: self.panel.next(), "F8")
        Act(self, _("To the missing item before"), lambda: self.panel.previous(), "Shift+F8")
        Act(self, _("Close, nothing is lost"), self.close_page, "Esc")

    # Showing

    def open(self, route: Route) -> None:
        self.route = route
        self.header.set_back(_("Dossier") if route.record else "", self.close_page)
        self.record = route.record or self.choice.load()
        self.tabs.setVisible(bool(self.record))
        if not self.record:
            self._show_choice()
            return
        self.refresh()
        if route.tab in (TEXTS, SCORE, PAPER):
            self.tabs.set_current(route.tab)
        if route.focus:
            self._focus(route.focus)
        self._show_tab(self.tabs.current())

    def _show_choice(self) -> None:
        self.view = None
        self.header.set_title(_("Self-assessment"))
        self.header.set_subtitle(_("Choose the dossier whose form is to be filled in."))
        self.header.set_state(None)
        self.header.set_acts(None, [])
        self.panel.set_items([])
        self._side.setCurrentIndex(0)
        self.stack.setCurrentWidget(self.choice)

    def title(self) -> str:
        return _("Self-assessment: {product}").format(product=self.view.product) if self.view else ""

    def side(self) -> QWidget | None:
        return self._side if self.record else None

    def side_title(self) -> str:
        return self.panel.words if self._side.currentWidget() is self.panel else _("Evidence")

    def default_focus(self) -> QWidget | None:
        tab = self.tabs.current()
        if not self.record:
            return self.choice
        if tab == SCORE and self.stack.currentWidget() is self.score:
            return self.score.list
        if tab == SCORE and self.stack.currentWidget() is self.parts:
            return self.parts.first_input()
        if tab == PAPER:
            return self.paper.view
        if self.form is not None and not self.form.current():
            return self.form.first_input()
        return self.focusWidget()

    def refresh(self) -> None:
        if not self.record:
            return
        desk = self.desk
        self.view = view = desk.read(
            lambda session: self_assessment_view(session, self.record, desk.actor(session), desk.library, desk.today())
        )
        self._show_texts(view)
        if view.criteria_set is not None and view.criteria_set.complete:
            self.score.show_view(self.record, view)
        elif view.criteria_set is not None:
            self.parts.show_view(self.record, view)
        self.panel.set_items(
            [MissingLine(one.grade, one.text, one.article, str(place)) for place, one in enumerate(view.missing)]
        )
        self._show_head(view)
        self._show_strips(view)
        self._show_evidence()
        self.paper.show_record(self.record)

    def _show_texts(self, view: SelfAssessmentView) -> None:
        kind = view.dossier.application_type
        wanted = (view.regime.id, "first" if kind == "first" else "again")
        if wanted != self._form_of:
            if self.form is not None:
                self._texts_box.removeWidget(self.form)
                self.form.deleteLater()
            self._form_of = wanted
            self.form = RecordForm(self.desk, report_sections(view.articles, kind), self._save, name="self_assessment")
            self.form.closed.connect(self.close_page)
            self.form.entered.connect(self._explain)
            self.form.help_asked.connect(lambda field: self._explain(field.name))
            self.form.save_named.connect(lambda: self.desk.toast(_("Everything typed is saved.")))
            self._texts_box.addWidget(self.form)
            self.form.addActions(self.form.editor("figures").widget.actions()[:1])
        assert self.form is not None
        self.form.show_record(self.record, view.fields)
        self.form.set_read_only(view.locked is not None)
        own = [
            one.field for one in view.missing if one.subject.partition(".")[0] in ("self_assessment", "business_plan")
        ]
        self.form.set_missing([name for name in own if name in self.form.values()])

    def _show_head(self, view: SelfAssessmentView) -> None:
        self.header.set_title(self.title())
        known = view.criteria_set
        set_words = _("set {number}: {name}").format(number=known.number, name=known.name) if known else ""
        self.header.set_subtitle(" · ".join(part for part in (view.producer, set_words) if part))
        signed = view.score.signed_on if view.score is not None else None
        badge = Badge(_("Draft"), "neutral", soft=True)
        if signed is not None:
            badge = Badge(_("Signed on {date}").format(date=format_date(signed)), "ok", soft=True)
        self.header.set_state(badge)
        open_here = view.locked is None
        self.sign_act.setVisible(open_here and signed is None)
        self.reopen_act.setVisible(open_here and signed is not None)
        self.attach_act.setVisible(open_here)
        primary = self.sign_act if self.sign_act.isVisible() else None
        others = [self.print_act, self.form_act, self.dossier_act]
        self.header.set_acts(primary, [self.reopen_act, *others] if self.reopen_act.isVisible() else others)

    def _show_strips(self, view: SelfAssessmentView) -> None:
        while self._strips.count():
            item = self._strips.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for strip in strips_of(view, self.tabs.current() == SCORE, self):
            self._strips.addWidget(strip)

    def set_narrow(self, narrow: bool) -> None:
        self.score.set_narrow(narrow)

    def _show_tab(self, name: str) -> None:
        view = self.view
        if view is None:
            return
        if self.form is not None and name != TEXTS:
            self.form.commit()
        if name == SCORE:
            which: QWidget = self.no_set
            if view.criteria_set is not None:
                which = self.score if view.criteria_set.complete else self.parts
            self.stack.setCurrentWidget(which)
        else:
            self.stack.setCurrentWidget(self._texts if name == TEXTS else self.paper)
        self._side.setCurrentIndex(1 if self.stack.currentWidget() is self.score else 0)
        self._show_strips(view)
        focus = self.default_focus()
        if focus is not None and self.isVisible():
            focus.setFocus()

    def _on_scored(self) -> None:
        score = self.score.score
        count = len(score.unanswered) if score is not None else 0
        words = _("Sign the self-assessment")
        if score is not None and count:
            words = _("Sign the self-assessment ({count} open)").format(count=count)
        self.sign_act.set_words(words)
        self.proofs.show_next(score)

    # Missing items and help

    def _go_to_missing(self, target: str) -> None:
        if self.view is not None and target.isdigit() and int(target) < len(self.view.missing):
            one: Missing = self.view.missing[int(target)]
            self._focus(one.field if one.subject.partition(".")[0] != "self_score" else f"score.{one.field}")

    def _focus(self, name: str) -> None:
        if name.startswith("score."):
            self.tabs.set_current(SCORE)
            self.score.list.open(name.removeprefix("score."))
            self.score.list.setFocus()
        elif self.form is not None and name in self.form.values():
            self.tabs.set_current(TEXTS)
            self.form.focus(name)
        elif self.view is not None and self.view.criteria_set is not None:
            self.tabs.set_current(SCORE)
            self.score.list.open(name)

    def _explain(self, name: str) -> None:
        if self.form is not None:
            field: Field = self.form.field(name)
            self.panel.set_help(field.label, field.help.what, field.help.example, field.help.article)

    # Evidence

    def _show_evidence(self) -> None:
        if self.view is not None:
            self.proofs.show_criterion(self.view, self.score.list.current())

    def _open_file(self, line: object) -> None:
        if isinstance(line, EvidenceLine) and line.sha256:
            open_attached(self, self.desk, line.sha256, line.file_name, warning=line.warning)

    def _on_evidence(self) -> None:
        if self.stack.currentWidget() is self.score and not self.evidence.open_next():
            self.desk.toast(_("No paper stands behind it yet."))

    def _on_attach(self) -> None:
        view, name, record = self.view, self.score.list.current(), self.record
        if view is None or view.locked is not None or self.stack.currentWidget() is not self.score:
            return
        chosen = [one.row.id for one in view.documents if name in one.row.criteria.split()]
        ask_evidence(
            self,
            self.desk,
            _("Evidence for {criterion}").format(criterion=name),
            view.documents,
            chosen,
            lambda session, actor, ids: set_evidence(session, record, name, ids, actor),
        )

    # Writing

    def _save(self, name: str, value: Any, on_done: Done, on_error: Failed, /) -> None:
        self.desk.write(
            partial(_store, self.record, name, value),
            changes="self_assessment",
            on_done=lambda _result: on_done(),
            on_error=on_error,
            owner=self,
        )

    def _undo(self) -> None:
        if self.stack.currentWidget() is self.score:
            self.score.undo()
        elif self.form is not None:
            self.form.undo()

    def commit(self) -> bool:
        """Store what is being typed."""
        self.score.commit()
        return (self.form is None or self.form.commit()) and self.parts.commit()

    def leave(self) -> bool:
        return self.commit()

    def close_page(self) -> None:
        """Esc: back; nothing typed is lost."""
        self.desk.back()

    def sign(self) -> None:
        """Record that the producer signed it; where criteria are open, the first of them opens."""
        if not self.commit():
            return
        self.desk.flush()
        self.refresh()
        view = self.view
        if view is None:
            return
        if view.score is None or view.score.score.unanswered:
            self.tabs.set_current(SCORE)
            if self.stack.currentWidget() is self.score:
                first = view.score.score.unanswered[0] if view.score is not None else self.score.list.current()
                self.score.list.open(first)
                self.score.list.setFocus()
            self.desk.toast(_("Answer every criterion first; 0 where none of the options fits."))
            return
        desk, record = self.desk, self.record
        desk.write(
            lambda session, actor: sign_self_assessment(session, record, actor, desk.library, desk.today()),
            changes=("self_assessment", "dossier"),
            on_done=lambda _result: desk.toast(_("The self-assessment is signed.")),
            owner=self,
        )

    def reopen(self) -> None:
        """Open the signed score again, with a reason."""
        desk, record = self.desk, self.record
        messages.ask_text(
            self,
            _("Reopen the self-assessment"),
            _("The signed score is kept as it is; a draft with its answers takes its place."),
            _("Reopen"),
            lambda reason: desk.write(
                lambda session, actor: reopen_self_scores(session, record, reason, actor),
                changes=("self_assessment", "dossier"),
                owner=self,
            ),
            label=_("Reason"),
            several_lines=True,
        )

    def _to_product(self) -> None:
        if self.view is not None:
            self.desk.go(Route("product_form", self.view.product_id, focus="classification_code"))


def _store(record: str, name: str, value: Any, session: Any, actor: Any) -> None:
    save_self_assessment_field(session, record, name, value, actor)
