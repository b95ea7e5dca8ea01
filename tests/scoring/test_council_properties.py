"""What holds for every council's result, on the law's own sets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import median_low

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.services.council_figures import close_from_points, lower_median, majority
from app.services.council_result import CouncilRules, close_result
from app.services.rules.criteria import CriteriaSet
from app.services.score_index import index_for
from app.services.scoring import SheetAnswers, score_sheet
from tests.scoring.helpers import COMPLETE_SETS, full_answers, one_raise, real_set, seats, signed, small_set, star_rules

SETTINGS = settings(max_examples=60, deadline=None)
RULES = CouncilRules()


def settled(criteria_set: CriteriaSet) -> dict[str, bool]:
    """No knock-out holds, so that each sheet's zero leaves the result to its points."""
    return {one.id: False for one in criteria_set.knock_outs}


@st.composite
def council(draw: st.DrawFn) -> tuple[CriteriaSet, list[SheetAnswers]]:
    criteria_set = real_set(draw(st.sampled_from(COMPLETE_SETS)))
    case = draw(st.sampled_from([one.id for one in criteria_set.cases])) if criteria_set.cases else None
    return criteria_set, draw(st.lists(full_answers(criteria_set, case), min_size=1, max_size=7))


@SETTINGS
@given(council(), st.sampled_from(["lower_median", "majority"]))
def test_a_result_is_that_of_a_plain_reading(drawn: tuple[CriteriaSet, list[SheetAnswers]], rule: str) -> None:
    criteria_set, sheets = drawn
    rules = CouncilRules(agreed_rule=rule)  # type: ignore[arg-type]
    stars = star_rules()
    result = close_result(
        criteria_set, signed(*sheets), seats(len(sheets)), rules, stars, settled_knock_outs=settled(criteria_set)
    )
    clean = criteria_set.model_copy(update={"knock_outs": ()})
    scores = [score_sheet(clean, one, stars) for one in sheets]
    assert result.average == Fraction(sum(Fraction(one.total) for one in scores), len(scores))
    for name in result.agreed:
        values = [one.criteria[name] for one in scores]
        assert result.criterion_averages[name] == Fraction(sum(map(Fraction, values)), len(values))
        if rule == "lower_median":
            assert result.agreed[name] == median_low(values)
        else:
            most = max(values.count(value) for value in values)
            assert result.agreed[name] == min(value for value in values if values.count(value) == most)
        assert result.column_spread[name] == max(values) - min(values)
    for name, average in result.section_averages.items():
        assert average == sum(Fraction(one.sections[name]) for one in scores) / len(scores)
    assert sum(result.part_averages.values()) == sum(result.section_averages.values()) == result.average
    assert 0 <= result.average <= 100
    bounds = {5: 90, 4: 70, 3: 50, 2: 30, 1: 0}
    assert result.stars_by_points == max(star for star, least in bounds.items() if result.average >= least)
    missed = {
        star: tuple(
            one.id
            for one in criteria_set.criteria
            if any(result.agreed[one.id] < least for mark, least in one.min_points.items() if mark <= star)
        )
        for star in bounds
    }
    assert dict(result.missed) == {star: names for star, names in missed.items() if names}
    assert result.stars == max((s for s in bounds if s <= result.stars_by_points and not missed[s]), default=None)
    assert result.spread == max(one.total for one in scores) - min(one.total for one in scores)


@SETTINGS
@given(st.data())
def test_adding_points_on_one_sheet_never_lowers_the_councils_star(data: st.DataObject) -> None:
    criteria_set, sheets = data.draw(council())
    which = data.draw(st.integers(0, len(sheets) - 1))
    raised = data.draw(one_raise(criteria_set, sheets[which]))
    assume(raised is not None)
    assert raised is not None
    changed = [raised if number == which else one for number, one in enumerate(sheets)]
    cases = {
        option.case
        for one in changed
        for criterion in criteria_set.criteria
        if (number := one.options[criterion.id]) and (option := criterion.options[number - 1]).case
    }
    assume(len(cases) <= 1)
    before, after = (
        close_result(
            criteria_set, signed(*one), seats(len(one)), RULES, star_rules(), settled_knock_outs=settled(criteria_set)
        )
        for one in (sheets, changed)
    )
    assert after.average >= before.average
    assert after.stars_by_points >= before.stars_by_points
    assert (after.stars or 0) >= (before.stars or 0)


