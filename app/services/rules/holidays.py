"""Public holidays of one year: days off, and working Saturdays or Sundays that a swap made of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from app.services.rules.checks import Fault
from app.services.rules.facts import Fact, Sourced
from app.translate import N_


class DayOff(Sourced):
    """One or more calendar days on which offices are closed; ``last`` is included (absent: one day)."""

    first: dt.date
    last: dt.date | None = None
    name: str

    def days(self) -> tuple[dt.date, ...]:
        """Every day from ``first`` to ``last``."""
        count = ((self.last or self.first) - self.first).days + 1
        return tuple(self.first + dt.timedelta(days=step) for step in range(count))


class WorkedDay(Sourced):
    """A Saturday or Sunday worked in exchange for a day off."""

    date: dt.date
    instead_of: dt.date | None = None


class HolidayYear(Fact):
    """The public holidays of one calendar year, each with its source."""

    schema_version: Literal[1] = Field(alias="schema")
    json_schema: str = Field(default="", alias="$schema")
    year: int = Field(ge=2000, le=2200)
    verified: bool
    source: str = ""
    days_off: tuple[DayOff, ...]
    worked_days: tuple[WorkedDay, ...] = ()
    notes: tuple[str, ...] = ()


def check_holiday_year(year: HolidayYear) -> Fault | None:
    """The first fault: a day of another year, a span that runs backwards, or a day given twice."""
    seen: set[dt.date] = set()
    for index, off in enumerate(year.days_off):
        if off.last is not None and not 0 <= (off.last - off.first).days <= 31:
            return Fault(
                N_("The last day is before the first, or more than a month later."), ("days_off", index, "last")
            )
        for day in off.days():
            if day.year != year.year:
                return Fault(N_("This day is not in the year {year}."), ("days_off", index), {"year": year.year})
            if day in seen:
                return Fault(N_("The day {day} is given twice."), ("days_off", index), {"day": day.isoformat()})
            seen.add(day)
    for index, worked in enumerate(year.worked_days):
        if worked.date.year != year.year:
            return Fault(N_("This day is not in the year {year}."), ("worked_days", index, "date"), {"year": year.year})
        if worked.date.weekday() < 5:
            return Fault(N_("Only a Saturday or Sunday can be a swapped working day."), ("worked_days", index, "date"))
        if worked.date in seen:
            return Fault(
                N_("The day {day} is given twice."), ("worked_days", index, "date"), {"day": worked.date.isoformat()}
            )
        seen.add(worked.date)
    return None
