from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.errors import InvalidInput, NotAllowed
from app.services.council_result import (
    CouncilResult,
    CouncilRules,
    CouncilSeat,
    MemberSheet,
    MinimumsRecord,
    arithmetic,
    close_result,
)
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.scoring import SheetAnswers, highest_answers
from tests.scoring.helpers import real_set, seats, signed, small_set, star_rules, totals

RULES = CouncilRules()
BEST = {"a1": 3, "a2": 2, "b": 3, "c": 3}


def close(criteria_set: CriteriaSet, *answers: SheetAnswers, **more: Any) -> CouncilResult:
    rules = more.pop("rules", RULES)
    return close_result(criteria_set, signed(*answers), seats(len(answers)), rules, star_rules(), **more)


def test_the_average_is_the_exact_fraction(part_totals: CriteriaSet) -> None:
    result = close(part_totals, totals("30", "20", "28.5"), totals("31", "21", "29"), totals("30", "19", "27"))
    assert (result.total_sum_hundredths, result.sheet_count) == (23550, 3)
    assert result.average == Fraction(157, 2)
    assert result.part_averages == {"A": Fraction(91, 3), "B": Fraction(20), "C": Fraction(169, 6)}
    assert (result.stars_by_points, result.stars) == (4, 4)
    assert result.spread == 5
    assert result.column_spread == {"A": 1, "B": 2, "C": 2}
    assert result.member_totals == {"m1": Decimal("78.50"), "m2": Decimal(81), "m3": Decimal(76)}
    total = arithmetic(result)[0]
    assert (total.what, total.addends, total.count) == ("total", (Decimal("78.50"), Decimal(81), Decimal(76)), 3)
    assert (total.average, str(total.printed)) == (Fraction(157, 2), "78.50")


def test_thirds_stay_thirds(part_totals: CriteriaSet) -> None:
    result = close(part_totals, totals("30", "20", "20"), totals("30", "20", "20"), totals("30", "20", "19.99"))
    assert result.average == Fraction(20999, 300)
    assert (result.stars_by_points, str(result.printed_average)) == (3, "69.997")


def test_69_996_is_three_stars_and_prints_so(part_totals: CriteriaSet) -> None:
    result = close(part_totals, *[totals("30", "20", "20")] * 24, totals("30", "20", "19.9"))
    assert result.average == Fraction(69996, 1000)
    assert (result.stars_by_points, str(result.printed_average)) == (3, "69.996")


def test_members_points_that_average_to_the_bound_reach_it(part_totals: CriteriaSet) -> None:
    result = close(part_totals, totals("30", "20", "19"), totals("30", "20", "20"), totals("30", "20", "21"))
    assert (result.average, result.stars, str(result.printed_average)) == (70, 4, "70.00")


def test_minimums_are_judged_on_the_agreed_points_not_the_average(coffee: CriteriaSet) -> None:
    # 5.1 needs 5 points for 4 stars: 5, 5 and 1 average below that, but the council agrees on 5.
    top = highest_answers(coffee).options
    result = close(coffee, *[SheetAnswers(options={**top, "5.1": number}) for number in (5, 5, 2)])
    assert result.agreed["5.1"] == 5
    assert result.criterion_averages["5.1"] == Fraction(11, 3)
    assert (result.stars, result.missed) == (5, {})
    other = close(coffee, *[SheetAnswers(options={**top, "5.1": number}) for number in (5, 2, 2)])
    assert other.agreed["5.1"] == 1
    assert (other.stars_by_points, other.stars, other.missed) == (5, 3, {4: ("5.1",), 5: ("5.1",)})
    # The mark stands at 4 stars only: that it binds 5 as well decided here too.
    assert [note.kind for note in other.unverified] == ["source", "minimum_blocks_star", "lower_minimums_bind"]
    assert other.next_star is not None
    assert [(one.criterion, one.option) for one in other.next_star.raises] == [("5.1", 5)]
    assert other.next_star.points_needed == 0


