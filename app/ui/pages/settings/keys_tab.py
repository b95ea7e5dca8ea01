"""The office's key and card, and the offices that dossiers are exchanged with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.errors import AppError, NotAllowed
from app.services.bundles.signing import fingerprint
from app.services.keys import OfficeKeys, public_keys
from app.services.known_keys import take_card
from app.services.names import level_name
from app.services.office_cards import SUFFIX, OfficeCard, read_card, write_card
from app.services.office_exchange import own_card
from app.services.offices import confirm_key, list_offices
from app.services.printing.safe_names import safe_name
from app.translate import N_, _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.settings.key_dialogs import PassphraseDialog, RestoreDialog, SheetDialog
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.strip import Strip


class KeysTab(SettingsTab):
    """Fingerprints are compared by telephone: the file of a card cannot prove whose it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._card = Act(self, _("Save the office card…"), self._on_card, "Ctrl+Shift+S", "identification-card")
        self._sheet = Act(self, _("Recovery sheet…"), self._on_sheet, "Ctrl+P", "printer")
        self._words = Act(self, _("Change the passphrase…"), self._on_passphrase, "Ctrl+Shift+P", "lock-simple")
        self._restore = Act(self, _("Restore the key from a recovery sheet…"), self._on_restore, "Ctrl+R", "key")
        own = Card(_("The key of this office"))
        self.fault = Strip("", "danger")
        own.body.addWidget(self.fault)
        own.body.addWidget(TextLabel(_("Fingerprint, to be read out over the telephone"), "label"))
        self.fingerprint = TextLabel("", "body")
        self.fingerprint.setObjectName("settings.fingerprint")
        self.fingerprint.let_copy()
        own.body.addWidget(self.fingerprint)
        self.protected = TextLabel("", "second")
        own.body.addWidget(self.protected)
        line = QHBoxLayout()
        line.setSpacing(8)
        for act in (self._card, self._sheet, self._words, self._restore):
            line.addWidget(self.button(act))
        line.addStretch(1)
        own.body.addLayout(line)
        self.column.addWidget(own)
        self._add = Act(self, _("Add an office from its card…"), self._on_add, "Ctrl+N", "plus")
        self._confirm = Act(self, _("Confirm its key…"), self._on_confirm, "Ctrl+E", "fingerprint")
        head = QHBoxLayout()
        head.addWidget(TextLabel(_("Offices known here"), "card"), 1)
        for act in (self._add, self._confirm):
            head.addWidget(self.button(act))
        self.column.addLayout(head)
        columns = [
            Column("name", _("Office"), width=300, stretch=True),
            Column("level", _("Level"), width=90),
            Column("code", _("Code"), width=100),
            Column("key", _("Key"), "badge", width=180),
            Column("way", _("Hand-over"), width=130),
            Column("print", _("Fingerprint"), width=240, shown=False),
        ]
        self.table = TableView(
            desk,
            "settings_offices",
            columns,
            ListSource([]),
            title=_("Offices known here"),
            counted=lambda count: ngettext("{count} office", "{count} offices", count).format(count=count),
        )
        self.table.opened.connect(lambda _id: self._on_confirm())
        self.table.set_row_acts([self._confirm])
        self.table.setMinimumHeight(180)
        self.column.addWidget(self.table, 1)
        self._offices: dict[str, Any] = {}

    def refresh(self) -> None:
        desk = self.desk
        self.fault.hide()
        try:
            keys = public_keys(desk.context.paths.keys)
        except AppError as error:
            self.fault.set_text(error.what, "danger", error.what_next)
            self.fault.show()
            self.fingerprint.setText("–")
            self.protected.setText("")
            sound = False
        else:
            self.fingerprint.setText(keys.fingerprint)
            sound = True
            words = (
                _("Locked with a passphrase.")
                if keys.protected
                else _("Not locked: whoever uses this machine can sign.")
            )
            self.protected.setText(words)
            self.protected.set_tone("text2" if keys.protected else "warn")
        for act in (self._card, self._sheet, self._words):
            act.setVisible(sound and self.may_write)
        self._restore.setVisible(not sound)
        self._add.setVisible(self.may_write)
        self._confirm.setVisible(self.may_write)
        rows = []
        self._offices = {one.id: one for one in desk.read(list_offices) if not one.is_self}
        for one in self._offices.values():
            if not one.sign_public_key:
                state = (_("no key yet"), "neutral")
            elif one.key_confirmed_at is None:
                state = (_("not compared"), "warn")
            else:
                state = (_("compared"), "ok")
            rows.append(
                {
                    "id": one.id,
                    "name": one.name,
                    "level": str(level_name(one.level)).capitalize(),
                    "code": one.code,
                    "key": state,
                    "way": _("by bundle") if one.uses_program else _("on paper"),
                    "print": fingerprint(bytes.fromhex(one.sign_public_key)) if one.sign_public_key else None,
                }
            )
        self.table.set_source(ListSource(rows))

    def first_input(self) -> QWidget:
        return self.table

    # --- the own key --------------------------------------------------------------------------------------------------

    def _on_card(self) -> None:
        self.desk.with_keys(self._save_card)

    def _save_card(self, keys: OfficeKeys) -> None:
        try:
            card = own_card(self.desk.office, keys, dt.datetime.now(dt.UTC))
        except AppError as error:
            self.desk.show_error(error)
            return
        kind = _("Office cards") + f" (*{SUFFIX})"
        name = safe_name(f"the-co-quan-{card.code}") + SUFFIX
        dialog = QFileDialog(self, _("Save the office card"), name, kind)
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
            _("Saved: {name}. Give it to the other office, and read the fingerprint out.").format(name=written.name)
        )

    def _on_sheet(self) -> None:
        self.desk.with_keys(lambda keys: SheetDialog(self, self.desk, keys).open())

    def _on_passphrase(self) -> None:
        PassphraseDialog(self, self.desk, self.refresh).open()

    def _on_restore(self) -> None:
        RestoreDialog(self, self.desk, self.refresh).open()

    # --- other offices ------------------------------------------------------------------------------------------------

    def _on_add(self) -> None:
        dialog = QFileDialog(self, _("Open an office card"), "", _("Office cards") + f" (*{SUFFIX})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take_card(Path(chosen)))
        dialog.open()

    def take_card(self, path: Path) -> None:
        """Show whose card it is and ask whether the fingerprint was compared."""
        try:
            card = read_card(path)
            if card.code == self.desk.office.code:
                raise NotAllowed(
                    N_("This is the card of your own office."),
                    advice=N_("Give it to the other office, and ask for theirs."),
                )
        except AppError as error:
            self.desk.show_error(error)
            return
        messages.ask(
            self,
            _("Is this the key of {office}?").format(office=card.name),
            _(
                "Ring the office up and let them read their fingerprint out. Take the card only if every group is the "
                "same:"
            )
            + f"\n\n{card.fingerprint}",
            _("It is the same: take the card"),
            lambda: self._take(card),
        )

    def _take(self, card: OfficeCard) -> None:
        def taken(_row: Any) -> None:
            self.refresh()
            self.desk.toast(_("{office} is known here now.").format(office=card.name))

        self.desk.write(
            lambda session, actor: take_card(session, card, actor), changes=("office",), on_done=taken, owner=self
        )

    def _on_confirm(self) -> None:
        one = self._offices.get(self.table.current_id())
        if one is None or not self.may_write:
            return
        if not one.sign_public_key:
            self._on_add()
            return
        text = fingerprint(bytes.fromhex(one.sign_public_key))
        if one.key_confirmed_at is not None:
            self.desk.toast(_("Its key was compared already: {fingerprint}").format(fingerprint=text))
            return
        messages.ask(
            self,
            _("Is this the key of {office}?").format(office=one.name),
            _("Ring the office up and let them read their fingerprint out. Confirm only if every group is the same:")
            + f"\n\n{text}",
            _("It is the same: confirm"),
            lambda: self.desk.write(
                lambda session, actor: confirm_key(session, one.id, actor),
                changes=("office",),
                on_done=lambda _row: self.refresh(),
                owner=self,
            ),
        )
