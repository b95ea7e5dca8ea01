"""The keys inside a form: from field to field, undo, save, help, close."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

_Key = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier
_PROPERTY = "formField"


class KeyTarget(Protocol):
    """What the keys do; each is told the field that has the cursor."""

    def go_next(self, name: str, widget: QWidget) -> None: ...
    def go_previous(self, name: str, widget: QWidget) -> None: ...
    def step_section(self, name: str, by: int) -> None: ...
    def undo_in(self, name: str) -> None: ...
    def redo_in(self, name: str) -> None: ...
    def save_now(self) -> None: ...
    def close_form(self) -> None: ...
    def ask_help(self, name: str) -> None: ...
    def drop_down(self, name: str, widget: QWidget) -> bool: ...
    def has_list(self, name: str) -> bool: ...
    def keeps_enter(self, name: str) -> bool: ...


class FormKeys(QObject):
    """Takes the form's keys before the fields and before the page's acts, while the cursor is in a field."""

    def __init__(self, target: KeyTarget, parent: QObject) -> None:
        super().__init__(parent)
        self._target = target

    def watch(self, widget: QWidget, name: str) -> None:
        """Listen to the keys of a part of a field."""
        widget.setProperty(_PROPERTY, name)
        widget.removeEventFilter(self)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        name = watched.property(_PROPERTY)
        if not isinstance(watched, QWidget) or not isinstance(name, str):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            if self._is_ours(event, name):
                event.accept()
                return True
            return False
        return self._run(event, name, watched)

    def _is_ours(self, event: QKeyEvent, name: str) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (_Key.Key_Return, _Key.Key_Enter):
            return held in (_NONE, _SHIFT)
        if (key, held) in ((_Key.Key_F4, _NONE), (_Key.Key_Down, _ALT)):
            return self._target.has_list(name)
        return (key, held) in (
            (_Key.Key_Z, _CTRL),
            (_Key.Key_Y, _CTRL),
            (_Key.Key_Z, _CTRL | _SHIFT),
            (_Key.Key_S, _CTRL),
            (_Key.Key_Escape, _NONE),
            (_Key.Key_F1, _NONE),
            (_Key.Key_PageDown, _CTRL),
            (_Key.Key_PageUp, _CTRL),
        )

    def _run(self, event: QKeyEvent, name: str, widget: QWidget) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        target = self._target
        if key in (_Key.Key_Return, _Key.Key_Enter) and held in (_NONE, _SHIFT):
            if target.keeps_enter(name):
                return False
            if held == _SHIFT:
                target.go_previous(name, widget)
            else:
                target.go_next(name, widget)
        elif (key, held) == (_Key.Key_Z, _CTRL):
            target.undo_in(name)
        elif (key, held) in ((_Key.Key_Y, _CTRL), (_Key.Key_Z, _CTRL | _SHIFT)):
            target.redo_in(name)
        elif (key, held) == (_Key.Key_S, _CTRL):
            target.save_now()
        elif (key, held) == (_Key.Key_Escape, _NONE):
            target.close_form()
        elif (key, held) == (_Key.Key_F1, _NONE):
            target.ask_help(name)
        elif (key, held) in ((_Key.Key_F4, _NONE), (_Key.Key_Down, _ALT)):
            return target.drop_down(name, widget)
        elif (key, held) == (_Key.Key_PageDown, _CTRL):
            target.step_section(name, 1)
        elif (key, held) == (_Key.Key_PageUp, _CTRL):
            target.step_section(name, -1)
        else:
            return False
        return True


def enter_moves_on(widget: QWidget, event: QKeyEvent) -> bool:
    """Enter and Shift+Enter where fields stand outside a form: to the next and back; a button is pressed."""
    if event.key() not in (_Key.Key_Return, _Key.Key_Enter):
        return False
    focus = widget.focusWidget()
    if isinstance(focus, QPushButton):
        focus.click()
    else:
        widget.focusNextPrevChild(not event.modifiers() & _SHIFT)
    return True