@SETTINGS
@given(st.data())
def test_the_order_of_sheets_and_members_changes_nothing(data: st.DataObject) -> None:
    criteria_set, sheets = data.draw(council())
    mine, places = signed(*sheets), seats(len(sheets))
    rules = CouncilRules(max_deviation=Decimal(5))
    first = close_result(criteria_set, mine, places, rules, star_rules(), settled_knock_outs=settled(criteria_set))
    second = close_result(
        criteria_set,
        data.draw(st.permutations(mine)),
        data.draw(st.permutations(places)),
        rules,
        star_rules(),
        settled_knock_outs=settled(criteria_set),
    )
    assert first == second


@SETTINGS
@given(council(), st.data())
def test_who_gave_which_sheet_changes_no_figure(
    drawn: tuple[CriteriaSet, list[SheetAnswers]], data: st.DataObject
) -> None:
    criteria_set, sheets = drawn
    exchanged = data.draw(st.permutations(sheets))
    first, second = (
        close_result(
            criteria_set, signed(*one), seats(len(one)), RULES, star_rules(), settled_knock_outs=settled(criteria_set)
        )
        for one in (sheets, exchanged)
    )
    assert (first.average, first.agreed, first.missed, first.stars, first.spread, first.next_star) == (
        second.average, second.agreed, second.missed, second.stars, second.spread, second.next_star,
    )  # fmt: skip


@SETTINGS
@given(council())
def test_one_sheet_alone_is_the_councils_result(drawn: tuple[CriteriaSet, list[SheetAnswers]]) -> None:
    criteria_set, sheets = drawn
    alone = score_sheet(criteria_set, sheets[0], star_rules())
    result = close_result(criteria_set, signed(sheets[0]), seats(1), RULES, star_rules())
    assert result.average == Fraction(alone.total)
    assert (result.stars, result.stars_by_points) == (alone.stars, alone.stars_by_points)
    assert (dict(result.missed), result.knocked_out) == (dict(alone.missed), alone.knocked_out)
    assert (result.not_assessed, result.case) == (alone.not_assessed, alone.case)
    wanted, given_ = result.next_star, alone.next_star
    assert (wanted is None) == (given_ is None)
    if wanted is not None and given_ is not None:
        assert (wanted.star, wanted.points_needed, wanted.minimums) == (
            given_.star, given_.points_needed, given_.minimums,
        )  # fmt: skip


@SETTINGS
@given(st.lists(st.integers(0, 500), min_size=1, max_size=15))
def test_agreed_points_are_always_some_members_points(values: list[int]) -> None:
    assert lower_median(values) == median_low(values)
    assert lower_median(values) in values
    assert majority(values) in values
    assert lower_median(values) == lower_median(values[::-1])
    assert majority(values) == majority(values[::-1])


def test_members_points_are_summed_and_the_lower_median_agreed() -> None:
    index = index_for(small_set(), star_rules())
    found = close_from_points(index, [[0, 0, 1225, 1500], [1000, 250, 2500, 3500]])
    assert (found.total_sum, found.count, found.agreed) == (9975, 2, (0, 0, 1225, 1500))
    assert found.member_totals == (2725, 7250)
    assert found.stars_by_points == 2


@pytest.mark.parametrize("matrix", [[], [[1, 2, 3]], [[1, 2, 3, 4], [1, 2, 3]], [[10000, 1, 0, 0]], [[-1, 0, 0, 0]]])
def test_points_that_cannot_be_close_nothing(matrix: list[list[int]]) -> None:
    with pytest.raises(ValueError):
        close_from_points(index_for(small_set(), star_rules()), matrix)
