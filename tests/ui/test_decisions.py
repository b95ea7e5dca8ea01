"""A decision from the closed results to the printed certificates, by keys and clicks in a province's window."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlmodel import select

from app.models import Certificate, DecisionItem, Dossier, RecognitionDecision
from app.paths import DataPaths
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.pages.certificates import decision_acts
from app.ui.pages.certificates.decision_page import DecisionPage
from app.ui.pages.papers.preview_page import PreviewPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.council_world import World
from tests.ui.decision_world import closed_round, province_folder

CTRL = Qt.KeyboardModifier.ControlModifier
Opens = Callable[[DataPaths], MainWindow]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> tuple[Path, World]:
    """A closed round: two products that a province recognises, one that goes further up."""
    worlds: list[World] = []
    folder = province_folder(
        tmp_path_factory.mktemp("closed") / "province", lambda desk: worlds.append(closed_round(desk))
    )
    return folder, worlds[0]


@pytest.fixture
def world(closed: tuple[Path, World]) -> World:
    return closed[1]


@pytest.fixture
def window(closed: tuple[Path, World], tmp_path: Path, open_window: Opens, qtbot: QtBot) -> MainWindow:
    window = open_window(DataPaths(shutil.copytree(closed[0], tmp_path / "province")))
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def _go(window: MainWindow, qtbot: QtBot, route: Route) -> DecisionPage:
    window.desk.go(route)
    page = window.stack.page
    assert isinstance(page, DecisionPage)
    return page


def _decision(window: MainWindow) -> tuple[str, dt.date | None]:
    return window.desk.read(
        lambda session: next((one.number, one.signed_on) for one in session.exec(select(RecognitionDecision)))
    )


def _dialog(page: DecisionPage, qtbot: QtBot) -> ActDialog:
    """The open dialog, once it takes the keys."""
    dialog = page.findChild(ActDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def _drafted(window: MainWindow, world: World, qtbot: QtBot) -> DecisionPage:
    page = _go(window, qtbot, Route("decision", extra=(("round", world.round_id),)))
    qtbot.waitUntil(lambda: len(page.choice.shown) == 3)
    qtbot.keyClick(page.choice.table.grid, Qt.Key.Key_Return, CTRL)
    window.desk.flush()
    qtbot.waitUntil(lambda: page.shown is not None)
    return page


def _signed(window: MainWindow, world: World, qtbot: QtBot) -> DecisionPage:
    page = _drafted(window, world, qtbot)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Return, CTRL)
    dialog = _dialog(page, qtbot)
    for name, typed in (("number", "4218"), ("dated", "241126"), ("signer_name", "Trần Thị B")):
        dialog.boxes[name].editor.set_typed(typed)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.state == "signed")
    return page


def _issued(window: MainWindow, world: World, qtbot: QtBot) -> DecisionPage:
    page = _signed(window, world, qtbot)
    window.activateWindow()  # no window manager does it here
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.state == "issued")
    return page


def test_only_products_that_this_level_recognises_are_ticked_and_the_others_say_why(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = _go(window, qtbot, Route("decision", extra=(("round", world.round_id),)))
    qtbot.waitUntil(lambda: len(page.choice.shown) == 3)
    assert sorted(page.choice.table.checked_ids()) == sorted(world.dossiers[:2])
    assert not page.choice.why.isVisible()
    page.choice.table.select(world.dossiers[2])
    assert page.choice.why.isVisible()
    assert "2" in page.draft_act.words


def test_nothing_ticked_drafts_nothing_and_says_so(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _go(window, qtbot, Route("decision"))
    qtbot.waitUntil(lambda: len(page.choice.shown) == 3)
    page.choice.table.set_checked([])
    qtbot.keyClick(page.choice.table.grid, Qt.Key.Key_Return, CTRL)
    window.desk.flush()
    assert window.desk.read(lambda session: session.exec(select(RecognitionDecision)).all()) == []
    assert page.strip.isVisible()


def test_one_key_drafts_the_decision_without_number_and_day(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _drafted(window, world, qtbot)
    assert page.shown is not None
    assert [one.dossier_id for one in page.shown.products] == world.dossiers[:2]
    assert _decision(window) == ("", None)
    assert page.table.model.rowCount() == 2


def test_a_draft_is_given_up_with_a_reason_and_its_products_can_be_named_again(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = _drafted(window, world, qtbot)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Delete, CTRL)
    question = page.findChild(QDialog, "text_question")
    assert question is not None
    answer = question.findChild(QLineEdit, "answer")
    assert answer is not None
    answer.setText("Sai danh sách")
    qtbot.mouseClick(question.findChild(QPushButton, "act"), Qt.MouseButton.LeftButton)
    window.desk.flush()
    assert window.desk.read(lambda session: session.exec(select(DecisionItem)).all()) == []
    assert window.stack.route.page == "certificates"
    again = _go(window, qtbot, Route("decision"))
    qtbot.waitUntil(lambda: len(again.choice.chosen()) == 2)


def test_the_signature_gives_effect_and_the_certificates_are_made_in_one_act(
    window: MainWindow, world: World, qtbot: QtBot
) -> None:
    page = _issued(window, world, qtbot)
    desk = window.desk
    assert _decision(window) == ("4218", dt.date(2026, 11, 24))
    states = desk.read(lambda session: {one.id: one.status for one in session.exec(select(Dossier))})
    assert [states[one] for one in world.dossiers] == ["recognised", "recognised", "scored"]
    made = desk.read(lambda session: {one.register_text: one.code for one in session.exec(select(Certificate))})
    assert sorted(made) == ["0001/2026", "0002/2026"]
    assert all("SOOCOP1:" in code for code in made.values())
    assert "4218/QĐ-UBND" in page.header.title.words
    assert page.print_all_act.isVisible()
    assert not page.issue_act.isVisible()


def test_a_wrong_day_is_told_at_its_field_and_nothing_is_signed(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _drafted(window, world, qtbot)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Return, CTRL)
    dialog = _dialog(page, qtbot)
    for name, typed in (("number", "4218"), ("dated", "01012026"), ("signer_name", "Trần Thị B")):
        dialog.boxes[name].editor.set_typed(typed)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(dialog.boxes["dated"].error))
    assert _decision(window) == ("", None)


def test_the_signed_copy_is_kept_and_opened_from_the_page(
    window: MainWindow, world: World, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = tmp_path / "QĐ 4218.pdf"
    scan.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    page = _drafted(window, world, qtbot)
    page.sign_act.trigger()
    dialog = _dialog(page, qtbot)
    for name, typed in (("number", "4218"), ("dated", "24112026"), ("signer_name", "Trần Thị B"), ("scan", str(scan))):
        dialog.boxes[name].editor.set_typed(typed)
    dialog.carry_out()
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.state == "signed")
    assert page.shown is not None
    assert page.shown.paper.scan_name == scan.name
    opened: list[str] = []
    monkeypatch.setattr("app.ui.papers.open_document.show_outside", lambda path: opened.append(path.name))
    page.scan_act.trigger()
    qtbot.waitUntil(lambda: opened == [scan.name])


def test_without_closed_results_the_page_leads_to_the_council(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _issued(window, world, qtbot)
    page = _go(window, qtbot, Route("decision", extra=(("dossiers", world.dossiers[0]),)))
    qtbot.waitUntil(lambda: page.choice.table.empty.shown is not None and page._council_act.isVisible())
    gone: list[Route] = []
    window.desk.route_requested.connect(gone.append)
    qtbot.keyClick(page.choice.table.grid, Qt.Key.Key_Return, CTRL)
    assert [one.page for one in gone] == ["council"]


def test_columns_that_are_shown_again_keep_their_own_width(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _issued(window, world, qtbot)
    table = page.table
    table.leave_out(["number"])
    assert "number" not in [column.name for column in table.shown_columns()]
    table.leave_out([])
    assert "number" in [column.name for column in table.shown_columns()]
    assert table.memory.widths == {}


def test_enter_opens_a_certificate_and_ctrl_p_shows_them_all(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _issued(window, world, qtbot)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_P, CTRL)
    preview = window.stack.page
    assert isinstance(preview, PreviewPage)
    qtbot.waitUntil(lambda: preview.view.page_count == 2, timeout=10_000)
    assert preview.route.value("counted") == "1"


def test_all_certificates_are_saved_as_one_file_or_one_each(
    window: MainWindow, world: World, qtbot: QtBot, tmp_path: Path
) -> None:
    page = _issued(window, world, qtbot)
    assert page.shown is not None
    one = tmp_path / "all.pdf"
    decision_acts.write_one(page, window.desk, page.shown.id, one)
    qtbot.waitUntil(one.exists, timeout=10_000)
    decision_acts.write_each(page, window.desk, page.shown.id, tmp_path, "QĐ 4218")
    folder = tmp_path / "QĐ 4218"
    qtbot.waitUntil(lambda: folder.is_dir() and len(list(folder.iterdir())) == 2, timeout=10_000)
    qtbot.waitUntil(lambda: not window.desk.tasks.long_tasks)
    assert [path.name[:9] for path in sorted(folder.iterdir())] == ["0001-2026", "0002-2026"]


def test_bases_and_recipients_are_kept_for_the_paper(window: MainWindow, world: World, qtbot: QtBot) -> None:
    page = _drafted(window, world, qtbot)
    page.options_act.trigger()
    dialog = _dialog(page, qtbot)
    dialog.boxes["recipients"].editor.set_typed("Sở Công Thương\nĐài Phát thanh")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "Sở Công Thương" in decision_acts.decision_options(window.desk).get("recipients", ""))
    page.preview_act.trigger()
    route = window.stack.route
    assert route.page == "preview"
    assert route.value("recipients") == "Sở Công Thương\nĐài Phát thanh"
    assert route.value("for_signature") == "1"
    preview = window.stack.page
    assert isinstance(preview, PreviewPage)
    qtbot.waitUntil(lambda: preview.view.page_count > 0, timeout=10_000)
