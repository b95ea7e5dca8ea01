"""A new passphrase, typed twice, or none."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.translate import _
from app.ui.theme import font
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

_SHORT = 8


class PassphraseBox(QWidget):
    """What was typed lives in the two inputs only: it is kept nowhere else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.first = self._input("passphrase", _("Passphrase"), grid, 0)
        self.second = self._input("passphrase_again", _("The same once more"), grid, 1)
        column.addLayout(grid)
        self.hint = TextLabel("", "second")
        self.hint.setObjectName("hint.passphrase")
        column.addWidget(self.hint)
        self.none = QCheckBox(_("No passphrase"), self)
        self.none.setObjectName("field.no_passphrase")
        self.none.toggled.connect(self._show)
        column.addWidget(self.none)
        self.warning = Strip(
            _("Without a passphrase, whoever uses this machine can sign in the office's name."),
            "warn",
            detail=_("Choose this only where nobody else can log in to this machine."),
        )
        column.addWidget(self.warning)
        self._show()

    def _input(self, name: str, label: str, grid: QGridLayout, at: int) -> QLineEdit:
        words = QLabel(label, self)
        words.setFont(font("label"))
        line = QLineEdit(self)
        line.setObjectName(f"field.{name}")
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(label)
        line.textChanged.connect(self._say)
        words.setBuddy(line)
        grid.addWidget(words, 0, at)
        grid.addWidget(line, 1, at)
        return line

    def _show(self) -> None:
        without = self.none.isChecked()
        for line in (self.first, self.second):
            line.setEnabled(not without)
        self.warning.setVisible(without)
        self._say()

    def _say(self) -> None:
        text, tone = (
            _(
                "A short sentence that only you know. It is asked once each time the program is started, when you "
                "sign or receive."
            ),
            "text2",
        )
        first, second = self.first.text(), self.second.text()
        if self.none.isChecked():
            text = ""
        elif first and len(first.strip()) < _SHORT:
            text, tone = _("Short: a few words more make it hard to guess."), "warn"
        elif second and not first.startswith(second):
            text, tone = _("The two are not the same."), "danger"
        self.hint.setText(text)
        self.hint.set_tone(tone)

    def check(self) -> bool:
        """Whether a passphrase stands there twice, or none is wanted; else it is told."""
        if self.none.isChecked():
            return True
        if not self.first.text().strip():
            text, line = _("Type a passphrase, or tick “No passphrase”."), self.first
        elif self.first.text() != self.second.text():
            text, line = _("The two are not the same."), self.second
        else:
            return True
        self.hint.setText(text)
        self.hint.set_tone("danger")
        line.setFocus()
        line.selectAll()
        return False

    def value(self) -> str | None:
        """The passphrase; None: none is wanted."""
        return None if self.none.isChecked() else self.first.text()

    def forget(self) -> None:
        """Empty both inputs."""
        self.first.clear()
        self.second.clear()
