"""Every list of choices behaves the same under the keys: a short one, one that is looked up, one with own words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.services.choice_search import find_choices
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.field_box import FieldBox
from app.ui.forms.fields import Choices, Field, Section
from app.ui.forms.record_form import RecordForm
from tests.ui.form_driver import ALT, CTRL, SHIFT, TODAY, Desk, Store, line, press, said, write

SETS: Choices = (("13", "13 · Cà phê, cacao"), ("2", "2 · Chè"), ("3", "3 · Cá nước ngọt"), ("4", "4 · Cá khô"))
KINDS = ("short", "found", "free")


def fields(required: bool = False) -> list[Field]:
    names = dict(SETS)
    return [
        Field("short", "Short", "choice", choices=SETS, required=required),
        Field(
            "found", "Found", "combo", required=required, find=lambda text: find_choices(SETS, text),
            words=lambda value: names.get(value, ""),
        ),
        Field("free", "Free", "combo", choices=tuple((text, text) for _value, text in SETS), free=True,
              required=required),
        Field("after", "After"),
        Field("last", "Last"),
    ]  # fmt: skip


OpenForm = Callable[..., RecordForm]


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk, store: Store) -> OpenForm:
    def make(required: bool = False, **values: str) -> RecordForm:
        form = RecordForm(desk, [Section("", [[field] for field in fields(required)])], store.save, framed=False)
        qtbot.addWidget(form)
        form.resize(500, 420)
        form.show()
        form.activateWindow()
        form.show_record("r1", values)
        qtbot.waitUntil(form.isActiveWindow)
        return form

    return make


def choice(form: RecordForm, name: str) -> ChoiceEditor:
    editor = form.editor(name)
    assert isinstance(editor, ChoiceEditor)
    return editor


def value(name: str, number: str) -> str:
    """A choice as the field keeps it: the field with own words keeps the words."""
    return dict(SETS)[number] if name == "free" else number


def next_of(name: str) -> str:
    names = [one.name for one in fields()]
    return names[names.index(name) + 1]


def type_at(form: RecordForm, name: str, text: str) -> None:
    """Letters go where the keys go: to the list while it is open."""
    form.focus(name)
    for letter in text:
        write(QApplication.activePopupWidget() or line(form, name), letter)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_the_best_match_is_marked_while_typing_and_taken_on_the_way_to_the_next_field(
    opened: OpenForm, store: Store, name: str, key: Qt.Key
) -> None:
    form = opened()
    form.focus(name)
    for letter in "ca phe":
        write(QApplication.activePopupWidget() or line(form, name), letter)
        assert choice(form, name).drop.popup.currentIndex().row() == 0
    assert choice(form, name).drop.marked() == value(name, "13")
    press(key)
    assert store.saved == [(name, value(name, "13"))]
    assert line(form, name).text() == "13 · Cà phê, cacao"
    assert form.current() == next_of(name)
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Backtab, Qt.Key.Key_Return])
def test_the_marked_row_is_taken_on_the_way_back_too(opened: OpenForm, store: Store, key: Qt.Key) -> None:
    form = opened()
    type_at(form, "found", "che")
    press(key, SHIFT)
    assert store.saved == [("found", "2")]
    assert form.current() == "short"


@pytest.mark.parametrize("name", KINDS)
def test_down_and_up_halt_at_the_last_and_the_first_row_and_write_nothing(
    opened: OpenForm, store: Store, name: str
) -> None:
    form = opened()
    type_at(form, name, "ca")
    drop = choice(form, name).drop
    rows = len(drop.texts())
    assert drop.texts()[:3] == ["13 · Cà phê, cacao", "3 · Cá nước ngọt", "4 · Cá khô"]
    for key, row in (
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_PageDown, rows - 1),
        (Qt.Key.Key_Down, rows - 1),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Down, 1),
    ):
        press(key)
        assert drop.popup.currentIndex().row() == row
        assert drop.popup.selectionModel().isRowSelected(row)
        assert line(form, name).text() == "ca"
    press(Qt.Key.Key_Return)
    assert store.saved == [(name, value(name, "3"))]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("before", ["", "2"])
def test_esc_shuts_the_list_and_the_value_is_as_it_was(opened: OpenForm, store: Store, name: str, before: str) -> None:
    form = opened(**{name: value(name, before)} if before else {})
    closed: list[None] = []
    form.closed.connect(lambda: closed.append(None))
    type_at(form, name, "ca")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert line(form, name).text() == (dict(SETS)["2"] if before else "")
    assert form.current() == name
    press(Qt.Key.Key_Return)
    assert store.saved == []
    assert form.current() == next_of(name)
    assert closed == []


@pytest.mark.parametrize("name", KINDS)
def test_an_emptied_text_empties_the_field(opened: OpenForm, store: Store, name: str) -> None:
    form = opened(**{name: value(name, "2")})
    form.focus(name)
    press(Qt.Key.Key_Delete)
    assert QApplication.activePopupWidget() is None
    press(Qt.Key.Key_Return)
    assert store.saved == [(name, "")]
    assert line(form, name).text() == ""
    assert form.current() == next_of(name)


@pytest.mark.parametrize("name", KINDS)
def test_a_choice_that_must_be_made_stays_when_emptied_and_says_so(opened: OpenForm, store: Store, name: str) -> None:
    form = opened(required=True, **{name: value(name, "2")})
    missing = form.missing()
    form.focus(name)
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Return)
    assert store.saved == []
    assert line(form, name).text() == "2 · Chè"
    assert "“2 · Chè” stays" in said(form, name)
    assert form.current() == next_of(name)
    assert form.missing() == missing
    type_at(form, name, "cacao")
    assert "stays" not in said(form, name)
    press(Qt.Key.Key_Return)
    assert store.saved == [(name, value(name, "13"))]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, ALT),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_the_whole_list_opens_at_what_is_chosen(
    opened: OpenForm, store: Store, name: str, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    form = opened(**{name: value(name, "2")})
    form.focus(name)
    press(key, held)
    drop = choice(form, name).drop
    assert drop.texts() == [text for _value, text in SETS]
    assert drop.marked() == value(name, "2")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert store.saved == [(name, value(name, "3"))]


def test_ctrl_enter_takes_the_marked_row_and_stays(opened: OpenForm) -> None:
    form = opened()
    type_at(form, "short", "che")
    press(Qt.Key.Key_Return, CTRL)
    assert line(form, "short").text() == "2 · Chè"
    assert form.current() == "short"


def test_a_row_that_is_clicked_is_saved_at_once(opened: OpenForm, store: Store) -> None:
    form = opened()
    form.focus("found")
    press(Qt.Key.Key_F4)
    popup = choice(form, "found").drop.popup
    row = popup.visualRect(popup.model().index(1, 0))
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert store.saved == [("found", "2")]
    assert form.current() == "found"
    assert QApplication.activePopupWidget() is None


def test_a_text_that_no_row_has_is_told_at_the_field(opened: OpenForm, store: Store) -> None:
    form = opened()
    for name in ("short", "found"):
        type_at(form, name, "rượu")
        assert QApplication.activePopupWidget() is None
        press(Qt.Key.Key_Return)
        assert "rượu" in said(form, name)
    assert store.saved == []
    form.focus("short")
    press(Qt.Key.Key_F4)
    assert len(choice(form, "short").drop.texts()) == len(SETS)


def test_own_words_are_the_last_row(opened: OpenForm, store: Store) -> None:
    form = opened()
    type_at(form, "free", "Cà phê chồn")
    press(Qt.Key.Key_Return)
    assert store.saved == [("free", "Cà phê chồn")]
    type_at(form, "free", "Cà")
    assert choice(form, "free").drop.texts()[-1] == "As typed: Cà"
    press(Qt.Key.Key_PageDown)
    press(Qt.Key.Key_Return)
    assert store.saved[-1] == ("free", "Cà")
    assert line(form, "free").text() == "Cà"


class Dialog(QDialog):
    """Fields outside a form, as the dialogs of acts have them."""

    keyPressEvent = ActDialog.keyPressEvent

    def __init__(self) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        self.boxes = {field.name: FieldBox(field, lambda: TODAY, self) for field in fields()}
        for box in self.boxes.values():
            rows.addWidget(box.editor.widget)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_dialogs_list_goes_on_by_one_field_too(qtbot: QtBot, name: str, key: Qt.Key) -> None:
    dialog = Dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    editor = dialog.boxes[name].editor
    assert isinstance(editor, ChoiceEditor)
    editor.focus()
    for letter in "cacao":
        write(QApplication.activePopupWidget() or editor.line, letter)
    press(key)
    assert editor.value() == value(name, "13")
    assert dialog.boxes[next_of(name)].editor.has_focus()
    editor.focus()
    write(editor.line, "che")
    press(Qt.Key.Key_Escape)
    assert editor.value() == value(name, "13")
    assert dialog.isVisible()
    press(Qt.Key.Key_F4)
    assert editor.drop.marked() == value(name, "13")


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
