"""Other offices become known, change and are listed in the window, by keys, on two real data folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import translate
from app.models.office import OfficeRow
from app.paths import DataPaths
from app.services.keys import OfficeKeys, create_keys
from app.services.known_keys import take_card
from app.services.office_cards import OfficeCard, SignedCard, sign_card
from app.services.office_keys.card_text import card_text
from app.services.office_keys.key_change import write_key_change
from app.services.office_keys.office_list import read_list_file
from app.services.office_keys.own_keys import replace_lost_keys, rotate_keys
from app.services.office_keys.words import fingerprint_words, without_accents
from app.services.offices import find_office, list_offices, own_office_row
from app.services.officials import OfficialData, add_official
from app.services.succession.naming import succession_rows
from app.ui.desk import Desk
from app.ui.file_routes import route_of_file
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.officer import Officer

OpenWindow = Callable[[DataPaths], MainWindow]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    was = translate.current_language()
    translate.set_language("en")
    yield
    translate.set_language(was)


@pytest.fixture
def officer(offices: dict[str, DataPaths], open_window: OpenWindow, qtbot: QtBot) -> Officer:
    """Somebody in the province's office."""
    return at_work(open_window(offices["province"]), qtbot)


def at_work(window: MainWindow, qtbot: QtBot) -> Officer:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Officer(window, qtbot)


def new_card(folder: Path, code: str = "99-M7", name: str = "UBND xã Bảy") -> tuple[SignedCard, OfficeKeys]:
    keys = create_keys(folder, None)
    card = OfficeCard(
        code=code,
        level="commune",
        name=name,
        province_name="tỉnh Mẫu",
        commune_name="xã Bảy",
        sign_public_key=keys.public_key.hex(),
        age_recipient=keys.recipient,
        issued_at="2026-11-24T01:00:00Z",
    )
    return sign_card(card, keys), keys


def known(officer: Officer, code: str) -> OfficeRow | None:
    return officer.window.desk.read(lambda session: find_office(session, code))


def words_of(card: SignedCard) -> list[str]:
    return [without_accents(word) for word in fingerprint_words(bytes.fromhex(card.sign_public_key))]


def test_an_office_is_added_from_a_scanned_code_once_all_six_words_are_right(officer: Officer, tmp_path: Path) -> None:
    card, _keys = new_card(tmp_path / "keys")
    text = card_text(card)
    officer.window.go(Route("settings", tab="offices"))
    officer.press("Ctrl+N")
    officer.on_page("add_office")
    officer.page.ways.setFocus()  # type: ignore[attr-defined]
    officer.press("Tab", "Right")
    officer.page.text.setFocus()  # type: ignore[attr-defined]
    QApplication.clipboard().setText("\n".join(text[at : at + 71] for at in range(0, len(text), 71)) + "\r\n")
    officer.press("Ctrl+V")
    assert officer.find(QLabel, "hint.card_text").text() == "The code is whole and sound."
    view = officer.page.view  # type: ignore[attr-defined]
    view.typed.setFocus()
    right = words_of(card)
    officer.type(" ".join([*right[:2], "con meo", *right[3:]]) + " ")
    assert view.typed.hint.text().startswith("Word 3 differs")
    officer.press("Ctrl+Return")
    assert known(officer, "99-M7") is None, "a wrong word stops it"
    view.typed.line.selectAll()
    officer.type(" ".join(right))
    assert view.typed.hint.text() == "All six words are the same."
    officer.press("Ctrl+Return")
    officer.on_page("office")
    row = known(officer, "99-M7")
    assert row is not None
    assert row.key_confirmed_at is not None
    assert officer.page.header.title.words == "UBND xã Bảy"  # type: ignore[attr-defined]


def test_another_key_of_a_known_office_is_refused_and_what_to_do_is_said(officer: Officer, tmp_path: Path) -> None:
    before = next(one for one in officer.window.desk.read(list_offices) if one.level == "commune")
    card, _keys = new_card(tmp_path / "keys", before.code, before.name)
    path = tmp_path / "card.ocop-card"
    path.write_bytes(card.content)
    officer.window.open_bundle(path)
    officer.on_page("add_office")
    strip = officer.page.view.strip  # type: ignore[attr-defined]
    officer.until(strip.isVisible, "nothing is said of the card")
    assert "another key" in strip.accessibleName()
    assert "Ring the office up" in strip.accessibleDescription()
    officer.press("Ctrl+Return")
    assert known(officer, before.code) == before


def test_an_office_without_the_program_is_written_down_by_hand(officer: Officer) -> None:
    officer.window.go(Route("add_office"))
    officer.page.ways.setFocus()  # type: ignore[attr-defined]
    officer.press("Tab", "Right", "Right")
    officer.press("Ctrl+Return")
    assert officer.page.hand.boxes["name"].error, "what is missing is told at its field"  # type: ignore[attr-defined]
    officer.fill(name="UBND xã Tám", code="99-M8")
    officer.page.hand.boxes["level"].editor.set_value("commune")  # type: ignore[attr-defined]
    officer.press("Ctrl+Return")
    officer.on_page("office")
    row = known(officer, "99-M8")
    assert row is not None
    assert (row.uses_program, row.sign_public_key, row.level) == (False, "", "commune")
    officer.fill(address="12 Lê Lợi")
    row = known(officer, "99-M8")
    assert row is not None
    assert row.address == "12 Lê Lợi"


