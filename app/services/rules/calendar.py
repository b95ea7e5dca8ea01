"""Working days: Monday to Friday without public holidays, with the swaps that a year's notice made.

The years are data: one file per year; an office's own file for a year replaces the one that came with the program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from app.errors import RuleError
from app.services.rules.holidays import HolidayYear
from app.services.rules.loader import load_holiday_year, shown_name
from app.translate import N_

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


def year_files(years_dir: Path, overrides_dir: Path | None = None) -> dict[str, Path]:
    """The files of a folder by their names without ending; one of the same name in ``overrides_dir`` wins."""
    paths = {path.stem: path for path in sorted(years_dir.glob("*.json"))}
    if overrides_dir is not None and overrides_dir.is_dir():
        paths.update({path.stem: path for path in sorted(overrides_dir.glob("*.json"))})
    return paths


class Calendar:
    """Answers for the years that it was given; in any other year only weekends are free."""

    def __init__(self, years: Iterable[HolidayYear]) -> None:
        self._years = {year.year: year for year in years}
        self._off: set[dt.date] = set()
        self._worked: set[dt.date] = set()
        for year in self._years.values():
            self._worked.update(worked.date for worked in year.worked_days)
            for off in year.days_off:
                self._off.update(off.days())

    @classmethod
    def load(cls, years_dir: Path, overrides_dir: Path | None = None) -> Calendar:
        """Read every ``<year>.json`` of a folder; a file of the same year in ``overrides_dir`` wins.

        Raises:
            RuleError: a file is broken, or its name is not its year.
        """
        years = []
        for stem, path in year_files(years_dir, overrides_dir).items():
            year = load_holiday_year(path)
            if str(year.year) != stem:
                raise RuleError(N_("The file's name must be its year."), file=shown_name(path), pointer="/year")
            years.append(year)
        return cls(years)

    @property
    def years(self) -> tuple[HolidayYear, ...]:
        """The years known, oldest first."""
        return tuple(self._years[number] for number in sorted(self._years))

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices are open: a weekday that is not a holiday, or a weekend day worked by a swap."""
        return day in self._worked or (day.weekday() < SATURDAY and day not in self._off)

    def add_working_days(self, start: dt.date, count: int) -> dt.date:
        """The last day of a span of ``count`` working days; the first working day after ``start`` is day 1.

        ``count`` 0 gives ``start`` itself. Raises ``ValueError`` for a negative count.
        """
        if count < 0:
            raise ValueError("count must not be negative")
        day = start
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is before ``start``."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + ONE_DAY * step for step in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def unverified_years(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """Years from ``first`` to ``last`` that are not known here, or whose holidays are not all verified."""
        span = range(first.year, last.year + 1)
        return tuple(year for year in span if year not in self._years or not self._years[year].verified)
