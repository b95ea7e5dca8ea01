"""What stands beside a score sheet: evidence, the producer's own score, the commune's findings, the member's note."""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.council_sheet import SheetView
from app.services.rules.criteria import Criterion
from app.translate import _, format_date
from app.ui.pages.council.words import points
from app.ui.widgets.criteria.words import points_text
from app.ui.widgets.evidence import EvidenceBox, EvidenceLine, file_icon
from app.ui.widgets.labels import Hairline, TextLabel
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented

SCREEN, PAPER = "screen", "paper"


class NoteEdit(QPlainTextEdit):
    """The member's words for the discussion; Esc gives the keys back."""

    left = Signal()
    done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheet.note")
        self.setTabChangesFocus(True)
        self.setFixedHeight(76)

    def words(self) -> str:
        """What is typed."""
        return unicodedata.normalize("NFC", self.toPlainText()).strip()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def event(self, event: Any) -> bool:
        """Esc belongs to the note before it closes the page."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == event.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class SheetSide(SidePanel):
    """Filled anew for each criterion; nothing in it takes the keys but the note, links and ticks."""

    note_left = Signal()
    way_changed = Signal(str)
    knock_out_changed = Signal(str, bool)
    file_wanted = Signal(object)  # EvidenceLine

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: SheetView | None = None
        self.way = Segmented(self)
        self.way.set_tabs([(SCREEN, _("At the screen")), (PAPER, _("From paper"))])
        self.way.changed.connect(self.way_changed)
        self.body.addWidget(self.way)
        self.evidence = EvidenceBox(parent=self)
        self.evidence.opened.connect(self.file_wanted)
        self.body.addWidget(self.evidence)
        self._criterion = self._block()
        self._commune = self._block()
        self._exclusions = self._block()
        self.body.addWidget(TextLabel(_("My note for the discussion") + " (L)", "label", tone="text2"))
        self.note = NoteEdit(self)
        self.note.setAccessibleName(_("My note for the discussion"))
        self.note.left.connect(self.note_left)
        self.body.addWidget(self.note)
        self._warnings = self._block()
        self.body.addStretch(1)

    def _block(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(4)
        self.body.addLayout(rows)
        return rows

    def show_view(self, view: SheetView, found: frozenset[str], locked: bool) -> None:
        """What holds for the whole sheet."""
        self._view = view
        self.way.setEnabled(not locked)
        _clear(self._commune)
        if view.findings:
            titles = {rule.id: rule.title for rule in view.regime.commune_items}
            self._commune.addWidget(Hairline())
            self._commune.addWidget(TextLabel(_("What the commune found"), "label", tone="text2"))
            for item in view.findings:
                said = item.finding or item.not_applicable
                if said:
                    self._commune.addWidget(TextLabel(f"{titles.get(item.item, item.item)}: {said}", "second"))
        _clear(self._exclusions)
        own = [
            one
            for one in view.criteria_set.knock_outs
            if one.trigger == "person" and (one.criterion is None or not view.criteria_set.complete)
        ]
        if own:
            self._exclusions.addWidget(Hairline())
            self._exclusions.addWidget(TextLabel(_("Reasons for exclusion"), "label", tone="text2"))
        for one in own:
            tick = QCheckBox(self)
            tick.setObjectName(f"knock_out.{one.id}")
            tick.setChecked(one.id in found)
            tick.setEnabled(not locked)
            tick.setText(_("The product is excluded"))
            tick.setAccessibleName(one.text)
            tick.toggled.connect(lambda on, name=one.id: self.knock_out_changed.emit(name, on))
            self._exclusions.addWidget(TextLabel(one.text, "second"))
            self._exclusions.addWidget(tick)
        self.note.setReadOnly(locked)
        _clear(self._warnings)
        for words in _unverified(view):
            self._warnings.addWidget(Strip(words, "warn", detail=_("The printed sheet says so too.")))

    def to_note(self) -> None:
        """Give the keys to the note."""
        self.show()
        self.note.setFocus()

    def show_criterion(self, criterion: Criterion | None) -> None:
        """What bears on one criterion; ``None``: on the whole sheet (part totals)."""
        view = self._view
        if view is None:
            return
        name = criterion.id if criterion is not None else ""
        lines = [
            EvidenceLine(
                document.row.id,
                document.row.title or file.name,
                format_date(document.row.issued_on),
                file.blob.sha256,
                file.name,
                file_icon(file.blob.media_type),
                file.blob.warning,
            )
            for document in view.documents
            if not name or name in document.row.criteria.split()
            for file in document.files
        ]
        self.evidence.set_title(_("Evidence for {criterion}").format(criterion=name) if name else _("Evidence"))
        self.evidence.set_lines(lines, _("No paper is named for it.") if name else _("No paper is attached."))
        _clear(self._criterion)
        score = view.self_score
        if score is None or score.set_id != view.criteria_set.id:
            return
        self._criterion.addWidget(TextLabel(_("The producer's own score"), "label", tone="text2"))
        if criterion is None:
            own = " · ".join(f"{part} {points(value)}" for part, value in score.score.parts.items())
            self._criterion.addWidget(TextLabel(f"{own} = {points(score.score.total)}", "body"))
            return
        given = score.score.criteria.get(name)
        words = points_text(given) if given is not None else _("not scored")
        self._criterion.addWidget(TextLabel(words, "strong"))
        if score.descriptions.get(name):
            self._criterion.addWidget(TextLabel(f"“{score.descriptions[name]}”", "second"))


def _unverified(view: SheetView) -> list[str]:
    rules = view.criteria_set
    found = []
    if not rules.verified:
        found.append(_("Set {number} was not compared with the signed text.").format(number=rules.number))
    elif rules.complete and rules.source.grade != "signed":
        found.append(_("Set {number} was read from a transcription.").format(number=rules.number))
    if not rules.complete:
        found.append(_("The criteria of set {number} are not here: only part totals are scored.").format(
            number=rules.number))  # fmt: skip
    return found


def _clear(rows: QVBoxLayout) -> None:
    while rows.count():
        item = rows.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
