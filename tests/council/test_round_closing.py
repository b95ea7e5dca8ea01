"""Closing: quorum, who presides, exclusions, whole rounds; the quick way and the full one give the same result."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, NotAllowed
from app.models import Dossier, RankingResult
from app.paths import resource_path
from app.services import councils, journal
from app.services.council_quorum import CouncilRules, CouncilSeat, MemberSheet
from app.services.council_result import CouncilResult, close_result
from app.services.results import close_round, next_star_of
from app.services.revisions import content_hash, seal
from app.services.round_closing import SetCloser, StoredSheet
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.score_sheets import answer_rows
from app.services.sheet_answers import SheetAnswers

from .conftest import TODAY, Bench

LIBRARY = RuleLibrary(resource_path())
NUMBERS = [1, 4, 7, 10, 11, 13, 16, 26]


@pytest.fixture
def dossier(bench: Bench) -> str:
    dossier = bench.dossier()
    bench.council(4)
    bench.enter(dossier)
    return dossier


def test_without_a_quorum_no_result_is_closed(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [bench.best()] * 2)
    bench.lock(absent=bench.members[2:])
    with pytest.raises(NotAllowed, match="no quorum: 2 of 4"):
        bench.close(dossier)
    assert bench.session.get_one(Dossier, dossier).status == "in_round"


def test_an_absent_member_is_named_and_not_averaged(bench: Bench, dossier: str) -> None:
    low = dict.fromkeys(bench.best(), 0)
    bench.score(dossier, [bench.best()] * 3)
    bench.save(dossier, 3, low)
    bench.lock(absent=bench.members[3:])
    result = bench.close(dossier)
    assert (result.average, result.sheet_count) == (100, 3)
    assert result.detail["missing"] == [4]
    assert result.detail["quorum"] == {
        "members": 4,
        "required": 3,
        "present": 3,
        "chair_required": True,
        "presiding": 1,
    }


def test_a_recused_chair_gives_the_chair_to_the_vice(bench: Bench, dossier: str) -> None:
    councils.recuse(bench.session, bench.members[0], bench.producers[0], "Là người nhà", bench.clerk)
    bench.score(dossier, [None, *[bench.best()] * 3])
    bench.lock()
    result = bench.close(dossier)
    assert result.detail["recused"] == [1]
    assert result.detail["quorum"]["presiding"] == 2


def test_without_chair_and_vice_nothing_is_closed(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(8)
    bench.enter(dossier)
    bench.score(dossier, [None, None, *[bench.best()] * 6])
    bench.lock(absent=bench.members[:2])
    with pytest.raises(NotAllowed, match="presides"):
        bench.close(dossier)


def test_an_exclusion_that_few_sheets_name_is_settled_by_the_council(bench: Bench, dossier: str) -> None:
    bench.sign(bench.save(dossier, 0, bench.best(), knock_outs=("dq.1",)))
    for member in (1, 2, 3):
        bench.sign(bench.save(dossier, member, bench.best()))
    bench.lock()
    with pytest.raises(NotAllowed, match=r"dq\.1"):
        bench.close(dossier)
    result = bench.close(dossier, settled_knock_outs={"dq.1": True})
    assert result.stars is None
    assert result.knocked_out == ("dq.1",)
    assert result.detail["named_knock_outs"] == {"dq.1": [1]}


def test_an_exclusion_that_does_not_hold_leaves_the_points(bench: Bench, dossier: str) -> None:
    bench.sign(bench.save(dossier, 0, bench.best(), knock_outs=("dq.1",)))
    for member in (1, 2, 3):
        bench.sign(bench.save(dossier, member, bench.best()))
    bench.lock()
    result = bench.close(dossier, settled_knock_outs={"dq.1": False})
    assert (result.average, result.stars, result.knocked_out) == (100, 5, ())


def test_a_missed_minimum_lowers_the_star_and_says_what_is_missing(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [{**bench.best(), "4.1": 0}] * 4)
    bench.lock()
    result = bench.close(dossier)
    assert result.stars_by_points == 5
    assert result.stars == 2
    assert result.detail["missed"]["3"] == ["4.1"]
    wanted = next_star_of(result, bench.session.get_one(Dossier, dossier), bench.library)
    assert wanted is not None
    assert [one.criterion for one in wanted.minimums] == ["4.1"]


def test_spread_and_outliers_follow_the_councils_deviation(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3, max_deviation=Decimal("5"))
    bench.enter(dossier)
    bench.score(dossier, [bench.best(), bench.best(), {**bench.best(), "7": 0, "5.1": 0}])
    bench.lock()
    detail = bench.close(dossier).detail
    assert detail["spread"] == detail["totals"]["1"] - detail["totals"]["3"] > 500
    assert detail["outliers"] == [3]
    assert [pair[:2] for pair in detail["pairs_apart"]] == [[1, 3], [2, 3]]


def test_a_round_closes_what_it_can_and_names_the_reason_of_the_rest(bench: Bench) -> None:
    good, contested, other = bench.dossier(), bench.dossier(), bench.dossier(1)
    bench.council(3)
    bench.enter(good, contested, other)
    bench.score(good, [bench.best()] * 3)
    bench.score(other, [bench.best(1)] * 3)
    bench.sign(bench.save(contested, 0, bench.best(), knock_outs=("dq.1",)))
    for member in (1, 2):
        bench.sign(bench.save(contested, member, bench.best()))
    bench.lock()
    closing = close_round(bench.session, bench.round_id, bench.clerk, bench.library, TODAY)
    assert {one.dossier_id for one in closing.closed} == {good, other}
    [(refused, error)] = closing.refused
    assert refused == contested
    assert "dq.1" in str(error)
    states = {one: bench.session.get_one(Dossier, one).status for one in (good, contested, other)}
    assert states == {good: "scored", contested: "in_round", other: "scored"}
    for one in (good, other):
        assert journal.dossier_history(bench.session, one)[-1].act == "close_result"
        assert journal.broken_link(journal.dossier_history(bench.session, one)) is None
    assert journal.broken_office_link(bench.session) is None
    again = close_round(
        bench.session,
        bench.round_id,
        bench.clerk,
        bench.library,
        TODAY,
        settled_knock_outs={contested: {"dq.1": False}},
    )
    assert [one.dossier_id for one in again.closed] == [contested]


def test_one_by_one_and_all_at_once_give_the_same_results(bench: Bench) -> None:
    sheets = [bench.best(), {**bench.best(), "1.1": 0}, {**bench.best(), "5.1": 0, "9": 0}]
    results = []
    for turn in range(2):
        dossier = bench.dossier()
        bench.council(3)
        bench.enter(dossier)
        # The second time the members hand in their sheets in the opposite order.
        for member in (0, 1, 2) if turn == 0 else (2, 1, 0):
            bench.sign(bench.save(dossier, member, sheets[member]))
        bench.lock()
        if turn == 0:
            results.append(bench.close(dossier))
        else:
            results += close_round(bench.session, bench.round_id, bench.clerk, bench.library, TODAY).closed
    one, other = results
    same = {"id": "", "dossier_id": "", "round_id": ""}
    assert replace(one, **same) == replace(other, **same)


def test_a_closed_result_is_stored_in_its_first_revision(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [bench.best()] * 4)
    bench.lock()
    result = bench.session.get_one(RankingResult, bench.close(dossier).id)
    assert (result.revision, result.lineage) == (1, "")
    assert result.content_hash == content_hash(result)
    assert not seal(bench.session, result)


def test_an_invented_sheet_marks_the_result(bench: Bench, dossier: str) -> None:
    for member in range(4):
        bench.sign(bench.save(dossier, member, bench.best(), invented=member == 2))
    bench.lock()
    assert bench.close(dossier).invented


def _stored(criteria_set: CriteriaSet, member: int, answers: SheetAnswers) -> StoredSheet:
    stars = LIBRARY.star_rules_for_set(criteria_set.id)
    rows = answer_rows(f"s{member}", criteria_set, stars, answers)
    return StoredSheet(
        id=f"s{member}",
        member_id=f"m{member}",
        status="signed",
        knock_outs=" ".join(sorted(answers.knock_outs)),
        entered_by="screen",
        invented=False,
        set_id=criteria_set.id,
        set_sha256="",
        names=tuple(row.criterion_id for row in rows),
        values=tuple(-1 - row.points_hundredths if row.option is None else row.option for row in rows),
    )


@st.composite
def councils_at_work(draw: st.DrawFn) -> tuple[CriteriaSet, list[SheetAnswers], CouncilRules]:
    """A real set, some members' answers (now and then unanswered or with an exclusion), and working rules."""
    decision = draw(st.sampled_from(["qd-26-2026", "qd-26-2026", "qd-1048-2019", "qd-148-2023"]))
    criteria_set = LIBRARY.criteria_set(f"{decision}/{draw(st.sampled_from(NUMBERS))}")
    chance = random.Random(draw(st.integers(0, 2**32)))
    zero = draw(st.sampled_from([0.0, 0.02, 0.3]))
    among = draw(st.sampled_from([2, 2, 9]))  # the best two options, or all: inferred ones stand first too
    cases = [one.id for one in criteria_set.cases] or [None]
    for_all = chance.choice(cases)
    agreed_case = draw(st.integers(0, 3)) > 0
    found = draw(st.sampled_from([(), (), (), tuple(one.id for one in criteria_set.knock_outs[:1])]))
    sheets = []
    for _ in range(draw(st.integers(1, 6))):
        if not criteria_set.complete:
            parts = {part.id: Decimal(chance.randint(0, int(part.max * 100))) / 100 for part in criteria_set.parts}
            sheets.append(SheetAnswers(parts=parts))
            continue
        options = {}
        case = for_all if agreed_case else chance.choice(cases)
        for criterion in criteria_set.criteria:
            offered = [number for number, one in enumerate(criterion.options, 1) if one.case in (None, case)]
            options[criterion.id] = 0 if chance.random() < zero or not offered else chance.choice(offered[-among:])
        if draw(st.integers(0, 19)) == 0:
            options.pop(chance.choice(list(options)))
        on_sheet = frozenset(one.id for one in criteria_set.knock_outs if one.id in found and one.trigger == "person")
        sheets.append(SheetAnswers(options=options, knock_outs=on_sheet))
    rules = CouncilRules(
        quorum_numerator=1,
        quorum_denominator=2,
        chair_required=False,
        max_deviation=draw(st.sampled_from([None, Decimal(10)])),
        agreed_rule=draw(st.sampled_from(["lower_median", "majority"])),
    )
    return criteria_set, sheets, rules


