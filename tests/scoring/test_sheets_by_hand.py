"""Whole sheets worked out by hand, sum by sum."""

from __future__ import annotations

from decimal import Decimal

from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.scoring import parse_answers, score_sheet, to_json
from tests.scoring.helpers import star_rules

# Section 1: 2+1+2+2+2+2+1 = 12; 2: 3+2+3+1 = 9; 3: 2+0+3+2+2 = 9; part A 30.
# Section 4: 3+3+3 = 9; 5: 3+2+3 = 8; part B 17.
# 6.1: 2+2+1+1+2 = 8; 6.2: 2+3 = 5; section 6: 13; 7 to 11: 3+4+3+2+2 = 14; part C 27. Total 74.
COFFEE = {
    "1.1": 2, "1.2": 2, "1.3": 3, "1.4": 2, "1.5": 3, "1.6": 2, "1.7": 2,
    "2.1": 4, "2.2": 3, "2.3": 3, "2.4": 1,
    "3.1": 2, "3.2": 1, "3.3": 3, "3.4": 2, "3.5": 2,
    "4.1": 3, "4.2": 3, "4.3": 4,
    "5.1": 4, "5.2": 3, "5.3": 3,
    "6.1.1": 3, "6.1.2": 3, "6.1.3": 2, "6.1.4": 2, "6.1.5": 3, "6.2.1": 3, "6.2.2": 3,
    "7": 3, "8": 2, "9": 2, "10": 2, "11": 2,
}  # fmt: skip

# Section 1: 3+3+3+1 = 10; 2: 3+2+3 = 8; 3: 2+1+2+1+1 = 7; part A 25.
# Section 4: 3+2+1+3+2 = 11; 5: 2+1+1 = 4; part B 15.
# 6 to 17: 2+2+3+1+2+2+2+3+2+1+2+0 = 22. Total 62. Criteria 8, 9 and 15 are answered for the second case.
TOURISM = {
    "1.1": 2, "1.2": 2, "1.3": 3, "1.4": 1, "2.1": 2, "2.2": 2, "2.3": 2,
    "3.1": 2, "3.2": 2, "3.3": 2, "3.4": 1, "3.5": 1,
    "4.1": 2, "4.2": 2, "4.3": 1, "4.4": 3, "4.5": 2, "5.1": 2, "5.2": 1, "5.3": 1,
    "6": 2, "7": 2, "8": 4, "9": 3, "10": 2, "11": 2, "12": 2, "13": 3, "14": 2, "15": 3, "16": 2, "17": 0,
}  # fmt: skip

# Section 1: 3+2+3+1+4+1 = 14; 2: 2+2+1 = 5; 3: 2+2+0+1+1 = 6; part A 25.
# Section 4: 3+3+2 = 8; 5: no story, so 5.2 (though answered) and 5.3 (not answered) follow it: 0; part B 8.
# 6.1: 1+1+1+1+2 = 6; 6.2: 1+3 = 4; 6.3: 1; section 6: 11; 7: 3; 8: 2+1; 9: 3; 10: 3; part C 23. Total 56.
OLD_COFFEE = {
    "1.1": 3, "1.2": 3, "1.3": 3, "1.4": 2, "1.5": 4, "1.6": 2,
    "2.1": 3, "2.2": 3, "2.3": 2,
    "3.1": 2, "3.2": 2, "3.3": 1, "3.4": 2, "3.5": 2,
    "4.1": 3, "4.2": 3, "4.3": 3, "5.1": 1, "5.2": 4,
    "6.1.1": 2, "6.1.2": 2, "6.1.3": 2, "6.1.4": 2, "6.1.5": 3, "6.2.1": 2, "6.2.2": 3, "6.3": 2,
    "7": 3, "8.1": 3, "8.2": 2, "9": 4, "10": 2,
}  # fmt: skip


def test_coffee_of_2026_reaches_four_stars_by_points_but_misses_the_story(
    coffee: CriteriaSet, stars: StarRules
) -> None:
    score = score_sheet(coffee, parse_answers(coffee, COFFEE), stars)
    assert score.complete
    assert score.unanswered == ()
    assert {name: str(points) for name, points in score.sections.items()} == {
        "1": "12.00", "2": "9.00", "3": "9.00", "4": "9.00", "5": "8.00", "6": "13.00",
        "7": "3.00", "8": "4.00", "9": "3.00", "10": "2.00", "11": "2.00",
    }  # fmt: skip
    assert score.groups == {"6.1": Decimal(8), "6.2": Decimal(5)}
    assert score.parts == {"A": Decimal(30), "B": Decimal(17), "C": Decimal(27)}
    assert score.total == Decimal(74)
    assert score.stars_by_points == 4
    assert score.stars == 3
    assert score.missed == {4: ("5.1",), 5: ("1.5", "4.1", "5.1", "7")}
    assert not score.provisional
    assert score.next_star is not None
    assert score.next_star.star == 4
    assert score.next_star.points_needed == 0
    assert [(one.criterion, one.points, one.to_points) for one in score.next_star.minimums] == [("5.1", 3, 5)]
    assert [(one.criterion, one.option, one.gain) for one in score.next_star.raises] == [("5.1", 5, 2)]
    # The star rests on a transcription and on an inference of the law, so the score names both.
    assert [note.kind for note in score.unverified] == ["source", "minimum_blocks_star"]


