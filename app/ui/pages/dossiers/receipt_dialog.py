"""Receiving a dossier: says at once which rules the typed day gives, and asks which commune it was on that day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError, InvalidInput
from app.services.dossier_moves import ReceiptData, receive_first
from app.services.dossier_page import DossierPageData
from app.services.dossier_units import communes_of_day, unit_fields
from app.services.places.unit import Unit
from app.services.producers import get_producer
from app.services.search import name_key
from app.translate import N_, _, format_date
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.fields import Choices, Field


def ask_receipt(page: QWidget, desk: Desk, data: DossierPageData, title: str, changes: tuple[str, ...]) -> ActDialog:
    """Ask for the day of filing and the numbers, and receive the dossier."""
    asked = _Receipt(page, desk, data, title, changes)
    asked.dialog.open()
    return asked.dialog


class _Receipt:
    def __init__(self, page: QWidget, desk: Desk, data: DossierPageData, title: str, changes: tuple[str, ...]) -> None:
        self._desk, self._ident = desk, data.row.id
        self._commune = desk.read(
            lambda session: (
                (one := get_producer(session, data.producer_id)).commune_code,
                one.commune_name,
                one.district_code,
            )
        )
        self._first = desk.library.regimes()[0].period.begins
        rows = [
            [
                Field("filed_on", _("Day of filing"), "date", required=True),
                Field("received_by", _("Received by"), required=True),
            ],
            *self._commune_row(),
            [
                Field(
                    "running",
                    _("Running number of the form"),
                    "number",
                    decimals=0,
                    lowest=1,
                    hint=_("Empty: the next one."),
                ),
                Field(
                    "sequence",
                    _("Number in the commune's list"),
                    "number",
                    decimals=0,
                    lowest=1,
                    hint=_("Empty: the product's own, or the next one."),
                ),
                Field("sample_count", _("Samples"), "number", decimals=0, lowest=0),
            ],
            [Field("by_hand", _("Leave numbers that are not given blank, to be written by hand"), "check")],
        ]
        self.dialog = ActDialog(
            page,
            desk,
            f"{title}: {data.overview.product}",
            rows,
            _("Receive the dossier"),
            self._receive,
            values={
                "filed_on": desk.today(),
                "received_by": desk.person.full_name,
                "sample_count": data.row.sample_count,
            },
            changes=changes,
            text=_("The receipt number and the product code are given now; the rules of that day are fixed."),
            on_done=lambda _value: desk.toast(_("The dossier is received.")),
        )
        editor = self.dialog.boxes["filed_on"].editor
        editor.edited.connect(self._day_changed)
        editor.left.connect(self._day_changed)
        self._day_changed()

    def _commune_row(self) -> list[list[Field]]:
        """Asked only where today's commune was once several."""
        if len(self._on(self._first)) < 2:
            return []
        hint = _("For a day of filing before the communes were merged: the one that it was then.")
        return [[Field("commune", _("Commune on that day"), "choice", choices=self._choices(self._first), hint=hint)]]

    def _choices(self, day: dt.date) -> Choices:
        return tuple((one.code, self._label(one)) for one in self._on(day))

    def _on(self, day: dt.date) -> tuple[Unit, ...]:
        code, name, _district = self._commune
        return communes_of_day(self._desk.context.places, code, name, day)

    def _label(self, unit: Unit) -> str:
        return ", ".join(part for part in (unit.full_name, self._desk.context.places.where(unit)) if part)

    def _day_changed(self) -> None:
        """Say which regulation the day gives, before it is fixed for good."""
        box = self.dialog.boxes["filed_on"]
        try:
            day = box.editor.value()
        except InvalidInput:
            return
        if not isinstance(day, dt.date):
            box.set_hint(_("This day decides which rules hold for the dossier, for good."))
            return
        try:
            regime = self._desk.library.for_dossier(day, self._desk.today())
        except AppError as error:
            box.set_hint(error.what)
            return
        law = regime.decisions[0].number if regime.decisions else regime.title
        if "commune" in self.dialog.boxes:
            self._offer_communes(day)
        box.set_hint(_("By this day: {law} ({title}), for good.").format(law=law, title=regime.title))

    def _offer_communes(self, day: dt.date) -> None:
        """The communes of the typed day; the one after which this office is named stands there first."""
        found = self._on(day)
        box = self.dialog.boxes["commune"]  # always in sight: one that comes and goes would be required unseen
        own = f"{name_key(self._desk.office.name)} "
        named = [one.code for one in found if f"{name_key(one.full_name)} " in own]
        if len(found) > 1:
            if isinstance(box.editor, ChoiceEditor):
                box.editor.set_choices(self._choices(day))
            if named and not box.editor.value():
                box.editor.set_value(named[0])

    def _receive(self, session: Any, actor: Any, values: dict[str, Any]) -> Any:
        receipt = ReceiptData(
            filed_on=values["filed_on"],
            received_by=values["received_by"],
            running=int(values["running"]) if values["running"] is not None else None,
            sequence=int(values["sequence"]) if values["sequence"] is not None else None,
            sample_count=int(values["sample_count"]) if values["sample_count"] is not None else None,
            by_hand=bool(values["by_hand"]),
            units=self._units(values["filed_on"], str(values.get("commune") or "")),
        )
        return receive_first(session, self._ident, receipt, actor, self._desk.library, self._desk.today())

    def _units(self, day: dt.date, chosen: str) -> dict[str, str] | None:
        """The units of the filing day; ``None``: the producer's own hold.

        Raises:
            InvalidInput: the commune was several on that day, and none is chosen.
        """
        places = self._desk.context.places
        found = self._on(day)
        if self._commune[2] or not found or any(one.code == self._commune[0] and one.ends is None for one in found):
            return None
        if len(found) == 1:
            return unit_fields(places, found[0])
        unit = next((one for one in found if one.code == chosen), None)
        if unit is None:
            raise InvalidInput(
                "commune",
                N_("On {day} {commune} was still {count} communes: choose which one it was."),
                day=format_date(day),
                commune=self._commune[1],
                count=len(found),
            )
        return unit_fields(places, unit)
