"""A unit that the program's list does not have, entered by hand."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.places.own_units import add_own_unit
from app.services.places.unit import KINDS, UnitLevel
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.first_start.place_choice import PlaceChoice


class OwnUnitDialog(ActDialog):
    """Asks for the unit and writes it into the office's own list, which the data folder keeps.

    Args:
        level: of the unit; ``province``: code of the one that it lies in, if it was chosen.
        day: whose units are meant.
    """

    added = Signal(object)
    """The new ``Unit``."""

    def __init__(self, parent: QWidget, desk: Desk, level: UnitLevel, province: str, day: dt.date) -> None:
        self._level = level
        choice = PlaceChoice(desk.context.places, lambda: day, "province")
        kinds = tuple((kind, kind) for kind in KINDS[level])
        rows = [
            [
                Field("kind", _("Kind"), "choice", required=True, choices=kinds),
                Field("name", _("Name without its kind"), required=True, span=2),
            ],
            [
                Field("code", _("Official code"), required=True, hint=_("As in the list of the statistics office.")),
                Field("valid_from", _("From which day"), "date", required=True),
            ],
        ]
        if level != "province":
            rows.append(
                [Field("parent", _("Province or city"), "combo", required=True, find=choice.find, words=choice.words)]
            )
        start = desk.context.places.layer_on(day).begins or day
        values: dict[str, object] = {"kind": KINDS[level][0], "valid_from": start}
        if level != "province":
            values["parent"] = province
        super().__init__(
            parent,
            desk,
            _("A unit that is not in the list"),
            rows,
            _("Add the unit"),
            lambda _session, _actor, _values: None,
            values=values,
            text=_("It is kept in this data folder beside the list that came with the program."),
        )

    def carry_out(self) -> None:
        """Write the unit; it needs no office yet."""
        values = self.values()
        if values is None:
            return
        try:
            unit = add_own_unit(self._desk.context.places, {**values, "level": self._level})
        except AppError as error:
            self._failed(error)
            return
        self.accept()
        self.added.emit(unit)
