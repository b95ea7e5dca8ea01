from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.errors import InvalidInput
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.scoring import SheetAnswers, parse_answers, score_sheet
from tests.scoring.helpers import small_set


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"1.1": 2, "99.9": 1}, "99.9"),
        ({"1.1": 4}, "1.1"),
        ({"1.1": -1}, "1.1"),
        ({"1.1": 2.0}, "1.1"),
        ({"1.1": True}, "1.1"),
        ({"1.1": "2"}, "1.1"),
        ({"1.1": None}, "1.1"),
        ({"6.1": 1}, "6.1"),
        ({"A": "30.5"}, "A"),
        ({"knock_outs": ["no.such"]}, "no.such"),
        ({"knock_outs": "dq.1"}, "knock_outs"),
        ({"knock_outs": [1]}, "knock_outs"),
    ],
)
def test_an_answer_that_the_set_does_not_offer_names_its_criterion(
    coffee: CriteriaSet, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_answers(coffee, given)
    assert caught.value.field == field


def test_answers_that_are_no_mapping_are_refused(coffee: CriteriaSet) -> None:
    with pytest.raises(InvalidInput):
        parse_answers(coffee, [1, 2])  # type: ignore[arg-type]


def test_knock_outs_are_read_beside_the_options(coffee: CriteriaSet) -> None:
    answers = parse_answers(coffee, {"1.1": 2, "knock_outs": ["2.1.ko"]})
    assert answers == SheetAnswers(options={"1.1": 2}, knock_outs=frozenset({"2.1.ko"}))


def test_a_knock_out_that_follows_from_points_cannot_be_entered() -> None:
    criteria_set = small_set(
        knock_outs=[{"id": "c.ko", "text": "0", "trigger": "zero_points", "stops": "following", "criteria": ["c"]}]
    )
    with pytest.raises(InvalidInput) as caught:
        parse_answers(criteria_set, {"knock_outs": ["c.ko"]})
    assert caught.value.field == "c.ko"


def test_options_of_two_cases_are_refused_and_both_criteria_named(tourism: CriteriaSet) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_answers(tourism, {"8": 2, "9": 0, "15": 3})
    assert caught.value.field == "15"
    assert caught.value.params["other"] == "8"


def test_options_are_counted_through_both_cases(tourism: CriteriaSet, stars: StarRules) -> None:
    first = score_sheet(tourism, parse_answers(tourism, {"8": 2, "9": 2, "15": 2}), stars)
    second = score_sheet(tourism, parse_answers(tourism, {"8": 4, "9": 4, "15": 4}), stars)
    assert (first.case, second.case) == ("1", "2")
    assert first.criteria == second.criteria == {"8": Decimal(3), "9": Decimal(2), "15": Decimal(3)}


def test_part_totals_are_read_exactly(part_totals: CriteriaSet) -> None:
    answers = parse_answers(part_totals, {"A": "30.5", "B": 20, "C": "25.25"})
    assert answers.parts == {"A": Decimal("30.5"), "B": Decimal(20), "C": Decimal("25.25")}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"A": 30.5}, "A"),
        ({"A": True}, "A"),
        ({"A": "30.555"}, "A"),
        ({"A": "40.01"}, "A"),
        ({"B": 26}, "B"),
        ({"C": -1}, "C"),
        ({"C": "-1"}, "C"),
        ({"C": "1e1"}, "C"),
        ({"C": "٣"}, "C"),
        ({"C": Decimal("NaN")}, "C"),
        ({"C": Decimal("Infinity")}, "C"),
        ({"C": Decimal("1.001")}, "C"),
        ({"C": None}, "C"),
        ({"D": 1}, "D"),
        ({"1.1": 1}, "1.1"),
    ],
)
def test_a_part_total_that_cannot_be_names_its_part(
    part_totals: CriteriaSet, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_answers(part_totals, given)
    assert caught.value.field == field


def test_a_sheet_made_without_parsing_is_checked_as_well(
    coffee: CriteriaSet, part_totals: CriteriaSet, stars: StarRules
) -> None:
    with pytest.raises(InvalidInput):
        score_sheet(coffee, SheetAnswers(parts={"A": Decimal(1)}), stars)
    with pytest.raises(InvalidInput):
        score_sheet(coffee, SheetAnswers(options={"1.1": 9}), stars)
    with pytest.raises(InvalidInput):
        score_sheet(part_totals, SheetAnswers(options={"1.1": 1}), stars)
