"""Copies of the book: made, listed, put back; and what they do not hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.backup import Backup, back_up, list_backups
from app.services.full_copy import FullCopy, bring_files_back, copies_in, copy_all
from app.translate import _, format_datetime, format_number, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_EVERY_KIND = (
    "producer",
    "product",
    "idea",
    "dossier",
    "document",
    "assessment",
    "note",
    "round",
    "council",
    "sheet",
    "result",
    "decision",
    "certificate",
    "hand_over",
    "office",
    "official",
    "settings",
)


class BackupTab(SettingsTab):
    """The list shows the copies on this machine, or those of a folder that was opened."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._elsewhere: list[Backup] | None = None
        now = Act(self, _("Back up now"), self._on_now, "Ctrl+B", "floppy-disk")
        stick = Act(self, _("Copy everything to a stick…"), self._on_stick, "Ctrl+Shift+B", "usb")
        self._look = Act(self, _("Look for copies in a folder…"), self._on_look, "Ctrl+O", "folder-open")
        self._restore = Act(self, _("Put this copy back…"), self._on_restore, "Ctrl+R", "clock-counter-clockwise")
        self.add_buttons([now, stick, self._look, self._restore], primary=True)
        self.strip = Strip(
            _("A backup on this machine holds the register and all dossiers' data, not the attached files."),
            "info",
            detail=_(
                "“Copy everything to a stick” holds the attached files too. The office's key is in "
                "neither: the recovery sheet brings it back."
            ),
        )
        self.column.addWidget(self.strip)
        columns = [
            Column("made", _("Made at"), "date", width=170, align="left"),
            Column("size", _("Size"), width=110, align="right"),
            Column("where", _("Where"), width=400, stretch=True),
        ]
        self.table = TableView(
            desk,
            "settings_backups",
            columns,
            ListSource([]),
            title=_("Backups"),
            counted=lambda count: ngettext("{count} copy", "{count} copies", count).format(count=count),
        )
        self.table.opened.connect(lambda _id: self._on_restore())
        self.table.set_row_acts([self._restore])
        self.table.setMinimumHeight(180)
        self.column.addWidget(self.table, 1)
        self._shown: dict[str, Backup] = {}

    def refresh(self) -> None:
        found = self._elsewhere if self._elsewhere is not None else list_backups(self.desk.context.paths.backups)
        self._shown = {str(one.path): one for one in found}
        rows = [
            {
                "id": str(one.path),
                "made": one.made_at,
                "size": _("{size} MB").format(size=format_number(max(1, round(one.size / 1_000_000)))),
                "where": str(one.path),
            }
            for one in found
        ]
        self.table.set_source(ListSource(rows))
        if rows:
            self.table.select(str(rows[0]["id"]))

    def first_input(self) -> QWidget:
        return self.table

    def _on_now(self) -> None:
        paths = self.desk.context.paths
        self._elsewhere = None

        def done(backup: Backup) -> None:
            self.refresh()
            self.desk.toast(_("Backed up: {name}").format(name=backup.path.name))

        self.desk.flush()
        self.desk.run_long(
            _("Backing up"), lambda _progress: back_up(paths.database, paths.backups), on_done=done, owner=self
        )

    def _on_stick(self) -> None:
        self._ask_folder(_("Where to copy everything"), self.copy_to)

    def copy_to(self, target: Path) -> None:
        """Copy database and attached files into a folder."""
        paths, code = self.desk.context.paths, self.desk.office.code

        def done(made: FullCopy) -> None:
            files = ngettext("{count} new file", "{count} new files", made.new_files).format(count=made.new_files)
            self.desk.toast(_("Everything is copied ({files}): {folder}").format(files=files, folder=made.folder))

        self.desk.flush()
        self.desk.run_long(
            _("Copying everything"),
            lambda progress: copy_all(paths, target, code, progress),
            on_done=done,
            owner=self,
        )

    def _on_look(self) -> None:
        self._ask_folder(_("Where copies lie"), self.look_in)

    def look_in(self, folder: Path) -> None:
        """List the copies of a folder."""
        self._elsewhere = copies_in(folder)
        self.refresh()
        self.table.setFocus()

    def _ask_folder(self, title: str, use: object) -> None:
        dialog = FileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda name: use(Path(name)))  # type: ignore[operator]
        dialog.open()

    def _on_restore(self) -> None:
        chosen = self._shown.get(self.table.current_id())
        if chosen is None or not self.may_write:
            return
        messages.ask(
            self,
            _("Put the copy of {moment} back?").format(moment=format_datetime(chosen.made_at)),
            _(
                "Everything written after that moment is no longer in the book. The book of now is kept beside it "
                "under another name; attached files and the key stay as they are."
            ),
            _("Put the copy back"),
            lambda: self.restore(chosen),
            danger=True,
        )

    def restore(self, chosen: Backup) -> None:
        """Put a copy in the database's place, and back what attached files lie beside it."""
        desk = self.desk
        desk.tasks.shut_down()  # nothing may read or write meanwhile; the lanes go on afterwards
        try:
            kept = desk.context.restore(chosen.path)
            bring_files_back(chosen.path, desk.context.paths)
        except Exception as error:  # noqa: BLE001 - shown to the officer
            desk.show_error(error)
            return
        desk.reload_office()
        desk.note_saved(_EVERY_KIND)
        desk.rebuild_requested.emit()
        if kept is not None:
            desk.toast(_("The copy is back. The book of before is kept as {name}.").format(name=kept.name))
