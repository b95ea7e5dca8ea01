"""Every kind of field, typed into as a person does."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from app import translate
from app.ui.forms.date_editor import CalendarPopUp
from app.ui.forms.line_editors import mask
from app.ui.forms.record_form import RecordForm
from app.ui.forms.rows_editor import RowsEditor
from tests.ui.form_driver import (
    ALT,
    CTRL,
    SHIFT,
    TODAY,
    Desk,
    Store,
    line,
    open_form,
    press,
    said,
    type_into,
    write,
)


@pytest.mark.parametrize("typed", ["1/3/26", "01032026", "1.3.2026", "1-3-2026"])
def test_a_date_is_typed_in_any_way_and_shown_in_one(form: RecordForm, store: Store, typed: str) -> None:
    type_into(form, "made_on", typed)
    assert store.saved == [("made_on", dt.date(2026, 3, 1))]
    assert line(form, "made_on").text() == "01/03/2026"


def test_a_day_that_is_not_in_the_calendar_is_told_at_the_field(form: RecordForm, store: Store) -> None:
    type_into(form, "made_on", "31/2/2026")
    assert store.saved == []
    assert "Month 2/2026 has 28 days." in said(form, "made_on")
    assert line(form, "made_on").text() == "31/2/2026"
    assert line(form, "made_on").property("wrong") is True
    form.focus("made_on")
    write(line(form, "made_on"), "hôm nay")
    press(Qt.Key.Key_Return)
    assert store.saved == [("made_on", TODAY)]
    assert said(form, "made_on") == ""
    assert line(form, "made_on").property("wrong") is False


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Down, ALT)])
def test_the_calendar_speaks_vietnamese_starts_on_monday_and_gives_the_day(
    qtbot: QtBot, desk: Desk, store: Store, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    translate.set_language("vi")
    form = open_form(qtbot, desk, store)
    form.focus("made_on")
    press(key, held)
    pop_up = form.findChild(CalendarPopUp)
    assert isinstance(pop_up, CalendarPopUp)
    calendar = pop_up.calendar
    assert calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday
    assert calendar.locale().standaloneMonthName(11) == "Tháng 11"
    view = calendar.focusProxy() or calendar
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert store.saved == [("made_on", dt.date(2026, 11, 25))]
    assert line(form, "made_on").text() == "25/11/2026"


def test_numbers_are_exact_and_written_by_the_language(qtbot: QtBot, desk: Desk, store: Store) -> None:
    translate.set_language("vi")
    form = open_form(qtbot, desk, store)
    type_into(form, "weight", "1250,50kg")
    assert store.saved == [("weight", Decimal("1250.50"))]
    assert line(form, "weight").text() == "1.250,50"
    type_into(form, "weight", "1.5")
    assert len(store.saved) == 1
    assert "1,5" in said(form, "weight")


def test_combining_letters_become_one_letter(form: RecordForm, store: Store) -> None:
    typed = unicodedata.normalize("NFD", "Rượu cần Ê Đê ủ mười ngày")
    assert typed != unicodedata.normalize("NFC", typed)
    type_into(form, "name", typed)
    assert store.saved == [("name", "Rượu cần Ê Đê ủ mười ngày")]
    assert line(form, "name").text() == store.saved[0][1]
    assert unicodedata.is_normalized("NFC", store.saved[0][1])


def test_ticks_and_radios_are_saved_at_once(form: RecordForm, store: Store) -> None:
    form.focus("new")
    press(Qt.Key.Key_Space)
    form.focus("way")
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Right)
    assert store.saved[:2] == [("new", True), ("way", "p")]
    assert store.saved[-1] == ("way", "d")
    box = form.findChild(QCheckBox, "field.new")
    assert isinstance(box, QCheckBox)
    assert box.isChecked()


@pytest.mark.parametrize(
    ("key", "chosen"),
    [(Qt.Key.Key_Right, "d"), (Qt.Key.Key_Down, "d"), (Qt.Key.Key_Left, "p"), (Qt.Key.Key_Up, "p")],
)
def test_an_arrow_chooses_in_a_pair_that_is_empty(form: RecordForm, store: Store, key: Qt.Key, chosen: str) -> None:
    form.focus("way")
    assert form.editor("way").typed() == ""
    press(key)
    assert store.saved == [("way", chosen)]
    assert form.current() == "way"
    press(Qt.Key.Key_Return)
    assert form.current() == "idno"


def test_a_personal_number_is_dots_until_it_is_entered(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store, idno="066185001234")
    assert line(form, "idno").text() == mask("066185001234") == "•" * 9 + "234"
    form.focus("idno")
    assert line(form, "idno").text() == "066185001234"
    type_into(form, "idno", "066185009999")
    assert store.saved == [("idno", "066185009999")]
    assert line(form, "idno").text() == "•" * 9 + "999"


def rows(form: RecordForm) -> RowsEditor:
    editor = form.editor("people")
    assert isinstance(editor, RowsEditor)
    return editor


def test_rows_are_added_by_key_and_each_cell_saves_the_list(form: RecordForm, store: Store) -> None:
    form.focus("people")
    press(Qt.Key.Key_N, CTRL | SHIFT)
    for text in ("Y Thăng Niê", "26112026"):
        where = QApplication.focusWidget()
        assert where is not None
        write(where, text)
        press(Qt.Key.Key_Return)
    assert store.saved[0] == ("people", [{"name": "Y Thăng Niê", "on": None}])
    form.focus("name")
    assert store.saved[-1] == ("people", [{"name": "Y Thăng Niê", "on": dt.date(2026, 11, 26)}])


def test_tab_goes_through_the_cells_to_the_button_below_them(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store, people=[{"name": "An", "on": None}])
    rows(form).add_row()
    met = []
    for _time in range(3):
        where = QApplication.focusWidget()
        assert where is not None
        met.append(where.objectName())
        press(Qt.Key.Key_Tab)
    assert met == ["field.people.1.name", "field.people.1.on", "field.people.add"]
    assert "people" not in str(QApplication.focusWidget().objectName())
    assert form.isAncestorOf(QApplication.focusWidget())


def test_a_row_is_moved_taken_out_and_brought_back(qtbot: QtBot, desk: Desk, store: Store) -> None:
    people = [{"name": name, "on": None} for name in ("An", "Bình", "Cúc")]
    form = open_form(qtbot, desk, store, people=people)
    form.focus("people")
    press(Qt.Key.Key_Down, CTRL | SHIFT)
    assert [row["name"] for row in store.saved[-1][1]] == ["Bình", "An", "Cúc"]
    press(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert [row["name"] for row in store.saved[-1][1]] == ["Bình", "Cúc"]
    press(Qt.Key.Key_Z, CTRL)
    assert [row["name"] for row in store.saved[-1][1]] == ["Bình", "An", "Cúc"]
    assert rows(form).row_count() == 3


def test_a_cell_that_cannot_be_read_is_told_with_its_place(form: RecordForm, store: Store) -> None:
    rows(form).add_row()
    cell = rows(form).cell(0, "on")
    cell.focus()
    press(Qt.Key.Key_3)
    press(Qt.Key.Key_Return)
    assert "Row 1, Day" in said(form, "people")
    assert cell.widget.property("wrong") is True
    assert store.saved == []
