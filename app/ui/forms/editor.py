"""What every kind of editor has in common: what is typed, what it means, when it is left."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from app.ui.forms.fields import Field


class Editor(QObject):
    """The input of one field. ``widget`` goes into the layout; ``inputs`` are what takes keys.

    ``edited``: something was typed and is not saved yet. ``left``: what stands there is meant; save it.
    """

    edited = Signal()
    left = Signal()
    entered = Signal()
    grown = Signal()
    """Its inputs are others now (a row was added or taken out)."""
    told = Signal(str)
    """Something to be said at the field that stops nothing, until more is typed."""

    pauses = False  # saved after a pause in typing as well
    multiline = False  # Enter belongs to the text

    def __init__(self, field: Field, widget: QWidget) -> None:
        super().__init__(widget)
        self.field = field
        self.widget = widget
        self._settled = ""
        self._read_only = False
        widget.setObjectName(f"field.{field.name}")
        widget.setAccessibleName(field.label)
        self.watch(widget)

    def watch(self, widget: QWidget) -> None:
        """Notice when this part of the editor is entered and left."""
        widget.installEventFilter(self)

    def inputs(self) -> list[QWidget]:
        """The widgets that take keys, in the order of Enter."""
        return [self.widget]

    def stops(self) -> list[QWidget]:
        """Where Enter halts on its way through the form."""
        return self.inputs()

    def typed(self) -> str:
        """What stands in the field as text, read or not."""
        raise NotImplementedError

    def set_typed(self, text: str) -> None:
        """Put a text in as if it had been typed (a recovered draft)."""
        raise NotImplementedError

    def value(self) -> object:
        """What is typed, as a value.

        Raises:
            InvalidInput: it cannot be read; the reason.
        """
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a stored value; nothing is then unsaved."""
        raise NotImplementedError

    def is_changed(self) -> bool:
        """Whether something is typed that is not settled."""
        return self.typed() != self._settled

    def settle(self, value: object) -> None:
        """Take what is typed as saved, written as this value is shown; the cursor stays."""
        self.set_value(value)

    def settle_typed(self) -> None:
        """Take what is typed as the saved state."""
        self._settled = self.typed()

    def revert(self) -> None:
        """Put back what was settled last."""
        self.set_typed(self._settled)

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.typed().strip()

    def undo_typing(self) -> bool:
        """Take back one step of typing; False where there is none."""
        return False

    def redo_typing(self) -> bool:
        """Put back one step of typing; False where there is none."""
        return False

    def end_typing(self) -> None:
        """Forget the steps of typing: from here on, undo goes by saved values."""

    def is_read_only(self) -> bool:
        return self._read_only

    def set_read_only(self, on: bool) -> None:
        """Show the value without letting it be changed."""
        self._read_only = on
        self._mark("locked", on)

    def set_wrong(self, on: bool) -> None:
        """Draw the edge of a field whose value is refused."""
        self._mark("wrong", on)

    def _mark(self, name: str, on: bool) -> None:
        for widget in self.inputs():
            if bool(widget.property(name)) != on:
                widget.setProperty(name, on)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
                widget.update()

    def focus(self) -> None:
        """Put the cursor into it."""
        self.inputs()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def has_focus(self) -> bool:
        """Whether the cursor stands in it."""
        return any(widget.hasFocus() for widget in self.inputs())

    def has_list(self) -> bool:
        """Whether F4 opens something here; else the key is the page's."""
        return False

    def drop_down(self) -> bool:
        """Open the list or calendar of the field (F4, Alt+Down); False where it has none."""
        return False

    def close_list(self) -> None:
        """A key goes on from here: the row that is marked in an open list is meant."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.on_enter(watched)
            self.entered.emit()
        elif (
            event.type() == QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason() != Qt.FocusReason.PopupFocusReason
            and shiboken6.isValid(self.widget)  # not while the window is being taken down
        ):
            self.on_leave(watched)
            self.left.emit()
        return False

    def on_enter(self, watched: QObject) -> None:
        """The cursor came into a part of it."""

    def on_leave(self, watched: QObject) -> None:
        """The cursor left a part of it."""
