"""A form over a store in memory, and the keys that drive it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.ui.forms.fields import Field, Help, Section
from app.ui.forms.record_form import RecordForm

TODAY = dt.date(2026, 11, 24)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Memory:
    """The window's state, in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value
        if value is None:
            del self.values[key]


class Desk(QObject):
    """Today's date, a state, and the errors that were shown."""

    def __init__(self) -> None:
        super().__init__()
        self.state = Memory()
        self.errors: list[BaseException] = []

    def today(self) -> dt.date:
        return TODAY

    def show_error(self, error: BaseException) -> None:
        self.errors.append(error)


class Store:
    """Stores at once, or when told; refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.saved: list[tuple[str, Any]] = []
        self.refuse: dict[str, AppError] = {}
        self.held: list[Callable[[], None]] | None = None

    def save(
        self, name: str, value: Any, on_done: Callable[[], None], on_error: Callable[[BaseException], None]
    ) -> None:
        def answer() -> None:
            if name in self.refuse:
                on_error(self.refuse[name])
            else:
                self.saved.append((name, value))
                on_done()

        if self.held is None:
            answer()
        else:
            self.held.append(answer)


PEOPLE = Field("people", "Attended", "rows", columns=(Field("name", "Name", span=2), Field("on", "Day", "date")))
SECTIONS = [
    Section(
        "Product",
        [
            [
                Field("name", "Name", required=True, help=Help("What it is called", "Cà phê", "Article 6")),
                Field("made_on", "Made on", "date"),
            ],
            [Field("weight", "Weight", "number", unit="kg"), Field("set", "Set", "combo", choices=(
                ("13", "Cà phê, cacao"), ("2", "Chè"), ("3", "Cá nước ngọt")))],
            [Field("new", "New", "check"), Field("way", "Way", "radio", choices=(("p", "Paper"), ("d", "Disk")))],
        ],
        name="product",
    ),
    Section(
        "Person",
        [
            [Field("idno", "Identity number", mask=True), Field("phone", "Phone", "phone", required=True)],
            [Field("note", "Note", "long")],
            [PEOPLE],
            [Field("ministry", "Ministry", "readonly", hint="From the set.")],
        ],
        name="person",
    ),
]  # fmt: skip


def open_form(qtbot: QtBot, desk: Desk, store: Store, record: str = "r1", **values: Any) -> RecordForm:
    form = RecordForm(desk, SECTIONS, store.save, name="product")
    qtbot.addWidget(form)
    form.resize(800, 460)
    form.show()
    form.activateWindow()
    form.show_record(record, values or {"name": "Chè dây", "phone": "0912 345 678"})
    qtbot.waitUntil(form.isActiveWindow)
    return form


def line(form: RecordForm, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, f"field.{name}")
    assert isinstance(found, QLineEdit)
    return found


def said(form: RecordForm, name: str) -> str:
    label = form.findChild(QLabel, f"hint.{name}")
    assert isinstance(label, QLabel)
    return label.text()


def type_into(form: RecordForm, name: str, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    form.focus(name)
    write(line(form, name), text)
    if key is not None:
        press(key)


def write(widget: QWidget, text: str) -> None:
    """Letter by letter, as a keyboard for Vietnamese sends them (QTest knows Latin letters only)."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to the list that is open or to the field that has the cursor."""
    where = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert isinstance(where, QWidget)
    QTest.keyClick(where, key, held)
