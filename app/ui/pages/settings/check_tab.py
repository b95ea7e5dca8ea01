"""Whether the data is whole. The check reads only."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from app.services.doctor import Finding, examine, is_sound
from app.translate import N_, _, ngettext
from app.ui.desk import Desk
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.strip import Strip

_AREAS = {
    "database": N_("database"),
    "office": N_("office"),
    "journal": N_("journal"),
    "attachments": N_("attachments"),
    "hand_overs": N_("hand-overs"),
    "quarantine": N_("quarantine"),
    "rules": N_("rules"),
    "fonts": N_("fonts"),
    "disk": N_("disk"),
    "backups": N_("backups"),
}
_STATES = {
    "ok": (N_("whole"), "ok"),
    "note": (N_("to be known"), "info"),
    "wrong": (N_("wrong"), "danger"),
}


class CheckTab(SettingsTab):
    """The findings of the last check in this session."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._check = Act(self, _("Check the data"), self._on_check, "Ctrl+Return", "first-aid-kit")
        self.add_buttons([self._check], primary=True)
        self.strip = Strip(
            _("Not checked in this session yet."),
            "neutral",
            detail=_("The check reads only; nothing is changed or deleted."),
        )
        self.strip.setObjectName("settings.check")
        self.column.addWidget(self.strip)
        columns = [
            Column("area", _("What"), width=160),
            Column("state", _("State"), "badge", width=140),
            Column("said", _("Finding"), width=500, stretch=True),
            Column("items", _("Which"), width=260),
        ]
        self.table = TableView(
            desk,
            "settings_check",
            columns,
            ListSource([]),
            title=_("Findings of the data check"),
            counted=lambda count: ngettext("{count} finding", "{count} findings", count).format(count=count),
        )
        self.table.setMinimumHeight(180)
        self.column.addWidget(self.table, 1)

    def first_input(self) -> QWidget:
        return self.table

    def _on_check(self) -> None:
        context = self.desk.context
        self.desk.flush()
        self.desk.run_long(
            _("Checking the data"),
            lambda progress: examine(context.paths, context.library, dt.datetime.now(dt.UTC), progress),
            on_done=self._show,
            owner=self,
        )

    def _show(self, findings: list[Finding]) -> None:
        rows: list[dict[str, object]] = []
        for number, one in enumerate(findings):
            words, grade = _STATES[one.state]
            rows.append(
                {
                    "id": str(number),
                    "area": _(_AREAS[one.area]).capitalize(),
                    "state": (_(words), grade),
                    "said": one.said,
                    "items": ", ".join(one.items[:10]) or None,
                }
            )
        self.table.set_source(ListSource(rows))
        if is_sound(findings):
            self.strip.set_text(_("Nothing is wrong."), "ok")
        else:
            self.strip.set_text(_("Something is wrong; nothing was changed or deleted."), "danger")
