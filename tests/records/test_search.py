"""Finding and sorting Vietnamese text."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from app.models import Office, Producer, Product
from app.services.products import find_products
from app.services.record_search import search_columns
from app.services.search import accented_key, best_first, fold_text, name_order, query_words, sort_key
from app.services.upgrade import open_database

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


@given(LETTERS, LETTERS)
@example("a", "à")
@example("A", "à")
@example("ba", "ba ba")
@example("hoà B", "hòa b")
def test_the_stored_order_of_names_is_the_order_of_their_keys(one: str, other: str) -> None:
    stored_one, stored_other = (unicodedata.normalize("NFC", name_order(name)).encode() for name in (one, other))
    key_one, key_other = sort_key(one), sort_key(other)
    assert (stored_one < stored_other, stored_one == stored_other) == (key_one < key_other, key_one == key_other)


def test_the_database_ranks_as_best_first_does_and_stops_at_the_limit(tmp_path: Path) -> None:
    chance = random.Random(26)
    goods = ("Cà phê", "Ca phe", "CÁ PHẾ", "Hoà", "hòa", "Trà", "tra", "100%", "Nước_mắm", "Čư", "C\u00e0 ph\u00ea sữa")
    names = sorted({f"{chance.choice(goods)} {chance.choice(goods)} {chance.randrange(9)}" for _ in range(300)})
    brands = {name: chance.choice(("", "Cà phê", "hoa")) for name in names}
    database = open_database(tmp_path / "so-ocop.db", tmp_path / "backups")
    with database.transaction() as session:
        office = Office(code="99", level="commune", name="UBND xã Mẫu", is_self=True)
        session.add(office)
        session.flush()
        producer = Producer(name="Hợp tác xã", kind="cooperative", office_id=office.id)
        session.add(producer)
        session.flush()
        for name, brand in brands.items():
            columns = search_columns(name, f"{name} {brand}")
            session.add(Product(name=name, brand=brand, producer_id=producer.id, **columns))
    with database.reading() as session:
        for query in ("", "ca phe", "cà phê", "hoà", "HÒA", "hoa tra", "tra", "trà", "100%", "c_ phe", "ca phe hoa"):
            held = [
                name for name in names if all(one in fold_text(f"{name} {brands[name]}") for one in query_words(query))
            ]
            expected = best_first(held, query, str)
            assert [one.name for one in find_products(session, query, limit=None)] == expected
            assert [one.name for one in find_products(session, query, limit=7)] == expected[:7]
    database.close()
