"""The list from which a new decision is drafted: closed results that this office may recognise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.decision_overview import Candidate
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.certificates.words import products_count
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented


class DecisionChoice(QWidget):
    """Ticked are the products that the draft will name; a row that cannot be named has no box and says why."""

    changed = Signal()

    def __init__(self, desk: Desk, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Candidate] = ()
        self._source = ListSource()
        self.regimes = Segmented(self)
        self.regimes.changed.connect(lambda _name: self._show_regime())
        self.table = TableView(
            desk,
            "decision_choice",
            [
                Column("check", "", "check", width=44),
                Column("product", _("Product"), stretch=True, width=260),
                Column("producer", _("Producer"), width=230),
                Column("commune", _("Commune"), width=150, shown=False),
                Column("code", _("Code"), width=150),
                Column("points", _("Average"), "number", width=100),
                Column("stars", _("Class"), "stars", width=110),
                Column("state", _("In the decision"), "badge", width=170),
            ],
            self._source,
            title=_("Closed results"),
            counted=products_count,
            empty=empty,
        )
        self.why = Strip("", "warn")
        self.why.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.regimes)
        box.addWidget(self.why)
        box.addWidget(self.table, 1)
        self.table.checked.connect(lambda _ids: self.changed.emit())
        self.table.selected.connect(self._on_selected)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Show these; of each set of rules the ones that can be named are ticked."""
        self._all = candidates
        regimes = {one.regime_id: one.regime_title for one in candidates}
        self.regimes.blockSignals(True)
        self.regimes.set_tabs(list(regimes.items()))
        self.regimes.blockSignals(False)
        self.regimes.setVisible(len(regimes) > 1)
        self._show_regime()

    @property
    def regime_id(self) -> str:
        """The rules under which the shown products were scored."""
        return self.regimes.current()

    @property
    def shown(self) -> list[Candidate]:
        """The candidates under the chosen rules."""
        return [one for one in self._all if one.regime_id == self.regime_id]

    def chosen(self) -> list[str]:
        """The dossiers ticked, in the order of the list: most points first."""
        ticked = set(self.table.checked_ids())
        return [one.dossier_id for one in self.shown if one.dossier_id in ticked and one.refusal is None]

    def first_refusal(self) -> Candidate | None:
        """A product that cannot be named, if any."""
        return next((one for one in self.shown if one.refusal is not None), None)

    def _show_regime(self) -> None:
        shown = self.shown
        self._source.set_rows(
            {
                "id": one.dossier_id,
                "check": None if one.refusal is not None else "",
                "product": one.product,
                "producer": one.producer,
                "commune": one.commune,
                "code": one.code or None,
                "points": one.points,
                "stars": one.stars if one.stars is not None else one.found,
                "state": (_("Can be named"), "ok") if one.refusal is None else (_("Not named"), "neutral"),
            }
            for one in shown
        )
        self.table.reload()
        self.table.set_checked([one.dossier_id for one in shown if one.refusal is None])
        self._say_why(None if any(one.refusal is None for one in shown) else self.first_refusal())
        self.changed.emit()

    def _on_selected(self, ids: list[str]) -> None:
        """Say why the chosen row cannot be named."""
        self._say_why(next((each for each in self.shown if [each.dossier_id] == ids), None))

    def _say_why(self, one: Candidate | None) -> None:
        refusal = one.refusal if one is not None else None
        self.why.setVisible(refusal is not None)
        if refusal is not None:
            self.why.set_text(refusal.what, "warn", refusal.what_next)
