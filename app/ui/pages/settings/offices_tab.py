"""The other offices that are known here: how each one's key stands, and what last went there or came."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.names import level_name
from app.services.office_keys.others import OfficeLine, office_lines
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.file_routes import OPENABLE, route_of_file
from app.ui.pages.settings.offices_words import day_of, key_badge, place_of
from app.ui.pages.settings.tab import SettingsTab
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState


class OfficesTab(SettingsTab):
    """Enter opens an office; everything that came as a file is opened by one act."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._add = Act(self, _("Add an office…"), lambda: desk.go(Route("add_office")), "Ctrl+N", "plus")
        self._file = Act(self, _("Open a card, list or notice…"), self._on_file, "Ctrl+O", "folder-open")
        self._list = Act(
            self, _("Make the list of offices…"), lambda: desk.go(Route("office_list")), "Ctrl+L", "list-checks"
        )
        self._heirs = Act(self, _("Succession…"), lambda: desk.go(Route("succession")), "Ctrl+J", "buildings")
        self.add_buttons([self._add, self._file, self._list, self._heirs], primary=True)
        self._list.setVisible(_signs_lists(desk) and self.may_write)
        self._heirs.setVisible(desk.office.level != "producer")
        self._add.setVisible(self.may_write)
        self._file.setVisible(self.may_write)
        columns = [
            Column("name", _("Office"), width=250, stretch=True),
            Column("level", _("Level"), width=70),
            Column("place", _("Where it is"), width=230),
            Column("key", _("Key"), "badge", width=140),
            Column("way", _("Hand-over"), width=100),
            Column("last", _("Last hand-over"), width=140),
            Column("code", _("Code"), width=90, shown=False),
        ]
        empty = EmptyState(
            "buildings",
            _("No other office is known here yet."),
            [self._add, self._file] if self.may_write else [],
            _("Needed for handing over by stick: each side reads the other's card once."),
        )
        self.table = TableView(
            desk,
            "settings_offices",
            columns,
            ListSource([]),
            title=_("Offices known here"),
            counted=lambda count: ngettext("{count} office", "{count} offices", count).format(count=count),
            empty=empty,
        )
        self.table.opened.connect(lambda ident: desk.go(Route("office", ident)))
        self.table.setMinimumHeight(150)
        self.column.addWidget(self.table, 1)

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.table.leave_out(("place", "last") if narrow else ())

    def refresh(self) -> None:
        self.table.set_source(ListSource([_row(one) for one in self.desk.read(office_lines)]))

    def first_input(self) -> QWidget:
        return self.table

    def _on_file(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in OPENABLE)
        dialog = FileDialog(self, _("Open a card, list or notice"), "", _("Files of this program") + f" ({kinds})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Go to the page for this file."""
        route = route_of_file(path)
        if route is not None:
            self.desk.go(route)


def _signs_lists(desk: Desk) -> bool:
    from app.services.office_keys.list_making import SIGNING_LEVELS

    return desk.office.level in SIGNING_LEVELS


def _row(line: OfficeLine) -> dict[str, object]:
    office = line.office
    last = ""
    if line.last_at is not None:
        words = _("sent {day}") if line.last_direction == "out" else _("came {day}")
        last = words.format(day=day_of(line.last_at))
    return {
        "id": office.id,
        "name": office.name,
        "level": str(level_name(office.level)).capitalize(),
        "place": place_of(office),
        "key": key_badge("succeeded" if line.ended else line.key),
        "way": _("by bundle") if office.uses_program else _("on paper"),
        "last": last,
        "code": office.code,
    }
