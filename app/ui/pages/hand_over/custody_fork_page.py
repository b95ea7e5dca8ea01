"""Both versions of a dossier side by side, to be read: the one that stands, and the one that is kept beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.custody.fork_compare import DifferingRecord, ForkCompared, VersionAct, forks_compared, state_words
from app.services.custody.fork_view import ForkVersion
from app.services.custody.recalls import product_name
from app.translate import _, format_date, format_datetime
from app.ui.desk import Desk
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.card import Card
from app.ui.widgets.labels import Hairline, TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_LABEL, _VALUE = 22, 39
_STEP = 48


class ForkPage(Page):
    """Route record: the dossier. Nothing can be changed here; Up and Down scroll."""

    watches: ClassVar[frozenset[str]] = frozenset({"dossier", "hand_over", "document"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.forks: list[ForkCompared] = []
        self._product = ""
        self.header = PageHeader(self)
        self.header.set_title(_("Both versions"))
        self.dossier_act = Act(self, _("To the dossier"), self._to_dossier, "Ctrl+Return", "folder-open")
        self.header.set_acts(self.dossier_act)
        self.body.addWidget(self.header)
        self._scroll = _Scroll()
        self._scroll.setObjectName("fork.versions")
        self.body.addWidget(self._scroll, 1)
        Act(self, _("Back"), desk.back, "Esc")

    def refresh(self) -> None:
        ident = self.route.record

        def read(session: Any) -> tuple[str, list[ForkCompared]]:
            return product_name(session, ident), forks_compared(session, ident)

        self.desk.fetch(read, self._show, owner=self)

    def _show(self, found: tuple[str, list[ForkCompared]]) -> None:
        self._product, self.forks = found
        self.header.set_title(_("Both versions: {product}").format(product=self._product))
        self.header.set_subtitle(_("To be read only; the version that is kept can no longer be changed."))
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        for fork in self.forks:
            for part in _parts(fork):
                rows.addWidget(part)
        if not self.forks:
            rows.addWidget(Strip(_("There is only one version of this dossier."), "ok"))
        rows.addStretch(1)
        self._scroll.show_inner(inner)

    def _to_dossier(self) -> None:
        self.desk.go(Route("dossier", self.route.record))

    def default_focus(self) -> QWidget | None:
        return self._scroll

    def menu_acts(self) -> list[Act]:
        return [self.dossier_act]


class _Scroll(VScroll):
    """A column that takes the keys itself: nothing in it does."""

    def __init__(self) -> None:
        super().__init__(QWidget())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_inner(self, inner: QWidget) -> None:
        """Show another column."""
        inner.setProperty("ground", "none")
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(inner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (_STEP if event.key() == Qt.Key.Key_Down else -_STEP))
        else:
            QScrollArea.keyPressEvent(self, event)


def _parts(fork: ForkCompared) -> list[QWidget]:
    """One fork: a sentence, both versions with what they did, and what differs."""
    met = dt.datetime.fromisoformat(fork.fork.at).astimezone().date()
    whose = _("this office") if fork.fork.mine else fork.fork.kept.office
    text = _("Both met on {day}: the one with the higher custody number stands, that of {office} is kept beside it.")
    parts: list[QWidget] = [Strip(text.format(day=format_date(met), office=whose), "info")]
    pair = QWidget()
    columns = QHBoxLayout(pair)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(12)
    columns.addWidget(_version(_("Stands"), fork.fork.stands, fork.stands_acts), 1)
    columns.addWidget(_version(_("Kept beside it"), fork.fork.kept, fork.kept_acts), 1)
    parts.append(pair)
    parts += [_record(one) for one in fork.records]
    if not fork.records:
        words = _("No paper and no figure of the version that is kept differs from what is shown here.")
        parts.append(TextLabel(words, "second"))
    return parts


def _version(title: str, version: ForkVersion, acts: Sequence[VersionAct]) -> Card:
    card = Card(title, _("custody number {number}").format(number=version.custody_number))
    card.body.addWidget(TextLabel(version.office, "strong"))
    about = _("{state} · held by {office}").format(state=state_words(version), office=version.holder)
    card.body.addWidget(TextLabel(about, "second"))
    card.body.addWidget(Hairline())
    if not acts:
        card.body.addWidget(TextLabel(_("No act of its own since both parted."), "second"))
    for act in acts:
        card.body.addWidget(TextLabel(act.what, "body"))
        card.body.addWidget(TextLabel(f"{format_datetime(act.at)} · {act.office}", "second"))
    card.body.addStretch(1)
    return card


def _record(record: DifferingRecord) -> Card:
    title = record.what[:1].upper() + record.what[1:]
    note = _("only in the version that is kept") if record.only_kept else ""
    card = Card(f"{title}: {record.name}" if record.name else title, note)
    card.body.addLayout(_line((_("What differs"), _("Stands"), _("Kept beside it")), "label"))
    for one in record.differences:
        card.body.addWidget(Hairline())
        label = one.label[:1].upper() + one.label[1:]
        card.body.addLayout(_line((label, one.stands, one.kept), "body"))
    return card


def _line(words: tuple[str, str, str], role: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(12)
    for place, text in enumerate(words):
        label = TextLabel(text, role)
        line.addWidget(label, _VALUE if place else _LABEL, Qt.AlignmentFlag.AlignTop)
    return line