@settings(max_examples=160)
@given(councils_at_work(), st.booleans(), st.booleans(), st.randoms(use_true_random=False))
def test_the_quick_closing_equals_the_full_one_in_any_order(
    work: tuple[CriteriaSet, list[SheetAnswers], CouncilRules], blocks: bool, binds: bool, shuffle: random.Random
) -> None:
    criteria_set, sheets, rules = work
    stars = LIBRARY.star_rules_for_set(criteria_set.id)
    stars = stars.model_copy(
        update={
            "minimum_blocks_star": stars.minimum_blocks_star.model_copy(update={"value": blocks}),
            "lower_minimums_bind": stars.lower_minimums_bind.model_copy(update={"value": binds}),
        }
    )
    seats = [CouncilSeat(f"m{number}", number + 1, number == 0) for number in range(len(sheets))]
    stored = [_stored(criteria_set, number, answers) for number, answers in enumerate(sheets)]
    shuffle.shuffle(stored)
    given_sheets = [MemberSheet(f"m{number}", "valid", answers, signed=True) for number, answers in enumerate(sheets)]
    states = {seat.id: "valid" for seat in seats}
    closer = SetCloser(criteria_set, stars)
    full, refused = _either(lambda: close_result(criteria_set, given_sheets, seats, rules, stars))
    quick, quickly_refused = _either(lambda: closer.close(seats, states, stored, rules))
    assert quickly_refused == refused
    assert quick == (full and replace(full, next_star=None))


