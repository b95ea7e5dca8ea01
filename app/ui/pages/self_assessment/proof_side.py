"""Beside the criteria: the papers that prove the one in work, and what the next star would take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.scoring import SheetScore
from app.services.self_assessment_view import SelfAssessmentView
from app.translate import _
from app.ui.dialogs.evidence import evidence_lines
from app.ui.widgets.act import Act
from app.ui.widgets.criteria.words import plain
from app.ui.widgets.evidence import EvidenceBox
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.side_panel import SidePanel


class ProofSide(SidePanel):
    """``attach`` chooses papers; ``opened`` is told the line whose file is wanted."""

    def __init__(self, attach: Act, opened: Callable[[object], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence = EvidenceBox("", attach, self)
        self.evidence.opened.connect(opened)
        self.body.addWidget(self.evidence)
        note = _("Papers prove an answer: link those of the dossier to each criterion.")
        self.body.addWidget(TextLabel(note, "second", parent=self))
        self._next = TextLabel("", "second", tone="text", parent=self)
        self.body.addWidget(self._next)
        self.body.addStretch(1)

    def show_criterion(self, view: SelfAssessmentView, name: str) -> None:
        """The papers behind a criterion."""
        self.evidence.set_title(_("Evidence for {criterion}").format(criterion=name))
        own = [one for one in view.documents if name and name in one.row.criteria.split()]
        self.evidence.set_lines(evidence_lines(own), _("No paper stands behind it yet."))

    def show_next(self, score: SheetScore | None) -> None:
        """The cheapest way to the next star, once all criteria are answered."""
        step = score.next_star if score is not None else None
        said = ""
        if step is not None and step.raises:
            names = ", ".join(f"{one.criterion} (+{plain(one.gain)})" for one in step.raises)
            said = _("For {stars} stars: {criteria}.").format(stars=step.star, criteria=names)
        self._next.setText(said)
