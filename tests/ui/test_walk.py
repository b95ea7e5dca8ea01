"""The whole main job through the window: two offices, one stick, from the first start to the printed certificate."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.paths import DataPaths
from app.services.certificate_register import register
from app.ui.desk import Desk
from app.ui.shell.main_window import MainWindow
from tests.ui.officer import Officer

Opens = Callable[[DataPaths], MainWindow]
PICTURES = os.environ.get("SO_OCOP_PICTURES", "")
"""A folder for a picture of each step, for whoever wants to see what the test saw."""


def write_pdf(path: Path, text: str) -> None:
    """A paper of the producer, as a scanner's program makes it."""
    page = Canvas(str(path))
    page.drawString(72, 720, text)
    page.save()


class Walk:
    def __init__(self, officer: Officer, name: str) -> None:
        self.officer, self.name, self.count = officer, name, 0

    def look(self, what: str) -> None:
        self.count += 1
        if PICTURES:
            self.officer.look(Path(PICTURES) / f"{self.name}-{self.count:02d}-{what}.png")


def first_start(officer: Officer, walk: Walk, level: str, place: dict[str, str], name: str) -> None:
    """From an empty data folder to the page of today."""
    officer.on_page("first_start")
    walk.look("language")
    officer.press("Ctrl+Enter")
    levels = officer.page.office.levels  # type: ignore[attr-defined]
    levels.first_input().setFocus()
    if level == "province":
        while levels.current() != "province":
            officer.press("Right")
    for field, text in place.items():
        officer.choose(field, text)
    officer.fill(full_name=name, signer_name="(mẫu) Người ký")
    walk.look("office")
    officer.press("Ctrl+Enter")
    none = officer.find(QWidget, "field.no_passphrase")
    none.setFocus()
    officer.press("Space")
    walk.look("keys")
    officer.press("Ctrl+Enter")
    officer.until(lambda: officer.seen(QWidget, "first_start.sheet") is not None, "the recovery sheet is not offered")
    walk.look("ready")
    officer.press("Ctrl+Enter")
    officer.on_page("today")
    walk.look("today")


def score(officer: Officer) -> None:
    """Choose an option of every criterion with its digit: the best one, each third time the one below it."""
    for criterion in range(40):  # more than any set has: each answer leads on to the next criterion
        options = [n for n in range(1, 10) if officer.seen(QWidget, f"option.{n}") is not None]
        QTest.keyClicks(
            officer.window.focusWidget(), str(options[-2 if criterion % 3 == 2 and len(options) > 1 else -1])
        )
        QApplication.processEvents()
    officer.settle()


@pytest.fixture
def sit_down(tmp_path: Path, open_window: Opens, qtbot: QtBot) -> Callable[[str], Officer]:
    """A new office's PC, with an empty data folder."""

    def make(name: str) -> Officer:
        window = open_window(DataPaths(tmp_path / name))
        return Officer(window, qtbot)

    return make


def read_card(officer: Officer, path: Path, look: Callable[[], object]) -> None:
    """From the settings of the own card: the other office's card is read, its words compared by ear, and taken."""
    officer.press("Ctrl+Tab", "Ctrl+N")
    officer.on_page("add_office")
    officer.press("Ctrl+O")
    officer.pick_file(path)
    officer.find(QLineEdit, "field.words")
    look()
    officer.press("Ctrl+Enter")
    officer.on_page("office")