def test_the_provinces_list_enrols_its_offices_at_a_commune(
    officer: Officer, offices: dict[str, DataPaths], open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    card, _keys = new_card(tmp_path / "keys")
    officer.window.desk.write_now(lambda session, actor: take_card(session, card, actor))
    officer.window.go(Route("settings", tab="offices"))
    officer.press("Ctrl+L")
    officer.on_page("office_list")
    officer.press("Ctrl+Shift+S")
    officer.pick_file(tmp_path / "list.ocop-offices")
    made = read_list_file(tmp_path / "list.ocop-offices")
    assert "99-M7" in {one.code for one in made.offices}

    other = at_work(open_window(offices["commune"]), qtbot)
    drop(other.window, tmp_path / "list.ocop-offices")
    other.on_page("office_list")
    page = other.page
    other.until(lambda: page.look is not None, "the list is not shown")  # type: ignore[attr-defined]
    assert "99-M7" in page.look.takeable  # type: ignore[attr-defined]
    assert known(other, "99-M7") is None, "looking writes nothing"
    other.press("Ctrl+Return")
    row = known(other, "99-M7")
    assert row is not None
    assert row.key_confirmed_at is not None
    assert page.look.takeable == ()  # type: ignore[attr-defined]
    assert not page.take.isEnabled()  # type: ignore[attr-defined]


def drop(window: MainWindow, path: Path) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            files,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def commune_changes(desk: Desk, how: str, path: Path) -> str:
    """The commune's keys changed and its notice written; the words of the new key."""
    context = desk.context
    actor = desk.read(desk.actor)
    change = {"rotate": rotate_keys, "replace": replace_lost_keys}[how]
    made = change(context.database, context.paths.keys, None, actor)
    write_key_change(path, made.change)
    return " ".join(fingerprint_words(made.keys.public_key))


def test_a_renewed_key_is_taken_by_its_notice_and_a_replaced_one_only_with_its_words(
    officer: Officer, offices: dict[str, DataPaths], open_desk: Callable[[DataPaths], Desk], tmp_path: Path
) -> None:
    commune = open_desk(offices["commune"])
    code = commune.read(own_office_row).code
    first = known(officer, code)
    assert first is not None
    commune_changes(commune, "rotate", tmp_path / "one.ocop-key")
    officer.window.open_bundle(tmp_path / "one.ocop-key")
    officer.on_page("key_change")
    officer.until(lambda: officer.page.change is not None, "no notice")  # type: ignore[attr-defined]
    officer.press("Ctrl+Return")
    officer.on_page("office")
    second = known(officer, code)
    assert second is not None
    assert second.sign_public_key == commune.read(own_office_row).sign_public_key != first.sign_public_key
    assert officer.page.former.isVisible(), "the key of before stands in the history"  # type: ignore[attr-defined]

    words = commune_changes(commune, "replace", tmp_path / "two.ocop-key")
    officer.window.open_bundle(tmp_path / "two.ocop-key")
    officer.on_page("key_change")
    page = officer.page
    officer.until(lambda: page.change is not None, "no notice")  # type: ignore[attr-defined]
    officer.press("Ctrl+Return")
    assert known(officer, code) == second, "without the words nothing is taken"
    page.typed.setFocus()  # type: ignore[attr-defined]
    officer.type(words)
    officer.press("Ctrl+Return")
    officer.on_page("office")
    third = known(officer, code)
    assert third is not None
    assert third.sign_public_key == commune.read(own_office_row).sign_public_key
    assert "by telephone" in officer.page.about_key.text()  # type: ignore[attr-defined]


def test_a_leader_takes_over_from_the_data_folder_of_an_office_that_ended(
    officer: Officer, offices: dict[str, DataPaths]
) -> None:
    desk = officer.window.desk
    leader = OfficialData(full_name="Lê Thị Hai", position="Phó Chủ tịch", role="leader")
    row = desk.write_now(lambda session, actor: add_official(session, leader, actor))
    desk.reload_office()
    desk.work_as(row)
    QApplication.processEvents()
    officer.window.go(Route("settings", tab="offices"))
    officer.press("Ctrl+J")
    officer.on_page("succession")
    officer.press("Ctrl+Return")
    officer.on_page("take_over")
    page: Any = officer.page
    officer.press("Ctrl+O")
    officer.pick_file(offices["district"].root)
    officer.until(lambda: page.report is not None, "the folder is not looked at")
    assert page.report.problem == ""
    assert desk.read(succession_rows) == [], "looking writes nothing"
    officer.press("Ctrl+Return")
    assert page.boxes["number"].error, "the decision is asked for"
    officer.fill(number="1656/NQ-UBTVQH15", issuer="Ủy ban Thường vụ Quốc hội", from_on="1/7/2025")
    page.boxes["number"].editor.focus()
    officer.press("Ctrl+Return")
    officer.on_page("succession")
    [one] = desk.read(succession_rows)
    assert (one.basis_number, one.from_on, one.way) == ("1656/NQ-UBTVQH15", dt.date(2025, 7, 1), "folder")
    assert not list(desk.context.paths.quarantine.glob(".succession-*")), "the copy is gone"
    officer.press("Ctrl+B")
    officer.on_page("letter")
    officer.until(lambda: "Thông báo kế tục" in officer.says(), "the notice does not go along")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("a.ocop", "import"), ("a.OCOP", "import"), ("a.ocop.001", "import"), ("a.ocop-card", "add_office"),
        ("a.ocop-offices", "office_list"), ("a.ocop-key", "key_change"), ("a.ocop-rules", "rule_pack"), ("a.pdf", ""),
    ],
)  # fmt: skip
def test_a_file_leads_to_its_page(name: str, page: str) -> None:
    route = route_of_file(Path("/media/usb") / name)
    assert (route.page if route else "") == page
