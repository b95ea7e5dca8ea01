"""The producer's own report by keys: its texts and figures, one key per criterion, signing and reopening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services.business_plans import business_plan
from app.services.scoring import highest_answers
from app.services.self_assessments import SelfScore, save_self_scores, self_assessment, self_score
from app.ui.pages.self_assessment.page import SelfAssessmentPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.commune_world import draft
from tests.ui.officer import Officer


@pytest.fixture
def officer(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> Officer:
    window = open_window(offices["commune"])
    with qtbot.waitActive(window):
        window.activateWindow()
    return Officer(window, qtbot)


def open_page(officer: Officer, dossier_id: str, **route: str) -> SelfAssessmentPage:
    officer.window.go(Route("self_assessment", dossier_id, **route))
    officer.on_page("self_assessment")
    page = officer.page
    assert isinstance(page, SelfAssessmentPage)
    return page


def score_of(officer: Officer, dossier_id: str) -> SelfScore | None:
    desk = officer.window.desk
    return desk.read(lambda session: self_score(session, dossier_id, desk.library))


def test_texts_and_figures_are_stored_as_they_are_left(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id)
    officer.fill(history="Thành lập năm 2015.", markets="Cửa hàng trong tỉnh")
    assert page.form is not None
    page.form.focus("figures")
    officer.press("Ctrl+Shift+N")
    for cell in ("2025", "800000000", "90000000", "12", "tấn", "20"):
        officer.type(cell)
        officer.press("Enter")
    officer.type("15")
    officer.press("Tab")
    officer.settle()
    desk = officer.window.desk
    assert desk.read(lambda session: self_assessment(session, dossier_id)).history == "Thành lập năm 2015."
    plan, figures = desk.read(lambda session: business_plan(session, dossier_id))
    assert plan.markets == "Cửa hàng trong tỉnh"
    assert [(one.year, one.revenue, one.workers, one.local_workers) for one in figures] == [(2025, 800_000_000, 20, 15)]


def test_one_key_answers_one_criterion_and_goes_on(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id, tab="scores")
    assert page.score.list.current() == "1.1"
    officer.press("2", "1", "0")
    assert page.score.list.current() == "1.4"
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert dict(score.options) == {"1.1": 2, "1.2": 1, "1.3": 0}
    assert page.score.bar.total.text() == "2"
    officer.press("Up", "Delete")
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert dict(score.options) == {"1.1": 2, "1.2": 1}
    officer.press("Ctrl+Z")
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.options["1.3"] == 0


def test_n_goes_to_the_next_criterion_without_an_answer(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id, tab="scores")
    officer.press("1", "Down", "1")
    assert page.score.list.current() == "1.4"
    officer.press("Home", "N")
    assert page.score.list.current() == "1.2"


def test_an_answer_changed_later_goes_on_to_the_next_criterion_too(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id, tab="scores")
    officer.press("1", "Up", "3")
    assert page.score.list.current() == "1.2"
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.options["1.1"] == 3


def test_the_description_of_a_criterion_is_stored_with_its_answer(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id, tab="scores")
    officer.press("2", "Up", "F2")
    officer.type("Có sổ thu mua")
    officer.press("Esc")
    officer.settle()
    assert officer.page is page  # Esc gave the keys back to the list
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.descriptions == {"1.1": "Có sổ thu mua"}


def test_signing_leads_to_the_first_criterion_without_an_answer(officer: Officer) -> None:
    dossier_id = draft(officer.window.desk)
    page = open_page(officer, dossier_id, tab="scores")
    officer.press("1", "1", "End", "Ctrl+Enter")
    assert page.score.list.current() == "1.3"
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.signed_on is None


def test_a_whole_score_is_signed_and_reopened_with_a_reason(officer: Officer) -> None:
    desk = officer.window.desk
    dossier_id = draft(desk)
    page = open_page(officer, dossier_id, tab="scores")
    assert page.view is not None
    assert page.view.criteria_set is not None
    answers: dict[str, Any] = dict(highest_answers(page.view.criteria_set).options)
    desk.write_now(
        lambda session, actor: save_self_scores(session, dossier_id, answers, {}, actor, desk.library, desk.today())
    )
    desk.note_saved(("self_assessment",))
    officer.settle()
    assert page.score.bar.total.text() == "100"
    officer.press("Ctrl+Enter")
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.signed_on == desk.today()
    assert page.score.is_locked
    officer.press("2")  # a signed score does not change
    officer.settle()
    officer.press("Ctrl+R")
    officer.type("Chấm nhầm")
    officer.press("Tab", "Tab", "Space")
    officer.settle()
    score = score_of(officer, dossier_id)
    assert score is not None
    assert score.signed_on is None
    assert not page.score.is_locked
