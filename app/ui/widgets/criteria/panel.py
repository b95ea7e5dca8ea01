"""The criterion in work: its whole name, the law's words, all options in full, the note, and the page's own part."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.translate import _
from app.ui.theme import colour
from app.ui.widgets.badge import Badge
from app.ui.widgets.criteria.data import CriterionLine, CriterionOption, CriterionState
from app.ui.widgets.criteria.note_line import NoteLine
from app.ui.widgets.criteria.option_row import OptionRow
from app.ui.widgets.criteria.words import none_of_them, points_text
from app.ui.widgets.labels import Hairline, TextLabel

_BAR = 3


class CriterionPanel(QWidget):
    """Shows one criterion at a time."""

    chosen = Signal(int)
    note_left = Signal()
    knock_out_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("criterion.open")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.line: CriterionLine | None = None
        self.has_keys = False
        self.options: list[OptionRow] = []
        self._locked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 10, 16, 12)
        column.setSpacing(4)
        self._group = TextLabel("", "second", parent=self)
        column.addWidget(self._group)
        head = QHBoxLayout()
        head.setSpacing(10)
        self._number = TextLabel("", "card", wrap=False, parent=self)
        self._title = TextLabel("", "card", parent=self)
        self._most = TextLabel("", "second", wrap=False, parent=self)
        head.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        head.addWidget(self._most, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._law = TextLabel("", "second", parent=self)
        column.addWidget(self._law)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column.addLayout(self._rows)
        self._follows = TextLabel("", "second", parent=self)
        self._warning = Badge("", "warn", parent=self)
        self._knock_out = TextLabel("", "second", tone="danger", parent=self)
        for own in (self._follows, self._warning, self._knock_out):
            column.addWidget(own)
        note = QHBoxLayout()
        note.setContentsMargins(8, 4, 0, 0)
        note.setSpacing(10)
        self.note_label = TextLabel("", "second", wrap=False, parent=self)
        self.note = NoteLine(self)
        self.note.left.connect(self.note_left)
        note.addWidget(self.note_label)
        note.addWidget(self.note, 1)
        column.addLayout(note)
        self._foot = QVBoxLayout()
        column.addLayout(self._foot)
        self._line = Hairline(self)
        column.addWidget(self._line)
        self._line.hide()
        self.show_note("", "")

    def show_note(self, label: str, placeholder: str) -> None:
        """With a line of words, or without."""
        self.note_label.setText(label)
        self.note.setPlaceholderText(placeholder)
        self.note.setAccessibleName(label)
        for part in (self.note_label, self.note):
            part.setVisible(bool(label))

    def set_foot(self, widget: QWidget) -> None:
        """Something of the page's own, below the note."""
        self._foot.addWidget(widget)

    def set_locked(self, locked: bool) -> None:
        """Whether anything can be chosen or written."""
        self._locked = locked
        self.note.setReadOnly(locked)
        for row in self.options:
            row.set_locked(locked)

    def show_criterion(self, line: CriterionLine, state: CriterionState, note: str) -> None:
        """Another criterion."""
        self.line = line
        self._group.setText(line.group)
        self._group.setVisible(bool(line.group))
        self._number.setText(line.id)
        self._title.setText(line.title)
        self._most.setText(_("at most {points}").format(points=points_text(line.max_points)))
        law = "\n".join((*line.requirement, *line.notes))
        self._law.setText(law)
        self._law.setVisible(bool(law))
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.options = []
        for option in (*line.options, CriterionOption(0, none_of_them(), line.max_points * 0)):
            if option.head:
                self._rows.addWidget(TextLabel(option.head, "label", parent=self))
            row = OptionRow(option, self)
            row.set_locked(self._locked)
            row.clicked.connect(self.chosen)
            self._rows.addWidget(row)
            self.options.append(row)
        self.note.setPlainText(note)
        self.show_state(state)

    def show_state(self, state: CriterionState) -> None:
        """Another answer of the same criterion."""
        for row in self.options:
            row.set_chosen(row.option.number == state.option)
        self._follows.setText(state.follows[:1].upper() + state.follows[1:])
        self._follows.setVisible(bool(state.follows))
        self._warning.set_state(state.warning, "warn")
        self._warning.setVisible(bool(state.warning))
        knock_out = self.line.knock_out if self.line else None
        if knock_out is not None:
            found = _("Found: excluded.") if state.knocked_out else _("K: found.")
            self._knock_out.setText(f"{knock_out.text} {found}")
            self._knock_out.set_tone("danger" if state.knocked_out else "text2")
        self._knock_out.setVisible(knock_out is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar at the left; an edge while the list has the keys."""
        painter = QPainter(self)
        painter.fillRect(0, 0, _BAR, self.height(), colour("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("border"))
        if self.has_keys:
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
