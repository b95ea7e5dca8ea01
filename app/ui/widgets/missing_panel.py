"""What is still missing on a form or dossier, graded, each line a link to its field; below it help on a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, cast

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.translate import N_, _
from app.ui.theme import icon_pixmap
from app.ui.widgets.badge import Badge, paint_mark
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.labels import Hairline, KeyChip, TextLabel
from app.ui.widgets.side_panel import SidePanel

Grade = Literal["stops", "warns", "suggests"]
_ORDER: tuple[Grade, ...] = ("stops", "warns", "suggests")
_MARKS = {"stops": "danger", "warns": "warn", "suggests": "neutral"}
_TITLES = {"stops": N_("Stops"), "warns": N_("Warnings"), "suggests": N_("Suggestions")}
_INDENT = 17
_FOLDS_FROM = 6  # so many suggestions hide what weighs more: they fold into one line


@dataclass(frozen=True)
class MissingLine:
    """One thing missing: grade, words, where it comes from, and what it leads to."""

    grade: Grade
    text: str
    detail: str = ""
    target: str = ""


class _Link(LinkLabel):
    """A line of the list: its words wrap, since a name of a paper must not be cut."""

    def __init__(self, line: MissingLine, slot: Callable[[], object], parent: QWidget) -> None:
        super().__init__("", slot, parent=parent)
        self.setAccessibleName(line.text)
        self.setAccessibleDescription(line.detail)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 2, 4, 2)
        box.setSpacing(0)
        for text, role, tone in ((line.text, "strong", "accent"), (line.detail, "second", "text2")):
            if text:
                label = TextLabel(text, role, tone=tone)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                box.addWidget(label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped words."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Room for the words, not for a button's."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the words can be wrapped."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the words need at this width."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))


class _GroupTitle(QWidget):
    def __init__(self, text: str, grade: str) -> None:
        super().__init__()
        self._grade = grade
        box = QHBoxLayout(self)
        box.setContentsMargins(_INDENT, 0, 0, 0)
        tone = "text2" if grade == "neutral" else grade
        box.addWidget(TextLabel(text, "strong", tone=tone))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QPointF(5, self.height() / 2 + 1), self._grade)
        painter.end()


class _Fold(LinkLabel):
    """The title of the suggestions where they are many; Enter or a click shows and hides them."""

    def __init__(self, text: str, is_open: bool, slot: Callable[[], object], parent: QWidget) -> None:
        super().__init__(text, slot, "caret-down" if is_open else "caret-right", parent)
        self.setObjectName("missing.fold")
        self.setAccessibleDescription(_("shown") if is_open else _("folded"))


class MissingPanel(SidePanel):
    """The list of what is missing in the order stops, warns, suggests; F8 steps through it from the page.

    The page owns the keys F8 and Shift+F8 and calls ``next``/``previous``.
    """

    chosen = Signal(str)
    """The target of the line that was chosen, by mouse, keys or F8."""
    counted = Signal()
    """The lines are others now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[MissingLine] = []
        self._at = -1
        self._unfolded = False
        self._fold: _Fold | None = None
        self._stops_title = ""
        self._complete = ""
        head = QHBoxLayout()
        self._title = TextLabel("", "card")
        head.addWidget(self._title, 1)
        self._chip = KeyChip("F8")
        self._chip.setToolTip(_("To the next missing item"))
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self._extra = QVBoxLayout()
        self.body.addLayout(self._extra)
        self._help_line = Hairline()
        self.body.addWidget(self._help_line)
        self._help = QVBoxLayout()
        self._help.setSpacing(6)
        self.body.addLayout(self._help)
        self.body.addStretch(1)
        self._help_line.hide()
        self.set_items([])

    def set_words(self, stops: str = "", complete: str = "") -> None:
        """Name what the gravest grade stops ("Stops the hand-over") and what is said when nothing is missing."""
        self._stops_title, self._complete = stops, complete
        self.set_items(self._lines)

    def set_items(self, items: Sequence[MissingLine]) -> None:
        """Show what is missing; the step of F8 stays at the line it was on, where that is still there."""
        was = self._lines[self._at] if 0 <= self._at < len(self._lines) else None
        self._lines = [line for grade in _ORDER for line in items if line.grade == grade]
        self._at = next((i for i, line in enumerate(self._lines) if was and line.target == was.target), -1)
        _empty(self._list)
        self._fold = None
        count = len(self._lines)
        self._title.setText(self.words)
        self._chip.setVisible(bool(count))
        for grade in _ORDER:
            group = [line for line in self._lines if line.grade == grade]
            if not group:
                continue
            title = self._stops_title if grade == "stops" and self._stops_title else _(_TITLES[grade])
            words = f"{title} ({len(group)})"
            folds = grade == "suggests" and len(group) >= _FOLDS_FROM
            if folds:
                self._fold = _Fold(words, self._unfolded, self._toggle, self)
                self._list.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self._list.addWidget(_GroupTitle(words, _MARKS[grade]))
            for line in group if self._unfolded or not folds else ():
                holder = QHBoxLayout()
                holder.setContentsMargins(_INDENT - 5, 0, 0, 0)
                holder.addWidget(_Link(line, partial(self.chosen.emit, line.target), self))
                self._list.addLayout(holder)
        if not count and self._complete:
            self._list.addWidget(Badge(self._complete, "ok"))
        self.counted.emit()

    def _toggle(self) -> None:
        """Show or hide the suggestions; the keys stay on their title."""
        self._unfolded = not self._unfolded
        self.set_items(self._lines)
        if self._fold is not None:
            self._fold.setFocus()

    @property
    def words(self) -> str:
        """How many things are missing, in words."""
        count = len(self._lines)
        return _("{count} missing").format(count=count) if count else _("Nothing is missing")

    @property
    def count(self) -> int:
        """How many things are missing."""
        return len(self._lines)

    def next(self) -> str:
        """Go to the next line, from the last one to the first, and choose it; returns its target."""
        return self._step(1)

    def previous(self) -> str:
        """Go to the line before, from the first one to the last, and choose it; returns its target."""
        return self._step(-1)

    def _step(self, by: int) -> str:
        if not self._lines:
            return ""
        self._at = (self._at + by) % len(self._lines) if self._at >= 0 else (0 if by > 0 else len(self._lines) - 1)
        target = self._lines[self._at].target
        self.chosen.emit(target)
        return target

    def set_help(self, title: str, what: str = "", example: str = "", article: str = "") -> None:
        """Explain the field in work: what it is, an example, the article it comes from. No title clears it."""
        _empty(self._help)
        self._help_line.setVisible(bool(title))
        if not title:
            return
        head = QHBoxLayout()
        head.setSpacing(8)
        picture = QLabel()
        picture.setPixmap(icon_pixmap("question", 18, "info", self.devicePixelRatioF()))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(TextLabel(title, "strong"), 1)
        self._help.addLayout(head)
        if what:
            self._help.addWidget(TextLabel(what, "second", tone="text"))
        if example:
            self._help.addWidget(TextLabel(_("Example: {text}").format(text=example), "second"))
        if article:
            self._help.addWidget(TextLabel(article, "second"))

    def set_extra(self, widget: QWidget | None) -> None:
        """Put something of the page's own below the list, e.g. the notes of the other office; None takes it away."""
        _empty(self._extra)
        if widget is not None:
            self._extra.addWidget(Hairline())
            self._extra.addWidget(widget)


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = cast("QWidget | None", item.widget()), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            _empty(inner)
