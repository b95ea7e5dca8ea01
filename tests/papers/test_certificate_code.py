"""The signed text of a certificate's QR code: nothing in it can be changed unseen."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.services.certificate_code import MARK, CodeFacts, make_code, read_code

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
FACTS = CodeFacts(
    office_code="66-24490",
    register_number="07/2026",
    product_code="66-24490-07-2026",
    product="Cà phê Mùa Thu",
    producer="Hộ kinh doanh Mùa Thu Coffee",
    stars=4,
    decision_number="4218/QĐ-UBND",
    decision_date=dt.date(2026, 3, 5),
    valid_from=dt.date(2026, 3, 5),
    valid_to=dt.date(2029, 3, 5),
)
CODE = make_code(FACTS, KEY.sign)


def find_key(office: str) -> bytes | None:
    return PUBLIC if office == "66-24490" else None


def test_a_phone_shows_plain_words_and_the_program_reads_every_fact() -> None:
    assert CODE.split("\n")[:3] == [
        "OCOP 4 sao: Cà phê Mùa Thu",
        "Chủ thể: Hộ kinh doanh Mùa Thu Coffee",
        "QĐ 4218/QĐ-UBND ngày 05/3/2026; có giá trị đến 05/3/2029",
    ]
    assert dataclasses.asdict(read_code(CODE, find_key)) == dataclasses.asdict(FACTS)
    assert len(CODE.encode("utf-8")) <= 350


def test_a_code_holds_from_its_first_day_to_its_last() -> None:
    claim = read_code(CODE, find_key)
    days = [dt.date(2026, 3, 4), dt.date(2026, 3, 5), dt.date(2029, 3, 5), dt.date(2029, 3, 6)]
    assert [claim.is_valid_on(day) for day in days] == [False, True, True, False]


def test_line_ends_and_decomposed_letters_of_a_scanner_do_not_matter() -> None:
    import unicodedata

    for changed in (
        CODE.replace("\n", " "),
        CODE.replace("\n", "\r\n"),
        f"  {CODE}\n",
        unicodedata.normalize("NFD", CODE),
    ):
        assert read_code(changed, find_key).product == "Cà phê Mùa Thu"


@pytest.mark.parametrize("place", range(len(CODE)))
def test_any_other_character_anywhere_is_refused(place: int) -> None:
    for other in ("A", "B", "7", "ê"):
        if CODE[place] in (other, "\n"):
            continue
        with pytest.raises(InvalidInput):
            read_code(CODE[:place] + other + CODE[place + 1 :], find_key)


@pytest.mark.parametrize("place", range(0, len(CODE), 7))
def test_a_missing_or_doubled_character_is_refused(place: int) -> None:
    if CODE[place].isspace():
        return
    for changed in (CODE[:place] + CODE[place + 1 :], CODE[: place + 1] + CODE[place:], CODE[:place]):
        with pytest.raises(InvalidInput):
            read_code(changed, find_key)


def test_words_of_one_certificate_over_the_payload_of_another_are_refused() -> None:
    other = make_code(dataclasses.replace(FACTS, product="Cà phê Mùa Đông"), KEY.sign)
    forged = other.split(MARK)[0] + MARK + CODE.split(MARK)[1]
    assert read_code(other, find_key).product == "Cà phê Mùa Đông"
    with pytest.raises(InvalidInput):
        read_code(forged, find_key)


def test_an_office_that_signs_other_words_than_its_payload_is_refused() -> None:
    from app.services import certificate_code

    five = certificate_code._summary(dataclasses.replace(FACTS, stars=5))
    payload = certificate_code._pack(FACTS)
    signature = KEY.sign(certificate_code._signed_bytes(payload, five))
    body = base64.b32encode(payload + signature).decode().rstrip("=")
    with pytest.raises(InvalidInput) as refused:
        read_code(f"{five}\n{MARK}{body}", find_key)
    assert "something else" in refused.value.what


def test_another_offices_key_or_an_unknown_office_is_refused_and_said() -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(InvalidInput) as changed:
        read_code(CODE, lambda _office: stranger)
    with pytest.raises(InvalidInput) as unknown:
        read_code(CODE, lambda _office: None)
    assert "changed" in changed.value.what
    assert "66-24490" in unknown.value.what


@pytest.mark.parametrize(
    "text", ["", "xin chào", MARK, "a " + MARK, "a " + MARK + "AA", MARK + "A" * 200, "x SOOCOP2:AAAA", "\x00" * 50]
)
def test_other_texts_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_code(text, find_key)
    assert refused.value.field == "code"
    assert refused.value.what


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stars", 0),
        ("stars", 6),
        ("office_code", ""),
        ("product", " "),
        ("register_number", "9" * 61),
        ("decision_date", dt.date(1999, 12, 31)),
        ("valid_to", dt.date(2026, 3, 4)),
    ],
)
def test_facts_that_cannot_be_true_make_no_code(field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_code(dataclasses.replace(FACTS, **{field: value}), KEY.sign)  # type: ignore[arg-type]
    assert refused.value.field == field


NAMES = st.text(alphabet="aăâeêioôơuư ĐỆỰ-,()&<>\"'…0123456789", min_size=1, max_size=260).filter(
    lambda name: name.strip()
)


@settings(max_examples=60)
@given(NAMES, NAMES, st.integers(min_value=1, max_value=5))
def test_any_names_give_a_code_of_limited_length_that_is_read_back(product: str, producer: str, stars: int) -> None:
    facts = dataclasses.replace(FACTS, product=product, producer=producer, stars=stars)
    code = make_code(facts, KEY.sign)
    claim = read_code(code, find_key)
    assert len(code.encode("utf-8")) < 400
    assert claim.stars == stars
    whole = " ".join(product.split())
    assert claim.product == whole or whole.startswith(claim.product.rstrip("…")[:10])
    assert read_code(code, find_key) == claim
