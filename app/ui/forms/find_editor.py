"""One of very many (a commune, a producer): what is typed is looked up where they are kept."""

from __future__ import annotations

from app.errors import InvalidInput
from app.translate import N_
from app.ui.forms.choice_editor import ChoiceEditor
from app.ui.forms.fields import Choices


class FindEditor(ChoiceEditor):
    """A choice whose list is asked for with every letter.

    The field's ``find`` gives the choices for a text, best first (for the empty text: the likeliest ones); its
    ``words`` says what a stored value is called.
    """

    def _find(self, text: str) -> Choices:
        return self.field.find(text) if self.field.find is not None else ()

    def _rows(self, text: str) -> Choices:
        self._choices = super()._rows(text)
        return self._choices

    def show_text(self, value: object) -> str:
        text = str(value or "")
        if not text:
            return ""
        called = self.field.words(text) if self.field.words is not None else ""
        return called or next((words for own, words in self._choices if own == text), text)

    def _unknown(self, typed: str) -> InvalidInput:
        return InvalidInput(self.field.name, N_("Nothing is called “{text}”."), text=typed)

    def has_list(self) -> bool:
        return not self._read_only
