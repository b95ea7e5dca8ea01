"""New keys: in the place of present ones, of lost ones, or after the present one was revoked; each in three lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from app.services.keys import OfficeKeys
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.first_start.passphrase_box import PassphraseBox
from app.ui.pages.settings import key_own
from app.ui.pages.settings.key_dialogs import KeyDialog, RestoreDialog, SheetDialog
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel

Done = Callable[[], None]


def _numbered(dialog: KeyDialog, lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        dialog.column.addWidget(TextLabel(f"{number}. {line}"))


def _line(dialog: KeyDialog, name: str, label: str, *, secret: bool = False) -> QLineEdit:
    words = QLabel(label, dialog)
    words.setFont(font("label"))
    field = QLineEdit(dialog)
    field.setObjectName(f"field.{name}")
    field.setAccessibleName(label)
    if secret:
        field.setEchoMode(QLineEdit.EchoMode.Password)
    words.setBuddy(field)
    dialog.column.addWidget(words)
    dialog.column.addWidget(field)
    return field


class RotateDialog(KeyDialog):
    """New keys that the present ones vouch for."""

    def __init__(self, parent: QWidget, desk: Desk, on_done: Done) -> None:
        text = _("Do this when somebody leaves who knew the passphrase, or when the machine changes hands.")
        super().__init__(parent, desk, _("Renew the keys"), text)
        self.setObjectName("rotate_dialog")
        self._done = on_done
        _numbered(
            self,
            [
                _("New keys are made here; the old key signs that they are yours. Nobody has to ring anybody up."),
                _("A small file, the notice, goes to every office that you exchange bundles with."),
                _("A new recovery sheet is printed. The old one is kept: it opens what was sealed for the old key."),
            ],
        )
        self.passphrase = (
            _line(self, "passphrase", _("Passphrase"), secret=True) if desk.context.keys_protected else None
        )
        self.reason = _line(self, "reason", _("Why (may be left empty; the notice says it)"))
        self.column.addStretch(1)
        self.act = Act(self, _("Renew the keys"), self._go, "Ctrl+Return", "arrows-clockwise")
        self.add_buttons([self.act])
        self.fit()
        (self.passphrase or self.reason).setFocus()

    def _go(self) -> None:
        if self.passphrase is not None and not self.passphrase.text():
            self.passphrase.setFocus()
            return
        passphrase = self.passphrase.text() if self.passphrase is not None else None
        key_own.rotate(self.desk, self.page, passphrase, self.reason.text(), self._done)
        self.accept()


class LostDialog(KeyDialog):
    """The key file is lost, or nobody knows its passphrase: the recovery sheet, or else new keys."""

    def __init__(self, parent: QWidget, desk: Desk, on_done: Done) -> None:
        super().__init__(
            parent,
            desk,
            _("Key lost, or passphrase forgotten"),
            _("The book stays as it is."),
        )
        self.setObjectName("lost_dialog")
        self._done = on_done
        sheet = Act(self, _("I have the recovery sheet"), self._restore, "Ctrl+Return", "file-text")
        fresh = Act(self, _("There is no recovery sheet: make new keys"), self._replace, "Ctrl+Shift+N", "key")
        for act, words in (
            (
                sheet,
                _("The same key comes back under a new passphrase. Other offices need not do anything."),
            ),
            (
                fresh,
                _(
                    "Every other office has to ring you up and compare the new key before it takes your bundles again. "
                    "What was sealed for the old key and not received yet cannot be opened: let it be sent again."
                ),
            ),
        ):
            self.column.addSpacing(8)
            self.column.addWidget(ActButton(act, "primary" if act is sheet else "plain", parent=self))
            self.column.addWidget(TextLabel(words, "second"))
        self.column.addStretch(1)
        self.add_buttons([])
        self.fit()

    def _restore(self) -> None:
        self.accept()
        RestoreDialog(self.page, self.desk, self._done).open()

    def _replace(self) -> None:
        self.accept()
        ReplaceDialog(self.page, self.desk, None, self._done).open()


class ReplaceDialog(KeyDialog):
    """New keys that nothing vouches for: lost ones are replaced, or a revoked one is followed."""

    def __init__(self, parent: QWidget, desk: Desk, keep: OfficeKeys | None, on_done: Done) -> None:
        super().__init__(parent, desk, _("Make new keys"), _("The other offices have to compare the new key with you."))
        self.setObjectName("replace_dialog")
        self._keep, self._done = keep, on_done
        _numbered(
            self,
            [
                _("New keys are made here under a new passphrase; the old key file is set aside, not deleted."),
                _("The notice goes to every office that you exchange bundles with."),
                _("Each of them rings you up, and you read out the six words of the new key."),
            ],
        )
        self.reason = _line(self, "reason", _("Why (the notice says it)"))
        self.passphrase = PassphraseBox(self)
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.add_buttons([Act(self, _("Make new keys"), self._go, "Ctrl+Return", "key")])
        self.fit()
        self.reason.setFocus()

    def _go(self) -> None:
        if not self.passphrase.check():
            return
        key_own.replace(self.desk, self.page, self.passphrase.value(), self.reason.text(), self._keep, self._done)
        self.accept()


class RevokeDialog(KeyDialog):
    """Somebody else may have the key."""

    def __init__(self, parent: QWidget, desk: Desk, keys: OfficeKeys, on_done: Done) -> None:
        text = _("Only where somebody else may have the key: a stolen machine, a recovery sheet gone.")
        super().__init__(parent, desk, _("Revoke the key of this office"), text)
        self.setObjectName("revoke_dialog")
        self._keys, self._done = keys, on_done
        _numbered(
            self,
            [
                _("A revoked key never comes back. Whoever gets the notice refuses what it signs from then on."),
                _("This office can sign nothing until new keys are made, which is the next step."),
                _("Each other office then rings you up and compares the six words of the new key."),
            ],
        )
        self.reason = _line(self, "reason", _("What happened (the notice says it)"))
        self.hint = TextLabel("", "second", tone="danger")
        self.column.addWidget(self.hint)
        self.column.addStretch(1)
        self.add_buttons([Act(self, _("Revoke the key"), self._go, "Ctrl+Return", "prohibit")], danger=True)
        self.fit()
        self.reason.setFocus()

    def _go(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.hint.setText(_("Say in a few words what happened."))
            self.reason.setFocus()
            return
        key_own.revoke(self.desk, self.page, self._keys, reason, self._done)
        self.accept()


class AfterDialog(KeyDialog):
    """What an office does after its keys changed; it can be left, the settings remember what is open."""

    def __init__(self, parent: QWidget, desk: Desk, on_done: Done) -> None:
        revoked = not desk.office.sign_public_key
        title = _("The key is revoked") if revoked else _("The new keys are in force")
        super().__init__(parent, desk, title, _("This is left to do; the settings remind you until it is done."))
        self.setObjectName("after_dialog")
        self._done = on_done
        self._notice = Act(self, _("Save the notice for the other offices…"), self._on_notice, "Ctrl+Shift+S", "usb")
        self._sheet = Act(self, _("New recovery sheet…"), self._on_sheet, "Ctrl+P", "printer")
        self._badges: dict[str, Badge] = {}
        first: QWidget | None = None
        parts = [(
            "notice", self._notice,
            _("Onto the stick beside the bundles, or by mail. They open it in the program."),
        )]  # fmt: skip
        if not revoked:
            words = _("Print it, put it into the envelope beside the old sheet.")
            parts.append(("sheet", self._sheet, words))
        for name, act, words in parts:
            self._badges[name] = Badge("", "warn")
            self.column.addWidget(self._badges[name])
            button = ActButton(act, "plain", parent=self)
            first = first or button
            self.column.addWidget(button)
            self.column.addWidget(TextLabel(words, "second"))
        self.column.addStretch(1)
        self.add_buttons([])
        self.fit()
        self._show()
        if first is not None:
            first.setFocus()

    def _show(self) -> None:
        left = key_own.to_do(self.desk)
        for name, badge in self._badges.items():
            badge.set_state(_("to be done") if name in left else _("done"), "warn" if name in left else "ok")
        self._done()

    def _on_notice(self) -> None:
        key_own.save_notice(self, self.desk, self._show)

    def _on_sheet(self) -> None:
        def kept() -> None:
            key_own.is_done(self.desk, "sheet")
            self._show()

        self.desk.with_keys(lambda keys: SheetDialog(self, self.desk, keys, kept).open())
