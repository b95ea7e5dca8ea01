"""The producer's own points by part, for a set whose criteria are not known one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.self_assessment_view import SelfAssessmentView
from app.services.self_assessments import save_self_scores
from app.translate import _
from app.ui.desk import Desk
from app.ui.forms.autosave import Done, Failed
from app.ui.forms.fields import Field, Section
from app.ui.forms.record_form import RecordForm
from app.ui.widgets.card import Card
from app.ui.widgets.criteria.words import as_sentence, plain
from app.ui.widgets.labels import TextLabel


class PartPoints(Card):
    """One field for each part."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("Points of each part"), parent=parent)
        self._desk = desk
        self._form: RecordForm | None = None
        self._record = self._set_id = ""
        self._holder = QVBoxLayout()
        note = _("The criteria of this set are not known one by one: only the points of its parts are entered.")
        self.body.addWidget(TextLabel(note, "second", parent=self))
        self.body.addLayout(self._holder)
        self.body.addStretch(1)

    def show_view(self, record: str, view: SelfAssessmentView) -> None:
        """The stored points."""
        criteria_set = view.criteria_set
        assert criteria_set is not None
        if self._form is None or self._set_id != criteria_set.id:
            if self._form is not None:
                self._holder.removeWidget(self._form)
                self._form.deleteLater()
            self._set_id = criteria_set.id
            words = _("Part {part}: {title} (at most {most})")
            rows = [
                [
                    Field(
                        part.id,
                        words.format(part=part.id, title=as_sentence(part.title), most=plain(part.max)),
                        "points",
                        lowest=0,
                        highest=int(part.max),
                    )
                ]
                for part in criteria_set.parts
            ]
            self._form = RecordForm(
                self._desk, [Section("", rows)], self._save, name="self_parts", framed=False, foot=False
            )
            self._form.closed.connect(self._desk.back)
            self._holder.addWidget(self._form)
        self._record = record
        known = view.score is not None and view.score.set_id == criteria_set.id
        open_parts = view.score.score.unanswered if view.score is not None else ()
        points = view.score.score.parts if known and view.score is not None else {}
        self._form.show_record(record, {name: value for name, value in points.items() if name not in open_parts})
        signed = view.score is not None and view.score.signed_on is not None
        self._form.set_read_only(signed or view.locked is not None)

    def _save(self, name: str, value: Any, on_done: Done, on_error: Failed, /) -> None:
        assert self._form is not None
        desk, record = self._desk, self._record
        points: dict[str, Decimal] = {**self._form.values(), name: value}
        given = {part: number for part, number in points.items() if number is not None}
        desk.write(
            lambda session, actor: save_self_scores(session, record, given, {}, actor, desk.library, desk.today()),
            changes="self_assessment",
            on_done=lambda _result: on_done(),
            on_error=on_error,
            owner=self,
        )

    def commit(self) -> bool:
        """Take what is being typed."""
        return self._form is None or self._form.commit()

    def first_input(self) -> QWidget | None:
        """The first empty part."""
        return self._form.first_input() if self._form is not None else None
