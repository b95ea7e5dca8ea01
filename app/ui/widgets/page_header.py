"""The head of a page: back link, title, stars, state, one line below, and at most three buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.translate import _
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel, MenuButton
from app.ui.widgets.labels import CutLabel
from app.ui.widgets.stars import Stars

_TITLE_AT_LEAST = 240
_TITLE_SHARE = 0.45  # of the head's width that the title may want before plain buttons move into "…"
_MOST_BUTTONS = 3  # the filled one among them
_NARROW = 1180  # px of the window: below it the line under the title goes


class PageHeader(QWidget):
    """The head of a page. Where room is short the second line goes first, then buttons move into "…"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._outer = outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 6, 0, 6)
        outer.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(2)
        self._back: LinkLabel | None = None
        self._left = left
        line = QHBoxLayout()
        line.setSpacing(12)
        self._line = line
        self.title = CutLabel("", "title")
        line.addWidget(self.title)
        self._stars = Stars(None)
        self._stars.hide()
        line.addWidget(self._stars)
        self._state: Badge | None = None
        line.addStretch(1)
        left.addLayout(line)
        self.subtitle = CutLabel("", "body", tone="text2")
        self.subtitle.hide()
        left.addWidget(self.subtitle)
        outer.addLayout(left, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        outer.addLayout(self._buttons)
        self._primary: ActButton | None = None
        self._others: list[ActButton] = []
        self._extra: list[Act] = []
        self._shown: tuple[bool, list[tuple[Act, str, bool]]] = (False, [])
        self._more = MenuButton("", [], "dots-three", _("More acts"), self)
        self._more.hide()

    def set_title(self, text: str) -> None:
        """The page's or the record's name."""
        self.title.set_words(text)
        self._fit()

    def set_subtitle(self, text: str) -> None:
        """One line below the title; hidden where room is short."""
        self.subtitle.set_words(text)
        self._fit()

    def set_stars(self, stars: int | None, out_of: int = 5) -> None:
        """Stars after the title; None hides them."""
        self._stars.setVisible(stars is not None)
        if stars is not None:
            self._stars.set_stars(stars, out_of)
        self._fit()

    def set_state(self, badge: Badge | None) -> None:
        """The state pill after the title; None takes it away. The header owns the badge."""
        if self._state is not None:
            self._line.removeWidget(self._state)
            self._state.deleteLater()
        self._state = badge
        if badge is not None:
            self._line.insertWidget(2, badge)
            badge.show()
        self._fit()

    def set_back(self, text: str, slot: Callable[[], object]) -> None:
        """The link above the title that leads back; empty words take it away."""
        if self._back is not None:
            self._left.removeWidget(self._back)
            self._back.deleteLater()
            self._back = None
        if text:
            self._back = LinkLabel(text, slot, "caret-left", self)
            self._left.insertWidget(0, self._back, 0, Qt.AlignmentFlag.AlignLeft)
        self._fit()

    def set_acts(self, primary: Act | None, others: Sequence[Act] = ()) -> None:
        """The page's buttons: the filled one at the right, the others before it; from the fourth on in "…".

        Where the same acts stand there already nothing is done.
        """
        wanted = [(act, act.text(), act.isVisible()) for act in (*others, *([primary] if primary else []))]
        if (primary is not None, wanted) == self._shown:
            return
        self._shown = (primary is not None, wanted)
        for button in (*self._others, *([self._primary] if self._primary else [])):
            self._buttons.removeWidget(button)
            button.deleteLater()
        self._buttons.removeWidget(self._more)
        places = _MOST_BUTTONS - (primary is not None)
        self._others = [ActButton(act, "plain", parent=self) for act in others[:places]]
        self._extra = list(others[places:])
        for button in self._others:
            self._buttons.addWidget(button)
        self._buttons.addWidget(self._more)
        self._primary = ActButton(primary, "primary", parent=self) if primary is not None else None
        if self._primary is not None:
            self._buttons.addWidget(self._primary)
        self._fit()

    @property
    def primary_button(self) -> ActButton | None:
        """The filled button, if the page has one."""
        return self._primary

    def minimumSizeHint(self) -> QSize:
        """Room for a short title, the filled button and "…": the other buttons must not hold the window wide."""
        width = _TITLE_AT_LEAST // 2 + self._more.sizeHint().width() + 24
        if self._primary is not None and self._primary.act.isVisible():
            width += self._primary.sizeHint().width() + 8
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit line and buttons to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_line = bool(self.subtitle.words) and self.window().width() >= _NARROW
        self.subtitle.setVisible(has_line)
        beside_title = self._back is not None and not has_line
        self._outer.setAlignment(
            self._buttons, Qt.AlignmentFlag.AlignBottom if beside_title else Qt.AlignmentFlag.AlignVCenter
        )
        at_least = min(_TITLE_AT_LEAST, self.width() // 3)
        self.title.setMinimumWidth(min(self.title.sizeHint().width(), at_least))
        if self._state is not None:  # the state's word stays whole: the title gives way
            self._state.setMinimumWidth(min(self._state.sizeHint().width(), max(120, self.width() // 4)))
        room = self.width() - self._title_room() - 16
        if self._primary is not None and self._primary.act.isVisible():
            room -= self._primary.sizeHint().width() + 8
        kept = [button for button in self._others if button.act.isVisible()]
        away = list(self._extra)
        more = self._more.sizeHint().width() + 8
        # A button keeps its key in sight: where room is short it goes into "…", whose menu tells the keys too.
        while kept and _width(kept) + (more if away else 0) > room:
            away.insert(0, kept.pop().act)
        for button in self._others:
            button.put_away(button not in kept)
        self._more.set_acts(away)
        self._more.setVisible(bool(away))

    def _title_room(self) -> int:
        """The px that title, stars and state want: a long title gives way before a button does."""
        want = min(self.title.sizeHint().width(), max(240, int(self.width() * _TITLE_SHARE)))
        if not self._stars.isHidden():
            want += self._stars.sizeHint().width() + 12
        if self._state is not None:
            want += self._state.sizeHint().width() + 12
        return want


def _width(buttons: Sequence[ActButton]) -> int:
    return sum(button.sizeHint().width() + 8 for button in buttons)
