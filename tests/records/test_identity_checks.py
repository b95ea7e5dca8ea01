"""Tax codes, identity numbers and phones: only what cannot be true is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from app.errors import InvalidInput
from app.services.identity_checks import check_email, check_identity, check_phone, check_tax_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0100233488", "0100233488"),
        (" 01.00.233.488 ", "0100233488"),
        ("0314409058-002", "0314409058-002"),
        ("0314409058002", "0314409058-002"),
        ("066190000123", "066190000123"),
        ("", ""),
    ],
)
def test_tax_codes_of_10_13_and_12_digits_are_kept(typed: str, kept: str) -> None:
    assert check_tax_code(typed).value == kept


@pytest.mark.parametrize("typed", ["0100233480", "12345", "01002334881", "01002334AB", "٠١٠٠٢٣٣٤٨٨", "0314409058-000"])
def test_impossible_tax_codes_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_tax_code(typed)
    assert refused.value.field == "tax_code"
    assert refused.value.what_next
    assert typed not in str(refused.value)


def test_a_personal_number_with_an_unknown_province_is_only_warned_about() -> None:
    assert check_tax_code("066190000123").warnings == ()
    assert "code 003" in check_tax_code("003190000123").warnings[0].text


def test_identity_numbers_are_compared_with_sex_and_birth() -> None:
    woman_of_1990 = "066190000123"
    assert check_identity(woman_of_1990, "female", dt.date(1990, 3, 8)).warnings == ()
    assert check_identity(woman_of_1990).warnings == ()
    assert len(check_identity(woman_of_1990, "male", dt.date(1991, 1, 1)).warnings) == 2
    assert check_identity("066205000123", "male", dt.date(2005, 1, 1)).warnings == ()
    assert check_identity("066305000123", "male").value == "066305000123"


def test_an_old_identity_number_is_kept_with_a_warning() -> None:
    checked = check_identity("240 123 456")
    assert checked.value == "240123456"
    assert "old 9-digit" in checked.warnings[0].text


@pytest.mark.parametrize("typed", ["24012345", "06619000012", "0661900001234", "06619000012X"])
def test_impossible_identity_numbers_are_refused_without_repeating_them(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_identity(typed)
    assert typed not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0905 123 456", "0905123456"),
        ("+84 905.123.456", "0905123456"),
        ("84905123456", "0905123456"),
        ("0084 905 123 456", "0905123456"),
        ("(0262) 385-1234", "02623851234"),
        ("19001234", "19001234"),
        ("0905123456 / 0262 3851234", "0905123456 / 02623851234"),
        ("", ""),
    ],
)
def test_phones_are_kept_in_one_form(typed: str, kept: str) -> None:
    checked = check_phone(typed)
    assert (checked.value, checked.warnings, checked.suggestion) == (kept, (), "")


@pytest.mark.parametrize(
    ("old", "new"), [("01651234567", "0351234567"), ("0120 1234567", "0701234567"), ("+841291234567", "0821234567")]
)
def test_old_11_digit_mobile_numbers_are_kept_and_todays_is_offered(old: str, new: str) -> None:
    checked = check_phone(old)
    assert len(checked.value) == 11
    assert checked.suggestion == new
    assert "2018" in checked.warnings[0].text
    assert new not in checked.warnings[0].text


def test_unusual_phones_are_warned_about() -> None:
    assert check_phone("+33 1 23 45 67 89").value == "+33123456789"
    for typed in ("+33 1 23 45 67 89", "0123456789", "123456"):
        assert check_phone(typed).warnings


@pytest.mark.parametrize("typed", ["12345", "0905abc456", "0905 123 456 x", "1" * 16])
def test_impossible_phones_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        check_phone(typed)


def test_an_odd_e_mail_is_only_warned_about() -> None:
    assert check_email(" htx@example.vn ").warnings == ()
    assert check_email("htx@").warnings
