"""The board of a round: what is seen before and after the lock, what closing would give, and the ranking."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlmodel import select

from app.models import RankingResult
from app.services import council_board, results
from app.services.council_board import Board
from app.services.council_checks import composition, quorum_words
from app.services.council_outcome import result_view
from app.services.council_sheet import sheet_view
from app.services.councils import MemberData, recuse
from tests.council.conftest import Bench


def board(bench: Bench) -> Board:
    return council_board.board(bench.session, bench.round_id, bench.clerk, bench.library, bench.today)


def lower(bench: Bench, count: int) -> dict[str, int]:
    answers = bench.best()
    for name in list(answers)[:count]:
        answers[name] = 0
    return answers


def test_before_the_lock_a_board_holds_states_and_no_points(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3)
    bench.enter(dossier)
    bench.score(dossier, [bench.best(), None, None])
    bench.save(dossier, 1, {"1.1": 1})
    shown = board(bench)
    assert [cell.status for cell in shown.lines[0].cells] == ["signed", "draft", "missing"]
    assert all(cell.total is None for cell in shown.lines[0].cells)
    assert shown.lines[0].result is None
    assert (shown.signed, shown.expected, len(shown.missing)) == (1, 3, 2)
    assert shown.next_open() == (dossier, bench.members[1])
    assert shown.next_open("nobody") is None


def test_a_recused_member_is_said_and_not_expected(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3)
    bench.enter(dossier)
    recuse(bench.session, bench.members[2], bench.producers[0], "Có vốn góp", bench.clerk)
    shown = board(bench)
    assert shown.lines[0].cells[2].status == "recused"
    assert (shown.expected, shown.recused) == (2, 1)


def test_after_the_lock_the_board_shows_what_closing_would_give_and_writes_nothing(bench: Bench) -> None:
    one, two = bench.dossier(), bench.dossier()
    bench.council(3, max_deviation=Decimal(10))
    bench.enter(one, two)
    bench.score(one, [bench.best(), bench.best(), bench.best()])
    bench.score(two, [bench.best(), bench.best(), lower(bench, 10)])
    bench.lock()
    shown = board(bench)
    assert [line.state for line in shown.lines] == ["ready", "discuss"]
    assert [cell.outlying for cell in shown.lines[1].cells] == [False, False, True]
    assert shown.lines[0].cells[0].total == 10000
    assert bench.session.exec(select(RankingResult)).all() == []
    closed = bench.close(one)
    result = shown.lines[0].result
    assert result is not None
    assert (result.total_sum_hundredths, result.stars) == (closed.total_sum_hundredths, closed.stars)
    assert [line.state for line in board(bench).lines] == ["closed", "discuss"]


def test_a_dossier_that_cannot_be_closed_says_why(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(4)
    bench.enter(dossier)
    bench.score(dossier, [bench.best(), bench.best(), None, None])
    bench.lock(absent=bench.members[2:])
    line = board(bench).lines[0]
    assert line.state == "missing"
    assert line.refused is not None
    assert "2 of 4" in line.refused.what


def test_equal_averages_share_a_place_and_the_next_is_left_out(bench: Bench) -> None:
    dossiers = [bench.dossier() for _place in range(3)]
    bench.council(3)
    bench.enter(*dossiers)
    for dossier in dossiers[:2]:
        bench.score(dossier, [lower(bench, 3)] * 3)
    bench.score(dossiers[2], [lower(bench, 5)] * 3)
    bench.lock()
    results.close_round(bench.session, bench.round_id, bench.clerk, bench.library, bench.today)
    assert [one.rank for one in council_board.ranking(board(bench))] == [1, 1, 3]


def test_the_rounds_of_an_office_say_how_far_each_is(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3)

    def state() -> str:
        return council_board.round_lines(bench.session, bench.clerk)[0].state

    assert state() == "empty"
    bench.enter(dossier)
    assert state() == "scoring"
    bench.score(dossier, [bench.best()] * 3)
    assert state() == "ready"
    bench.lock()
    assert state() == "locked"
    bench.close(dossier)
    assert state() == "closed"


def test_only_dossiers_that_may_enter_a_round_wait_for_one(bench: Bench) -> None:
    valid, _received = bench.dossier(), bench.dossier(status="received")
    waiting = council_board.waiting_dossiers(bench.session, bench.clerk, bench.library)
    assert [one.id for one in waiting] == [valid]


def test_a_sheet_knows_the_next_product_that_its_member_has_not_signed(bench: Bench) -> None:
    one, two = bench.dossier(), bench.dossier()
    bench.council(3)
    bench.enter(one, two)
    bench.sign(bench.save(one, 0, bench.best()))
    view = sheet_view(bench.session, bench.round_id, one, bench.members[0], bench.clerk, bench.library)
    assert (view.status, view.hidden, view.next_unsigned) == ("signed", True, two)
    assert view.sheet is None
    last = sheet_view(bench.session, bench.round_id, two, bench.members[0], bench.clerk, bench.library)
    assert (last.place, last.beside(1), last.beside(-1), last.next_unsigned) == (2, "", one, "")
    assert last.refused is None


def test_a_result_names_the_minimums_missed_and_whose_points_they_are(bench: Bench) -> None:
    dossier = bench.dossier()
    bench.council(3)
    bench.enter(dossier)
    bench.score(dossier, [lower(bench, 1)] * 3)
    bench.lock()
    view = result_view(bench.session, bench.round_id, dossier, bench.clerk, bench.library, bench.today)
    assert not view.closed
    assert [row.total for row in view.rows] == [9700] * 3
    assert sum(view.rows[0].parts.values()) == 9700
    three = next(one for one in view.minimums if one.star == 3)
    assert [(lack.criterion, lack.agreed) for lack in three.missed] == [("1.1", 0)]
    bench.close(dossier)
    view = result_view(bench.session, bench.round_id, dossier, bench.clerk, bench.library, bench.today)
    assert "reopen_result" in view.moves


def test_what_stops_a_council_comes_before_what_is_unusual() -> None:
    today = dt.date(2026, 9, 15)
    members = [MemberData(1, "Nguyễn Văn A", "chair"), MemberData(2, "nguyen van a", "member")]
    found = composition("Hội đồng", "", dt.date(2026, 9, 16), members, (Decimal(3), Decimal(4)), today)
    assert [(one.grade, one.field) for one in found[:2]] == [("stops", "decision_number"), ("stops", "decision_date")]
    assert {one.grade for one in found[2:]} == {"warns"}
    assert len(found) == 5  # no deputy, no secretary, one name twice
    whole = composition("Hội đồng", "1", today, members[:1], (Decimal(3), Decimal(4)), today)
    assert all(one.grade == "warns" for one in whole)


def test_the_quorum_is_said_as_a_number_of_members() -> None:
    assert quorum_words(7, 3, 4) == "at least 6 of 7 members"
