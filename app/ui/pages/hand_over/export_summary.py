"""The card beside the first steps of a hand-over: what will be written, or what stops the dossier pointed at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.hand_over_choices import Choice, DossierSize, bundle_size
from app.services.missing import Missing
from app.services.sticks import StoragePlace
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.match_watch import MatchWatch
from app.ui.pages.hand_over.pick_view import clear, pair_line
from app.ui.pages.hand_over.words import APPLICATIONS, dossiers_text, files_text, size_text
from app.ui.route import Route
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import LinkLabel
from app.ui.widgets.labels import CutLabel, Hairline, TextLabel
from app.ui.widgets.strip import Strip

_SHOWN = 5
_MISSING = 6


class ExportSummary:
    """Fills the layout of the wizard's side card."""

    def __init__(self, layout: QVBoxLayout, desk: Desk) -> None:
        self._desk = desk
        self._parts: list[QVBoxLayout] = []
        for _part in range(2):
            holder = QWidget()
            rows = QVBoxLayout(holder)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(8)
            layout.addWidget(holder)
            self._parts.append(rows)
        self._stopped, self._chosen = self._parts
        self._told: object = None
        self.show_stopped(None, [])

    def show_stopped(self, choice: Choice | None, missing: Sequence[Missing]) -> None:
        """What stops a dossier, instead of what will be written; ``None`` takes it away."""
        clear(self._stopped)
        for part, is_shown in ((self._stopped, choice is not None), (self._chosen, choice is None)):
            holder = part.parentWidget()
            if holder is not None:
                holder.setVisible(is_shown)
        if choice is None:
            return
        self._stopped.addWidget(TextLabel(choice.product, "strong"))
        self._stopped.addWidget(Strip(choice.reason, "danger"))
        if choice.advice:
            self._stopped.addWidget(TextLabel(choice.advice, "second"))
        for one in missing[:_MISSING]:
            self._stopped.addWidget(TextLabel(f"• {one.text}", "second", tone="text"))
        more = len(missing) - _MISSING
        if more > 0:
            self._stopped.addWidget(TextLabel(_and_more(more), "second"))
        route = Route("dossier", choice.dossier_id)
        self._stopped.addWidget(LinkLabel(_("Go to the dossier"), partial(self._desk.go, route), "folder-open"))

    def show_chosen(
        self,
        chosen: Sequence[Choice],
        sizes: Mapping[str, DossierSize],
        place: StoragePlace | None,
        left_over: int,
        matches: MatchWatch,
        along: Sequence[str] = (),
    ) -> None:
        """The dossiers with their sizes, the sum, the room that stays, and what happens afterwards.

        Args:
            left_over: how many ticked dossiers go to another office, hence in a bundle of their own.
            matches: what the comparison of their papers has found so far.
            along: titles of the requests and answers that go along.
        """
        state = (
            tuple(chosen),
            tuple(sizes.items()),
            place,
            left_over,
            tuple(matches.found),
            matches.is_busy,
            tuple(along),
        )
        if state == self._told:
            return
        self._told = state
        clear(self._chosen)
        if not chosen:
            self._chosen.addWidget(TextLabel(_("Nothing is ticked."), "body", tone="text2"))
            return
        for one in chosen[:_SHOWN]:
            self._chosen.addLayout(self._dossier(one, sizes.get(one.dossier_id)))
        more = len(chosen) - _SHOWN
        if more > 0:
            self._chosen.addWidget(TextLabel(_and_more(more), "second"))
        known = [sizes[one.dossier_id] for one in chosen if one.dossier_id in sizes]
        total = bundle_size(known)
        self._chosen.addWidget(Hairline())
        self._chosen.addLayout(pair_line(_("Together, about"), size_text(total), "strong"))
        if place is not None and place.free >= total:
            self._chosen.addLayout(pair_line(_("Free afterwards"), size_text(place.free - total), "second"))
        if left_over:
            words = _(
                "{dossiers} more are ticked for another office: they come in a bundle of their own after this one."
            )
            self._chosen.addWidget(Strip(words.format(dossiers=dossiers_text(left_over)), "info"))
        if along:
            self._chosen.addWidget(TextLabel(_("Goes along"), "label"))
            for title in along[:_SHOWN]:
                self._chosen.addWidget(TextLabel(title, "second", tone="text"))
            if len(along) > _SHOWN:
                self._chosen.addWidget(TextLabel(_and_more(len(along) - _SHOWN), "second"))
        if chosen[0].purpose == "forward":
            self._show_matches(chosen, matches)
        self._chosen.addWidget(self._after(chosen))

    def _show_matches(self, chosen: Sequence[Choice], matches: MatchWatch) -> None:
        """Where papers of a dossier do not say the same: a link to each; real dossiers come back for this."""
        known = [one for one in chosen if one.dossier_id in matches.found]
        differing = [one for one in known if matches.found[one.dossier_id].differences]
        if matches.is_busy and not differing:
            self._chosen.addWidget(TextLabel(_("The papers are being compared…"), "second"))
        elif known and not differing:
            self._chosen.addWidget(Badge(_("Papers agree, as far as they could be read"), "ok"))
        if not differing:
            return
        self._chosen.addWidget(Badge(_("Papers that do not say the same"), "warn"))
        for one in differing[:_SHOWN]:
            count = len(matches.found[one.dossier_id].differences)
            words = ngettext("{product}: {count} place", "{product}: {count} places", count)
            route = Route("dossier", one.dossier_id, tab="match")
            self._chosen.addWidget(
                LinkLabel(words.format(product=one.product, count=count), partial(self._desk.go, route))
            )

    def _dossier(self, choice: Choice, size: DossierSize | None) -> QHBoxLayout:
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(CutLabel(choice.product, "body"))
        kind = _(APPLICATIONS.get(choice.application, choice.application))
        words.addWidget(CutLabel(f"{kind} · {files_text(size.files)}" if size else kind, "second", "text2"))
        line.addLayout(words, 1)
        line.addWidget(TextLabel(size_text(size.size) if size else "…", "second", wrap=False))
        return line

    def _after(self, chosen: Sequence[Choice]) -> Strip:
        count = len(chosen)
        if chosen[0].purpose == "result":
            text = _("The dossiers stay here; the other office gets their results.")
        else:
            text = ngettext(
                "{count} dossier becomes read-only here: handed over, no receipt yet.",
                "{count} dossiers become read-only here: handed over, no receipt yet.",
                count,
            ).format(count=count)
        return Strip(
            _("After writing"),
            "info",
            detail=text,
            icon="lock-simple",
        )


def _and_more(count: int) -> str:
    return _("and {count} more").format(count=count)
