"""Choosing a commune by typing: accents ignored, old names lead to the unit of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from app.services.dossier_units import UNIT_FIELDS
from app.services.places.book import Places
from app.services.places.unit import Unit
from app.translate import _
from app.ui.forms.fields import Choices

_MOST = 20


class CommuneChoice:
    """The choices of one field. A value is the commune's code and name: a code alone was given again to others.

    Args:
        nearby: code of the province whose communes stand in the list while nothing is typed, and come first at
            equal match.
    """

    def __init__(self, places: Places, today: Callable[[], dt.date], nearby: str = "") -> None:
        self._places = places
        self._today = today
        self._nearby = nearby
        self._kept: dict[str, dict[str, str]] = {}

    def find(self, text: str) -> Choices:
        """The communes that a text means, the best first; without a text those of the own province."""
        day = self._today()
        if not text.strip():
            return tuple((_value(one), self._label(one)) for one in self._places.communes(self._nearby, day))
        found = self._places.find(text, day, "commune", _MOST, self._nearby)
        return tuple(
            (_value(one.unit), f"{one.label}, {one.where}" if one.former is not None else self._label(one.unit))
            for one in found
        )

    def words(self, value: str) -> str:
        """A commune with the units above it, as today's list or the record has it."""
        fields = self.fields(value)
        names = (fields.get(name, "") for name in ("commune_name", "district_name", "province_name"))
        return ", ".join(name for name in names if name)

    def fields(self, value: str) -> dict[str, str]:
        """The record's fields that a value stands for; all empty where nothing was chosen."""
        if value in self._kept:
            return self._kept[value]
        code = value.partition("|")[0]
        unit = self._places.unit(code, self._today()) if value else None
        found = dict.fromkeys(UNIT_FIELDS, "")
        if unit is not None:
            for one in (unit, *self._places.above(unit)):
                found[f"{one.level}_name"], found[f"{one.level}_code"] = one.full_name, one.code
        return found

    def value_of(self, record: Mapping[str, Any]) -> str:
        """The value of a record's fields, whose names are kept as they are."""
        fields = {name: str(record.get(name) or "") for name in UNIT_FIELDS}
        if not fields["commune_code"] and not fields["commune_name"]:
            return ""
        value = f"{fields['commune_code']}|{fields['commune_name']}"
        self._kept[value] = fields
        return value

    def hint(self, record: Mapping[str, Any]) -> str:
        """What a commune of the past is today; empty where it still is."""
        code, name = str(record.get("commune_code") or ""), str(record.get("commune_name") or "")
        links = self._places.now_called(code, name, self._today()) if code and name else ()
        if not links:
            return ""
        return _("Now: {units}. Choose it here once the producer's papers say so.").format(
            units=", ".join(one.unit.full_name for one in links)
        )

    def _label(self, unit: Unit) -> str:
        return ", ".join(part for part in (unit.full_name, self._places.where(unit)) if part)


def _value(unit: Unit) -> str:
    return f"{unit.code}|{unit.full_name}"
