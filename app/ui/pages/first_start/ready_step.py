"""Step 4: the recovery sheet, and where to begin."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.first_start import Begun
from app.translate import _
from app.ui.desk import Desk
from app.ui.papers.pdf_view import PdfView
from app.ui.papers.recovery import print_sheet, save_sheet, sheet_of
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip

SHEET_DONE = "recovery_sheet"
"""In the window's state: the day on which the recovery sheet was printed last."""
SHEET_SAVED = "recovery_sheet_saved"
"""In the window's state: the day on which it was saved as a file, which is still to be printed."""


class ReadyStep(QWidget):
    """The office is set up; what is left is to put the sheet into an envelope.

    Args:
        practise: the act that starts with practice data.
    """

    def __init__(self, desk: Desk, begun: Begun, practise: Act, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._begun = desk, begun
        self._sheet = sheet_of(begun.office, begun.keys, desk.today())
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(TextLabel(_("{office} is set up").format(office=begun.office.name), "title"))
        left.addWidget(TextLabel(_("Print the recovery sheet now"), "card"))
        left.addWidget(
            TextLabel(
                _(
                    "It brings the key back if this machine is lost or the passphrase is forgotten. Put it into an "
                    "envelope, seal it, and keep it with the office's stamp."
                )
            )
        )
        self.print = Act(self, _("Print the sheet…"), self._on_print, "Ctrl+P", "printer")
        self.save = Act(self, _("Save as PDF…"), self._on_save, "Ctrl+Shift+S", "file-pdf")
        buttons = QHBoxLayout()
        for act in (self.print, self.save):
            buttons.addWidget(ActButton(act))
        buttons.addStretch(1)
        left.addLayout(buttons)
        self.done = Strip(_("Not printed yet. It can be printed later in Settings."), "warn")
        self.done.setObjectName("first_start.sheet")
        left.addWidget(self.done)
        left.addWidget(TextLabel(_("Fingerprint of the key, to be read out over the telephone"), "label"))
        fingerprint = TextLabel(begun.keys.fingerprint, "body")
        fingerprint.let_copy()
        left.addWidget(fingerprint)
        left.addSpacing(8)
        left.addWidget(TextLabel(_("Try it first?"), "card"))
        left.addWidget(
            TextLabel(_("Practice data is made up. Every page and every paper says so; one button leads back."))
        )
        line = QHBoxLayout()
        line.addWidget(ActButton(practise))
        line.addStretch(1)
        left.addLayout(line)
        left.addStretch(1)
        columns.addLayout(left, 3)
        self.view = PdfView(desk, self)
        self.view.show_file(self._sheet)
        self.view.setMinimumHeight(320)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        columns.addWidget(self.view, 2)

    def first_input(self) -> QWidget:
        """The sheet's own button."""
        return self.view

    def set_narrow(self, narrow: bool) -> None:
        """Without room the sheet is not shown; it is printed all the same."""
        self.view.setVisible(not narrow)

    def _on_print(self) -> None:
        print_sheet(self, self._sheet, self._on_printed)

    def _on_save(self) -> None:
        save_sheet(self, self._sheet, self._begun.office.code, self._on_saved, self._desk.show_error)

    def _on_saved(self, name: str) -> None:
        self._desk.state.set(SHEET_SAVED, self._desk.today().isoformat())
        self.done.set_text(_("Saved as {name}. Print it, then delete the file.").format(name=name), "warn")

    def _on_printed(self) -> None:
        self._desk.state.set(SHEET_DONE, self._desk.today().isoformat())
        self.done.set_text(_("Sent to the printer. Into the envelope with it."), "ok")
