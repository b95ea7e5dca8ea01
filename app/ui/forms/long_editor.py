"""Long texts: they grow with what is typed and are saved in pauses."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QMimeData, QSize
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.ui.forms.editor import Editor
from app.ui.forms.fields import Field

_MOST_LINES = 14


class GrowingText(QPlainTextEdit):
    """A text box as high as its text, from ``lines`` to fourteen lines; Tab goes on to the next field."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._least = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(48)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        layout = self.document().documentLayout()
        lines = max(self._least, min(_MOST_LINES, round(layout.documentSize().height())))
        edges = 2 * self.frameWidth() + self.contentsMargins().top() + self.contentsMargins().bottom() + 16
        height = lines * self.fontMetrics().lineSpacing() + edges
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only, in normal form C."""
        if source.hasText():
            self.insertPlainText(unicodedata.normalize("NFC", source.text()))


class LongEditor(Editor):
    """Text of several lines, in normal form C, without spaces at its ends."""

    pauses = True
    multiline = True

    def __init__(self, field: Field) -> None:
        self.text = GrowingText(field.lines)
        super().__init__(field, self.text)
        self._filling = False
        if field.placeholder:
            self.text.setPlaceholderText(field.placeholder)
        self.text.textChanged.connect(self._on_changed)

    def _on_changed(self) -> None:
        if not self._filling:
            self.edited.emit()

    def typed(self) -> str:
        return self.text.toPlainText()

    def set_typed(self, text: str) -> None:
        self._filling = True
        self.text.setPlainText(text)
        self._filling = False

    def value(self) -> object:
        return unicodedata.normalize("NFC", self.typed()).strip()

    def set_value(self, value: object) -> None:
        text = str(value or "")
        if text != self.typed():
            at = self.text.textCursor().position()
            self.set_typed(text)
            if self.text.hasFocus():
                cursor = self.text.textCursor()
                cursor.setPosition(min(at, len(text)))
                self.text.setTextCursor(cursor)
        self.settle_typed()

    def settle(self, value: object) -> None:
        """While the cursor is in it the text is left alone: a space just typed at the end must stay."""
        if self.text.hasFocus():
            self.settle_typed()
        else:
            self.set_value(value)

    def undo_typing(self) -> bool:
        if self.text.document().isUndoAvailable():
            self.text.undo()
            return True
        return False

    def redo_typing(self) -> bool:
        if self.text.document().isRedoAvailable():
            self.text.redo()
            return True
        return False

    def end_typing(self) -> None:
        self.text.document().clearUndoRedoStacks()

    def set_read_only(self, on: bool) -> None:
        self.text.setReadOnly(on)
        super().set_read_only(on)

    def focus(self) -> None:
        super().focus()
        self.text.moveCursor(QTextCursor.MoveOperation.End)
