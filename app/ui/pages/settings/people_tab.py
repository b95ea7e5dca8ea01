"""Who works in the office."""

from __future__ import annotations

from typing import Any, get_args

from PySide6.QtWidgets import QWidget

from app.services.actors import Role
from app.services.names import role_name
from app.services.officials import (
    OfficialData,
    add_official,
    change_official,
    deactivate_official,
    list_officials,
)
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act


class PeopleTab(SettingsTab):
    """People, added, changed and taken out; what somebody did stays under the name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.add_words(
            _("Everybody here works with this one data folder. Click the name at the bottom left to take the seat.")
        )
        add = Act(self, _("Add a person…"), self._on_add, "Ctrl+N", "user-plus")
        self._change = Act(self, _("Change…"), self._on_change, "Ctrl+E", "pencil-simple")
        self._leave = Act(self, _("Take out of the office…"), self._on_leave, "Ctrl+Delete", "sign-out")
        if self.may_write:
            self.add_buttons([add, self._change, self._leave])
        columns = [
            Column("name", _("Full name"), width=260, stretch=True),
            Column("position", _("Position"), width=240),
            Column("role", _("Role"), width=160),
            Column("here", _("Seat"), "badge", width=160),
        ]
        self.table = TableView(
            desk,
            "settings_people",
            columns,
            ListSource([]),
            title=_("People of the office"),
            counted=lambda count: ngettext("{count} person", "{count} people", count).format(count=count),
        )
        self.table.opened.connect(lambda _id: self._on_change())
        self.table.set_row_acts([self._change, self._leave])
        self.table.setMinimumHeight(180)
        self.column.addWidget(self.table, 1)
        self._people: dict[str, Any] = {}

    def refresh(self) -> None:
        desk = self.desk
        people = desk.read(lambda session: list_officials(session, desk.office.id))
        self._people = {one.id: one for one in people}
        rows = [
            {
                "id": one.id,
                "name": one.full_name,
                "position": one.position,
                "role": str(role_name(one.role)).capitalize(),
                "here": (_("works here now"), "ok") if one.id == desk.person.id else None,
            }
            for one in people
        ]
        self.table.set_source(ListSource(rows))
        if rows and not self.table.selected_ids():
            self.table.select(str(rows[0]["id"]))

    def first_input(self) -> QWidget:
        return self.table

    def _fields(self) -> list[list[Field]]:
        roles = tuple((role, str(role_name(role)).capitalize()) for role in get_args(Role))
        return [
            [Field("full_name", _("Full name"), required=True)],
            [
                Field("position", _("Position")),
                Field("role", _("Role"), "choice", required=True, choices=roles),
            ],
        ]

    def _on_add(self) -> None:
        ActDialog(
            self,
            self.desk,
            _("Add a person"),
            self._fields(),
            _("Add"),
            lambda session, actor, values: add_official(session, OfficialData(**values), actor),
            values={"role": "officer"},
            changes=("official",),
            on_done=lambda _row: self.refresh(),
        ).open()

    def _on_change(self) -> None:
        one = self._people.get(self.table.current_id())
        if one is None or not self.may_write:
            return

        def changed(_row: Any) -> None:
            self.desk.reload_office()
            self.refresh()

        ActDialog(
            self,
            self.desk,
            _("Change what is said of a person"),
            self._fields(),
            _("Change"),
            lambda session, actor, values: change_official(session, one.id, values, actor),
            values={"full_name": one.full_name, "position": one.position, "role": one.role},
            changes=("official",),
            on_done=changed,
        ).open()

    def _on_leave(self) -> None:
        one = self._people.get(self.table.current_id())
        if one is None:
            return

        def left(_row: Any) -> None:
            mine = one.id == self.desk.person.id
            self.desk.reload_office()
            if mine:
                self.desk.rebuild_requested.emit()
            else:
                self.refresh()

        ActDialog(
            self,
            self.desk,
            _("Take {name} out of the office").format(name=one.full_name),
            [[Field("reason", _("Reason"), "long", required=True)]],
            _("Take out"),
            lambda session, actor, values: deactivate_official(session, one.id, values["reason"], actor),
            changes=("official",),
            text=_("What this person did stays recorded. The person can no longer be chosen."),
            on_done=left,
        ).open()
