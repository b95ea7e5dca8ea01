"""Real data folders of three offices, and a desk or a whole window over one of them."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.context import AppContext, open_context
from app.paths import DataPaths, resource_path
from app.services.demo.case_file import CaseOffice, load_case
from app.services.demo.world import exchange_cards, set_up
from app.services.rules.library import RuleLibrary
from app.ui.desk import Desk
from app.ui.shell.main_window import MainWindow
from app.ui.state import UiState
from app.ui.theme import apply_theme, load_fonts

TODAY = dt.date(2026, 11, 24)
"""A Tuesday: the day on which every desk of these tests stands."""


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> QApplication:
    load_fonts()
    apply_theme(qapp)
    return qapp


@pytest.fixture(autouse=True)
def _no_window_stays() -> Iterator[None]:
    """Windows of earlier tests would be dressed and repainted with every later one."""
    yield
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(scope="session")
def _new_offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataPaths]:
    """A commune and its province as they are after their first start, made once: tests get copies."""
    folder = tmp_path_factory.mktemp("offices")
    library = RuleLibrary(resource_path())
    case = load_case(resource_path("cases"), "commune-2026")
    wanted: dict[str, CaseOffice] = {}
    for office in case.offices:
        wanted.setdefault(office.level, office)
    made = {level: set_up(folder / level, office, library, TODAY) for level, office in wanted.items()}
    levels = list(made)
    for one, other in itertools.pairwise(levels):
        exchange_cards(made[one], made[other], folder / "cards", TODAY)
    for office in made.values():
        office.database.close()
    return {level: office.paths for level, office in made.items()}


@pytest.fixture
def offices(_new_offices: dict[str, DataPaths], tmp_path: Path) -> dict[str, DataPaths]:
    """The data folders of a commune and its province, which know and trust each other's keys."""
    return {
        level: DataPaths(Path(shutil.copytree(paths.root, tmp_path / level))) for level, paths in _new_offices.items()
    }


@pytest.fixture
def open_desk(_dressed: QApplication) -> Iterator[Callable[[DataPaths], Desk]]:
    """Opens a desk over a data folder; everything opened is closed at the end."""
    opened: list[tuple[Desk, AppContext]] = []

    def make(paths: DataPaths) -> Desk:
        context = open_context(paths, writing="window", create=True)
        desk = Desk(UiState(paths.root), TODAY)
        desk.open(context)
        opened.append((desk, context))
        return desk

    yield make
    for desk, context in opened:
        desk.tasks.shut_down()
        context.close()


@pytest.fixture
def desk(offices: dict[str, DataPaths], open_desk: Callable[[DataPaths], Desk]) -> Desk:
    """A desk in the commune's office."""
    return open_desk(offices["commune"])


@pytest.fixture
def open_window(qtbot: QtBot, open_desk: Callable[[DataPaths], Desk]) -> Callable[[DataPaths], MainWindow]:
    """Opens the whole window over a data folder, at 1366x696, on its first page."""

    def make(paths: DataPaths) -> MainWindow:
        window = MainWindow(open_desk(paths))
        qtbot.addWidget(window)
        window.resize(1366, 696)
        window.show()
        window.show_first()
        return window

    return make
