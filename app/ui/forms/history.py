"""Undo and redo by record, for as long as the program runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

_MOST_STEPS = 200
_MOST_RECORDS = 50


class FieldChange(QUndoCommand):
    """One field of one record was changed from ``old`` to ``new``; both are values, not what was typed."""

    def __init__(self, history: RecordHistory, field: str, old: object, new: object, run: int) -> None:
        super().__init__(field)
        self._history = history
        self.field = field
        self.old = old
        self.new = new
        self._run = run
        self._first = True

    def id(self) -> int:
        """Changes of one run of typing (a long text saved in pauses) become one step; -1: never merged."""
        return self._run

    def mergeWith(self, later: QUndoCommand) -> bool:
        if not isinstance(later, FieldChange) or later.field != self.field:
            return False
        self.new = later.new
        return True

    def undo(self) -> None:
        self._history.wanted.emit(self.field, self.old)

    def redo(self) -> None:
        if self._first:  # pushed: the form has it already
            self._first = False
            return
        self._history.wanted.emit(self.field, self.new)


class RecordHistory(QObject):
    """The steps of one record. ``wanted`` asks the form that shows it to put a value into a field and save it."""

    wanted = Signal(str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_STEPS)

    def add(self, field: str, old: object, new: object, run: int = -1) -> None:
        """A change that the form has made."""
        self.stack.push(FieldChange(self, field, old, new, run))


class HistoryBook(QObject):
    """The histories of all records that forms have shown; the ones unused for longest are dropped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._histories: dict[str, RecordHistory] = {}

    @classmethod
    def of(cls, keeper: QObject) -> HistoryBook:
        """The one book of this keeper (the desk), so that a page that is built anew finds its steps again."""
        found = keeper.findChild(cls)
        return found if isinstance(found, cls) else cls(keeper)

    def history(self, record: str) -> RecordHistory:
        """The history of a record, begun where there is none."""
        history = self._histories.pop(record, None) or RecordHistory(self)
        self._histories[record] = history
        for oldest in list(self._histories)[:-_MOST_RECORDS]:
            self._histories.pop(oldest).deleteLater()
        return history

    def forget(self, record: str) -> None:
        """Drop the steps of a record ("Bỏ thay đổi" has put back an older state)."""
        history = self._histories.get(record)
        if history is not None:
            history.stack.clear()
