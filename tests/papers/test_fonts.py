"""Fonts, cleaning of text and the breaking of names into lines."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.papers.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, clean, register_fonts, width_of
from app.services.papers.text_fit import even_lines, fitted_lines, greedy_lines

MARKS = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = (
    "".join(unicodedata.normalize("NFC", base + mark) for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in MARKS) + "đĐ"
)


@pytest.fixture(autouse=True)
def _fonts() -> None:
    register_fonts()


@pytest.mark.parametrize("font", [REGULAR, BOLD, ITALIC, BOLD_ITALIC])
def test_every_face_has_every_vietnamese_letter(font: str) -> None:
    from reportlab.pdfbase import pdfmetrics

    known = pdfmetrics.getFont(font).face.charToGlyph
    assert len(LETTERS) == 146
    assert [letter for letter in LETTERS + "…–“”≥≤×₫" if ord(letter) not in known] == []


def test_text_is_composed_and_loses_control_characters() -> None:
    assert clean("Đă\u0301k La\u0306\u0301k\x00\x07\tA\r\nB") == "Đắk Lắk A\nB"
    assert clean("Cà phê") == "Cà phê"


WORDS = st.lists(st.text(alphabet="ăâđêôơưABCỆ", min_size=1, max_size=30), min_size=1, max_size=25)


@given(WORDS, st.floats(min_value=40, max_value=500))
def test_breaking_a_name_loses_no_letter_and_no_line_is_too_long(words: list[str], width: float) -> None:
    text = " ".join(words)
    for broken in (greedy_lines(text, REGULAR, 12, width), even_lines(text, BOLD, 12, width)):
        assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, BOLD, 12) <= width for line in even_lines(text, BOLD, 12, width) if len(line) > 1)


def test_the_name_of_a_body_breaks_before_its_place() -> None:
    assert even_lines("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", REGULAR, 12, 184) == ["ỦY BAN NHÂN DÂN", "TỈNH ĐẮK LẮK"]
    council = even_lines("HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP", BOLD, 12, 184)
    assert council == ["HỘI ĐỒNG ĐÁNH GIÁ,", "PHÂN HẠNG SẢN PHẨM OCOP"]


def test_a_long_name_steps_down_and_is_never_cut() -> None:
    short, full = fitted_lines("Cà phê", BOLD, size=30, floor=14, width=400)
    assert (short, full) == (["Cà phê"], 30)
    name = " ".join(["Hợp tác xã nông nghiệp"] * 9)
    lines, size = fitted_lines(name, BOLD, size=30, floor=14, width=400)
    assert " ".join(lines) == name
    assert size < 30
