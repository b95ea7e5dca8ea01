"""The code of a recovery sheet, typed line by line; a line with a mistake is named as soon as it is full."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.recovery_code import LINES, clean_code, decode_secret
from app.translate import _
from app.ui.theme import font
from app.ui.widgets.labels import TextLabel

_SIGNS = 18


class CodeInput(QWidget):
    """The seven lines of the sheet. What is typed is kept nowhere else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = QLabel(_("The seven lines of the recovery sheet"), self)
        words.setFont(font("label"))
        column.addWidget(words)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("field.recovery_code")
        self.text.setAccessibleName(words.text())
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(9 * self.text.fontMetrics().lineSpacing())
        words.setBuddy(self.text)
        self.text.textChanged.connect(self._say)
        column.addWidget(self.text)
        self.hint = TextLabel("", "second")
        self.hint.setObjectName("hint.recovery_code")
        column.addWidget(self.hint)
        self._say()

    def _say(self) -> None:
        signs = clean_code(self.text.toPlainText())
        lines = len(signs) // _SIGNS
        text, tone = _("Blanks and hyphens do not matter."), "text2"
        try:
            decode_secret(self.text.toPlainText())
            text, tone = _("The code is right."), "ok"
        except InvalidInput as error:
            wrong = error.params.get("line")
            if wrong is None or (isinstance(wrong, int) and wrong <= lines):
                text, tone = error.what, "danger"
            elif lines:
                text = _("{count} of {all} lines are right.").format(count=lines, all=LINES)
        self.hint.setText(text)
        self.hint.set_tone(tone)

    def check(self) -> bool:
        """Whether the whole code is right; else it is told."""
        try:
            decode_secret(self.text.toPlainText())
        except InvalidInput as error:
            self.hint.setText(error.what)
            self.hint.set_tone("danger")
            self.text.setFocus()
            return False
        return True

    def value(self) -> str:
        """The code as typed."""
        return self.text.toPlainText()

    def forget(self) -> None:
        """Empty the input."""
        self.text.clear()
