"""One of very many (a commune, a producer): what is typed is looked up, and what was found stands in the list."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCompleter

from app.errors import InvalidInput
from app.services.search import fold_text
from app.translate import N_
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.fields import Choices, Field


class FindEditor(ChoiceEditor):
    """A choice whose list is asked for with every letter; the best match comes first and is taken by Enter.

    The field's ``find`` gives the choices for a text, best first (for the empty text: the likeliest ones); its
    ``words`` says what a stored value is called.
    """

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._finder.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.line.textEdited.connect(self._look_up)

    def _find(self, text: str) -> Choices:
        return self.field.find(text) if self.field.find is not None else ()

    def _look_up(self, text: str) -> None:
        """Fill the list; the completer opens it when this key is done."""
        self.set_choices(self._find(text))
        QTimer.singleShot(0, self.line, self._mark_first)

    def _mark_first(self) -> None:
        if self._finder.popup().isVisible() and not self._finder.popup().selectionModel().hasSelection():
            self._point_at(0)

    def _point_at(self, row: int) -> None:
        """Mark a row without telling: the completer would write its words over what is being typed."""
        popup = self._finder.popup()
        index = self._finder.completionModel().index(row, 0)
        if index.isValid():
            selection = popup.selectionModel()
            selection.blockSignals(True)
            selection.setCurrentIndex(index, selection.SelectionFlag.ClearAndSelect)
            selection.blockSignals(False)
            popup.scrollTo(index)
            popup.viewport().update()

    def show_text(self, value: object) -> str:
        text = str(value or "")
        if not text:
            return ""
        known = next((words for own, words in self._choices if own == text), "")
        return known or (self.field.words(text) if self.field.words is not None else text)

    def value(self) -> object:
        """The chosen value; of a text that was typed and not chosen from, the only one that it finds.

        Raises:
            InvalidInput: nothing is found, or several.
        """
        typed = " ".join(unicodedata.normalize("NFC", self.typed()).split())
        if not typed:
            return ""
        if typed == self.show_text(self._value):
            return self._value
        found = self._find(typed)
        folded = fold_text(typed)
        same = [value for value, text in found if text == typed] or [v for v, t in found if fold_text(t) == folded]
        if same or len(found) == 1:
            return same[0] if same else found[0][0]
        if found:
            raise InvalidInput(
                self.field.name, N_("{count} choices have “{text}”. Choose one."), count=len(found), text=typed
            )
        raise InvalidInput(self.field.name, N_("Nothing is called “{text}”."), text=typed)

    def has_list(self) -> bool:
        return not self._read_only

    def drop_down(self) -> bool:
        """What is found for the typed text; the likeliest ones where nothing new was typed."""
        if self._read_only:
            return False
        self.set_choices(self._find(self.typed() if self.is_changed() else ""))
        if not self._choices:
            return False
        self._finder.complete()
        self._point_at(next((row for row, (value, _text) in enumerate(self._choices) if value == self._value), 0))
        return True
