"""The meeting: when, where, who, and what was said."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.assessment_view import AssessmentView, participants_of
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.autosave import Save
from app.ui.forms.fields import Choices, Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.assessment.item_step import StepCard
from app.ui.widgets.labels import TextLabel


class MeetingStep(StepCard):
    """The law does not ask for a meeting; where one was held, the report says it in a sentence."""

    def __init__(self, desk: Desk, number: int, people: Choices, save: Save) -> None:
        super().__init__()
        self.rows.addWidget(TextLabel(_("{number}. Meeting for opinions").format(number=number), "card", parent=self))
        note = _("Where a meeting was held, the report names its day, place, people and opinions.")
        self.rows.addWidget(TextLabel(note, "second", parent=self))
        self.form = RecordForm(
            desk, [Section("", _rows(people))], save, name="assess.meeting", framed=False, foot=False
        )
        self.rows.addWidget(self.form)
        # The key for a further row works from every field of the step, as the button says it.
        self.addActions(self.form.editor("participants").widget.actions()[:1])
        self.rows.addStretch(1)

    def show_meeting(self, record: str, view: AssessmentView, why_locked: str) -> None:
        """The stored meeting."""
        data = view.data
        values = {
            name: getattr(data, name) for name in ("meeting_on", "meeting_place", "chair", "secretary", "opinions")
        }
        self.form.show_record(record, {**values, "participants": participants_of(data.participants)})
        self.form.set_read_only(bool(why_locked))

    def first(self) -> QWidget | None:
        """The day."""
        return self.form.first_input()


def _rows(people: Choices) -> list[list[Field]]:
    return [
        [
            Field("meeting_on", _("Day of the meeting"), "date"),
            Field(
                "meeting_place", _("Place and time"), span=2, placeholder=_("e.g. 8.00, meeting room of the committee")
            ),
        ],
        [
            Field("chair", _("Chaired by"), "combo", choices=people, free=True),
            Field("secretary", _("Minutes by"), "combo", choices=people, free=True),
        ],
        [
            Field(
                "participants",
                _("Who attended"),
                "rows",
                columns=(Field("name", _("Full name")), Field("title", _("Title, office"))),
            )
        ],
        [Field("opinions", _("Opinions at the meeting"), "long", lines=4, limit=6000)],
    ]
