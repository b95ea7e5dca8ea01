"""The commune's assessment by keys: items, meeting, the report's signature, and one letter for two dossiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services.assessment_view import AssessmentView, assessment_view
from app.services.assessments import assessment
from app.services.dossiers import dossier_row
from app.services.issued_papers import signed_paper
from app.services.pdf_pages import PdfPages
from app.ui.pages.assessment.assess_page import AssessPage
from app.ui.pages.assessment.page import AssessmentPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.commune_world import checked
from tests.ui.officer import Officer

ITEMS = ("origin", "labour", "idea", "identity")


@pytest.fixture
def officer(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> Officer:
    window = open_window(offices["commune"])
    with qtbot.waitActive(window):
        window.activateWindow()
    return Officer(window, qtbot)


def view_of(officer: Officer, dossier_id: str) -> AssessmentView:
    desk = officer.window.desk
    return desk.read(
        lambda session: assessment_view(session, dossier_id, desk.actor(session), desk.library, desk.today())
    )


def _number(session: Any, dossier_id: str) -> str:
    letter = signed_paper(session, dossier_id, "proposal_letter")
    return letter.number if letter is not None else ""


def open_assessment(officer: Officer, dossier_id: str, **route: str) -> AssessPage:
    officer.window.go(Route("assess", dossier_id, **route))
    officer.on_page("assess")
    page = officer.page
    assert isinstance(page, AssessPage)
    return page


def write_findings(officer: Officer) -> None:
    for item in ITEMS:
        officer.find(QWidget, f"field.{item}.finding")
        officer.type("Xã đã kiểm tra tại chỗ.")
        officer.press("Alt+Down")


def test_each_finding_is_stored_and_the_step_says_so(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    page = open_assessment(officer, dossier_id)
    assert "Sign and close the report (4 missing)" in officer.says()
    write_findings(officer)
    data = officer.window.desk.read(lambda session: assessment(session, dossier_id))
    assert [one.finding for one in data.items] == ["Xã đã kiểm tra tại chỗ."] * 4
    assert page.findChild(QPushButton, "step.origin") is None  # steps are no push buttons
    assert "Sign and close the report…" in officer.says()
    assert page.preview.note.isHidden()
    officer.until(lambda: page.preview.view.page_count > 0, "the report is not shown")


def test_the_meeting_is_stored_with_those_who_attended(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    open_assessment(officer, dossier_id, tab="meeting")
    officer.fill(meeting_on="23/11/26", meeting_place="8 giờ, phòng họp", chair="Y Thăng Niê")
    officer.press("Ctrl+Shift+N")
    officer.type("Nguyễn Thị Phượng")
    officer.press("Enter")
    officer.type("Công chức kinh tế")
    officer.press("Tab")
    data = officer.window.desk.read(lambda session: assessment(session, dossier_id))
    assert data.meeting_on == dt.date(2026, 11, 23)
    assert (data.chair, data.participants) == ("Y Thăng Niê", "Nguyễn Thị Phượng, Công chức kinh tế")


def test_a_finding_is_taken_back_by_undo(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    page = open_assessment(officer, dossier_id, focus="origin.finding")
    officer.type("Mot")
    officer.press("Tab")
    officer.settle()
    page.show_step("origin")
    card = page.card
    assert card is not None
    card.form.focus("origin.finding")  # type: ignore[attr-defined]
    officer.press("Ctrl+Z", "Tab")
    officer.settle()
    assert view_of(officer, dossier_id).items[0].data.finding == ""


def test_signing_opens_on_what_is_missing(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    page = open_assessment(officer, dossier_id, tab="report")
    officer.press("Ctrl+Enter")
    assert page.card is page._cards["origin"]
    assert page.card.form.current() == "origin.finding"  # type: ignore[attr-defined]
    assert view_of(officer, dossier_id).dossier.status == "checked"


def test_the_signed_report_closes_the_assessment(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    open_assessment(officer, dossier_id)
    write_findings(officer)
    officer.press("Ctrl+Enter")
    officer.fill(number="12", dated="24/11/2026", signer_name="Y Thăng Niê")
    officer.press("Ctrl+Enter")
    officer.until(lambda: view_of(officer, dossier_id).dossier.status == "assessed", "it is not closed")
    view = view_of(officer, dossier_id)
    assert (view.report.status, view.report.number, view.report.dated) == ("signed", "12", dt.date(2026, 11, 24))
    assert view.locked is not None
    officer.until(lambda: "To the letter of proposal" in officer.says(), "the next act is not shown")


def test_a_day_before_the_receipt_is_refused_at_its_field_and_nothing_is_signed(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    open_assessment(officer, dossier_id)
    write_findings(officer)
    officer.press("Ctrl+Enter")
    officer.fill(number="12", dated="1/11/2026", signer_name="Y Thăng Niê")
    officer.press("Ctrl+Enter")
    officer.settle()
    assert "before the dossier was received" in officer.says()
    assert view_of(officer, dossier_id).report.status == ""


def test_one_letter_proposes_two_dossiers(officer: Officer) -> None:
    desk = officer.window.desk
    both = [checked(desk, "Cà phê bột"), checked(desk, "Trà hoa vàng")]
    for dossier_id in both:
        open_assessment(officer, dossier_id)
        write_findings(officer)
        officer.press("Ctrl+Enter")
        officer.fill(number="12", dated="24/11/2026", signer_name="Y Thăng Niê")
        officer.press("Ctrl+Enter")
        officer.settle()
    officer.window.go(Route("assessment", tab="letter", extra=(("tick", both[0]),)))
    officer.on_page("assessment")
    page = officer.page
    assert isinstance(page, AssessmentPage)
    page.table.select(both[1])
    officer.press("Space")
    officer.press("Ctrl+L")
    officer.on_page("preview")
    officer.press("Esc")
    officer.on_page("assessment")
    assert {one.id for one in page.ticked()} == set(both)
    assert "Sign the letter for 2 dossiers…" in officer.says()
    officer.press("Ctrl+Enter")
    officer.fill(number="31", dated="24/11/2026", signer_name="Y Thăng Niê")
    officer.press("Ctrl+Enter")
    officer.settle()
    for dossier_id in both:
        assert desk.read(lambda session, one=dossier_id: _number(session, one)) == "31"
    assert {one.next for one in page.rows.values()} == {"hand_over"}


def test_a_letter_for_nothing_ticked_says_to_tick_one_first(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    open_assessment(officer, dossier_id)
    write_findings(officer)
    officer.press("Ctrl+Enter")
    officer.fill(number="12", dated="24/11/2026", signer_name="Y Thăng Niê")
    officer.press("Ctrl+Enter")
    officer.settle()
    officer.press("Ctrl+Enter")  # to the letter: the dossier is ticked
    officer.on_page("assessment")
    page = officer.page
    assert isinstance(page, AssessmentPage)
    assert [one.id for one in page.ticked()] == [dossier_id]
    officer.press("Space", "Ctrl+Enter")
    assert "Tick one first" in officer.says()
    assert officer.front is officer.window  # no box asks for the letter's number


def test_the_list_says_what_is_next_and_enter_opens_it(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    officer.window.go(Route("assessment"))
    officer.on_page("assessment")
    page = officer.page
    assert isinstance(page, AssessmentPage)
    row = page.rows[dossier_id]
    assert (row.next, row.written, row.items) == ("assess", 0, 4)
    assert row.due is not None
    assert row.due.due == dt.date(2026, 12, 8)  # 15 working days from the 16th; the 24th is a holiday
    officer.press("Enter")
    officer.on_page("assess")
    status = officer.window.desk.read(lambda session: dossier_row(session, dossier_id).status)
    assert status == "checked"


def test_a_paper_is_linked_to_an_item_as_evidence(officer: Officer) -> None:
    dossier_id = checked(officer.window.desk)
    page = open_assessment(officer, dossier_id)
    officer.press("Ctrl+G")
    officer.press("Space")
    officer.press("Ctrl+Enter")
    officer.settle()
    view = view_of(officer, dossier_id)
    assert len(view.items[0].evidence) == 1
    assert view.items[0].asked[0].criterion in view.items[0].evidence[0].row.criteria.split()
    assert page.item is not None
    officer.until(lambda: "1 paper" in str([one.toolTip() for one in page.steps.findChildren(QWidget)]), "not told")


def test_each_copy_printed_for_signature_is_counted(officer: Officer, tmp_path: Path) -> None:
    dossier_id = checked(officer.window.desk)
    open_assessment(officer, dossier_id)
    write_findings(officer)
    officer.press("Ctrl+P")
    dialog = officer.window.findChild(QPrintDialog)
    assert dialog is not None
    out = tmp_path / "report.pdf"
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(out))
    dialog.accepted.emit(dialog.printer())
    officer.until(out.exists, "nothing was printed")
    officer.settle()
    view = view_of(officer, dossier_id)
    assert (view.report.status, view.report.printed) == ("printed", 1)
    with PdfPages(out) as pages:
        assert pages.count == 2
