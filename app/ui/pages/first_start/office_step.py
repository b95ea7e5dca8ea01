"""Step 2: which office this is, and who works here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.services.first_start import (
    day_of_level,
    head_post_of,
    needs_own_post,
    proposed_office,
    unit_fields,
    unit_level_of,
)
from app.services.offices import OfficeData
from app.services.officials import OfficialData
from app.services.places.own_units import remove_own_unit
from app.services.places.unit import Unit
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.explain import explain_below
from app.ui.forms.record_form import RecordForm
from app.ui.pages.first_start.office_fields import PLACES, level_choices, mode_choices, office_sections
from app.ui.pages.first_start.own_unit import OwnUnitDialog
from app.ui.pages.first_start.place_choice import PlaceChoice
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.choice_cards import ChoiceCards
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll

_PROPOSED = ("name", "parent_name", "place_name")
_PERSON = ("full_name", "position", "role")
_LINE_BELOW = 36
_DEFAULTS = {"level": "commune", "signer_mode": "head", "symbol": "UBND", "role": "administrator"}


class OfficeStep(QWidget):
    """What was chosen is kept at once, so that a change of language or of theme loses nothing.

    Args:
        kept: what was chosen before; changed in place.
        keep: called after each change.
    """

    def __init__(self, desk: Desk, kept: dict[str, Any], keep: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._kept, self._keep = desk, kept, keep
        for name, value in _DEFAULTS.items():
            kept.setdefault(name, value)
        places = desk.context.places
        self._choices = {
            "province": PlaceChoice(places, self._day, "province"),
            "district": PlaceChoice(places, self._day, "district", lambda: self._value("province")),
            "commune": PlaceChoice(places, self._day, "commune", lambda: self._value("province")),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(TextLabel(_("Which office are you?"), "title"))
        column.addWidget(
            TextLabel(
                _(
                    "Only the pages and acts of this office are shown. All of it can be changed in Settings, except "
                    "the level and the unit."
                ),
                tone="text2",
            )
        )
        self.levels = ChoiceCards(level_choices(), self)
        self.levels.set_current(kept["level"])
        self.levels.changed.connect(self._on_level)
        column.addWidget(self.levels)
        sections = office_sections(self._choices, kept["level"])
        self.form = RecordForm(desk, sections, self._save, name="first_start", framed=False, foot=False)
        column.addWidget(self.form)
        self._add_unit = Act(self, _("The unit is not in the list…"), self._on_add_unit, "Ctrl+U", "plus")
        line = QHBoxLayout()
        line.addWidget(ActButton(self._add_unit, "link"))
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)
        self.form.show_record("office", kept)
        self.form.entered.connect(self._reveal)
        explain_below(self.form)
        self._show_fields()

    def _reveal(self, name: str) -> None:
        """Bring a field into sight with the line below it."""
        above: QWidget | None = self.parentWidget()
        while above is not None and not isinstance(above, VScroll):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self.form.editor(name).widget, 0, _LINE_BELOW)

    def _value(self, name: str) -> str:
        return str(self._kept.get(name) or "")

    def _day(self) -> Any:
        return day_of_level(self._desk.context.places, self._value("level"), self._desk.today())

    def first_input(self) -> QWidget:
        """Where the keys start."""
        if any(self._value(name) for name in PLACES):
            return self.form.first_input() or self.levels.first_input()
        return self.levels.first_input()

    # --- what was entered ---------------------------------------------------------------------------------------------

    def _save(self, name: str, value: Any, done: Callable[[], None], _failed: Callable[[BaseException], None]) -> None:
        shown, value = value, str(value).partition("|")[0] if name in PLACES else value
        self._kept[name] = value
        if name == "province":
            for below in ("district", "commune"):
                unit = self._choices[below].unit(self._value(below))
                if unit is not None and unit.province_code != value:
                    self._put({below: ""})
        elif name in PLACES:
            unit = self._choices[name].unit(self._value(name))
            if unit is not None and unit.province_code != self._value("province"):
                self._put({"province": unit.province_code})
        done()
        if name in PLACES:
            if shown != value:  # found by an old name: the field shows the unit of today
                self.form.set_values({name: value})
            self._propose()
        elif name == "signer_mode":
            self._show_fields()
        self._keep()

    def _put(self, values: dict[str, Any]) -> None:
        self._kept.update(values)
        self.form.set_values(values)

    def _on_level(self, level: str) -> None:
        if level == self._value("level"):
            return
        self._kept["level"] = level
        symbol = self._value("symbol")
        self._put({"district": "", "commune": "", "symbol": "" if level == "producer" else symbol or "UBND"})
        self.form.set_choices("signer_mode", mode_choices(level))
        self._propose()
        self._show_fields()
        self._keep()

    def _unit(self) -> Unit | None:
        level = unit_level_of(self._value("level"))
        return self._choices[level].unit(self._value(level))

    def _propose(self) -> None:
        """Fill in what follows from the unit, where nothing else was typed."""
        unit = self._unit()
        above = self._desk.context.places.above(unit) if unit is not None else ()
        before = self._kept.get("proposed") or {}
        proposed = proposed_office(self._value("level"), unit, above)
        self._kept["proposed"] = proposed
        self._put(
            {
                name: proposed[name]
                for name in _PROPOSED
                if self._value(name) in ("", before.get(name, "")) and proposed[name] != self._value(name)
            }
        )

    def _show_fields(self) -> None:
        level = self._value("level")
        is_producer = level == "producer"
        shown = {
            "district": level == "district",
            "commune": level in ("commune", "producer"),
            "code": is_producer,
            "symbol": not is_producer,
            "standing_agency": not is_producer,
            "parent_name": not is_producer,
            "signer_post": needs_own_post(self._value("signer_mode")),
        }
        for name, on in shown.items():
            self.form.set_shown(name, on)

    def _on_add_unit(self) -> None:
        level = unit_level_of(self._value("level"))
        dialog = OwnUnitDialog(self, self._desk, level, self._value("province"), self._day())
        dialog.added.connect(lambda unit: self._take_unit(unit))
        dialog.open()

    def _take_unit(self, unit: Unit) -> None:
        before = {name: self._value(name) for name in PLACES}
        self._put_units({"province": unit.province_code, unit.level: unit.code})
        self._desk.toast(_("{unit} was added.").format(unit=unit.full_name), lambda: self._take_back(unit, before))

    def _take_back(self, unit: Unit, before: dict[str, Any]) -> None:
        """The unit was entered by mistake."""
        try:
            remove_own_unit(self._desk.context.places, unit.code, unit.begins or self._day())
        except AppError as error:
            self._desk.show_error(error)
            return
        self._put_units(before)

    def _put_units(self, values: dict[str, Any]) -> None:
        self._put(values)
        self._propose()
        self._keep()
        self.form.focus("name")

    def check(self) -> bool:
        """Whether everything needed is there; else it is told at the fields."""
        if not self.form.commit():
            return False
        missing = self.form.missing()
        for name in missing:
            self.form.set_error(name, _("This is needed."))
        if missing:
            self.form.focus(missing[0])
        return not missing

    def tell(self, field: str, text: str) -> bool:
        """An error of a value of this step; False where it has no such field."""
        name = "province" if field == "code" and self._value("level") != "producer" else field
        try:
            self.form.set_error(name, text)
        except KeyError:
            return False
        return self.form.focus(name)

    def office(self) -> OfficeData:
        """The office's record as entered."""
        level, unit = self._value("level"), self._unit()
        assert unit is not None
        names: dict[str, Any] = dict(unit_fields((unit, *self._desk.context.places.above(unit))))
        mode = self._value("signer_mode") or "head"
        post = self._value("signer_post") if needs_own_post(mode) else head_post_of(level)
        typed: dict[str, Any] = {name: self._value(name) for name in ("name", "place_name", "signer_name")}
        if level != "producer":
            typed |= {name: self._value(name) for name in ("parent_name", "standing_agency", "symbol")}
        return OfficeData(
            code=self._value("code").strip() if level == "producer" else unit.code,
            level=level,
            signer_mode=mode,
            signer_post=post,
            **names,
            **typed,
        )

    def person(self) -> OfficialData:
        """Who works here."""
        return OfficialData(**{name: self._value(name) for name in _PERSON})