def test_of_an_even_number_of_sheets_the_lower_middle_is_agreed(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options
    four = [SheetAnswers(options={**top, "4.1": number}) for number in (4, 4, 3, 3)]
    assert close(coffee, *four).agreed["4.1"] == 3
    assert close(coffee, *four).stars == 4


def test_majority_takes_the_most_frequent_value_and_the_lower_of_equals(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options
    rules = CouncilRules(agreed_rule="majority")

    def agreed(*numbers: int) -> Decimal:
        sheets = [SheetAnswers(options={**top, "4.1": number}) for number in numbers]
        return close(coffee, *sheets, rules=rules).agreed["4.1"]

    assert agreed(1, 2, 3, 4, 4) == 5
    assert agreed(1, 1, 4, 4, 2) == 1
    assert agreed(2, 3, 4) == 2
    assert close(coffee, SheetAnswers(options=top), rules=rules).agreed_rule == "majority"


def test_the_needed_points_are_measured_from_the_average(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options
    low = {**top, "8": 1, "9": 1, "10": 1, "11": 1, "6.1.1": 1, "6.1.2": 1}
    result = close(coffee, SheetAnswers(options=top), SheetAnswers(options=low), SheetAnswers(options=low))
    # 100 and twice 100 - 3 - 4 - 1 - 2 - 2 - 2 = 86: the average is 272/3, above 90.
    assert result.average == Fraction(272, 3)
    assert (result.stars_by_points, result.stars) == (5, 3)
    assert result.missed == {4: ("9",), 5: ("9",)}
    assert result.next_star is not None
    assert (result.next_star.star, result.next_star.points_needed) == (4, 0)


def test_recused_and_missing_members_are_listed_and_not_averaged(part_totals: CriteriaSet) -> None:
    sheets = [
        MemberSheet("m1", "valid", totals("40", "25", "35"), signed=True),
        MemberSheet("m2", "valid", totals("20", "10", "20"), signed=True),
        MemberSheet("m3", "valid", totals("20", "10", "20"), signed=True),
        MemberSheet("m4", "recused"),
    ]
    rules = CouncilRules(quorum_numerator=3, quorum_denominator=5)
    result = close_result(part_totals, sheets, seats(5), rules, star_rules())
    assert (result.valid, result.recused, result.missing) == (("m1", "m2", "m3"), ("m4",), ("m5",))
    assert result.average == Fraction(200, 3)
    assert (result.quorum.members, result.quorum.required, result.quorum.present) == (5, 3, 3)
    assert result.quorum.reached


@pytest.mark.parametrize(
    ("members", "fraction", "required"),
    [(9, (3, 4), 7), (8, (3, 4), 6), (7, (2, 3), 5), (5, (1, 1), 5), (3, (1, 9), 1)],
)
def test_the_quorum_is_a_fraction_of_all_members_rounded_up(
    part_totals: CriteriaSet, members: int, fraction: tuple[int, int], required: int
) -> None:
    rules = CouncilRules(quorum_numerator=fraction[0], quorum_denominator=fraction[1])
    one = totals("20", "20", "20")
    enough = close_result(part_totals, signed(*[one] * required), seats(members), rules, star_rules())
    assert enough.quorum.required == required
    with pytest.raises(NotAllowed) as caught:
        close_result(part_totals, signed(*[one] * (required - 1)), seats(members), rules, star_rules())
    assert (caught.value.params["present"], caught.value.params["required"]) == (required - 1, required)


def test_a_recused_member_counts_for_the_quorum_only_where_the_council_says_so(part_totals: CriteriaSet) -> None:
    sheets = [*signed(*[totals("20", "20", "20")] * 2), MemberSheet("m3", "recused")]
    with pytest.raises(NotAllowed):
        close_result(part_totals, sheets, seats(3), RULES, star_rules())
    result = close_result(part_totals, sheets, seats(3), CouncilRules(recused_count_as_present=True), star_rules())
    assert (result.quorum.present, result.sheet_count) == (3, 2)
    nobody = [MemberSheet(f"m{number}", "recused") for number in (1, 2, 3)]
    with pytest.raises(NotAllowed):
        close_result(part_totals, nobody, seats(3), CouncilRules(recused_count_as_present=True), star_rules())


def test_the_chair_or_whoever_presides_must_have_a_valid_sheet(part_totals: CriteriaSet) -> None:
    sheets = [MemberSheet("m1", "recused"), *signed(*[totals("20", "20", "20")] * 4)[1:]]
    with pytest.raises(NotAllowed, match=r"presides"):
        close_result(part_totals, sheets, seats(4), RULES, star_rules())
    deputy = [CouncilSeat(seat.id, seat.number, is_chair=seat.number == 2) for seat in seats(4)]
    assert close_result(part_totals, sheets, deputy, RULES, star_rules()).sheet_count == 3
    relaxed = CouncilRules(chair_required=False)
    assert close_result(part_totals, sheets, seats(4), relaxed, star_rules()).sheet_count == 3


@pytest.mark.parametrize("state", [{"signed": False}, {"signed": True, "reopened": True}])
def test_an_unsigned_or_reopened_sheet_keeps_the_result_open(part_totals: CriteriaSet, state: dict[str, bool]) -> None:
    one = totals("20", "20", "20")
    sheets = [*signed(*[one] * 3), MemberSheet("m4", "valid", one, **state)]
    with pytest.raises(NotAllowed) as caught:
        close_result(part_totals, sheets, seats(4), RULES, star_rules())
    assert caught.value.params["number"] == 4


def test_an_incomplete_sheet_keeps_the_result_open(stars: StarRules) -> None:
    half = SheetAnswers(options={"a1": 3, "a2": 2, "b": 3})
    with pytest.raises(NotAllowed) as caught:
        close(small_set(), SheetAnswers(options=BEST), half)
    assert (caught.value.params["number"], caught.value.params["criteria"]) == (2, "c")


@pytest.mark.parametrize(
    "sheets",
    [
        [MemberSheet("somebody", "valid", SheetAnswers(options=BEST), signed=True)],
        [MemberSheet("m1", "valid", SheetAnswers(options=BEST), signed=True)] * 2,
        [MemberSheet("m1", "valid", None, signed=True)],
        [MemberSheet("m1", "recused", SheetAnswers(options=BEST))],
        [MemberSheet("m1", "valid", SheetAnswers(options={"a1": 7}), signed=True)],
    ],
)
def test_sheets_that_cannot_be_are_refused(sheets: list[MemberSheet]) -> None:
    with pytest.raises(InvalidInput):
        close_result(small_set(), sheets, seats(1), RULES, star_rules())


def test_a_member_stands_once_in_a_council() -> None:
    sheets = signed(SheetAnswers(options=BEST))
    with pytest.raises(InvalidInput):
        close_result(small_set(), sheets, [CouncilSeat("m1", 1, True), CouncilSeat("m1", 2)], RULES, star_rules())
    with pytest.raises(InvalidInput):
        close_result(small_set(), sheets, [CouncilSeat("m1", 1, True), CouncilSeat("m2", 1)], RULES, star_rules())


def test_rules_of_a_council_that_cannot_be_are_refused() -> None:
    for bad in ({"quorum_numerator": 0}, {"quorum_numerator": 5}, {"max_deviation": Decimal(-1)}):
        with pytest.raises(InvalidInput):
            CouncilRules(**bad)  # type: ignore[arg-type]


def test_sheets_further_apart_than_allowed_are_listed(part_totals: CriteriaSet) -> None:
    sheets = [totals("30", "20", c) for c in ("20", "22", "24", "30.5")]
    # Totals 70, 72, 74, 80.5: the median is 73.
    none = close(part_totals, *sheets)
    assert (none.outliers, none.pairs_apart) == ((), ())
    wide = close(part_totals, *sheets, rules=CouncilRules(max_deviation=Decimal("7.5")))
    assert wide.outliers == ()
    assert wide.pairs_apart == (("m1", "m4", Decimal("10.50")), ("m2", "m4", Decimal("8.50")))
    narrow = close(part_totals, *sheets, rules=CouncilRules(max_deviation=Decimal("2.99")))
    assert narrow.outliers == ("m1", "m4")
    assert ("m1", "m3", Decimal(4)) in narrow.pairs_apart
    assert ("m1", "m2", Decimal(2)) not in narrow.pairs_apart


FAKE = {"id": "fake", "text": "fake", "trigger": "person", "stops": "dossier"}
DIRT = {"id": "dirt", "text": "dirt", "trigger": "person", "stops": "following", "criterion": "b"}
ZERO = {"id": "zero", "text": "0", "trigger": "zero_points", "stops": "following", "criterion": "b", "criteria": ["b"]}


def test_a_knock_out_named_by_most_sheets_holds_for_all_of_them() -> None:
    criteria_set = small_set(knock_outs=[DIRT])
    found = SheetAnswers(options={"a1": 3, "a2": 2, "b": 3}, knock_outs=frozenset({"dirt"}))
    result = close(criteria_set, found, found, SheetAnswers(options=BEST))
    assert (result.average, result.stars, result.next_star) == (65, None, None)
    assert [one.id for one in result.knocked_out] == ["dirt"]
    assert result.named_knock_outs == {"dirt": ("m1", "m2")}
    assert result.not_assessed == ("c",)


def test_a_contested_knock_out_is_settled_before_the_result_is_closed() -> None:
    criteria_set = small_set(knock_outs=[FAKE, DIRT])
    finds = SheetAnswers(options=BEST, knock_outs=frozenset({"fake"}))
    sheets = [finds, SheetAnswers(options=BEST)]
    with pytest.raises(NotAllowed) as caught:
        close(criteria_set, *sheets)
    assert caught.value.params["knock_outs"] == "fake"
    cleared = close(criteria_set, *sheets, settled_knock_outs={"fake": False})
    assert (cleared.average, cleared.stars, cleared.knocked_out) == (100, 5, ())
    assert cleared.named_knock_outs == {"fake": ("m1",)}
    held = close(criteria_set, *sheets, settled_knock_outs={"fake": True})
    assert (held.average, held.stars) == (0, None)
    with pytest.raises(InvalidInput):
        close(criteria_set, *sheets, settled_knock_outs={"fake": False, "nothing": True})


def test_settling_overrides_a_majority_but_an_unfinished_sheet_must_be_finished() -> None:
    criteria_set = small_set(knock_outs=[DIRT])
    stopped = SheetAnswers(options={"a1": 3, "a2": 2, "b": 3}, knock_outs=frozenset({"dirt"}))
    with pytest.raises(NotAllowed) as caught:
        close(criteria_set, stopped, stopped, SheetAnswers(options=BEST), settled_knock_outs={"dirt": False})
    assert caught.value.params["criteria"] == "c"
    whole = SheetAnswers(options=BEST, knock_outs=frozenset({"dirt"}))
    assert close(criteria_set, whole, whole, whole, settled_knock_outs={"dirt": False}).stars == 5


def test_zero_points_name_a_knock_out_sheet_by_sheet() -> None:
    criteria_set = small_set(knock_outs=[ZERO])
    zero, good = SheetAnswers(options={**BEST, "b": 0}), SheetAnswers(options=BEST)
    with pytest.raises(NotAllowed):
        close(criteria_set, zero, good)
    most = close(criteria_set, zero, zero, good)
    assert (most.stars, [one.id for one in most.knocked_out]) == (None, ["zero"])
    cleared = close(criteria_set, zero, zero, good, settled_knock_outs={"zero": False})
    assert (cleared.average, cleared.stars) == (Fraction(250, 3), 4)


def test_minimums_of_criteria_that_were_not_assessed_are_not_listed(coffee: CriteriaSet) -> None:
    top = highest_answers(coffee).options
    sheet = SheetAnswers(options={**top, "2.1": 1}, knock_outs=frozenset({"6.1.1.ko"}))
    result = close(coffee, sheet, sheet, sheet)
    assert result.stars is None
    assert result.missed == {4: ("2.1",), 5: ("2.1",)}
    assert {"7", "8", "9"} <= set(result.not_assessed)


def test_sheets_of_different_cases_cannot_be_averaged(tourism: CriteriaSet) -> None:
    first, second = highest_answers(tourism, "1"), highest_answers(tourism, "2")
    with pytest.raises(NotAllowed) as caught:
        close(tourism, first, second)
    assert caught.value.params["cases"] == "1, 2"
    same = close(tourism, second, second)
    assert (same.case, same.stars, same.average) == ("2", 5, 100)


def test_part_totals_are_provisional_until_the_minimums_are_recorded(part_totals: CriteriaSet) -> None:
    sheets = [totals("35", "20", "20")] * 3
    open_result = close(part_totals, *sheets)
    assert (open_result.stars, open_result.provisional) == (4, True)
    assert (open_result.agreed, open_result.criterion_averages) == ({}, {})
    met = close(part_totals, *sheets, minimums=MinimumsRecord(met_up_to=4))
    assert (met.stars, met.provisional, met.missed_texts) == (4, False, ())
    higher = close(part_totals, *sheets, minimums=MinimumsRecord(met_up_to=5))
    assert (higher.stars, higher.stars_by_points) == (4, 4)
    lower = close(part_totals, *sheets, minimums=MinimumsRecord(met_up_to=3, missed=("Câu chuyện sản phẩm",)))
    assert (lower.stars, lower.stars_by_points, lower.provisional) == (3, 4, False)
    assert lower.missed_texts == ("Câu chuyện sản phẩm",)
    none = close(part_totals, *sheets, minimums=MinimumsRecord(met_up_to=0, missed=("x",)))
    assert (none.stars, none.provisional) == (None, False)


def test_where_minimums_do_not_block_a_record_of_them_takes_no_star(part_totals: CriteriaSet) -> None:
    record = MinimumsRecord(met_up_to=3, missed=("x",))
    sheets = signed(*[totals("35", "20", "20")] * 3)
    result = close_result(part_totals, sheets, seats(3), RULES, star_rules(blocks=False), minimums=record)
    assert (result.stars, result.missed_texts) == (4, ("x",))


@pytest.mark.parametrize(
    "record", [MinimumsRecord(3), MinimumsRecord(3, (" ",)), MinimumsRecord(6), MinimumsRecord(-1)]
)
def test_a_record_of_minimums_that_cannot_be_is_refused(part_totals: CriteriaSet, record: MinimumsRecord) -> None:
    with pytest.raises(InvalidInput):
        close(part_totals, *[totals("35", "20", "20")] * 3, minimums=record)


def test_a_full_set_takes_no_record_of_minimums() -> None:
    with pytest.raises(InvalidInput):
        close(small_set(), SheetAnswers(options=BEST), minimums=MinimumsRecord(5))


def test_the_arithmetic_shows_every_part_section_and_criterion() -> None:
    lines = arithmetic(close(small_set(), SheetAnswers(options=BEST), SheetAnswers(options={**BEST, "a2": 1, "b": 2})))
    assert [(line.what, line.id) for line in lines] == [
        ("total", ""), ("part", "A"), ("part", "B"), ("part", "C"), ("section", "a"), ("section", "b"),
        ("section", "c"), ("criterion", "a1"), ("criterion", "a2"), ("criterion", "b"), ("criterion", "c"),
    ]  # fmt: skip
    assert lines[0].addends == (Decimal(100), Decimal("79.75"))
    assert str(lines[0].printed) == "89.88"
    assert lines[2].addends == (Decimal(25), Decimal("12.25"))
    assert all(sum(map(Fraction, line.addends)) / line.count == line.average for line in lines)


def test_an_inferred_option_that_one_member_chose_is_named_once() -> None:
    tea = real_set("qd-26-2026/11")
    top = highest_answers(tea).options
    chosen = SheetAnswers(options={**top, "6.1.1": 2})
    notes = [(note.kind, note.where) for note in close(tea, chosen, chosen, SheetAnswers(options=top)).unverified]
    assert notes.count(("option", "6.1.1/2")) == 1
