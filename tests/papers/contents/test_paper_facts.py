"""Signers, numbers, days, counts and means as official papers write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.papers.paper_facts import NumberingFacts, SignerFacts
from app.services.papers.paper_parts import (
    average_text,
    date_line,
    letter_symbol,
    number_text,
    office_head,
    points_text,
    recipients,
)


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        (SignerFacts("head"), ("CHỦ TỊCH",)),
        (SignerFacts("deputy", own_post="Phó Chủ tịch"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        (SignerFacts("collective"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (
            SignerFacts("collective_deputy", own_post="Phó Chủ tịch"),
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (SignerFacts("by_order", own_post="Trưởng phòng"), ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
        (SignerFacts("mandate", own_post="Giám đốc Sở"), ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ")),
        (SignerFacts("acting"), ("Q. CHỦ TỊCH",)),
    ],
)
def test_each_way_to_sign_prints_the_lines_of_the_decree(signer, lines):
    assert signer.lines == lines


def test_number_and_day_stay_blank_until_both_are_entered(samples):
    for half in (NumberingFacts(number=7, year=2026), NumberingFacts(on=dt.date(2026, 3, 5), year=2026)):
        assert number_text(half) == ""
        assert date_line(half) == "ngày      tháng      năm 2026"
    assert (number_text(samples.signed), date_line(samples.signed)) == ("07", "ngày 05 tháng 3 năm 2026")
    assert number_text(replace(samples.signed, number=128)) == "128"
    assert number_text(replace(samples.signed, number_text="12a")) == "12a"


def test_the_head_breaks_between_body_and_unit_and_keeps_diacritics_in_capitals(samples):
    head = office_head(samples.province, samples.blank, "/QĐ-UBND")
    assert head.issuer == ("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK LẮK")
    assert head.issuer_parent == ""
    assert (head.number, head.symbol, head.place) == ("", "/QĐ-UBND", "Đắk Lắk")
    assert samples.province.name == "Ủy ban nhân dân tỉnh Đắk Lắk"


def test_a_letter_has_no_type_in_its_symbol_and_the_filing_line_comes_last(samples):
    assert letter_symbol(samples.commune) == "/UBND-KT"
    assert letter_symbol(replace(samples.commune, drafting_unit="")) == "/UBND"
    assert recipients(("Như trên", "Sở Nông nghiệp;"), samples.commune) == (
        "- Như trên;",
        "- Sở Nông nghiệp;",
        "- Lưu: VT, KT.",
    )


@pytest.mark.parametrize(
    ("points", "shown"), [("0", "0"), ("3", "3"), ("2.50", "2,5"), ("40", "40"), ("72.25", "72,25"), ("100.00", "100")]
)
def test_points_print_with_a_decimal_comma_and_no_needless_zeros(points, shown):
    assert points_text(Decimal(points)) == shown


def test_a_mean_that_rounding_would_lift_to_a_bound_prints_more_decimals():
    bounds = (Decimal(50), Decimal(70), Decimal(90))
    assert average_text(Fraction(69996, 1000), bounds) == "69,996"
    assert average_text(Fraction(6999, 100), bounds) == "69,99"
    assert average_text(Fraction(70), bounds) == "70,00"
    assert average_text(Fraction(70) - Fraction(1, 10**15), bounds) == "69,99999999999"
    assert average_text(Fraction(217, 3)) == "72,33"


@given(st.integers(0, 300_000), st.integers(1, 31))
def test_the_printed_mean_never_stands_on_the_other_side_of_a_bound(total, sheets):
    mean = Fraction(total, sheets * 100)
    bounds = (Decimal(30), Decimal(50), Decimal(70), Decimal(90))
    shown = Fraction(average_text(mean, bounds).replace(",", "."))
    assert [shown >= bound for bound in bounds] == [mean >= bound for bound in bounds]
