from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.scoring import SheetAnswers, highest_answers, parse_answers, score_sheet, to_json
from tests.scoring.helpers import real_set, small_set, star_rules, totals

TOP = {"a1": 3, "a2": 2, "b": 3, "c": 3}


def knock_out(name: str, stops: str, **more: object) -> dict[str, object]:
    return {"id": name, "text": name, "trigger": "person", "stops": stops, **more}


def test_none_of_them_is_an_answer_and_no_answer_is_not(stars: StarRules) -> None:
    chosen = score_sheet(small_set(), parse_answers(small_set(), {**TOP, "c": 0}), stars)
    missing = score_sheet(small_set(), parse_answers(small_set(), {k: v for k, v in TOP.items() if k != "c"}), stars)
    assert chosen.total == missing.total == 65
    assert (chosen.complete, chosen.unanswered, chosen.stars) == (True, (), 3)
    assert (missing.complete, missing.unanswered, missing.stars) == (False, ("c",), None)
    assert chosen.criteria["c"] == 0
    assert "c" not in missing.criteria
    assert missing.next_star is None
    assert to_json(missing, "small/1")["stars"] is None


def test_no_answers_at_all_give_no_points_and_no_star(stars: StarRules) -> None:
    score = score_sheet(small_set(), SheetAnswers(), stars)
    assert (score.total, score.complete, score.stars, score.missed) == (0, False, None, {})
    assert score.unanswered == ("a1", "a2", "b", "c")


@pytest.mark.parametrize("structure", [{}, {"a2": 0}, {"a2": 1}, {"a2": 2}])
@pytest.mark.parametrize("story", [0, 1])
def test_where_there_is_no_story_its_structure_follows(stars: StarRules, story: int, structure: dict[str, int]) -> None:
    score = score_sheet(small_set(), parse_answers(small_set(), {"a1": story, "b": 3, "c": 3, **structure}), stars)
    assert score.complete
    assert score.criteria["a2"] == 0
    assert score.total == 60


def test_where_there_is_a_story_its_structure_must_be_answered(stars: StarRules) -> None:
    score = score_sheet(small_set(), parse_answers(small_set(), {"a1": 2, "b": 3, "c": 3}), stars)
    assert score.unanswered == ("a2",)
    unsaid = score_sheet(small_set(), parse_answers(small_set(), {"b": 3, "c": 3}), stars)
    assert unsaid.unanswered == ("a1", "a2")


def test_what_follows_may_itself_be_followed(stars: StarRules) -> None:
    data = small_set().model_dump(by_alias=True, mode="json")
    data["criteria"][2]["depends_on"] = {"criterion": "a2", "note": ""}
    data["criteria"] = [data["criteria"][n] for n in (2, 1, 0, 3)]
    score = score_sheet(CriteriaSet.model_validate(data), SheetAnswers(options={"a1": 0, "c": 3, "b": 3}), stars)
    assert score.complete
    assert score.total == 35


def test_points_with_decimals_add_up_exactly(stars: StarRules) -> None:
    score = score_sheet(small_set(), parse_answers(small_set(), {"a1": 2, "a2": 1, "b": 2, "c": 2}), stars)
    assert score.total == Decimal("39.75")
    assert to_json(score, "small/1")["total"] == "39.75"


def test_a_knock_out_of_the_dossier_leaves_no_points(stars: StarRules) -> None:
    criteria_set = small_set(knock_outs=[knock_out("fake", "dossier")])
    score = score_sheet(criteria_set, SheetAnswers(options=TOP, knock_outs=frozenset({"fake"})), stars)
    assert (score.total, score.stars, score.complete) == (0, None, True)
    assert [(one.id, one.stops) for one in score.knocked_out] == [("fake", "dossier")]
    assert score.not_assessed == ("a1", "a2", "b", "c")
    assert (score.criteria, score.missed, score.next_star) == ({}, {}, None)
    assert set(score.parts.values()) == {Decimal(0)}


def test_a_knock_out_stops_the_criteria_after_its_own(stars: StarRules) -> None:
    criteria_set = small_set(knock_outs=[knock_out("dirt", "following", criterion="b")])
    full = score_sheet(criteria_set, SheetAnswers(options=TOP, knock_outs=frozenset({"dirt"})), stars)
    partial = score_sheet(
        criteria_set, SheetAnswers(options={"a1": 3, "a2": 2, "b": 3}, knock_outs=frozenset({"dirt"})), stars
    )
    assert full.total == partial.total == 65
    assert full.complete
    assert partial.complete
    assert (partial.stars, partial.not_assessed) == (None, ("c",))
    before = score_sheet(criteria_set, SheetAnswers(options={"b": 3}, knock_outs=frozenset({"dirt"})), stars)
    assert before.unanswered == ("a1", "a2")


