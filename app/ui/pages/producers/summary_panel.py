"""The panel beside the lists: the chosen product, producer or idea in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.names import application_name, state_name, task_name
from app.services.summaries import IdeaLine, ProducerSummary, ProductSummary
from app.translate import _, format_date, ngettext
from app.ui.pages.producers.tables import IDEA_KINDS, IDEA_STATES
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import Hairline, TextLabel
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.stars import Stars

_PADDING = 44  # of the panel, left and right, with its edge


class SummaryPanel(SidePanel):
    """Shows one record; its buttons are acts of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("producers.summary")
        self.body.setSpacing(10)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(8)
        self.body.addLayout(self._parts)
        self.body.addStretch(1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(8)
        self.body.addLayout(self._buttons)

    def clear(self, sentence: str = "") -> None:
        """Nothing is chosen."""
        _empty(self._parts)
        _empty(self._buttons)
        if sentence:
            self._parts.addWidget(TextLabel(sentence, "second"))

    def show_product(self, found: ProductSummary, open_dossier: Act, acts: Sequence[Act]) -> None:
        """A product: how it stands, who makes it, its dossier under way, its certificate."""
        self.clear()
        product, producer = found.product, found.producer
        self._parts.addWidget(TextLabel(product.name or _("Product without a name"), "card"))
        if found.stars is not None:
            self._parts.addWidget(Stars(found.stars))
        self._parts.addWidget(Badge(found.standing.text, found.standing.grade))
        self._line()
        sex = {"male": _("Male"), "female": _("Female")}.get(producer.representative_sex, "").lower()
        person = " · ".join(part for part in (producer.representative_name, sex) if part)
        number = product.set_number
        in_set = " · ".join(str(part) for part in (number, found.set_name) if part)
        self._facts(
            (_("Producer"), producer.name),
            (_("Representative"), person),
            (_("Address"), producer.address or producer.commune_name),
            (_("Telephone"), producer.phone),
            (_("Product set"), in_set),
            (_("Managed by"), ", ".join(found.agencies)),
            (_("Code"), _("no. {number} in the commune").format(number=product.sequence) if product.sequence else ""),
        )
        self._line()
        self._dossier(found, open_dossier)
        if found.certificate is not None:
            self._line()
            self._parts.addWidget(TextLabel(_("Certificate"), "second"))
            ends = format_date(found.certificate.valid_to)
            number_text = found.certificate.register_text
            self._parts.addWidget(TextLabel(_("No. {number} · expires {day}").format(number=number_text, day=ends)))
            if found.certificate_standing is not None and found.days_left is not None:
                words = found.certificate_standing.text
                if found.days_left >= 0:
                    left = ngettext("{count} day left", "{count} days left", found.days_left)
                    words += " · " + left.format(count=found.days_left)
                self._parts.addWidget(Badge(words, found.certificate_standing.grade))
        self._acts(acts)

    def _dossier(self, found: ProductSummary, open_dossier: Act) -> None:
        dossier = found.dossier
        if dossier is None:
            waiting = [one for one in found.ideas if one.status == "registered"]
            text = _("No dossier is under way.")
            if waiting:
                text = _("No dossier is under way; an idea waits for a decision.")
            self._parts.addWidget(TextLabel(text, "second"))
        else:
            kind = _capital(_words(dossier.application_type, application_name))
            self._parts.addWidget(TextLabel(_("Dossier under way"), "second"))
            head = _("{kind} of {year}").format(kind=kind, year=dossier.year)
            self._parts.addWidget(TextLabel(head, "strong"))
            self._parts.addWidget(TextLabel(_capital(_words(dossier.status, state_name)), "second"))
            if found.due is not None:
                task = _capital(_words(found.due.task, task_name))
                self._parts.addWidget(TextLabel(task, "second"))
                line = _("by {day}").format(day=format_date(found.due.due))
                grade = "danger" if found.due.late else "warn" if found.due.left <= 3 else "info"
                self._parts.addWidget(Badge(line, grade))
        if not open_dossier.isVisible():
            return
        row = QHBoxLayout()
        row.addWidget(ActButton(open_dossier))
        row.addStretch(1)
        self._parts.addLayout(row)

    def show_producer(self, found: ProducerSummary, acts: Sequence[Act]) -> None:
        """A producer: how to reach it, and its products."""
        self.clear()
        row = found.producer
        self._parts.addWidget(TextLabel(row.name or _("Producer without a name"), "card"))
        self._parts.addWidget(Badge(_("Draft"), "neutral") if found.draft else Badge(_("Registered"), "ok"))
        self._line()
        self._facts(
            (_("Kind"), found.kind_title),
            (_("Representative"), row.representative_name),
            (_("Telephone"), row.phone),
            (_("Address"), row.address or row.commune_name),
            (_("Tax code"), row.tax_code),
        )
        self._line()
        count = len(found.products)
        words = ngettext("{count} product", "{count} products", count).format(count=count)
        self._parts.addWidget(TextLabel(words if count else _("No product yet"), "second"))
        for _record, name in found.products[:8]:
            self._parts.addWidget(TextLabel(name or _("Product without a name")))
        self._acts(acts)

    def show_idea(self, line: IdeaLine, acts: Sequence[Act]) -> None:
        """An idea, with the reason where it was declined."""
        self.clear()
        row = line.row
        word, grade = IDEA_STATES.get(row.status, (row.status, "neutral"))
        self._parts.addWidget(TextLabel(line.product, "card"))
        self._parts.addWidget(Badge(_(word), grade))
        self._line()
        self._facts(
            (_("Producer"), line.producer),
            (_("Kind of idea"), _(IDEA_KINDS.get(row.kind, row.kind))),
            (_("Year"), str(row.year)),
            (_("Registered on"), format_date(row.registered_on)),
            (_("Decided on"), format_date(row.decided_on) if row.decided_on else ""),
            (_("Reason"), row.reason),
            (_("The idea in words"), row.description),
            (_("Local raw materials"), row.local_material),
            (_("Plan"), row.plan),
        )
        self._acts(acts)

    def _line(self) -> None:
        self._parts.addWidget(Hairline())

    def _facts(self, *facts: tuple[str, str]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(fact for fact in facts if fact[1]):
            label = TextLabel(name, "second")
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(TextLabel(value), place, 1, Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(grid)

    def _acts(self, acts: Sequence[Act]) -> None:
        buttons = [ActButton(act) for act in acts if act.isVisible()]
        wide = sum(button.sizeHint().width() + 8 for button in buttons) > self.width() - _PADDING
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if wide else QBoxLayout.Direction.LeftToRight)
        for button in buttons:
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft if wide else Qt.AlignmentFlag(0))
        if not wide:
            self._buttons.addStretch(1)


def _words(code: str, named: Any) -> str:
    return f"{named(code)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _empty(layout: Any) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
