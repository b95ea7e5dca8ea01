"""Registering a producer, its product and an idea with the keys alone, as it stands in the database afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.paths import DataPaths
from app.services.dossier_units import UNIT_FIELDS
from app.services.ideas import list_ideas
from app.services.producers import ProducerData, find_producers, register_producer
from app.services.products import ProductData, find_products, register_product, start_product
from app.ui.pages.producers.page import ProducersPage
from app.ui.pages.producers.producer_page import ProducerPage
from app.ui.pages.products.form_page import ProductFormPage
from app.ui.pages.products.page import ProductPage
from app.ui.pages.products.set_picker import SetPicker
from app.ui.route import Route
from app.ui.shell.main_window import MainWindow

from .pages_keys import CTRL, SHIFT, enter, press, settle, write

Key = Qt.Key


@pytest.fixture
def window(offices: dict[str, DataPaths], open_desk: Callable[..., Any], qtbot: QtBot) -> MainWindow:
    """The commune's window on the page of producers and products."""
    made = MainWindow(open_desk(offices["commune"]))
    qtbot.addWidget(made)
    made.resize(1366, 696)
    made.show()
    made.activateWindow()
    made.show_first(Route("producers"))
    settle(made)
    return made


def _page(window: MainWindow, kind: type[Any]) -> Any:
    assert isinstance(window.stack.page, kind)
    return window.stack.page


def _producer(window: MainWindow, name: str = "Hợp tác xã Cà phê Mẫu") -> Any:
    desk = window.desk
    data = ProducerData(name=name, kind="cooperative")
    row = desk.write_now(lambda s, a: register_producer(s, data, a, desk.library, desk.today()))
    desk.note_saved(("producer",))
    return row


def _product(window: MainWindow, producer: Any, name: str = "Cà phê bột Mẫu") -> Any:
    desk = window.desk
    data = ProductData(name=name, classification_code="I.6")
    row = desk.write_now(lambda s, a: register_product(s, producer.id, data, a, desk.library, desk.today()))
    desk.note_saved(("product",))
    settle(window)
    return row


def test_a_producer_and_its_product_are_registered_with_the_keys(window: MainWindow) -> None:
    press(window, Key.Key_N, CTRL | SHIFT)
    page = _page(window, ProducerPage)
    enter(window, "Hợp tác xã Nông nghiệp Vụ Bổn")
    drafts = window.desk.read(lambda s: find_producers(s, "vu bon"))
    assert [(one.name, one.revision) for one in drafts] == [("Hợp tác xã Nông nghiệp Vụ Bổn", 0)]
    enter(window, "hop tac xa")
    page.form.focus("commune")
    write(window, "krong pac")
    press(window, Key.Key_Return)
    press(window, Key.Key_Return, CTRL)
    row = window.desk.read(lambda s: find_producers(s, "vu bon"))[0]
    assert (row.kind, row.commune_name, row.province_name, row.revision) == (
        "cooperative", "xã Krông Pắc", "tỉnh Đắk Lắk", 1,
    )  # fmt: skip
    page = _page(window, ProductFormPage)
    assert page.form.value("producer") == row.id
    page.form.focus("name")
    enter(window, "Cà phê bột")
    page.form.focus("classification_code")
    enter(window, "ca phe, ca cao")
    press(window, Key.Key_S, CTRL)
    product = window.desk.read(lambda s: find_products(s, "ca phe bot"))[0]
    assert (product.producer_id, product.classification_code, product.set_number, product.revision) == (
        row.id, "I.6", 13, 1,
    )  # fmt: skip
    assert page.form.editor("ministry").typed()


def test_a_new_producer_lies_in_the_commune_whose_office_registers_it(window: MainWindow) -> None:
    office = window.desk.office
    assert office.commune_name
    press(window, Key.Key_N, CTRL | SHIFT)
    page = _page(window, ProducerPage)
    assert page.form.editor("commune").typed().startswith(office.commune_name)
    enter(window, "Hộ Mẫu Thôn Một")
    row = window.desk.read(lambda s: find_producers(s, "mau thon mot"))[0]
    assert [getattr(row, name) for name in UNIT_FIELDS] == [getattr(office, name) for name in UNIT_FIELDS]
    page.form.focus("kind")
    write(window, "ho kinh doanh")
    press(window, Key.Key_Tab)
    row = window.desk.read(lambda s: find_producers(s, "mau thon mot"))[0]
    assert "có đăng ký kinh doanh" in page.form.editor("kind").typed()
    assert row.kind
    assert page.form.current() == "established_on"


def test_a_name_that_is_missing_stops_the_registration_at_its_field(window: MainWindow) -> None:
    press(window, Key.Key_N, CTRL | SHIFT)
    page = _page(window, ProducerPage)
    page.form.focus("phone")
    enter(window, "0912 345 678")
    press(window, Key.Key_S, CTRL)
    assert page.form.current() == "name"
    rows = window.desk.read(lambda s: find_producers(s, "0912345678"))
    assert [one.revision for one in rows] == [0]
    press(window, Key.Key_F8)
    assert page.form.current() == "name"
    press(window, Key.Key_F8)
    assert page.form.current() == "kind"