def test_a_knock_out_leaves_all_others_unconsidered(stars: StarRules) -> None:
    criteria_set = small_set(knock_outs=[knock_out("flies", "others", criterion="c")])
    score = score_sheet(criteria_set, SheetAnswers(options={"c": 2}, knock_outs=frozenset({"flies"})), stars)
    assert (score.total, score.stars, score.complete) == (15, None, True)
    assert score.not_assessed == ("a1", "a2", "b")


def test_zero_points_knock_out_only_once_they_are_given(stars: StarRules) -> None:
    zero = {"id": "b.ko", "text": "0", "trigger": "zero_points", "stops": "following", "criterion": "b", "criteria": ["b"]}  # fmt: skip # noqa: E501
    criteria_set = small_set(knock_outs=[zero])
    for number in (0, 1):
        score = score_sheet(criteria_set, SheetAnswers(options={**TOP, "b": number}), stars)
        assert [one.id for one in score.knocked_out] == ["b.ko"]
        assert (score.total, score.stars, score.complete) == (40, None, True)
    unanswered = score_sheet(criteria_set, SheetAnswers(options={"a1": 3, "a2": 2, "c": 3}), stars)
    assert (unanswered.knocked_out, unanswered.complete) == ((), False)
    assert score_sheet(criteria_set, SheetAnswers(options={**TOP, "b": 2}), stars).knocked_out == ()


def test_a_criterion_that_is_not_assessed_or_follows_knocks_nothing_out(stars: StarRules) -> None:
    late = {"id": "c.ko", "text": "0", "trigger": "zero_points", "stops": "dossier", "criterion": "c", "criteria": ["c"]}  # fmt: skip # noqa: E501
    early = {"id": "b.ko", "text": "0", "trigger": "zero_points", "stops": "following", "criterion": "b", "criteria": ["b"]}  # fmt: skip # noqa: E501
    stopped = score_sheet(small_set(knock_outs=[late, early]), SheetAnswers(options={**TOP, "b": 0, "c": 0}), stars)
    assert [one.id for one in stopped.knocked_out] == ["b.ko"]
    assert stopped.total == 40
    follows = {**late, "id": "a2.ko", "criterion": "a2", "criteria": ["a2"]}
    following = score_sheet(small_set(knock_outs=[follows]), SheetAnswers(options={**TOP, "a1": 0}), stars)
    assert (following.knocked_out, following.total) == ((), 60)


def test_bottled_water_is_not_assessed_further_where_a_sense_gets_nothing(stars: StarRules) -> None:
    water = real_set("qd-26-2026/16")
    answers = highest_answers(water)
    score = score_sheet(water, SheetAnswers(options={**answers.options, "6.2": 0}), stars)
    assert [one.id for one in score.knocked_out] == ["6.4.ko"]
    assert score.stars is None
    after = [one.id for one in water.criteria]
    assert score.not_assessed == tuple(after[after.index("6.4") + 1 :])
    assert score.complete


