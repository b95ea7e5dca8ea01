"""Forms driven by keys: saving on leaving, errors at the field, undo, moving on, recovery."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import translate
from app.errors import AppError, InvalidInput
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.date_editor import CalendarPopUp
from app.ui.forms.drafts import KEY, Draft, Drafts
from app.ui.forms.fields import Field, Help, Section
from app.ui.forms.line_editors import mask
from app.ui.forms.record_form import RecordForm
from app.ui.forms.rows_editor import RowsEditor
from app.ui.widgets.strip import Strip

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


@pytest.fixture
def desk(qapp: QApplication) -> Desk:
    return Desk()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def form(qtbot: QtBot, desk: Desk, store: Store) -> RecordForm:
    return open_form(qtbot, desk, store)


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
        QTest.keyClick(line(form, name), key)


def write(widget: QWidget, text: str) -> None:
    """Letter by letter, as a keyboard for Vietnamese sends them (QTest knows Latin letters only)."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    where = QApplication.focusWidget()
    assert isinstance(where, QWidget)
    QTest.keyClick(where, key, held)


def test_a_field_is_saved_as_it_is_left_and_only_then(form: RecordForm, store: Store) -> None:
    type_into(form, "name", "Trà hoa vàng", None)
    assert store.saved == []
    assert form.dirty()
    press(Qt.Key.Key_Tab)
    assert store.saved == [("name", "Trà hoa vàng")]
    assert form.value("name") == "Trà hoa vàng"
    assert not form.dirty()
    assert not form.focus("no such field")


def test_a_field_left_unchanged_is_not_saved(form: RecordForm, store: Store) -> None:
    for name in ("name", "made_on", "weight", "set", "idno", "phone"):
        form.focus(name)
        press(Qt.Key.Key_Return)
    type_into(form, "name", "Chè dây ")
    assert store.saved == []
    assert line(form, "name").text() == "Chè dây"


def test_enter_goes_on_and_shift_enter_back(form: RecordForm) -> None:
    form.focus("name")
    for name in ("made_on", "weight", "set", "new", "way", "idno"):
        press(Qt.Key.Key_Return)
        assert form.current() == name
    press(Qt.Key.Key_Enter, SHIFT)
    press(Qt.Key.Key_Enter, SHIFT)
    assert form.current() == "new"
    press(Qt.Key.Key_PageDown, CTRL)
    assert form.current() == "idno"
    assert form.current_section() == "person"
    press(Qt.Key.Key_PageUp, CTRL)
    assert form.current() == "name"


def test_enter_belongs_to_a_long_text_and_tab_goes_on(form: RecordForm, store: Store) -> None:
    form.focus("note")
    text = form.findChild(QPlainTextEdit, "field.note")
    assert isinstance(text, QPlainTextEdit)
    write(text, "one")
    press(Qt.Key.Key_Return)
    write(text, "two")
    assert form.current() == "note"
    press(Qt.Key.Key_Tab)
    assert form.current() != "note"
    assert store.saved == [("note", "one\ntwo")]


def test_a_long_text_is_saved_in_a_pause_and_undone_as_one_step(form: RecordForm, store: Store, qtbot: QtBot) -> None:
    form.focus("note")
    text = form.findChild(QPlainTextEdit, "field.note")
    assert isinstance(text, QPlainTextEdit)
    for words in ("first ", "second"):
        with qtbot.waitSignal(form.saved):
            write(text, words)
    assert store.saved == [("note", "first"), ("note", "first second")]
    assert text.toPlainText() == "first second"
    form.focus("name")
    press(Qt.Key.Key_Z, CTRL)
    assert store.saved[-1] == ("note", "")
    assert form.current() == "note"


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


def test_a_choice_is_found_by_typing_without_accents(form: RecordForm, store: Store) -> None:
    type_into(form, "set", "ca phe")
    assert store.saved == [("set", "13")]
    assert line(form, "set").text() == "Cà phê, cacao"
    type_into(form, "set", "ca")
    assert "2 choices" in said(form, "set")
    type_into(form, "set", "rượu")
    assert "not in the list" in said(form, "set")
    assert store.saved == [("set", "13")]


def test_f4_opens_the_list_and_the_choice_made_is_saved(form: RecordForm, store: Store, qtbot: QtBot) -> None:
    form.focus("set")
    press(Qt.Key.Key_F4)
    popup = line(form, "set").completer().popup()
    assert popup.isVisible()
    assert popup.model().rowCount() == 3
    QTest.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(form.saved):
        QTest.keyClick(popup, Qt.Key.Key_Return)
    assert store.saved == [("set", "2")]


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


