"""The sections of a form as they stand below each other, parted by hairlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.forms.field_box import FieldBox
from app.ui.forms.field_row import FieldRow
from app.ui.forms.fields import Section
from app.ui.widgets.labels import Hairline, TextLabel

_WIDEST = 1080  # wider, a line of text is hard to follow


class FormBody(QWidget):
    """Titles and rows of all sections.

    ``boxes``: the fields by name, in the order of reading. ``heads``: the first widget of each section.
    """

    def __init__(self, sections: Sequence[Section], today: Callable[[], dt.date]) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(_WIDEST)
        self.boxes: dict[str, FieldBox] = {}
        self.heads: dict[str, QWidget] = {}
        self.section_of: dict[str, str] = {}
        self._rows: list[FieldRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for place, section in enumerate(sections):
            if place:
                column.addSpacing(4)
                column.addWidget(Hairline(self))
            name = section_name(section, place)
            first: QWidget | None = None
            if section.title:
                first = TextLabel(section.title, "card", parent=self)
                column.addWidget(first)
            if section.note:
                note = TextLabel(section.note, "second", parent=self)
                column.addWidget(note)
                first = first or note
            for fields in section.rows:
                row = FieldRow(self)
                for field in fields:
                    if field.name in self.boxes:
                        raise ValueError(f"two fields are named {field.name}")
                    self.boxes[field.name] = FieldBox(field, today, row)
                    self.section_of[field.name] = name
                row.set_boxes([self.boxes[field.name] for field in fields])
                column.addWidget(row)
                self._rows.append(row)
                first = first or row
            if first is not None:
                self.heads[name] = first
        column.addStretch(1)

    def arrange(self) -> None:
        """Place the fields anew, after one was shown or left out."""
        for row in self._rows:
            row.arrange()


def section_name(section: Section, place: int) -> str:
    """The name of a section's tab: its own, or its number from 1."""
    return section.name or str(place + 1)
