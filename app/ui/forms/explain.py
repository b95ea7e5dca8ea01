"""F1 where the page has no panel for help: what a field is, below the field itself."""

from __future__ import annotations

from app.translate import _
from app.ui.forms.fields import Field
from app.ui.forms.record_form import RecordForm


def explain_below(form: RecordForm) -> None:
    """Let F1 write what a field is, an example and the article into the line below it."""

    def tell(field: Field) -> None:
        given = field.help
        parts = [given.what or field.hint]
        if given.example:
            parts.append(_("For example: {example}.").format(example=given.example))
        if given.article:
            parts.append(given.article)
        form.set_hint(field.name, " ".join(part for part in parts if part))

    form.help_asked.connect(tell)
