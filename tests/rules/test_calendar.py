"""Working days over the table of public holidays."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import RuleError
from app.services.rules.calendar import Calendar

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
CALENDAR = Calendar.load(RESOURCES / "holidays")
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2027, 11, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("2026-02-13", True),  # the Friday before Tết
        ("2026-02-16", False),
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-01-02", False),  # exchanged
        ("2026-01-10", True),  # for this Saturday
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-04-27", False),  # in lieu of Giỗ Tổ on a Sunday
        ("2025-04-26", True),
        ("2025-05-02", False),
        ("2024-04-29", False),
        ("2024-05-04", True),
        ("2023-05-03", False),
        ("2022-02-04", False),
        ("2021-09-03", False),
        ("2020-01-29", False),
        ("2019-04-15", False),
        ("2026-11-21", False),
        ("2026-11-23", True),
    ],
)
def test_known_days(text: str, working: bool) -> None:
    assert CALENDAR.is_working_day(day(text)) is working


def test_fifteen_working_days_over_tet_2026() -> None:
    # Tuesday 10 February: 3 days until Friday 13, a week of Tết, then 23 February to 10 March
    assert CALENDAR.add_working_days(day("2026-02-10"), 15) == day("2026-03-10")
    assert CALENDAR.working_days_between(day("2026-02-10"), day("2026-03-10")) == 15


def test_the_day_after_the_start_is_day_one() -> None:
    assert CALENDAR.add_working_days(day("2026-06-01"), 1) == day("2026-06-02")
    assert CALENDAR.add_working_days(day("2026-06-05"), 1) == day("2026-06-08")
    assert CALENDAR.add_working_days(day("2026-06-05"), 0) == day("2026-06-05")


def test_a_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(day("2026-06-05"), -1)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_agree(start: dt.date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(end, start) == -count


def test_years_that_are_unverified_or_unknown_are_named() -> None:
    assert CALENDAR.unverified_years(day("2027-12-01"), day("2028-01-15")) == (2027, 2028)
    assert [year.year for year in CALENDAR.years] == list(range(2019, 2028))


def test_every_holiday_names_its_source_and_every_doubt_is_marked() -> None:
    for year in CALENDAR.years:
        assert all(off.source for off in year.days_off)
        assert all(item.source for item in year.worked_days)
        doubts = [entry for entry in (*year.days_off, *year.worked_days) if not entry.verified]
        assert year.verified is (not doubts)


def test_the_offices_own_file_of_a_year_wins(tmp_path: Path) -> None:
    own = json.loads((RESOURCES / "holidays/2027.json").read_text(encoding="utf-8"))
    own["days_off"] = [{"first": "2027-03-01", "name": "Nghỉ riêng", "source": "UBND", "verified": True}]
    own["verified"] = True
    (tmp_path / "2027.json").write_text(json.dumps(own), encoding="utf-8")
    calendar = Calendar.load(RESOURCES / "holidays", tmp_path)
    assert not calendar.is_working_day(day("2027-03-01"))
    assert calendar.is_working_day(day("2027-09-02"))
    assert calendar.unverified_years(day("2027-01-04"), day("2027-02-01")) == ()
    assert not calendar.is_working_day(day("2026-09-02"))


def test_a_file_named_after_another_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2030.json").write_bytes((RESOURCES / "holidays/2027.json").read_bytes())
    with pytest.raises(RuleError) as caught:
        Calendar.load(RESOURCES / "holidays", tmp_path)
    assert (caught.value.file, caught.value.pointer) == (f"{tmp_path.name}/2030.json", "/year")
