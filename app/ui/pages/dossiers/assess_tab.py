"""The commune's assessment in short, with the way to its page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.assessments import assessment
from app.services.dossier_page import DossierPageData
from app.translate import _, format_date
from app.ui.desk import Desk
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll


class AssessTab(QWidget):
    """Items with their findings, the meeting, the report."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._data: DossierPageData | None = None
        self.open_act = Act(self, _("Open the assessment"), self._open, "Ctrl+E", "list-checks")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        line = QHBoxLayout()
        self._button = ActButton(self.open_act, "link")
        line.addWidget(self._button)
        line.addStretch(1)
        rows.addLayout(line)
        self._scroll = VScroll(QWidget())
        rows.addWidget(self._scroll, 1)
        self.setFocusProxy(self._button)

    def _open(self) -> None:
        if self._data is not None:
            self._desk.go(Route("assess", self._data.row.id))

    def show_data(self, data: DossierPageData) -> None:
        """Show the assessment of a dossier."""
        self._data = data
        entered = self._desk.read(lambda session: assessment(session, data.row.id))
        items = {one.item: one for one in entered.items}
        inner = QWidget()
        inner.setProperty("ground", "none")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(8)
        if entered.meeting_on is not None:
            words = _("Meeting on {day}, chaired by {chair}").format(
                day=format_date(entered.meeting_on), chair=entered.chair or "…"
            )
            rows.addWidget(TextLabel(words, "strong"))
        report = next((one for one in data.issued if one.kind == "commune_report"), None)
        if report is not None and report.status == "signed":
            words = _("Report {number} of {day}, signed").format(number=report.number, day=format_date(report.dated))
            rows.addWidget(Badge(words, "ok"))
        elif data.regime.commune_items:
            rows.addWidget(Badge(_("The report is not signed yet"), "neutral"))
        for rule in data.regime.commune_items:
            one = items.get(rule.id)
            card = Card(rule.title)
            if one is not None and one.finding:
                card.body.addWidget(TextLabel(one.finding, "body"))
            elif one is not None and one.not_applicable:
                card.body.addWidget(TextLabel(_("Left out: {reason}").format(reason=one.not_applicable), "body"))
            else:
                card.body.addWidget(TextLabel(_("No finding yet."), "second"))
            rows.addWidget(card)
        if not data.regime.commune_items:
            rows.addWidget(TextLabel(_("Under these rules the commune assesses no items."), "body", tone="text2"))
        rows.addStretch(1)
        inner.setMaximumWidth(792)
        old = self._scroll.takeWidget()
        old.deleteLater()
        self._scroll.setWidget(inner)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignLeft)
