"""Changed here and there: chosen by keys, place by place, kept half-way, made one, and taken in the wizard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from app.models import DossierDocument, JournalEntry, Product
from app.paths import DataPaths
from app.ui.pages.dossiers.dossier_page import DossierPage
from app.ui.pages.hand_over import conflict_page
from app.ui.pages.hand_over.conflict_page import ConflictPage
from app.ui.pages.hand_over.conflict_rows import UnitRow
from app.ui.pages.hand_over.import_page import LOOK, ImportPage
from app.ui.pages.hand_over.page import HandOverPage
from app.ui.pages.today.page import TodayPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.handover.test_conflicts import kept, parted, replaced
from tests.handover.world import COMMUNE, PROVINCE, World, rows_of
from tests.ui.hand_over_world import paths_of, plug_in
from tests.ui.officer import Officer

pytest_plugins = ("tests.ui.hand_over_fixtures",)

OpenWindow = Callable[[DataPaths], MainWindow]
Seat = Callable[[str], Officer]
HERE = {"specification": "hộp 200 g", "brand": "Đồi Gió", "name": "(mẫu) Cà phê bột Đồi Gió"}
THERE = {"specification": "hộp 500 g", "standard": "TCVN 5251", "name": "(mẫu) Cà phê rang xay"}


@pytest.fixture
def seat(world: World, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """Somebody at the window of an office; the stick is in."""
    plug_in(monkeypatch, world.stick)

    def sit(code: str) -> Officer:
        return Officer(open_window(paths_of(world, code)), qtbot)

    return sit


def chosen_page(officer: Officer) -> ConflictPage:
    officer.on_page("conflict")
    page = cast(ConflictPage, officer.page)
    officer.until(lambda: bool(page.rows), "nothing is to be chosen")
    return page


def looked(officer: Officer, path: Path) -> ImportPage:
    officer.window.go(Route("import", extra=(("file", str(path)),)))
    page = cast(ImportPage, officer.page)
    officer.until(lambda: page.step == LOOK and page._stage == "look", "it is not looked at")
    return page


def focused(page: ConflictPage) -> str:
    row = next((one for one in page.rows if one.hasFocus()), None)
    return row.unit.name if row is not None else ""


def test_from_the_wizard_both_versions_are_made_one_by_keys_and_the_dossier_is_taken(world: World, seat: Seat) -> None:
    dossier, path = parted(world, HERE, THERE)
    officer = seat(COMMUNE)
    wizard = looked(officer, path)
    assert wizard.look.ticked() == []
    assert wizard.conflict.isVisible()
    officer.press("Ctrl+Shift+I")
    page = chosen_page(officer)
    assert {row.unit.name: row.unit.standing for row in page.rows} == {
        "name": "differ", "specification": "differ", "brand": "mine", "standard": "theirs",
    }  # fmt: skip
    assert page.left == 2
    brand = next(row for row in page.rows if row.unit.name == "brand")
    assert brand.cells["mine"].is_proposed, "what only one side changed is proposed by itself"
    officer.press("Ctrl+Enter")
    assert officer.page is page, "nothing is made one before everything is chosen"
    first = focused(page)
    assert first
    officer.press("1")
    second = focused(page)
    assert {first, second} == {"name", "specification"}, "the next open place has the keys"
    assert page.left == 1

    officer.press("Esc")  # stopping half-way keeps the choice
    officer.settle()
    officer.window.go(Route("conflict"))
    page = chosen_page(officer)
    assert page.left == 1
    assert focused(page) == second
    officer.press("2")
    assert page.left == 0
    officer.window.go(Route("conflict", page.conflict.head.id, extra=(("file", str(path)),)))  # type: ignore[union-attr]
    officer.settle()
    officer.press("Ctrl+Enter")
    officer.on_page("import")
    wizard = cast(ImportPage, officer.page)
    officer.until(lambda: wizard.look.ticked() == [dossier], "the dossier cannot be taken")
    assert not wizard.conflict.isVisible()
    officer.press("Ctrl+Enter")
    officer.until(lambda: world.standing(COMMUNE, dossier) == ("to_complete", 3, COMMUNE), "it is not taken")
    officer.settle()
    officer.window.close()
    [product] = rows_of(world[COMMUNE], Product)
    values = {first: HERE[first], second: THERE[second], "brand": "Đồi Gió", "standard": "TCVN 5251"}
    assert {name: product[name] for name in values} == values
    acts = [row["act"] for row in rows_of(world[COMMUNE], JournalEntry)]
    assert acts.count("settle_conflict") == 1


def test_an_open_conflict_is_told_on_today_in_the_book_and_on_the_dossier(world: World, seat: Seat) -> None:
    dossier, path = parted(world, HERE, THERE)
    kept(world, COMMUNE, world.look(COMMUNE, path))
    officer = seat(COMMUNE)
    today = cast(TodayPage, officer.page)
    officer.until(lambda: today._shown is not None, "Today is empty")
    [line] = [one for one in today._shown.lines if one.kind == "conflict"]  # type: ignore[union-attr]
    assert line.link.kind == "conflict"
    officer.window.go(Route("hand_over"))
    book = cast(HandOverPage, officer.page)
    officer.until(lambda: book.custody.conflicts.isVisible(), "the book does not tell")
    officer.press("Ctrl+Shift+I")
    page = chosen_page(officer)
    officer.press("Ctrl+Shift+M")
    officer.on_page("dossier")
    view = cast(DossierPage, officer.page)
    assert view.data is not None
    assert view.data.row.id == dossier
    assert view.custody.conflict.isVisible()
    officer.press("Ctrl+Shift+I")
    page = chosen_page(officer)
    officer.press("2", "2", "Ctrl+Enter")
    officer.until(lambda: page.conflict is None, "it is not made one")
    assert page.take_act.isVisible()
    officer.press("Ctrl+I")
    officer.on_page("import")
    officer.window.close()


def test_files_are_chosen_by_name_and_size_and_can_be_opened(
    world: World, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = world.assessed(files=[("một.pdf", b"%PDF-1.4 one")])
    world.pass_on(COMMUNE, PROVINCE, dossier)
    document = next(row["id"] for row in rows_of(world[COMMUNE], DossierDocument) if row["kind"] == "other")
    for code, name in ((COMMUNE, "đây.pdf"), (PROVINCE, "đó.pdf")):
        replaced(world, code, document, name, f"%PDF-1.4 {name}".encode())
    world.ask_completion(PROVINCE, dossier)
    path = world.export(PROVINCE, COMMUNE, dossier, purpose="completion").path
    kept(world, COMMUNE, world.look(COMMUNE, path))
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(
        conflict_page, "open_attached", lambda _page, _desk, sha256, name, **_more: opened.append((sha256, name))
    )
    officer = seat(COMMUNE)
    officer.window.go(Route("conflict"))
    page = chosen_page(officer)
    rows: list[UnitRow] = [row for row in page.rows if any(row.unit.files)]
    both = next(row for row in rows if row.unit.standing == "differ")
    said: Any = [both._text("mine"), both._text("theirs")]
    assert said == ["đây.pdf", "đó.pdf"]
    assert "KB" in both.cells["mine"].note.text()
    both.setFocus()
    officer.press("F4", "Shift+F4")
    assert [name for _sha256, name in opened] == said
    assert tuple(sha256 for sha256, _name in opened) == both.unit.files
    officer.window.close()
