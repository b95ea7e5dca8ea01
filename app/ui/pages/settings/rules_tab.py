"""The rules that dossiers are judged by, and the office's own rule files with their faults."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.services.compared_rules import (
    MAY_COMPARE,
    FileStanding,
    SignedCopy,
    file_standings,
    record_comparison,
    revoke_comparison,
)
from app.services.names import grade_name
from app.translate import N_, _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_KINDS = {"regime": N_("regime"), "criteria": N_("criteria set"), "holidays": N_("holidays")}


class RulesTab(SettingsTab):
    """Regimes and criteria sets with how far each was compared with the signed text."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.strip = Strip(_("Reading the rules…"), "neutral")
        self.strip.setObjectName("settings.rules")
        self.column.addWidget(self.strip)
        columns = [
            Column("kind", _("What"), width=104),
            Column("name", _("Name"), width=380, stretch=True),
            Column("from", _("In force from"), "date", width=120),
            Column("until", _("Until"), "date", width=110),
            Column("state", _("Compared"), "badge", width=150),
            Column("copy", _("With which copy"), width=200, shown=False),
            Column("by", _("By whom, when"), width=200, shown=False),
            Column("grade", _("Read from"), width=150, shown=False),
            Column("id", _("File"), width=200, shown=False),
        ]
        self.table = TableView(
            desk,
            "settings_rules",
            columns,
            ListSource([]),
            title=_("Rules"),
            counted=lambda count: ngettext("{count} rule file", "{count} rule files", count).format(count=count),
        )
        self.table.setMinimumHeight(180)
        self.table.selected.connect(lambda _ids: self._tell())
        self.column.addWidget(self.table, 1)
        self.said = self.add_words("", "second")
        self.said.setObjectName("settings.rules.said")
        self._compare = Act(self, _("Record a comparison…"), self._on_compare, "Ctrl+R", "check-circle")
        self._revoke = Act(
            self, _("Take the comparison back…"), self._on_revoke, "Ctrl+Delete", "arrow-counter-clockwise"
        )
        folder = Act(self, _("Open the folder of own rule files"), self._on_folder, "Ctrl+O", "folder-open")
        may = desk.person.role in MAY_COMPARE
        self.add_buttons([self._compare, self._revoke, folder] if may else [folder])
        if may:
            self.table.set_row_acts([self._compare, self._revoke])
            self.table.opened.connect(lambda _id: self._on_compare())
        else:
            self.add_words(_("The leader or the administrator records that a rule file was compared."))
        self._files: dict[str, FileStanding] = {}

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.table.leave_out(("from",) if narrow else ())

    def refresh(self) -> None:
        library = self.desk.library
        self.desk.fetch(
            lambda session: (file_standings(session, library), [fault.what for fault in library.check_own()]),
            self._show,
            owner=self,
        )

    def _row(self, one: FileStanding) -> dict[str, object]:
        file, done = one.file, one.comparison
        copy = done.copy_number if done is not None else ""
        if done is not None and done.copy_on is not None:
            copy = _("{number} of {day}").format(number=copy, day=format_date(done.copy_on))
        return {
            "id": file.id,
            "kind": _(_KINDS[file.kind]),
            "name": _("Holidays of {year}").format(year=file.title) if file.kind == "holidays" else file.title,
            "from": file.begins,
            "until": file.ends,
            "state": _state(one),
            "copy": copy,
            "by": f"{done.person}, {format_date(done.compared_on)}" if done is not None else "",
            "grade": str(grade_name(file.grade)).capitalize(),
        }

    def _show(self, loaded: tuple[list[FileStanding], list[str]]) -> None:
        found, faults = loaded
        chosen = self.table.current_id()
        self._files = {one.file.id: one for one in found}
        self.table.set_source(ListSource([self._row(one) for one in found]))
        if found and not (chosen and self.table.select(chosen)):
            self.table.select(found[0].file.id)
        self._tell()
        calendar = self.desk.library.calendar().years
        years = f"{calendar[0].year}–{calendar[-1].year}" if calendar else "–"
        detail = _("Holidays are known for {years}.").format(years=years)
        if faults:
            self.strip.set_text(faults[0], "danger", "\n".join(faults[1:4]))
        elif self.desk.context.paths.rules.is_dir():
            self.strip.set_text(_("The office has rule files of its own, and they are sound."), "ok", detail)
        else:
            text = _("Only the rules that came with the program are used.")
            self.strip.set_text(text, "info", detail)

    def _chosen(self) -> list[FileStanding]:
        return [self._files[one] for one in self.table.selected_ids() if one in self._files]

    def _tell(self) -> None:
        """What is known of the chosen file, and which acts there are for it."""
        chosen = self._chosen()
        self._compare.setEnabled(any(not one.settled for one in chosen))
        self._revoke.setEnabled(len(chosen) == 1 and chosen[0].comparison is not None)
        self.said.setText(_said(chosen[0]) if len(chosen) == 1 else "")

    def _on_compare(self) -> None:
        chosen = [one for one in self._chosen() if not one.settled]
        if not chosen or self.desk.person.role not in MAY_COMPARE:
            return
        library, names = self.desk.library, [one.file.id for one in chosen]
        sha256 = chosen[0].file.sha256 if len(chosen) == 1 else ""
        rows = [
            [
                Field("copy_number", _("Number of the signed text"), required=True),
                Field("copy_on", _("Date of the signed text"), "date"),
            ],
            [Field("note", _("Where the copy is kept, what was compared"), "long")],
        ]
        what = str(self._row(chosen[0])["name"]) if len(chosen) == 1 else _count_files(len(chosen))
        ActDialog(
            self,
            self.desk,
            _("Record that it was compared: {what}").format(what=what),
            rows,
            _("Record"),
            lambda session, actor, values: record_comparison(
                session,
                library,
                names,
                SignedCopy(values["copy_number"] or "", values["copy_on"], values["note"] or ""),
                actor,
                sha256=sha256,
            ),
            changes=("settings",),
            text=_(
                "You state that every figure of the file was compared with the signed text that the office holds. "
                "Papers then no longer say that it was not; what is inferred stays named."
            ),
            on_done=lambda _rows: self.refresh(),
        ).open()

    def _on_revoke(self) -> None:
        chosen = self._chosen()
        if len(chosen) != 1 or chosen[0].comparison is None:
            return
        library, name = self.desk.library, chosen[0].file.id
        ActDialog(
            self,
            self.desk,
            _("Take the comparison back: {what}").format(what=self._row(chosen[0])["name"]),
            [[Field("reason", _("Reason"), "long", required=True)]],
            _("Take back"),
            lambda session, actor, values: revoke_comparison(session, library, name, values["reason"], actor),
            changes=("settings",),
            text=_("Papers printed from now on say again that it was not compared."),
            on_done=lambda _row: self.refresh(),
        ).open()

    def first_input(self) -> QWidget:
        return self.table

    def _on_folder(self) -> None:
        folder = self.desk.context.paths.rules
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _state(one: FileStanding) -> tuple[str, str]:
    if one.settled:
        return _("compared"), "ok"
    return (_("changed, compare anew"), "warn") if one.changed else (_("not compared"), "warn")


def _said(one: FileStanding) -> str:
    done = one.comparison
    if done is None:
        if one.file.signed:
            return _("Read from the signed text: nothing is left to compare.")
        if one.changed:
            return _("An earlier form of this file was compared. It has changed since.")
        return _("Nobody here has compared it with the signed text yet. Papers that rest on it say so.")
    day = format_date(done.copy_on)
    copy = _("{number} of {day}").format(number=done.copy_number, day=day) if day else done.copy_number
    said = _("Compared on {day} by {person} with {copy}.").format(
        day=format_date(done.compared_on), person=done.person, copy=copy
    )
    return f"{said} {done.note}".strip()


def _count_files(count: int) -> str:
    return ngettext("{count} rule file", "{count} rule files", count).format(count=count)
