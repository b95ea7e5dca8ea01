"""One item of the assessment: what the law asks, the words of the producer and of the commune, the evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.assessment_view import ItemView
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.evidence import evidence_lines
from app.ui.forms.autosave import Save
from app.ui.forms.fields import Field, Help, Section
from app.ui.forms.record_form import RecordForm
from app.ui.pages.assessment.guide_box import GuideBox
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.evidence import EvidenceBox
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.scroll import VScroll


class StepCard(Card):
    """A card whose contents scroll, with a row of buttons below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("step")
        inner = QWidget()
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(0, 0, 6, 4)
        self.rows.setSpacing(10)
        self.body.addWidget(VScroll(inner, self), 1)
        self.buttons = QVBoxLayout()
        self.body.addLayout(self.buttons)

    def first(self) -> QWidget | None:
        """What takes the keys."""
        return None


class ItemStep(StepCard):
    """``attach`` and ``guide`` are acts of the page."""

    def __init__(self, desk: Desk, view: ItemView, number: int, has_points: bool, save: Save, attach: Act, guide: Act,
                 opened: Callable[[object], None]) -> None:  # fmt: skip
        super().__init__()
        self.item = view.item
        self.rows.addWidget(TextLabel(f"{number}. {view.title}", "card", parent=self))
        self.guide = GuideBox(guide, self)
        self.rows.addWidget(self.guide)
        self.form = RecordForm(
            desk, [Section("", _rows(view, has_points))], save, name=f"assess.{view.item}", framed=False, foot=False
        )
        self.rows.addWidget(self.form)
        self.evidence = EvidenceBox("", attach, self)
        self.evidence.opened.connect(opened)
        self.rows.addWidget(self.evidence)
        self.rows.addStretch(1)

    def show_item(self, record: str, view: ItemView, why_locked: str, has_points: bool) -> None:
        """The stored words, the papers behind them."""
        asked = ", ".join(one.criterion for one in view.asked)
        title = (
            _("What the law asks (criterion {criteria})").format(criteria=asked) if asked else _("What the law asks")
        )
        article = f" · {view.article}" if view.article else ""
        notes = [note for one in view.asked for note in one.notes]
        words = _("Say it in words: the commune gives no points.")
        first = "\n".join([*(one.title for one in view.asked), *notes, *([] if has_points else [words])])
        more = "\n".join(f"• {option}" for one in view.asked for option in one.options)
        self.guide.show_guide(title + article, first, more)
        data = view.data
        values: dict[str, Any] = {f"{view.item}.{part}": getattr(data, part) for part in ("claim", "finding")}
        values[f"{view.item}.not_applicable"] = data.not_applicable
        if f"{view.item}.points" in self.form.values():
            values[f"{view.item}.points"] = data.points
        self.form.show_record(record, values)
        self.form.set_required(f"{view.item}.finding", not data.not_applicable)
        self.form.set_read_only(bool(why_locked))
        self.evidence.set_lines(evidence_lines(view.evidence), _("No paper stands behind this item yet."))

    def first(self) -> QWidget | None:
        """The finding, where it is empty; else the first field."""
        return self.form.first_input()


def _rows(view: ItemView, has_points: bool) -> list[list[Field]]:
    name = view.item
    finding = Field(
        f"{name}.finding",
        _("What the commune found"),
        "long",
        required=True,
        lines=4,
        limit=4000,
        hint=_("Printed word for word in the report."),
        help=Help(_("What the commune itself saw and checked, in words."), article=view.article),
    )
    claim = Field(
        f"{name}.claim",
        _("What the producer says"),
        "long",
        lines=2,
        limit=4000,
        hint=_("As in its self-assessment and its papers."),
    )
    reason = Field(
        f"{name}.not_applicable",
        _("Not applicable, because"),
        hint=_("Only where the item has no sense for this product; instead of a finding."),
        span=3,
    )
    last = [reason]
    if has_points:
        last.append(Field(f"{name}.points", _("Points"), "points"))
    order = [[claim], [finding]] if view.item in ("origin", "labour") else [[finding], [claim]]
    return [*order, last]
