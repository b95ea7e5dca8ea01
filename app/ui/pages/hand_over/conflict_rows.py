"""One place that was changed here and there: before, here, there, and one key for each side."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.conflicts.files import FileFacts
from app.services.conflicts.listing import ConflictUnit
from app.services.conflicts.merge import Side
from app.translate import _
from app.ui.pages.hand_over.words import size_text
from app.ui.theme import colour
from app.ui.widgets.labels import KeyChip, TextLabel

LABEL_SHARE, VALUE_SHARE = 20, 27
_SIDES: tuple[Side, Side] = ("mine", "theirs")


class Cell(QWidget):
    """What one side says, with its key; chosen cells stand on the ground of chosen things."""

    clicked = Signal()

    def __init__(self, key: str, text: str, note: str) -> None:
        super().__init__()
        self.is_chosen = False
        self.is_proposed = False
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(KeyChip(key), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(text))
        self.note = TextLabel(note, "second")
        self.note.setVisible(bool(note))
        words.addWidget(self.note)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._note = note
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_standing(self, chosen: bool, proposed: bool) -> None:
        """Whether this side is chosen, or stands because only it was changed."""
        self.is_chosen, self.is_proposed = chosen, proposed
        said = _("chosen") if chosen else _("stands by itself: only this side changed it") if proposed else ""
        self.note.setText(" · ".join(part for part in (self._note, said) if part))
        self.note.setVisible(bool(self.note.text()))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stands = self.is_chosen or self.is_proposed
        painter.setPen(QPen(colour("accent" if self.is_chosen else "border"), 2 if self.is_chosen else 1))
        painter.setBrush(colour("asoft" if stands else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class UnitRow(QWidget):
    """Takes the keys as one whole: 1 and 2 choose, Up and Down go to its neighbours, F4 opens the file of a side."""

    chosen = Signal(str, str, str)  # record, unit, side
    file_wanted = Signal(str, str, str)  # SHA-256, name, warning
    moved = Signal(int)

    def __init__(self, record: str, unit: ConflictUnit, facts: Mapping[str, FileFacts]) -> None:
        super().__init__()
        self.record, self.unit = record, unit
        self.side: Side | None = unit.chosen
        self._facts = facts
        self.setObjectName(f"conflict.{unit.name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(12)
        label = unit.label[:1].upper() + unit.label[1:]
        row.addWidget(TextLabel(label, "strong"), LABEL_SHARE, Qt.AlignmentFlag.AlignTop)
        before = unit.ancestor if unit.ancestor is not None else _("(not known)")
        past = unit.values.get("ancestor")
        if any(unit.files) and isinstance(past, dict) and "name" in past:
            before = str(past["name"])
        row.addWidget(TextLabel(before, "body", tone="text2"), VALUE_SHARE, Qt.AlignmentFlag.AlignTop)
        self.cells: dict[Side, Cell] = {}
        for number, side in enumerate(_SIDES):
            cell = Cell(str(number + 1), self._text(side), self._file_note(number))
            cell.clicked.connect(lambda side=side: self.choose(side))
            self.cells[side] = cell
            row.addWidget(cell, VALUE_SHARE)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(label)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to choose."""
        return self.unit.standing == "differ" and self.side is None

    def choose(self, side: Side) -> None:
        """Let one side stand."""
        self.setFocus()
        self.side = side
        self._show()
        self.chosen.emit(self.record, self.unit.name, side)

    def _text(self, side: Side) -> str:
        value = self.unit.values.get(side)
        if any(self.unit.files) and isinstance(value, dict) and "name" in value:
            return str(value["name"])
        return self.unit.mine if side == "mine" else self.unit.theirs

    def _file_note(self, place: int) -> str:
        sha256 = self.unit.files[place]
        fact = self._facts.get(sha256)
        if not sha256 or fact is None:
            return ""
        key = "Shift+F4" if place else "F4"
        return " · ".join(part for part in (size_text(fact.size), _("{key} opens it").format(key=key)) if part)

    def _show(self) -> None:
        for side, cell in self.cells.items():
            cell.show_standing(self.side == side, self.side is None and self.unit.proposed == side)
        sides = {"mine": self.unit.mine, "theirs": self.unit.theirs}
        stands = self.side or self.unit.proposed
        said = _("not chosen yet") if stands is None else sides[stands]
        words = _("1, here: {mine}. 2, at the sender: {theirs}. Stands: {said}")
        self.setAccessibleDescription(words.format(mine=self.unit.mine, theirs=self.unit.theirs, said=said))

    def open_file(self, place: int) -> None:
        """Open the file of a side, 0 here, 1 there."""
        sha256 = self.unit.files[place]
        fact = self._facts.get(sha256)
        if sha256 and fact is not None:
            self.file_wanted.emit(sha256, self._text(_SIDES[place]), fact.warning)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            painter.fillRect(self.rect(), colour("surface2"))
            painter.fillRect(0, 0, 3, self.height(), colour("accent"))
        elif self.is_open:
            painter.fillRect(0, 0, 3, self.height(), colour("warn"))
        painter.setPen(QPen(colour("border"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_1, Qt.Key.Key_2) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.choose(_SIDES[key == Qt.Key.Key_2])
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_F4:
            self.open_file(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)


class HeadRow(QWidget):
    """The words over the columns."""

    def __init__(self, words: tuple[str, str, str, str]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 0, 13, 0)
        row.setSpacing(12)
        for place, text in enumerate(words):
            row.addWidget(TextLabel(text, "label"), VALUE_SHARE if place else LABEL_SHARE)
