"""Changed here and there: what differs, who changed it and when; a person chooses place by place, then both are one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import NotFound
from app.services.conflicts.files import FileFacts, file_facts
from app.services.conflicts.listing import Changed, Conflict, ConflictRecord, OpenConflict, conflict_of, open_conflicts
from app.services.conflicts.settling import Settled, keep_choices, settle_conflict
from app.translate import _, format_datetime, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.conflict_rows import HeadRow, UnitRow
from app.ui.pages.page import Page
from app.ui.papers.open_document import open_attached
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.card import Card
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import TextLabel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll

CHANGES = ("dossier", "product", "producer", "document", "hand_over", "conflict")
_Read = tuple[list[OpenConflict], Conflict | None, dict[str, FileFacts]]


class ConflictPage(Page):
    """Route record: the conflict; empty: the oldest one. Extras ``file`` and ``kept``: the bundle that the wizard looks
    at again once both versions are one; ``dossier``: the conflict of this dossier.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"product", "producer", "document"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.conflict: Conflict | None = None
        self._others: list[OpenConflict] = []
        self._settled = False
        self.rows: list[UnitRow] = []
        self.header = PageHeader(self)
        self.header.set_back(_("Hand-over"), lambda: desk.go(Route("hand_over")))
        self.body.addWidget(self.header)
        self.settle_act = Act(self, _("Done: make both one"), self._on_settle, "Ctrl+Return", "check")
        self.next_act = Act(self, _("Next place to choose"), self.to_next, "N", "arrow-right")
        self.other_act = Act(self, _("Next dossier"), self._to_other, "Ctrl+PgDown", "folder-open")
        self.take_act = Act(self, _("Receive the bundle again"), self._to_wizard, "Ctrl+I", "tray-arrow-down")
        self.dossier_act = Act(self, _("To the dossier"), self._to_dossier, "Ctrl+Shift+M", "folder-open")
        Act(self, _("Leave; what was chosen is kept"), desk.back, "Esc")
        self._holder = QVBoxLayout()
        self._holder.setSpacing(4)
        self._shown: list[QWidget] = []
        self.body.addLayout(self._holder, 1)
        self._show_widget(QWidget())

    # --- reading ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route, self._settled = route, False
        self.refresh()

    def refresh(self) -> None:
        if self._settled:
            return
        wanted, dossier = self.route.record, self.route.value("dossier")

        def read(session: Any) -> _Read:
            heads = open_conflicts(session)
            found = next((one for one in heads if one.id == wanted or (not wanted and one.dossier_id == dossier)), None)
            if found is None and not wanted and not dossier and heads:
                found = heads[0]
            if found is None:
                return heads, None, {}
            conflict = conflict_of(session, found.id)
            hashes = [sha256 for record in conflict.records for unit in record.units for sha256 in unit.files]
            return heads, conflict, file_facts(session, hashes)

        self.desk.fetch(read, self._show, self._failed, self)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, NotFound):  # settled meanwhile
            self._show(([], None, {}))
        else:
            self.desk.show_error(error)

    def _show(self, found: _Read) -> None:
        heads, self.conflict, facts = found
        self._others = [one for one in heads if self.conflict is None or one.id != self.conflict.head.id]
        stood = next((place for place, row in enumerate(self.rows) if row.hasFocus()), None)
        self.rows = []
        if self.conflict is None:
            self._show_nothing()
            return
        head = self.conflict.head
        self.header.set_title(_("Changed here and there: {product}").format(product=head.product))
        about = _("{producer} · from {sender}, bundle {name}")
        self.header.set_subtitle(about.format(producer=head.producer, sender=head.sender, name=head.bundle))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.setSpacing(12)
        words = (_("What differs"), _("Before that"), _("1 · Here"), _("2 · At {office}").format(office=head.sender))
        self._show_widget(VScroll(inner), HeadRow(words))
        for record in self.conflict.records:
            lines.addWidget(self._card(record, facts))
        lines.addStretch(1)
        self._dress()
        if self.isVisible() and self.rows:
            at = stood if stood is not None and stood < len(self.rows) else self._first_open()
            self.rows[at].setFocus()

    def _card(self, record: ConflictRecord, facts: dict[str, FileFacts]) -> Card:
        title = record.what[:1].upper() + record.what[1:]
        card = Card(f"{title}: {record.name}" if record.name else title, flush=True)
        told = QWidget()
        lines = QVBoxLayout(told)
        lines.setContentsMargins(16, 6, 16, 4)
        lines.setSpacing(0)
        lines.addWidget(TextLabel(_("Here: {change}").format(change=_change(record.mine_changed)), "second"))
        lines.addWidget(TextLabel(_("At the sender: {change}").format(change=_change(record.theirs_changed)), "second"))
        if not record.ancestor_known:
            words = _("What stood before is not known, so every place that differs is to be chosen.")
            lines.addWidget(TextLabel(words, "second", tone="warn"))
        card.body.addWidget(told)
        changed = [unit for unit in record.units if unit.standing != "agree"]
        changed.sort(key=lambda unit: unit.standing != "differ")
        for unit in changed:
            row = UnitRow(record.key, unit, facts)
            row.chosen.connect(self._on_chosen)
            row.file_wanted.connect(self._open_file)
            row.moved.connect(partial(self._move, row))
            self.rows.append(row)
            card.body.addWidget(row)
        return card

    def _show_widget(self, widget: QWidget, over: QWidget | None = None) -> None:
        for old in self._shown:
            self._holder.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = [part for part in (over, widget) if part is not None]
        if over is not None:
            self._holder.addWidget(over)
        self._holder.addWidget(widget, 1)

    def _show_nothing(self) -> None:
        self.header.set_title(_("Changed here and there"))
        self.header.set_subtitle("")
        self.header.set_state(None)
        others = bool(self._others)
        acts = [self.take_act, *([self.other_act] if others else [])]
        self._show_acts(True, others)
        said = _("Both versions are one now. Receive the bundle again: the dossier can be taken.")
        if not self._settled:
            said = _("No dossier waits for a choice between two versions.")
        self.header.set_acts(None, [])
        empty = EmptyState("check-circle", said, acts)
        self._show_widget(empty)
        if self.isVisible():
            self.setFocus()

    def _show_acts(self, done: bool, others: bool) -> None:
        for act in (self.settle_act, self.next_act, self.dossier_act):
            act.setVisible(not done)
        self.take_act.setVisible(done)
        self.other_act.setVisible(others)

    # --- choosing -----------------------------------------------------------------------------------------------------

    @property
    def left(self) -> int:
        """How many places are still to be chosen."""
        return sum(row.is_open for row in self.rows)

    def _dress(self) -> None:
        left = self.left
        words = ngettext("{count} place left to choose", "{count} places left to choose", left).format(count=left)
        self.header.set_state(Badge(words if left else _("Everything is chosen"), "warn" if left else "ok", soft=True))
        self.settle_act.set_words(words if left else _("Done: make both one"))
        self._show_acts(False, bool(self._others))
        others = [self.next_act] if left else []
        others += [self.other_act] if self._others else []
        self.header.set_acts(self.settle_act, [*others, self.dossier_act])

    def _on_chosen(self, record: str, unit: str, side: str) -> None:
        conflict = self.conflict
        if conflict is None:
            return
        choices: Any = {record: {unit: side}}
        self.desk.write(
            lambda session, actor: keep_choices(session, conflict.head.id, choices, actor),
            changes="conflict",
            on_error=self._not_kept,
            owner=self,
        )
        self._dress()
        self.to_next()

    def _not_kept(self, error: BaseException) -> None:
        self.desk.show_error(error)
        self.refresh()

    def _first_open(self) -> int:
        return next((place for place, row in enumerate(self.rows) if row.is_open), 0)

    def to_next(self) -> None:
        """To the next place that is not chosen, from where one stands, then from the top."""
        here = next((place for place, row in enumerate(self.rows) if row.hasFocus()), -1)
        order = [*self.rows[here + 1 :], *self.rows[: here + 1]]
        found = next((row for row in order if row.is_open), None)
        if found is not None:
            found.setFocus()

    def _move(self, row: UnitRow, step: int) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus()

    def _open_file(self, sha256: str, name: str, warning: str) -> None:
        open_attached(self, self.desk, sha256, name, warning=warning)

    # --- settling -----------------------------------------------------------------------------------------------------

    def _on_settle(self) -> None:
        conflict = self.conflict
        if conflict is None:
            return
        if self.left:
            self.to_next()
            return
        self.settle_act.setEnabled(False)
        self.desk.write(
            lambda session, actor: settle_conflict(session, conflict.head.id, {}, actor),
            on_done=self._on_settled,
            on_error=self._not_settled,
            owner=self,
        )

    def _not_settled(self, error: BaseException) -> None:
        self.settle_act.setEnabled(True)
        self.desk.show_error(error)
        self.refresh()

    def _on_settled(self, _done: Settled) -> None:
        self.settle_act.setEnabled(True)
        self._settled = True
        self.desk.note_saved(CHANGES)
        self.desk.toast(_("Both versions are one; the journal keeps what each side said."))
        if self.route.value("file") or self.route.value("kept"):
            self._to_wizard()
        else:
            self._show((self._others, None, {}))

    def _to_wizard(self) -> None:
        extra = [(name, self.route.value(name)) for name in ("file", "kept") if self.route.value(name)]
        if extra and extra[0][0] == "file" and not Path(extra[0][1]).is_file():
            extra = []
        self.desk.go(Route("import", extra=(*extra, ("fresh", "1")) if extra else ()))

    def _to_other(self) -> None:
        if self._others:
            self.desk.go(Route("conflict", self._others[0].id))

    def _to_dossier(self) -> None:
        if self.conflict is not None:
            self.desk.go(Route("dossier", self.conflict.head.dossier_id))

    # --- room and keys ------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self.header.set_back("" if narrow else _("Hand-over"), lambda: self.desk.go(Route("hand_over")))

    def default_focus(self) -> QWidget | None:
        if self.rows:
            return self.rows[self._first_open()]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return self

    def menu_acts(self) -> list[Act]:
        acts = [self.settle_act, self.next_act, self.other_act, self.take_act, self.dossier_act]
        return [act for act in acts if act.isVisible()]


def _change(change: Changed | None) -> str:
    if change is None:
        return _("when and by whom is not known")
    if not change.known:
        return _("came so from {who}, {time}").format(who=change.by, time=format_datetime(change.at))
    return _("{who}, {time}").format(who=change.by, time=format_datetime(change.at))