def test_what_the_service_refuses_stands_beside_its_field_and_the_text_stays(
    form: RecordForm, store: Store, desk: Desk
) -> None:
    store.refuse["name"] = InvalidInput("name", "Differs from the registered name.")
    type_into(form, "name", "Cafe Mùa Thu")
    assert "Differs from the registered name." in said(form, "name")
    assert line(form, "name").text() == "Cafe Mùa Thu"
    assert form.value("name") == "Chè dây"
    assert desk.errors == []
    store.refuse["name"] = InvalidInput("phone", "Belongs to another one.")
    type_into(form, "name", "Cafe Thu")
    assert "Belongs to another one." in said(form, "phone")


def test_another_error_goes_to_the_desk_and_the_field_is_tried_again(
    form: RecordForm, store: Store, desk: Desk
) -> None:
    store.refuse["name"] = AppError("The disk is full.")
    type_into(form, "name", "Trà hoa vàng")
    assert [str(error) for error in desk.errors] == ["The disk is full."]
    assert form.dirty()
    store.refuse.clear()
    assert form.commit()
    assert store.saved == [("name", "Trà hoa vàng")]
    assert not form.dirty()


def test_undo_and_redo_go_through_the_same_save_and_show_the_field(form: RecordForm, store: Store) -> None:
    type_into(form, "name", "Trà hoa vàng")
    type_into(form, "weight", "5")
    form.focus("phone")
    press(Qt.Key.Key_Z, CTRL)
    assert (store.saved[-1], form.current()) == (("weight", None), "weight")
    press(Qt.Key.Key_Z, CTRL)
    assert (store.saved[-1], form.current()) == (("name", "Chè dây"), "name")
    assert line(form, "name").text() == "Chè dây"
    press(Qt.Key.Key_Z, CTRL)
    assert len(store.saved) == 4
    press(Qt.Key.Key_Y, CTRL)
    press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert store.saved[-2:] == [("name", "Trà hoa vàng"), ("weight", Decimal(5))]


def test_while_typing_ctrl_z_takes_back_what_is_typed_first(form: RecordForm, store: Store) -> None:
    type_into(form, "weight", "5")
    type_into(form, "name", "X", None)
    press(Qt.Key.Key_Z, CTRL)
    assert line(form, "name").text() == "Chè dây"
    assert store.saved == [("weight", Decimal(5))]
    press(Qt.Key.Key_Z, CTRL)
    assert store.saved[-1] == ("weight", None)


def test_steps_belong_to_their_record_and_outlive_the_form(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store)
    type_into(form, "name", "One")
    form.show_record("r2", {"name": "Two"})
    form.focus("name")
    press(Qt.Key.Key_Z, CTRL)
    assert store.saved == [("name", "One")]
    form.close()
    again = open_form(qtbot, desk, store, name="One")
    again.focus("name")
    press(Qt.Key.Key_Z, CTRL)
    assert store.saved[-1] == ("name", "Chè dây")
    assert line(again, "name").text() == "Chè dây"


def test_an_undo_asked_for_while_a_save_is_under_way_takes_that_one_back(form: RecordForm, store: Store) -> None:
    store.held = []
    type_into(form, "name", "One")
    press(Qt.Key.Key_Z, CTRL)
    assert form.dirty()
    store.held.pop(0)()
    store.held.pop(0)()
    assert store.saved == [("name", "One"), ("name", "Chè dây")]
    assert not form.dirty()


def test_a_refresh_leaves_alone_what_is_being_typed(form: RecordForm) -> None:
    type_into(form, "name", "Half typed", None)
    form.show_record("r1", {"name": "Chè dây", "phone": "0999 888 777"})
    assert line(form, "name").text() == "Half typed"
    assert line(form, "phone").text() == "0999 888 777"


def test_a_personal_number_is_dots_until_it_is_entered(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store, idno="066185001234")
    assert line(form, "idno").text() == mask("066185001234") == "•" * 9 + "234"
    form.focus("idno")
    assert line(form, "idno").text() == "066185001234"
    type_into(form, "idno", "066185009999")
    assert store.saved == [("idno", "066185009999")]
    assert line(form, "idno").text() == "•" * 9 + "999"


