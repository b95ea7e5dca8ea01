"""Weights and dates as they are written on Vietnamese papers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.services.cross_check.words import check_words

_NUMERIC = r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)"
_IN_WORDS = r"ngày\s*[.…]*\s*(\d{1,2})\s*[.…]*\s*tháng\s*[.…]*\s*(\d{1,2})\s*[.…]*\s*năm\s*[.…]*\s*(\d{4})"
DATE = re.compile(f"{_NUMERIC}|{_IN_WORDS}", re.IGNORECASE)
_PLACE_LINE = re.compile(rf"^[^\n:]{{2,60}},\s*{_IN_WORDS}", re.IGNORECASE | re.MULTILINE)

Amount = tuple[str, Decimal]
"""``weight`` in grams or ``volume`` in millilitres."""


def dates_in(text: str) -> list[tuple[dt.date, int]]:
    """All dates and where they begin; what is no day of the calendar is left out."""
    return [(day, found.start()) for found in DATE.finditer(text) if (day := _day(found)) is not None]


def _day(found: re.Match[str]) -> dt.date | None:
    day, month, year = (part for part in found.groups() if part is not None)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _behind(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(r"\s+".join(map(re.escape, label.split())) for label in sorted(labels, key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{words})(?!\w)[\s:]{{0,5}}(?:ngày\s*:?\s*)?(?={_NUMERIC}|{_IN_WORDS}|\d)", re.IGNORECASE
    )


def labelled_dates(text: str, labels: tuple[str, ...], *, place_line: bool) -> list[tuple[dt.date, int]]:
    """The dates that stand right behind one of the labels, or in the line of place and date."""
    starts = {found.end() for found in _behind(labels).finditer(text)} if labels else set()
    out = []
    for found in DATE.finditer(text):
        day = _day(found)
        if day is not None and any(0 <= found.start() - start <= 0 or _spans(found, start) for start in starts):
            out.append((day, found.start()))
    if place_line and not out:
        for line in _PLACE_LINE.finditer(text):
            out += [(day, line.start() + start) for day, start in dates_in(line.group())]
    return out


def _spans(found: re.Match[str], start: int) -> bool:
    """The label's own "ngày" may be the first word of a date in words."""
    return found.start() < start <= found.start() + len("ngày  ")


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, Decimal]]]:
    known = {word: (unit.of, unit.factor) for unit in check_words().weight_units for word in unit.words}
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    number = r"(\d{1,3}(?:[.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    single = re.compile(rf"(?<![\w.,]){number}\s?({words})(?!\w)", re.IGNORECASE)
    pack = re.compile(
        rf"(?<![\w.,])(\d{{1,4}})\s*(?:[^\W\d_]+\s*){{0,2}}[x×*]\s*{number}\s?({words})(?!\w)", re.IGNORECASE
    )
    return single, pack, known


def amounts_in(text: str) -> set[Amount]:
    """All weights and volumes; of "10 gói x 20 g" the 20 g and the 200 g."""
    single, pack, known = _units()
    found: set[Amount] = set()
    for number, unit in single.findall(text):
        of, factor = known[unit.lower()]
        found.add((of, (_number(number) * factor).normalize()))
    for count, number, unit in pack.findall(text):
        of, factor = known[unit.lower()]
        one = _number(number) * factor
        found |= {(of, one.normalize()), (of, (one * int(count)).normalize())}
    return found


def _number(text: str) -> Decimal:
    """``1.234`` is over a thousand, ``0,5`` and ``0.5`` a half: as Vietnamese papers write."""
    whole = text.replace(".", "") if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", text) else text.replace(",", ".")
    try:
        return Decimal(whole)
    except InvalidOperation:
        return Decimal(0)
