"""What the last dossier brings along, what has lapsed, and what the next star still takes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.from_last import FromLast, OldPaper
from app.services.new_dossier import Beginning
from app.services.star_ahead import StarAhead
from app.translate import _, format_date, format_number, ngettext
from app.ui.widgets.badge import Badge
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Hairline, TextLabel

_MOST = 8


class FromLastCard(Card):
    """The summary beside the form of a new dossier."""

    def __init__(self) -> None:
        super().__init__(_("From the last dossier"))
        self._inner = QWidget()
        self.body.addWidget(self._inner)

    def show_plan(self, known: Beginning | None) -> None:
        """Show what a choice brings."""
        self.body.removeWidget(self._inner)
        self._inner.hide()
        self._inner.deleteLater()
        self._inner = QWidget()
        self.body.addWidget(self._inner)
        rows = QVBoxLayout(self._inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        if known is None:
            rows.addWidget(TextLabel(_("Choose the product first."), "body", tone="text2"))
        elif known.last is not None:
            self._plan(rows, known.last)
        elif known.why_not is not None:
            rows.addWidget(TextLabel(known.why_not.what, "body", tone="text2"))
            if known.why_not.what_next:
                rows.addWidget(TextLabel(known.why_not.what_next, "second"))
        else:
            words = _("A first application begins empty. An upgrade or a re-assessment takes over what still holds.")
            rows.addWidget(TextLabel(words, "body", tone="text2"))

    def _plan(self, rows: QVBoxLayout, plan: FromLast) -> None:
        words = _("Dossier of {year}").format(year=plan.previous.year)
        rows.addWidget(TextLabel(words, "strong"))
        if plan.window is not None:
            filed = _("To be filed from {first} to {last}.").format(
                first=format_date(plan.window.earliest), last=format_date(plan.window.latest)
            )
            rows.addWidget(TextLabel(filed, "second"))
        self._papers(rows, _("Taken over from the last dossier"), plan.carried, "ok")
        self._papers(rows, _("Lapsed, to be brought anew"), plan.lapsed, "danger")
        self._papers(rows, _("Made anew"), plan.anew, "neutral")
        if plan.texts or plan.plan_texts or plan.figures:
            rows.addWidget(Badge(_("Texts of the self-assessment and the business plan"), "ok"))
        if not plan.same_set:
            rows.addWidget(Badge(_("The criteria are others than then"), "warn"))
        if plan.next_star is not None:
            rows.addWidget(Hairline())
            self._star(rows, plan.next_star)

    def _papers(self, rows: QVBoxLayout, title: str, papers: tuple[OldPaper, ...], grade: str) -> None:
        if not papers:
            return
        rows.addWidget(TextLabel(f"{title} ({len(papers)})", "label"))
        for paper in papers[:_MOST]:
            words = paper.title
            if paper.expires_on is not None:
                words += " · " + format_date(paper.expires_on)
            line = TextLabel(words, "second", tone="danger" if grade == "danger" else "text2")
            line.setContentsMargins(12, 0, 0, 0)
            rows.addWidget(line)
        if len(papers) > _MOST:
            more = ngettext("{count} more", "{count} more", len(papers) - _MOST).format(count=len(papers) - _MOST)
            rows.addWidget(TextLabel(more, "second"))

    def _star(self, rows: QVBoxLayout, ahead: StarAhead) -> None:
        step = ahead.step
        points = format_number(step.points_needed.normalize())
        words = _("{points} points more make {stars} stars").format(points=points, stars=step.star)
        rows.addWidget(TextLabel(words, "strong"))
        for one in step.raises[:4]:
            title = ahead.titles.get(one.criterion, "")
            gain = format_number(one.gain.normalize())
            rows.addWidget(TextLabel(f"{one.criterion} {title}: +{gain}", "second"))
