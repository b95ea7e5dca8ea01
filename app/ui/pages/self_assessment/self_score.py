"""The producer's own score: the criteria with its answers and descriptions, saved as they are given."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.services.scoring import SheetScore, score_sheet
from app.services.self_assessment_view import SelfAssessmentView
from app.services.self_assessments import save_self_scores
from app.services.sheet_answers import parse_answers
from app.translate import _
from app.ui.desk import Desk
from app.ui.widgets.criteria import CriteriaBar, CriteriaIndex, CriteriaList, sections_of, states_of, totals_of

_LEAST_STARS = 3


class SelfScorePane(QWidget):
    """Index, list and running total of a complete set. ``scored``: points or answers changed."""

    scored = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view: SelfAssessmentView | None = None
        self._set_id = ""
        self._record = ""
        self._options: dict[str, int] = {}
        self._texts: dict[str, str] = {}
        self._steps: list[tuple[str, int | None]] = []
        self._pending = 0
        self.score: SheetScore | None = None
        self.list = CriteriaList(self, note_key="F2")
        self.index = CriteriaIndex(self)
        self.index.setFixedWidth(224)
        self.bar = CriteriaBar(self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.index)
        row.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addWidget(self.bar)
        self.list.answered.connect(self._on_answer)
        self.list.note_changed.connect(self._on_note)
        self.list.current_changed.connect(self._on_current)
        self.index.chosen.connect(self.list.open_section)
        self.bar.missing_asked.connect(self.list.next_open)

    def show_view(self, record: str, view: SelfAssessmentView) -> None:
        """The stored answers; those that are being saved now are left as they stand here."""
        criteria_set = view.criteria_set
        assert criteria_set is not None
        fresh = (record, criteria_set.id) != (self._record, self._set_id)
        self._view = view
        if fresh:
            self._record, self._set_id, self._steps, self._pending = record, criteria_set.id, [], 0
            self.list.show_set(sections_of(criteria_set, knock_outs=False))
        if fresh or not self._pending:
            stored = view.score if view.score is not None and view.score.set_id == criteria_set.id else None
            self._options = dict(stored.options) if stored else {}
            kept = {} if fresh else {name: text for name, text in self._texts.items() if name not in self._options}
            self._texts = {**kept, **(dict(stored.descriptions) if stored else {})}
        self.list.set_notes(_("Description"), _("What is shown for it; printed in the report") + "   F2", self._texts)
        self.list.set_read_only(self.is_locked)
        self._show()

    @property
    def is_locked(self) -> bool:
        """Whether nothing can be answered: signed, or the dossier is not open here."""
        view = self._view
        return view is None or view.locked is not None or (view.score is not None and view.score.signed_on is not None)

    def _show(self) -> None:
        view = self._view
        if view is None or view.criteria_set is None:
            return
        stars = view.regime.stars
        answers = parse_answers(view.criteria_set, self._options)
        score = score_sheet(view.criteria_set, answers, stars) if self._options else None
        aim = max(_LEAST_STARS, score.stars_by_points) if score else _LEAST_STARS
        counts: dict[str, int] = {}
        for document in view.documents:
            for name in document.row.criteria.split():
                counts[name] = counts.get(name, 0) + 1
        self.score = score
        self.list.set_states(states_of(view.criteria_set, self._options, score, aim=aim, files=counts))
        totals = totals_of(view.criteria_set, score, aim=aim)
        self.index.show_totals(totals)
        self.bar.show_totals(totals)
        self.scored.emit()

    def _on_current(self, name: str) -> None:
        view = self._view
        if view is not None and view.criteria_set is not None:
            self.index.show_here(view.criteria_set.criterion(name).section)

    # Answers

    def _on_answer(self, name: str, option: Any) -> None:
        before = self._options.get(name)
        if self._put(name, option):
            self._steps.append((name, before))

    def _put(self, name: str, option: int | None) -> bool:
        view = self._view
        assert view is not None
        assert view.criteria_set is not None
        changed = {key: value for key, value in self._options.items() if key != name}
        if option is not None:
            changed[name] = option
        try:
            parse_answers(view.criteria_set, changed)
        except InvalidInput as error:
            self._desk.show_error(error)
            self._show()
            return False
        self._options = changed
        self._show()
        self._save()
        return True

    def undo(self) -> None:
        """Take back the last answer."""
        if self._steps and not self.is_locked:
            name, before = self._steps.pop()
            self.list.open(name)
            self._put(name, before)

    def _on_note(self, name: str, text: str) -> None:
        self._texts[name] = text
        if name in self._options:
            self._save()

    def _save(self) -> None:
        desk, record = self._desk, self._record
        options = dict(self._options)
        texts = {name: text for name, text in self._texts.items() if text and name in options}
        self._pending += 1

        def done(_score: object) -> None:
            self._pending = max(0, self._pending - 1)

        def failed(error: BaseException) -> None:
            self._pending = 0
            desk.show_error(error)
            desk.note_saved(("self_assessment",))

        desk.write(
            lambda session, actor: save_self_scores(session, record, options, texts, actor, desk.library, desk.today()),
            changes="self_assessment",
            on_done=done,
            on_error=failed,
            owner=self,
        )

    def commit(self) -> None:
        """Store the description that is being typed."""
        self.list.commit_note()

    def set_narrow(self, narrow: bool) -> None:
        """The index goes where there is little width."""
        self.index.setVisible(not narrow)
