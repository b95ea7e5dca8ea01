"""The targets of a year by keys: a province writes them and sends them down, its commune finds them on Today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot
from sqlmodel import select

from app.context import open_context
from app.models import AnnualPlan, Office, Target
from app.paths import DataPaths
from app.services.bundles.look import look_at_bundle
from app.services.bundles.take import take_bundle
from app.services.plans.plans import offices_below, plan_lines, target_lines
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.letter_page import LetterPage
from app.ui.pages.plan.page import PlanPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from app.ui.shell.search_lines import lines_of
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.card import Card
from tests.ui.conftest import TODAY
from tests.ui.officer import Officer

OpenWindow = Callable[[DataPaths], MainWindow]


def cells(page: PlanPage, column: str) -> list[str]:
    place = [one.name for one in page.table.model.columns].index(column)
    model = page.table.model
    return [str(model.data(model.index(row, place))).split("\n", 1)[0] for row in range(model.rowCount())]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    monkeypatch.setattr(FileDialog, "open", lambda dialog: dialog.fileSelected.emit(str(made)))
    return made


def test_a_province_writes_targets_and_sends_them_down(
    offices: dict[str, DataPaths], open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    officer = Officer(open_window(offices["province"]), qtbot)
    desk = officer.window.desk
    assert "plan" in [one.route.page for one in desk.read(lambda s: lines_of(s, "targets year")) if one.route]
    desk.go(Route("plan"))
    officer.on_page("plan")
    page = cast(PlanPage, officer.page)
    officer.press("Ctrl+Shift+N")
    officer.fill(title="Kế hoạch OCOP", number="12/KH-UBND")
    officer.press("Ctrl+Enter")
    officer.press("Ctrl+N")
    officer.choose("indicator", "từ 3 sao trở lên trong năm")
    officer.fill(amount="40", most="50", source="mục I.2")
    officer.press("Ctrl+Enter")
    officer.until(lambda: cells(page, "amount") == ["40 – 50 sản phẩm"], "the target is not in the table")
    assert page.header.subtitle.words == "12/KH-UBND · edition 1, being written · Kế hoạch OCOP"
    commune = next(one for one in desk.read(offices_below) if one.level == "commune")
    officer.press("Ctrl+N")
    officer.choose("indicator", "4 sao")
    officer.choose("for_code", commune.name)
    officer.fill(amount="2")
    officer.press("Ctrl+Enter")
    officer.until(lambda: len(cells(page, "for")) == 2, "the second target is not in the table")
    assert cells(page, "for") == ["The whole area", commune.name]
    assert cells(page, "actual") == ["0 sản phẩm", "0 sản phẩm"]
    assert "by this program's own reading" in officer.says()

    officer.press("Ctrl+B")
    officer.press("Ctrl+Enter")
    officer.until(lambda: len(list(folder.glob("*.ocop"))) == 1, "no letter was written")
    officer.settle()
    assert "given out on" in page.header.subtitle.words

    officer.press("Ctrl+T")  # what was given out stays: a change begins the next edition
    officer.fill(amount="3")
    officer.press("Ctrl+Enter")
    officer.until(lambda: "edition 2, being written" in page.header.subtitle.words, "no new edition")
    assert cells(page, "amount") == ["40 – 50 sản phẩm", "3 sản phẩm"]
    officer.press("Ctrl+Del")
    officer.press("Enter")
    officer.until(lambda: len(cells(page, "amount")) == 1, "the target was not taken out")
    officer.press("Ctrl+B")
    officer.choose("to", commune.name)
    officer.press("Ctrl+Enter")
    officer.on_page("letter")
    letter = cast(LetterPage, officer.page)
    officer.until(lambda: letter._lines() == [f"Chỉ tiêu năm {TODAY.year} (bản 2)"], "the plan is not in the letter")

    [path] = folder.glob("*.ocop")
    with open_context(offices["commune"], writing="test") as opened:
        report = look_at_bundle(
            opened.database, path, opened.paths.quarantine, opened.library, identity=opened.keys().identities
        )
        with opened.database.reading() as session:
            actor = opened.actor(session, "")
        take_bundle(
            opened.database, opened.paths.database, opened.paths.backups, opened.store, report, actor,
            opened.library, TODAY,
        )  # fmt: skip
        with opened.database.reading() as session:
            [plan] = plan_lines(session)
            assert [one.for_code for one in target_lines(session, plan.id)] == ["", commune.code]


def test_a_commune_sees_the_targets_that_it_was_given(
    offices: dict[str, DataPaths], open_window: OpenWindow, qtbot: QtBot
) -> None:
    with open_context(offices["commune"], writing="test") as opened, opened.database.transaction() as session:
        above = session.exec(select(Office).where(Office.level == "province")).one()
        plan = AnnualPlan(office_id=above.id, year=TODAY.year, title="Kế hoạch", sha256="0" * 64)
        session.add(plan)
        session.flush()
        session.add(Target(plan_id=plan.id, position=1, indicator="trade_events", amount_hundredths=300))
    officer = Officer(open_window(offices["commune"]), qtbot)
    desk = officer.window.desk
    desk.go(Route("plan"))
    officer.on_page("plan")
    page = cast(PlanPage, officer.page)
    officer.until(lambda: cells(page, "actual") == ["not counted here"], "the target is not in the table")
    assert not page.new_act.isVisible()
    assert not page.send_act.isVisible()
    officer.press("Enter", "Ctrl+N", "Ctrl+Del")  # nothing here can be changed
    assert officer.front is officer.window
    desk.go(Route("today"))
    officer.on_page("today")
    [link] = officer.find(Card, "today.plan").findChildren(LinkLabel)
    assert link.text().endswith(": 1 target")
    link.setFocus()
    officer.press("Enter")
    officer.on_page("plan")
