"""The report as a paper: what still stops it, printed for signature, signed, closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.assessment_view import AssessmentView
from app.services.missing import Missing
from app.translate import _, format_date, ngettext
from app.ui.pages.assessment.item_step import StepCard
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton, LinkLabel
from app.ui.widgets.labels import Hairline, TextLabel

_GRADES = {"stops": "danger", "warns": "warn", "suggests": "neutral"}


class ReportStep(StepCard):
    """``chosen`` leads to what is missing."""

    def __init__(self, number: int, form: str, acts: list[Act], chosen: Callable[[Missing], None]) -> None:
        super().__init__()
        self._chosen = chosen
        title = _("{number}. Report {form}").format(number=number, form=form).rstrip()
        self.rows.addWidget(TextLabel(title, "card", parent=self))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.rows.addLayout(self._list)
        self.rows.addWidget(Hairline(self))
        note = _(
            "Print it and lay it before the signer; number and day are still blank. Once it is signed, enter number, "
            "day and signer: that closes the assessment."
        )
        self._note = TextLabel(note, "second", parent=self)
        self.rows.addWidget(self._note)
        self._state = Badge("", "neutral", parent=self)
        self.rows.addWidget(self._state)
        self._acts = [ActButton(act, "plain", parent=self) for act in acts]
        for button in self._acts:
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            self.rows.addLayout(line)
        self.rows.addStretch(1)

    def show_report(self, view: AssessmentView) -> None:
        """How the paper stands and what it lacks."""
        while self._list.count():
            item = self._list.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        open_ones = [one for one in view.missing if not one.subject.startswith("document:")]
        for one in open_ones:
            self._list.addWidget(self._missing_row(one))
        if not open_ones:
            self._list.addWidget(Badge(_("Every item has its finding."), "ok", parent=self))
        report = view.report
        self._note.setVisible(report.status != "signed")
        if report.status == "signed":
            words = _("Signed: number {number} of {date}").format(number=report.number, date=format_date(report.dated))
            self._state.set_state(words, "ok")
        elif report.printed:
            words = ngettext(
                "Printed {count} time, not signed yet", "Printed {count} times, not signed yet", report.printed
            )
            self._state.set_state(words.format(count=report.printed), "info")
        else:
            self._state.set_state(_("Not printed yet"), "neutral")

    def _missing_row(self, one: Missing) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        mark = Badge("", _GRADES[one.grade], parent=row)
        mark.setFixedWidth(14)
        box.addWidget(mark)
        box.addWidget(LinkLabel(one.text, lambda: self._chosen(one), parent=row), 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        return row

    def first(self) -> QWidget | None:
        """The first button."""
        return self._acts[0] if self._acts else None
