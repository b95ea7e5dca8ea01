"""Which editor a field has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.date_editor import DateEditor
from app.ui.forms.editor import Editor
from app.ui.forms.fields import Field
from app.ui.forms.find_editor import FindEditor
from app.ui.forms.line_editors import LineEditor, MaskedEditor, PhoneEditor, ShownEditor
from app.ui.forms.long_editor import LongEditor
from app.ui.forms.number_editor import NumberEditor
from app.ui.forms.rows_editor import RowsEditor
from app.ui.forms.toggle_editors import CheckEditor, RadioEditor


def make_editor(field: Field, today: Callable[[], dt.date]) -> Editor:
    """The editor for a field of any kind."""
    match field.kind:
        case "long":
            return LongEditor(field)
        case "date":
            return DateEditor(field, today)
        case "number" | "points" | "money":
            return NumberEditor(field)
        case "choice" | "combo":
            return ChoiceEditor(field) if field.find is None else FindEditor(field)
        case "check":
            return CheckEditor(field)
        case "radio":
            return RadioEditor(field)
        case "phone":
            return PhoneEditor(field)
        case "readonly":
            return ShownEditor(field)
        case "rows":
            return RowsEditor(field, lambda cell: make_editor(cell, today))
        case _:
            return MaskedEditor(field) if field.mask else LineEditor(field)
