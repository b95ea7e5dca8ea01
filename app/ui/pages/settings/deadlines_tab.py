"""Deadlines that the office sets for itself, and the holidays that are left out of working days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.services.compared_rules import rules_as_compared
from app.services.names import TASKS, task_name
from app.services.office_tasks import tasks_of_level
from app.settings import RECEIPT_DAYS
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.forms.fields import Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.settings.tab import SettingsTab
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.labels import TextLabel

_RECEIPT = "receipt_days"


class DeadlinesTab(SettingsTab):
    """The law names few days; for the rest the office says within how many working days a task is to be done."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(
            TextLabel(
                _("Working days for each task, where the law gives none. Empty: no deadline is shown."), tone="text2"
            )
        )
        done = tasks_of_level(desk.library, desk.office.level)  # type: ignore[arg-type]
        self._tasks = [task for task in TASKS if task in done]
        rows = [
            [
                Field(task, str(task_name(task)), "number", lowest=1, highest=400, decimals=0, unit=_("working days"))
                for task in pair
            ]
            for pair in (self._tasks[at : at + 2] for at in range(0, len(self._tasks), 2))
        ]
        receipt = Field(
            _RECEIPT,
            _("Receipt of a hand-over"),
            "number",
            lowest=1,
            highest=400,
            decimals=0,
            unit=_("calendar days"),
            hint=_("After so many days a missing receipt is told on “Today”."),
        )
        sections = [Section("", rows), Section("", [[receipt]])]
        self.form = RecordForm(desk, sections, self._save, name="settings_deadlines", foot=False)
        self.form.setMinimumHeight(170)
        left.addWidget(self.form, 1)
        columns.addLayout(left, 2)
        right = QVBoxLayout()
        right.addWidget(TextLabel(_("Public holidays, left out of working days"), "card"))
        self.table = TableView(
            desk,
            "settings_holidays",
            [
                Column("day", _("Day"), "date", width=104),
                Column("last", _("Last day"), "date", width=104),
                Column("name", _("Holiday"), width=150, stretch=True),
                Column("state", _("Source"), "badge", width=150),
            ],
            ListSource([]),
            title=_("Public holidays"),
            counted=lambda count: ngettext("{count} entry", "{count} entries", count).format(count=count),
        )
        self.table.setMinimumHeight(220)
        right.addWidget(self.table, 1)
        columns.addLayout(right, 3)
        self.column.addLayout(columns, 1)

    def _save(self, name: str, value: Any, done: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        settings = self.desk.context.settings
        days = settings.deadlines
        if name == _RECEIPT:
            settings.receipt_days = RECEIPT_DAYS if value is None else int(value)
        elif value is None:
            days.pop(name, None)
        else:
            days[name] = int(value)
        if self.save_settings():
            done()
            if name == _RECEIPT and value is None:
                self.refresh()  # there is no empty one: the program's own measure stands again

    def refresh(self) -> None:
        from decimal import Decimal

        settings = self.desk.context.settings
        days = settings.deadlines
        values = {task: Decimal(days[task]) for task in self._tasks if task in days}
        self.form.show_record("office", values | {_RECEIPT: Decimal(settings.receipt_days)})
        rows: list[dict[str, object]] = []
        library = self.desk.library
        for year in reversed(self.desk.read(lambda session: rules_as_compared(session, library)).calendar().years):
            for off in year.days_off:
                sure = off.verified and year.verified
                rows.append(
                    {
                        "id": f"{off.first}",
                        "day": off.first,
                        "last": off.last,
                        "name": off.name,
                        "state": (_("compared"), "ok") if sure else (_("not compared"), "warn"),
                    }
                )
            rows += [
                {
                    "id": f"{one.date}",
                    "day": one.date,
                    "last": None,
                    "name": _("Worked in exchange for a day off"),
                    "state": (_("compared"), "ok") if one.verified else (_("not compared"), "warn"),
                }
                for one in year.worked_days
            ]
        self.table.set_source(ListSource(rows))

    def set_narrow(self, narrow: bool) -> None:
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def leave(self) -> bool:
        return self.form.commit()

    def first_input(self) -> QWidget | None:
        return self.form.first_input() or self.table
