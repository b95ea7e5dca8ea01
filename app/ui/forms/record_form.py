"""A record as a form: each field is saved as it is left, told about at the field, undone by record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _, format_datetime, ngettext
from app.ui.forms.autosave import Autosave, Save
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.drafts import Draft, Drafts, Keeper
from app.ui.forms.editor import Editor
from app.ui.forms.field_box import FieldBox
from app.ui.forms.fields import Choices, Field, Section
from app.ui.forms.form_body import FormBody, section_name
from app.ui.forms.form_frame import FormFrame
from app.ui.forms.form_keys import FormKeys
from app.ui.forms.history import HistoryBook
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip


class FormDesk(Protocol):
    """What a form needs of the desk."""

    @property
    def state(self) -> Keeper: ...

    def today(self) -> dt.date: ...

    def show_error(self, error: BaseException) -> None: ...


class RecordForm(QWidget):
    """Sections of fields of one record.

    Args:
        desk: today's date, the window's state, the error dialog; also keeps the undo steps while the program runs.
        sections: what the form holds.
        save: stores one field: ``save(name, value, on_done, on_error)``, e.g. with ``desk.write``. An
            ``InvalidInput`` is shown beside its field, any other error in the error dialog; the typed text stays.
        name: the form's name, for undo steps and recovered texts.
        framed: in a card that scrolls, with section tabs above and the line of keys below; else bare.
        foot: with the line of keys.
    """

    saved = Signal(str)
    """The name of a field that was stored."""
    entered = Signal(str)
    """The name of the field that has the cursor now."""
    help_asked = Signal(object)
    """F1: the ``Field`` that is to be explained."""
    save_named = Signal()
    """Ctrl+S, after the field in work was committed."""
    closed = Signal()
    """Esc, after the field in work was committed."""
    missing_changed = Signal()
    """Another number of mandatory fields is empty."""

    def __init__(
        self,
        desk: FormDesk,
        sections: Sequence[Section],
        save: Save,
        *,
        name: str = "form",
        framed: bool = True,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.form")
        self.setProperty("ground", "none")
        self._desk = desk
        self._name = name
        self._sections = [(section_name(section, place), section) for place, section in enumerate(sections)]
        self._body = FormBody(sections, desk.today)
        self._boxes = self._body.boxes
        self._marked: frozenset[str] = frozenset()
        self._left_with: tuple[tuple[str, str], ...] = ()
        self._counts: dict[str, int] = {}
        self._drafts = Drafts(desk.state)
        keeper = desk if isinstance(desk, QObject) else self
        self._autosave = Autosave(self._boxes, save, name, self._drafts, HistoryBook.of(keeper))
        self._autosave.setParent(self)
        self.unsaved = self._autosave.unsaved  # the names of the fields whose text is not stored
        self._autosave.saved.connect(self._on_saved)
        self._autosave.refused.connect(desk.show_error)
        self._autosave.moved.connect(self.focus)
        self._autosave.touched.connect(lambda _name: self._count_missing())
        self._keys = FormKeys(self, self)
        for box in self._boxes.values():
            self._listen(box)
        titles = [(own, section.tab or section.title) for own, section in self._sections]
        self._frame = FormFrame(self._body, titles, name, framed=framed, foot=foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._frame)
        self._count_missing()

    def _listen(self, box: FieldBox) -> None:
        name = box.field.name

        def watch() -> None:
            for widget in box.editor.inputs():
                self._keys.watch(widget, name)

        watch()
        box.editor.grown.connect(watch)
        box.editor.entered.connect(lambda: self._on_entered(name))

    # What the form shows

    def show_record(self, record: str, values: Mapping[str, Any]) -> None:
        """Show a record's stored values. Text of it that was typed and never saved is put back and told.

        Called again for the same record (a refresh), fields that are being typed or saved are left alone.
        """
        other = record != self._autosave.record
        self._autosave.show_record(record, values)
        self._count_missing()
        if other:
            self._left_with = ()
            self._frame.drop_strip()
            draft = self._drafts.find(self._name, record)
            if draft is not None:
                self.restore(draft)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values of the record that is shown; fields not named are left alone."""
        known = {name: self._autosave.known(name) for name in self._boxes}
        self._autosave.show_record(self._autosave.record, {**known, **values})
        self._count_missing()

    def restore(self, draft: Draft) -> int:
        """Put recovered texts into their fields, save what can be read and say so; how many there were."""
        fields = self._autosave.restore(draft.texts)
        if fields:
            count = len(fields)
            moment = format_datetime(draft.at)[-5:]
            text = ngettext(
                "{count} field was restored, typed at {time}", "{count} fields were restored, typed at {time}", count
            ).format(count=count, time=moment)
            act = Act(self, _("Show"), lambda: self.focus(fields[0]))
            self._frame.say(Strip(text, "info", act, _("The program stopped before they were saved."),
                            "clock-counter-clockwise", self))  # fmt: skip
        return len(fields)

    def value(self, name: str) -> Any:
        """The stored value of a field (what is being typed does not count until it is saved).

        Raises:
            KeyError: no such field.
        """
        self._boxes[name]
        return self._autosave.known(name)

    def values(self) -> dict[str, Any]:
        """All stored values by field."""
        return {name: self._autosave.known(name) for name in self._boxes}

    def put(self, name: str, value: Any) -> None:
        """Set a field and save it, as if it had been typed: a step that Ctrl+Z takes back."""
        self._autosave.put(name, value)
        self._count_missing()

    def field(self, name: str) -> Field:
        """The description of a field."""
        return self._boxes[name].field

    def editor(self, name: str) -> Editor:
        """The editor of a field.

        Raises:
            KeyError: no such field.
        """
        return self._boxes[name].editor

    def set_choices(self, name: str, choices: Choices) -> None:
        """Another list for a choice."""
        editor = self._boxes[name].editor
        if not isinstance(editor, ChoiceEditor):
            raise TypeError(f"{name} has no list")
        editor.set_choices(choices)

    def set_hint(self, name: str, text: str) -> None:
        """Another hint below a field."""
        self._boxes[name].set_hint(text)

    def set_error(self, name: str, text: str) -> None:
        """An error beside a field that another check found; empty: none. Saving the field clears it."""
        self._boxes[name].set_error(text)

    def set_warnings(self, warnings: Mapping[str, str]) -> None:
        """What is unusual about stored values, by field; the other fields have none."""
        for name, box in self._boxes.items():
            box.set_warning(warnings.get(name, ""))

    def set_required(self, name: str, on: bool) -> None:
        """Whether a field is mandatory, where that depends on another one."""
        self._boxes[name].set_required(on)
        self._count_missing()

    def set_shown(self, name: str, on: bool) -> None:
        """Leave a field out, where another choice makes it pointless."""
        self._boxes[name].set_shown(on)
        self._body.arrange()
        self._count_missing()

    def set_locked(self, name: str, on: bool, why: str = "") -> None:
        """Show one field without letting it be changed; ``why`` takes the place of its hint."""
        box = self._boxes[name]
        box.editor.set_read_only(on or box.field.kind == "readonly")
        box.set_hint(why or box.field.hint)

    def set_read_only(self, on: bool, why: str = "") -> None:
        """Lock the whole form; the sentence stands above it."""
        for box in self._boxes.values():
            box.editor.set_read_only(on or box.field.kind == "readonly")
        if on and why:
            self._frame.say(Strip(why, "neutral", icon="lock-simple", parent=self))
        elif not on:
            self._frame.drop_strip()

    def set_missing(self, fields: Iterable[str]) -> None:
        """What a check of the record misses: counted in the section tabs, with the empty mandatory fields."""
        self._marked = frozenset(fields) & self._boxes.keys()
        self._count_missing()

    def missing(self) -> list[str]:
        """Empty mandatory fields and what the check misses, in the order of the form."""
        return [name for name, box in self._boxes.items() if box.is_missing() or name in self._marked]

    def _count_missing(self) -> None:
        counts = {name: 0 for name, _section in self._sections}
        for name in self.missing():
            counts[self._body.section_of[name]] += 1
        if counts == self._counts:
            return
        self._counts = counts
        self._frame.set_counts(counts)
        self.missing_changed.emit()

    # Where the cursor is

    def focus(self, name: str) -> bool:
        """Put the cursor into a field and bring it into sight; False where the form has no such field."""
        box = self._boxes.get(name)
        if box is None or not box.shown:
            return False
        self._frame.reveal(box)
        box.editor.focus()
        return True

    def first_input(self) -> QWidget | None:
        """Where the cursor starts: the first empty mandatory field, else the first that can be changed."""
        order = [*self.missing(), *self._boxes]
        return next((stops[0] for name in order if (stops := self._stops(name))), None)

    def current(self) -> str:
        """The field that has the cursor; empty: none."""
        return next((name for name, box in self._boxes.items() if box.editor.has_focus()), "")

    def show_section(self, section: str) -> None:
        """Scroll to a section."""
        self._frame.show_section(section)

    def current_section(self) -> str:
        """The section that has the cursor or was scrolled to; empty without tabs."""
        return self._frame.current_section()

    def _on_entered(self, name: str) -> None:
        self._frame.mark_section(self._body.section_of[name])
        self.entered.emit(name)

    # Saving

    def _on_saved(self, name: str) -> None:
        self._count_missing()
        self.saved.emit(name)

    def commit(self) -> bool:
        """Save what is being typed; False where a value was refused, which then has the cursor.

        Asked again with nothing changed, the answer is True: the typed text is kept and comes back with the record.
        """
        QGuiApplication.inputMethod().commit()
        refused = []
        for name in self._autosave.unsaved():
            if not self._autosave.commit(name) or self._autosave.is_refused(name):
                refused.append(name)
        standing = tuple((name, self._boxes[name].editor.typed()) for name in refused)
        if not refused or standing == self._left_with:
            self._autosave.keep_drafts()
            self._left_with = ()
            return True
        self._left_with = standing
        self.focus(refused[0])
        return False

    def dirty(self) -> bool:
        """Whether something is typed or under way that is not stored."""
        return bool(self._autosave.unsaved())

    def undo(self) -> None:
        """Take back the last change of this record."""
        self._autosave.undo()

    def redo(self) -> None:
        """Put it in again."""
        self._autosave.redo()

    def forget_steps(self) -> None:
        """The record was put back to an older state: nothing before can be undone, nothing typed is kept."""
        for name in self._autosave.unsaved():
            self._autosave.revert(name)
        self._autosave.forget_steps()

    # Keys (FormKeys calls these)

    def _stops(self, name: str) -> list[QWidget]:
        box = self._boxes[name]
        return box.editor.stops() if box.shown and not box.editor.is_read_only() else []

    def _step(self, name: str, widget: QWidget, by: int) -> None:
        self._boxes[name].editor.close_list()
        order = [(own, stop) for own in self._boxes for stop in self._stops(own)]
        place = next((at for at, (_own, stop) in enumerate(order) if stop is widget), -1)
        if place < 0:
            place = next((at for at, (own, _stop) in enumerate(order) if own == name), -1)
        if place + by < 0 or place + by >= len(order):
            self._autosave.leave(name)
            return
        own, stop = order[place + by]
        self._frame.reveal(self._boxes[own])
        stop.setFocus(Qt.FocusReason.TabFocusReason)

    def go_next(self, name: str, widget: QWidget) -> None:
        self._step(name, widget, 1)

    def go_previous(self, name: str, widget: QWidget) -> None:
        self._step(name, widget, -1)

    def step_section(self, name: str, by: int) -> None:
        names = list(self._body.heads)
        place = names.index(self._body.section_of[name]) + by if self._body.section_of[name] in names else -1
        if 0 <= place < len(names):
            self.show_section(names[place])
            first = [own for own, section in self._body.section_of.items() if section == names[place]]
            stop = next((stops[0] for own in first if (stops := self._stops(own))), None)
            if stop is not None:
                stop.setFocus(Qt.FocusReason.TabFocusReason)

    def undo_in(self, name: str) -> None:
        editor = self._boxes[name].editor
        if editor.undo_typing():
            editor.edited.emit()
        elif editor.is_changed() or self._autosave.is_refused(name):
            self._autosave.revert(name)
        else:
            self.undo()

    def redo_in(self, name: str) -> None:
        editor = self._boxes[name].editor
        if editor.redo_typing():
            editor.edited.emit()
        else:
            self.redo()

    def save_now(self) -> None:
        if self.commit():
            self.save_named.emit()

    def close_form(self) -> None:
        if self.commit():
            self.closed.emit()

    def ask_help(self, name: str) -> None:
        self.help_asked.emit(self._boxes[name].field)

    def drop_down(self, name: str, widget: QWidget) -> bool:
        return self._boxes[name].editor.drop_down()

    def has_list(self, name: str) -> bool:
        return self._boxes[name].editor.has_list()

    def keeps_enter(self, name: str) -> bool:
        return self._boxes[name].editor.multiline

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc while the cursor is on the tabs."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.close_form()
        else:
            super().keyPressEvent(event)