def test_coffee_of_2026_with_the_switches_the_other_way(coffee: CriteriaSet) -> None:
    answers = parse_answers(coffee, COFFEE)
    open_rules = score_sheet(coffee, answers, star_rules(blocks=False))
    assert (open_rules.stars, open_rules.stars_by_points) == (4, 4)
    assert open_rules.missed == {4: ("5.1",), 5: ("1.5", "4.1", "5.1", "7")}
    assert open_rules.next_star is not None
    assert (open_rules.next_star.star, open_rules.next_star.points_needed) == (5, 16)
    assert open_rules.next_star.minimums == ()
    own_only = score_sheet(coffee, answers, star_rules(binds=False))
    assert own_only.missed == {4: ("5.1",), 5: ("1.5", "4.1", "7")}
    assert own_only.stars == 3


def test_tourism_of_2026_in_the_second_case(tourism: CriteriaSet, stars: StarRules) -> None:
    score = score_sheet(tourism, parse_answers(tourism, TOURISM), stars)
    assert score.complete
    assert score.case == "2"
    assert [str(score.sections[name]) for name in ("1", "2", "3", "4", "5")] == [
        "10.00",
        "8.00",
        "7.00",
        "11.00",
        "4.00",
    ]
    assert score.parts == {"A": Decimal(25), "B": Decimal(15), "C": Decimal(22)}
    assert score.total == Decimal(62)
    assert (score.stars_by_points, score.stars) == (3, 3)
    assert score.missed == {4: ("3.4", "3.5"), 5: ("3.4", "3.5")}
    assert score.criteria["17"] == 0
    # 8 points to four stars: 3.4 gives 2, 3.5 may go to the top and give 2, two more criteria give 2 each.
    wanted = score.next_star
    assert wanted is not None
    assert (wanted.star, wanted.points_needed) == (4, 8)
    assert [(one.criterion, one.points, one.to_points) for one in wanted.minimums] == [("3.4", 1, 3), ("3.5", 1, 2)]
    assert {one.criterion for one in wanted.raises[:2]} == {"3.4", "3.5"}
    assert [one.gain for one in wanted.raises] == [2, 2, 2, 2]


def test_coffee_of_2019_without_a_story(old_coffee: CriteriaSet, stars: StarRules) -> None:
    score = score_sheet(old_coffee, parse_answers(old_coffee, OLD_COFFEE), stars)
    assert score.complete
    assert score.parts == {"A": Decimal(25), "B": Decimal(8), "C": Decimal(23)}
    assert score.total == Decimal(56)
    assert (score.criteria["5.1"], score.criteria["5.2"], score.criteria["5.3"]) == (0, 0, 0)
    assert score.groups == {"6.1": Decimal(6), "6.2": Decimal(4)}
    assert score.stars == 3
    assert score.missed == {}
    assert score.unverified[0].kind == "set"


def test_the_json_of_a_score_has_exactly_its_fields(coffee: CriteriaSet, stars: StarRules) -> None:
    data = to_json(score_sheet(coffee, parse_answers(coffee, COFFEE), stars), "qd-26-2026/13")
    assert list(data) == [
        "set", "complete", "total", "parts", "sections", "criteria", "stars_by_points", "stars", "missed",
        "knocked_out", "next_star", "provisional", "unanswered", "followed", "unverified",
    ]  # fmt: skip
    assert data["set"] == "qd-26-2026/13"
    assert data["total"] == "74.00"
    assert data["parts"] == {"A": "30.00", "B": "17.00", "C": "27.00"}
    assert data["criteria"]["1.1"] == "2.00"
    assert data["missed"] == {"4": ["5.1"], "5": ["1.5", "4.1", "5.1", "7"]}
    assert data["next_star"]["star"] == 4
    assert data["next_star"]["points_needed"] == "0.00"
    assert data["next_star"]["minimums"] == [{"criterion": "5.1", "from": "3.00", "to": "5.00"}]
    assert data["next_star"]["raises"] == [{"criterion": "5.1", "option": 5, "gain": "2.00", "points": "5.00"}]
    gains = [Decimal(one["gain"]) for one in data["next_star"]["others"]]
    assert gains == sorted(gains)
    assert (data["knocked_out"], data["unanswered"], data["provisional"]) == ([], [], False)
