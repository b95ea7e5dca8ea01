"""The few fields of an office that is entered by hand: one without this program, or whose card will come later."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.names import level_name
from app.services.offices import OfficeData
from app.services.rules.facts import LEVELS
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.field_box import FieldBox, read_boxes, tell_refused
from app.ui.forms.field_row import FieldRow
from app.ui.forms.fields import Field
from app.ui.widgets.card import Card

_WIDTH = 900


class HandForm(QWidget):
    """Without a key: hand-overs go on paper until its card is read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        levels = tuple((level, str(level_name(level)).capitalize()) for level in LEVELS)
        rows = [
            [
                Field("name", _("Name as printed on papers"), required=True, span=2),
                Field("level", _("Level"), "choice", required=True, choices=levels),
                Field(
                    "code", _("Code"), required=True, hint=_("The official administrative code of its unit.")
                ),
            ],
            [
                Field("commune_name", _("Commune")),
                Field("district_name", _("District")),
                Field("province_name", _("Province")),
            ],
            [Field("address", _("Address"), span=2), Field("parent_name", _("Committee above"))],
            [Field("uses_program", _("It works with this program (its card is read later)"), "check")],
        ]  # fmt: skip
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = Card()
        outer.addWidget(card)
        self.boxes: dict[str, FieldBox] = {}
        for row in rows:
            line = FieldRow(self)
            boxes = [FieldBox(field, desk.today, line) for field in row]
            line.resize(_WIDTH, line.height())
            line.set_boxes(boxes)
            self.boxes.update({box.field.name: box for box in boxes})
            card.body.addWidget(line)
        self.setFocusProxy(self.boxes["name"].editor.inputs()[0])
        self.clear()

    def clear(self) -> None:
        """As it begins: in this office's own province."""
        own = self._desk.office
        for name, box in self.boxes.items():
            box.set_error("")
            if box.field.kind == "check":
                box.editor.set_value(False)
            else:
                box.editor.set_value(own.province_name if name == "province_name" else "")

    def data(self) -> OfficeData | None:
        """What is typed; None where something is missing, which is then told at its field."""
        values: dict[str, Any] | None = read_boxes(self.boxes)
        if values is None:
            return None
        own = self._desk.office
        same = values["province_name"] == own.province_name
        return OfficeData(**values, province_code=own.province_code if same else "")

    def tell(self, error: BaseException) -> None:
        """A value was refused."""
        box = self.boxes.get(error.field) if isinstance(error, InvalidInput) else None
        if not tell_refused(box, error):
            self._desk.show_error(error)