def test_a_change_is_undone_and_everything_goes_back_to_the_last_save(window: MainWindow) -> None:
    producer = _producer(window)
    window.go(Route("producer", producer.id))
    settle(window)
    page = _page(window, ProducerPage)
    page.form.focus("address")
    enter(window, "Thôn 3")
    page.form.focus("email")
    enter(window, "htx@example.com")
    press(window, Key.Key_Z, CTRL)
    row = window.desk.read(lambda s: find_producers(s, "ca phe mau"))[0]
    assert (row.address, row.email) == ("Thôn 3", "")
    assert page.revert_act.isVisible()
    press(window, Key.Key_R, CTRL)
    row = window.desk.read(lambda s: find_producers(s, "ca phe mau"))[0]
    assert (row.address, row.revision) == ("", 1)
    assert page.form.value("address") == ""


def test_an_impossible_value_is_refused_and_an_unusual_one_kept_and_said(window: MainWindow) -> None:
    producer = _producer(window)
    window.go(Route("producer", producer.id))
    settle(window)
    page = _page(window, ProducerPage)
    page.form.focus("email")
    enter(window, "không phải địa chỉ")
    assert page.form._boxes["email"].warning
    page.form.focus("tax_code")
    enter(window, "123")
    assert page.form._boxes["tax_code"].error
    assert window.desk.read(lambda s: find_producers(s, "ca phe mau"))[0].tax_code == ""
    page.form.focus("tax_code")
    press(window, Key.Key_Z, CTRL)
    page.form.focus("representative_sex")
    page.form.put("representative_sex", "female")
    page.form.focus("representative_identity")
    enter(window, "066085001234")
    settle(window)
    assert page.form._boxes["representative_identity"].warning
    assert window.desk.read(lambda s: find_producers(s, "ca phe mau"))[0].representative_identity == "066085001234"


def test_saving_leads_to_a_refused_value_however_often_it_is_asked(window: MainWindow) -> None:
    producer = _producer(window)
    window.go(Route("producer", producer.id))
    settle(window)
    page = _page(window, ProducerPage)
    said: list[str] = []
    window.desk.toast_requested.connect(lambda sentence, _undo: said.append(sentence))
    page.form.focus("tax_code")
    enter(window, "123")
    for times in (1, 2, 3):
        page.form.focus("email")
        press(window, Key.Key_S, CTRL)
        settle(window)
        assert page.form.current() == "tax_code"
        assert len(said) == times
        assert page.form._boxes["tax_code"].error in said[-1]


def test_what_was_typed_before_a_producer_was_chosen_is_not_lost(window: MainWindow) -> None:
    producer = _producer(window)
    press(window, Key.Key_N, CTRL)
    page = _page(window, ProductFormPage)
    page.form.focus("name")
    enter(window, "Bột ca cao")
    assert window.desk.read(lambda s: find_products(s, "ca cao")) == []
    window.go(Route("producers"))
    settle(window)
    press(window, Key.Key_N, CTRL)
    page = _page(window, ProductFormPage)
    assert page.form.value("name") == "Bột ca cao"
    page.form.focus("producer")
    write(window, "cà phê mẫu")
    press(window, Key.Key_Return)
    product = window.desk.read(lambda s: find_products(s, "ca cao"))[0]
    assert (product.producer_id, product.revision) == (producer.id, 0)
    press(window, Key.Key_S, CTRL)
    assert window.desk.read(lambda s: find_products(s, "ca cao"))[0].revision == 1
    assert page.form.editor("producer").is_read_only()


def test_what_fits_no_set_is_looked_for_in_the_classification(window: MainWindow) -> None:
    product = _product(window, _producer(window))
    window.go(Route("product_form", product.id))
    settle(window)
    page = _page(window, ProductFormPage)
    page.form.focus("classification_code")
    line = page.form.editor("classification_code").inputs()[0]
    assert isinstance(line, QLineEdit)
    line.selectAll()
    write(window, "qua zzz")
    press(window, Key.Key_L, CTRL)
    picker = window.findChild(SetPicker)
    assert picker is not None
    assert picker.box.text() == "qua zzz"
    picker.box.setText("sau rieng")
    picker.choose()
    settle(window)
    assert page.form.value("classification_code") == "I.1.a"


def test_a_product_set_is_found_by_browsing_without_accents(window: MainWindow) -> None:
    product = _product(window, _producer(window))
    window.go(Route("product_form", product.id))
    settle(window)
    page = _page(window, ProductFormPage)
    press(window, Key.Key_L, CTRL)
    picker = page.findChild(SetPicker)
    picker.activateWindow()
    picker.box.setFocus()
    for typed, best in (("khac", "khác"), ("ca cao", "ca cao"), ("khac", "khác")):  # the best is marked each time
        picker.box.setText(typed)
        assert best in picker.tree.currentItem().text(0)
    picker.box.clear()
    write(window, "che thuc vat khac")
    press(window, Key.Key_Return)
    settle(window)
    assert window.desk.read(lambda s: find_products(s, "ca phe bot"))[0].classification_code == "I.5.b"
    assert page.form.value("classification_code") == "I.5.b"