def test_unsaved_text_is_written_down_and_comes_back_after_a_crash(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store)
    type_into(form, "name", "Trà hoa", None)
    qtbot.waitUntil(lambda: KEY in desk.state.values)
    assert Drafts(desk.state).find("product", "r1") is not None
    left = {key: dict(value) for key, value in desk.state.values[KEY].items()}
    press(Qt.Key.Key_Return)
    assert KEY not in desk.state.values
    desk.state.values[KEY] = left
    store.saved.clear()
    again = open_form(qtbot, desk, store)
    assert line(again, "name").text() == "Trà hoa"
    assert store.saved == [("name", "Trà hoa")]
    strip = again.findChild(Strip)
    assert isinstance(strip, Strip)
    assert "1 field was restored" in strip.accessibleName()
    assert KEY not in desk.state.values


def test_a_personal_number_is_never_written_into_the_draft(form: RecordForm, desk: Desk, store: Store) -> None:
    store.refuse["idno"] = InvalidInput("idno", "Twelve digits.")
    store.refuse["name"] = InvalidInput("name", "Taken.")
    type_into(form, "idno", "066185")
    type_into(form, "name", "Other")
    assert desk.state.values[KEY]["product"]["texts"] == {"name": "Other"}


def test_a_draft_of_texts_that_cannot_be_read_is_shown_with_the_reason(form: RecordForm, store: Store) -> None:
    assert form.restore(Draft("product", "r1", {"made_on": "31/2/2026", "gone": "x"})) == 1
    assert line(form, "made_on").text() == "31/2/2026"
    assert "28 days" in said(form, "made_on")
    assert store.saved == []


def test_esc_saves_first_and_a_refused_value_holds_once(form: RecordForm, store: Store, desk: Desk) -> None:
    closed: list[bool] = []
    form.closed.connect(lambda: closed.append(True))
    type_into(form, "name", "Trà", Qt.Key.Key_Escape)
    assert (closed, store.saved) == ([True], [("name", "Trà")])
    type_into(form, "made_on", "31/2/2026", Qt.Key.Key_Escape)
    assert len(closed) == 1
    assert form.current() == "made_on"
    press(Qt.Key.Key_Escape)
    assert len(closed) == 2
    assert desk.state.values[KEY]["product"]["texts"] == {"made_on": "31/2/2026"}


def test_ctrl_s_saves_the_field_then_names_the_state(form: RecordForm, store: Store, qtbot: QtBot) -> None:
    type_into(form, "name", "Trà", None)
    with qtbot.waitSignal(form.save_named):
        press(Qt.Key.Key_S, CTRL)
    assert store.saved == [("name", "Trà")]
    assert form.current() == "name"


def test_f1_asks_for_help_on_the_field(form: RecordForm, qtbot: QtBot) -> None:
    form.focus("name")
    with qtbot.waitSignal(form.help_asked) as asked:
        press(Qt.Key.Key_F1)
    assert asked.args is not None
    assert asked.args[0].help.article == "Article 6"


def test_what_is_missing_is_counted_by_section(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store, name="Chè")
    assert form.missing() == ["phone"]
    first = form.first_input()
    assert first is not None
    assert first.objectName() == "field.phone"
    form.set_missing(["made_on", "elsewhere"])
    assert form.missing() == ["made_on", "phone"]
    type_into(form, "phone", "0912345678")
    assert form.missing() == ["made_on"]
    form.set_shown("phone", False)
    assert not line(form, "phone").isVisible()
    assert not form.focus("phone")


def test_a_locked_form_takes_no_keys_and_says_why(form: RecordForm, store: Store) -> None:
    form.set_read_only(True, "The dossier was handed over.")
    strip = form.findChild(Strip)
    assert isinstance(strip, Strip)
    assert strip.accessibleName() == "The dossier was handed over."
    form.focus("name")
    write(line(form, "name"), "x")
    press(Qt.Key.Key_Tab)
    assert line(form, "name").text() == "Chè dây"
    assert store.saved == []


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


def test_a_choice_can_be_given_by_the_pages_own_picker(qtbot: QtBot, desk: Desk, store: Store) -> None:
    asked: list[Callable[[str], None]] = []
    field = Field("unit", "Unit", "combo", choices=(("24500", "xã Krông Pắc"),), browse=asked.append)
    form = RecordForm(desk, [Section("", [[field]])], store.save, framed=False)
    qtbot.addWidget(form)
    form.show_record("r1", {})
    editor = form.editor("unit")
    assert isinstance(editor, ChoiceEditor)
    editor.browse()
    asked[0]("24500")
    assert store.saved == [("unit", "24500")]
    assert line(form, "unit").text() == "xã Krông Pắc"
