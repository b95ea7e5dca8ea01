"""What holds for every set of the law, whatever is answered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.services.rules.criteria import CriteriaSet
from app.services.score_index import index_for
from app.services.scoring import SheetAnswers, highest_answers, score_sheet
from tests.scoring.helpers import (
    COMPLETE_SETS,
    PART_TOTAL_SETS,
    full_answers,
    offered,
    one_raise,
    points_of,
    real_set,
    set_and_answers,
    star_rules,
    totals,
)

SETTINGS = settings(max_examples=120, deadline=None)


def test_the_sets_of_the_law_are_all_here() -> None:
    complete = {name.split("/")[0] for name in COMPLETE_SETS}
    assert {"qd-26-2026", "qd-1048-2019"} <= complete
    assert sum(name.startswith("qd-26-2026/") for name in COMPLETE_SETS) == 26
    assert sum(name.startswith("qd-1048-2019/") for name in COMPLETE_SETS) == 22


@pytest.mark.parametrize("name", COMPLETE_SETS)
def test_the_best_answers_give_exactly_100(name: str) -> None:
    criteria_set = real_set(name)
    for case in [one.id for one in criteria_set.cases] or [None]:
        score = score_sheet(criteria_set, highest_answers(criteria_set, case), star_rules())
        assert str(score.total) == "100.00"
        assert (score.stars_by_points, score.stars, score.missed) == (5, 5, {})
        assert (score.complete, score.unanswered, score.knocked_out, score.next_star) == (True, (), (), None)
        assert score.parts == {part.id: part.max for part in criteria_set.parts}
        assert score.sections == {section.id: section.max for section in criteria_set.sections}
        assert score.groups == {group.id: group.max for group in criteria_set.groups}


@pytest.mark.parametrize("name", PART_TOTAL_SETS)
def test_the_highest_part_totals_give_exactly_100(name: str) -> None:
    most = {part.id: str(part.max) for part in real_set(name).parts}
    score = score_sheet(real_set(name), totals(most["A"], most["B"], most["C"]), star_rules())
    assert str(score.total) == "100.00"
    assert (score.stars, score.provisional) == (5, True)


@pytest.mark.parametrize("name", COMPLETE_SETS)
def test_none_of_them_everywhere_gives_0(name: str) -> None:
    criteria_set = real_set(name)
    score = score_sheet(criteria_set, SheetAnswers(options={one.id: 0 for one in criteria_set.criteria}), star_rules())
    assert score.total == 0
    assert score.complete
    assert score.stars == (None if score.knocked_out else 1)


@SETTINGS
@given(st.data())
def test_no_answers_leave_0_to_100(data: st.DataObject) -> None:
    criteria_set = real_set(data.draw(st.sampled_from(COMPLETE_SETS)))
    answers = data.draw(full_answers(criteria_set))
    kept = data.draw(st.sets(st.sampled_from(sorted(answers.options))))
    found = frozenset(
        data.draw(st.sets(st.sampled_from([one.id for one in criteria_set.knock_outs if one.trigger == "person"])))
        if any(one.trigger == "person" for one in criteria_set.knock_outs)
        else ()
    )
    partial = SheetAnswers(options={name: answers.options[name] for name in kept}, knock_outs=found)
    score = score_sheet(criteria_set, partial, star_rules())
    assert 0 <= score.total <= 100
    assert score.total == sum(score.parts.values()) == sum(score.sections.values()) == sum(score.criteria.values())
    most = {part.id: part.max for part in criteria_set.parts}
    assert all(0 <= points <= most[part] for part, points in score.parts.items())
    if score.knocked_out or not score.complete:
        assert score.stars is None


def slow_points(criteria_set: CriteriaSet, answers: SheetAnswers) -> dict[str, Decimal]:
    """The law read criterion by criterion, without tables: points after what follows another criterion."""
    points = {one.id: points_of(one, answers.options[one.id]) for one in criteria_set.criteria}
    for one in criteria_set.criteria:
        if one.depends_on and points[one.depends_on.criterion] == 0:
            points[one.id] = Decimal(0)
    return points


@SETTINGS
@given(set_and_answers(), st.booleans(), st.booleans())
def test_stars_are_those_of_a_plain_reading(drawn: tuple[CriteriaSet, SheetAnswers], blocks: bool, binds: bool) -> None:
    criteria_set, answers = drawn
    score = score_sheet(criteria_set, answers, star_rules(blocks=blocks, binds=binds))
    assume(not score.knocked_out)
    points = slow_points(criteria_set, answers)
    total = sum(points.values())
    assert score.total == total
    by_points = 5 if total >= 90 else 4 if total >= 70 else 3 if total >= 50 else 2 if total >= 30 else 1
    missed: dict[int, list[str]] = {}
    for star in (1, 2, 3, 4, 5):
        for one in criteria_set.criteria:
            marks = [least for mark, least in one.min_points.items() if mark == star or (binds and mark < star)]
            if any(points[one.id] < least for least in marks):
                missed.setdefault(star, []).append(one.id)
    assert {star: list(names) for star, names in score.missed.items()} == missed
    reached = max((star for star in range(1, by_points + 1) if star not in missed), default=None)
    assert score.stars_by_points == by_points
    assert score.stars == (reached if blocks else by_points)


@SETTINGS
@given(st.data(), st.booleans(), st.booleans())
def test_adding_points_never_lowers_a_star(data: st.DataObject, blocks: bool, binds: bool) -> None:
    criteria_set, answers = data.draw(set_and_answers())
    raised = data.draw(one_raise(criteria_set, answers))
    assume(raised is not None)
    assert raised is not None
    rules = star_rules(blocks=blocks, binds=binds)
    before, after = score_sheet(criteria_set, answers, rules), score_sheet(criteria_set, raised, rules)
    assert after.total >= before.total
    assert after.stars_by_points >= before.stars_by_points
    assert (after.stars or 0) >= (before.stars or 0)


@SETTINGS
@given(st.data())
def test_the_order_of_the_answers_changes_nothing(data: st.DataObject) -> None:
    criteria_set, answers = data.draw(set_and_answers())
    shuffled = dict(data.draw(st.permutations(list(answers.options.items()))))
    assert score_sheet(criteria_set, SheetAnswers(options=shuffled), star_rules()) == score_sheet(
        criteria_set, answers, star_rules()
    )


@settings(max_examples=60, deadline=None)
@given(set_and_answers(), st.booleans(), st.booleans())
def test_the_proposed_raises_reach_the_next_star_with_the_fewest_criteria(
    drawn: tuple[CriteriaSet, SheetAnswers], blocks: bool, binds: bool
) -> None:
    criteria_set, answers = drawn
    rules = star_rules(blocks=blocks, binds=binds)
    score = score_sheet(criteria_set, answers, rules)
    wanted = score.next_star
    if score.stars is None or score.stars == 5:
        assert wanted is None
        return
    assert wanted is not None
    assert wanted.star == score.stars + 1
    assert wanted.raises
    options = {**answers.options, **{one.criterion: one.option for one in wanted.raises}}
    better = score_sheet(criteria_set, SheetAnswers(options=options), rules)
    assert (better.stars or 0) >= wanted.star
    minimums = [one.for_minimum for one in wanted.raises]
    lacking = {one.criterion for one in wanted.minimums}
    assert lacking <= {one.criterion for one in wanted.raises}
    assert lacking == (set(score.missed.get(wanted.star, ())) if blocks else set())
    assert sum(minimums) == len(lacking)
    for one in wanted.raises:
        # Without any one of them the star is not reached: none is there for nothing.
        fewer = {**options, one.criterion: answers.options[one.criterion]}
        less = score_sheet(criteria_set, SheetAnswers(options=fewer), rules)
        assert (less.stars or 0) < wanted.star
    free = [one.gain for one in wanted.others]
    assert free == sorted(free)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 4000), st.integers(0, 2500), st.integers(0, 3500))
def test_part_totals_add_up_exactly(a: int, b: int, c: int) -> None:
    one = totals(*(str(Decimal(value).scaleb(-2)) for value in (a, b, c)))
    score = score_sheet(real_set("qd-148-2023/01"), one, star_rules())
    assert score.total == Decimal(a + b + c).scaleb(-2)


def test_every_set_has_tables_that_cover_each_criterion_once() -> None:
    for name in COMPLETE_SETS:
        index = index_for(real_set(name), star_rules())
        columns = sorted(column for _, members in index.sections for column in members)
        assert columns == list(range(len(index.columns)))
        assert sorted(column for _, members in index.parts for column in members) == columns


def test_the_helper_offers_one_case_only() -> None:
    tourism = real_set("qd-26-2026/26")
    assert offered(tourism, tourism.criterion("8"), "2") == [0, 3, 4]
