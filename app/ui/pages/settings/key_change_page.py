"""Another office's notice of its key: what it says, what has to be compared, and taking it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.actors import WRITERS
from app.services.letters.enclosures import Standing
from app.services.letters.key_letters import judge_key_change
from app.services.office_keys.key_change import SUFFIX, KeyChange, read_key_change_file
from app.services.office_keys.standing import current_key
from app.services.office_keys.taking import WAYS, Checked, KeyChangeTaken, take_key_change
from app.services.offices import find_office
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.page import Page
from app.ui.pages.settings import offices_words
from app.ui.pages.settings.key_check import how_to_compare
from app.ui.pages.settings.key_words import KeyWords, TypedWords
from app.ui.route import Route
from app.ui.theme import font
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented


class KeyChangePage(Page):
    """Route extra ``file``. A key that stands for a lost one is taken only with all six words typed or a way named."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.change: KeyChange | None = None
        self._opened = ""
        self.header = PageHeader(self)
        self.header.set_title(_("Notice of a key"))
        self.header.set_subtitle(_("Nothing is written before you say so"))
        self.header.set_back(_("Offices"), self._back)
        self.body.addWidget(self.header)
        self.take = Act(self, "", self._on_take, "Ctrl+Return")
        self.file = Act(self, _("Open a notice…"), self._on_file, "Ctrl+O", "folder-open")
        Act(self, _("Back"), self._back, "Esc")
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        self.strip = Strip("", "info")
        self.strip.setObjectName("key_change.strip")
        rows.addWidget(self.strip)
        self._card = Card()
        self._facts = TextLabel("")
        self._card.body.addWidget(self._facts)
        self.words = KeyWords()
        self._card.body.addWidget(self.words)
        rows.addWidget(self._card)
        self._check = Card(_("Compare the new key"))
        self._how = TextLabel("")
        self.typed = TypedWords(needed=True)
        self.ways = Segmented()
        self.ways.setObjectName("key_change.ways")
        self.ways.set_tabs([(way, _(offices_words.WAYS[way])) for way in WAYS])
        label = QLabel(_("With whom, or at which number (recorded)"))
        label.setFont(font("label"))
        self.note = QLineEdit()
        self.note.setObjectName("field.note")
        self.note.setAccessibleName(label.text())
        self.note.setMaximumWidth(760)
        label.setBuddy(self.note)
        way = TextLabel(_("How it was compared"), "label")
        for part in (self._how, self.typed, way, self.ways, label, self.note):
            self._check.body.addWidget(part)
        rows.addWidget(self._check)
        rows.addStretch(1)
        self.body.addWidget(VScroll(holder), 1)
        self._show(None)

    def open(self, route: Route) -> None:
        self.route = route
        file = route.value("file")
        if file and (file != self._opened or self.change is None):
            self._opened = file
            self.read_file(Path(file))

    def _on_file(self) -> None:
        kinds = _("Notices of keys") + f" (*{SUFFIX})"
        dialog = FileDialog(self, _("Open a notice of a key"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Show what a notice says."""
        self.desk.tasks.read(lambda: read_key_change_file(path), self._show, self.desk.show_error, self)

    def _show(self, change: KeyChange | None) -> None:
        self.change = change
        self.note.clear()
        for part in (self._card, self._check):
            part.setVisible(change is not None)
        if change is None:
            self.strip.set_text(_("Open the notice that the other office gave you."), "info")
            self.header.set_acts(self.file, [])
            return
        standing, compare = self.desk.read(lambda session: _standing(session, change))
        own = change.code == self.desk.office.code
        kind = {
            "rotation": _("{office} has renewed its key"),
            "replacement": _("{office} has lost its key and made a new one"),
            "revocation": _("{office} revokes its key"),
        }[change.kind].format(office=change.name)
        self._card.set_title(kind)
        said = [_("Dated {day}.").format(day=offices_words.day_of(dt.datetime.fromisoformat(change.at)))]
        if change.reason:
            said.append(_("Reason: {reason}").format(reason=change.reason))
        said.append(_("The words of the new key:") if change.card is not None else _("The words of the revoked key:"))
        self._facts.setText("\n".join(said))
        key = bytes.fromhex(change.card.sign_public_key if change.card is not None else change.old_key)
        self.words.show_key(key)
        self.typed.set_key(key)
        self._how.setText(how_to_compare(change.name))
        self._check.setVisible(compare and not own)
        self._say(change, standing, compare, own)
        may = self.desk.person.role in WRITERS and not own and (compare or standing.kind == "new")
        words = {
            "rotation": _("Take the new key"),
            "replacement": _("All six are the same: take the new key"),
            "revocation": _("Take note: the key is revoked"),
        }[change.kind]
        self.take.set_words(words)
        self.take.setEnabled(may)
        self.header.set_acts(self.take if may else self.file, [self.file] if may else [])
        focus = self.typed if compare and not own else self.header.primary_button
        if self.isVisible() and focus is not None:
            focus.setFocus()

    def _say(self, change: KeyChange, standing: Standing, compare: bool, own: bool) -> None:
        if own:
            text = _("This is a notice of your own office.")
            self.strip.set_text(text, "warn", _("Give it to the offices that you work with."))
        elif compare:
            text = _("Nothing proves yet that the new key is its own: compare it with the office itself.")
            self.strip.set_text(text, "warn", _("The known key is kept until then."))
        elif standing.kind == "known":
            self.strip.set_text(_("This is known here already."), "ok", _("Nothing is left to do."))
        elif standing.kind == "refused":
            self.strip.set_text(standing.said, "danger", _("The known key is kept. Ring the office up and ask."))
        elif change.kind == "rotation":
            text = _("Signed by its old key, which was compared here: nothing has to be compared again.")
            self.strip.set_text(text, "ok")
        else:
            text = _("From then on, bundles that this key signs are refused.")
            self.strip.set_text(text, "warn", _("Then wait for its new card or notice, and compare that."))

    def _on_take(self) -> None:
        change = self.change
        if change is None:
            return
        checked = None
        if not self._check.isHidden():
            if not self.typed.check(needed=self.ways.current() == "phone"):
                return
            checked = Checked(self.ways.current(), self.note.text())
        self.desk.write(
            lambda session, actor: take_key_change(session, change, actor, checked),
            changes="office",
            on_done=self._taken,
            owner=self,
        )

    def _taken(self, taken: KeyChangeTaken) -> None:
        said = {
            "rotation": _("The new key of {office} is taken."),
            "replacement": _("The new key of {office} is taken."),
            "revocation": _("The key of {office} is revoked here."),
        }[taken.kind]
        self.desk.toast(said.format(office=taken.office.name))
        self._opened = ""
        self.change = None
        self.desk.go(Route("office", taken.office.id))

    def _back(self) -> None:
        self.desk.go(Route("settings", tab="offices"))

    def default_focus(self) -> QWidget | None:
        return self.typed if self._check.isVisible() else self.header.primary_button


def _standing(session: Any, change: KeyChange) -> tuple[Standing, bool]:
    """What taking it would do, and whether a person has to compare the new key first."""
    standing = judge_key_change(session, change)
    if change.kind != "replacement" or change.card is None:
        return standing, False
    office = find_office(session, change.code)
    if office is not None and office.key_confirmed_at is not None:
        key = current_key(session, office.id)
        if key is not None and key.sign_public_key == change.card.sign_public_key:
            return Standing("known"), False
    return standing, True
