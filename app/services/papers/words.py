"""Numbers in Vietnamese words, as totals at the end of lists and star classes are written.

Ways of reading that differ by region are settings: "linh" (north) or "lẻ" (south) for an empty ten, "nghìn" or
"ngàn", "tư" or "bốn" after a ten.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_LIMIT = 10**18


@dataclass(frozen=True)
class Reading:
    """How an office reads numbers; the defaults are the northern ones."""

    empty_ten: str = "linh"
    thousand: str = "nghìn"
    four_after_ten: str = "tư"


NORTHERN = Reading()
SOUTHERN = Reading(empty_ten="lẻ", thousand="ngàn")


def number_in_words(number: int | Decimal, reading: Reading = NORTHERN) -> str:
    """A number in words: 21 "hai mươi mốt", 1005 "một nghìn không trăm linh năm", 72.5 "bảy mươi hai phẩy năm".

    Decimal places are read as printed: zeros at the end are kept ("72.50": "… phẩy năm mươi").

    Raises:
        ValueError: the number is not finite or has more than 18 digits before the comma.
    """
    if isinstance(number, Decimal):
        if not number.is_finite():
            raise ValueError(f"not a number that can be read: {number}")
        sign, digits, exponent = number.as_tuple()
        assert isinstance(exponent, int)
        places = max(-exponent, 0)
        shown = "".join(map(str, digits)) + "0" * max(exponent, 0)
        shown = shown.rjust(places + 1, "0")
        whole, fraction = (shown[:-places], shown[-places:]) if places else (shown, "")
        words = _whole(int(whole), reading)
        if fraction:
            words += " phẩy " + _fraction(fraction, reading)
        minus = bool(sign) and any(digits)
    else:
        minus, words = number < 0, _whole(abs(number), reading)
    return unicodedata.normalize("NFC", f"âm {words}" if minus else words)


def capitalised(words: str) -> str:
    """The words with a capital first letter, as after "Viết bằng chữ:"."""
    return words[:1].upper() + words[1:]


def counted(number: int) -> str:
    """A count in official prose: below 10 with a leading zero ("05 sản phẩm"); not for tables."""
    return f"{number:02d}" if 0 <= number < 10 else f"{number:,}".replace(",", ".")


def figure(number: int | Decimal) -> str:
    """A figure with decimal comma and thousands dot ("1.234.567", "72,50"), as many places as it carries."""
    return (
        f"{number:,f}".translate(str.maketrans(",.", ".,"))
        if isinstance(number, Decimal)
        else (f"{number:,}".replace(",", "."))
    )


def _whole(number: int, reading: Reading) -> str:
    if number >= _LIMIT:
        raise ValueError("more than 18 digits cannot be read")
    if number < 1000:
        return _below_thousand(number, reading, full=False)
    billions, rest = divmod(number, 10**9)
    words = [_whole(billions, reading), "tỷ"] if billions else []
    for value, name in ((rest // 10**6, "triệu"), (rest // 1000 % 1000, reading.thousand), (rest % 1000, "")):
        if value:
            words.append(_below_thousand(value, reading, full=bool(words)))
            if name:
                words.append(name)
    return " ".join(words)


def _below_thousand(number: int, reading: Reading, *, full: bool) -> str:
    """Three digits; ``full`` reads an empty hundred too ("không trăm")."""
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if rest or not words:
        words.append(_below_hundred(rest, reading, after_hundred=bool(words)))
    return " ".join(words)


def _below_hundred(number: int, reading: Reading, *, after_hundred: bool) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return f"{reading.empty_ten} {_DIGITS[units]}" if after_hundred else _DIGITS[units]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 4 and tens > 1:
        words.append(reading.four_after_ten)
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)


def _fraction(digits: str, reading: Reading) -> str:
    """Up to two places without a zero in front are read as a number, others digit by digit."""
    if len(digits) <= 2 and not digits.startswith("0"):
        return _below_hundred(int(digits), reading, after_hundred=False)
    return " ".join(_DIGITS[int(digit)] for digit in digits)
