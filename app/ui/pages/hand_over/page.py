"""The book of hand-overs: what left, what came, what was refused; from here everything begins."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.hand_over_log import HandOverLine, hand_over_lines
from app.services.hand_over_numbers import MissingNumbers, missing_numbers
from app.translate import _, format_date, format_datetime, format_number, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over.book_acts import BookActs, Chosen, read_chosen
from app.ui.pages.hand_over.custody_book import CustodyBook
from app.ui.pages.hand_over.details_box import DetailsBox
from app.ui.pages.hand_over.gaps_strip import GapsStrip
from app.ui.pages.hand_over.quarantine_view import QuarantineView
from app.ui.pages.hand_over.words import PURPOSES
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import TabStrip

_DETAILS_WIDTH = 344
_UNBOUND = 16_777_215  # Qt's own
QUARANTINE = "quarantine"
_Read = tuple[list[HandOverLine], list[HandOverLine], list[MissingNumbers]]


class HandOverPage(Page):
    """Route record: the hand-over to stand on, the office whose numbers are missing, or a refused file; tab: ``out``,
    ``in`` or ``quarantine``.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"hand_over", "dossier", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, list[HandOverLine]] = {"out": [], "in": []}
        self._gaps: list[MissingNumbers] = []
        self._kept = 0
        self._chosen: Chosen | None = None
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
        self.acts = BookActs(self, desk)
        first = self.export_act if desk.office.level in ("producer", "commune") else self.import_act
        others = [act for act in (self.export_act, self.import_act) if act is not first]
        self.header.set_acts(first, [*others, self.acts.code_act, self.acts.letter_act, self.paper_act])
        self.body.addWidget(self.header)
        self.tabs = TabStrip()
        self.tabs.setObjectName("hand_over.tabs")
        self.body.addWidget(self.tabs)
        self.gaps = GapsStrip(self, desk)
        self.body.addWidget(self.gaps)
        self.custody = CustodyBook(self, desk)
        self.body.addWidget(self.custody)
        self.table = self._table(first)
        row_acts = [*self.acts.row_acts, *self.custody.row_acts]
        self.table.set_row_acts(row_acts)
        self.table.take_page_keys(self)
        self.details = DetailsBox(desk, row_acts)
        self.book = QWidget()
        columns = QHBoxLayout(self.book)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        columns.addWidget(self.table, 1)
        columns.addWidget(self.details)
        self.details.setFixedWidth(_DETAILS_WIDTH)
        self.body.addWidget(self.book, 1)
        self.quarantine = QuarantineView(self, desk)
        self.quarantine.hide()
        self.body.addWidget(self.quarantine, 1)
        self.list_act = Act(self, _("Back to the list"), self._to_list, "Esc")
        self.tabs.changed.connect(lambda _name: self._fill())
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(lambda _ident: self._to_details())
        self.quarantine.counted.connect(self._on_counted)

    def _table(self, first: Act) -> TableView:
        columns = (
            Column("office", _("Office"), "two_line", 220, stretch=True),
            Column("number", _("Turn no."), "number", 64),
            Column("at", _("Day"), "date", 104),
            Column("count", _("Dossiers"), "number", 64),
            Column("state", _("State"), "badge", 300),
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
            return (*lines, missing_numbers(session))

        self.desk.fetch(read, self._show, owner=self)
        self.custody.refresh()
        self.quarantine.load(self._wanted if self.route.tab == QUARANTINE else "")

    def _on_counted(self, count: int) -> None:
        self._kept = count
        self._show_tabs()

    def _show(self, found: _Read) -> None:
        self._lines["out"], self._lines["in"], self._gaps = found
        self._show_tabs()
        for direction, lines in self._lines.items():
            if self._wanted and any(one.id == self._wanted for one in lines):
                self.tabs.set_current(direction)
        if any(one.office_id == self._wanted for one in self._gaps):
            self.tabs.set_current("in")
        self._fill()

    def _show_tabs(self) -> None:
        waiting = sum(one.open for one in self._lines["out"])
        owed = sum(one.receipt_owed for one in self._lines["in"])
        sent = _("Handed over {count}").format(count=len(self._lines["out"]))
        came = _("Received {count}").format(count=len(self._lines["in"]))
        if waiting:
            sent += " · " + _("{count} without receipt").format(count=waiting)
        if owed:
            came += " · " + ngettext("{count} receipt owed", "{count} receipts owed", owed).format(count=owed)
        kept = _("Quarantine") + (f" {self._kept}" if self._kept else "")
        first = not self.tabs.current()
        self.tabs.set_tabs([("out", sent), ("in", came), (QUARANTINE, kept)])
        if first and self.route.tab:
            self.tabs.set_current(self.route.tab)

    def _fill(self) -> None:
        tab = self.tabs.current() or "out"
        self.book.setVisible(tab != QUARANTINE)
        self.quarantine.setVisible(tab == QUARANTINE)
        self.gaps.show_gaps(self._gaps, shown=tab == "in", narrow=self._narrow)
        if tab == QUARANTINE:
            return
        days = self.desk.context.settings.receipt_days
        lines = self._lines[tab]
        self.table.set_source(ListSource([_row(one, days) for one in lines]))
        wanted, self._wanted = self._wanted, ""
        if not (wanted and self.table.select(wanted)) and not self.table.current_id() and lines:
            self.table.select(lines[0].id)
        self._on_selected(self.table.selected_ids())

    def _on_selected(self, idents: list[str]) -> None:
        ident = idents[0] if idents else ""
        if not ident:
            self._show_chosen(None)
            return
        today = self.desk.today()
        self.desk.fetch(lambda session: read_chosen(session, ident, today), self._show_chosen, owner=self)

    def _show_chosen(self, chosen: Chosen | None) -> None:
        if chosen is not None and chosen.details.line.id not in self.table.selected_ids():
            return  # another row was chosen meanwhile
        self._chosen = chosen
        self.details.show_chosen(chosen)
        self.acts.show_for(chosen)
        self.custody.show_for(chosen.details.line if chosen is not None else None)

    # --- room and keys ------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self.details.setMinimumWidth(0 if narrow else _DETAILS_WIDTH)
        self.details.setMaximumWidth(_UNBOUND if narrow else _DETAILS_WIDTH)
        self.quarantine.set_narrow(narrow)
        self.gaps.show_gaps(self._gaps, shown=self.tabs.current() == "in", narrow=narrow)
        self._show_list()

    def _to_details(self) -> None:
        if self._narrow:
            self.table.hide()
            self.details.show()
        shown = next((button for button in self.details.buttons if button.isVisible()), None)
        (shown or self.details.fold).setFocus()

    def _show_list(self) -> bool:
        """The list; False: it was in front already."""
        if self.tabs.current() == QUARANTINE:
            return self.quarantine.to_list()
        was_away = self.table.isHidden()
        self.table.show()
        self.details.setVisible(not self._narrow)
        return was_away

    def _to_list(self) -> None:
        """Esc: from the particulars back to the list, from the list back to where one came from."""
        table = self.quarantine.table if self.tabs.current() == QUARANTINE else self.table
        if table.isVisible() and table.isAncestorOf(self.window().focusWidget() or self):
            self.desk.back()
            return
        self._show_list()
        table.setFocus()

    def back_key(self) -> bool:
        if self._narrow and self._show_list():
            self._to_list_focus()
            return True
        return False

    def _to_list_focus(self) -> None:
        (self.quarantine.table if self.tabs.current() == QUARANTINE else self.table).setFocus()

    def default_focus(self) -> QWidget | None:
        return self.quarantine if self.tabs.current() == QUARANTINE or self.route.tab == QUARANTINE else self.table

    def menu_acts(self) -> list[Act]:
        acts, custody = self.acts, self.custody
        own = [acts.receipt_act, acts.again_act, acts.undo_act, acts.minutes_act, *custody.row_acts]
        whole = [*acts.book_acts, custody.recalls_act, self.paper_act]
        return [self.export_act, self.import_act, *whole, *own, *self.quarantine.acts]


def _row(line: HandOverLine, receipt_days: int) -> dict[str, object]:
    what = _(PURPOSES[line.purpose])
    return {
        "id": line.id,
        "office": (line.office, _("{what}, on paper").format(what=what) if line.medium == "paper" else what),
        "number": line.sequence,
        "at": line.at.astimezone().date(),
        "count": line.count or None,
        "state": _state(line, receipt_days),
    }


def _state(line: HandOverLine, receipt_days: int) -> tuple[str, str]:
    if line.status == "intended":
        return _("Begun, not finished"), "danger"
    if line.status == "written":
        return _without_receipt(line, receipt_days)
    if line.status == "received":
        return _received(line)
    if line.status == "undone":
        return _("Taking undone"), "warn"
    if line.status == "taken":
        return (_("Taken, receipt still to send"), "warn") if line.receipt_owed else (_("Taken"), "ok")
    return (_("Left again later"), "neutral") if line.status == "replaced" else (_("Sent"), "ok")


def _without_receipt(line: HandOverLine, receipt_days: int) -> tuple[str, str]:
    if line.undone:
        return _("Taking undone there"), "warn"
    if line.missed_count:
        return _("Came there, nothing taken"), "warn"
    days = line.waiting or 0
    if not days:
        return _("Left today, no receipt yet"), "info"
    if days >= receipt_days:
        late = ngettext("Overdue: no receipt for {count} day", "Overdue: no receipt for {count} days", days)
        return late.format(count=days), "warn"
    return ngettext("No receipt for {count} day", "No receipt for {count} days", days).format(count=days), "info"


def _received(line: HandOverLine) -> tuple[str, str]:
    if line.received_on is None:
        return _("Received"), "ok"
    when = format_datetime(line.received_at) if line.received_at else format_date(line.received_on)
    said = _("Received {time}").format(time=when)
    if line.missed_count:
        missed = format_number(line.missed_count)
        return f"{said}, " + _("{count} not taken").format(count=missed), "warn"
    if line.received_count is not None:
        dossiers = ngettext("{count} dossier", "{count} dossiers", line.received_count)
        said += ", " + dossiers.format(count=format_number(line.received_count))
    return said, "ok"
