"""A field as it stands in the form: label above, editor, and one line below that is the hint or the error."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.errors import InvalidInput
from app.translate import _
from app.ui.forms.fields import Field
from app.ui.forms.make_editor import make_editor
from app.ui.theme import css, font

_MARK = "\u25a0"  # a square: stops
_WARNS = "\u25b2"  # a triangle: warns


class FieldBox(QObject):
    """The three parts of one field; a row places them so that the labels, inputs and hints of a row stand level."""

    def __init__(self, field: Field, today: Callable[[], dt.date], parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.editor = make_editor(field, today)
        self.editor.setParent(self.editor.widget)
        self.label = QLabel(parent)
        self.label.setFont(font("label"))
        self.label.setContentsMargins(0, 0, 0, 4)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.label.setBuddy(self.editor.inputs()[0])
        self.below = QWidget(parent)
        self.below.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        line = QHBoxLayout(self.below)
        line.setContentsMargins(0, 2, 0, 0)
        line.setSpacing(8)
        self.hint = QLabel(self.below)
        self.hint.setObjectName(f"hint.{field.name}")
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.count = QLabel(self.below)
        self.count.setFont(font("second"))
        self.count.setProperty("tone", "text2")
        line.addWidget(self.hint, 1)
        line.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        self._hint = field.hint
        self.error = ""
        self.warning = ""
        self._told = ""
        self._required = field.required
        self.shown = True
        self._label()
        self._line()
        if field.kind == "long":
            self.editor.edited.connect(self.count_letters)
        self.editor.edited.connect(lambda: self._tell(""))
        self.editor.told.connect(self._tell)

    def _label(self) -> None:
        words = "" if self.field.kind == "check" else html.escape(self.field.label)
        star = f' <span style="color:{css("danger")}">*</span>' if self._required and words else ""
        self.label.setText(words + star)
        self.label.setVisible(self.shown and bool(words))
        said = self.field.label + (", " + _("required") if self._required else "")
        self.editor.widget.setAccessibleName(said)

    def is_missing(self) -> bool:
        """A mandatory field that is shown and empty."""
        return self._required and self.shown and self.editor.is_empty()

    def set_required(self, on: bool) -> None:
        """Whether it is mandatory, where that depends on another field."""
        self._required = on
        self._label()

    def set_hint(self, text: str) -> None:
        """Another hint; shown when no error stands there."""
        self._hint = text
        self._line()

    def set_error(self, text: str) -> None:
        """The error in place of the hint; empty: the hint again."""
        if text == self.error:
            return
        self.error = text
        self.editor.set_wrong(bool(text))
        self._line()

    def set_warning(self, text: str) -> None:
        """What is unusual about the stored value, in place of the hint; an error stands before it. Empty: none."""
        if text != self.warning:
            self.warning = text
            self._line()

    def _tell(self, text: str) -> None:
        """What the editor says, before the warning until more is typed."""
        if text != self._told:
            self._told = text
            self._line()

    def set_shown(self, on: bool) -> None:
        """Leave the field out, where another choice makes it pointless."""
        self.shown = on
        self.editor.widget.setVisible(on)
        self._label()
        self._line()

    def count_letters(self) -> None:
        """How long the text is, at the right of the hint."""
        letters = len(self.editor.typed().strip())
        self.count.setText(_("{count} letters").format(count=letters) if letters else "")

    def _line(self) -> None:
        wrong = bool(self.error)
        warning = self._told or self.warning
        tone = "danger" if wrong else "warn" if warning else "text2"
        if self.hint.property("tone") != tone:
            self.hint.setProperty("tone", tone)
            # Set on both sides: polishing anew puts back the font that the label had at its first polishing.
            self.hint.setFont(font("label" if wrong else "second"))
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)
            self.hint.setFont(font("second" if tone == "text2" else "label"))
        warned = f"{_WARNS} {warning}" if warning else self._hint
        said = f"{_MARK} {self.error}" if wrong else warned
        self.hint.setText(said)
        self.editor.widget.setAccessibleDescription(self.error or warning or self._hint)
        self.below.setVisible(self.shown and (bool(said) or self.field.kind == "long"))


def read_boxes(boxes: Mapping[str, FieldBox]) -> dict[str, Any] | None:
    """What is typed; None where a field cannot be read or is missing, which is then told at the field."""
    values: dict[str, Any] = {}
    wrong: FieldBox | None = None
    for name, box in boxes.items():
        box.set_error("")
        try:
            values[name] = box.editor.value()
        except InvalidInput as error:
            box.set_error(error.what)
            wrong = wrong or box
            continue
        if box.is_missing():
            box.set_error(_("This is needed."))
            wrong = wrong or box
    if wrong is not None:
        wrong.editor.focus()
        return None
    return values


def tell_refused(box: FieldBox | None, error: BaseException) -> bool:
    """Tell a refused value at its field, which gets the cursor; False where it belongs to no field that is shown."""
    if box is None or not isinstance(error, InvalidInput):
        return False
    box.set_error(" ".join(part for part in (error.what, error.what_next) if part))
    box.editor.focus()
    return True
