"""The office's own key and card; what changes the key lies below "Advanced"."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.keys import OfficeKeys, public_keys
from app.services.office_cards import SUFFIX, OfficeCard, sign_card, write_card
from app.services.office_exchange import own_card
from app.services.office_keys.standing import KeyLine, key_lines
from app.services.papers.office_card_page import office_card_pdf
from app.services.printing.safe_names import safe_name
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.dialogs.unlocking import ForgetAct
from app.ui.pages.settings.key_dialogs import PassphraseDialog, SheetDialog
from app.ui.pages.settings.key_new_dialogs import AfterDialog, LostDialog, ReplaceDialog, RevokeDialog, RotateDialog
from app.ui.pages.settings.key_own import is_done, save_notice, to_do
from app.ui.pages.settings.key_words import KeyWords
from app.ui.pages.settings.offices_words import day_of, key_badge
from app.ui.pages.settings.tab import SettingsTab
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class KeysTab(SettingsTab):
    """One key, one passphrase, one recovery sheet: an office whose key never changes sees no more than that."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._card = Act(self, _("Save the office card…"), self._on_card, "Ctrl+Shift+S", "identification-card")
        self._page = Act(self, _("Card page with QR code…"), self._on_page, "Ctrl+Shift+K", "qr-code")
        self._sheet = Act(self, _("Recovery sheet…"), self._on_sheet, "Ctrl+P", "printer")
        self._lock = Act(self, _("Change the passphrase…"), self._on_passphrase, "Ctrl+Shift+P", "lock-simple")
        self._forget = ForgetAct(self, desk)
        self._lost = Act(self, _("Key lost, or passphrase forgotten…"), self._on_lost, "Ctrl+R", "first-aid-kit")
        self._renew = Act(self, _("Renew the keys…"), self._on_renew, "Ctrl+Shift+N", "arrows-clockwise")
        self._revoke = Act(self, _("Revoke the key…"), self._on_revoke, "Ctrl+Shift+X", "prohibit")
        self._notice = Act(self, _("Save the notice of the last change…"), self._on_notice, "Ctrl+Shift+T", "usb")
        self._fresh = Act(self, _("Make new keys…"), self._on_fresh, "Ctrl+Shift+M", "key")
        self._left = Act(self, _("See what is left to do…"), self._on_left, "Ctrl+Shift+L")
        self.fault = Strip("", "danger")
        self.reminder = Strip("", "warn", self._left)
        self.reminder.setObjectName("settings.key_reminder")
        self.column.addWidget(self.fault)
        self.column.addWidget(self.reminder)
        own = Card(_("The key of this office"))
        own.body.addWidget(TextLabel(_("Six words, to be read out over the telephone"), "label"))
        self.words = KeyWords()
        self.words.setObjectName("settings.words")
        self.fingerprint = self.words.hex
        own.body.addWidget(self.words)
        self.protected = TextLabel("", "second")
        own.body.addWidget(self.protected)
        _row(own.body, [self.button(act) for act in (self._card, self._page, self._sheet)])
        text = _(
            "The other office reads your card once and rings you up to compare the words. Nothing on it is secret."
        )
        own.body.addWidget(TextLabel(text, "second"))
        self.column.addWidget(own)
        self.more = LinkLabel(_("Passphrase, new key, lost key"), self._turn, "caret-right")
        self.more.setObjectName("settings.key_more")
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.advanced = QWidget()
        inner = QVBoxLayout(self.advanced)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(12)
        _row(inner, [self.button(act) for act in (self._lock, self._forget, self._lost)])
        _row(inner, [self.button(act) for act in (self._renew, self._fresh, self._notice)])
        _row(inner, [self.button(self._revoke, "danger")])
        self.former = Card(_("Keys of before"))
        inner.addWidget(self.former)
        self.advanced.hide()
        self.column.addWidget(self.advanced)
        self.column.addStretch(1)

    def refresh(self) -> None:
        desk = self.desk
        office, may = desk.office, self.may_write
        self.fault.hide()
        try:
            keys = public_keys(desk.context.paths.keys)
        except AppError as error:
            self.fault.set_text(error.what, "danger", error.what_next)
            self.fault.show()
            sound = False
        else:
            sound = True
            locked = keys.protected
            self.protected.setText(
                _("Locked with a passphrase.") if locked else _("Not locked: whoever uses this machine can sign.")
            )
            self.protected.set_tone("text2" if locked else "warn")
        revoked = not office.sign_public_key
        if revoked:
            text = _("The key of this office is revoked: it can sign nothing until new keys are made.")
            self.fault.set_text(text, "danger", _("Make new keys, then give the notice to the other offices."))
            self.fault.show()
        self.words.show_key(None if revoked else bytes.fromhex(office.sign_public_key))
        self.protected.setVisible(sound and not revoked)
        for act in (self._card, self._page, self._sheet, self._renew, self._revoke):
            act.setVisible(sound and may and not revoked)
        self._lock.setVisible(sound and may)
        self._forget.update()
        self._lost.setVisible(may and not revoked)
        self._fresh.setVisible(may and revoked)
        former = [one for one in desk.read(lambda session: key_lines(session, office.id)) if one.state != "current"]
        self._notice.setVisible(sound and may and bool(former))
        self._show_former(former)
        self._remind()
        if not sound or revoked:
            self.advanced.show()
        self.more.setVisible(may)

    def _remind(self) -> None:
        left = to_do(self.desk)
        self.reminder.setVisible(bool(left) and self.may_write)
        words = {
            "notice": _("the other offices do not have the notice yet"),
            "sheet": _("the new recovery sheet is not printed yet"),
        }
        detail = "; ".join(words[one] for one in left)
        self.reminder.set_text(_("After the change of the key:"), "warn", detail)

    def _show_former(self, keys: list[KeyLine]) -> None:
        while self.former.body.count():
            widget = self.former.body.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        self.former.setVisible(bool(keys))
        for one in keys:
            word, grade = key_badge(one.state)
            days = _("{since} to {until}").format(since=day_of(one.since), until=day_of(one.until or one.since))
            self.former.body.addWidget(Badge(f"{word} · {days}", grade), 0, Qt.AlignmentFlag.AlignLeft)
            self.former.body.addWidget(TextLabel(" · ".join((", ".join(one.words), one.reason)).strip(" ·"), "second"))

    def _turn(self) -> None:
        self.advanced.setVisible(self.advanced.isHidden())
        inside = [one for one in self.buttons if self.advanced.isAncestorOf(one)]
        first = next((one for one in inside if not one.isHidden()), None)
        if first is not None and not self.advanced.isHidden():
            QTimer.singleShot(0, first, first.setFocus)  # once it has its place: what opened comes into sight

    def first_input(self) -> QWidget:
        return next((one for one in self.buttons if one.act.isVisible()), self.more)

    # --- the card -----------------------------------------------------------------------------------------------------

    def _on_card(self) -> None:
        self.desk.with_keys(self._save_card)

    def _made(self, keys: OfficeKeys) -> OfficeCard | None:
        try:
            return own_card(self.desk.office, keys, dt.datetime.now(dt.UTC))
        except AppError as error:
            self.desk.show_error(error)
            return None

    def _save_card(self, keys: OfficeKeys) -> None:
        card = self._made(keys)
        if card is None:
            return
        kind = _("Office cards") + f" (*{SUFFIX})"
        name = safe_name(f"the-co-quan-{card.code}") + SUFFIX
        dialog = FileDialog(self, _("Save the office card"), name, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.write_card(Path(chosen), card, keys))
        dialog.open()

    def write_card(self, path: Path, card: OfficeCard, keys: OfficeKeys) -> None:
        """Write the card where the officer says."""
        try:
            written = write_card(path, card, keys)
        except AppError as error:
            self.desk.show_error(error)
            return
        self.desk.toast(
            _("Saved: {name}. Give it to the other office, and read the six words out.").format(name=written.name)
        )

    def _on_page(self) -> None:
        self.desk.with_keys(self._show_page)

    def _show_page(self, keys: OfficeKeys) -> None:
        card, desk = self._made(keys), self.desk
        if card is None:
            return
        folder = desk.context.paths.previews
        path = folder / f"{safe_name(f'the-co-quan-{card.code}')}.pdf"

        def draw() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(office_card_pdf(sign_card(card, keys), desk.office.address))
            return path

        extra = (("file", str(path)), ("title", _("Office card")))
        desk.tasks.read(draw, lambda _path: desk.go(Route("preview", extra=extra)), desk.show_error, self)

    # --- the key ------------------------------------------------------------------------------------------------------

    def _on_sheet(self) -> None:
        def kept() -> None:
            is_done(self.desk, "sheet")
            self._remind()

        self.desk.with_keys(lambda keys: SheetDialog(self, self.desk, keys, kept).open())

    def _on_passphrase(self) -> None:
        PassphraseDialog(self, self.desk, self.refresh).open()

    def _on_lost(self) -> None:
        LostDialog(self, self.desk, self._after).open()

    def _on_renew(self) -> None:
        RotateDialog(self, self.desk, self._after).open()

    def _on_revoke(self) -> None:
        self.desk.with_keys(lambda keys: RevokeDialog(self, self.desk, keys, self._after).open())

    def _on_fresh(self) -> None:
        """After a revocation: the old keys are kept to open what was sealed for them, where they can be opened."""
        if not self._is_sound():
            ReplaceDialog(self, self.desk, None, self._after).open()
        else:
            self.desk.with_keys(lambda keys: ReplaceDialog(self, self.desk, keys, self._after).open())

    def _is_sound(self) -> bool:
        try:
            public_keys(self.desk.context.paths.keys)
        except AppError:
            return False
        return True

    def _on_notice(self) -> None:
        save_notice(self, self.desk, self._remind)

    def _on_left(self) -> None:
        AfterDialog(self, self.desk, self._remind).open()

    def _after(self, *_done: Any) -> None:
        """The keys are others now: what is left is asked for at once."""
        self.refresh()
        if to_do(self.desk):
            self._on_left()


def _row(rows: QVBoxLayout, buttons: list[ActButton]) -> None:
    line = QHBoxLayout()
    line.setSpacing(8)
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    rows.addLayout(line)
