"""The registration form (Mẫu số 01): its own fields are entered here, the others come from their records."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.dossiers import change_dossier
from app.services.missing import Missing
from app.services.paper_lines import STATES, PaperLine
from app.services.registration_view import OWN_FIELDS, RegistrationView, registration_view
from app.translate import N_, _, format_date
from app.ui.desk import Desk
from app.ui.forms.autosave import Done, Failed
from app.ui.forms.record_form import RecordForm
from app.ui.pages.page import Page
from app.ui.pages.registration.fields import form_sections
from app.ui.pages.registration.own_dossiers import OwnDossiers
from app.ui.papers.live_preview import PaperPreview
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll

FORM = "registration_form"
_PREVIEW = 380
_GRADES = {"there": "ok", "soon": "warn", "lapsed": "danger", "missing": "danger", "none": "neutral"}
_FROM = {
    # Fields of the form that another record holds: record and its field.
    "producer_name": ("producer", "name"),
    "representative": ("producer", "representative_name"),
    "position": ("producer", "representative_position"),
    "address": ("producer", "address"),
    "phone": ("producer", "phone"),
    "email": ("producer", "email"),
    "product_name": ("product", "name"),
    "classification": ("product", "classification_code"),
    "set": ("product", "classification_code"),
}
_IDEA_STATES = {"registered": N_("registered"), "selected": N_("selected"), "declined": N_("declined")}


class RegistrationPage(Page):
    """``route.record``: the dossier; ``route.focus``: a field."""

    watches: ClassVar[frozenset[str]] = frozenset({"dossier", "document", "producer", "product", "idea"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record = ""
        self.view: RegistrationView | None = None
        self.form: RecordForm | None = None
        self._form_of: tuple[str, bool] = ("", False)
        self._narrow = False
        self._make_acts()
        self.header = PageHeader(self)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(12)
        self._form_card = Card(parent=self)
        self._papers = Card(_("Papers handed in with it"), parent=self)
        self._missing = Card(_("Missing on the form"), parent=self)
        for card in (self._form_card, self._missing, self._papers):
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._scroll = VScroll(inner, self)
        self.preview = PaperPreview(desk, FORM, _("The form as it is printed"), self)
        self.preview.setFixedWidth(_PREVIEW)
        self._work = QWidget(self)
        line = QHBoxLayout(self._work)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._scroll, 1)
        line.addWidget(self.preview)
        self.choice = OwnDossiers(desk, "registration", self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._work)
        self._stack.addWidget(self.choice)
        self.body.addWidget(self.header)
        self.body.addWidget(self._stack, 1)

    def _make_acts(self) -> None:
        desk = self.desk
        self.print_act = Act(self, _("Print the form"), self._on_print, "Ctrl+Return", "printer")
        self.preview_act = Act(self, _("Form / fields"), self._toggle_preview, "F9", "eye")
        self.preview_act.setVisible(False)
        self.self_act = Act(
            self, _("Self-assessment"), lambda: desk.go(Route("self_assessment", self.record)), "Ctrl+M", "list-checks"
        )
        self.producer_act = Act(self, _("Producer"), lambda: self._go_from("producer_name"), "", "storefront")
        self.product_act = Act(self, _("Product"), lambda: self._go_from("product_name"), "", "package")
        self.dossier_act = Act(self, _("Dossier"), lambda: desk.go(Route("dossier", self.record)), "Ctrl+D",
                               "folder-open")  # fmt: skip
        Act(self, _("Change where it comes from"), self._on_change, "F2", "pencil-simple")
        Act(self, _("To the next missing item"), self._on_missing, "F8")
        Act(self, _("Close, nothing is lost"), self.close_page, "Esc")

    # Showing

    def open(self, route: Route) -> None:
        self.route = route
        self.record = route.record or self.choice.load()
        self._stack.setCurrentIndex(0 if self.record else 1)
        self.header.set_back(_("Dossier") if route.record else "", self.close_page)
        others = [self.preview_act, self.self_act, self.producer_act, self.product_act, self.dossier_act]
        self.header.set_acts(*((self.print_act, others) if self.record else (None, [])))
        if not self.record:
            self.view = None
            self.header.set_title(_("Registration form"))
            self.header.set_subtitle(_("Choose the dossier whose form is to be filled in."))
            self.header.set_state(None)
            return
        self.refresh()
        self.preview.show_record(self.record)
        if route.focus and self.form is not None:
            self.form.focus(route.focus)

    def title(self) -> str:
        product = self.view.lines["product_name"] if self.view else ""
        return _("Registration form: {product}").format(product=product) if product else ""

    def default_focus(self) -> QWidget | None:
        if not self.record or self.form is None:
            return self.choice
        return self.focusWidget() if self.route.focus and self.form.current() else self.form.first_input()

    def refresh(self) -> None:
        if not self.record:
            return
        desk = self.desk
        self.view = view = desk.read(
            lambda session: registration_view(session, self.record, desk.actor(session), desk.library, desk.today())
        )
        self._show_form(view)
        self._show_papers(view)
        self._show_missing(view)
        self.header.set_title(self.title())
        parts = [view.lines["producer_name"], view.lines["application"]]
        if view.lines["receipt"]:
            parts.append(_("receipt {number}").format(number=view.lines["receipt"]))
        self.header.set_subtitle(" · ".join(part for part in parts if part))
        filed = view.dossier.filed_on
        words = _("Received on {date}").format(date=format_date(filed)) if filed else _("Draft")
        self.header.set_state(Badge(words, "ok" if filed else "neutral", soft=True))
        self.preview.touch()

    def _show_form(self, view: RegistrationView) -> None:
        wanted = (view.dossier.application_type, view.is_service)
        if wanted != self._form_of:
            if self.form is not None:
                self._form_card.body.removeWidget(self.form)
                self.form.deleteLater()
            self._form_of = wanted
            self.form = RecordForm(self.desk, form_sections(view), self._save, name=FORM, framed=False, foot=False)
            self.form.closed.connect(self.close_page)
            self.form.save_named.connect(lambda: self.desk.toast(_("Everything typed is saved.")))
            self._form_card.body.addWidget(self.form)
        assert self.form is not None
        own = dict(view.own)
        count = own["sample_count"]
        own["sample_count"] = None if count is None else Decimal(count)
        values = {**view.lines, **own}
        self.form.show_record(self.record, {name: values[name] for name in self.form.values()})
        self.form.set_read_only(view.locked is not None)
        self.form.set_missing([name for one in view.missing if (name := self._field_of(one))])

    def _show_papers(self, view: RegistrationView) -> None:
        _clear(self._papers)
        idea = view.idea
        if idea is not None:
            words = _("Idea registered on {date}: {state}").format(
                date=format_date(idea.registered_on), state=_(_IDEA_STATES.get(idea.status, idea.status))
            )
            self._papers.body.addWidget(Badge(words, "ok" if idea.status == "selected" else "warn", parent=self))
        for line in view.papers:
            self._papers.body.addWidget(self._paper_row(line))
        there = sum(line.state in ("there", "soon") for line in view.papers)
        self._papers.set_note(_("{there} of {count} there").format(there=there, count=len(view.papers)))

    def _paper_row(self, line: PaperLine) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        mark = Badge(_(STATES[line.state]), _GRADES[line.state], parent=row)
        mark.setFixedWidth(130)
        box.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        link = LinkLabel(
            _short(line.title), partial(self.desk.go, Route("dossier", self.record, focus=line.id)), "", row
        )
        link.setToolTip(line.title)
        link.set_kind("quiet")
        box.addWidget(link, 1, Qt.AlignmentFlag.AlignLeft)
        return row

    def _show_missing(self, view: RegistrationView) -> None:
        _clear(self._missing)
        for one in view.missing:
            link = LinkLabel(one.text, partial(self._go_to, one), parent=self)
            self._missing.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._missing.setVisible(bool(view.missing))

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.preview_act.setVisible(narrow)
        self.preview.setMinimumWidth(0 if narrow else _PREVIEW)
        self.preview.setMaximumWidth(16777215 if narrow else _PREVIEW)
        self.preview.setVisible(not narrow)
        self._scroll.show()

    def _toggle_preview(self) -> None:
        if self._narrow and self.leave():
            shown = self.preview.isHidden()
            self._scroll.setVisible(not shown)
            self.preview.setVisible(shown)
            (self.preview.view if shown else self.default_focus() or self).setFocus()

    # The way to where a line comes from

    def _field_of(self, one: Missing) -> str:
        record, _dot, field = one.subject.partition(".")
        if record == "dossier":
            return field if field in OWN_FIELDS else ""
        return next((name for name, source in _FROM.items() if source == (record, field)), "")

    def _go_to(self, one: Missing) -> None:
        record, _dot, field = one.subject.partition(".")
        if record == "dossier" and self.form is not None and field in OWN_FIELDS:
            self.form.focus(field)
        else:
            self._go_record(record, field)

    def _go_record(self, record: str, field: str) -> None:
        view = self.view
        if view is not None and record == "producer":
            self.desk.go(Route("producer", view.producer_id, focus=field))
        elif view is not None:
            self.desk.go(Route("product_form", view.dossier.product_id, focus=field))

    def _go_from(self, name: str) -> None:
        if name in _FROM:
            self._go_record(*_FROM[name])

    def _on_change(self) -> None:
        """F2: to the record that holds the line where the cursor stands."""
        self._go_from(self.form.current() if self.form is not None else "")

    def _on_missing(self) -> None:
        if self.view is not None and self.view.missing:
            self._go_to(self.view.missing[0])

    # Writing

    def _save(self, name: str, value: Any, on_done: Done, on_error: Failed, /) -> None:
        stored = int(value) if isinstance(value, Decimal) else value
        desk, record = self.desk, self.record
        desk.write(
            lambda session, actor: change_dossier(session, record, {name: stored}, actor, desk.today()),
            changes="dossier",
            on_done=lambda _result: on_done(),
            on_error=on_error,
            owner=self,
        )

    def leave(self) -> bool:
        return self.form is None or self.form.commit()

    def close_page(self) -> None:
        """Esc: back; nothing typed is lost."""
        self.desk.back()

    def _on_print(self) -> None:
        if self.leave():
            self.desk.flush()
            preview_paper(self.desk, FORM, self.record)


def _clear(card: Card) -> None:
    while card.body.count():
        item = card.body.takeAt(0)
        if item is not None and (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()


def _short(text: str) -> str:
    return text if len(text) <= 72 else text[:70].rstrip() + "…"
