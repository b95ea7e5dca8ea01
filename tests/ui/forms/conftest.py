"""A form over a store in memory."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.forms.record_form import RecordForm
from tests.ui.form_driver import Desk, Store, open_form


@pytest.fixture
def desk(qapp: QApplication) -> Desk:
    return Desk()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def form(qtbot: QtBot, desk: Desk, store: Store) -> RecordForm:
    return open_form(qtbot, desk, store)
