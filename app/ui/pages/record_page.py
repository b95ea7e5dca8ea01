"""A record as a page of its own: its form, what is missing beside it, saving, undoing, going back to the last save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError, InvalidInput, NotFound
from app.services.actors import actor_of
from app.services.missing import Missing
from app.services.missing_records import missing_of_new
from app.services.record_drafts import RecordKind, Unsaved, field_values, new_record_id, unsaved_changes, why_locked
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.forms.fields import Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader


class RecordPage(Page):
    """What producers and products have in common. A route to an id that is not there yet begins a new record.

    Subclasses say which fields there are and which services keep them.
    """

    kind: RecordKind = "producer"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.record = ""
        self.is_new = True
        self.row: Any = None
        self._missing: list[Missing] = []
        self._locked = False
        self.header = PageHeader(self)
        self.header.set_back(_("Producers and products"), self._go_up)
        self.form = RecordForm(desk, self.sections(), self._save_field, name=self.kind)
        self.panel = MissingPanel(self)
        self.panel.chosen.connect(self._go_to_missing)
        self.panel.counted.connect(self.side_changed)
        self.body.addWidget(self.header)
        self.body.addWidget(self.form, 1)
        self.form.saved.connect(self._on_field_saved)
        self.form.entered.connect(lambda name: self._explain(self.form.field(name)))
        self.form.help_asked.connect(self._explain)
        self.form.save_named.connect(self.save)
        self.form.closed.connect(self.close_page)
        self._make_acts()

    def _make_acts(self) -> None:
        self.save_act = Act(self, _("Save"), self.save, "Ctrl+S", "floppy-disk")
        self.save_act.setObjectName(f"{self.kind}.save")
        self.revert_act = Act(self, _("Undo all changes"), self.revert, "Ctrl+R")
        Act(self, _("Undo"), self.form.undo, "Ctrl+Z")
        Act(self, _("Redo"), self.form.redo, "Ctrl+Y")
        Act(self, _("To the next missing item"), self.next_missing, "F8")
        Act(self, _("To the missing item before"), self.previous_missing, "Shift+F8")
        Act(self, _("Close, nothing is lost"), self.close_page, "Esc")

    # What a subclass says

    def sections(self) -> list[Section]:
        """The fields of the form."""
        raise NotImplementedError

    def read_row(self, session: Any) -> Any:
        """The stored row. Raises ``NotFound``."""
        raise NotImplementedError

    def start_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        """Begin the record as a draft with these fields."""
        raise NotImplementedError

    def change_row(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        """Save single fields of the record."""
        raise NotImplementedError

    def save_row(self, session: Any, actor: Any) -> Any:
        """The deliberate save."""
        raise NotImplementedError

    def revert_row(self, session: Any, actor: Any) -> Any:
        """Back to the last deliberate save."""
        raise NotImplementedError

    def discard_row(self, session: Any, actor: Any) -> None:
        """Delete the draft."""
        raise NotImplementedError

    def missing_of_row(self, session: Any) -> list[Missing]:
        """What the record lacks."""
        raise NotImplementedError

    def changes_of(self, name: str, value: Any) -> dict[str, Any]:
        """The record's fields that a field of the form stands for."""
        return {name: value}

    def form_values(self, row: Any) -> dict[str, Any]:
        """What the fields of the form show of a row."""
        return field_values(row)

    def new_values(self) -> dict[str, Any]:
        """What the fields show of a record that was not begun."""
        return {}

    def warnings_of(self, row: Any) -> dict[str, str]:
        """What is unusual about stored values, by field of the form."""
        return {}

    def words_of_new(self) -> str:
        """The title until the record has a name."""
        raise NotImplementedError

    def field_of(self, name: str) -> str:
        """The field of the form in which a field of the record is entered."""
        return name

    def shown(self) -> None:
        """The record was read and shown anew."""

    # Showing

    def open(self, route: Route) -> None:
        self.route = route
        record = route.record or new_record_id()
        self.record = record
        self.row = None
        self.refresh()
        if route.focus:
            self.form.focus(self.field_of(route.focus))

    def title(self) -> str:
        return str(self.row.name) if self.row is not None and self.row.name else self.words_of_new()

    def default_focus(self) -> QWidget | None:
        if self.route.focus:
            focused = self.focusWidget()
            if focused is not None:
                return focused
        if not self.is_new and self.form.focus("name"):
            return self.focusWidget()
        return self.form.first_input()

    def side(self) -> QWidget:
        return self.panel

    def side_title(self) -> str:
        return self.panel.words

    def refresh(self) -> None:
        if not self.record:
            return
        try:
            row, missing, unsaved, locked = self.desk.read(self._read)
        except NotFound:
            self.row, missing, locked = None, missing_of_new(self.kind, self.desk.library, self.desk.today()), None
            unsaved = Unsaved(draft=True)
            self.is_new = True
            self.form.show_record(self.record, self.new_values())
        else:
            self.row, self.is_new = row, False
            self.form.show_record(self.record, self.form_values(row))
            self.form.set_warnings(self.warnings_of(row))
        self._missing = missing
        self._show_lock(locked)
        self._show_missing()
        self._show_head(unsaved)
        self.shown()

    def _read(self, session: Any) -> tuple[Any, list[Missing], Unsaved, AppError | None]:
        row = self.read_row(session)
        actor = actor_of(session, self.desk.person.id)
        return (
            row,
            self.missing_of_row(session),
            unsaved_changes(session, self.kind, self.record),
            why_locked(session, self.kind, self.record, actor),
        )

    def _show_lock(self, locked: AppError | None) -> None:
        if locked is None and not self._locked:
            return
        self._locked = locked is not None
        words = " ".join(part for part in (locked.what, locked.what_next) if part) if locked else ""
        self.form.set_read_only(self._locked, words)

    def _show_head(self, unsaved: Unsaved) -> None:
        self.header.set_title(self.title())
        badge = None
        if unsaved.draft:
            badge = Badge(_("Draft"), "neutral", soft=True)
        elif unsaved.differs:
            badge = Badge(_("Changed since the last save"), "info", soft=True)
        self.header.set_state(badge)
        self.save_act.setVisible(not self._locked)
        self.revert_act.setVisible(not self._locked and unsaved.differs and not self.is_new)
        self.revert_act.set_words(_("Discard the draft") if unsaved.draft else _("Undo all changes"))

    def _show_missing(self) -> None:
        lines = [MissingLine(one.grade, one.text, one.article, _target(one)) for one in self._missing]
        self.panel.set_items(lines)
        own = [one for one in self._missing if one.record in ("", self.kind) and one.grade != "suggests"]
        self.form.set_missing([self.field_of(one.field) for one in own])

    # Missing items and help

    def next_missing(self) -> None:
        """F8."""
        self.panel.next()

    def previous_missing(self) -> None:
        """Shift+F8."""
        self.panel.previous()

    def _go_to_missing(self, target: str) -> None:
        record, record_id, field = target.split("|")
        if record in ("", self.kind):
            if not self.form.focus(self.field_of(field)):
                self.missing_elsewhere(field)
        else:
            self.desk.go(Route(record, record_id, focus=field))

    def missing_elsewhere(self, field: str) -> None:
        """Something is missing that no field of the form holds: save a draft, open what holds it."""
        if field == "draft":
            self.save()

    def _explain(self, field: Field) -> None:
        about = field.help
        self.panel.set_help(field.label if about.what else "", about.what, about.example, about.article)

    # Writing

    def _save_field(self, name: str, value: Any, on_done: Any, on_error: Any) -> None:
        changes = self.changes_of(name, value)

        def done(row: Any) -> None:
            self.row, self.is_new = row, False
            on_done()

        self.desk.write(
            partial(self._write_field, changes=changes),
            changes=self.kind,
            on_done=done,
            on_error=on_error,
            owner=self,
        )

    def _write_field(self, session: Any, actor: Any, changes: Mapping[str, Any]) -> Any:
        try:
            self.read_row(session)
        except NotFound:
            return self.start_row(session, actor, changes)
        return self.change_row(session, actor, changes)

    def _on_field_saved(self, _name: str) -> None:
        self.refresh()

    def settled(self) -> bool:
        """Whether everything typed is stored: what is in work is stored first, a refused field has the cursor."""
        if not self.form.commit():
            return False
        self.desk.flush()
        return not self.form.dirty()

    def save(self) -> None:
        """Ctrl+S: the deliberate save."""
        self.save_and(lambda: self.desk.toast(_("Saved: {name}").format(name=self.title())))

    def save_and(self, then: Any) -> None:
        """Save deliberately, then do something; where something must be filled in first, the cursor goes there."""
        if self._locked:
            return
        if not self.settled():
            self._show_refused()
            return
        if self.is_new:
            first = self.form.first_input()
            if first is not None:
                first.setFocus()
            return

        def done(row: Any) -> None:
            self.row = row
            self.refresh()
            then()

        self.desk.write(
            self.save_row, changes=(self.kind, "dossier"), on_done=done, on_error=self._on_refused, owner=self
        )

    def _show_refused(self) -> None:
        """Nothing is saved while a text is refused, however far up it stands: go there and say why."""
        for name in self.form.unsaved()[:1]:
            self.form.focus(name)
            label = self.form.field(name).label
            self.desk.toast(f"{label}: {self.form.editor(name).widget.accessibleDescription()}")

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, InvalidInput):
            name = self.field_of(error.field)
            if self.form.focus(name):
                self.form.set_error(name, " ".join(part for part in (error.what, error.what_next) if part))
                return
        self.desk.show_error(error)

    def revert(self) -> None:
        """Back to the last deliberate save; a draft is discarded, after asking."""
        if self.is_new or self._locked:
            return
        draft = self.row is not None and self.row.revision == 0
        name = self.title()
        if draft:
            text = _("“{name}” was never saved. What was typed will be gone.").format(name=name)
            messages.ask(self, _("Discard this draft?"), text, _("Discard the draft"), self._discard, danger=True)
        else:
            self.desk.flush()
            self.desk.write(
                self.revert_row, changes=self.kind, on_done=self._on_reverted, on_error=self.desk.show_error, owner=self
            )

    def _on_reverted(self, row: Any) -> None:
        self.form.forget_steps()
        self.row = row
        self.refresh()
        self.desk.toast(_("As it was at the last save."))

    def _discard(self) -> None:
        self.form.forget_steps()
        self.desk.write(self.discard_row, changes=self.kind, on_done=lambda _none: self._on_discarded(), owner=self)

    def _on_discarded(self) -> None:
        self.desk.toast(_("The draft was discarded."))
        self.record = ""
        self.desk.go(Route("producers"))

    # Leaving

    def leave(self) -> bool:
        return self.form.commit()

    def close_page(self) -> None:
        """Esc."""
        self.desk.back()

    def _go_up(self) -> None:
        self.desk.go(Route("producers"))


def _target(one: Missing) -> str:
    return f"{one.record}|{one.record_id}|{one.field}"


def header_acts(page: RecordPage, primary: Act, others: Sequence[Act]) -> None:
    """The buttons in the head of a record's page: its own, and going back to the last save."""
    page.header.set_acts(primary, [*others, page.revert_act])
