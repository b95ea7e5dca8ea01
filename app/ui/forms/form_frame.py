"""What stands round the fields of a form: section tabs, a strip, the card that scrolls, the line of keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.translate import _
from app.ui.forms.field_box import FieldBox
from app.ui.forms.form_body import FormBody
from app.ui.forms.key_foot import KeyFoot
from app.ui.widgets.card import Card
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import TabStrip

_HEAD_GAP = 12


class FormFrame(QWidget):
    """Holds the body of a form.

    Args:
        titles: the sections (name, title) in their order; without a title a section has no tab.
        framed: in a card that scrolls, with tabs above; else bare.
        foot: with the line of keys.
    """

    def __init__(
        self, body: FormBody, titles: Sequence[tuple[str, str]], name: str, *, framed: bool, foot: bool
    ) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        self._body = body
        self._titles = [(own, title) for own, title in titles if title]
        self._first = titles[0][0] if titles else ""
        self._strip: Strip | None = None
        self._tabs: TabStrip | None = None
        self._scroll: VScroll | None = None
        self._foot: KeyFoot | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        if not framed:
            self._column.addWidget(body)
            return
        if len(self._titles) > 1:
            self._tabs = TabStrip(self)
            self._tabs.setObjectName(f"{name}.tabs")
            self._tabs.set_tabs(self._titles)
            self._tabs.changed.connect(self.show_section)
            self._column.addWidget(self._tabs)
        card = Card(parent=self)
        card.body.setContentsMargins(20, 14, 20, 14)
        card.body.addWidget(body)
        holder = QWidget(self)
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 4, 0)
        inner.addWidget(card)
        self._scroll = VScroll(holder, self)
        self._column.addWidget(self._scroll, 1)
        self._scroll.verticalScrollBar().actionTriggered.connect(self._on_scrolled)
        if foot:
            self._foot = KeyFoot(self, sections=self._tabs is not None)
            self._column.addWidget(self._foot)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many entries each section misses, told in its tab."""
        if self._tabs is not None:
            words = _("{title} · {count} missing")
            self._tabs.set_tabs(
                [
                    (name, words.format(title=title, count=counts[name]) if counts.get(name) else title)
                    for name, title in self._titles
                ]
            )

    def say(self, strip: Strip) -> None:
        """Put a strip above the fields, in place of the one before."""
        self.drop_strip()
        self._strip = strip
        self._column.insertWidget(1 if self._tabs else 0, strip)

    def drop_strip(self) -> None:
        """Take the strip away."""
        if self._strip is not None:
            self._column.removeWidget(self._strip)
            self._strip.hide()
            self._strip.deleteLater()
            self._strip = None

    def reveal(self, box: FieldBox) -> None:
        """Bring a field into sight, with its label and what stands below it."""
        if self._scroll is not None:
            self._scroll.ensureWidgetVisible(box.below, 0, _HEAD_GAP)
            self._scroll.ensureWidgetVisible(box.editor.widget, 0, _HEAD_GAP)
            self._scroll.ensureWidgetVisible(box.label, 0, _HEAD_GAP)

    def show_section(self, section: str) -> None:
        """Scroll to a section."""
        head = self._body.heads.get(section)
        if head is None:
            return
        self.mark_section(section)
        if self._scroll is not None:
            top = 0 if section == self._first else max(0, self._top(head) - _HEAD_GAP)
            self._scroll.verticalScrollBar().setValue(top)

    def mark_section(self, section: str) -> None:
        """Choose the tab of a section without scrolling."""
        if self._tabs is not None:
            self._tabs.blockSignals(True)
            self._tabs.set_current(section)
            self._tabs.blockSignals(False)

    def current_section(self) -> str:
        """The section whose tab is chosen; empty without tabs."""
        return self._tabs.current() if self._tabs is not None else ""

    def _top(self, head: QWidget) -> int:
        inner = self._scroll.widget() if self._scroll is not None else self
        return head.mapTo(inner, head.rect().topLeft()).y()

    def _on_scrolled(self, _action: int) -> None:
        QTimer.singleShot(0, self, self._mark_top)

    def _mark_top(self) -> None:
        if self._scroll is None:
            return
        bar = self._scroll.verticalScrollBar()
        passed = [name for name, head in self._body.heads.items() if self._top(head) <= bar.value() + 40]
        if bar.maximum() > 0 and bar.value() == bar.maximum():
            passed = list(self._body.heads)
        if passed:
            self.mark_section(passed[-1])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._foot is not None:
            self._foot.setVisible(KeyFoot.fits(self.window()))
