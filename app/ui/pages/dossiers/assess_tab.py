"""The commune's assessment in short, with the way to its page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.assessments import assessment
from app.services.dossier_page import DossierPageData
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.pages.dossiers.scrolled_tab import ScrolledTab
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel

_WIDEST = 792


class AssessTab(ScrolledTab):
    """Items with their findings, the meeting, the report."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.place_act(Act(self, _("Open the assessment"), self._open, "Ctrl+E", "list-checks"))
        self._desk = desk
        self._data: DossierPageData | None = None

    def _open(self) -> None:
        if self._data is not None:
            self._desk.go(Route("assess", self._data.row.id))

    def show_data(self, data: DossierPageData) -> None:
        """Show the assessment of a dossier."""
        self._data = data
        entered = self._desk.read(lambda session: assessment(session, data.row.id))
        items = {one.item: one for one in entered.items}
        parts: list[QWidget] = []
        if entered.meeting_on is not None:
            words = _("Meeting on {day}, chaired by {chair}").format(
                day=format_date(entered.meeting_on), chair=entered.chair or "…"
            )
            parts.append(TextLabel(words, "strong"))
        report = next((one for one in data.issued if one.kind == "commune_report"), None)
        if report is not None and report.status == "signed":
            words = _("Report {number} of {day}, signed").format(number=report.number, day=format_date(report.dated))
            parts.append(Badge(words, "ok"))
        elif data.regime.commune_items:
            parts.append(Badge(_("The report is not signed yet"), "neutral"))
        for rule in data.regime.commune_items:
            one = items.get(rule.id)
            card = Card(rule.title)
            if one is not None and one.finding:
                card.body.addWidget(TextLabel(one.finding, "body"))
            elif one is not None and one.not_applicable:
                card.body.addWidget(TextLabel(_("Left out: {reason}").format(reason=one.not_applicable), "body"))
            else:
                card.body.addWidget(TextLabel(_("No finding yet."), "second"))
            parts.append(card)
        if not data.regime.commune_items:
            parts.append(TextLabel(_("Under these rules the commune assesses no items."), "body", tone="text2"))
        self.show_column(parts, _WIDEST)
