"""Dates and numbers as people type them: read exactly, or refused with the reason."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import translate
from app.errors import InvalidInput
from app.services.typed_values import number_text, parse_date, parse_number

TODAY = dt.date(2026, 11, 24)


def _told(read: Callable[[], dt.date | Decimal]) -> str:
    """What was read, or the reason; any other exception fails the test."""
    try:
        return str(read())
    except InvalidInput as refused:
        return refused.what


@pytest.mark.parametrize(
    "typed",
    ["1/3/26", "01032026", "1.3.2026", "1-3-2026", "01/03/2026", "2026-03-01", "010326", "1 3 2026", " 1/3 ",
     "ngày 1 tháng 3 năm 2026", "1 tháng 3"],
)  # fmt: skip
def test_a_date_is_read_in_every_way_it_is_typed(typed: str) -> None:
    assert parse_date(typed, TODAY) == dt.date(2026, 3, 1)


@pytest.mark.parametrize(("typed", "days"), [("hôm nay", 0), ("Hom nay", 0), ("today", 0), ("hôm qua", -1), ("mai", 1)])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_day_is_named_by_a_word_in_any_unicode_form(typed: str, days: int, form: str) -> None:
    assert parse_date(unicodedata.normalize(form, typed), TODAY) == TODAY + dt.timedelta(days=days)  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "year"), [("1/3/26", 2026), ("1/3/46", 2046), ("1/3/47", 1947), ("010375", 1975)])
def test_a_year_of_two_digits_lies_near(typed: str, year: int) -> None:
    assert parse_date(typed, TODAY).year == year


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/2/2026", "Month 2/2026 has 28 days."),
        ("29022024x", "Write day/month/year, like 24/11/2026."),
        ("30/2/2024", "Month 2/2024 has 29 days."),
        ("0/3/2026", "Month 3/2026 has 31 days."),
        ("11/24/2026", "There is no month 24. The day comes first."),
        ("1/1/1026", "The year 1026 cannot be right."),
        ("1/3/202", "Write day/month/year, like 24/11/2026."),
        ("", "Write day/month/year, like 24/11/2026."),
        ("2026", "Write day/month/year, like 24/11/2026."),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_date(typed, TODAY, "founded_on")
    assert refused.value.what == said
    assert refused.value.field == "founded_on"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_a_shown_date_is_read_back_as_itself(day: dt.date) -> None:
    shown = translate.format_date(day)
    assert parse_date(shown, TODAY) == day
    assert parse_date(shown.replace("/", ""), TODAY) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}", TODAY) == day
    assert parse_date(day.isoformat(), TODAY) == day


@given(st.text(max_size=12))
def test_any_text_gives_a_day_or_a_reason(text: str) -> None:
    assert _told(lambda: parse_date(text, TODAY))


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("1.234,5", "vi", "1234.5"),
        ("1,234.5", "en", "1234.5"),
        ("1234,50", "vi", "1234.50"),
        ("1 234 567", "vi", "1234567"),
        ("1.250,5 kg", "vi", "1250.5"),
        ("1250,5KG", "vi", "1250.5"),
        ("-3", "vi", "-3"),
        ("−3,5", "vi", "-3.5"),
        ("1.500", "vi", "1500"),
        ("１２", "vi", "12"),
    ],
)
def test_a_number_is_read_by_the_marks_of_its_language(typed: str, language: str, value: str) -> None:
    read = parse_number(typed, language, unit="kg")
    assert read == Decimal(value)
    assert isinstance(read, Decimal)


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("1.5", "vi", "Decimals stand after “,”: 1,5."),
        ("1,5", "en", "Decimals stand after “.”: 1.5."),
        ("1.23.456", "vi", "Thousands are parted in threes, like 1.250."),
        ("1234.567", "vi", "Decimals stand after “,”: 1234,567."),
        ("abc", "vi", "Write a number, like 1.250,5."),
        ("", "en", "Write a number, like 1,250.5."),
        ("1,2,3", "vi", "Write a number, like 1.250,5."),
        ("--3", "vi", "Write a number, like 1.250,5."),
        ("5,", "vi", "Write a number, like 1.250,5."),
    ],
)
def test_a_number_that_could_mean_two_things_is_refused(typed: str, language: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_number(typed, language)
    assert refused.value.what == said


def test_no_more_decimals_than_the_field_holds() -> None:
    assert parse_number("12,50", "vi", decimals=1) == Decimal("12.5")
    with pytest.raises(InvalidInput, match="At most 2 digits after"):
        parse_number("12,505", "vi", decimals=2)
    with pytest.raises(InvalidInput, match="whole number"):
        parse_number("12,5", "vi", decimals=0)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=3), st.sampled_from(["vi", "en"]))
def test_a_shown_number_is_read_back_as_itself(value: Decimal, language: str) -> None:
    assert parse_number(number_text(value, language), language) == value


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(["vi", "en"]))
def test_a_field_shows_numbers_as_the_rest_of_the_program_does(whole: int, places: int, language: str) -> None:
    value = Decimal(whole).scaleb(-places)
    translate.set_language(language)
    if value or not value.is_signed():
        assert number_text(value, language) == translate.format_number(value)


@given(st.text(max_size=12), st.sampled_from(["vi", "en"]))
def test_any_text_gives_a_number_or_a_reason(text: str, language: str) -> None:
    assert _told(lambda: parse_number(text, language))
