"""Dates as official papers write them (Decree 30/2020/NĐ-CP, Annex I, II.4; short dates follow real papers).

Days below 10 and months 1 and 2 take a leading zero, months 3 to 9 take none.
"""

from __future__ import annotations

import datetime as dt

_BLANK = "      "  # room for a number written by hand


def _day(day: int) -> str:
    return f"{day:02d}"


def _month(month: int) -> str:
    return f"{month:02d}" if month <= 2 else str(month)


def long_date(date: dt.date) -> str:
    """Such as "ngày 05 tháng 3 năm 2026"."""
    return f"ngày {_day(date.day)} tháng {_month(date.month)} năm {date.year}"


def short_date(date: dt.date) -> str:
    """Such as "05/3/2026", "01/02/2026", "12/11/2026"."""
    return f"{_day(date.day)}/{_month(date.month)}/{date.year}"


def blank_date(year: int | None = None) -> str:
    """Such as "ngày      tháng      năm 2026": blank until the paper is signed; the year too where it is unknown."""
    return f"ngày{_BLANK}tháng{_BLANK}năm {year if year is not None else '......'}"


def date_line(date: dt.date | None, year: int | None = None) -> str:
    """The long date, or its blanks while it is not known."""
    return long_date(date) if date is not None else blank_date(year)
