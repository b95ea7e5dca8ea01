"""The rules that dossiers are judged by, and the office's own rule files with their faults."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.services.names import grade_name
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_DAY = dt.timedelta(days=1)


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
            Column("state", _("Compared"), "badge", width=140),
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
        self.column.addWidget(self.table, 1)
        self.add_buttons([Act(self, _("Open the folder of own rule files"), self._on_folder, "Ctrl+O", "folder-open")])

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.table.leave_out(("from",) if narrow else ())

    def refresh(self) -> None:
        self.desk.tasks.read(self._load, self._show, self.desk.show_error, self)

    def _load(self) -> tuple[list[dict[str, object]], list[str]]:
        library = self.desk.library
        rows: list[dict[str, object]] = []
        for regime in library.regimes():
            begins, ends = regime.period.begins, regime.period.ends
            ends = ends - _DAY if ends is not None else None  # its last day
            rows.append(self._row(_("regime"), regime.id, regime.title, regime.verified, regime.grade, begins, ends))
            for one in library.criteria_sets(regime):
                name = _("{number}. {name}").format(number=one.number, name=one.name)
                rows.append(self._row(_("criteria set"), one.id, name, one.verified, one.grade, begins, ends))
        return rows, [fault.what for fault in library.check_own()]

    def _row(
        self, kind: str, ident: str, name: str, verified: bool, grade: str, begins: object, ends: object
    ) -> dict[str, object]:
        return {
            "id": ident,
            "kind": kind,
            "name": name,
            "from": begins,
            "until": ends,
            "state": (_("compared"), "ok") if verified else (_("not compared"), "warn"),
            "grade": str(grade_name(grade)).capitalize(),
        }

    def _show(self, loaded: tuple[list[dict[str, object]], list[str]]) -> None:
        rows, faults = loaded
        self.table.set_source(ListSource(rows))
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

    def first_input(self) -> QWidget:
        return self.table

    def _on_folder(self) -> None:
        folder = self.desk.context.paths.rules
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
