"""What people type into a field, read as a date or a number; and back. Nothing here is guessed: what can be read in
two ways is refused with the reason.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from decimal import Decimal

from app.errors import InvalidInput
from app.services.search import fold_text
from app.translate import N_, format_date

EARLIEST_YEAR = 1900
LATEST_YEAR = 2199
_YEARS_AHEAD = 20  # a year of two digits lies at most so far ahead, else in the century before

_DAY_WORDS = {
    "hom nay": 0,
    "nay": 0,
    "today": 0,
    "hom qua": -1,
    "yesterday": -1,
    "ngay mai": 1,
    "mai": 1,
    "tomorrow": 1,
}
_PARTED = re.compile(r"([0-9]{1,2})\s*[/.\-\s]\s*([0-9]{1,2})(?:\s*[/.\-\s]\s*([0-9]{4}|[0-9]{2}))?")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_IN_WORDS = re.compile(r"(?:ngay )?([0-9]{1,2}) thang ([0-9]{1,2})(?: nam ([0-9]{4}))?")

_SPACES = "\u0020\u00a0\u202f\u2009"
_MARKS = {"vi": (".", ","), "en": (",", ".")}  # thousands, decimals


def parse_date(text: str, today: dt.date, field: str = "") -> dt.date:
    """The day that was typed: 1/3/26, 01032026, 1.3.2026, 1-3-2026, 2026-03-01, 1/3 (this year), "hôm nay".

    The day stands before the month in every language, as on the papers.

    Args:
        text: what was typed, in any Unicode form; not empty.
        today: what "hôm nay", a missing year and a year of two digits are counted from.
        field: the form's field, named in the error.

    Raises:
        InvalidInput: with the reason ("Tháng 2/2026 có 28 ngày.").
    """
    typed = fold_text(text)
    if typed in _DAY_WORDS:
        return today + dt.timedelta(days=_DAY_WORDS[typed])
    iso = _ISO.fullmatch(typed)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        return _day(day, month, year, field)
    found = _PARTED.fullmatch(typed) or _DIGITS.fullmatch(typed) or _IN_WORDS.fullmatch(typed)
    if found is None:
        raise InvalidInput(field, N_("Write day/month/year, like {example}."), example=format_date(today))
    return _day(int(found[1]), int(found[2]), _year(found[3], today), field)


def _year(digits: str | None, today: dt.date) -> int:
    if not digits:
        return today.year
    if len(digits) > 2:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year - 100 if year > today.year + _YEARS_AHEAD else year


def _day(day: int, month: int, year: int, field: str) -> dt.date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidInput(field, N_("The year {year} cannot be right."), year=str(year))
    if not 1 <= month <= 12:
        raise InvalidInput(field, N_("There is no month {month}. The day comes first."), month=month)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise InvalidInput(field, N_("Month {month}/{year} has {days} days."), month=month, year=str(year), days=days)
    return dt.date(year, month, day)


def parse_number(text: str, language: str, field: str = "", *, decimals: int | None = None, unit: str = "") -> Decimal:
    """The number that was typed: 1.234,5 in Vietnamese, 1,234.5 in English; never a float.

    Marks of thousands may be left out or be spaces; where they stand they must part threes. So "1.5" in Vietnamese is
    refused and not taken for one and a half or for fifteen.

    Args:
        text: what was typed; not empty.
        language: ``vi`` or ``en``.
        decimals: the most digits after the decimal mark; None: any.
        unit: may stand behind the number and is passed over.

    Raises:
        InvalidInput: with the reason and, where there is one, the likely writing.
    """
    thousands, mark = _MARKS[language]
    typed = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    shortened = typed.casefold().removesuffix(unicodedata.normalize("NFKC", unit).casefold()) if unit else typed
    typed = typed[: len(shortened)].strip() if len(shortened) <= len(typed) else typed
    sign = "-" if typed.startswith("-") else ""
    typed = typed.lstrip("+-") if typed[:1] in ("+", "-") and typed[1:2].isdigit() else typed
    whole, has_mark, part = typed.partition(mark)
    if not re.fullmatch(rf"[0-9{re.escape(thousands)}{_SPACES}]+", whole) or (has_mark and not _plain(part)):
        raise InvalidInput(field, N_("Write a number, like {example}."), example=f"1{thousands}250{mark}5")
    groups = re.split(rf"[{re.escape(thousands)}{_SPACES}]", whole)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:])):
        if len(groups) == 2 and thousands in whole and not has_mark and all(groups):
            raise InvalidInput(field, N_("Decimals stand after “{mark}”: {example}."), mark=mark,
                               example=sign + mark.join(groups))  # fmt: skip
        raise InvalidInput(field, N_("Thousands are parted in threes, like {example}."), example=f"1{thousands}250")
    if decimals is not None and len(part.rstrip("0")) > decimals:
        if decimals == 0:
            raise InvalidInput(field, N_("Write a whole number."))
        raise InvalidInput(field, N_("At most {decimals} digits after “{mark}”."), decimals=decimals, mark=mark)
    return Decimal(sign + "".join(groups) + ("." + part if part else ""))


def _plain(digits: str) -> bool:
    return re.fullmatch("[0-9]+", digits) is not None


def number_text(value: Decimal | int, language: str) -> str:
    """A number as it is typed and shown in a field: as many decimals as it has, without an exponent.

    Written without the locale library, so that a form with numbers opens without loading it.
    """
    thousands, mark = _MARKS[language]
    whole, _point, part = f"{abs(value):f}".partition(".")
    sign = "-" if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", thousands) + (mark + part if part else "")
