"""A card as the digits of a QR code: from paper, from a scanner that types, from a message; and as a page."""

from __future__ import annotations

import io

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.services.bundles.sealing import recipient_of
from app.services.bundles.signing import SigningKey
from app.services.keys import OfficeKeys
from app.services.office_cards import OfficeCard, SignedCard, sign_card
from app.services.office_keys.card_text import HEAD, card_from_text, card_text, read_any
from app.services.office_keys.words import fingerprint_words
from app.services.papers.office_card_page import office_card_pdf
from app.services.recovery_code import identity_of

IDENTITY = identity_of(bytes(range(32, 64)))
KEYS = OfficeKeys(SigningKey(bytes(range(32))), IDENTITY)


def card(**changes: str) -> SignedCard:
    facts = {
        "code": "24490",
        "level": "commune",
        "name": "Ủy ban nhân dân xã Krông Pắc",
        "province_name": "tỉnh Đắk Lắk",
        "province_code": "66",
        "commune_name": "xã Krông Pắc",
        "commune_code": "24490",
        "issued_at": "2026-11-22T08:00:00Z",
    } | changes
    made = OfficeCard(**facts, sign_public_key=KEYS.public_key.hex(), age_recipient=recipient_of(IDENTITY))
    return sign_card(made, KEYS)


CARD = card()
TEXT = card_text(CARD)


def test_the_vector_of_the_format_s_description() -> None:
    assert KEYS.public_key.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert fingerprint_words(KEYS.public_key) == (
        "gạch ngói",
        "cửa hiệu",
        "nước chấm",
        "nửa đêm",
        "con ếch",
        "nhuộm chàm",
    )
    assert CARD.signature.startswith("98b85e5c8a081e9e03b7b418496d4c16")
    assert TEXT.startswith(HEAD + "7553437479663904943388221500278959918138")


@pytest.mark.parametrize("level", ["producer", "commune", "district", "province", "central"])
def test_a_card_comes_back_whole_from_its_text(level: str) -> None:
    made = card(level=level)
    assert card_from_text(card_text(made)) == made
    assert read_any(made.content) == read_any(card_text(made).encode()) == made


def test_blanks_line_breaks_and_a_lost_head_do_not_matter() -> None:
    digits = TEXT.removeprefix(HEAD)
    broken = "\r\n".join(digits[at : at + 37] for at in range(0, len(digits), 37))
    for typed in (
        digits,
        f"  {HEAD}\n{broken}\n",
        HEAD.lower() + " " + broken,
        "SÔ-COP-CẢRD:" + broken.replace("\r\n", " - "),
    ):
        assert card_from_text(typed) == CARD


@settings(max_examples=60)
@given(place=st.integers(0, len(TEXT) - len(HEAD) - 1), digit=st.integers(0, 9))
def test_no_digit_can_be_changed_or_left_out(place: int, digit: int) -> None:
    digits = TEXT.removeprefix(HEAD)
    changed = digits[:place] + str(digit) + digits[place + 1 :]
    if changed != digits:
        with pytest.raises(InvalidInput):
            card_from_text(changed)
    with pytest.raises(InvalidInput):
        card_from_text(digits[:place] + digits[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "SO-OCOP-CARD:", "0", "12345", "9" * 600, "9" * 4_400, "9" * 100_000, "xin chào", "SO-OCOP-KEY:1A"]
)
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        card_from_text(text)


def test_names_that_no_code_can_hold_are_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput) as refused:
        card_text(card(name="Ủ" * 300, province_name="Ộ" * 300, commune_name="Ử" * 300))
    assert "file" in refused.value.what_next


def test_the_page_is_one_sheet_whose_code_is_the_card() -> None:
    with pypdfium2.PdfDocument(io.BytesIO(office_card_pdf(CARD, "Km 30, Quốc lộ 26"))) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
        [scanned] = zxingcpp.read_barcodes(document[0].render(scale=2.5).to_pil())
    assert scanned.text == TEXT
    for said in ("THẺ CƠ QUAN", "xã Krông Pắc", "24490", "22/11/2026", *fingerprint_words(KEYS.public_key)):
        assert said in text
    assert CARD.fingerprint.split()[0] in text
