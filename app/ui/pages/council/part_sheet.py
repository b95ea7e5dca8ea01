"""A sheet of part totals: one field for each part, within its maximum, for a set whose criteria are not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.rules.criteria import CriteriaSet
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.fields import Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.council.words import points
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel


class PartSheet(Card):
    """Tells each part as it is left; Enter goes on to the next."""

    changed = Signal(str, object)  # part id, Decimal or None
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("Points of each part"), parent=parent)
        self._desk = desk
        self._form: RecordForm | None = None
        self._set_id = ""
        self._holder = QVBoxLayout()
        self.body.addLayout(self._holder)
        self.body.addWidget(TextLabel(_("As on the paper sheet: whole or with up to two decimals."), "second"))
        self.body.addStretch(1)

    def show_sheet(self, record: str, criteria_set: CriteriaSet, totals: dict[str, Decimal], read_only: bool) -> None:
        """Show a sheet's totals; ``record`` names it for undo."""
        if self._form is None or self._set_id != criteria_set.id:
            self._build(criteria_set)
        assert self._form is not None
        self._form.show_record(record, {part.id: totals.get(part.id) for part in criteria_set.parts})
        self._form.set_read_only(read_only)

    def _build(self, criteria_set: CriteriaSet) -> None:
        if self._form is not None:
            self._holder.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._set_id = criteria_set.id
        rows = [
            [
                Field(
                    part.id,
                    _("Part {part}: {title} (at most {most})").format(
                        part=part.id, title=part.title, most=points(part.max)
                    ),
                    "points",
                    required=True,
                    lowest=0,
                    highest=int(part.max),
                    unit=_("points"),
                )
            ]
            for part in criteria_set.parts
        ]
        self._form = RecordForm(
            self._desk, [Section("", rows, name="parts")], self._save, name="part_sheet", framed=False, foot=False
        )
        self._form.closed.connect(self.closed)
        self._holder.addWidget(self._form)

    def _save(self, name: str, value: Any, on_done: Any, _on_error: Any, /) -> None:
        self.changed.emit(name, value)
        on_done()

    def commit(self) -> bool:
        """Take what is being typed; False where it cannot be read."""
        return self._form.commit() if self._form is not None else True

    def first_input(self) -> QWidget | None:
        """The first empty part."""
        return self._form.first_input() if self._form is not None else None

    def focus(self, part: str) -> None:
        """Put the cursor into a part."""
        if self._form is not None:
            self._form.focus(part)
