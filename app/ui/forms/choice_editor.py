"""One of a list: opened with F4 or Down, or found by typing words of it, accents ignored."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.errors import InvalidInput
from app.services.choice_search import find_choices
from app.services.search import fold_text
from app.translate import N_, _
from app.ui.forms.choice_list import ChoiceList
from app.ui.forms.fields import Choices, Field
from app.ui.forms.line_editors import LineEditor, LineInput
from app.ui.theme import icon

_Key = Qt.Key
_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_PAD = Qt.KeyboardModifier.KeypadModifier
_ENTER = (_Key.Key_Return, _Key.Key_Enter)
_SHUTTING = ((_Key.Key_Escape, _NONE), (_Key.Key_F4, _NONE), (_Key.Key_Up, _ALT), (_Key.Key_Down, _ALT))
_OPENING = ((_Key.Key_Down, _NONE), (_Key.Key_Down, _ALT), (_Key.Key_F4, _NONE))


class ChoiceEditor(LineEditor):
    """A choice from a list; its value is the chosen one's, empty where nothing is chosen.

    While something is typed the best match is the first row and marked. Enter and Tab take the marked row and go on;
    Esc shuts the list and puts back what was there. With ``free`` the text as it is typed is the last row.
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field, LineInput())
        self._value = ""
        self._choices: Choices = ()
        self.drop = ChoiceList(self.line, f"field.{field.name}")
        self.drop.picked.connect(self.take)
        self.drop.popup.installEventFilter(self)
        self.watch(self.line)  # anew: before the list's own filter, which keeps the leaving of the line from others
        self.line.textEdited.connect(self._look_up)
        self._open = QAction(icon("caret-down", 16), _("List (F4)"), self.line)
        self._open.triggered.connect(self.drop_down)
        self.line.addAction(self._open, self.line.ActionPosition.TrailingPosition)
        self._browse: QAction | None = None
        if field.browse is not None:
            self._browse = QAction(icon("list", 18), _("Browse…"), self.line)
            self._browse.triggered.connect(self.browse)
            self.line.addAction(self._browse, self.line.ActionPosition.TrailingPosition)
        self.set_choices(field.choices)

    def set_choices(self, choices: Choices) -> None:
        """Another list; what is chosen stays chosen."""
        self._choices = choices
        if not self.is_changed():
            self.set_value(self._value)

    def _find(self, text: str) -> Choices:
        """The choices for a text, the best first; for the empty text all, or the likeliest."""
        return find_choices(self._choices, text, self.field.others)

    def _rows(self, text: str) -> Choices:
        rows = self._find(text)
        typed = _plain(text)
        if self.field.free and typed and all(typed != own for _value, own in rows):
            rows = (*rows, (typed, _("As typed: {text}").format(text=typed)))
        return rows

    def show_text(self, value: object) -> str:
        return next((text for own, text in self._choices if own == value), str(value or "") if self.field.free else "")

    def set_value(self, value: object) -> None:
        self._value = str(value or "")
        super().set_value(value)

    def value(self) -> object:
        """The chosen value; of a text that was not chosen from the list, the one that has it, or the only one.

        A choice that must be made is not emptied: it stays.

        Raises:
            InvalidInput: no choice, or several, have what is typed.
        """
        typed = _plain(self.typed())
        if not typed:
            return self._value if self.field.required else ""
        if typed == self.show_text(self._value):
            return self._value
        found = self._find(typed)
        folded = fold_text(typed)
        same = [value for value, text in found if text == typed] or [v for v, t in found if fold_text(t) == folded]
        if same:
            return same[0]
        if self.field.free:
            return typed
        if len(found) == 1:
            return found[0][0]
        if found:
            raise InvalidInput(
                self.field.name, N_("{count} choices have “{text}”. Choose one."), count=len(found), text=typed
            )
        raise self._unknown(typed)

    def _unknown(self, typed: str) -> InvalidInput:
        return InvalidInput(self.field.name, N_("“{text}” is not in the list. Choose one with F4."), text=typed)

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._open.setVisible(not on)
        if self._browse is not None:
            self._browse.setVisible(not on)

    def has_list(self) -> bool:
        return not self._read_only and (bool(self._choices) or self.field.browse is not None)

    def drop_down(self) -> bool:
        """What is typed is looked up; else the whole list, at what is chosen. Without a list: the page's picker."""
        if self._read_only:
            return False
        if self.field.browse is not None and not self._choices:
            self.browse()
            return True
        typed = self.typed() if self.is_changed() else ""
        return self._show_list(typed) or self._show_list("")

    def _show_list(self, text: str) -> bool:
        rows = self._rows(text)
        at = 0 if text else next((row for row, (value, _text) in enumerate(rows) if value == self._value), 0)
        self.drop.show_rows(rows, at)
        return bool(rows)

    def _look_up(self, text: str) -> None:
        """A text is looked up with every letter; nothing is proposed for none, so that a field can be emptied."""
        if text.strip():
            self._show_list(text)
        else:
            self.drop.hide()

    def browse(self) -> None:
        """Open the page's picker."""
        if self.field.browse is not None:
            self.field.browse(self.take)

    def take(self, value: str) -> None:
        """Choose a value of the list and stay here, as if its row had been clicked."""
        self._put(value)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def _put(self, value: str) -> None:
        self._value = value
        self.line.setText(self.show_text(value))
        self.edited.emit()

    def close_list(self) -> None:
        marked = self.drop.marked()
        self.drop.hide()
        if marked is not None:
            self._put(marked)

    def on_leave(self, watched: QObject) -> None:
        """What is left there is chosen, as far as it can be read; a choice that must be made is not emptied."""
        self.drop.hide()
        if _plain(self.typed()) == self.show_text(self._value):
            return
        emptied = self.field.required and not _plain(self.typed())
        try:
            self._value = str(self.value())
        except InvalidInput:
            return
        self.line.setText(self.show_text(self._value))
        if emptied and self._value:
            self.edited.emit()
            self.told.emit(_("This is needed; “{text}” stays.").format(text=self.typed()))

    def _shut(self) -> None:
        """Shut the list and choose nothing."""
        self.drop.hide()
        text = self.show_text(self._value)
        if self.typed() != text:
            self.line.setText(text)
            self.edited.emit()

    def _on_list_key(self, event: QKeyEvent) -> bool:
        """A key while the list is open; False: it belongs to the line."""
        key, held = _Key(event.key()), event.modifiers() & ~_PAD
        if self.drop.move(event):
            return True
        if (key, held) in _SHUTTING:
            self._shut()
            return True
        if key in (*_ENTER, _Key.Key_Tab, _Key.Key_Backtab) and held in (_NONE, _SHIFT):
            self.close_list()
            QApplication.sendEvent(self.line, event)  # once, to those who know which field is next
            return True
        if key in _ENTER and held == _CTRL:
            self.close_list()
            return True
        return False

    def _shuts(self, event: QKeyEvent) -> bool:
        """Whether the key means the open list, not the page below."""
        key, held = _Key(event.key()), event.modifiers() & ~_PAD
        return self.drop.is_open() and ((key, held) in _SHUTTING or (key in _ENTER and held == _CTRL))

    def _opens(self, event: QKeyEvent) -> bool:
        return (_Key(event.key()), event.modifiers() & ~_PAD) in _OPENING and self.has_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.drop.is_open():
                return self._on_list_key(event)
            if watched is self.line and self._opens(event):
                return self.drop_down()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._shuts(event):
            event.accept()  # before the page's own Esc
            return True
        if watched is not self.line:
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._opens(event):
            event.accept()
            return True
        if kind == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            plain = event.button() == Qt.MouseButton.LeftButton and not self.line.hasSelectedText()
            if plain and not self.field.free and not self.is_changed() and not self.drop.is_open():
                QTimer.singleShot(0, self.line, self.drop_down)
        return super().eventFilter(watched, event)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
