"""A sheet at work: its answers, what they give, and their saving one behind the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.services import score_sheets
from app.services.council_sheet import SheetView
from app.services.score_sheets import EnteredBy, SheetData
from app.services.scoring import SheetScore, score_sheet
from app.services.sheet_answers import KNOCK_OUTS_KEY, parse_answers
from app.services.star_class import from_hundredths, stars_ascending
from app.ui.desk import Desk
from app.ui.widgets.criteria import CriteriaTotals, CriterionState, states_of, totals_of


class SheetDraft(QObject):
    """Answers are taken at once and saved in the background; a set's answers that cannot stand together are refused."""

    changed = Signal()
    saved = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.view: SheetView | None = None
        self.score: SheetScore | None = None
        self.options: dict[str, int] = {}
        self.parts: dict[str, Decimal] = {}
        self.found: frozenset[str] = frozenset()
        self.opinion = ""
        self.way: EnteredBy = "screen"

    def show(self, view: SheetView, way: EnteredBy) -> None:
        """Begin with a sheet as it is stored."""
        self.view, self.way = view, way
        sheet, complete = view.sheet, view.criteria_set.complete
        self.options = {name: value for name, value in sheet.options.items() if value is not None} if sheet else {}
        self.parts = {} if complete or not sheet else {n: from_hundredths(v) for n, v in sheet.points.items()}
        self.found = frozenset(sheet.knock_outs) if sheet else frozenset()
        self.opinion = sheet.opinion if sheet else ""
        self._rescore()

    def _rescore(self) -> None:
        view = self.view
        if view is None:
            return
        given: dict[str, Any] = dict(self.options if view.criteria_set.complete else self.parts)
        answers = parse_answers(view.criteria_set, {**given, KNOCK_OUTS_KEY: sorted(self.found)})
        self.score = None if view.hidden else score_sheet(view.criteria_set, answers, view.regime.stars)
        self.changed.emit()

    @property
    def aim(self) -> int:
        """The star whose minimums are marked: that of the points, at least the lowest one with a certificate."""
        view, score = self.view, self.score
        if view is None or score is None or not view.criteria_set.complete:
            return 0
        given = [star for star in stars_ascending(view.regime.stars) if star not in view.regime.not_certified]
        return max(score.stars_by_points, given[0] if given else 1)

    def totals(self) -> CriteriaTotals | None:
        """The sums for the bar and the index."""
        return totals_of(self.view.criteria_set, self.score, aim=self.aim) if self.view is not None else None

    def states(self) -> dict[str, CriterionState]:
        """How each criterion stands."""
        view = self.view
        if view is None:
            return {}
        files: dict[str, int] = {}
        for document in view.documents:
            for name in document.row.criteria.split():
                files[name] = files.get(name, 0) + len(document.files)
        return states_of(view.criteria_set, self.options, self.score, aim=self.aim, knock_outs=self.found, files=files)

    # --- what is answered ---------------------------------------------------------------------------------------------

    def answer(self, criterion: str, option: int | None) -> None:
        """Take an answer; ``None`` clears it. One that the set does not allow beside the others is told and undone."""
        before = dict(self.options)
        if option is None:
            self.options.pop(criterion, None)
        else:
            self.options[criterion] = option
        try:
            self._rescore()
        except AppError as error:
            self.options = before
            self._rescore()
            self._desk.show_error(error)
            return
        self.save()

    def set_part(self, part: str, value: Decimal | None) -> None:
        """Take the total of a part."""
        if value is None:
            self.parts.pop(part, None)
        else:
            self.parts[part] = value
        self._rescore()
        self.save()

    def exclude(self, knock_out: str, on: bool) -> None:
        """Whether the member found a reason for exclusion."""
        self.found = self.found | {knock_out} if on else self.found - {knock_out}
        self._rescore()
        self.save()

    def say(self, words: str) -> None:
        """The member's note for the discussion."""
        if self.view is not None and self.view.refused is None and words != self.opinion:
            self.opinion = words
            self.save()

    def data(self) -> SheetData:
        """The sheet as the service takes it."""
        view = self.view
        assert view is not None
        complete = view.criteria_set.complete
        return SheetData(
            dossier_id=view.entry.dossier_id,
            round_id=view.round.id,
            member_id=view.member.id,
            answers=dict(self.options) if complete else {},
            parts={} if complete else dict(self.parts),
            knock_outs=tuple(sorted(self.found)),
            opinion=self.opinion,
            entered_by=self.way,
            invented=view.sheet.invented if view.sheet else False,
        )

    def save(self) -> None:
        """Save the draft as it stands now; what is answered next is saved behind it."""
        view = self.view
        if view is None or view.refused is not None:
            return
        data, library = self.data(), self._desk.library
        self._desk.write(
            lambda session, actor: score_sheets.save_sheet(session, data, actor, library),
            on_done=lambda _id: self.saved.emit(),
            on_error=self.failed.emit,
            owner=self,
        )
