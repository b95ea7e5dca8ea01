"""Numbers, points and money: typed and shown by the marks of the language, held as exact decimals."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from app.errors import InvalidInput
from app.services.typed_values import number_text, parse_number
from app.translate import N_, _, current_language
from app.ui.forms.fields import Field
from app.ui.forms.line_editors import LineEditor, LineInput

_UNIT_GAP = 12
_MOST_DECIMALS = {"points": 2, "money": 0}


class _NumberLine(LineInput):
    """A line with the unit standing at its right edge."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = QLabel(unit, self) if unit else None
        if self._unit is not None:
            self._unit.setProperty("tone", "text2")
            self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._unit is not None:
            self._unit.adjustSize()
            width = self._unit.width()
            self._unit.move(self.width() - width - _UNIT_GAP, (self.height() - self._unit.height()) // 2)
            self.setTextMargins(0, 0, width + 4, 0)


class NumberEditor(LineEditor):
    """A number; its value is a ``Decimal``, None where the field is empty."""

    def __init__(self, field: Field) -> None:
        self.unit = field.unit or (_("dong") if field.kind == "money" else "")
        decimals = field.decimals if field.decimals is not None else _MOST_DECIMALS.get(field.kind)
        self._decimals = decimals
        line: QLineEdit = _NumberLine(self.unit)
        super().__init__(field, line)

    def value(self) -> object:
        if self.is_empty():
            return None
        name = self.field.name
        number = parse_number(self.typed(), current_language(), name, decimals=self._decimals, unit=self.unit)
        lowest, highest = self.field.lowest, self.field.highest
        if lowest is not None and number < lowest:
            raise InvalidInput(name, N_("At least {bound}."), bound=number_text(lowest, current_language()))
        if highest is not None and number > highest:
            raise InvalidInput(name, N_("At most {bound}."), bound=number_text(highest, current_language()))
        return number

    def show_text(self, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool | float) or not isinstance(value, int | Decimal | str):
            raise TypeError(f"a number field takes Decimal or int, not {type(value).__name__}")
        return number_text(Decimal(value), current_language())
