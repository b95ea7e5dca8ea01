"""The cards at the right of a product's page: certificate, papers that lapse, the way to the next star."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.names import certificate_state_name
from app.services.product_life import CertificateLife, LastingPaper
from app.services.star_ahead import StarAhead
from app.translate import _, format_date, ngettext
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.criteria.words import plain, points_text
from app.ui.widgets.labels import Hairline, TextLabel

_STATES = {
    "not_yet": "neutral",
    "valid": "ok",
    "window": "warn",
    "expired": "danger",
    "revoked": "neutral",
    "replaced": "neutral",
}
_PAPERS = {"lapsed": "danger", "soon": "warn", "holds": "ok"}
_MOST_RAISES = 6
_MOST_OLD = 3


class _RefilledCard(Card):
    """A card whose contents are made anew each time."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._inner = QWidget()
        self.body.addWidget(self._inner)

    def begin(self) -> QVBoxLayout:
        """An empty column in place of what was there."""
        self.body.removeWidget(self._inner)
        self._inner.hide()
        self._inner.deleteLater()
        self._inner = QWidget()
        self.body.addWidget(self._inner)
        rows = QVBoxLayout(self._inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        return rows


class CertificateCard(_RefilledCard):
    """The latest certificate with its days; earlier ones in one line each."""

    def __init__(self, view: Act) -> None:
        super().__init__(_("Certificate"))
        self._view = view

    def show_certificates(self, found: Sequence[CertificateLife]) -> None:
        """Show these, the latest first."""
        rows = self.begin()
        self._view.setVisible(bool(found))
        if not found:
            rows.addWidget(TextLabel(_("No certificate yet."), "second"))
            return
        latest = found[0]
        words = f"{certificate_state_name(latest.state)}"
        if latest.state in ("valid", "window"):
            left = ngettext("{count} day left", "{count} days left", latest.days_left).format(count=latest.days_left)
            words = left if latest.state == "window" else f"{words} · {left}"
        rows.addWidget(Badge(words[:1].upper() + words[1:], _STATES[latest.state]))
        facts = [
            (_("Certificate number"), latest.row.register_text),
            (_("Valid"), f"{format_date(latest.row.valid_from)} – {format_date(latest.row.valid_to)}"),
        ]
        if latest.filing is not None:
            facts.append((_("To be filed"), f"{format_date(latest.filing[0])} – {format_date(latest.filing[1])}"))
        if latest.grace_until is not None:
            facts.append((_("Goes on until"), format_date(latest.grace_until)))
        rows.addLayout(_facts(facts))
        line = QHBoxLayout()
        line.addWidget(ActButton(self._view, "link"))
        line.addStretch(1)
        rows.addLayout(line)
        for one in found[1 : 1 + _MOST_OLD]:
            rows.addWidget(
                TextLabel(
                    _("{number} · {stars} stars · until {day}").format(
                        number=one.row.register_text, stars=one.row.stars, day=format_date(one.row.valid_to)
                    ),
                    "second",
                )
            )


class PapersCard(_RefilledCard):
    """Papers with a last day, those that end first above."""

    def __init__(self) -> None:
        super().__init__(_("Papers with a last day"))

    def show_papers(self, papers: Sequence[LastingPaper]) -> None:
        """Show these."""
        rows = self.begin()
        if not papers:
            rows.addWidget(TextLabel(_("No paper of the dossiers has a last day."), "second"))
        for paper in papers:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(TextLabel(paper.title, "second", tone="text"), 1)
            pattern = _("expired {day}") if paper.state == "lapsed" else _("until {day}")
            line.addWidget(
                Badge(pattern.format(day=format_date(paper.expires_on)), _PAPERS[paper.state]),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
            rows.addLayout(line)


class NextStarCard(_RefilledCard):
    """What is missing for the next star, with the cheapest criteria."""

    def __init__(self) -> None:
        super().__init__(_("Next star"))

    def show_ahead(self, ahead: StarAhead | None) -> None:
        """Show it; nothing is known before something was scored."""
        rows = self.begin()
        if ahead is None:
            self.set_title(_("Next star"))
            rows.addWidget(TextLabel(_("Shown once the product has a score below five stars."), "second"))
            return
        step = ahead.step
        self.set_title(_("To {star} stars").format(star=step.star))
        lacking: list[str] = []
        if step.points_needed:
            lacking.append(points_text(step.points_needed))
        if step.minimums:
            count = len(step.minimums)
            lacking.append(ngettext("{count} minimum", "{count} minimums", count).format(count=count))
        if lacking:
            rows.addWidget(TextLabel(_("Missing: {what}").format(what=", ".join(lacking)), "strong"))
        for one in step.minimums:
            title = ahead.titles.get(one.criterion, "")
            words = _("{criterion} {title}: at least {points} points").format(
                criterion=one.criterion, title=title, points=plain(one.to_points)
            )
            rows.addWidget(TextLabel(words, "second", tone="warn"))
        if step.raises:
            rows.addWidget(Hairline())
            gain = plain(ahead.gain)
            rows.addWidget(TextLabel(_("Cheapest way: +{points} points").format(points=gain), "label"))
        for raised in step.raises[:_MOST_RAISES]:
            title = ahead.titles.get(raised.criterion, "")
            words = _("{criterion} {title}: +{points}").format(
                criterion=raised.criterion, title=title, points=plain(raised.gain)
            )
            rows.addWidget(TextLabel(words, "second"))
        ground = _("By the council's result.") if ahead.ground == "council" else _("By the producer's own score.")
        rows.addWidget(TextLabel(ground, "second", tone="text3"))


def _facts(facts: Sequence[tuple[str, str]]) -> Any:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 92)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(facts):
        grid.addWidget(TextLabel(name, "second"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(TextLabel(value, "second", tone="text"), place, 1)
    return grid
