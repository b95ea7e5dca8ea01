"""The registration form by keys: its own fields, the way to those of other records, a producer's own office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.paths import DataPaths, resource_path
from app.services.demo.case_file import CaseOffice
from app.services.demo.world import set_up
from app.services.dossiers import dossier_row
from app.services.rules.library import RuleLibrary
from app.ui.pages.registration.page import RegistrationPage
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow
from tests.ui.commune_world import draft
from tests.ui.conftest import TODAY
from tests.ui.officer import Officer

Opens = Callable[[DataPaths], MainWindow]


def sit_down(open_window: Opens, paths: DataPaths, qtbot: QtBot) -> Officer:
    window = open_window(paths)
    with qtbot.waitActive(window):
        window.activateWindow()
    return Officer(window, qtbot)


@pytest.fixture
def producer(tmp_path: Path) -> DataPaths:
    """The data folder of a producer's own office."""
    spec = CaseOffice(
        code="66-24502-C1",
        level="producer",
        name="Hợp tác xã Ea Kly",
        province_name="Đắk Lắk",
        province_code="66",
        commune_name="Ea Kly",
        commune_code="24502",
        signer_name="Y Bhiêng Niê",
        signer_post="Giám đốc",
        signer_mode="head",
    )
    office = set_up(tmp_path / "producer", spec, RuleLibrary(resource_path()), TODAY)
    office.database.close()
    return office.paths


def test_the_forms_own_fields_are_stored_and_printed(
    offices: dict[str, DataPaths], open_window: Opens, qtbot: QtBot
) -> None:
    officer = sit_down(open_window, offices["commune"], qtbot)
    desk = officer.window.desk
    dossier_id = draft(desk)
    officer.window.go(Route("registration", dossier_id))
    officer.on_page("registration")
    officer.type("20112026")
    officer.press("Enter")
    officer.type("5")
    officer.press("Enter")
    officer.settle()
    row = desk.read(lambda session: dossier_row(session, dossier_id))
    assert (row.registered_on, row.sample_count) == (dt.date(2026, 11, 20), 5)
    page = officer.page
    assert isinstance(page, RegistrationPage)
    officer.until(lambda: page.preview.view.page_count == 2, "the form is not shown")


def test_f2_leads_to_the_record_that_a_line_comes_from(
    offices: dict[str, DataPaths], open_window: Opens, qtbot: QtBot
) -> None:
    officer = sit_down(open_window, offices["commune"], qtbot)
    dossier_id = draft(officer.window.desk)
    officer.window.go(Route("registration", dossier_id))
    officer.on_page("registration")
    page = officer.page
    assert isinstance(page, RegistrationPage)
    assert page.view is not None
    assert page.form is not None
    owner = page.view.producer_id
    page.form.focus("phone")
    officer.press("F2")
    officer.on_page("producer")
    route = officer.window.stack.route
    assert route is not None
    assert (route.record, route.focus) == (owner, "phone")


def test_a_producers_own_office_begins_with_its_form(producer: DataPaths, open_window: Opens, qtbot: QtBot) -> None:
    officer = sit_down(open_window, producer, qtbot)
    officer.on_page("registration")
    assert "No dossier yet" in officer.says()
    dossier_id = draft(officer.window.desk)
    officer.press("Ctrl+2")
    officer.on_page("self_assessment")
    officer.press("Ctrl+1")
    officer.on_page("registration")
    page = officer.page
    assert isinstance(page, RegistrationPage)
    assert page.record == dossier_id  # the only one that is open


def test_other_offices_reach_the_forms_from_the_dossier(
    offices: dict[str, DataPaths], open_window: Opens, qtbot: QtBot
) -> None:
    officer = sit_down(open_window, offices["commune"], qtbot)
    assert officer.page.route.page == "today"
    assert "Registration form" not in officer.says()
