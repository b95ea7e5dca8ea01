"""Forms driven by keys: saving on leaving, errors at the field, undo, moving on, recovery."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.errors import AppError, InvalidInput
from app.ui.forms.drafts import KEY, Draft, Drafts
from app.ui.forms.record_form import RecordForm
from app.ui.widgets.strip import Strip
from tests.ui.form_driver import (
    CTRL,
    SHIFT,
    Desk,
    Store,
    line,
    open_form,
    press,
    said,
    type_into,
    write,
)


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


def test_unsaved_text_is_written_down_and_comes_back_after_a_crash(qtbot: QtBot, desk: Desk, store: Store) -> None:
    form = open_form(qtbot, desk, store)
    type_into(form, "name", "Trà hoa", None)
    qtbot.waitUntil(lambda: KEY in desk.state.values)
    assert Drafts(desk.state).find("product", "r1") is not None
    left = {key: dict(value) for key, value in desk.state.values[KEY].items()}
    press(Qt.Key.Key_Return)
    assert KEY not in desk.state.values
    form.show_record("r2", {"name": "Another"})
    desk.state.values[KEY] = left
    store.saved.clear()
    form.show_record("r1", {"name": "Chè dây"})
    assert line(form, "name").text() == "Trà hoa"
    assert store.saved == [("name", "Trà hoa")]
    strip = form.findChild(Strip)
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
