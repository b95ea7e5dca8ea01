"""The running total under a list: parts, the sum, what is missing, minimums missed, the keys, the page's act."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.translate import _, ngettext
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.card import Card
from app.ui.widgets.criteria.data import CriteriaTotals
from app.ui.widgets.criteria.words import plain
from app.ui.widgets.labels import Hairline, KeyChip, TextLabel
from app.ui.widgets.stars import Stars

_KEYS_FROM = 900  # px: in a narrower bar the keys are left out


class CriteriaBar(Card):
    """One line at the foot of a score sheet."""

    missing_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("criteria.bar")
        line = QHBoxLayout()
        line.setSpacing(16)
        self._parts = QHBoxLayout()
        self._parts.setSpacing(16)
        self._part_labels: list[tuple[TextLabel, TextLabel]] = []
        line.addLayout(self._parts)
        rule = Hairline(self, upright=True)
        line.addWidget(rule)
        sum_line = QHBoxLayout()
        sum_line.setSpacing(8)
        sum_line.addWidget(TextLabel(_("Total"), "second", wrap=False, parent=self))
        self.total = TextLabel("0", "figure", wrap=False, parent=self)
        self.total.setObjectName("criteria.total")
        self._most = TextLabel("", "second", wrap=False, parent=self)
        self._stars = Stars(None, size=16, parent=self)
        sum_line.addWidget(self.total)
        sum_line.addWidget(self._most)
        sum_line.addWidget(self._stars)
        line.addLayout(sum_line)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.missing = Badge("", "neutral", parent=self)
        self.warning = Badge("", "warn", parent=self)
        for own in (self.missing, self.warning):
            words.addWidget(own)
        words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        self._keys = QWidget(self)
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.setSpacing(6)
        pairs = (("1–9", _("choose")), ("0", _("none")), ("↑ ↓", _("criterion")), ("N", _("next without answer")))
        for key, said in pairs:
            keys.addWidget(KeyChip(key, self._keys))
            keys.addWidget(TextLabel(said, "second", wrap=False, parent=self._keys))
            keys.addSpacing(4)
        line.addWidget(self._keys)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(8)
        line.addLayout(self._acts)
        self.body.setContentsMargins(16, 6, 12, 6)
        self.body.addLayout(line)
        self.setFixedHeight(60)
        self._with_keys = True

    def show_keys(self, on: bool) -> None:
        """Whether the keys of the list are named; not where points are typed."""
        self._with_keys = on
        self._keys.setVisible(on and self.width() >= _KEYS_FROM)

    def set_act(self, act: Act | None, kind: str = "primary") -> None:
        """The act at the right; None takes it away."""
        while self._acts.count():
            item = self._acts.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if act is not None:
            self._acts.addWidget(ActButton(act, kind, parent=self))

    def show_totals(self, totals: CriteriaTotals) -> None:
        """The sums as they stand."""
        if len(self._part_labels) != len(totals.parts):
            for _part in totals.parts[len(self._part_labels) :]:
                pair = (
                    TextLabel("", "strong", wrap=False, parent=self),
                    TextLabel("", "second", wrap=False, parent=self),
                )
                box = QHBoxLayout()
                box.setSpacing(5)
                for label in pair:
                    box.addWidget(label)
                self._parts.addLayout(box)
                self._part_labels.append(pair)
        for part, (points, most) in zip(totals.parts, self._part_labels, strict=False):
            points.setText(f"{part.id} {plain(part.points)}")
            most.setText(f"/{plain(part.max_points)}")
            points.setToolTip(part.title)
        self.total.setText(plain(totals.total))
        self._most.setText(f"/{plain(totals.max_points)}")
        self._stars.setVisible(totals.stars is not None)
        if totals.stars is not None:
            self._stars.set_stars(totals.stars)
        if totals.missing:
            said = (
                ngettext("{missing} of {count} part left", "{missing} of {count} parts left", totals.count)
                if totals.by_parts
                else ngettext("{missing} of {count} criterion left", "{missing} of {count} criteria left", totals.count)
            ).format(missing=totals.missing, count=totals.count)
            self.missing.set_state(said, "neutral")
        else:
            done = _("All parts are entered") if totals.by_parts else _("All criteria are answered")
            self.missing.set_state(done, "ok")
        self.warning.setVisible(bool(totals.warnings))
        self.warning.set_state("; ".join(totals.warnings), "warn")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keys.setVisible(self._with_keys and self.width() >= _KEYS_FROM)
