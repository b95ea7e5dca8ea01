"""Saves each field as it is left; keeps what could not be saved, with the reason at the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import InvalidInput
from app.ui.forms.drafts import Drafts
from app.ui.forms.field_box import FieldBox
from app.ui.forms.fields import empty_value
from app.ui.forms.history import HistoryBook, RecordHistory

PAUSE_MS = 1500
DRAFT_MS = 2000

Done = Callable[[], None]
Failed = Callable[[BaseException], None]


class Save(Protocol):
    """The page's way of storing one field: one small transaction, then one of the two calls in the GUI thread."""

    def __call__(self, name: str, value: Any, on_done: Done, on_error: Failed, /) -> None: ...


class Autosave(QObject):
    """The fields of one form and their stored values.

    ``saved`` tells a field that was stored; ``refused`` an error that belongs to no field (the desk shows it);
    ``moved`` a field that undo or redo has changed; ``touched`` that something was typed.
    """

    saved = Signal(str)
    refused = Signal(object)
    moved = Signal(str)
    touched = Signal(str)

    def __init__(self, boxes: Mapping[str, FieldBox], save: Save, form: str, drafts: Drafts, book: HistoryBook) -> None:
        super().__init__()
        self._boxes = boxes
        self._save = save
        self._form = form
        self._drafts = drafts
        self._book = book
        self.record = ""
        self._known: dict[str, Any] = {}
        self._pending: dict[str, int] = {}
        self._failed: set[str] = set()
        self._asked: list[bool] = []  # undo (True) and redo asked for while a save is under way
        self._run = 0
        self._history: RecordHistory | None = None
        self._pause = self._timer(PAUSE_MS, self._on_pause)
        self._draft = self._timer(DRAFT_MS, self.keep_drafts)
        self._paused_in = ""
        for name, box in boxes.items():
            box.editor.edited.connect(lambda name=name: self._on_edited(name))
            box.editor.left.connect(lambda name=name: self.leave(name))

    def _timer(self, wait: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    def show_record(self, record: str, values: Mapping[str, Any]) -> None:
        """Show the stored values of a record; of the same record, what is being typed or saved is left alone."""
        same = record == self.record and self._history is not None
        if not same:
            self.keep_drafts()
            self._failed.clear()
            self._pending.clear()
            self._asked.clear()
            self._known.clear()
            if self._history is not None:
                self._history.wanted.disconnect(self._put_back)
            self.record = record
            self._history = self._book.history(f"{self._form}/{record}")
            self._history.wanted.connect(self._put_back)
        for name, box in self._boxes.items():
            if same and (name not in values or self.is_unsaved(name)):
                continue
            value = values.get(name)
            self._known[name] = empty_value(box.field) if value is None else value
            box.editor.set_value(value)
            if not box.editor.has_focus() or not same:
                box.editor.end_typing()
            box.set_error("")
            if box.field.kind == "long":
                box.count_letters()

    def known(self, name: str) -> Any:
        """The stored value of a field."""
        return self._known.get(name)

    def is_unsaved(self, name: str) -> bool:
        """Whether something stands in the field that is not stored yet."""
        return name in self._failed or name in self._pending or self._boxes[name].editor.is_changed()

    def unsaved(self) -> list[str]:
        """The fields that are not stored yet, in the order of the form."""
        return [name for name in self._boxes if self.is_unsaved(name)]

    def is_refused(self, name: str) -> bool:
        """Whether the field holds a value that was refused."""
        return name in self._failed

    def _on_edited(self, name: str) -> None:
        box = self._boxes[name]
        if box.editor.pauses:
            self._paused_in = name
            self._pause.start()
        if not self._draft.isActive():
            self._draft.start()
        self.touched.emit(name)

    def _on_pause(self) -> None:
        if self._paused_in:
            self.commit(self._paused_in)

    def leave(self, name: str) -> bool:
        """The cursor left the field: save it, and let undo go by saved values from here on."""
        done = self.commit(name)
        self._run += 1
        if done and not self.is_unsaved(name) and not self._boxes[name].editor.has_focus():
            self._boxes[name].editor.end_typing()
        return done

    def commit(self, name: str) -> bool:
        """Save what stands in the field; False where it cannot be read (told at the field, not saved)."""
        box = self._boxes[name]
        editor = box.editor
        if editor.is_read_only() or (not editor.is_changed() and name not in self._failed):
            return name not in self._failed
        try:
            value = editor.value()
        except InvalidInput as unread:
            self._failed.add(name)
            box.set_error(unread.what)
            self._keep(name)
            return False
        was = self._known.get(name)
        if _same(value, was):
            editor.settle(value if value is not None else was)
            self._accept(name)
            return True
        self._store(name, value, was, self._run if editor.pauses else -1, keep_step=True)
        return True

    def _store(self, name: str, value: Any, was: Any, run: int, *, keep_step: bool) -> None:
        box = self._boxes[name]
        record, history = self.record, self._history
        ticket = self._pending.get(name, 0) + 1
        self._pending[name] = ticket
        self._known[name] = value
        self._failed.discard(name)
        box.editor.settle(value)

        def done() -> None:
            if keep_step and history is not None:
                history.add(name, was, value, run)
            if record != self.record:
                return
            if self._pending.get(name) == ticket:
                del self._pending[name]
                if not box.editor.is_changed():
                    self._accept(name)
            self.saved.emit(name)
            self._go_on()

        def failed(error: BaseException) -> None:
            if record != self.record:
                self.refused.emit(error)
                return
            if self._pending.get(name) == ticket:
                del self._pending[name]
                self._known[name] = was
                self._failed.add(name)
                self._keep(name)
            if isinstance(error, InvalidInput):
                place = self._boxes.get(error.field, box)
                place.set_error(" ".join(part for part in (error.what, error.what_next) if part))
            else:
                self.refused.emit(error)
            self._go_on()

        self._save(name, value, done, failed)

    def _accept(self, name: str) -> None:
        self._failed.discard(name)
        self._boxes[name].set_error("")
        self._drafts.forget(self._form, self.record, name)

    def put(self, name: str, value: Any) -> None:
        """Put a value into a field and save it, as if it had been typed (a step that undo takes back)."""
        self._boxes[name].editor.set_value(value)
        if not _same(value, self._known.get(name)):
            self._store(name, value, self._known.get(name), -1, keep_step=True)

    def _put_back(self, name: str, value: Any) -> None:
        if name not in self._boxes:
            return
        editor = self._boxes[name].editor
        editor.set_value(value)
        editor.end_typing()
        self._store(name, value, self._known.get(name), -1, keep_step=False)
        self.moved.emit(name)

    def undo(self) -> None:
        """Take back the last stored change of this record; what is typed and not stored is taken back first."""
        self._step(back=True)

    def redo(self) -> None:
        """Put the change that was taken back last in again."""
        self._step(back=False)

    def _step(self, *, back: bool) -> None:
        if self._pending:
            self._asked.append(back)
            return
        if self._history is None:
            return
        if back:
            self._history.stack.undo()
        else:
            self._history.stack.redo()

    def _go_on(self) -> None:
        while self._asked and not self._pending:
            self._step(back=self._asked.pop(0))

    def revert(self, name: str) -> None:
        """Put the stored value back into a field."""
        self._boxes[name].editor.set_value(self._known.get(name))
        self._boxes[name].editor.end_typing()
        self._accept(name)

    def forget_steps(self) -> None:
        """Nothing before now can be taken back (the record was put back to an older state)."""
        self._book.forget(f"{self._form}/{self.record}")

    def keep_drafts(self) -> None:
        """Write down what is typed and not stored."""
        for name in self._boxes:
            if name in self._failed or self._boxes[name].editor.is_changed():
                self._keep(name)

    def _keep(self, name: str) -> None:
        field = self._boxes[name].field
        if not field.mask and field.kind not in ("phone", "readonly"):  # personal numbers stay out of the state file
            self._drafts.keep(self._form, self.record, name, self._boxes[name].editor.typed())

    def restore(self, texts: Mapping[str, str]) -> list[str]:
        """Put recovered texts into their fields and save what can be read; the names of those that differ."""
        restored = []
        for name, text in texts.items():
            box = self._boxes.get(name)
            if box is None or box.editor.is_read_only() or box.editor.typed() == text:
                self._drafts.forget(self._form, self.record, name)
                continue
            box.editor.set_typed(text)
            restored.append(name)
            self.commit(name)
        return restored


def _same(value: Any, known: Any) -> bool:
    """Whether nothing has to be stored; an empty text and no value are one."""
    if value in (None, "", []) and known in (None, "", []):
        return True
    return type(value) is type(known) and bool(value == known)
