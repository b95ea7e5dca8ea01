"""The list of a set's criteria: the one in work is open, the others are one line each; the digits choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.translate import _
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.criteria.data import NOTHING, CriteriaSection, CriterionLine, CriterionState
from app.ui.widgets.criteria.panel import CriterionPanel
from app.ui.widgets.criteria.rows import CriterionRow, SectionHead
from app.ui.widgets.scroll import VScroll

_Key = Qt.Key


class CriteriaList(Card):
    """See the package. The list takes the keys; what it holds does not, the note line apart."""

    answered = Signal(str, object)
    """Criterion id; the chosen option's number, 0 for none of these, None: the answer was cleared."""
    note_changed = Signal(str, str)
    knock_out_changed = Signal(str, bool)
    current_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None, note_key: str = "Ctrl+G") -> None:
        super().__init__(parent=parent, flush=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("criteria")
        self.advance = True
        self._read_only = False
        self._states: dict[str, CriterionState] = {}
        self._notes: dict[str, str] = {}
        self._sections: tuple[CriteriaSection, ...] = ()
        self._lines: dict[str, CriterionLine] = {}
        self._rows: dict[str, CriterionRow] = {}
        self._heads: dict[str, SectionHead] = {}
        self._current = ""
        self._note_of = ""
        self._inner = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._inner.setSizePolicy(policy)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = VScroll(self._inner, self)
        self.body.addWidget(self._scroll)
        self.panel = CriterionPanel(self._inner)
        self.panel.hide()
        self.panel.chosen.connect(self._on_clicked)
        self.panel.note_left.connect(self.commit_note)
        self.panel.note.done.connect(self.setFocus)
        self._note_act = Act(self, _("Note"), self._toggle_note, note_key)

    # What it shows

    def show_set(self, sections: Sequence[CriteriaSection]) -> None:
        """Another set; nothing is answered until ``set_states``."""
        self._sections = tuple(sections)
        self.panel.hide()
        self._column.removeWidget(self.panel)
        while self._column.count():
            item = self._column.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._lines, self._rows, self._heads, self._states = {}, {}, {}, {}
        self._current = self._note_of = ""
        for section in self._sections:
            words = _("Part {part} · {number}. {title}").format(
                part=section.part, number=section.id, title=section.title
            )
            head = SectionHead(section, words, self._inner)
            self._heads[section.id] = head
            self._column.addWidget(head)
            for line in section.criteria:
                row = CriterionRow(line, self._inner)
                row.clicked.connect(self._on_row)
                self._lines[line.id], self._rows[line.id] = line, row
                self._column.addWidget(row)
        self._column.addStretch(1)
        if self._lines:
            self.open(next(iter(self._lines)))

    def set_states(self, states: Mapping[str, CriterionState]) -> None:
        """How the criteria stand; those not named stand unanswered."""
        self._states = dict(states)
        for name, row in self._rows.items():
            row.set_state(self._states.get(name, NOTHING))
        if self._current:
            self.panel.show_state(self.state(self._current))
        for section in self._sections:
            own = [self.state(line.id) for line in section.criteria]
            points = sum((one.points or Decimal(0) for one in own), start=Decimal(0))
            self._heads[section.id].set_points(points, any(not one.is_open for one in own))

    def state(self, criterion: str) -> CriterionState:
        """How one stands."""
        return self._states.get(criterion, NOTHING)

    def set_notes(self, label: str, placeholder: str, texts: Mapping[str, str]) -> None:
        """With a line of words for each criterion; ``texts`` by criterion."""
        self._notes = dict(texts)
        self.panel.show_note(label, placeholder)
        if self._current and not self.panel.note.hasFocus():
            self.panel.note.setPlainText(self._notes.get(self._current, ""))

    def set_foot(self, widget: QWidget) -> None:
        """Something of the page's own below the options of the open criterion."""
        self.panel.set_foot(widget)

    def set_read_only(self, on: bool) -> None:
        """Show without letting anything be changed."""
        self._read_only = on
        self.panel.set_locked(on)

    # Where it stands

    def current(self) -> str:
        """The criterion in work; empty without any."""
        return self._current

    def open(self, criterion: str) -> bool:
        """Open one; False where the set has no such criterion."""
        if criterion not in self._lines:
            return False
        if criterion != self._current:
            self.commit_note()
            if self._current:
                self._rows[self._current].show()
            row = self._rows[criterion]
            self._column.removeWidget(self.panel)
            self._column.insertWidget(self._column.indexOf(row), self.panel)
            row.hide()
            self._current = self._note_of = criterion
            self.panel.show_criterion(self._lines[criterion], self.state(criterion), self._notes.get(criterion, ""))
            self.panel.show()
            self.current_changed.emit(criterion)
        QTimer.singleShot(0, self, self._reveal)
        return True

    def open_section(self, section: str) -> None:
        """Open the first of a section that has no answer, else its first."""
        own = next((one.criteria for one in self._sections if one.id == section), ())
        wanted = next((line.id for line in own if self.state(line.id).is_open), own[0].id if own else "")
        if self.open(wanted):
            self.setFocus()

    def step(self, by: int) -> None:
        """The criterion after (1) or before (-1); stops at the ends."""
        names = list(self._lines)
        if self._current:
            self.open(names[max(0, min(len(names) - 1, names.index(self._current) + by))])

    def next_open(self, back: bool = False) -> bool:
        """The next criterion without an answer, from the last on to the first; False where all have one."""
        names = list(self._lines)
        if not names:
            return False
        at = names.index(self._current)
        order = [*names[at + 1 :], *names[: at + 1]]
        if back:
            order = [*reversed(names[:at]), *reversed(names[at:])]
        found = next((name for name in order if self.state(name).is_open), "")
        return bool(found) and self.open(found)

    def _reveal(self) -> None:
        if not self._current:
            return
        bar, panel = self._scroll.verticalScrollBar(), self.panel
        self._inner.adjustSize()
        top = panel.y() - 34
        bottom = panel.y() + panel.height() + 20
        view = self._scroll.viewport().height()
        if bottom - top > view or top < bar.value():
            bar.setValue(max(0, top))
        elif bottom > bar.value() + view:
            bar.setValue(bottom - view)

    # Answering

    def answer(self, option: int | None) -> None:
        """Answer the criterion in work: an option's number, 0 for none of these, None takes the answer back."""
        name = self._current
        if not name or self._read_only:
            return
        line, before = self._lines[name], self.state(name)
        if option is not None and option != 0 and option not in {one.number for one in line.options}:
            return
        if option == before.option:
            self.setFocus()
            self._move_on(name, option)
            return
        points = next((one.points for one in line.options if one.number == option), Decimal(0))
        self._states[name] = replace(before, option=option, points=None if option is None else points, follows="")
        self._rows[name].set_state(self._states[name])
        self.panel.show_state(self._states[name])
        self.answered.emit(name, option)
        self._move_on(name, option)

    def _move_on(self, answered: str, option: int | None) -> None:
        """After a choice, also one that stands already: a sheet is gone through with one key for each criterion."""
        if option is not None and self.advance and self._current == answered:
            self.step(1)

    def _on_clicked(self, number: int) -> None:
        self.setFocus()
        self.answer(number)

    def _on_row(self, criterion: str) -> None:
        self.setFocus()
        self.open(criterion)

    def _toggle_note(self) -> None:
        note = self.panel.note
        if note.hasFocus():
            self.setFocus()
        elif note.isVisible():
            note.setFocus(Qt.FocusReason.ShortcutFocusReason)
            note.moveCursor(note.textCursor().MoveOperation.End)

    def commit_note(self) -> None:
        """Tell what stands in the note line, where it changed."""
        name, text = self._note_of, self.panel.note.words()
        if name and text != self._notes.get(name, "") and not self._read_only:
            self._notes[name] = text
            self.note_changed.emit(name, text)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the package's list; all others go on to the page."""
        key = event.key()
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if held or not self._current:
            super().keyPressEvent(event)
        elif _Key.Key_0 <= key <= _Key.Key_9 and not back:
            self.answer(key - _Key.Key_0)
        elif key in (_Key.Key_Delete, _Key.Key_Backspace):
            self.answer(None)
        elif key in (_Key.Key_Down, _Key.Key_Return, _Key.Key_Enter) and not back:
            self.step(1)
        elif key in (_Key.Key_Up, _Key.Key_Return, _Key.Key_Enter):
            self.step(-1)
        elif key == _Key.Key_N:
            self.next_open(back)
        elif key in (_Key.Key_Home, _Key.Key_End):
            names = list(self._lines)
            self.open(names[0] if key == _Key.Key_Home else names[-1])
        elif key == _Key.Key_K and (knock_out := self._lines[self._current].knock_out) and not self._read_only:
            self.knock_out_changed.emit(knock_out.id, not self.state(self._current).knocked_out)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_keys(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_keys(False)

    def _show_keys(self, on: bool) -> None:
        self.panel.has_keys = on
        self.panel.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._reveal)

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(340, 160)
