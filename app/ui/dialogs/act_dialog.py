"""Asks for what one act needs, in a few fields, and carries the act out; a refused value is told at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.field_box import FieldBox, read_boxes, tell_refused
from app.ui.forms.field_row import FieldRow
from app.ui.forms.fields import Field
from app.ui.forms.form_keys import enter_moves_on
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll

_WIDTH = 640
_ROOM_FOR_ROWS = 160

Rows = Sequence[Sequence[Field]]


class ActDialog(QDialog):
    """Nothing is written until the act's button; the dialog stays open, with what was typed, where it is refused.

    Args:
        parent: the page.
        desk: writes the act.
        title: what the act is.
        rows: the fields, one to four in a row.
        act: the words on the button.
        work: ``work(session, actor, values)`` carries the act out in one transaction.
        values: what stands in the fields at first.
        changes: kinds of record that the act changes.
        text: a sentence under the title: what the act does, and what cannot be taken back.
        on_done: called with what ``work`` returned.
        width: in px, where the window has so much.
    """

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        title: str,
        rows: Rows,
        act: str,
        work: Callable[[Any, Any, dict[str, Any]], Any],
        *,
        values: Mapping[str, object] | None = None,
        changes: str | tuple[str, ...] = (),
        text: str = "",
        on_done: Callable[[Any], None] | None = None,
        width: int = _WIDTH,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("act_dialog")
        self.setWindowTitle(title)
        self._desk, self._work, self._changes, self._on_done = desk, work, changes, on_done
        self.boxes: dict[str, FieldBox] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(TextLabel(title, "card"))
        words = TextLabel(text, "body", tone="text2")
        if text:
            outer.addWidget(words)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(2, 0, 8, 0)
        lines.setSpacing(8)
        for row in rows:
            line = FieldRow(inner)
            boxes = [FieldBox(field, desk.today, line) for field in row]
            line.resize(width - 64, line.height())  # as wide as it will be, so that its height is known
            line.set_boxes(boxes)
            self.boxes.update({box.field.name: box for box in boxes})
            lines.addWidget(line)
        lines.addStretch(1)
        scroll = VScroll(inner)
        outer.addWidget(scroll, 1)
        for name, value in (values or {}).items():
            self.boxes[name].editor.set_value(value)
        self._act = Act(self, act, self.carry_out, "Ctrl+Return")
        self._act.setObjectName("act")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        leave = QPushButton(_("Leave it") + "   Esc", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        buttons.addWidget(leave)
        self._button = ActButton(self._act, "primary", parent=self)
        buttons.addWidget(self._button)
        outer.addLayout(buttons)
        room = parent.window().size()
        width = min(width, room.width() - 40)
        inner.adjustSize()
        needed = lines.totalHeightForWidth(width - 64) if lines.hasHeightForWidth() else inner.sizeHint().height()
        needed += sum(_ROOM_FOR_ROWS for box in self.boxes.values() if box.field.kind == "rows")
        if text:
            needed += words.heightForWidth(min(width - 48, words.maximumWidth())) + outer.spacing()
        self.resize(width, min(needed + 150, room.height() - 40))
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            first.editor.focus()
        else:  # Enter carries the act out, as where there are fields
            self._button.setFocus()

    def values(self) -> dict[str, Any] | None:
        """What is typed; None where a field cannot be read or is missing, which is then told at the field."""
        return read_boxes(self.boxes)

    def carry_out(self) -> None:
        """Read the fields and ask for the act."""
        values = self.values()
        if values is None:
            return
        self._act.setEnabled(False)
        self._desk.write(
            lambda session, actor: self._work(session, actor, values),
            changes=self._changes,
            on_done=self._done,
            on_error=self._failed,
            owner=self,
        )

    def _done(self, value: Any) -> None:
        self.accept()
        if self._on_done is not None:
            self._on_done(value)

    def _failed(self, error: BaseException) -> None:
        self._act.setEnabled(True)
        field = error.field if isinstance(error, InvalidInput) else ""
        box = self.boxes.get(field.rpartition(".")[2]) or self.boxes.get(field)
        if not tell_refused(box, error):
            self._desk.show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, Shift+Enter back; the act has its own key."""
        if not enter_moves_on(self, event):
            super().keyPressEvent(event)
