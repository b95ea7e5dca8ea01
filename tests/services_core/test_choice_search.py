"""Lists of choices are found word by word, without accents, the best match first."""

from __future__ import annotations

import pytest

from app.paths import resource_path
from app.services.choice_search import Choice, find_choices, ranked_choices
from app.services.rules.library import RuleLibrary
from tests.records.helpers import TODAY

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
