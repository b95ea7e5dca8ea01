"""The recovery sheet, another passphrase, and the key restored from the sheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import AppError, NotAllowed
from app.services.keys import OfficeKeys, change_passphrase, keys_of_code, restore_from_recovery
from app.translate import N_, _
from app.ui.desk import Desk
from app.ui.dialogs.unlocking import follow_passphrase
from app.ui.pages.first_start.code_input import CodeInput
from app.ui.pages.first_start.passphrase_box import PassphraseBox
from app.ui.pages.first_start.ready_step import SHEET_DONE, SHEET_SAVED
from app.ui.papers.pdf_view import PdfView
from app.ui.papers.recovery import print_sheet, save_sheet, sheet_of
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel


class KeyDialog(QDialog):
    """Title, a sentence, and what is put into ``column``."""

    def __init__(self, parent: QWidget, desk: Desk, title: str, text: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.desk, self.page = desk, parent
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(TextLabel(title, "card"))
        self.column.addWidget(TextLabel(text, tone="text2"))
        room = parent.window().size()
        self.resize(min(720, room.width() - 40), min(560, room.height() - 40))

    def fit(self) -> None:
        """No higher than what stands in it, where that is less than the room."""
        rows = self.layout()
        if rows is not None:
            self.resize(self.width(), min(self.height(), rows.totalHeightForWidth(self.width())))

    def add_buttons(self, acts: list[Act], *, danger: bool = False) -> None:
        """The buttons at the bottom; the first act's is the filled one."""
        line = QHBoxLayout()
        line.addStretch(1)
        close = QPushButton(_("Close") + "   Esc", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        line.addWidget(close)
        for place, act in enumerate(acts):
            first = "danger" if danger else "primary"
            line.addWidget(ActButton(act, first if place == 0 else "plain", parent=self))
        self.column.addLayout(line)


class SheetDialog(KeyDialog):
    """The recovery sheet as it will be printed; ``on_kept`` is called once it was printed or saved."""

    def __init__(
        self, parent: QWidget, desk: Desk, keys: OfficeKeys, on_kept: Callable[[], None] | None = None
    ) -> None:
        text = _(
            "Whoever holds it can sign as the office. Put it into an envelope and keep it with the office's stamp."
        )
        super().__init__(parent, desk, _("Recovery sheet"), text)
        self.setObjectName("sheet_dialog")
        self._sheet = sheet_of(desk.office, keys, desk.today())
        self._on_kept = on_kept
        view = PdfView(desk, self)
        view.show_file(self._sheet)
        self.column.addWidget(view, 1)
        self.add_buttons(
            [
                Act(self, _("Print the sheet…"), self._on_print, "Ctrl+P", "printer"),
                Act(self, _("Save as PDF…"), self._on_save, "Ctrl+Shift+S", "file-pdf"),
            ]
        )
        view.setFocus()

    def _on_print(self) -> None:
        said = _("Sent to the printer. Into the envelope with it.")
        print_sheet(self, self._sheet, lambda: self._note(SHEET_DONE, said))

    def _on_save(self) -> None:
        save_sheet(
            self,
            self._sheet,
            self.desk.office.code,
            lambda name: self._note(
                SHEET_SAVED, _("Saved as {name}. Print it, then delete the file.").format(name=name)
            ),
            self.desk.show_error,
        )

    def _note(self, key: str, text: str) -> None:
        self.desk.state.set(key, self.desk.today().isoformat())
        self.desk.toast(text)
        self.accept()
        if self._on_kept is not None:
            self._on_kept()


class PassphraseDialog(KeyDialog):
    """The same key under another passphrase."""

    def __init__(self, parent: QWidget, desk: Desk, on_done: Callable[[], None]) -> None:
        text = _("The key stays the same; only the lock on this machine changes.")
        super().__init__(parent, desk, _("Change the passphrase"), text)
        self.setObjectName("passphrase_dialog")
        self._on_done = on_done
        self.old: QLineEdit | None = None
        if desk.context.keys_protected:
            words = QLabel(_("The passphrase until now"), self)
            words.setFont(font("label"))
            self.old = QLineEdit(self)
            self.old.setObjectName("field.old_passphrase")
            self.old.setEchoMode(QLineEdit.EchoMode.Password)
            self.old.setAccessibleName(words.text())
            words.setBuddy(self.old)
            self.column.addWidget(words)
            self.column.addWidget(self.old)
        self.new = PassphraseBox(self)
        self.column.addWidget(self.new)
        self.column.addStretch(1)
        self.add_buttons([Act(self, _("Change the passphrase"), self._change, "Ctrl+Return")])
        (self.old or self.new.first).setFocus()

    def _change(self) -> None:
        if not self.new.check():
            return
        old = self.old.text() if self.old is not None else None
        try:
            change_passphrase(self.desk.context.paths.keys, old, self.new.value())
        except AppError as error:
            self.desk.show_error(error)
            return
        follow_passphrase(self.desk, self.new.value())
        self.accept()
        self.desk.toast(_("The passphrase is changed."))
        self._on_done()


class RestoreDialog(KeyDialog):
    """The office's own key back from its sheet, where the key file is lost or damaged."""

    def __init__(self, parent: QWidget, desk: Desk, on_done: Callable[[], None]) -> None:
        text = _("Type the seven lines of this office's recovery sheet, and choose a new passphrase.")
        super().__init__(parent, desk, _("Restore the key from a recovery sheet"), text)
        self.setObjectName("restore_dialog")
        self._on_done = on_done
        self.code = CodeInput(self)
        self.column.addWidget(self.code)
        self.passphrase = PassphraseBox(self)
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.add_buttons([Act(self, _("Restore the key"), self._restore, "Ctrl+Return")])
        self.code.text.setFocus()

    def _restore(self) -> None:
        if not self.code.check() or not self.passphrase.check():
            return
        code = self.code.value()
        try:
            if keys_of_code(code).public_key.hex() != self.desk.office.sign_public_key:
                raise NotAllowed(
                    N_("The recovery sheet is that of another office, or of another key."),
                    kept=N_("The keys that are here were left as they are."),
                    advice=N_("Compare the fingerprint on the sheet with the one in the settings."),
                )
            restore_from_recovery(self.desk.context.paths.keys, code, self.passphrase.value())
        except AppError as error:
            self.desk.show_error(error)
            return
        follow_passphrase(self.desk, self.passphrase.value())
        self.accept()
        self.desk.toast(_("The key is restored."))
        self._on_done()
