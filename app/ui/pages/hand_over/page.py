"""The book of hand-overs: what left, what came, what is still without a receipt; from here everything begins."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.bundles.reconcile import settle_by_hand
from app.services.hand_over_log import HandOverDetails, HandOverLine, hand_over_details, hand_over_lines
from app.services.today.lines import DueLine
from app.services.today.others import sequence_gaps
from app.translate import N_, _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.hand_over.details_box import DetailsBox
from app.ui.pages.hand_over.receipt_dialog import ask_receipt
from app.ui.pages.hand_over.words import PURPOSES
from app.ui.pages.page import Page
from app.ui.papers import previews
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import TabStrip

_DETAILS_WIDTH = 344
_UNBOUND = 16_777_215  # Qt's own
_LONG = 14
_Read = tuple[list[HandOverLine], list[HandOverLine], list[DueLine]]


class HandOverPage(Page):
    """Route record: the hand-over to stand on; tab: ``out`` or ``in``."""

    watches: ClassVar[frozenset[str]] = frozenset({"hand_over", "dossier", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, list[HandOverLine]] = {"out": [], "in": []}
        self._gaps: list[DueLine] = []
        self._details: HandOverDetails | None = None
        self._wanted = ""
        self._narrow = False
        self.header = PageHeader(self)
        self.header.set_title(_("Hand-over"))
        self.export_act = Act(self, _("Hand over…"), lambda: desk.go(Route("export")), "Ctrl+B", "usb")
        self.import_act = Act(
            self, _("Receive a bundle…"), lambda: desk.go(Route("import")), "Ctrl+I", "tray-arrow-down"
        )
        self.paper_act = Act(
            self, _("On paper…"), lambda: desk.go(Route("paper_hand_over")), "Ctrl+Shift+P", "file-text"
        )
        first = self.export_act if desk.office.level in ("producer", "commune") else self.import_act
        others = [act for act in (self.export_act, self.import_act, self.paper_act) if act is not first]
        self.header.set_acts(first, others)
        self.body.addWidget(self.header)
        self.tabs = TabStrip()
        self.tabs.setObjectName("hand_over.tabs")
        self.body.addWidget(self.tabs)
        self.gaps = Strip("", "warn")
        self.gaps.hide()
        self.body.addWidget(self.gaps)
        self.receipt_act = Act(self, _("Record the receipt…"), self._on_receipt, "Ctrl+R", "note-pencil")
        self.minutes_act = Act(self, _("Print the minutes…"), self._on_minutes, "Ctrl+P", "printer")
        self.left_act = Act(self, _("The file is on the stick"), lambda: self._settle(True), "Ctrl+Shift+Y", "check")
        self.lost_act = Act(self, _("It never left"), lambda: self._settle(False), "Ctrl+Shift+X", "x")
        row_acts = [self.receipt_act, self.minutes_act, self.left_act, self.lost_act]
        self.table = self._table(first)
        self.table.set_row_acts(row_acts)
        self.table.take_page_keys(self)
        self.details = DetailsBox(desk, row_acts)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self.table, 1)
        columns.addWidget(self.details)
        self.details.setFixedWidth(_DETAILS_WIDTH)
        self.body.addLayout(columns, 1)
        self.list_act = Act(self, _("Back to the list"), self._to_list, "Esc")
        self.tabs.changed.connect(lambda _name: self._fill())
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(lambda _ident: self._to_details())
        self._show_acts()

    def _table(self, first: Act) -> TableView:
        columns = (
            Column("office", _("Office"), "two_line", 220, stretch=True),
            Column("number", _("Turn no."), "number", 84),
            Column("at", _("Day"), "date", 110),
            Column("count", _("Dossiers"), "number", 80),
            Column("state", _("State"), "badge", 240),
        )
        empty = EmptyState("usb", _("Nothing was handed over or received yet."), [first])
        return TableView(
            self.desk,
            "hand_over",
            columns,
            ListSource(),
            title=_("Hand-overs"),
            counted=lambda count: ngettext("{count} hand-over", "{count} hand-overs", count).format(count=count),
            empty=empty,
        )

    # --- reading ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route = route
        self._wanted = route.record
        if route.tab:
            self.tabs.set_current(route.tab)
        self.refresh()

    def refresh(self) -> None:
        today = self.desk.today()

        def read(session: Any) -> _Read:
            lines = (hand_over_lines(session, "out", today), hand_over_lines(session, "in", today))
            return (*lines, list(sequence_gaps(session)))

        self.desk.fetch(read, self._show, owner=self)

    def _show(self, found: _Read) -> None:
        self._lines["out"], self._lines["in"], self._gaps = found
        waiting = sum(one.open for one in self._lines["out"])
        sent = _("Handed over {count}").format(count=len(self._lines["out"]))
        if waiting:
            sent += " · " + _("{count} without receipt").format(count=waiting)
        self.tabs.set_tabs([("out", sent), ("in", _("Received {count}").format(count=len(self._lines["in"])))])
        if self.route.tab and not self._wanted:
            self.tabs.set_current(self.route.tab)
        for direction, lines in self._lines.items():
            if self._wanted and any(one.id == self._wanted for one in lines):
                self.tabs.set_current(direction)
        self._fill()

    def _fill(self) -> None:
        direction = self.tabs.current() or "out"
        is_in = direction == "in"
        self.gaps.setVisible(is_in and bool(self._gaps))
        if is_in and self._gaps:
            said = [f"{one.detail.text}: {one.title.text}" for one in self._gaps[:4]]
            advice = _("Ask whether a stick is still on its way.")
            self.gaps.set_text("; ".join(said), "warn", advice)
        self.table.set_source(ListSource([_row(one) for one in self._lines[direction]]))
        lines = self._lines[direction]
        wanted, self._wanted = self._wanted, ""
        if not (wanted and self.table.select(wanted)) and not self.table.current_id() and lines:
            self.table.select(lines[0].id)
        self._on_selected(self.table.selected_ids())

    def _on_selected(self, idents: list[str]) -> None:
        ident = idents[0] if idents else ""
        if not ident:
            self._show_details(None)
            return
        today = self.desk.today()
        self.desk.fetch(lambda session: hand_over_details(session, ident, today), self._show_details, owner=self)

    def _show_details(self, details: HandOverDetails | None) -> None:
        if details is not None and details.line.id not in self.table.selected_ids():
            return  # another row was chosen meanwhile
        self._details = details
        self.details.show_details(details)
        self._show_acts()

    def _show_acts(self) -> None:
        line = self._details.line if self._details is not None else None
        self.receipt_act.setVisible(line is not None and line.status == "written")
        self.minutes_act.setVisible(line is not None and line.status != "intended")
        for act in (self.left_act, self.lost_act):
            act.setVisible(line is not None and line.status == "intended")

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_receipt(self) -> None:
        if self._details is not None and self._details.line.status == "written":
            ask_receipt(self, self.desk, self._details)

    def _on_minutes(self) -> None:
        if self._details is not None:
            previews.preview_paper(self.desk, "hand_over_minutes", self._details.line.id, for_signature=True)

    def _settle(self, left: bool) -> None:
        details = self._details
        if details is None or details.line.status != "intended":
            return
        desk = self.desk

        def settle() -> None:
            context, actor = desk.context, desk.read(desk.actor)
            desk.run_long(
                _("Settling the hand-over"),
                lambda _progress: settle_by_hand(context.database, details.line.id, left, actor),
                changes=("hand_over", "dossier"),
                owner=self,
            )

        if left:
            text = _("The dossiers are then with {office}, and read-only here.").format(office=details.line.office)
            messages.ask(self, _("Is the file on the stick?"), text, _("It is on the stick"), settle)
        else:
            text = _("Say so only if nobody will ever read that file: the dossiers are then here as before.")
            messages.ask(self, _("Did it never leave?"), text, _("It never left"), settle, danger=True)

    # --- room and keys ------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.details.setMinimumWidth(0 if narrow else _DETAILS_WIDTH)
        self.details.setMaximumWidth(_UNBOUND if narrow else _DETAILS_WIDTH)
        self._show_list()

    def _to_details(self) -> None:
        if self._narrow:
            self.table.hide()
            self.details.show()
        shown = next((button for button in self.details.buttons if button.isVisible()), None)
        (shown or self.details.fold).setFocus()

    def _show_list(self) -> None:
        self.table.show()
        self.details.setVisible(not self._narrow)

    def _to_list(self) -> None:
        """Esc: from the particulars back to the list, from the list back to where one came from."""
        if self.table.isVisible() and self.table.isAncestorOf(self.window().focusWidget() or self):
            self.desk.back()
            return
        self._show_list()
        self.table.setFocus()

    def back_key(self) -> bool:
        if self._narrow and self.table.isHidden():
            self._to_list()
            return True
        return False

    def default_focus(self) -> QWidget | None:
        return self.table

    def menu_acts(self) -> list[Act]:
        return [self.export_act, self.import_act, self.paper_act, self.receipt_act, self.minutes_act]


def _row(line: HandOverLine) -> dict[str, object]:
    what = _(PURPOSES[line.purpose])
    return {
        "id": line.id,
        "office": (line.office, _("{what}, on paper").format(what=what) if line.medium == "paper" else what),
        "number": line.sequence,
        "at": line.at.astimezone().date(),
        "count": line.count,
        "state": _state(line),
    }


_OTHERS = {
    "sent": N_("Sent, asks for no receipt"),
    "replaced": N_("Sent again under a later number"),
    "undone": N_("Taking undone"),
}


def _state(line: HandOverLine) -> tuple[str, str]:
    if line.status == "intended":
        return _("Begun, not finished"), "danger"
    if line.status == "written":
        days = line.waiting or 0
        if not days:
            return _("Left today, no receipt yet"), "info"
        words = ngettext("No receipt for {count} day", "No receipt for {count} days", days).format(count=days)
        return words, "warn" if days > _LONG else "info"
    if line.status == "received":
        return _("Received"), "ok"
    if line.status in _OTHERS:
        return _(_OTHERS[line.status]), "info"
    return _("Taken"), "ok"