def _either(close: Callable[[], CouncilResult]) -> tuple[CouncilResult | None, str]:
    """The result, or the kind and words of the refusal."""
    try:
        return close(), ""
    except AppError as error:
        return None, f"{type(error).__name__}: {error}"


def _chosen(criteria_set: CriteriaSet, inferred: bool) -> SheetAnswers:
    """A sheet with the last option of every criterion, or an inferred one where there is one; in the first case."""
    case = next((one.id for one in criteria_set.cases), None)
    options = {}
    for criterion in criteria_set.criteria:
        offered = [number for number, one in enumerate(criterion.options, 1) if one.case in (None, case)]
        doubtful = [number for number in offered if criterion.options[number - 1].inferred]
        options[criterion.id] = (doubtful if inferred and doubtful else offered)[-1]
    return SheetAnswers(options=options)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_quick_closing_is_taken_for_plain_sheets(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    criteria_set = LIBRARY.criteria_set(f"qd-26-2026/{number}")
    stars = LIBRARY.star_rules_for_set(criteria_set.id)
    answers = [_chosen(criteria_set, inferred) for inferred in (False, True, False)]
    seats = [CouncilSeat(f"m{number}", number + 1, number == 0) for number in range(3)]
    given_sheets = [MemberSheet(f"m{number}", "valid", one, signed=True) for number, one in enumerate(answers)]
    full = close_result(criteria_set, given_sheets, seats, CouncilRules(), stars)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the full closing was asked")

    monkeypatch.setattr("app.services.round_closing.close_result", never)
    stored = [_stored(criteria_set, number, one) for number, one in enumerate(answers)]
    result = SetCloser(criteria_set, stars).close(seats, {seat.id: "valid" for seat in seats}, stored, CouncilRules())
    assert result == replace(full, next_star=None)
    inferred = [one.where for one in result.unverified if one.kind == "option"]
    chosen = [
        f"{criterion.id}/{answers[1].options[criterion.id]}"
        for criterion in criteria_set.criteria
        if criterion.options[answers[1].options[criterion.id] - 1].inferred
    ]
    assert sorted(inferred) == sorted(chosen)
    assert bool(chosen) == (number in (4, 7, 10, 11))
