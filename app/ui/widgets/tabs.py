"""Tabs of a page, and a row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.translate import _
from app.ui.theme import colour, font

_MANY = 9  # from so many tabs on they stand closer
_CLOSER = 8  # px less between them


class _Bar(QTabBar):
    """A tab's width is that of its semibold words, so that choosing one moves no other."""

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return QSize(hint.width() + 8 - (_CLOSER if self.count() >= _MANY else 0), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tabs, and an edge round the chosen one while they have the keys."""
        super().paintEvent(event)
        if not self.hasFocus() or self.currentIndex() < 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("accent"), 2))
        painter.drawRoundedRect(QRectF(self.tabRect(self.currentIndex())).adjusted(1, 1, -17, -4), 5, 5)
        painter.end()


class TabStrip(QWidget):
    """Tabs by name, with a hairline below. Left and right step through them.

    Those that have no room stand in a menu at the end; none is shown in part.
    """

    changed = Signal(str)
    """The name of the tab that is now chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(38)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._bar = _Bar(self)
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setUsesScrollButtons(False)
        self._bar.setElideMode(Qt.TextElideMode.ElideNone)
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.addWidget(self._bar, 1)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more = QToolButton(self)
        self._more.setText("…")
        self._more.setAccessibleName(_("More tabs"))
        self._more.setToolTip(_("More tabs"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._menu)
        self._more.hide()
        box.addWidget(self._more)
        self.setFocusProxy(self._bar)
        self._names: list[str] = []
        self._bar.currentChanged.connect(self._on_changed)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show these tabs (name, words); the chosen one stays chosen while its name is there."""
        was = self.current()
        self._bar.blockSignals(True)
        names = [name for name, _text in tabs]
        if names == self._names:
            for place, (_name, text) in enumerate(tabs):
                words = text.replace("&", "&&")
                if self._bar.tabText(place) != words:
                    self._bar.setTabText(place, words)
        else:
            while self._bar.count():
                self._bar.removeTab(0)
            self._names = names
            for _name, text in tabs:
                self._bar.addTab(text.replace("&", "&&"))
            if was in names:
                self._bar.setCurrentIndex(names.index(was))
        self._bar.blockSignals(False)
        self._fit()
        if was and self.current() != was:
            self.changed.emit(self.current())

    def current(self) -> str:
        """The name of the chosen tab; empty without tabs."""
        place = self._bar.currentIndex()
        return self._names[place] if 0 <= place < len(self._names) else ""

    def set_current(self, name: str) -> None:
        """Choose a tab; a name that is not there changes nothing."""
        if name in self._names:
            self._choose(self._names.index(name))

    def step(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) tab; stops at the ends."""
        self._choose(max(0, min(len(self._names) - 1, self._bar.currentIndex() + by)))

    def _choose(self, place: int) -> None:
        if not 0 <= place < len(self._names) or place == self._bar.currentIndex():
            return
        was = self._bar.blockSignals(True)
        self._fit(place)  # first the room, then the choice: else the bar scrolls
        self._bar.setCurrentIndex(place)
        self._bar.blockSignals(was)
        self.changed.emit(self.current())

    def _on_changed(self, _place: int) -> None:
        self._fit()
        self.changed.emit(self.current())

    # --- room ---------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the tabs to the new width."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Room for one tab: the others go into the menu."""
        return QSize(160, self.height())

    def _fit(self, chosen: int = -1) -> None:
        """Show the first tabs that have room, and always the chosen one; the others are in the menu."""
        bar, room = self._bar, self.width()
        chosen = chosen if chosen >= 0 else max(bar.currentIndex(), 0)
        widths = [bar.tabSizeHint(place).width() for place in range(bar.count())]
        shown = set(range(bar.count()))
        if sum(widths) > room:
            room -= self._more.sizeHint().width() + widths[chosen]
            shown = {chosen}
            for place, width in enumerate(widths):
                if place != chosen:
                    room -= width
                    if room < 0:
                        break
                    shown.add(place)
        was = bar.blockSignals(True)
        for place in sorted(range(bar.count()), key=lambda one: one not in shown):  # none is hidden before one shows
            if bar.isTabVisible(place) != (place in shown):
                bar.setTabVisible(place, place in shown)
        bar.blockSignals(was)
        self._more.setVisible(len(shown) < bar.count())

    def _fill_menu(self) -> None:
        self._menu.clear()
        for place in range(self._bar.count()):
            if not self._bar.isTabVisible(place):
                self._menu.addAction(self._bar.tabText(place), partial(self._choose, place))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hairline."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("border"))
        painter.end()


class Segmented(QWidget):
    """A row of choices side by side, one of them chosen; left and right move the choice."""

    changed = Signal(str)
    """The name of the choice that now holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idToggled.connect(self._on_toggled)
        self._names: list[str] = []

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show these choices (name, words); the one that holds stays while its name is there, else the first."""
        if tabs and [name for name, _text in tabs] == self._names:  # the buttons stay: making them anew takes time
            for place, (_name, text) in enumerate(tabs):
                self._group.button(place).setText(text.replace("&", "&&"))
                self._group.button(place).setAccessibleName(text)
            return
        was = self.current()
        self._group.blockSignals(True)
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._box.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._names = [name for name, _text in tabs]
        for place, (name, text) in enumerate(tabs):
            button = QPushButton(text.replace("&", "&&"), self)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setFont(font("strong"))
            button.setProperty("segment", "true")
            button.setProperty("place", _place(place, len(tabs)))
            button.setAccessibleName(text)
            self._group.addButton(button, place)
            self._box.addWidget(button)
            button.setChecked(name == was)
        if tabs and self._group.checkedId() < 0:
            self._group.button(0).setChecked(True)
        self._group.blockSignals(False)
        if was and self.current() != was:
            self.changed.emit(self.current())

    def current(self) -> str:
        """The name of the choice that holds; empty without choices."""
        place = self._group.checkedId()
        return self._names[place] if 0 <= place < len(self._names) else ""

    def set_current(self, name: str) -> None:
        """Choose by name; a name that is not there changes nothing."""
        if name in self._names:
            self._group.button(self._names.index(name)).setChecked(True)

    def _on_toggled(self, _place: int, checked: bool) -> None:
        if checked:
            self.changed.emit(self.current())


def _place(place: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if place == 0 else "last" if place == count - 1 else "middle"
