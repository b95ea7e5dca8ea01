"""Numbers in words, as the decree's lists and the decisions write them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.papers.words import SOUTHERN, Reading, capitalised, counted, figure, number_in_words

PHRASES = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    9: "chín",
    10: "mười",
    11: "mười một",
    12: "mười hai",
    14: "mười bốn",
    15: "mười lăm",
    19: "mười chín",
    20: "hai mươi",
    21: "hai mươi mốt",
    22: "hai mươi hai",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    31: "ba mươi mốt",
    34: "ba mươi tư",
    40: "bốn mươi",
    44: "bốn mươi tư",
    45: "bốn mươi lăm",
    50: "năm mươi",
    51: "năm mươi mốt",
    55: "năm mươi lăm",
    69: "sáu mươi chín",
    91: "chín mươi mốt",
    99: "chín mươi chín",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    109: "một trăm linh chín",
    110: "một trăm mười",
    111: "một trăm mười một",
    114: "một trăm mười bốn",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    124: "một trăm hai mươi tư",
    200: "hai trăm",
    301: "ba trăm linh một",
    555: "năm trăm năm mươi lăm",
    731: "bảy trăm ba mươi mốt",
    999: "chín trăm chín mươi chín",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười",
    1015: "một nghìn không trăm mười lăm",
    1100: "một nghìn một trăm",
    2026: "hai nghìn không trăm hai mươi sáu",
    10000: "mười nghìn",
    15021: "mười lăm nghìn không trăm hai mươi mốt",
    100000: "một trăm nghìn",
    105005: "một trăm linh năm nghìn không trăm linh năm",
    1000000: "một triệu",
    1000001: "một triệu không trăm linh một",
    1005000: "một triệu không trăm linh năm nghìn",
    1234567: "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy",
    21000000: "hai mươi mốt triệu",
    1000000000: "một tỷ",
    1000000005: "một tỷ không trăm linh năm",
    2500000000: "hai tỷ năm trăm triệu",
    1050000000000: "một nghìn không trăm năm mươi tỷ",
    -21: "âm hai mươi mốt",
}
DECIMALS = {
    "72.5": "bảy mươi hai phẩy năm",
    "72.50": "bảy mươi hai phẩy năm mươi",
    "69.99": "sáu mươi chín phẩy chín mươi chín",
    "69.05": "sáu mươi chín phẩy không năm",
    "80.25": "tám mươi phẩy hai mươi lăm",
    "0.5": "không phẩy năm",
    "90.00": "chín mươi phẩy không không",
    "69.996": "sáu mươi chín phẩy chín chín sáu",
    "1E+3": "một nghìn",
    "-0.0": "không phẩy không",
}


@pytest.mark.parametrize(("number", "words"), PHRASES.items())
def test_a_whole_number_is_read_as_people_read_it(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(("number", "words"), DECIMALS.items())
def test_points_are_read_with_the_places_they_carry(number: str, words: str) -> None:
    assert number_in_words(Decimal(number)) == words


def test_the_southern_way_and_bon_after_a_ten_are_settings() -> None:
    assert number_in_words(1105, SOUTHERN) == "một ngàn một trăm lẻ năm"
    assert number_in_words(24, Reading(four_after_ten="bốn")) == "hai mươi bốn"


@pytest.mark.parametrize("number", [10**18, Decimal("NaN"), Decimal("Infinity")])
def test_a_number_that_cannot_be_read_is_refused(number: int | Decimal) -> None:
    with pytest.raises(ValueError):
        number_in_words(number)


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_two_numbers_never_share_their_words_and_the_words_are_nfc(first: int, second: int) -> None:
    one, other = number_in_words(first), number_in_words(second)
    assert (one == other) == (first == second)
    assert unicodedata.is_normalized("NFC", one)
    assert "  " not in one


def test_counts_in_prose_take_a_zero_and_figures_a_comma() -> None:
    assert (counted(5), counted(10), counted(1234)) == ("05", "10", "1.234")
    assert (figure(1234567), figure(Decimal("1072.50"))) == ("1.234.567", "1.072,50")
    assert capitalised("hai mươi mốt") == "Hai mươi mốt"
