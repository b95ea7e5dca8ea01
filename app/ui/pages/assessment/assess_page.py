"""One dossier's assessment by the commune: items in words, the meeting, the report, its signature."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.assessment_view import (
    AssessmentView,
    ItemView,
    assessment_view,
    participants_text,
    save_assessment_field,
)
from app.services.missing import Missing
from app.services.officials import list_officials
from app.translate import _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.forms.autosave import Done, Failed
from app.ui.pages.assessment.assess_acts import AssessActs
from app.ui.pages.assessment.assess_base import AssessBase
from app.ui.pages.assessment.item_step import ItemStep, StepCard
from app.ui.pages.assessment.meeting_step import MeetingStep
from app.ui.pages.assessment.report_step import ReportStep
from app.ui.pages.assessment.step_list import Step, StepList
from app.ui.papers.live_preview import PaperPreview
from app.ui.route import Route
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.strip import Strip

MEETING, REPORT = "meeting", "report"
_MEETING_FIELDS = ("meeting_on", "meeting_place", "chair", "secretary", "participants", "opinions")


class AssessPage(AssessBase):
    """``route.record``: the dossier; ``route.tab``: a step; ``route.focus``: a field such as ``origin.finding``."""

    watches: ClassVar[frozenset[str]] = frozenset({"assessment", "dossier", "document", "paper", "product", "producer"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.body.addWidget(self.header)
        self._strip: Strip | None = None
        line = QHBoxLayout()
        line.setSpacing(12)
        self.steps = StepList(self)
        self.steps.chosen.connect(self.show_step)
        self.stack = QStackedWidget(self)
        self.preview = PaperPreview(desk, "commune_report", _("Preview of the report"), self)
        self.preview.setFixedWidth(344)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(8)
        self._middle.addWidget(self.stack, 1)
        line.addWidget(self.steps)
        line.addLayout(self._middle, 1)
        line.addWidget(self.preview)
        self.body.addLayout(line, 1)
        self.acts = AssessActs(self)
        self._foot = QWidget(self)
        buttons = QHBoxLayout(self._foot)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(ActButton(self.acts.previous_step, "plain", parent=self))
        buttons.addStretch(1)
        buttons.addWidget(ActButton(self.acts.next_step, "plain", parent=self))
        self._middle.addWidget(self._foot)
        self._cards: dict[str, StepCard] = {}
        self._current = ""
        self._narrow = False

    # Showing

    def open(self, route: Route) -> None:
        self.route = route
        self.header.set_back(_("Commune assessment"), self.close_page)
        other = route.record != self.record
        self.record = route.record
        if other:
            self._build()
        self.refresh()
        self.preview.show_record(self.record)
        focus = route.focus
        if focus in self._cards:
            focus = f"{focus}.finding" if focus not in (MEETING, REPORT) else ""
        step = route.tab or (focus.partition(".")[0] if "." in focus else MEETING if focus in _MEETING_FIELDS else "")
        step = step or (route.focus if route.focus in self._cards else "")
        self.show_step(step if step in self._cards else self._current or self._first_open())
        if focus:
            self._focus(focus)

    def title(self) -> str:
        return _("Assessment: {product}").format(product=self.view.product) if self.view else ""

    def default_focus(self) -> QWidget | None:
        if self.route.focus and self.focusWidget() is not None:
            return self.focusWidget()
        card = self._cards.get(self._current)
        return card.first() if card is not None else None

    def _build(self) -> None:
        """The steps of another dossier: its rules may have other items."""
        while self.stack.count():
            old = self.stack.widget(0)
            self.stack.removeWidget(old)
            old.deleteLater()
        self._cards, self._current = {}, ""
        view = self._read()
        points = view.regime.commune_items_have_points
        for number, item in enumerate(view.items, start=1):
            self._cards[item.item] = ItemStep(
                self.desk, item, number, points, self._save, self.acts.attach, self.acts.guide, self.acts.open_line
            )
        desk = self.desk
        people = desk.read(lambda session: list_officials(session, desk.office.id))
        choices = tuple((one.full_name, one.full_name) for one in people)
        self._cards[MEETING] = MeetingStep(desk, len(view.items) + 1, choices, self._save)
        acts = [self.acts.print_report, self.acts.save_pdf, self.acts.save_word]
        self._cards[REPORT] = ReportStep(len(view.items) + 2, view.report.form, acts, self.go_to_missing)
        for card in self._cards.values():
            self.stack.addWidget(card)
            form = getattr(card, "form", None)
            if form is not None:
                form.saved.connect(lambda _name: self.preview.touch())
                form.closed.connect(self.close_page)
                form.help_asked.connect(lambda _field: self.acts.toggle_guide())
                form.save_named.connect(lambda: desk.toast(_("Everything typed is saved.")))

    def _read(self) -> AssessmentView:
        desk = self.desk
        days = desk.context.settings.deadlines
        return desk.read(
            lambda session: assessment_view(session, self.record, desk.actor(session), desk.library, desk.today(), days)
        )

    def refresh(self) -> None:
        if not self.record:
            return
        self.view = view = self._read()
        why = view.locked.what if view.locked is not None else ""
        for item in view.items:
            card = self._cards[item.item]
            assert isinstance(card, ItemStep)
            card.show_item(self.record, item, why, view.regime.commune_items_have_points)
        meeting, report = self._cards[MEETING], self._cards[REPORT]
        assert isinstance(meeting, MeetingStep)
        assert isinstance(report, ReportStep)
        meeting.show_meeting(self.record, view, why)
        report.show_report(view)
        self._show_head(view)
        self._show_steps(view)
        self.acts.show(view)
        self._say_why(view)
        blank = [str(number) for number, item in enumerate(view.items, start=1) if not item.answered]
        self.preview.set_note(_("Still blank: item {items}").format(items=", ".join(blank)) if blank else "")
        self.preview.touch()

    def _show_head(self, view: AssessmentView) -> None:
        self.header.set_title(view.product if self._narrow else self.title())
        parts = [view.producer]
        if view.dossier.filed_on:
            parts.append(_("received on {date}").format(date=format_date(view.dossier.filed_on)))
        if view.due is not None:
            due = _("due on {date}").format(date=format_date(view.due.due))
            parts.append(f"{due} ({view.due.article})" if view.due.article else due)
        self.header.set_subtitle(" · ".join(parts))
        self.header.set_state(_state_badge(view))

    def _show_steps(self, view: AssessmentView) -> None:
        steps = [Step(item.item, item.title, *_item_state(item)) for item in view.items]
        data = view.data
        if data.meeting_on is not None:
            steps.append(Step(MEETING, _("Meeting"), format_date(data.meeting_on), "ok", parted=True))
        else:
            begun = any((data.chair, data.participants, data.opinions, data.meeting_place))
            words = _("No day yet") if begun else _("None entered")
            steps.append(Step(MEETING, _("Meeting"), words, "warn" if begun else "neutral", parted=True))
        open_ones = [one for one in view.missing if one.grade == "stops" and not one.subject.startswith("document:")]
        title = _("Report {form}").format(form=view.report.form).rstrip()
        if view.report.status == "signed" and view.dossier.status != "checked":
            state = (_("Signed, number {number}").format(number=view.report.number), "ok")
        elif open_ones:
            words = ngettext("{count} item missing", "{count} items missing", len(open_ones))
            state = (words.format(count=len(open_ones)), "warn")
        else:
            state = (_("To sign"), "info")
        steps.append(Step(REPORT, title, *state))
        self.steps.show_steps(steps)
        self.steps.set_low(self._narrow)
        self.steps.set_current(self._current)

    def _say_why(self, view: AssessmentView) -> None:
        """A strip where nothing can be written, or where the dossier is not ready to be closed."""
        if self._strip is not None:
            self.body.removeWidget(self._strip)
            self._strip.deleteLater()
            self._strip = None
        error = view.locked or view.refused
        if error is not None and view.dossier.status != "assessed":
            grade, picture = ("neutral", "lock-simple") if view.locked is not None else ("info", "")
            self._strip = Strip(error.what, grade, self.acts.dossier, icon=picture, parent=self)
            self.body.insertWidget(1, self._strip)

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.steps.set_low(narrow)
        self.acts.preview.setVisible(narrow)
        self.preview.setMaximumWidth(16777215 if narrow else 344)
        self.preview.setMinimumWidth(0 if narrow else 344)
        self.preview.setVisible(not narrow)
        self._set_middle(True)
        if self.view is not None:
            self.header.set_title(self.view.product if narrow else self.title())
        for card in self._cards.values():
            if isinstance(card, ItemStep):
                card.guide.set_short(narrow)

    def _set_middle(self, shown: bool) -> None:
        self.stack.setVisible(shown)
        self._foot.setVisible(shown)

    def toggle_preview(self) -> None:
        """In a narrow window the paper takes the place of the fields, and back."""
        if self._narrow and self.leave():
            shown = self.preview.isHidden()
            self._set_middle(not shown)
            self.preview.setVisible(shown)
            (self.preview.view if shown else self.default_focus() or self).setFocus()

    # Steps

    def _first_open(self) -> str:
        assert self.view is not None
        return next((item.item for item in self.view.items if not item.answered), next(iter(self._cards)))

    def show_step(self, name: str) -> None:
        """Show a step; the cursor goes to where it is wanted."""
        card = self._cards.get(name)
        if card is None:
            return
        self._current = name
        self.stack.setCurrentWidget(card)
        self.steps.set_current(name)
        self.acts.show_step(list(self._cards).index(name), [self._title_of(one) for one in self._cards])
        first = card.first()
        if first is not None and not isinstance(self.focusWidget(), type(self.steps)):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _title_of(self, name: str) -> str:
        if name == MEETING:
            return _("Meeting")
        if name == REPORT:
            return _("Report")
        return next((item.title for item in self.view.items if item.item == name), "") if self.view else ""

    def step(self, by: int) -> None:
        """The next step (1) or the one before (-1)."""
        names = list(self._cards)
        place = names.index(self._current) + by
        if 0 <= place < len(names):
            self.show_step(names[place])

    @property
    def item(self) -> ItemView | None:
        """The item that is shown."""
        return next((one for one in self.view.items if one.item == self._current), None) if self.view else None

    @property
    def card(self) -> StepCard | None:
        """The card that is shown."""
        return self._cards.get(self._current)

    def go_to_missing(self, one: Missing) -> None:
        """Open what is missing."""
        field = one.field
        if one.subject.startswith("document:"):
            self.show_step(REPORT)
        elif field in _MEETING_FIELDS:
            self.show_step(MEETING)
            self._focus(field)
        else:
            self.show_step(field)
            self._focus(f"{field}.finding")

    def _focus(self, field: str) -> None:
        form = getattr(self.card, "form", None)
        if form is not None:
            form.focus(field)

    # Saving

    def _save(self, name: str, value: Any, on_done: Done, on_error: Failed, /) -> None:
        desk, record = self.desk, self.record
        stored = participants_text(value) if name == "participants" else value
        desk.write(
            partial(_store, record, name, stored, library=desk.library, today=desk.today()),
            changes="assessment",
            on_done=lambda _result: on_done(),
            on_error=on_error,
            owner=self,
        )

    def commit(self) -> bool:
        """Save what is being typed."""
        forms = [form for card in self._cards.values() if (form := getattr(card, "form", None)) is not None]
        return all(form.commit() for form in forms)

    def leave(self) -> bool:
        return self.commit()

    def help(self) -> None:
        self.acts.toggle_guide()


def _store(record: str, name: str, value: Any, session: Any, actor: Any, *, library: Any, today: Any) -> None:
    save_assessment_field(session, record, name, value, actor, library, today)


def _item_state(item: ItemView) -> tuple[str, str]:
    count = len(item.evidence)
    files = ngettext("{count} paper", "{count} papers", count).format(count=count) if count else ""
    if item.data.not_applicable:
        words, grade = _("Not applicable"), "ok"
    elif item.data.finding:
        words, grade = _("Written"), "ok"
    elif item.data.claim:
        words, grade = _("Begun"), "info"
    else:
        words, grade = _("Not written"), "neutral"
    return " · ".join(part for part in (words, files) if part), grade


def _state_badge(view: AssessmentView) -> Badge | None:
    if view.dossier.status == "assessed":
        return Badge(_("Assessed"), "ok", soft=True)
    due = view.due
    if due is None:
        return None
    if due.late:
        late = abs(due.left)
        return Badge(ngettext("{count} day late", "{count} days late", late).format(count=late), "danger", soft=True)
    words = ngettext("{count} working day left", "{count} working days left", due.left).format(count=due.left)
    return Badge(words, "warn" if due.left <= 3 else "info", soft=True)
