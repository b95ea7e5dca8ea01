"""Choosing a unit by typing: accents ignored, old names lead to the unit of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.services.places.book import Places
from app.services.places.unit import Match, Unit, UnitLevel
from app.ui.forms.fields import Choices

_MOST = 20
_LOOKED_AT = 200


class PlaceChoice:
    """The choices of one field; a value is the unit's code on that day, and where it was found by the name of an older
    unit "code|older code".

    Args:
        day: the day whose units are meant, asked anew each time.
        level: of the unit.
        within: code of the province that the unit must lie in; empty: anywhere.
    """

    def __init__(
        self, places: Places, day: Callable[[], dt.date], level: UnitLevel, within: Callable[[], str] | None = None
    ) -> None:
        self._places, self._day, self._level = places, day, level
        self._within = within or (lambda: "")

    def find(self, text: str) -> Choices:
        """What a text means, the best first; without a text all units of the province, or all provinces."""
        day, within = self._day(), self._within()
        if not text.strip():
            return tuple((one.code, one.full_name) for one in self._all(within, day))
        found = self._places.find(text, day, self._level, _LOOKED_AT if within else _MOST)
        kept = [one for one in found if not within or one.unit.province_code == within][:_MOST]
        return tuple(
            (_value(one), ", ".join(part for part in (one.label, "" if within else one.where) if part)) for one in kept
        )

    def _all(self, within: str, day: dt.date) -> tuple[Unit, ...]:
        if self._level == "province":
            return self._places.provinces(day)
        if not within:
            return ()
        if self._level == "district":
            return self._places.districts(within, day)
        return self._places.communes(within, day)

    def words(self, value: str) -> str:
        """What a stored value is called."""
        unit = self.unit(value)
        return unit.full_name if unit is not None else ""

    def unit(self, value: str) -> Unit | None:
        """The unit of a value."""
        return self._places.unit(value.partition("|")[0], self._day()) if value else None


def _value(match: Match) -> str:
    return match.unit.code if match.former is None else f"{match.unit.code}|{match.former.code}"
