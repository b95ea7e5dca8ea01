"""The list of dossiers, a new one, and the page of one: what the officer does is in the database and on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.paths import DataPaths
from app.services.documents import documents_of
from app.services.dossiers import DossierData, dossier_row, list_dossiers, open_dossier
from app.services.notes import notes_of
from app.services.producers import ProducerData, register_producer
from app.services.products import ProductData, register_product
from app.ui.pages.dossiers.dossier_page import DossierPage
from app.ui.pages.dossiers.page import DossiersPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui import commune_world
from tests.ui.conftest import TODAY
from tests.ui.officer import Officer


def pdf(path: Path, text: str = "giay to") -> Path:
    canvas = Canvas(str(path))
    canvas.drawString(72, 720, text)
    canvas.save()
    return path


@pytest.fixture
def officer(offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow], qtbot: QtBot) -> Officer:
    """Somebody of the commune, at the window."""
    return Officer(open_window(offices["commune"]), qtbot)


def product(officer: Officer, name: str = "(mẫu) Trà hoa cúc") -> str:
    """A saved product of a saved producer of the commune."""
    desk = officer.window.desk
    office = desk.office

    def make(session: Any, actor: Any) -> str:
        data = ProducerData(
            name="(mẫu) Hợp tác xã Trà",
            kind="cooperative",
            province_name=office.province_name,
            province_code=office.province_code,
            commune_name=office.commune_name,
            commune_code=office.commune_code,
        )
        producer = register_producer(session, data, actor, desk.library, TODAY)
        row = register_product(
            session, producer.id, ProductData(name=name, classification_code="I.6"), actor, desk.library, TODAY
        )
        return row.id

    return desk.write_now(make)


def dossier(officer: Officer) -> str:
    """An open dossier of the commune."""
    desk = officer.window.desk
    product_id = product(officer)

    def make(session: Any, actor: Any) -> str:
        row = open_dossier(session, DossierData(product_id=product_id, year=2026), actor, desk.library, TODAY)
        return row.id

    return desk.write_now(make)


def shown(officer: Officer, ident: str) -> DossierPage:
    officer.window.go(Route("dossier", ident))
    officer.settle()
    page = officer.page
    assert isinstance(page, DossierPage)
    return page


def papers(officer: Officer, ident: str) -> dict[str, tuple[str, ...]]:
    """The papers of the dossier: the names of the files by kind."""
    views = officer.window.desk.read(lambda session: documents_of(session, ident))
    return {view.row.kind: tuple(file.name for file in view.files) for view in views}


def test_a_dossier_is_opened_on_an_idea_that_is_registered_and_selected_on_the_way(officer: Officer) -> None:
    product_id = product(officer)
    officer.window.go(Route("dossiers"))
    officer.settle()
    officer.press("Ctrl+N")
    officer.on_page("new_dossier")
    officer.press("Ctrl+Enter")
    officer.on_page("new_dossier")
    assert "This is needed." in officer.says()
    assert officer.window.desk.read(list_dossiers) == []
    officer.choose("product", "tra hoa")
    officer.press("Ctrl+I")
    officer.fill(description="Trà từ hoa cúc trồng tại xã")
    officer.press("Ctrl+Enter")
    officer.press("Ctrl+Enter")
    officer.on_page("dossier")
    (line,) = officer.window.desk.read(lambda session: list_dossiers(session, product_id=product_id))
    assert (line.row.status, line.row.year, line.row.application_type) == ("draft", 2026, "first")
    assert line.row.idea_id is not None

    officer.window.go(Route("new_dossier", extra=(("product", product_id),)))
    officer.settle()
    assert "under way" in officer.says()
    officer.press("Ctrl+Enter")  # goes on with that one instead of a second
    officer.on_page("dossier")
    assert officer.page.route.record == line.row.id
    assert officer.errors == []


def test_esc_shuts_the_list_of_years_and_then_leaves_the_page_with_what_was_typed(officer: Officer) -> None:
    product_id = product(officer)
    officer.window.go(Route("dossiers"))
    officer.settle()
    officer.press("Ctrl+N")
    officer.choose("product", "tra hoa")
    officer.fill(registered_on="20/11/26", note="Phiếu nộp tại bộ phận một cửa")
    officer.find(QLineEdit, "field.year").setFocus()
    officer.press("F4")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keySequence(popup, QKeySequence("Esc"))
    officer.settle()
    assert QApplication.activePopupWidget() is None
    officer.on_page("new_dossier")
    officer.press("Esc")
    officer.on_page("dossiers")

    officer.press("Ctrl+N")
    officer.on_page("new_dossier")
    assert "typed here before" in officer.says()
    assert officer.find(QLineEdit, "field.note").text() == "Phiếu nộp tại bộ phận một cửa"
    officer.press("Ctrl+Shift+Del")
    assert officer.find(QLineEdit, "field.note").text() == ""
    officer.choose("product", "tra hoa")
    officer.fill(registered_on="20/11/26")
    officer.press("Esc")
    officer.window.go(Route("new_dossier", extra=(("product", product_id),)))
    officer.settle()
    officer.press("Ctrl+Enter")
    officer.on_page("dossier")
    (line,) = officer.window.desk.read(lambda session: list_dossiers(session, product_id=product_id))
    assert line.row.registered_on == dt.date(2026, 11, 20)
    officer.window.go(Route("new_dossier"))
    officer.settle()
    assert "typed here before" not in officer.says()


def test_a_draft_is_received_and_stopped_by_what_is_missing_which_is_then_asked_for(officer: Officer) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    officer.press("Ctrl+Enter")
    officer.fill(filed_on="23/11/26", running="7", sample_count="5")
    officer.press("Ctrl+Enter")
    row = officer.window.desk.read(lambda session: dossier_row(session, ident))
    assert (row.status, row.filed_on, row.sample_count) == ("filed", dt.date(2026, 11, 23), 5)
    assert "7" in row.receipt_number
    assert row.regime_id

    officer.press("Ctrl+Enter")
    assert officer.front.objectName() == "stops_dialog"
    officer.press("Enter")  # the first thing that stops is chosen: its row has the keys
    assert officer.front is officer.window
    current = page.documents.current()
    assert current is not None
    assert (current.kind, current.state) == ("registration_form", "missing")

    officer.press("Ctrl+Enter", "Ctrl+Enter")
    assert officer.front.objectName() == "act_dialog"
    officer.press("Ctrl+Enter")
    row = officer.window.desk.read(lambda session: dossier_row(session, ident))
    assert row.status == "to_complete"
    assert "Phiếu đăng ký" in row.completion_list


def test_the_receive_box_says_which_regulation_the_typed_day_gives_and_asks_for_the_commune_of_that_day(
    officer: Officer,
) -> None:
    desk = officer.window.desk
    now = {"province_name": "tỉnh Đắk Lắk", "province_code": "66"} | {
        "commune_name": "xã Krông Pắc",
        "commune_code": "24490",
    }
    ident = commune_world.draft(desk, "Sầu riêng cấp đông", units=now)
    shown(officer, ident)
    officer.press("Ctrl+Enter")
    officer.fill(filed_on="15/8/2023")
    assert "148/QĐ-TTg" in officer.says()
    officer.press("Ctrl+Enter")
    assert officer.front.objectName() == "act_dialog"  # the commune of that day is not told yet
    line = officer.front.boxes["commune"].editor.widget  # type: ignore[attr-defined]
    assert line.isVisible()
    assert line.height() >= line.sizeHint().height() > 0
    assert officer.front.rect().contains(line.mapTo(officer.front, line.rect().bottomRight()))
    officer.choose("commune", "Ea Yong")
    officer.press("Ctrl+Enter")
    row = desk.read(lambda session: dossier_row(session, ident))
    assert (row.status, row.commune_name, row.district_code) == ("filed", "xã Ea Yông", "654")
    assert row.product_code.startswith("66-654-24508-")


def test_a_file_is_attached_to_its_row_and_its_last_day_entered_with_f2(officer: Officer, tmp_path: Path) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    assert page.documents.focus_kind("test_report")
    officer.press("Ctrl+O")
    officer.pick_file(pdf(tmp_path / "ket qua.pdf"))
    officer.until(lambda: "test_report" in papers(officer, ident), "nothing was attached")
    assert papers(officer, ident)["test_report"] == ("ket qua.pdf",)
    officer.settle()
    page.documents.focus_kind("test_report")
    officer.press("F2")
    officer.fill(number="12/KN", expires_on="2/11/26")
    officer.press("Ctrl+Enter")
    (view,) = officer.window.desk.read(lambda session: documents_of(session, ident))
    assert (view.row.number, view.row.expires_on) == ("12/KN", dt.date(2026, 11, 2))
    current = page.documents.current()
    assert current is not None
    assert current.state == "lapsed"


def test_a_picture_is_pasted_and_dropped_files_find_their_paper_by_name(officer: Officer, tmp_path: Path) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    page.documents.focus_kind("business_registration")
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    officer.press("Ctrl+V")
    officer.until(lambda: "business_registration" in papers(officer, ident), "the picture was not pasted")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(pdf(tmp_path / "Phieu dang ky.pdf")))])
    event = QDropEvent(
        QPoint(20, page.documents.height() - 4),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.documents.dropEvent(event)
    officer.until(lambda: "registration_form" in papers(officer, ident), "the dropped file was not attached")
    assert papers(officer, ident)["registration_form"] == ("Phieu dang ky.pdf",)


def test_a_folder_is_shown_before_anything_of_it_is_taken(officer: Officer, tmp_path: Path) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    folder = tmp_path / "giay to"
    folder.mkdir()
    pdf(folder / "Phieu dang ky.pdf", "mot")
    pdf(folder / "Bao cao tu danh gia.pdf", "hai")
    (folder / "Thumbs.db").write_bytes(b"x")
    page.documents.bring_folder(folder)
    officer.until(lambda: officer.front.objectName() == "folder_dialog", "the plan is not shown")
    assert papers(officer, ident) == {}
    assert "2 papers are found" in officer.says()
    officer.press("Ctrl+Enter")
    officer.until(lambda: len(papers(officer, ident)) == 2, "the papers were not taken")
    assert set(papers(officer, ident)) == {"registration_form", "self_assessment"}


def test_samples_are_counted_a_paper_in_the_office_is_ticked_and_taken_out_with_a_reason(officer: Officer) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    page.documents.focus_kind("product_samples")
    officer.press("Space")
    officer.fill(sample_count="6")
    officer.press("Ctrl+Enter")
    assert officer.window.desk.read(lambda session: dossier_row(session, ident).sample_count) == 6
    page.documents.focus_kind("awards")
    officer.press("Space")
    assert papers(officer, ident) == {"awards": ()}
    page.documents.focus_kind("awards")
    officer.press("Delete", "Ctrl+Enter")
    assert "awards" in papers(officer, ident)  # not without a reason
    officer.fill(reason="nop nham")
    officer.press("Ctrl+Enter")
    assert papers(officer, ident) == {}


def test_a_note_is_written_and_settled_and_the_parts_of_the_page_are_reached_with_keys(officer: Officer) -> None:
    ident = dossier(officer)
    page = shown(officer, ident)
    page.documents.focus_kind("awards")
    officer.press("Ctrl+G")
    officer.find(QWidget, "answer")
    officer.type("De nghi bo sung")
    officer.find(QWidget, "act").click()  # type: ignore[attr-defined]
    officer.settle()
    (thread,) = officer.window.desk.read(lambda session: notes_of(session, ident))
    assert (thread.question.subject, thread.question.text) == ("document:awards", "De nghi bo sung")
    assert "De nghi bo sung" in officer.says()
    page.note_acts.settle(thread)
    officer.settle()
    (thread,) = officer.window.desk.read(lambda session: notes_of(session, ident))
    assert thread.resolved

    seen = [page.tabs.current()]
    for _step in range(4):
        officer.press("Ctrl+PgDown")
        seen.append(page.tabs.current())
    assert seen == ["papers", "assessment", "match", "notes", "journal"]
    assert "Open the dossier" in page.journal_tab.source.rows[-1]["what"][0]  # type: ignore[index]
    officer.press("Esc")
    officer.until(lambda: officer.page is not page, "Esc did not go back")


def test_the_list_is_parted_by_what_is_to_be_done_and_hands_over_what_is_ticked(
    officer: Officer,
) -> None:
    ident = dossier(officer)
    officer.window.go(Route("dossiers"))
    officer.settle()
    page = officer.page
    assert isinstance(page, DossiersPage)
    assert page.table.model.rowCount() == 1
    officer.press("Ctrl+PgDown")
    assert page.segments.current() == "away"
    assert page.table.model.rowCount() == 0
    officer.press("Ctrl+PgUp")
    page.table.setFocus()
    officer.press("Space")
    assert page.table.checked_ids() == [ident]
    went: list[Route] = []
    officer.window.desk.route_requested.disconnect(officer.window.go)
    officer.window.desk.route_requested.connect(went.append)
    officer.press("Ctrl+B")
    assert went == [Route("export", extra=(("dossiers", ident),))]
    went.clear()
    officer.press("Enter")
    assert went == [Route("dossier", ident)]

    officer.window.go(Route("dossiers", extra=(("states", "filed,checked"),)))
    officer.settle()
    assert page.table.model.rowCount() == 0
    assert page.strip.isVisible()
    officer.press("Ctrl+Shift+A")
    assert page.table.model.rowCount() == 1
    assert not page.strip.isVisible()