def test_the_list_says_in_short_what_a_row_is_and_opens_it(window: MainWindow) -> None:
    product = _product(window, _producer(window))
    page = _page(window, ProducersPage)
    page.table.select(product.id)
    page._show_summary()
    settle(window)
    words = {label.text() for label in page.panel.findChildren(QLabel)}
    assert {"Cà phê bột Mẫu", "Hợp tác xã Cà phê Mẫu"} <= words
    page.table.setFocus()
    press(window, Key.Key_Return)
    life = _page(window, ProductPage)
    assert life.title() == "Cà phê bột Mẫu"
    press(window, Key.Key_F2)
    _page(window, ProductFormPage)
    press(window, Key.Key_Escape)
    _page(window, ProductPage)


def test_the_page_of_a_draft_leads_back_to_its_form(window: MainWindow) -> None:
    producer = _producer(window)
    desk = window.desk
    row = desk.write_now(
        lambda s, a: start_product(s, producer.id, {"name": "Trà hoa vàng"}, a, desk.library, desk.today())
    )
    window.go(Route("product", row.id))
    settle(window)
    page = _page(window, ProductPage)
    page.table.setFocus()
    press(window, Key.Key_Return, CTRL)
    form = _page(window, ProductFormPage)
    assert form.form.value("name") == "Trà hoa vàng"
    form.revert()
    question = QApplication.activeModalWidget()
    assert question is not None
    _confirm(question)
    settle(window)
    assert window.desk.read(lambda s: find_products(s, "tra hoa")) == []
    _page(window, ProducersPage)


def test_an_office_that_prepares_no_dossiers_is_sent_to_the_hand_over(
    offices: dict[str, DataPaths], open_window: Callable[..., Any]
) -> None:
    window = open_window(offices["province"])
    window.go(Route("producers"))
    settle(window)
    page = _page(window, ProducersPage)
    assert not page.product_act.isVisible()
    assert page.receive_act.isVisible()


def test_the_quick_filter_leaves_only_products_in_that_state(window: MainWindow) -> None:
    _product(window, _producer(window))
    page = _page(window, ProducersPage)
    table = page.tables["products"]
    assert table.model.rowCount() == 1
    for name, count in (("under_way", 0), ("none", 1), ("lapsed", 0), ("", 1)):
        page.filter.setCurrentIndex(page.filter.findData(name))
        page.filter.activated.emit(page.filter.currentIndex())
        assert table.model.rowCount() == count, name


def test_the_page_opens_on_the_list_that_was_asked_for(
    offices: dict[str, DataPaths], open_desk: Callable[..., Any], qtbot: QtBot
) -> None:
    made = MainWindow(open_desk(offices["commune"]))
    qtbot.addWidget(made)
    made.show()
    made.show_first(Route("producers", tab="ideas"))
    assert _page(made, ProducersPage).tab == "ideas"


def test_an_idea_is_registered_declined_and_selected_after_all(window: MainWindow) -> None:
    product = _product(window, _producer(window))
    page = _page(window, ProducersPage)
    page.table.select(product.id)
    press(window, Key.Key_I, CTRL)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.carry_out()  # type: ignore[attr-defined]
    settle(window)
    ideas = window.desk.read(lambda s: list_ideas(s, product_id=product.id))
    assert [(one.kind, one.status) for one in ideas] == [("existing", "registered")]
    assert page.tab == "ideas"
    assert page.table.current_id() == ideas[0].id
    window.activateWindow()
    settle(window)
    page.table.setFocus()
    press(window, Key.Key_D, CTRL | SHIFT)
    question = QApplication.activeModalWidget()
    assert question is not None
    write_into(question, "Trùng với ý tưởng đã có")
    settle(window)
    assert window.desk.read(lambda s: list_ideas(s, product_id=product.id))[0].status == "declined"
    window.activateWindow()
    settle(window)
    page.table.setFocus()
    press(window, Key.Key_I, CTRL | SHIFT)
    write_into(QApplication.activeModalWidget(), "Chủ thể đã sửa")
    settle(window)
    assert window.desk.read(lambda s: list_ideas(s, product_id=product.id))[0].status == "selected"


def write_into(question: Any, text: str) -> None:
    """Answer a question for a reason."""
    question.findChild(QPlainTextEdit).setPlainText(text)
    _confirm(question)


def _confirm(question: Any) -> None:
    buttons = [one for one in question.findChildren(QPushButton) if one.isVisible()]
    next(one for one in buttons if one.property("kind") in ("primary", "danger")).click()