def test_the_main_job_goes_through_the_window_from_commune_to_certificate(
    sit_down: Callable[[str], Officer], tmp_path: Path
) -> None:
    commune = sit_down("commune")
    walk = Walk(commune, "commune")
    first_start(commune, walk, "commune", {"province": "dak lak", "commune": "krong pac"}, "(mẫu) Cán bộ xã")
    assert isinstance(commune.window.desk, Desk)
    assert commune.window.desk.office.commune_name

    commune.press("Ctrl+Shift+N")
    commune.on_page("producer")
    commune.fill(name="(mẫu) Hợp tác xã Cà phê Krông Pắc")
    commune.choose("kind", "hop tac xa")
    commune.choose("commune", "xa krong pac")
    commune.fill(representative_name="(mẫu) Người đại diện", representative_ethnicity="Ê Đê", phone="0262 000 000")
    walk.look("producer")
    commune.press("Ctrl+Enter")
    commune.on_page("product_form")
    commune.fill(name="(mẫu) Cà phê bột Krông Pắc")
    commune.choose("classification_code", "ca phe")
    walk.look("product")
    commune.press("Ctrl+Enter")
    commune.on_page("new_dossier")
    walk.look("new-dossier")
    commune.press("Ctrl+I")
    walk.look("idea")
    commune.press("Ctrl+Enter")
    commune.press("Ctrl+Enter")
    commune.on_page("dossier")
    walk.look("dossier")

    papers = tmp_path / "giay to"
    papers.mkdir()
    write_pdf(papers / "phieu-dang-ky.pdf", "Phieu dang ky")
    write_pdf(papers / "bao-cao-tu-danh-gia.pdf", "Bao cao tu danh gia")
    commune.press("Ctrl+Shift+O")
    commune.pick_file(papers)
    walk.look("folder")
    commune.press("Ctrl+Enter")
    commune.until(lambda: "Stops (" not in commune.says(), "the papers are not attached")
    walk.look("attached")
    commune.press("Ctrl+Enter")
    walk.look("receive")
    commune.press("Ctrl+Enter")
    commune.settle()
    walk.look("received")
    commune.press("Ctrl+Enter")
    commune.fill(sample_count="5")
    walk.look("complete")
    commune.press("Ctrl+Enter")
    commune.until(lambda: "Assess" in commune.says(), "the dossier is not complete")
    commune.press("Ctrl+Enter")
    commune.on_page("assess")
    walk.look("assess")

    for item in ("origin", "labour", "idea", "identity"):
        commune.find(QWidget, f"field.{item}.finding")
        commune.type("Xã đã kiểm tra tại chỗ.")
        commune.press("Alt+Down")
    commune.fill(meeting_on="23112026", chair="(mẫu) Chủ trì", secretary="(mẫu) Thư ký")
    walk.look("meeting")
    commune.press("Ctrl+Enter")
    commune.fill(number="12", dated="24/11/2026", signer_name="(mẫu) Người ký")
    walk.look("sign-report")
    commune.press("Ctrl+Enter")
    commune.settle()
    walk.look("report-signed")
    commune.press("Ctrl+Enter")
    commune.on_page("assessment")
    walk.look("letter")

    commune.press("Ctrl+Enter")
    commune.fill(number="13", dated="24/11/2026", signer_name="(mẫu) Người ký")
    commune.press("Ctrl+Enter")
    commune.settle()
    walk.look("letter-signed")

    stick = tmp_path / "stick"
    stick.mkdir()
    province = sit_down("province")
    there = Walk(province, "province")
    first_start(province, there, "province", {"province": "dak lak"}, "(mẫu) Cán bộ tỉnh")
    for officer, name, look in ((province, "province", there), (commune, "commune", walk)):
        officer.window.activateWindow()
        officer.press("Ctrl+7")
        officer.on_page("settings")
        officer.press("Ctrl+Tab", "Ctrl+Tab")
        look.look("settings-keys")
        officer.press("Ctrl+Shift+S")
        officer.pick_file(stick / name)
    read_card(commune, stick / "province.ocop-card", lambda: walk.look("card"))
    walk.look("card-read")
    commune.press("Ctrl+6")
    commune.on_page("hand_over")
    walk.look("hand-over")
    commune.press("Ctrl+B")
    commune.on_page("export")
    walk.look("export")
    commune.press("Ctrl+Enter")
    walk.look("export-target")
    commune.press("Ctrl+O")
    commune.pick_file(stick)
    walk.look("export-folder")
    commune.press("Ctrl+Enter")
    commune.until(lambda: len(list(stick.glob("*.ocop"))) == 1, "no bundle was written")
    commune.settle()
    walk.look("written")

    bundle = next(stick.glob("*.ocop"))
    province.window.activateWindow()
    read_card(province, stick / "commune.ocop-card", lambda: None)
    province.press("Ctrl+6")
    province.on_page("hand_over")
    province.press("Ctrl+I")
    province.on_page("import")
    there.look("import")
    province.press("Ctrl+O")
    province.pick_file(bundle)
    province.until(lambda: "Cà phê bột" in province.says() or province.page.step > 0, "the bundle is not looked at")  # type: ignore[attr-defined]
    province.settle()
    there.look("looked")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("taken")
    province.press("Ctrl+3")
    province.on_page("dossiers")
    there.look("dossiers")
    province.press("Enter")
    province.on_page("dossier")
    there.look("dossier")
    province.press("Ctrl+Enter")
    there.look("accept")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("accepted")

    province.press("Ctrl+4")
    province.on_page("council")
    there.look("council")
    province.press("Ctrl+Shift+N")
    province.on_page("council_form")
    province.fill(name="(mẫu) Hội đồng OCOP tỉnh", decision_number="5/QĐ-UBND", decision_date="20/11/2026")
    there.look("council-form")
    for number in range(5):
        if province.seen(QWidget, f"field.members.{number}.full_name") is None:
            province.press("Ctrl+Shift+N")
        province.fill(**{f"members.{number}.full_name": f"(mẫu) Thành viên {number + 1}"})
        if number:
            province.choose(f"members.{number}.seat", "member")
    there.look("members")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("council-set-up")
    province.press("Ctrl+4")
    province.on_page("council")
    province.press("Ctrl+N")
    there.look("new-round")
    province.press("Ctrl+Enter")
    province.on_page("round")
    there.look("round")
    province.press("Ctrl+T")
    there.look("attach")
    province.press("Ctrl+Enter")
    province.settle()
    province.press("Ctrl+N")
    there.look("waiting")
    province.press("Ctrl+A", "Space", "Ctrl+Shift+Enter")
    province.settle()
    there.look("in-round")
    province.press("N")
    province.on_page("sheet")
    there.look("sheet")
    for member in range(5):
        score(province)
        if member == 0:
            there.look("scored")
        province.press("Ctrl+Enter")
        province.settle()
        if member == 0:
            there.look("signed")
        if province.page.route.page == "sheet":  # a member's last sheet leads back by itself
            province.press("Esc")
        province.on_page("round")
        if member < 4:
            province.press("N")
            province.on_page("sheet")
    there.look("board")
    province.press("Ctrl+Enter")
    there.look("lock")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("locked")
    province.press("Ctrl+Enter")
    there.look("close")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("closed")

    province.press("Ctrl+D")
    province.on_page("decision")
    there.look("decision")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("drafted")
    province.press("Ctrl+Enter")
    province.fill(number="2101", dated="24/11/2026", signer_name="(mẫu) Người ký")
    there.look("decision-signature")
    province.press("Ctrl+Enter")
    province.until(lambda: province.front is province.window, "the decision is not signed")
    province.settle()
    there.look("decision-signed")
    province.press("Ctrl+Enter")
    province.settle()
    there.look("certificates-made")
    given = province.window.desk.read(lambda session: register(session, province.window.desk.office.id))
    assert [(row.certificate.stars, row.certificate.product_name) for row in given] == [
        (3, "(mẫu) Cà phê bột Krông Pắc")
    ]
    province.press("Ctrl+P")
    province.on_page("preview")
    province.until(lambda: "1 page" in province.says(), "the certificate is not shown")
    there.look("certificate")
