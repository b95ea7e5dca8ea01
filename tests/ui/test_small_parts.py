"""Parts of pages that need no whole world: the ways of a hand-over, the card of this machine."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.services.hand_over_choices import Choice
from app.ui.desk import Desk
from app.ui.pages.first_start.ready_step import SHEET_DONE, SHEET_SAVED
from app.ui.pages.hand_over.pick_view import PickView
from app.ui.pages.today.empty_book import EmptyBook
from app.ui.widgets.badge import Badge


def test_the_ways_of_a_hand_over_are_gone_through_from_the_rows(desk: Desk, qtbot: QtBot) -> None:
    view = PickView(desk, "export", [])
    qtbot.addWidget(view)
    up = Choice("a", "Cà phê", "Hợp tác xã", "C-1", "first", "ready", "forward", "province")
    back = Choice("b", "Trà", "Hợp tác xã", "C-2", "first", "recognised", "result", "commune")
    view.show_choices([up, back])
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.table.setFocus()
    seen = []
    for key in ("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgUp"):
        QTest.keySequence(view.focusWidget(), QKeySequence(key))
        seen.append([one.dossier_id for one in view.ticked()])
        assert view.table.isAncestorOf(view.focusWidget())
    assert seen == [["b"], ["b"], ["a"]]


@pytest.mark.parametrize(
    ("key", "said"),
    [(SHEET_DONE, "is printed"), (SHEET_SAVED, "saved as a file, not printed"), ("", "not printed yet")],
)
def test_a_recovery_sheet_that_was_only_saved_is_not_called_printed(
    desk: Desk, qtbot: QtBot, key: str, said: str
) -> None:
    if key:
        desk.state.set(key, "2026-11-24")
    holder = QWidget()
    qtbot.addWidget(holder)
    book = EmptyBook(desk, [], None, holder)
    texts = [one.text() for one in book.findChildren(QLabel)]
    texts += [one.accessibleName() or one.text for one in book.findChildren(Badge)]  # type: ignore[misc]
    assert [text for text in texts if "recovery sheet" in str(text) and said in str(text)]
