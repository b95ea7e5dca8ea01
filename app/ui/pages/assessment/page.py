"""The dossiers that this office has to assess: what is next for each, days left, and the one letter for several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.assessment_list import ToAssess, to_assess
from app.translate import N_, _, ngettext
from app.ui.desk import Desk
from app.ui.pages.assessment.letter_acts import LetterActs
from app.ui.pages.assessment.list_base import ListBase
from app.ui.route import Route
from app.ui.tables import Column, TableView
from app.ui.tables.list_source import ListSource
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.strip import Strip

GROUPS = ("all", "assess", "letter", "hand_over", "complete")
_GROUP_WORDS = {
    "all": N_("All"),
    "assess": N_("To assess"),
    "letter": N_("To propose"),
    "hand_over": N_("To hand over"),
    "complete": N_("Papers not complete"),
}
_NEXT = {
    "complete": (N_("Check its papers"), "warn"),
    "assess": (N_("Assess"), "info"),
    "letter": (N_("Letter of proposal"), "info"),
    "hand_over": (N_("Hand over"), "ok"),
}


class AssessmentPage(ListBase):
    """``route.extra`` ``tick``: dossiers to tick at once, parted by commas; ``route.tab``: a group."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"assessment", "dossier", "paper", "product", "producer", "hand_over"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header.set_title(_("Commune assessment"))
        self.groups.setObjectName("assessment.groups")
        self.groups.changed.connect(lambda _name: self._show_group())
        self.source = ListSource()
        columns = [
            Column("tick", "", "check", 34),
            Column("name", _("Product and producer"), "two_line", 230, stretch=True),
            Column("next", _("Next"), "badge", 156),
            Column("due", _("Time left"), "badge", 184),
            Column("items", _("Items"), width=62, align="right"),
            Column("meeting", _("Meeting"), "date", 112),
            Column("filed", _("Received on"), "date", 112, shown=False),
            Column("receipt", _("Receipt"), width=120, shown=False),
        ]
        self.dossiers_act = Act(self, _("Dossiers"), lambda: desk.go(Route("dossiers")), "", "folder-open")
        empty = EmptyState(
            "list-checks",
            _("Nothing is to be assessed here now."),
            [self.dossiers_act],
            _("A dossier comes here once it has been received."),
        )
        self.table = TableView(
            desk, "assessment", columns, self.source, title=_("Commune assessment"), counted=_counted, empty=empty,
            parent=self,
        )  # fmt: skip
        self.table.opened.connect(self.open_dossier)
        self.table.checked.connect(lambda _ids: self._on_checked())
        self.table.take_page_keys(self)
        self.letter: LetterActs = LetterActs(self)
        self.table.set_row_acts([self.letter.preview, self.letter.print, self.letter.sign])
        self.strip = Strip(_("Tick the dossiers for the letter with Space; one letter can propose several."), "info")
        self.strip.hide()
        Act(self, _("Next list"), lambda: self._step(1), "Ctrl+PgDown")
        Act(self, _("List before"), lambda: self._step(-1), "Ctrl+PgUp")
        line = QHBoxLayout()
        line.addWidget(self.groups)
        line.addStretch(1)
        self.body.addWidget(self.header)
        self.body.addLayout(line)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.table, 1)

    def open(self, route: Route) -> None:
        is_back = route == self.route and bool(self.table.checked_ids())
        self.route = route
        self.refresh()
        if is_back:  # from the letter: what was ticked by hand stays
            return
        wanted = [one for one in route.value("tick").split(",") if one in self.rows]
        if wanted:
            self.groups.set_current("letter")
            ready = [one for one in wanted if self.rows[one].next == "letter"]
            self.table.set_checked(ready)
            if ready:
                self.table.select(ready[0])
        elif route.tab in GROUPS:
            self.groups.set_current(route.tab)

    def default_focus(self) -> QWidget:
        if not self.table.current_id() and self.table.model.rowCount():
            self.table.grid.choose(0)
        return self.table

    def refresh(self) -> None:
        desk = self.desk
        days = desk.context.settings.deadlines
        found = desk.read(lambda session: to_assess(session, desk.actor(session), desk.library, desk.today(), days))
        self.rows = {one.id: one for one in found}
        counts = {name: sum(name in ("all", one.next) for one in found) for name in GROUPS}
        self.groups.set_tabs([(name, f"{_(_GROUP_WORDS[name])} {counts[name]}") for name in GROUPS])
        self.table.set_checked([one for one in self.table.checked_ids() if one in self.rows])
        self._show_group()

    def _show_group(self) -> None:
        group = self.groups.current() or "all"
        self.source.set_rows([_as_row(one) for one in self.rows.values() if group in ("all", one.next)])
        self.table.reload()
        self._on_checked()

    def _on_checked(self) -> None:
        ticked = self.ticked()
        self.letter.show(ticked)
        self.strip.setVisible(self.groups.current() == "letter" and bool(self.source.rows) and not ticked)

    def _step(self, by: int) -> None:
        place = GROUPS.index(self.groups.current() or "all") + by
        if 0 <= place < len(GROUPS):
            self.groups.set_current(GROUPS[place])

    def ticked(self) -> list[ToAssess]:
        """The ticked dossiers, in the order of the list."""
        chosen = set(self.table.checked_ids())
        return [one for one in self.rows.values() if one.id in chosen]

    def open_dossier(self, dossier_id: str) -> None:
        """Go to where its next act is done."""
        row = self.rows.get(dossier_id)
        if row is not None:
            page = "dossier" if row.next in ("complete", "hand_over") else "assess"
            self.desk.go(Route(page, dossier_id))


def _as_row(one: ToAssess) -> Mapping[str, Any]:
    words, grade = _NEXT[one.next]
    return {
        "id": one.id,
        "name": (one.product, one.producer),
        "next": (_(words), grade),
        "due": _due_badge(one),
        "items": f"{one.written}/{one.items}",
        "meeting": one.meeting_on,
        "filed": one.filed_on,
        "receipt": one.receipt,
    }


def _due_badge(one: ToAssess) -> tuple[str, str] | None:
    due = one.due
    if due is None:
        return None
    if due.late:
        late = abs(due.left)
        return ngettext("{count} day late", "{count} days late", late).format(count=late), "danger"
    words = ngettext("{count} working day left", "{count} working days left", due.left).format(count=due.left)
    return words, "warn" if due.left <= 3 else "neutral"


def _counted(count: int) -> str:
    return ngettext("{count} dossier", "{count} dossiers", count).format(count=count)
