"""The frame: which pages an office has, the keys, the search, errors, long work, another language."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import translate
from app.errors import StorageError
from app.models.office import OfficialRow
from app.paths import DataPaths
from app.services.officials import OfficialData, add_official
from app.services.producers import ProducerData, register_producer
from app.ui.pages import registry
from app.ui.pages.page import Page
from app.ui.pages.today.page import TodayPage
from app.ui.route import Route
from app.ui.shell import page_stack
from app.ui.shell.main_window import MainWindow
from app.ui.shell.navigation import NavItem
from app.ui.tasks import TaskProgress

Opens = Callable[[DataPaths], MainWindow]


@pytest.fixture
def window(offices: dict[str, DataPaths], open_window: Opens) -> MainWindow:
    return open_window(offices["commune"])


@pytest.fixture
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Route]]:
    """Every page but Today is an empty one that notes what it was opened for."""
    opened: list[tuple[str, Route]] = []

    class Noted(Page):
        def open(self, route: Route) -> None:
            opened.append((route.page, route))

    real = registry.make_page
    monkeypatch.setattr(page_stack, "make_page", lambda s, d: real(s, d) if s.name == "today" else Noted(d))
    return opened


def _titles(window: MainWindow) -> list[str]:
    items = window.navigation.findChildren(NavItem)
    return [item.entry.name for item in items]


def test_a_commune_has_its_assessment_and_no_council(window: MainWindow) -> None:
    assert "assessment" in _titles(window)
    assert "council" not in _titles(window)


def test_a_province_has_a_council_and_no_commune_assessment(offices: dict[str, DataPaths], open_window: Opens) -> None:
    names = _titles(open_window(offices["province"]))
    assert "council" in names
    assert "assessment" not in names


def test_the_window_opens_on_today_and_an_empty_book_says_how_to_begin(window: MainWindow, qtbot: QtBot) -> None:
    page = window.stack.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.findChild(QWidget, "today.empty") is not None)


def test_number_keys_open_the_pages_and_alt_left_leads_back(
    window: MainWindow, qtbot: QtBot, plain_pages: list[tuple[str, Route]]
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert [name for name, _route in plain_pages] == ["producers", "dossiers"]
    assert window.stack.route == Route("producers")
    assert window.stack.page is not None
    assert window.stack.page.objectName() == "page.producers"


def test_a_list_stands_as_it_was_left_until_something_is_written(
    window: MainWindow, plain_pages: list[tuple[str, Route]]
) -> None:
    producers, hand_over, one = Route("producers"), Route("hand_over"), Route("producers", "some-id")
    for route in (producers, hand_over, producers, hand_over):  # the hand-over looks for sticks: it opens each time
        window.go(route)
    assert [route for _page, route in plain_pages] == [producers, hand_over, hand_over]
    data = ProducerData(name="Hợp tác xã Một", kind="cooperative")
    window.desk.write_now(
        lambda session, actor: register_producer(session, data, actor, window.desk.library, window.desk.today())
    )
    window.go(producers)
    window.go(one)
    window.go(producers)
    assert [route for _page, route in plain_pages[3:]] == [producers, one, producers]


def test_the_search_finds_without_accents_and_opens_with_the_keyboard(
    window: MainWindow, qtbot: QtBot, plain_pages: list[tuple[str, Route]]
) -> None:
    desk = window.desk
    data = ProducerData(name="Hợp tác xã Cà phê Đắk Lắk", kind="cooperative")
    made = desk.write_now(lambda session, actor: register_producer(session, data, actor, desk.library, desk.today()))
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = window.bar.search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "ca phe dak lak")
    qtbot.waitUntil(lambda: search.results.isVisible() and search.results.count() == 2)
    assert "Cà phê Đắk Lắk" in search.results.item(1).text()
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert plain_pages[-1][1] == Route("producer", made.id)


def test_a_search_without_hits_says_what_to_try(window: MainWindow, qtbot: QtBot) -> None:
    search = window.bar.search
    search.setFocus()
    qtbot.keyClicks(search, "khongco")
    said = "Nothing found for “khongco”. Try fewer letters."
    qtbot.waitUntil(lambda: any(label.text() == said for label in window.findChildren(QLabel)))


def test_an_error_says_what_happened_what_was_kept_and_what_to_do_next(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.show_error(StorageError("The stick is full.", kept="All is here.", advice="Take another stick."))
    box = window.findChild(QWidget, "error")
    assert box is not None
    said = [label.text() for label in box.findChildren(QLabel)]
    for text in ("The stick is full.", "All is here.", "Take another stick."):
        assert text in said
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "error") is None)


def test_no_traceback_reaches_a_person(window: MainWindow) -> None:
    try:
        raise KeyError("secret detail 0123456789")
    except KeyError as error:
        window.desk.show_error(error)
    box = window.findChild(QWidget, "error")
    assert box is not None
    said = " ".join(label.text() for label in box.findChildren(QLabel))
    assert "Traceback" not in said
    assert "secret detail" not in said
    assert "KeyError" in said


def test_long_work_shows_a_panel_that_stops_it_and_leaves_the_window_alive(window: MainWindow, qtbot: QtBot) -> None:
    stopped: list[str] = []
    begun = threading.Event()

    def work(progress: object) -> None:
        begun.set()
        while True:
            progress.step(1, 10, "Reading")  # type: ignore[attr-defined]
            threading.Event().wait(0.01)

    window.desk.run_long("Long work", work, on_cancel=lambda: stopped.append("yes"))
    qtbot.waitUntil(window.progress.isVisible)
    stop = window.progress.findChild(QPushButton, "progress.stop")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stopped == ["yes"])
    qtbot.waitUntil(lambda: not window.progress.isVisible())


def _long_work(window: MainWindow, title: str, **more: Any) -> threading.Event:
    """Start work that lasts until it may end."""
    may_end = threading.Event()

    def work(progress: TaskProgress) -> None:
        while not may_end.wait(0.01):
            progress.step(1, 10, "Reading")

    window.desk.run_long(title, work, **more)
    return may_end


def _shown_title(window: MainWindow) -> str:
    return window.progress.findChildren(QLabel)[0].text() if window.progress.isVisible() else ""


def test_the_panel_follows_long_work_in_its_order_and_through_a_rebuild(window: MainWindow, qtbot: QtBot) -> None:
    first, second = _long_work(window, "First"), _long_work(window, "Second")
    qtbot.waitUntil(lambda: _shown_title(window) == "First")
    window.rebuild()
    qtbot.waitUntil(lambda: _shown_title(window) == "First")
    first.set()
    qtbot.waitUntil(lambda: _shown_title(window) == "Second")
    second.set()
    qtbot.waitUntil(lambda: not window.progress.isVisible())


def test_what_long_work_changed_is_told_though_its_page_has_gone(window: MainWindow, qtbot: QtBot) -> None:
    changed: list[frozenset[str]] = []
    window.desk.records_changed.connect(changed.append)
    page, called = QWidget(), []
    may_end = _long_work(window, "Taking", changes="dossier", on_done=called.append, owner=page)
    shiboken6.delete(page)
    may_end.set()
    qtbot.waitUntil(lambda: frozenset({"dossier"}) in changed)
    assert called == []


def test_long_work_that_fails_is_told_though_its_page_has_gone(window: MainWindow, qtbot: QtBot) -> None:
    errors: list[BaseException] = []
    window.desk.error_raised.connect(errors.append)
    page, may_fail = QWidget(), threading.Event()

    def work(_progress: TaskProgress) -> None:
        may_fail.wait(10)
        raise StorageError("The stick is full.")

    window.desk.run_long("Writing", work, on_error=lambda _error: None, owner=page)
    shiboken6.delete(page)
    may_fail.set()
    qtbot.waitUntil(lambda: [str(error) for error in errors] == ["The stick is full."])


def _second_person(window: MainWindow) -> OfficialRow:
    desk = window.desk
    with desk.context.database.transaction() as session:
        return add_official(session, OfficialData(full_name="Hoàng Thị Yến", role="officer"), desk.actor(session))


def test_an_act_is_the_one_s_who_asked_for_it_though_another_has_sat_down(window: MainWindow) -> None:
    desk, before, other = window.desk, window.desk.person, _second_person(window)
    acted: list[str] = []
    may_go = threading.Event()
    desk.write(lambda _session, _actor: may_go.wait(10))
    desk.write(lambda _session, actor: acted.append(actor.official_id))
    desk.run_long("Taking", lambda _progress: desk.write_now(lambda _session, actor: acted.append(actor.official_id)))
    desk.work_as(other)
    may_go.set()
    desk.tasks.shut_down()
    desk.write(lambda _session, actor: acted.append(actor.official_id))
    desk.flush()
    assert acted == [before.id, before.id, other.id]


def test_what_is_being_typed_is_saved_before_another_person_sits_down(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, before, other = window.desk, window.desk.person, _second_person(window)
    acted: list[str] = []

    def leave() -> bool:
        desk.write(lambda _session, actor: acted.append(actor.official_id))
        return True

    assert window.stack.page is not None
    monkeypatch.setattr(window.stack.page, "leave", leave)
    window._choose_person()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(act for act in menu.actions() if act.text().startswith(other.full_name)).trigger()
    assert acted == [before.id]
    assert desk.person.id == other.id


def test_a_toast_takes_the_act_back(window: MainWindow, qtbot: QtBot) -> None:
    undone: list[int] = []
    window.desk.toast("One file was removed.", lambda: undone.append(1))
    button = window.toast.findChild(QPushButton, "toast.undo")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not window.toast.isVisible()


def test_a_toast_leaves_the_row_of_buttons_at_the_foot_of_a_page_free(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.toast("One file was removed.")
    area = window.toast.parentWidget()
    row = 32 + 16  # a button and the padding below it
    assert window.toast.geometry().bottom() < area.height() - row


def test_a_toast_goes_with_the_next_key(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.toast("One file was removed.")
    qtbot.keyPress(window, Qt.Key.Key_Control)
    assert window.toast.isVisible()  # a held Ctrl is no key yet
    qtbot.keyRelease(window, Qt.Key.Key_Control)
    qtbot.keyClick(window, Qt.Key.Key_Down)
    assert not window.toast.isVisible()


def test_a_province_is_not_named_twice(
    offices: dict[str, DataPaths], open_window: Callable[[DataPaths], MainWindow]
) -> None:
    window = open_window(offices["province"])
    place = window.desk.office.province_name
    below = [label.text() for label in window.navigation.findChildren(QLabel) if place[1:] in label.text()]
    assert place[:1].upper() + place[1:] in below
    assert not any("·" in text for text in below)


def test_another_language_is_spoken_without_a_restart(window: MainWindow, qtbot: QtBot) -> None:
    assert window.navigation.findChild(NavItem, "nav.today").text() == "Today"
    translate.set_language("vi")
    window.rebuild()
    assert window.navigation.findChild(NavItem, "nav.today").text() == "Hôm nay"
    assert isinstance(window.stack.page, TodayPage)


def test_a_narrow_window_keeps_icons_and_drops_words(window: MainWindow) -> None:
    window.resize(911, 464)
    assert window.navigation.width() == 56
    window.resize(1366, 696)
    assert window.navigation.width() == 220


def test_closing_waits_for_what_was_written(window: MainWindow) -> None:
    desk = window.desk
    done: list[int] = []
    for number in range(20):
        desk.write(lambda session, actor, number=number: done.append(number))
    window.close()
    assert done == list(range(20))
