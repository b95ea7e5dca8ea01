"""The proposed raises, beside every other way of reaching the star."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.next_star import find_next_star
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.score_index import index_for
from app.services.scoring import SheetAnswers, score_sheet
from tests.scoring.helpers import real_set, small_set, star_rules


def with_minimums() -> CriteriaSet:
    data = small_set().model_dump(by_alias=True, mode="json")
    data["criteria"][1]["min_points"] = {"4": "10"}
    data["criteria"][3]["min_points"] = {"3": "15"}
    return CriteriaSet.model_validate(data)


def fewest_by_trying_all(
    criteria_set: CriteriaSet, start: dict[str, int], star: int, rules: StarRules
) -> tuple[int, Decimal]:
    """The least number of changed criteria and then the least total, over every raise of every criterion."""
    found = []
    columns = list(start)
    for numbers in product(*(range(len(criteria_set.criterion(name).options) + 1) for name in columns)):
        options = dict(zip(columns, numbers, strict=True))
        worth = [
            (criteria_set.criterion(name).options[number - 1].points if number else Decimal(0))
            - (criteria_set.criterion(name).options[start[name] - 1].points if start[name] else Decimal(0))
            for name, number in options.items()
        ]
        if any(gain < 0 for gain in worth):
            continue
        changed = sum(options[name] != start[name] for name in columns)
        score = score_sheet(criteria_set, SheetAnswers(options=options), rules)
        if (score.stars or 0) >= star:
            found.append((changed, score.total))
    return min(found)


@settings(max_examples=80, deadline=None)
@given(st.tuples(*(st.integers(0, 2 if name == "a2" else 3) for name in ("a1", "a2", "b", "c"))), st.booleans())
def test_no_other_way_needs_fewer_criteria_or_fewer_points(numbers: tuple[int, ...], blocks: bool) -> None:
    criteria_set, rules = with_minimums(), star_rules(blocks=blocks)
    start = dict(zip(("a1", "a2", "b", "c"), numbers, strict=True))
    score = score_sheet(criteria_set, SheetAnswers(options=start), rules)
    if score.next_star is None:
        assert score.stars == 5
        return
    options = {**start, **{one.criterion: one.option for one in score.next_star.raises}}
    after = score_sheet(criteria_set, SheetAnswers(options=options), rules)
    best = fewest_by_trying_all(criteria_set, start, score.next_star.star, rules)
    assert (len(score.next_star.raises), after.total) == best


def test_a_story_is_proposed_before_its_structure(stars: StarRules) -> None:
    score = score_sheet(with_minimums(), SheetAnswers(options={"a1": 1, "a2": 0, "b": 3, "c": 3}), stars)
    assert score.next_star is not None
    assert [(one.criterion, one.option) for one in score.next_star.raises] == [("a1", 2), ("a2", 2)]
    assert [(one.criterion, one.to_points) for one in score.next_star.minimums] == [("a2", 10)]


def test_what_was_chosen_under_a_missing_story_counts_once_there_is_one(stars: StarRules) -> None:
    score = score_sheet(small_set(), SheetAnswers(options={"a1": 0, "a2": 2, "b": 3, "c": 3}), stars)
    assert score.total == 60
    assert score.next_star is not None
    assert [(one.criterion, one.option, one.gain) for one in score.next_star.raises] == [("a1", 2, 10)]


def test_minimums_stand_first_and_then_the_fewest_points(coffee: CriteriaSet, stars: StarRules) -> None:
    top = {one.id: len(one.options) for one in coffee.criteria}
    answers = {**top, "5.1": 4, "1.5": 3, "6.1.1": 1, "6.1.2": 1, "6.1.3": 1, "6.2.2": 2, "9": 1}
    score = score_sheet(coffee, SheetAnswers(options=answers), stars)
    # 100 - 2 - 1 - 2 - 2 - 2 - 2 - 4 = 85.
    assert (score.total, score.stars_by_points, score.stars) == (85, 4, 3)
    wanted = score.next_star
    assert wanted is not None
    assert [(one.criterion, one.for_minimum) for one in wanted.raises] == [("5.1", True), ("9", True)]
    assert [one.criterion for one in wanted.others[:1]] == ["1.5"]


def test_a_case_already_chosen_is_kept(stars: StarRules) -> None:
    tourism = real_set("qd-26-2026/26")
    options = {one.id: 1 for one in tourism.criteria} | {"8": 3, "9": 3, "15": 3}
    score = score_sheet(tourism, SheetAnswers(options=options), stars)
    assert score.next_star is not None
    proposed = {one.criterion: one.option for one in (*score.next_star.raises, *score.next_star.others)}
    assert {proposed[name] for name in ("8", "9", "15") if name in proposed} == {4}


def test_points_from_a_councils_average_are_rounded_up_to_the_hundredth(stars: StarRules) -> None:
    index = index_for(small_set(), stars)
    found = find_next_star(index, {"a1": 3, "a2": 2, "b": 1, "c": 2}, (3000, 1000, 0, 1500), 3, Fraction(20999, 3))
    assert found is not None
    assert (found.star, found.points_needed) == (4, Decimal("0.01"))
    assert [(one.criterion, one.gain) for one in found.raises] == [("b", Decimal("12.25"))]
