"""What the parts of a page say and do: keys on buttons, accessible names, order of what is missing, folding."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QTabBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import colour
from app.ui.widgets.act import Act, sequences
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, MenuButton
from app.ui.widgets.count_card import CountCard
from app.ui.widgets.labels import CutLabel, KeyChip, TextLabel
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.stars import INNER_RADIUS, Stars, star_path
from app.ui.widgets.steps import WizardFrame
from app.ui.widgets.tabs import Segmented, TabStrip
from app.ui.widgets.track import Track, TrackMove

pytestmark = pytest.mark.usefixtures("_dressed")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget)
    widget.resize(900, 500)
    qtbot.addWidget(widget)
    return widget


def _put(page: QWidget, *parts: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    for part in parts:
        layout.addWidget(part)
    page.show()
    QApplication.processEvents()


def _says(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_a_button_shows_words_and_key_and_says_only_the_words(page: QWidget) -> None:
    button = ActButton(Act(page, "Hand over…", None, "Ctrl+B", "usb"), "primary")
    assert button.text().split() == ["Hand", "over…", "Ctrl+B"]
    assert _says(button) == "Hand over…"
    assert not button.icon().isNull()


@pytest.mark.parametrize(
    ("key", "shown"), [("Ctrl+Enter", "Ctrl+Enter"), ("Alt+Left", "Alt+←"), ("PgDown", "PgDn"), ("Del", "Delete")]
)
def test_keys_are_written_as_on_the_keyboard(page: QWidget, key: str, shown: str) -> None:
    assert Act(page, "x", key=key).key_text == shown
    assert KeyChip(key).text() == shown
    assert sequences(shown) == sequences(key)


def test_both_enter_keys_do_the_act(page: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    field = QLineEdit()
    Act(page, "Go on", lambda: done.append("go"), "Ctrl+Enter")
    _put(page, field)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert done == ["go", "go"]


def test_a_button_follows_its_act(page: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    act = Act(page, "Print 3", lambda: done.append("print"), "Ctrl+P")
    button = ActButton(act)
    _put(page, button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    act.set_words("Print Q&A")
    act.set_reason("Nothing is chosen.")
    act.setEnabled(False)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["print"]
    assert "Q&&A" in button.text()
    assert button.toolTip() == "Nothing is chosen."
    assert not button.isEnabled()
    act.setVisible(False)
    assert button.isHidden()


def test_stars_are_said_in_words_and_their_inner_radius_is_right(page: QWidget) -> None:
    stars = Stars(3)
    assert _says(stars) == "3 out of 5 stars"
    stars.set_stars(None)
    assert _says(stars) == "no star yet"
    path = star_path(100)
    radii = [
        round((path.elementAt(i).x ** 2 + path.elementAt(i).y ** 2) ** 0.5, 3)  # type: ignore[operator]
        for i in range(10)
    ]
    assert radii == [50.0, round(50 * INNER_RADIUS, 3)] * 5


def test_as_many_stars_are_gold_as_are_earned(page: QWidget) -> None:
    stars = Stars(2, size=34)
    _put(page, stars)
    image = stars.grab().toImage()
    golden = [image.pixelColor(17 + place * 38, image.height() // 2) == colour("star") for place in range(5)]
    assert golden == [True, True, False, False, False]


def test_each_grade_has_its_own_mark_also_without_colour(page: QWidget) -> None:
    shapes = set()
    for grade in ("ok", "info", "warn", "danger", "neutral"):
        badge = Badge("", grade)
        badge.resize(12, 22)
        image = badge.grab().toImage()
        ground = image.pixelColor(11, 0)
        shapes.add(tuple(image.pixelColor(x, y) != ground for x in range(11) for y in range(22)))
    assert len(shapes) == 5
    with pytest.raises(ValueError):
        Badge("x", "purple")


def test_marks_of_html_in_words_are_shown_as_they_stand(page: QWidget) -> None:
    assert TextLabel("<b>x</b>").textFormat() == Qt.TextFormat.PlainText
    assert CutLabel("<b>x</b>").textFormat() == Qt.TextFormat.PlainText


def test_a_cut_line_keeps_its_whole_words(qtbot: QtBot) -> None:
    label = CutLabel("Hộ kinh doanh cà phê Mùa Thu, thôn 3")
    qtbot.addWidget(label)
    label.show()
    label.resize(90, 22)
    assert label.text().endswith("…")
    assert label.toolTip() == label.words == _says(label)
    label.resize(900, 22)
    assert (label.text(), label.toolTip()) == (label.words, "")


def _panel(qtbot: QtBot) -> MissingPanel:
    panel = MissingPanel()
    qtbot.addWidget(panel)
    panel.set_words("Stops the hand-over", "Complete.")
    panel.set_items(
        [
            MissingLine("suggests", "Add a picture", "", "photo"),
            MissingLine("stops", "Test report has expired", "Article 6", "test"),
            MissingLine("warns", "Another name on the label", "", "label"),
        ]
    )
    return panel


def test_what_is_missing_is_stepped_through_by_grade_and_round_again(qtbot: QtBot) -> None:
    panel = _panel(qtbot)
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    assert [panel.next() for _step in range(4)] == ["test", "label", "photo", "test"]
    assert panel.previous() == "photo"
    assert chosen == ["test", "label", "photo", "test", "photo"]


def test_the_step_stays_where_it_was_when_the_list_changes(qtbot: QtBot) -> None:
    panel = _panel(qtbot)
    panel.next()
    panel.next()
    panel.set_items(
        [MissingLine("warns", "Another name on the label", "", "label"), MissingLine("suggests", "x", "", "y")]
    )
    assert panel.next() == "y"
    panel.set_items([])
    assert (panel.next(), panel.count) == ("", 0)
    assert [badge.text for badge in panel.findChildren(Badge) if not badge.isHidden()] == ["Complete."]


def test_many_suggestions_fold_into_one_line_that_enter_opens(qtbot: QtBot) -> None:
    panel = _panel(qtbot)
    panel.set_items(
        [MissingLine("stops", "Test report has expired", "", "test")]
        + [MissingLine("suggests", f"May be useful {number}", "", str(number)) for number in range(25)]
    )
    panel.show()
    panel.activateWindow()

    def listed() -> int:
        return sum(one.text.startswith("May be") for one in _lines_shown(panel))

    fold = panel.findChildren(QPushButton, "missing.fold")[-1]
    assert fold.accessibleName() == "Suggestions (25)"
    assert (listed(), panel.count) == (0, 26)
    for expected in (25, 0):
        fold = panel.findChildren(QPushButton, "missing.fold")[-1]
        qtbot.keyClick(fold, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda expected=expected: listed() == expected)


def _lines_shown(panel: MissingPanel) -> list[MissingLine]:
    links = [one for one in panel.findChildren(QPushButton) if not one.isHidden()]
    return [MissingLine("suggests", one.accessibleName()) for one in links]


def test_a_line_of_the_list_leads_to_its_field_by_keys(qtbot: QtBot) -> None:
    panel = _panel(qtbot)
    panel.show()
    link = next(b for b in panel.findChildren(QPushButton) if b.accessibleName() == "Test report has expired")
    with qtbot.waitSignal(panel.chosen) as blocker:
        qtbot.keyClick(link, Qt.Key.Key_Space)
    assert blocker.args == ["test"]
    assert link.accessibleDescription() == "Article 6"


def test_tabs_keep_their_choice_by_name(qtbot: QtBot) -> None:
    for strip in (TabStrip(), Segmented()):
        qtbot.addWidget(strip)
        said: list[str] = []
        strip.set_tabs([("a", "A"), ("b", "B"), ("c", "C")])
        strip.changed.connect(said.append)
        assert strip.current() == "a"
        strip.set_current("c")
        strip.set_tabs([("b", "B 2"), ("c", "C 1")])
        assert (strip.current(), said) == ("c", ["c"])
        strip.set_tabs([("b", "B 2")])
        assert (strip.current(), said) == ("b", ["c", "b"])
        strip.set_current("nowhere")
        assert strip.current() == "b"


def test_tabs_step_and_stop_at_the_ends(qtbot: QtBot) -> None:
    strip = TabStrip()
    qtbot.addWidget(strip)
    strip.set_tabs([("a", "A"), ("b", "B")])
    strip.step(1)
    strip.step(1)
    assert strip.current() == "b"
    strip.step(-1)
    assert strip.current() == "a"


def test_tabs_without_room_stand_in_a_menu_and_none_is_shown_in_part(qtbot: QtBot) -> None:
    strip = TabStrip()
    qtbot.addWidget(strip)
    names = [f"tab {place}" for place in range(11)]
    strip.set_tabs([(name, f"Thẻ số {name}") for name in names])
    strip.resize(500, 38)
    strip.show()
    said: list[str] = []
    strip.changed.connect(said.append)
    bar, menu = strip.findChild(QTabBar), strip.findChild(QMenu)
    assert bar is not None
    assert menu is not None

    def shown() -> list[str]:
        return [name for place, name in enumerate(names) if bar.isTabVisible(place)]

    assert shown() == names[: len(shown())]
    menu.aboutToShow.emit()
    assert len(menu.actions()) == len(names) - len(shown()) > 0
    menu.actions()[-1].trigger()
    assert (strip.current(), said) == (names[-1], names[-1:])
    assert shown()[-1] == names[-1]
    for place, name in enumerate(names):
        if name in shown():
            assert 0 <= bar.tabRect(place).left() < bar.tabRect(place).right() <= strip.width()
    strip.step(-1)
    assert strip.current() == names[-2]
    assert names[-2] in shown()
    strip.resize(2000, 38)
    assert shown() == names


def test_the_earliest_done_moves_fold_when_they_are_too_many(qtbot: QtBot) -> None:
    track = Track()
    qtbot.addWidget(track)
    moves = [TrackMove(f"move {i}", "", "done") for i in range(9)] + [
        TrackMove("here", "today", "now"),
        TrackMove("last"),
    ]
    track.set_moves(moves)
    folded, shown = track.shown(2000)
    assert [move.label for move in folded] == ["move 0", "move 1", "move 2", "move 3"]
    assert len(shown) + 1 == 8
    assert track.shown(300)[1][-2:] == moves[-2:]
    assert "here, today, now; last, to come" in _says(track)


def test_the_header_gives_up_its_line_then_buttons_but_no_key_of_one_that_stays(page: QWidget) -> None:
    header = PageHeader()
    header.set_title("Cà phê Mùa Thu")
    header.set_subtitle("Hồ sơ 2026")
    others = [
        Act(page, "Print…", None, "Ctrl+P"),
        Act(page, "Take back…", None, "Ctrl+T"),
        Act(page, "Copy", None),
    ]
    header.set_acts(Act(page, "Hand over…", None, "Ctrl+B"), others)
    _put(page, header)
    seen = {}
    for width in (1300, 700, 420):
        page.resize(width, 400)
        QApplication.processEvents()
        buttons = [b for b in header.findChildren(ActButton) if b.isVisible()]
        seen[width] = (header.subtitle.isVisible(), [b.text().replace("\xa0", " ").split("  ")[0] for b in buttons])
        assert all(b.geometry().right() <= header.width() for b in buttons)
        assert all(b.act.key_text in b.text().replace("\xa0", " ") for b in buttons)
    assert seen[1300] == (True, ["Print…", "Take back…", "Hand over…"])
    assert seen[700][0] is False
    assert seen[420][1] == ["Hand over…"]
    assert header.primary_button is not None
    assert "Ctrl+B" in header.primary_button.text()


def test_the_word_of_a_state_stays_whole_where_a_long_title_is_cut(page: QWidget) -> None:
    header = PageHeader()
    header.set_title("Nấm đông trùng hạ thảo Hạnh Dung, sấy thăng hoa, hộp 10 g")
    badge = Badge("Xã đã đánh giá", "info", soft=True)
    header.set_state(badge)
    header.set_acts(Act(page, "Hand over…", None, "Ctrl+B"), [Act(page, "Print…", None, "Ctrl+P")])
    _put(page, header)
    page.resize(700, 400)
    QApplication.processEvents()
    assert badge.width() >= badge.sizeHint().width()
    assert header.title.text().endswith("…")


def test_acts_without_a_button_are_in_the_menu(page: QWidget) -> None:
    header = PageHeader()
    acts = [Act(page, f"act {i}") for i in range(4)]
    header.set_acts(None, acts)
    _put(page, header)
    menu = header.findChild(MenuButton)
    assert menu is not None
    assert menu.isVisible()
    assert menu.accessibleName() == "More acts"


def test_a_count_is_a_button_for_mouse_and_keys(page: QWidget, qtbot: QtBot) -> None:
    pressed: list[int] = []
    card = CountCard(3, "Dossiers here", "1 overdue", "danger", lambda: pressed.append(1))
    _put(page, card)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert pressed == [1, 1]
    assert _says(card) == "3 Dossiers here"
    assert card.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_steps_say_where_one_is(qtbot: QtBot) -> None:
    frame = WizardFrame(["Choose", "Check", "Write"], "Will be written")
    qtbot.addWidget(frame)
    frame.steps.set_current(1)
    assert _says(frame.steps) == "Step 2 of 3: Check"
    go = Act(frame, "Write", None, "Ctrl+Enter")
    frame.set_buttons(None, Act(frame, "Leave", None, "Esc"), go)
    kinds = [button.kind for button in frame.findChildren(ActButton)]
    assert kinds == ["plain", "primary"]
    assert go.shortcut() == QKeySequence("Ctrl+Enter")
    assert frame.side is not None


def test_a_scrolled_column_follows_the_keys_and_is_never_cut_at_the_side(page: QWidget, qtbot: QtBot) -> None:
    column = QWidget()
    box = QVBoxLayout(column)
    fields = [QLineEdit() for _place in range(40)]
    for field in fields:
        field.setMinimumWidth(300)
        box.addWidget(field)
    scroll = VScroll(column)
    _put(page, scroll)
    page.activateWindow()
    fields[-1].setFocus()
    qtbot.waitUntil(lambda: not fields[-1].visibleRegion().isEmpty())
    assert scroll.minimumSizeHint().width() >= 300
