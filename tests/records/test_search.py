"""Finding and sorting Vietnamese text."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.services.search import accented_key, best_first, fold_text, query_words, sort_key

LETTERS = st.text(
    alphabet=st.sampled_from("aàảãáạăằẳẵắặâầẩẫấậbcdđeêềểễếệghiìklmnoôơờởỡớợpqrstuưừửữứựvxyỳĐÀÁẾ ")
    | st.characters(min_codepoint=0x20, max_codepoint=0x24F),
    max_size=40,
)

# Primary letters a < ă < â, d < đ, e < ê, o < ô < ơ, u < ư; then the tones: none, grave, hook, tilde, acute, dot.
IN_CLDR_ORDER = [
    *("ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bàn", "bản", "bán", "bạn", "băn", "bằn", "bân", "bần"),
    *("da", "Da", "dà", "Dà", "dz", "đa", "Đa", "đà", "đá", "e", "ê", "o", "ô", "ơ", "u", "ư", "y"),
]


def test_search_ignores_accents_case_and_the_bar_of_d() -> None:
    assert fold_text("Đắk Lắk") == "dak lak"
    assert fold_text("  CÀ   PHÊ\tƠI ") == "ca phe oi"
    assert fold_text("Cư M'gar") == "cu m'gar"


def test_where_the_tone_stands_does_not_matter() -> None:
    assert accented_key("Hoà Bình") == accented_key("Hòa Bình")
    assert accented_key("thuỷ") == accented_key("thủy")
    assert accented_key("hoa") != accented_key("hòa")
    assert accented_key("án") != accented_key("ẩn")


@given(LETTERS)
def test_keys_are_the_same_for_both_normal_forms(text: str) -> None:
    nfd, nfc = unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text)
    assert fold_text(nfd) == fold_text(nfc)
    assert accented_key(nfd) == accented_key(nfc)
    assert sort_key(nfd) == sort_key(nfc)


@given(LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


def test_names_sort_as_the_cldr_collation_says() -> None:
    shuffled = IN_CLDR_ORDER[:]
    random.Random(26).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == IN_CLDR_ORDER


def test_letters_count_before_tones_over_the_whole_name() -> None:
    assert sorted(["bá ba", "ba bà", "ba bá", "bà ba"], key=sort_key) == ["ba bà", "ba bá", "bà ba", "bá ba"]
    assert sorted(["Trà B", "tra C", "tra a"], key=sort_key) == ["tra a", "Trà B", "tra C"]


def test_spaces_come_before_digits_and_digits_before_letters() -> None:
    assert sorted(["bat", "ba t", "ba2", "ba"], key=sort_key) == ["ba", "ba t", "ba2", "bat"]


def test_letters_of_other_languages_of_the_highlands_sort_beside_their_base() -> None:
    assert sorted(["Čư Mil", "Cư Kuin", "Da", "Ča"], key=sort_key) == ["Ča", "Cư Kuin", "Čư Mil", "Da"]


def test_exact_accents_come_first_then_names_that_begin_so() -> None:
    names = ["Cá phế", "Bột cà phê", "Cà phê bột", "Ca phe"]
    assert best_first(names, "cà phê", str) == ["Cà phê bột", "Bột cà phê", "Ca phe", "Cá phế"]
    assert best_first(names, "", str) == ["Bột cà phê", "Ca phe", "Cá phế", "Cà phê bột"]


def test_a_query_is_words_in_any_order() -> None:
    assert query_words(" Krông  Năng ") == ["krong", "nang"]
