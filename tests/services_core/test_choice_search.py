"""Lists of choices are found word by word, without accents, the best match first."""

from __future__ import annotations

import pytest

from app.paths import resource_path
from app.services.choice_search import Choice, find_choices, ranked_choices
from app.services.other_names import names_of_producer_kinds, names_of_subgroups
from app.services.rules.library import RuleLibrary
from app.ui.pages.products.set_choice import SetChoice
from tests.records.helpers import TODAY


@pytest.fixture(scope="module")
def library() -> RuleLibrary:
    return RuleLibrary(resource_path())


SETS = (
    "13 · Cà phê, cacao",
    "2 · Chè (đồ uống)",
    "3 · Cá nước ngọt",
    "4 · Kẹo (Cà phê)",
    "5 · Bánh cà phê",
    "14 · Cao",
)


def choices(*texts: str) -> tuple[Choice, ...]:
    return tuple((str(place), text) for place, text in enumerate(texts))


def found(query: str, *texts: str) -> list[str]:
    return [text for _value, text in find_choices(choices(*texts), query)]


def test_every_kind_of_producer_is_found_by_the_words_people_use() -> None:
    regime = RuleLibrary(resource_path()).for_dossier(None, TODAY)
    kinds = choices(*(one.title for one in regime.producer_kinds))
    best = {
        query: find_choices(kinds, query)[0][1].casefold() for query in ("ho kinh doanh", "hop tac xa", "doanh nghiep")
    }
    assert "hộ gia đình có đăng ký kinh doanh" in best["ho kinh doanh"]
    assert best["hop tac xa"].startswith("hợp tác xã")
    assert "doanh nghiệp" in best["doanh nghiep"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ca phe", ["13 · Cà phê, cacao", "4 · Kẹo (Cà phê)", "5 · Bánh cà phê"]),
        ("phe ca", ["13 · Cà phê, cacao", "4 · Kẹo (Cà phê)", "5 · Bánh cà phê"]),
        ("cá", ["3 · Cá nước ngọt", "13 · Cà phê, cacao", "14 · Cao", "4 · Kẹo (Cà phê)", "5 · Bánh cà phê"]),
        ("cao", ["14 · Cao"]),
        ("14", ["14 · Cao"]),
        ("acao", ["13 · Cà phê, cacao"]),
        ("rượu", []),
        (" · ", list(SETS)),
        ("", list(SETS)),
    ],
)
def test_words_are_found_in_any_order_and_exact_names_come_first(query: str, expected: list[str]) -> None:
    assert found(query, *SETS) == expected


def test_a_name_stands_before_longer_ones_and_before_what_stands_beside_it() -> None:
    rows = choices("Cà phê bột · HTX Ea Kly", "Trà · Cà phê", "Cà phê · HTX Krông Pắc")
    assert [text for _value, text in ranked_choices(rows, "ca phe")] == [
        "Cà phê · HTX Krông Pắc",
        "Cà phê bột · HTX Ea Kly",
        "Trà · Cà phê",
    ]


def test_what_has_another_name_is_found_by_it_after_those_that_are_called_so() -> None:
    choices = (("a", "1 · Rau, củ, quả, hạt tươi"), ("b", "7 · Chế biến từ rau, củ, quả, hạt"), ("c", "22 · Hoa"))
    others = {"a": ("hoa quả", "sầu riêng"), "b": ("sầu riêng sấy",)}
    assert [value for value, _text in find_choices(choices, "hoa", others)] == ["c", "a"]
    assert [value for value, _text in find_choices(choices, "sau rieng", others)] == ["a", "b"]
    assert [value for value, _text in find_choices(choices, "sầu riêng sấy", others)] == ["b"]
    assert find_choices(choices, "trà", others) == ()


@pytest.mark.parametrize("typed", ["trái cây", "hoa qua", "sầu riêng"])
@pytest.mark.parametrize("regime", ["2023-three-tier", "2026-two-tier"])
def test_the_first_set_for_fruit_is_that_of_fresh_fruit(library: RuleLibrary, regime: str, typed: str) -> None:
    sets = SetChoice(library, library.regime(regime))
    assert find_choices(sets.choices(), typed, sets.other_names())[0][0] == "I.1.a"


def test_a_company_is_a_kind_of_producer_by_each_of_its_names(library: RuleLibrary) -> None:
    kinds = tuple((one.id, one.title) for one in library.regime("2026-two-tier").producer_kinds)
    for typed in ("công ty cổ phần", "cong ty tnhh", "DNTN"):
        assert [value for value, _text in find_choices(kinds, typed, names_of_producer_kinds())] == ["enterprise"]


def test_every_other_name_belongs_to_a_subgroup_or_kind_of_the_law(library: RuleLibrary) -> None:
    regimes = library.regimes()
    subgroups = {
        one.name
        for regime in regimes
        for sector in library.classification(regime.classification).sectors
        for group in sector.groups
        for one in group.subgroups
    }
    assert set(names_of_subgroups()) == subgroups
    assert set(names_of_producer_kinds()) <= {one.id for regime in regimes for one in regime.producer_kinds}
