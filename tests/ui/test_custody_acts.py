"""Custody by keys on real data folders: written once more, asked back, given back, declined, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot
from sqlmodel import select

from app.models import HandOver, Official
from app.paths import DataPaths
from app.services.custody.fork_compare import forks_compared
from app.services.custody.going_along import going_along
from app.ui.pages.dossiers.dossier_page import DossierPage
from app.ui.pages.hand_over.custody_fork_page import ForkPage
from app.ui.pages.hand_over.custody_page import RecallsPage
from app.ui.pages.hand_over.custody_send_page import CustodySendPage
from app.ui.pages.hand_over.export_page import DONE, TARGET
from app.ui.pages.hand_over.letter_page import DONE as LETTER_DONE
from app.ui.pages.hand_over.letter_page import LetterPage
from app.ui.pages.hand_over.page import HandOverPage
from app.ui.pages.today.page import TodayPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.widgets.strip import Strip
from tests.handover.custody_acts import ask, custody_letter, letter_arrives, override, recall_letter, recall_states
from tests.handover.world import COMMUNE, PROVINCE, World
from tests.ui.hand_over_world import paths_of, plug_in
from tests.ui.officer import Officer

pytest_plugins = ("tests.ui.hand_over_fixtures",)

OpenWindow = Callable[[DataPaths], MainWindow]
Seat = Callable[[str], Officer]


@pytest.fixture
def seat(
    world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Seat:  # fmt: skip
    """Somebody at the window of an office; the stick is in."""
    plug_in(monkeypatch, world.stick)

    def sit(code: str) -> Officer:
        return Officer(open_window(paths_of(world, code)), qtbot)

    return sit


def made_leader(world: World, code: str) -> None:
    with world[code].database.transaction() as session:
        for one in session.exec(select(Official)):
            one.role = "leader"
            session.add(one)


def written(officer: Officer) -> Path:
    """The target step stands; write, and give the new file."""
    page = officer.page
    assert isinstance(page, CustodySendPage)
    officer.until(lambda: page.target.place is not None and page._out is not None, "nothing can be written")
    if page.target.receiver.key != "confirmed":
        page.target.sealed.setChecked(False)
    officer.press("Ctrl+Enter")
    officer.until(lambda: page.step == DONE, "it is not written")
    return max(
        officer.window.findChildren(type(page))[0].target.place.path.glob("*.ocop"),
        key=lambda path: path.stat().st_mtime_ns,
    )  # type: ignore[union-attr]


def letter_written(officer: Officer) -> None:
    officer.on_page("letter")
    page = cast(LetterPage, officer.page)
    officer.until(lambda: page.target.place is not None and bool(page._lines()), "no letter waits")
    officer.press("Ctrl+Enter")
    officer.until(lambda: page.step == LETTER_DONE, "the letter is not written")


def shown(officer: Officer, name: str) -> str:
    strip = officer.find(Strip, name)
    return f"{strip.accessibleName()} {strip.accessibleDescription()}"


def test_a_lost_stick_is_written_once_more_from_the_book_and_from_the_dossier(world: World, seat: Seat) -> None:
    dossier = world.assessed()
    first = world.export(COMMUNE, PROVINCE, dossier)
    officer = seat(COMMUNE)
    officer.window.go(Route("hand_over", first.hand_over_id))
    book = cast(HandOverPage, officer.page)
    officer.until(lambda: book.custody.again_act.isVisible(), "it cannot be written again")
    officer.press("Ctrl+Shift+V")
    officer.on_page("custody_send")
    page = cast(CustodySendPage, officer.page)
    assert page.step == TARGET
    written(officer)
    assert {row.sequence: row.status for row in world.hand_overs(COMMUNE)} == {1: "replaced", 2: "written"}
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    view = cast(DossierPage, officer.page)
    assert "Ủy ban nhân dân tỉnh Mẫu" in view.custody.where.words
    officer.press("Ctrl+Shift+V")
    officer.on_page("custody_send")
    path = written(officer)
    assert sorted(row.sequence for row in world.hand_overs(COMMUNE)) == [1, 2, 3]
    officer.window.close()
    world.take(PROVINCE, world.look(PROVINCE, path))
    assert [one.kind for one in world.look(PROVINCE, first.path).verdicts] == ["already_here"]


def test_a_dossier_is_asked_back_and_given_back_by_keys(world: World, seat: Seat) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    officer = seat(COMMUNE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    officer.press("Ctrl+Shift+R")
    officer.fill(reason="Gửi nhầm phiếu kiểm nghiệm")
    officer.press("Ctrl+Enter")
    officer.until(lambda: officer.front.objectName() == "question", "it is not asked whether to write now")
    officer.press("Enter")
    letter_written(officer)
    assert world.standing(COMMUNE, dossier) == ("handed_over", 2, PROVINCE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    assert "Gửi nhầm" in shown(officer, "dossier.asked")
    view = cast(DossierPage, officer.page)
    assert not view.custody.ask_act.isVisible(), "it is asked once"
    assert not view.custody.override_act.isVisible(), "that is the leader's"
    officer.window.close()

    [letter] = [path for path in world.stick.glob("*.ocop") if "0002" in path.name]
    world.take(PROVINCE, world.look(PROVINCE, letter), [])
    officer = seat(PROVINCE)
    today = cast(TodayPage, officer.page)
    officer.until(lambda: today._shown is not None, "Today is empty")
    assert any(line.kind == "recall" for line in today._shown.lines)  # type: ignore[union-attr]
    officer.window.go(Route("hand_over"))
    officer.settle()
    assert "1" in shown(officer, "hand_over.asked")
    officer.press("Ctrl+Shift+Q")
    officer.on_page("recalls")
    page = cast(RecallsPage, officer.page)
    officer.until(lambda: page.give_act.isVisible(), "it cannot be given back")
    assert not page.untaken_act.isVisible(), "it was taken here"
    officer.press("Ctrl+B")
    officer.on_page("custody_send")
    path = written(officer)
    assert world.standing(PROVINCE, dossier) == ("handed_over", 3, COMMUNE)
    officer.window.close()
    world.take(COMMUNE, world.look(COMMUNE, path))
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)
    assert recall_states(world, COMMUNE, dossier) == [("out", "released")]


def test_what_never_arrived_is_given_up_and_the_answer_goes_with_the_next_letter(world: World, seat: Seat) -> None:
    dossier = world.assessed()
    world.export(COMMUNE, PROVINCE, dossier)
    letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, ask(world, COMMUNE, dossier)))
    officer = seat(PROVINCE)
    officer.window.go(Route("recalls"))
    page = cast(RecallsPage, officer.page)
    officer.until(lambda: page.untaken_act.isVisible(), "nothing is asked")
    assert not page.give_act.isVisible()
    officer.press("Ctrl+Shift+X")
    officer.press("Ctrl+Enter")
    officer.settle()
    officer.until(lambda: officer.front.objectName() == "question", "it is not asked whether to write now")
    officer.press("Enter")
    letter_written(officer)
    officer.window.close()
    with world[PROVINCE].database.reading() as session:
        sender = world[COMMUNE].actor.office_id
        [along] = going_along(session, sender, world[PROVINCE].actor)
    assert letter_arrives(world, PROVINCE, COMMUNE, along).kind == "new"
    assert world.standing(COMMUNE, dossier)[0] == "assessed"


def test_a_request_is_declined_with_a_reason_that_the_asking_office_reads(world: World, seat: Seat) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    letter_arrives(world, COMMUNE, PROVINCE, recall_letter(world, COMMUNE, ask(world, COMMUNE, dossier)))
    officer = seat(PROVINCE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    assert "Gửi nhầm" in shown(officer, "dossier.wanted")
    officer.press("Ctrl+Shift+A")
    officer.on_page("recalls")
    page = cast(RecallsPage, officer.page)
    officer.until(lambda: page.decline_act.isVisible(), "nothing is asked")
    officer.press("Ctrl+Shift+D")
    officer.press("Ctrl+Enter")
    assert officer.front.objectName() == "act_dialog", "no reason, no answer"
    officer.fill(reason="Hội đồng đã họp")
    officer.press("Ctrl+Enter")
    officer.until(lambda: officer.front.objectName() == "question", "it is not asked whether to write now")
    officer.press("Esc")
    officer.window.close()
    with world[PROVINCE].database.reading() as session:
        [along] = going_along(session, world[COMMUNE].actor.office_id, world[PROVINCE].actor)
    letter_arrives(world, PROVINCE, COMMUNE, along)
    officer = seat(COMMUNE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    assert "Hội đồng đã họp" in shown(officer, "dossier.asked")
    officer.window.close()


def test_a_request_goes_along_with_the_next_bundle(world: World, seat: Seat) -> None:
    dossier, other = world.assessed(), world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    ask(world, COMMUNE, dossier)
    officer = seat(COMMUNE)
    officer.window.go(Route("export", extra=(("dossiers", other),)))
    page = officer.page
    officer.until(lambda: bool(page.pick.ticked()) and bool(page._places), "nothing is ticked")  # type: ignore[attr-defined]
    officer.press("Ctrl+Enter")
    officer.until(lambda: "Đề nghị rút hồ sơ" in officer.says(), "it is not told what goes along")
    officer.press("Ctrl+Enter")
    officer.until(lambda: page.step == DONE, "it is not written")  # type: ignore[attr-defined]
    officer.window.close()
    [path] = [path for path in world.stick.glob("*.ocop") if "0002" in path.name]
    report = world.look(PROVINCE, path)
    assert [(one.kind, one.standing.kind) for one in report.enclosures] == [("recall", "new")]


def test_the_leader_takes_back_after_one_more_question_and_both_versions_are_kept(world: World, seat: Seat) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.accept(PROVINCE, dossier)
    made_leader(world, COMMUNE)
    officer = seat(COMMUNE)
    with world[COMMUNE].database.reading() as session:
        [row] = session.exec(select(HandOver)).all()
        ident = row.id
    world[COMMUNE].database.close()
    officer.window.go(Route("hand_over", ident))
    book = cast(HandOverPage, officer.page)
    officer.until(lambda: book.custody.override_act.isVisible(), "the leader cannot take it back")
    officer.press("Ctrl+Shift+U")
    officer.fill(reason="Thẻ nhớ bị mất, huyện không còn hồ sơ")
    officer.press("Ctrl+Enter")
    officer.until(lambda: officer.front.objectName() == "question", "no second question")
    assert world.standing(COMMUNE, dossier)[0] == "handed_over", "nothing happens before the answer"
    officer.press("Ctrl+Enter")
    officer.until(lambda: world.standing(COMMUNE, dossier)[0] == "assessed", "it is not taken back")
    officer.settle()
    officer.press("Esc")
    assert world.standing(COMMUNE, dossier) == ("assessed", 3, COMMUNE)
    officer.window.close()

    letter_arrives(world, COMMUNE, PROVINCE, custody_letter(world, COMMUNE, dossier))
    officer = seat(PROVINCE)
    officer.window.go(Route("dossier", dossier))
    officer.settle()
    assert "2" in shown(officer, "dossier.fork")
    officer.press("Ctrl+Shift+J")
    officer.on_page("fork")
    page = cast(ForkPage, officer.page)
    officer.until(lambda: bool(page.forks), "no fork is shown")
    [fork] = page.forks
    assert (fork.fork.kept.custody_number, fork.fork.stands.custody_number) == (2, 3)
    assert len(fork.kept_acts) >= 1
    assert fork.stands_acts[-1].office == "Ủy ban nhân dân xã Mẫu"
    officer.window.close()


def test_of_a_fork_each_place_that_differs_is_told_in_words(world: World) -> None:
    dossier = world.assessed()
    world.pass_on(COMMUNE, PROVINCE, dossier)
    world.ask_completion(PROVINCE, dossier)
    world.attach(PROVINCE, dossier, "other", ("tờ trình.pdf", b"%PDF-1.4 only there"))
    override(world, COMMUNE, dossier)
    world.pass_on(COMMUNE, PROVINCE, dossier)
    with world[PROVINCE].database.reading() as session:
        [fork] = forks_compared(session, dossier)
    assert fork.fork.mine
    assert [one.office for one in fork.kept_acts] == ["Ủy ban nhân dân tỉnh Mẫu"] * len(fork.kept_acts)
    [paper] = [one for one in fork.records if one.only_kept]
    assert any("tờ trình.pdf" in one.kept and one.stands != one.kept for one in paper.differences)