def test_a_missed_minimum_gives_the_highest_star_whose_minimums_are_met(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options
    # Criterion 1.5 needs 2 points for 4 stars and 3 for 5; 2.2 needs 2 points for 3 stars.
    cases = [({"1.5": 3}, 99, 4), ({"1.5": 2}, 98, 3), ({"2.2": 2}, 98, 2)]
    for change, total, reached in cases:
        answers = SheetAnswers(options={**top, **change})
        score = score_sheet(coffee, answers, star_rules())
        assert (score.total, score.stars_by_points, score.stars) == (total, 5, reached)
        assert score_sheet(coffee, answers, star_rules(blocks=False)).stars == 5
    own = score_sheet(coffee, SheetAnswers(options={**top, "2.2": 2}), star_rules(binds=False))
    assert (own.stars, own.missed) == (5, {3: ("2.2",)})


def test_the_switches_are_named_only_where_they_decided(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options

    def kinds(options: dict[str, int], rules: StarRules) -> list[str]:
        return [note.kind for note in score_sheet(coffee, SheetAnswers(options=options), rules).unverified]

    assert kinds(dict(top), star_rules()) == ["source"]
    assert kinds({**top, "1.5": 3}, star_rules()) == ["source", "minimum_blocks_star"]
    assert kinds({**top, "2.2": 2}, star_rules()) == ["source", "minimum_blocks_star", "lower_minimums_bind"]
    assert kinds({**top, "2.2": 2}, star_rules(verified=True)) == ["source"]


def test_an_inferred_figure_is_named_when_the_sheet_rests_on_it(stars: StarRules) -> None:
    tea = real_set("qd-26-2026/11")
    chosen = score_sheet(tea, SheetAnswers(options={"6.1.1": 2}), stars)
    assert ("option", "6.1.1/2") in [(note.kind, note.where) for note in chosen.unverified]
    other = score_sheet(tea, SheetAnswers(options={"6.1.1": 3}), stars)
    assert "option" not in [note.kind for note in other.unverified]
    assert all(note.why or note.as_written for note in chosen.unverified if note.kind == "option")


def test_only_the_inferred_option_that_was_chosen_is_named_and_with_its_reason(stars: StarRules) -> None:
    honey = real_set("qd-26-2026/04")
    top = dict(highest_answers(honey).options)
    other = score_sheet(honey, SheetAnswers(options={**top, "7": 1}), stars)
    assert [note.where for note in other.unverified] == ["qd-26-2026/4"]
    assert "1.2" not in other.unverified[0].why
    chosen = score_sheet(honey, SheetAnswers(options={**top, "1.2": 1, "7": 1}), stars)
    named = {note.where: note.why for note in chosen.unverified}
    option = honey.criterion("1.2").options[0].inferred
    assert option is not None
    assert named["1.2/1"] == option.why


def test_a_doubtful_criterion_is_named_with_what_the_file_says_of_it(stars: StarRules) -> None:
    fruit = real_set("qd-26-2026/07")
    score = score_sheet(fruit, highest_answers(fruit), stars)
    named = {note.where: note.why for note in score.unverified}
    assert "25 bộ khác ghi 2" in named["3.1"]
    assert "1.2" not in named


def test_an_answer_below_a_criterion_without_points_is_named(coffee: CriteriaSet, stars: StarRules) -> None:
    top = highest_answers(coffee).options
    assert score_sheet(coffee, SheetAnswers(options=top), stars).followed == ()
    assert score_sheet(coffee, SheetAnswers(options={**top, "5.1": 0}), stars).followed == ("5.2",)
    assert score_sheet(coffee, SheetAnswers(options={**top, "5.1": 0, "5.2": 0}), stars).followed == ()


def test_part_totals_give_a_provisional_star_and_no_minimums(part_totals: CriteriaSet, stars: StarRules) -> None:
    score = score_sheet(part_totals, totals("30.5", "20", "19.49"), stars)
    assert (score.total, score.stars_by_points, score.stars) == (Decimal("69.99"), 3, 3)
    assert score.provisional
    assert (score.missed, score.criteria, score.sections) == ({}, {}, {})
    assert score.next_star is not None
    assert (score.next_star.points_needed, score.next_star.raises) == (Decimal("0.01"), ())
    assert [note.kind for note in score.unverified] == ["set"]
    half = score_sheet(part_totals, parse_answers(part_totals, {"A": 40}), stars)
    assert (half.complete, half.unanswered, half.stars) == (False, ("B", "C"), None)


def test_a_set_that_does_not_add_up_takes_a_persons_knock_out(stars: StarRules) -> None:
    sauce = real_set("qd-1048-2019/23")
    answers = parse_answers(sauce, {"A": 35, "B": 25, "C": 40, "knock_outs": ["1.1.ko"]})
    score = score_sheet(sauce, answers, stars)
    assert (score.total, score.stars, score.complete) == (0, None, True)
    later = parse_answers(sauce, {"A": 35, "B": 25, "C": 40, "knock_outs": ["9.ko"]})
    assert (score_sheet(sauce, later, stars).total, score_sheet(sauce, later, stars).stars) == (100, None)


def test_a_knock_out_whose_effect_is_a_reading_of_the_law_is_named(coffee: CriteriaSet, stars: StarRules) -> None:
    top = highest_answers(coffee).options
    score = score_sheet(coffee, SheetAnswers(options=top, knock_outs=frozenset({"6.1.1.ko"})), stars)
    notes = {note.kind: note for note in score.unverified}
    assert notes["knock_out"].where == "6.1.1.ko"
    assert notes["knock_out"].why
    stated = score_sheet(coffee, SheetAnswers(options=top, knock_outs=frozenset({"dq.1"})), stars)
    assert "knock_out" not in {note.kind for note in stated.unverified}
