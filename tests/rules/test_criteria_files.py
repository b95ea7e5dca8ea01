"""The criteria files as they are shipped: counts, and figures read again in the sources."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary


@pytest.fixture(scope="module")
def in_force(library: RuleLibrary) -> list[CriteriaSet]:
    return [library.criteria_set(f"qd-26-2026/{number}") for number in range(1, 27)]


def test_the_decision_in_force_has_26_complete_sets_787_criteria_and_2535_options(
    in_force: list[CriteriaSet],
) -> None:
    criteria = [criterion for rules in in_force for criterion in rules.criteria]
    implied = [criterion for criterion in criteria if criterion.options_implied]
    assert all(rules.complete for rules in in_force)
    assert len(criteria) == 787
    assert len(implied) == 22
    assert sum(len(criterion.options) for criterion in criteria) == 2535 + 22
    assert {(option.text, option.points) for c in implied for option in c.options} == {("Có", Decimal(1))}
    assert sum(option.star is not None for criterion in criteria for option in criterion.options) == 575


def test_exactly_six_options_and_one_maximum_are_inferred_and_unverified(in_force: list[CriteriaSet]) -> None:
    options = {
        (rules.number, criterion.id, index): option.points
        for rules in in_force
        for criterion in rules.criteria
        for index, option in enumerate(criterion.options, 1)
        if option.inferred is not None
    }
    assert options == {
        (4, "1.2", 1): 0,
        (7, "1.2", 1): 0,
        (10, "1.2", 1): 0,
        (11, "1.2", 1): 0,
        (4, "7", 3): 3,
        (11, "6.1.1", 2): 1,
    }
    for number, criterion_id, _index in options:
        assert not in_force[number - 1].criterion(criterion_id).verified
        assert not in_force[number - 1].verified
    flowers = in_force[22]
    assert flowers.criterion("9").inferred is not None
    assert not flowers.criterion("9").verified
    assert [section.id for section in flowers.sections if section.inferred is not None] == ["9"]


# Set 14 (rượu trắng), section 1, read again line by line in the transcription: maximum, (points, star mark) per option.
SET_14_SECTION_1 = {
    "1.1": (4, [(1, 3), (2, None), (4, None)]),
    "1.2": (3, [(1, None), (2, None), (3, None)]),
    "1.3": (3, [(1, None), (2, None), (3, None)]),
    "1.4": (3, [(0, None), (1, None), (2, 4), (3, 5)]),
    "1.5": (3, [(1, 4), (2, None), (3, None)]),
    "1.6": (1, [(0, None), (1, None)]),
}


@pytest.mark.parametrize("criterion_id", SET_14_SECTION_1)
def test_set_14_section_1_has_the_figures_of_the_text(library: RuleLibrary, criterion_id: str) -> None:
    maximum, options = SET_14_SECTION_1[criterion_id]
    rules = library.criteria_set("qd-26-2026/14")
    criterion = rules.criterion(criterion_id)
    assert criterion.max == maximum
    assert [(option.points, option.star) for option in criterion.options] == options
    assert criterion.min_points == {star: points for points, star in options if star is not None}
    assert next(section.max for section in rules.sections if section.id == "1") == 17


FIGURES = [
    ("qd-26-2026/1", "1.1", 3, [1, 2, 3], {}),
    ("qd-26-2026/1", "1.3", 3, [1, 2, 3], {5: 3}),
    ("qd-26-2026/1", "2.1", 3, [0, 1, 3], {4: 3}),
    ("qd-26-2026/1", "2.3", 3, [1, 2, 3], {3: 1, 4: 3}),
    ("qd-26-2026/1", "3.5", 3, [1, 2, 3], {3: 1, 4: 2}),
    ("qd-26-2026/1", "4.1", 5, [1, 2, 3, 5], {3: 2, 4: 3, 5: 5}),
    ("qd-26-2026/1", "4.3", 5, [0, 1, 2, 3, 5], {}),
    ("qd-26-2026/1", "5.1", 5, [0, 1, 2, 3, 5], {4: 5}),
    ("qd-26-2026/1", "5.3", 5, [0, 1, 3, 5], {3: 1}),
    ("qd-26-2026/1", "6.2", 4, [0, 1, 2, 3, 4], {4: 3}),
    ("qd-26-2026/4", "7", 3, [0, 1, 3], {}),
    ("qd-26-2026/7", "3.1", 3, [1, 1, 3], {}),
    ("qd-26-2026/10", "3.5", 3, [1, 2, 3], {3: 1}),
    ("qd-26-2026/11", "6.1.1", 2, [0, 1, 2], {4: 2}),
    ("qd-26-2026/11", "6.2.3", 5, [0, 1, 3, 5], {}),
    ("qd-26-2026/13", "1.1", 3, [1, 2, 3], {3: 2}),
    ("qd-26-2026/13", "6.1.4", 2, [0, 1, 2], {}),
    ("qd-26-2026/13", "6.2.2", 3, [0, 1, 3], {}),
    ("qd-26-2026/13", "9", 5, [1, 3, 5], {3: 1, 4: 3}),
    ("qd-26-2026/23", "6.2", 5, [1, 1, 3, 5], {4: 3, 5: 5}),
    ("qd-26-2026/23", "9", 4, [2, 4], {}),
    ("qd-26-2026/26", "3.4", 3, [1, 3], {4: 3}),
    ("qd-26-2026/26", "8", 3, [1, 3, 1, 3], {}),
    ("qd-26-2026/26", "14", 4, [1, 2, 4], {}),
    ("qd-1048-2019/1", "1.2", 3, [0, 1, 2, 3], {}),
    ("qd-1048-2019/1", "3.2", 2, [1, 2, 0, 1], {}),
    ("qd-1048-2019/1", "6.2.2", 6, [0, 1, 2, 4, 6], {}),
    ("qd-1048-2019/6", "6.1.5", 3, [0, 1, 2, 3], {}),
    ("qd-1048-2019/6", "10", 5, [1, 3, 5], {}),
]


@pytest.mark.parametrize(("set_id", "criterion_id", "maximum", "points", "minimums"), FIGURES)
def test_a_criterion_has_the_figures_of_its_source(
    library: RuleLibrary,
    set_id: str,
    criterion_id: str,
    maximum: int,
    points: list[int],
    minimums: dict[int, int],
) -> None:
    criterion = library.criteria_set(set_id).criterion(criterion_id)
    assert criterion.max == maximum
    assert [option.points for option in criterion.options] == points
    assert criterion.min_points == minimums


@pytest.mark.parametrize(
    ("number", "sections"),
    [
        (1, [18, 10, 12, 13, 12, 12, 3, 5, 5, 5, 2, 3]),
        (13, [18, 10, 12, 13, 12, 15, 5, 5, 5, 2, 3]),
        (26, [14, 12, 14, 17, 8, 3, 3, 3, 2, 3, 2, 3, 4, 4, 3, 3, 2]),
    ],
)
def test_section_maxima_are_those_of_the_sheet(library: RuleLibrary, number: int, sections: list[int]) -> None:
    assert [section.max for section in library.criteria_set(f"qd-26-2026/{number}").sections] == sections


def test_the_star_marks_are_not_left_in_the_words(in_force: list[CriteriaSet]) -> None:
    texts = [option.text for rules in in_force for criterion in rules.criteria for option in criterion.options]
    assert not [text for text in texts if "*" in text or text.startswith("□")]


def test_tea_and_coffee_group_the_criteria_of_look_and_brew(library: RuleLibrary) -> None:
    tea, coffee = library.criteria_set("qd-26-2026/11"), library.criteria_set("qd-26-2026/13")
    assert [(group.id, group.max) for group in tea.groups] == [("6.1", 4), ("6.2", 11)]
    assert [(group.id, group.max) for group in coffee.groups] == [("6.1", 10), ("6.2", 5)]
    assert [c.id for c in coffee.criteria if c.group == "6.1"] == ["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"]


def test_tourism_offers_two_cases_at_three_criteria(library: RuleLibrary) -> None:
    tourism = library.criteria_set("qd-26-2026/26")
    assert [case.id for case in tourism.cases] == ["1", "2"]
    with_cases = {c.id: [option.case for option in c.options] for c in tourism.criteria if c.options[0].case}
    assert with_cases == {name: ["1", "1", "2", "2"] for name in ("8", "9", "15")}


def test_the_four_items_of_the_commune_are_found_in_every_set_but_tourism(in_force: list[CriteriaSet]) -> None:
    for rules in in_force:
        items = {criterion.commune_item for criterion in rules.criteria} - {None}
        expected = {"labour", "idea"} if rules.number == 26 else {"labour", "idea", "origin", "identity"}
        assert items == expected, rules.id


def test_the_structure_of_a_story_depends_on_the_story(library: RuleLibrary, in_force: list[CriteriaSet]) -> None:
    depending = [(r.number, c.id) for r in in_force for c in r.criteria if c.depends_on is not None]
    assert depending == [(number, "5.2") for number in range(1, 26)]
    assert all(r.criterion("5.2").depends_on.criterion == "5.1" for r in in_force[:25])  # type: ignore[union-attr]
    old = library.criteria_set("qd-1048-2019/6")
    assert [c.id for c in old.criteria if c.depends_on is not None] == ["5.2", "5.3"]


def test_every_exclusion_of_the_texts_is_kept_with_what_it_stops(
    library: RuleLibrary, in_force: list[CriteriaSet]
) -> None:
    found = [(rules.number, item) for rules in in_force for item in rules.knock_outs]
    assert [number for number, item in found if item.id == "dq.1"] == list(range(1, 26))
    assert [(number, item.id) for number, item in found if item.stops == "others"] == [(1, "6.1.ko")]
    popular = [(number, item.id, item.verified) for number, item in found if "có tính phổ biến" in item.text]
    assert popular == [(number, "2.1.ko", False) for number in (1, 2, 3, 4)]
    water = next(item for number, item in found if item.trigger == "zero_points")
    assert (water.criterion, water.criteria, water.stops) == ("6.4", ("6.1", "6.2", "6.3", "6.4"), "following")
    imported = [number for number, item in found if "nguyên liệu nhập khẩu" in item.text]
    assert len(imported) == 12
    old_fruit = library.criteria_set("qd-1048-2019/3").knock_outs
    assert [(k.id, k.criteria) for k in old_fruit if k.trigger == "zero_points"] == [("6.1.ko", ("6.1",))]
    old_cloth = library.criteria_set("qd-1048-2019/13").knock_outs
    assert [(k.id, k.stops) for k in old_cloth if "sở hữu trí tuệ" in k.text] == [("6.2.ko", "dossier")]


def test_of_the_first_decision_22_sets_add_up_and_four_are_scored_on_parts(library: RuleLibrary) -> None:
    sets = [library.criteria_set(f"qd-1048-2019/{number}") for number in range(1, 27)]
    incomplete = {rules.name for rules in sets if not rules.complete}
    assert incomplete == {
        "Gạo, ngũ cốc",
        "Thực phẩm chức năng, thuốc từ dược liệu, thuốc Y học cổ truyền",
        "Tương, nước mắm, gia vị dạng lỏng khác",
        "Đồ uống có cồn khác",
    }
    assert len(sets) - len(incomplete) == 22
    assert not library.criteria_set("qd-1048-2019/10").criteria
    assert library.criteria_set("qd-1048-2019/21").criteria
    assert not any(rules.verified for rules in sets)
    assert all([part.max for part in rules.parts] == [35, 25, 40] for rules in sets)


def test_coffee_of_the_first_decision_is_renumbered_and_says_so(library: RuleLibrary) -> None:
    coffee = library.criteria_set("qd-1048-2019/6")
    assert [(c.id, c.title) for c in coffee.criteria if c.id.startswith("6.1.")][2:] == [
        ("6.1.3", "Màu sắc"),
        ("6.1.4", "Mùi"),
        ("6.1.5", "Vị"),
    ]
    assert any("6.1.3 hai lần" in note for note in coffee.notes)


def test_sets_whose_table_was_not_read_have_only_the_maxima_of_their_parts(library: RuleLibrary) -> None:
    sets = [library.criteria_set(f"qd-148-2023/{number}") for number in range(1, 27)]
    for rules in sets:
        assert not rules.complete
        assert not rules.verified
        assert not rules.criteria
        assert [part.max for part in rules.parts] == [40, 25, 35]
    assert sets[12].name == "Cà phê, cacao"


def test_every_text_is_nfc_and_names_a_public_source(resources: Path) -> None:
    for path in resources.glob("criteria/*/*.json"):
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        assert '"url": "http' in text, path
