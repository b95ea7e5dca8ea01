"""Editors on one line: text, phone, masked number, a value that is only shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from app.errors import InvalidInput
from app.translate import N_, _
from app.ui.forms.editor import Editor
from app.ui.forms.fields import Field
from app.ui.theme import icon

_SHOWN_SIGNS = 3
_DOT = "\u2022"
_DELETES = (QKeySequence.StandardKey.DeleteCompleteLine, QKeySequence.StandardKey.DeleteEndOfLine)


class LineInput(QLineEdit):
    """A line that may be narrower than its longest text and shows the text's beginning when left."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(48)

    def event(self, event: QEvent) -> bool:
        """Under X11 a line takes Ctrl+U and Ctrl+K to delete text; here they are keys of the page."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(one) for one in _DELETES)
        ):
            event.ignore()
            return True
        return super().event(event)


class LineEditor(Editor):
    """Text on one line, in normal form C with single spaces."""

    def __init__(self, field: Field, line: QLineEdit | None = None) -> None:
        self.line = line or LineInput()
        super().__init__(field, self.line)
        if field.limit:
            self.line.setMaxLength(field.limit)
        if field.placeholder:
            self.line.setPlaceholderText(field.placeholder)
        self.line.textEdited.connect(self._on_edited)
        if field.kind == "text" and field.browse is not None:
            self._add_browse(field.browse)

    def _add_browse(self, browse: Callable[[Callable[[str], None]], None]) -> None:
        """A button in the line, and F4, open the picker: of a file, for a scan."""
        act = QAction(icon("folder-open", 18), _("Choose (F4)"), self.line)
        act.setShortcut(QKeySequence("F4"))
        act.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        act.triggered.connect(lambda: browse(self._take_browsed))
        self.line.addAction(act, self.line.ActionPosition.TrailingPosition)

    def _take_browsed(self, text: str) -> None:
        self.line.setText(text)
        self._on_edited()

    def _on_edited(self) -> None:
        self.edited.emit()

    def typed(self) -> str:
        return self.line.text()

    def set_typed(self, text: str) -> None:
        self.line.setText(text)

    def value(self) -> object:
        return " ".join(unicodedata.normalize("NFC", self.typed()).split())

    def show_text(self, value: object) -> str:
        """The text that stands for a value."""
        return str(value or "")

    def set_value(self, value: object) -> None:
        text = self.show_text(value)
        if text != self.line.text():
            at = self.line.cursorPosition()
            self.line.setText(text)
            self.line.setCursorPosition(min(at, len(text)) if self.line.hasFocus() else 0)
        self.settle_typed()

    def undo_typing(self) -> bool:
        if self.is_changed() and self.line.isUndoAvailable():
            self.line.undo()
            return True
        return False

    def redo_typing(self) -> bool:
        if self.line.isRedoAvailable():
            self.line.redo()
            return True
        return False

    def end_typing(self) -> None:
        at = self.line.cursorPosition()
        self.line.setText(self.line.text())
        self.line.setCursorPosition(at if self.line.hasFocus() else 0)

    def set_read_only(self, on: bool) -> None:
        self.line.setReadOnly(on)
        super().set_read_only(on)

    def focus(self) -> None:
        super().focus()
        self.line.selectAll()


class PhoneEditor(LineEditor):
    """A telephone number: digits with spaces, points, a plus; kept as it is written."""

    def value(self) -> object:
        text = str(super().value())
        if text and not re.fullmatch(r"\+?[0-9][0-9 .\-()/]{5,}(?:[;,] ?\+?[0-9][0-9 .\-()]{5,})*", text):
            raise InvalidInput(self.field.name, N_("A telephone number has digits only, like 0912 345 678."))
        return text


class ShownEditor(LineEditor):
    """A value that comes from elsewhere; the hint says from where."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.set_read_only(True)

    def value(self) -> object:
        return self.typed()

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(True)


class _MaskedLine(LineInput):
    """Shows dots and the last signs while the cursor is elsewhere; nothing can be copied from the dots."""

    def __init__(self) -> None:
        super().__init__()
        self.real = ""
        self.open = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.open:
            super().contextMenuEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.open:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        super().keyPressEvent(event)


class MaskedEditor(LineEditor):
    """A personal number: dots with its last three signs until the field is entered."""

    def __init__(self, field: Field) -> None:
        self._masked = _MaskedLine()
        super().__init__(field, self._masked)

    def typed(self) -> str:
        return self.line.text() if self._masked.open else self._masked.real

    def set_typed(self, text: str) -> None:
        self._masked.real = text
        self.line.setText(text if self._masked.open else mask(text))

    def set_value(self, value: object) -> None:
        text = self.show_text(value)
        if text != self.typed():
            self.set_typed(text)
        self.settle_typed()

    def on_enter(self, watched: QObject) -> None:
        if not self._masked.open:
            self._masked.open = True
            self.line.setText(self._masked.real)

    def on_leave(self, watched: QObject) -> None:
        if self._masked.open:
            self._masked.real = self.line.text()
            self._masked.open = False
            self.line.setText(mask(self._masked.real))

    def end_typing(self) -> None:
        if self._masked.open:
            super().end_typing()


def mask(text: str) -> str:
    """Dots in place of all but the last three signs; a short text is dots only."""
    shown = text[-_SHOWN_SIGNS:] if len(text) > 2 * _SHOWN_SIGNS else ""
    return _DOT * (len(text) - len(shown)) + shown
