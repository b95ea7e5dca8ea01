"""The navigation at the left: the office on top, the pages by task with their counts, the person at the bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.translate import _
from app.ui.theme import colour, font, icon_pixmap

WIDTH, RAIL = 220, 56
_ROW = 36


class NavEntry(NamedTuple):
    """One line: the page's name, its title in the language of the moment, its icon, its key."""

    name: str
    title: str
    icon: str
    key: str


class NavItem(QAbstractButton):
    """One page: raised ground and an accent bar where it is the one shown."""

    def __init__(self, entry: NavEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self._count = 0
        self._rail = False
        self.setText(entry.title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setObjectName(f"nav.{entry.name}")
        self._describe()

    def set_count(self, count: int) -> None:
        """How many things wait on the page; 0 shows none."""
        self._count = count
        self._describe()
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Only the icon, with the word as a tool tip."""
        self._rail = rail
        self._describe()
        self.update()

    def _describe(self) -> None:
        words = f"{self.entry.title} ({self._count})" if self._count else self.entry.title
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {self.entry.key}" if self._rail else self.entry.key)

    def sizeHint(self) -> QSize:
        return QSize(RAIL - 16 if self._rail else WIDTH - 16, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(colour("border") if self.isChecked() else Qt.PenStyle.NoPen)
            painter.setBrush(colour("surface" if self.isChecked() else "surface2"))
            painter.drawRoundedRect(box, 6, 6)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawRoundedRect(QRect(box.left(), box.top() + 9, 3, box.height() - 17), 1.5, 1.5)
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(colour("accent"))
            pen.setWidth(2)
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 6, 6)
        token = "text" if self.isChecked() else "text2"
        left = 12
        picture = icon_pixmap(self.entry.icon, 20, "accent" if self.isChecked() else token, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - 20) // 2, picture)
        if self._rail:
            self._paint_dot(painter)
            return
        painter.setPen(colour(token))
        painter.setFont(font("strong" if self.isChecked() else "body"))
        count = str(self._count) if self._count else ""
        counted = QFontMetrics(painter.font()).horizontalAdvance(count) + 20 if count else 4
        room = self.width() - 40 - counted
        words = QFontMetrics(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(40, 0, room, self.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        if count:
            painter.setFont(font("label"))
            painter.setPen(colour("text2"))
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(self.rect().adjusted(0, 0, -12, 0), align, count)

    def _paint_dot(self, painter: QPainter) -> None:
        if self._count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(28, 7, 7, 7)


class Navigation(QFrame):
    """All of it; ``chosen`` gives the name of a page."""

    chosen = Signal(str)
    person_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "nav")
        self.setObjectName("navigation")
        self._items: dict[str, NavItem] = {}
        self._group = QButtonGroup(self)
        self._rail = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 12, 8, 12)
        rows.setSpacing(2)
        self._office = _words(self, "strong")
        self._level = _words(self, "second", "text2")
        rows.addWidget(self._office)
        rows.addWidget(self._level)
        rows.addSpacing(8)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(2)
        rows.addLayout(self._pages)
        rows.addStretch(1)
        self._last = QVBoxLayout()
        rows.addLayout(self._last)
        self._seat = Seat(self)
        self._seat.hide()
        self._seat.clicked.connect(self.person_clicked)
        rows.addWidget(self._seat)
        self._office.setContentsMargins(10, 0, 4, 0)
        self._level.setContentsMargins(10, 0, 4, 0)
        self.setFixedWidth(WIDTH)

    def set_office(self, name: str, below: str) -> None:
        """Whose book this is, and one line below it."""
        self._office.setText(name)
        self._level.setText(below)

    def set_person(self, name: str, role: str) -> None:
        self._seat.set_words(name, role)

    def set_entries(self, entries: Sequence[NavEntry], last: Sequence[NavEntry]) -> None:
        """The pages in their order; ``last`` stand at the bottom."""
        for item in self._items.values():
            item.deleteLater()
        self._items = {}
        for layout, lines in ((self._pages, entries), (self._last, last)):
            for entry in lines:
                item = NavItem(entry, self)
                item.clicked.connect(lambda _checked=False, name=entry.name: self.chosen.emit(name))
                self._group.addButton(item)
                self._items[entry.name] = item
                layout.addWidget(item)
        self.set_rail(self._rail)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        for name, item in self._items.items():
            item.set_count(counts.get(name, 0))

    def show_page(self, name: str) -> None:
        """Mark the page shown."""
        item = self._items.get(name)
        self._group.setExclusive(False)
        for other in self._items.values():
            other.setChecked(other is item)
        self._group.setExclusive(True)

    def set_rail(self, rail: bool) -> None:
        """Narrow: icons only."""
        self._rail = rail
        self.setFixedWidth(RAIL if rail else WIDTH)
        self._office.setVisible(not rail)
        self._level.setVisible(not rail)
        self._seat.set_rail(rail)
        for item in self._items.values():
            item.set_rail(rail)


class Seat(QAbstractButton):
    """Who sits here, with the role below; opens the choice of another person."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("nav.person")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._role = ""
        self._rail = False

    def set_words(self, name: str, role: str) -> None:
        self.setText(name)
        self._role = role
        self.setVisible(bool(name))
        self.setToolTip(_("Who works here: {name}").format(name=f"{name}, {role}") if name else "")
        self.setAccessibleName(self.toolTip())
        self.update()

    def set_rail(self, rail: bool) -> None:
        self._rail = rail
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour("surface2"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.drawPixmap(10, 12, icon_pixmap("user-circle", 24, "text2", self.devicePixelRatioF()))
        if self._rail:
            return
        room = self.width() - 48
        for top, role, token, words in ((4, "second", "text", self.text()), (24, "second", "text2", self._role)):
            painter.setFont(font(role))
            painter.setPen(colour(token))
            shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(42, top, room, 20), int(Qt.AlignmentFlag.AlignVCenter), shown)


def _words(parent: QWidget, role: str, tone: str = "") -> QLabel:
    label = QLabel(parent)
    label.setFont(font(role))
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label
