"""The signed list of a province's offices: made and saved there, looked at and taken everywhere else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.actors import WRITERS
from app.services.keys import OfficeKeys
from app.services.names import level_name
from app.services.office_keys.list_making import SIGNING_LEVELS, ListMade, make_list
from app.services.office_keys.list_taking import ListLine, ListLook, ListTaken, look_at_list, take_list
from app.services.office_keys.office_list import SUFFIX, read_list_file, write_list
from app.services.office_keys.words import fingerprint_words
from app.services.printing.safe_names import safe_name
from app.translate import N_, _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.page import Page
from app.ui.pages.settings.offices_words import day_of
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip

_KINDS = {
    "new": (N_("New"), "info"),
    "changed": (N_("Changed"), "info"),
    "same": (N_("The same"), "neutral"),
    "conflict": (N_("Not taken"), "danger"),
    "refused": (N_("Not taken"), "danger"),
}
_MEANS = {
    "new": N_("It becomes known here, with its key."),
    "changed": N_("Its name, place and key become those of the list."),
}


class OfficeListPage(Page):
    """Route extra ``file``: a list that was opened or dropped. Looking writes nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.look: ListLook | None = None
        self._opened = ""
        self.header = PageHeader(self)
        self.header.set_title(_("List of offices"))
        self.header.set_back(_("Offices"), self._back)
        self.body.addWidget(self.header)
        self.strip = Strip("", "info")
        self.strip.setObjectName("office_list.strip")
        self.body.addWidget(self.strip)
        self._may = desk.person.role in WRITERS
        self._makes = desk.office.level in SIGNING_LEVELS and self._may
        self.make = Act(self, _("Make and save the list…"), self._on_make, "Ctrl+Shift+S", "floppy-disk")
        self.file = Act(self, _("Open a list…"), self._on_file, "Ctrl+O", "folder-open")
        self.take = Act(self, "", self._on_take, "Ctrl+Return")
        Act(self, _("Back"), self._back, "Esc")
        columns = [
            Column("name", _("Office"), width=250, stretch=True),
            Column("level", _("Level"), width=80),
            Column("kind", _("Verdict"), "badge", width=120),
            Column("why", _("What it means"), width=330),
            Column("code", _("Code"), width=90, shown=False),
        ]
        text = _("The province's list enrols all its offices at once: one file, and nobody compares each key.")
        empty = EmptyState("list-checks", _("Open a list to see what it holds."), [], text)
        self.table = TableView(
            desk,
            "office_list",
            columns,
            ListSource([]),
            title=_("Offices in the list"),
            counted=lambda count: ngettext("{count} office", "{count} offices", count).format(count=count),
            empty=empty,
        )
        self.table.setMinimumHeight(150)
        self.body.addWidget(self.table, 1)
        self._show(None)

    def open(self, route: Route) -> None:
        self.route = route
        file = route.value("file")
        if file and file != self._opened:
            self._opened = file
            self.read_file(Path(file))

    def set_narrow(self, narrow: bool) -> None:
        self.table.leave_out(("level",) if narrow else ())

    # --- looking and taking -------------------------------------------------------------------------------------------

    def _on_file(self) -> None:
        dialog = FileDialog(self, _("Open a list of offices"), "", _("Lists of offices") + f" (*{SUFFIX})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read_file(Path(name)))
        dialog.open()

    def read_file(self, path: Path) -> None:
        """Show what is in a list, and what taking it would do."""
        desk = self.desk

        def work() -> ListLook:
            found = read_list_file(path)
            return desk.read(lambda session: look_at_list(session, found))

        desk.tasks.read(work, self._show, desk.show_error, self)

    def _show(self, look: ListLook | None) -> None:
        self.look = look
        lines = look.lines if look is not None else ()
        self.table.set_source(ListSource([_row(line) for line in lines]))
        count = len(look.takeable) if look is not None and look.refusal is None else 0
        self.take.set_words(ngettext("Take {count} office", "Take {count} offices", count).format(count=count))
        self.take.setEnabled(bool(count) and self._may)
        can_take = self.take if self.take.isEnabled() else None
        others = [self.file, self.make] if self._makes else [self.file]
        first = can_take or others.pop(0)
        self.header.set_acts(first, others)
        self.header.set_subtitle(_("Nothing is written before you say so") if can_take else "")
        self._say(look)
        if look is not None and self.isVisible():
            self.table.setFocus()

    def _say(self, look: ListLook | None) -> None:
        if look is None:
            self.strip.setVisible(self._makes)
            text = _("The list holds this office and all below it whose key was compared here, or who work on paper.")
            self.strip.set_text(text, "info", _("Save it onto the stick of each office, or send it by mail."))
            return
        self.strip.show()
        found = look.office_list
        if look.refusal is not None:
            words = ", ".join(fingerprint_words(bytes.fromhex(found.sign_public_key)))
            detail = " ".join((look.refusal.what_next, _("Words of the key that signed: {words}.").format(words=words)))
            self.strip.set_text(look.refusal.what, "danger", detail)
            return
        refused = sum(line.kind in ("conflict", "refused") for line in look.lines)
        revoked = sum(len(line.revokes) for line in look.lines)
        said = _("{office} signed this list on {day}; its key was compared here").format(
            office=found.name, day=day_of(_moment(found.issued_at))
        )
        details = []
        if refused:
            text = ngettext("{count} office is not taken: see why.", "{count} offices are not taken: see why.", refused)
            details.append(text.format(count=refused))
        if revoked:
            text = ngettext("{count} key is revoked by it.", "{count} keys are revoked by it.", revoked)
            details.append(text.format(count=revoked))
        if not look.takeable:
            details.append(_("Everything in it is known here already."))
        self.strip.set_text(said, "warn" if refused or revoked else "ok", " ".join(details))

    def _on_take(self) -> None:
        look = self.look
        if look is None:
            return
        self.desk.write(
            lambda session, actor: take_list(session, look.office_list, actor),
            changes="office",
            on_done=self._taken,
            owner=self,
        )

    def _taken(self, taken: ListTaken) -> None:
        count = len(taken.taken)
        text = ngettext("{count} office was taken from the list.", "{count} offices were taken from the list.", count)
        self.desk.toast(text.format(count=count))
        if self.look is not None:
            found = self.look.office_list
            self._show(self.desk.read(lambda session: look_at_list(session, found)))

    # --- making -------------------------------------------------------------------------------------------------------

    def _on_make(self) -> None:
        self.desk.with_keys(self._ask_place)

    def _ask_place(self, keys: OfficeKeys) -> None:
        name = safe_name(f"co-quan-{self.desk.office.code}-{self.desk.today().isoformat()}") + SUFFIX
        dialog = FileDialog(self, _("Save the list of offices"), name, _("Lists of offices") + f" (*{SUFFIX})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.save_list(Path(chosen), keys))
        dialog.open()

    def save_list(self, path: Path, keys: OfficeKeys) -> None:
        """Make the list and write it there; nothing is recorded where it cannot be written."""

        def work(session: Any, actor: Any) -> ListMade:
            made = make_list(session, keys, actor)
            write_list(path, made.office_list)
            return made

        self.desk.write(work, on_done=self._saved, owner=self)

    def _saved(self, made: ListMade) -> None:
        look = self.desk.read(lambda session: look_at_list(session, made.office_list))
        self._show(ListLook(look.office_list, look.lines, None))
        count = len(made.office_list.offices)
        text = ngettext("The list with {count} office is saved.", "The list with {count} offices is saved.", count)
        detail = _("Every office takes it once it has compared your own key.")
        if made.left_out:
            left = _("Left out, their key was never compared here: {codes}.").format(codes=", ".join(made.left_out))
            detail = f"{left} {detail}"
        self.strip.set_text(text.format(count=count), "warn" if made.left_out else "ok", detail)

    def _back(self) -> None:
        self.desk.go(Route("settings", tab="offices"))

    def default_focus(self) -> QWidget | None:
        return self.table if self.look is not None else self.header.primary_button


def _row(line: ListLine) -> dict[str, object]:
    word, grade = _KINDS[line.kind]
    why = line.said
    if not why and line.kind in _MEANS:
        why = _(_MEANS[line.kind])
    if line.revokes:
        why = " ".join((ngettext("A key of it is revoked.", "Keys of it are revoked.", len(line.revokes)), why)).strip()
    return {
        "id": line.code,
        "name": line.name,
        "level": str(level_name(line.level)).capitalize(),
        "kind": (_(word), grade),
        "why": why,
        "code": line.code,
    }


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
