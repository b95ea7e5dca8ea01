"""Sheets: entered, signed, reopened; who may touch them; what is secret before the lock."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlmodel import select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import CouncilMember, Dossier, ScoreSheet, SheetAnswer
from app.services import councils, outcomes, round_lock, rounds, score_sheets
from app.services.actors import Actor
from app.services.councils import CouncilData, MemberData
from app.services.score_sheets import SheetData

from .conftest import TODAY, Bench


@pytest.fixture
def dossier(bench: Bench) -> str:
    dossier = bench.dossier()
    bench.council(4)
    bench.enter(dossier)
    return dossier


def as_member(bench: Bench, member: int) -> Actor:
    actor = bench.person("member")
    bench.session.get_one(CouncilMember, bench.members[member]).official_id = actor.official_id
    bench.session.flush()
    return actor


def test_a_draft_keeps_unanswered_criteria_and_points_in_hundredths(bench: Bench, dossier: str) -> None:
    sheet = bench.save(dossier, 0, {"1.1": 1, "1.5": 0})
    rows = {
        row.criterion_id: (row.option, row.points_hundredths)
        for row in bench.session.exec(select(SheetAnswer).where(SheetAnswer.sheet_id == sheet))
    }
    points = bench.library.criteria_set("qd-26-2026/13").criterion("1.1").options[0].points
    assert rows == {"1.1": (1, int(points * 100)), "1.5": (0, 0)}
    with pytest.raises(NotAllowed, match="not complete"):
        bench.sign(sheet)


def test_saving_a_draft_again_replaces_its_answers_and_leaves_no_second_sheet(bench: Bench, dossier: str) -> None:
    first = bench.save(dossier, 0, {"1.1": 1})
    assert bench.save(dossier, 0, {"1.5": 1}) == first
    rows = bench.session.exec(select(SheetAnswer.criterion_id).where(SheetAnswer.sheet_id == first)).all()
    assert rows == ["1.5"]


@pytest.mark.parametrize("answers", [{"1.1": 99}, {"9.9": 1}, {"1.1": True}, {"A": "30"}])
def test_answers_that_the_set_does_not_offer_are_refused(bench: Bench, dossier: str, answers: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        bench.save(dossier, 0, answers)
    assert bench.session.exec(select(ScoreSheet)).all() == []


def test_part_totals_over_a_parts_maximum_are_refused(district: Bench) -> None:
    dossier = district.dossier(1)
    district.council(3)
    district.enter(dossier)
    with pytest.raises(InvalidInput, match="between 0 and 40"):
        district.save(dossier, 0, {"A": "40.01", "B": "1", "C": "1"})


def test_reopening_keeps_both_sheets(bench: Bench, dossier: str) -> None:
    first = bench.sign(bench.save(dossier, 0, bench.best()))
    with pytest.raises(NotAllowed, match="is signed"):
        bench.save(dossier, 0, bench.best())
    with pytest.raises(InvalidInput):
        score_sheets.reopen_sheet(bench.session, first, " ", bench.clerk)
    second = score_sheets.reopen_sheet(bench.session, first, "Chấm nhầm tiêu chí 1.1", bench.clerk)
    old, new = bench.session.get_one(ScoreSheet, first), bench.session.get_one(ScoreSheet, second)
    assert (old.status, new.status, new.replaces_id) == ("replaced", "reopened", first)
    assert new.reopen_reason == "Chấm nhầm tiêu chí 1.1"
    bench.save(dossier, 0, {**bench.best(), "1.1": 0})
    bench.sign(second)
    rows = bench.session.exec(select(SheetAnswer).where(SheetAnswer.criterion_id == "1.1")).all()
    assert {row.sheet_id: row.option for row in rows} == {first: bench.best()["1.1"], second: 0}
    with pytest.raises(NotAllowed, match="Only a signed"):
        score_sheets.reopen_sheet(bench.session, first, "Lần nữa", bench.clerk)


@pytest.mark.parametrize("way", ["screen", "paper", "file"])
def test_a_recused_member_is_refused_in_every_way_of_entering(bench: Bench, dossier: str, way: str) -> None:
    councils.recuse(bench.session, bench.members[1], bench.producers[0], "Là người nhà", bench.clerk)
    with pytest.raises(NotAllowed, match="recused"):
        bench.save(dossier, 1, bench.best(), entered_by=way)
    assert bench.session.exec(select(ScoreSheet)).all() == []


def test_a_later_recusal_sets_the_members_sheets_aside(bench: Bench, dossier: str) -> None:
    sheet = bench.sign(bench.save(dossier, 1, bench.best()))
    assert councils.recuse(bench.session, bench.members[1], bench.producers[0], "Góp vốn", bench.clerk) == 1
    assert bench.session.get_one(ScoreSheet, sheet).status == "replaced"
    with pytest.raises(NotAllowed, match="recused"):
        score_sheets.reopen_sheet(bench.session, sheet, "Thử", bench.clerk)
    with pytest.raises(NotAllowed, match="already recused"):
        councils.recuse(bench.session, bench.members[1], bench.producers[0], "Góp vốn", bench.clerk)


def test_a_member_touches_only_the_own_sheet_and_types_no_paper(bench: Bench, dossier: str) -> None:
    actor = as_member(bench, 2)
    own = SheetData(dossier, bench.round_id, bench.members[2], answers=bench.best())
    sheet = score_sheets.save_sheet(bench.session, own, actor, bench.library)
    score_sheets.sign_sheet(bench.session, sheet, actor, bench.library, TODAY)
    other = SheetData(dossier, bench.round_id, bench.members[1], answers=bench.best())
    with pytest.raises(NotAllowed, match="only the own sheet"):
        score_sheets.save_sheet(bench.session, other, actor, bench.library)
    theirs = bench.save(dossier, 1, bench.best())
    with pytest.raises(NotAllowed, match="only the own sheet"):
        score_sheets.sign_sheet(bench.session, theirs, actor, bench.library, TODAY)
    paper = SheetData(dossier, bench.round_id, bench.members[2], answers=bench.best(), entered_by="paper")
    with pytest.raises(NotAllowed, match="typed in by an officer"):
        score_sheets.save_sheet(bench.session, paper, actor, bench.library)


def test_a_reader_enters_nothing(bench: Bench, dossier: str) -> None:
    data = SheetData(dossier, bench.round_id, bench.members[0], answers=bench.best())
    with pytest.raises(NotAllowed, match="reader"):
        score_sheets.save_sheet(bench.session, data, bench.person("reader"), bench.library)


def test_before_the_lock_a_member_sees_only_the_own_points_and_officers_none(bench: Bench, dossier: str) -> None:
    actor = as_member(bench, 1)
    sheets = bench.score(dossier, [bench.best()] * 4)
    [own] = round_lock.visible_points(bench.session, bench.round_id, actor)
    assert own.sheet_id == sheets[1]
    for hidden in (bench.clerk, bench.person("secretary"), bench.person("leader"), bench.person("member")):
        with pytest.raises(NotAllowed, match="nobody sees"):
            round_lock.visible_points(bench.session, bench.round_id, hidden)
        with pytest.raises(NotAllowed, match="nobody sees"):
            round_lock.read_sheet(bench.session, sheets[0], hidden)
    with pytest.raises(NotAllowed, match="nobody sees"):
        round_lock.read_sheet(bench.session, sheets[0], actor)
    assert round_lock.read_sheet(bench.session, sheets[1], actor).options == bench.best()
    bench.lock()
    assert len(round_lock.visible_points(bench.session, bench.round_id, bench.clerk)) == 4
    assert round_lock.read_sheet(bench.session, sheets[0], bench.clerk).status == "signed"


def test_the_list_of_missing_sheets_shows_no_points(bench: Bench, dossier: str) -> None:
    councils.recuse(bench.session, bench.members[3], bench.producers[0], "Góp vốn", bench.clerk)
    bench.sign(bench.save(dossier, 0, bench.best()))
    bench.save(dossier, 1, {"1.1": 1})
    states = round_lock.sheet_states(bench.session, bench.round_id)
    assert [(one.number, one.status) for one in states] == [
        (1, "signed"),
        (2, "draft"),
        (3, "missing"),
        (4, "recused"),
    ]


def test_scoring_is_locked_only_when_every_expected_sheet_is_signed(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [bench.best()] * 3)
    bench.save(dossier, 3, bench.best())
    with pytest.raises(NotAllowed, match="1 sheets are not signed yet, of the members 4"):
        bench.lock()
    bench.lock(absent=[bench.members[3]])
    with pytest.raises(NotAllowed, match="already locked"):
        bench.lock()


def test_a_round_without_dossiers_or_council_is_not_locked(bench: Bench) -> None:
    row = rounds.open_round(bench.session, rounds.RoundData(2026, 9), bench.clerk)
    with pytest.raises(NotAllowed, match="no council"):
        round_lock.lock_scoring(bench.session, row.id, bench.clerk, TODAY)
    bench.council()
    with pytest.raises(NotAllowed, match="No dossier"):
        bench.lock()


def test_after_the_lock_only_reopened_and_named_paper_sheets_are_entered(bench: Bench, dossier: str) -> None:
    sheets = bench.score(dossier, [bench.best()] * 2)
    with pytest.raises(InvalidInput, match="either absent"):
        bench.lock(absent=[bench.members[2]], on_paper=[bench.members[2], bench.members[3]])
    bench.lock(absent=[bench.members[2]], on_paper=[bench.members[3]])
    with pytest.raises(NotAllowed, match="locked"):
        bench.save(dossier, 2, bench.best())
    with pytest.raises(NotAllowed, match="locked"):
        bench.save(dossier, 2, bench.best(), entered_by="paper")
    with pytest.raises(NotAllowed, match="locked"):
        bench.save(dossier, 3, bench.best())
    with pytest.raises(NotAllowed, match="Paper sheets of the members 4"):
        bench.close(dossier)
    bench.sign(bench.save(dossier, 3, bench.best(), entered_by="paper"))
    again = score_sheets.reopen_sheet(bench.session, sheets[0], "Trao đổi lại", bench.clerk)
    with pytest.raises(NotAllowed, match="reopened"):
        bench.close(dossier)
    bench.save(dossier, 0, bench.best())
    bench.sign(again)
    result = bench.close(dossier)
    assert result.sheet_count == 3
    assert result.detail["missing"] == [3]
    assert result.detail["typed_by_clerk"] == [4]


def test_a_lock_is_taken_back_only_while_no_result_stands(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [bench.best()] * 4)
    with pytest.raises(NotAllowed, match="not locked"):
        bench.close(dossier)
    bench.lock()
    round_lock.unlock_scoring(bench.session, bench.round_id, "Khóa nhầm", bench.clerk)
    with pytest.raises(NotAllowed, match="nobody sees"):
        round_lock.visible_points(bench.session, bench.round_id, bench.clerk)
    bench.lock()
    bench.close(dossier)
    with pytest.raises(NotAllowed, match="Results of this round are closed"):
        round_lock.unlock_scoring(bench.session, bench.round_id, "Khóa nhầm", bench.clerk)


def test_a_sheet_needs_a_dossier_in_the_round(bench: Bench) -> None:
    outside = bench.dossier()
    bench.council()
    with pytest.raises(NotAllowed, match="not being scored"):
        bench.save(outside, 0, bench.best())
    first_round = bench.round_id
    bench.enter(outside)
    bench.council()
    with pytest.raises(NotFound, match="not being scored in this round"):
        bench.save(outside, 0, bench.best())
    assert first_round != bench.round_id


def test_a_dossier_whose_rule_file_is_not_here_is_not_put_in_a_round(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.session.get_one(Dossier, dossier).set_sha256 = "0" * 64
    bench.council()
    with pytest.raises(NotAllowed, match="not the one that was fixed"):
        bench.enter(dossier)


def test_taking_a_dossier_out_keeps_its_sheets_as_replaced(bench: Bench, dossier: str) -> None:
    [sheet] = bench.score(dossier, [bench.best()])
    with pytest.raises(InvalidInput):
        rounds.take_out_of_round(bench.session, bench.round_id, dossier, "", bench.clerk, bench.library)
    rounds.take_out_of_round(bench.session, bench.round_id, dossier, "Thiếu mẫu", bench.clerk, bench.library)
    assert bench.session.get_one(ScoreSheet, sheet).status == "replaced"
    assert bench.session.get_one(Dossier, dossier).status == "valid"
    assert rounds.list_round(bench.session, bench.round_id) == []
    bench.enter(dossier)
    assert bench.save(dossier, 0, bench.best()) != sheet


def test_a_declined_dossier_enters_a_later_round_only(bench: Bench, dossier: str) -> None:
    bench.score(dossier, [{**dict.fromkeys(bench.best(), 0)}] * 4)
    bench.lock()
    assert bench.close(dossier).stars_by_points == 1
    outcomes.decide_outcome(bench.session, dossier, "decline", "Chưa đạt", bench.clerk, bench.library, TODAY)
    round_lock_id = bench.round_id
    bench.council()
    bench.enter(dossier)
    assert [one.dossier_id for one in rounds.entries_in_scoring(bench.session, bench.round_id)] == [dossier]
    assert rounds.entries_in_scoring(bench.session, round_lock_id) == []


def test_a_late_dossier_is_taken_with_a_warning(bench: Bench) -> None:
    row = rounds.open_round(
        bench.session, rounds.RoundData(2026, 8, dossiers_by=TODAY - dt.timedelta(days=3)), bench.clerk
    )
    dossier = bench.dossier()
    [warning] = rounds.put_in_round(bench.session, row.id, dossier, bench.clerk, bench.library, TODAY)
    assert "3 days late" in str(warning)
    assert bench.session.get_one(Dossier, dossier).status == "in_round"


def test_a_round_number_is_used_once_a_year_and_kind(bench: Bench) -> None:
    rounds.open_round(bench.session, rounds.RoundData(2026, 1), bench.clerk)
    with pytest.raises(InvalidInput, match="already open"):
        rounds.open_round(bench.session, rounds.RoundData(2026, 1), bench.clerk)
    rounds.open_round(bench.session, rounds.RoundData(2026, 1, "seasonal"), bench.clerk)


def test_a_level_that_does_not_score_puts_nothing_in_a_round(make_bench: object) -> None:
    commune: Bench = make_bench("commune")  # type: ignore[operator]
    dossier = commune.dossier()
    commune.council()
    with pytest.raises(NotAllowed, match="does not do"):
        commune.enter(dossier)


CHAIR = MemberData(1, "Trần Thị B", "chair")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([MemberData(1, "A")], "exactly one chair"),
        ([CHAIR, MemberData(2, "B", "chair")], "exactly one chair"),
        ([CHAIR, MemberData(1, "B")], "number 1"),
        ([CHAIR, MemberData(2, " ")], "no name"),
        ([MemberData(1, "A", "chair", scores=False)], "chair of a council scores"),
        ([CHAIR, MemberData(2, "B", official_id="x"), MemberData(3, "C", official_id="x")], "same account"),
    ],
)
def test_a_council_that_cannot_be_is_refused(bench: Bench, members: list[MemberData], said: str) -> None:
    data = CouncilData("Hội đồng", "12/QĐ-UBND", TODAY)
    with pytest.raises(InvalidInput, match=said):
        councils.set_up_council(bench.session, data, members, bench.clerk, TODAY)
    assert councils.list_councils(bench.session, bench.office.id) == []


def test_a_councils_decision_is_not_dated_in_the_future(bench: Bench) -> None:
    data = CouncilData("Hội đồng", "12/QĐ-UBND", TODAY + dt.timedelta(days=1))
    with pytest.raises(InvalidInput, match="future"):
        councils.set_up_council(bench.session, data, [CHAIR], bench.clerk, TODAY)


def test_a_council_takes_the_working_rules_that_the_regime_proposes(bench: Bench) -> None:
    data = councils.proposed_council(bench.regime, "Hội đồng", "12/QĐ-UBND", TODAY)
    row = councils.set_up_council(bench.session, data, [CHAIR], bench.clerk, TODAY)
    assert (row.quorum_numerator, row.quorum_denominator, row.agreed_rule) == (3, 4, "lower_median")
    rules = councils.working_rules(councils.get_council(bench.session, row.id))
    assert rules.max_deviation == bench.regime.council.max_deviation


def test_a_council_that_has_begun_is_not_exchanged(bench: Bench, dossier: str) -> None:
    bench.save(dossier, 0, bench.best())
    other = councils.set_up_council(bench.session, CouncilData("Khác", "13/QĐ", TODAY), [CHAIR], bench.clerk, TODAY)
    with pytest.raises(NotAllowed, match="begun to score"):
        rounds.attach_council(bench.session, bench.round_id, other.id, bench.clerk)
