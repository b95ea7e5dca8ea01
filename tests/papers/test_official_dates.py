"""Dates as Decree 30/2020/NĐ-CP writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services.papers.official_dates import blank_date, date_line, long_date, short_date

LONG = {
    (2020, 3, 5): "ngày 05 tháng 3 năm 2020",
    (2019, 6, 29): "ngày 29 tháng 6 năm 2019",
    (2020, 1, 5): "ngày 05 tháng 01 năm 2020",
    (2026, 2, 28): "ngày 28 tháng 02 năm 2026",
    (2026, 12, 10): "ngày 10 tháng 12 năm 2026",
}
SHORT = {
    (2026, 3, 1): "01/3/2026",
    (2026, 2, 9): "09/02/2026",
    (2026, 11, 12): "12/11/2026",
    (2026, 10, 5): "05/10/2026",
    (2019, 8, 21): "21/8/2019",
    (2022, 8, 1): "01/8/2022",
}


@pytest.mark.parametrize(("date", "shown"), LONG.items())
def test_long_dates_follow_the_zero_rule(date: tuple[int, int, int], shown: str) -> None:
    assert long_date(dt.date(*date)) == shown


@pytest.mark.parametrize(("date", "shown"), SHORT.items())
def test_short_dates_follow_the_zero_rule(date: tuple[int, int, int], shown: str) -> None:
    assert short_date(dt.date(*date)) == shown


def test_day_and_month_are_blank_until_a_paper_is_signed() -> None:
    assert blank_date(2026) == "ngày      tháng      năm 2026"
    assert date_line(None, 2026) == blank_date(2026)
    assert date_line(dt.date(2026, 3, 5), 2026) == "ngày 05 tháng 3 năm 2026"
