"""The register of certificates, one certificate, and the check of a code, by keys in a province's window."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.errors import Cancelled
from app.models import Certificate
from app.paths import DataPaths
from app.services.certificate_files import each_certificate, write_each_certificate
from app.services.certificate_register import CertificateRow
from app.services.compared_rules import SignedCopy, file_standings, record_comparison
from app.services.officials import OfficialData, add_official, list_officials
from app.services.printed_copies import record_printing
from app.services.printing.options import PrintOptions
from app.ui.pages.certificates.certificate_page import CertificatePage
from app.ui.pages.certificates.page import CertificatesPage
from app.ui.pages.certificates.validity_bar import LastDays, paint_last_days
from app.ui.pages.certificates.verify_dialog import VerifyDialog
from app.ui.pages.papers.preview_page import PreviewPage
from app.ui.pages.settings.page import SettingsPage
from app.ui.papers.previews import preview_route
from app.ui.papers.writing import draw_paper
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.theme import colour
from tests.ui.decision_world import certified, closed_round, province_folder

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Opens = Callable[[DataPaths], MainWindow]


@pytest.fixture(scope="module")
def certified_folder(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> tuple[Path, list[CertificateRow]]:
    """A province with a signed decision over two products, and their certificates."""
    made: list[CertificateRow] = []
    folder = province_folder(
        tmp_path_factory.mktemp("certified") / "province", lambda desk: made.extend(certified(closed_round(desk)))
    )
    return folder, made


@pytest.fixture
def made(certified_folder: tuple[Path, list[CertificateRow]]) -> list[CertificateRow]:
    return certified_folder[1]


@pytest.fixture
def window(
    certified_folder: tuple[Path, list[CertificateRow]], tmp_path: Path, open_window: Opens, qtbot: QtBot
) -> MainWindow:
    window = open_window(DataPaths(shutil.copytree(certified_folder[0], tmp_path / "province")))
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def _change(window: MainWindow, certificate_id: str, **values: Any) -> None:
    def work(session: Any, _actor: Any) -> None:
        row = session.get(Certificate, certificate_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)

    window.desk.write_now(work)


def _list(window: MainWindow, qtbot: QtBot, **extra: str) -> CertificatesPage:
    window.desk.go(Route("certificates", extra=tuple(extra.items())))
    page = window.stack.page
    assert isinstance(page, CertificatesPage)
    qtbot.waitUntil(lambda: bool(page._counts))
    return page


def _one(window: MainWindow, qtbot: QtBot, certificate_id: str) -> CertificatePage:
    window.desk.go(Route("certificate", certificate_id))
    page = window.stack.page
    assert isinstance(page, CertificatePage)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.row.id == certificate_id)
    return page


def _numbers(page: CertificatesPage) -> list[str]:
    model = page.table.model
    rows: list[Any] = [model.row_at(place) for place in range(model.rowCount())]
    return sorted(str(row["number"]) for row in rows)


def _panel_words(page: CertificatePage) -> str:
    return "\n".join(label.text() for label in page.panel.findChildren(QLabel) if not label.isHidden())


def test_an_empty_register_leads_to_a_new_decision(
    offices: dict[str, DataPaths], open_window: Opens, qtbot: QtBot
) -> None:
    window = open_window(offices["province"])
    with qtbot.waitActive(window):
        window.activateWindow()
    page = _list(window, qtbot)
    assert page.table.empty.shown is not None
    qtbot.keyClick(page.table.grid, Qt.Key.Key_N, CTRL)
    assert window.stack.route == Route("decision")


def test_an_office_that_recognises_nothing_drafts_no_decision(
    offices: dict[str, DataPaths], open_window: Opens, qtbot: QtBot
) -> None:
    page = _list(open_window(offices["commune"]), qtbot)
    assert not page.new_act.isVisible()
    assert page.tabs.isHidden()


def test_the_parts_of_the_register_follow_the_days(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    today = window.desk.today()
    _change(window, made[0].id, valid_to=today + dt.timedelta(days=150))
    _change(window, made[1].id, valid_to=today - dt.timedelta(days=1))
    page = _list(window, qtbot)
    assert page._counts == {"all": 2, "valid": 1, "window": 1, "soon": 1, "expired": 1, "ended": 0}
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Right, CTRL)
    assert page.parts.current() == "valid"
    assert _numbers(page) == [made[0].register_text]
    page.parts.set_current("expired")
    assert _numbers(page) == [made[1].register_text]


def test_a_link_to_certificates_that_end_soon_opens_that_part(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    page = _list(window, qtbot, states="valid", ends_to="2027-06-30")
    assert page.parts.current() == "soon"
    assert page.table.model.rowCount() == 0


def test_a_row_tells_how_many_days_are_left_to_file(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    _change(window, made[0].id, valid_to=window.desk.today() + dt.timedelta(days=150))
    page = _list(window, qtbot, part="window")
    row: Any = page.table.model.row_at(0)
    assert row["state"][1] == "warn"
    assert "30" in row["state"][0]
    assert row["last_days"].left == 150
    assert row["last_days"].window == (180, 120)


def test_enter_opens_the_certificate_with_its_paper_and_its_decision(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    page = _list(window, qtbot)
    page.table.select(made[0].id)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_Return)
    shown = window.stack.page
    assert isinstance(shown, CertificatePage)
    qtbot.waitUntil(lambda: shown.view.page_count == 1, timeout=10_000)
    words = _panel_words(shown)
    assert made[0].register_text in words
    assert made[0].producer_name in words
    assert shown.header.title.words == made[0].product_name


def test_reassessment_begins_from_the_chosen_row(window: MainWindow, made: list[CertificateRow], qtbot: QtBot) -> None:
    page = _list(window, qtbot)
    page.table.select(made[1].id)
    gone: list[Route] = []
    window.desk.route_requested.connect(gone.append)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_N, CTRL | SHIFT)
    assert [(one.page, one.value("product"), one.value("application")) for one in gone] == [
        ("new_dossier", made[1].product_id, "reassess")
    ]


def test_a_replaced_certificate_is_not_printed_and_leads_to_the_later_one(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    _change(window, made[0].id, status="replaced")
    page = _one(window, qtbot, made[0].id)
    assert not page.print_act.isVisible()
    assert page._stack.currentWidget() is page.no_paper
    page = _list(window, qtbot, part="ended")
    qtbot.keyClick(page.table.grid, Qt.Key.Key_P, CTRL)
    assert page.note.isVisible()
    assert window.stack.route is not None
    assert window.stack.route.page == "certificates"


def test_printings_are_counted_in_the_history(window: MainWindow, made: list[CertificateRow], qtbot: QtBot) -> None:
    page = _one(window, qtbot, made[0].id)
    qtbot.keyClick(page.view, Qt.Key.Key_P, CTRL)
    route = window.stack.route
    assert route is not None
    assert (route.page, route.value("counted")) == ("preview", "1")
    preview: Any = window.stack.page
    qtbot.waitUntil(lambda: preview.view.page_count == 1, timeout=10_000)
    printed: list[bool] = []
    preview._count_copy(lambda: printed.append(True))
    qtbot.waitUntil(lambda: printed == [True], timeout=10_000)
    page = _one(window, qtbot, made[0].id)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.row.printed_count == 1)
    assert page.shown is not None
    assert [one.copy for one in page.shown.acts] == [1, 0]


def test_a_pasted_code_is_checked_at_once_and_a_changed_one_is_refused(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().clear()
    page = _list(window, qtbot)
    qtbot.keyClick(page.table.grid, Qt.Key.Key_K, CTRL | SHIFT)
    dialog = page.findChild(VerifyDialog)
    assert dialog is not None
    dialog.text.setPlainText(made[0].code)
    assert made[0].register_text in dialog.facts.text()
    dialog.text.setPlainText(made[0].code.replace("2029", "2039"))
    assert dialog.facts.text() == ""
    assert dialog.verdict._grade == "danger"
    dialog.text.setPlainText(made[1].code)
    dialog._open.trigger()
    assert window.stack.route == Route("certificate", made[1].id)


def test_a_stopped_saving_leaves_no_folder_behind(
    window: MainWindow, made: list[CertificateRow], tmp_path: Path
) -> None:
    class Stops:
        def step(self, done: int, _total: int, _message: str) -> None:
            if done == 1:
                raise Cancelled

    desk = window.desk
    files = desk.read(
        lambda session: each_certificate(session, desk.library, [made[0].decision_id], today=desk.today())
    )
    with pytest.raises(Cancelled):
        write_each_certificate(files, tmp_path, "QĐ", Stops())
    assert list(tmp_path.glob("QĐ*")) == []


def test_a_preview_shows_the_paper_that_was_asked_for_last(
    window: MainWindow, made: list[CertificateRow], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    window.go(preview_route("certificate", made[0].id))
    page = window.stack.page
    assert isinstance(page, PreviewPage)
    monkeypatch.setattr(page, "_show", lambda _path: shown.append(page.route.record))
    page.open(preview_route("certificate", made[1].id))
    qtbot.waitUntil(lambda: not window.desk.tasks.busy)
    assert shown == [made[1].id]


def test_a_field_is_saved_while_certificates_are_drawn(
    window: MainWindow, made: list[CertificateRow], tmp_path: Path
) -> None:
    desk = window.desk

    class Saves:
        def step(self, done: int, _total: int, _message: str) -> None:
            person = OfficialData(full_name=f"Vũ An {done}", role="officer")
            desk.write_now(lambda session, actor: add_official(session, person, actor))

    target = draw_paper(desk, "certificate", made[0].decision_id, tmp_path / "all.pdf", PrintOptions(), Saves())
    assert target.read_bytes()[:5] == b"%PDF-"
    people = desk.read(lambda session: list_officials(session, desk.office.id))
    assert sum(one.full_name.startswith("Vũ An") for one in people) == len(made)


def test_the_bar_shows_the_days_for_filing_and_today(window: MainWindow) -> None:
    image = QImage(240, 24, QImage.Format.Format_RGB32)
    image.fill(colour("surface"))
    painter = QPainter(image)
    paint_last_days(painter, QRect(0, 0, 240, 24), LastDays(150, 240, (180, 120), ""))
    painter.end()
    middle = 13
    assert image.pixelColor(20, middle) == QColor(colour("accent"))
    assert image.pixelColor(90, middle).name() == QColor(colour("text")).name()
    assert image.pixelColor(200, middle) == QColor(colour("neutralsoft"))


def test_every_certificate_of_a_decision_counts_its_own_copy(window: MainWindow, made: list[CertificateRow]) -> None:
    counted = window.desk.write_now(
        lambda session, actor: record_printing(session, "certificate", [made[0].decision_id], actor)
    )
    assert counted == 2


def test_the_preview_tells_what_nobody_compared_and_leads_to_where_it_is_recorded(
    window: MainWindow, made: list[CertificateRow], qtbot: QtBot
) -> None:
    desk = window.desk
    window.go(preview_route("certificate", made[0].id))
    page: Any = window.stack.page
    assert isinstance(page, PreviewPage)
    qtbot.waitUntil(lambda: page.strip.isVisible() and page.view.page_count == 1)
    regime = desk.library.for_dossier(None, desk.today())
    assert regime.title in page.strip.accessibleName()
    qtbot.keyClick(page.view, Qt.Key.Key_R, CTRL | SHIFT)
    assert isinstance(window.stack.page, SettingsPage)

    used = [one.file.id for one in desk.read(lambda session: file_standings(session, desk.library)) if not one.settled]
    with desk.context.database.transaction() as session:
        leader = replace(desk.actor(session), role="leader")
        record_comparison(session, desk.library, used, SignedCopy("26/2026/QĐ-TTg"), leader)
    window.go(preview_route("certificate", made[0].id))
    page = window.stack.page
    qtbot.waitUntil(lambda: not desk.tasks.busy and page.view.page_count == 1)
    assert not page.strip.isVisible()
