"""Offices that ended and those that carry on: naming a successor, taking over what an ended office held."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.models.office import OfficeRow
from app.services.actors import WRITERS
from app.services.offices import list_offices
from app.services.succession.naming import Basis, SuccessionRow, name_successor, succession_rows
from app.services.succession.proposals import Proposal, likely_predecessors
from app.translate import N_, _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.page import Page
from app.ui.pages.settings.succession_last import LastAct
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip

HEADS = ("leader", "administrator")
_WAYS = {
    "named": N_("named here"),
    "notice": N_("from a notice"),
    "folder": N_("taken over from its data"),
    "bundle": N_("taken over by its last bundle"),
}


def basis_words(number: str, on: dt.date | None, issuer: str) -> str:
    """The act of law that a succession rests on."""
    dated = _("{number} of {day}").format(number=number, day=format_date(on)) if number and on else number
    return ", ".join(part for part in (dated, issuer) if part)


class SuccessionPage(Page):
    """What is listed is known here; which offices probably ended is only proposed: a person decides."""

    watches: ClassVar[frozenset[str]] = frozenset({"office", "hand_over"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header = PageHeader(self)
        self.header.set_title(_("Succession"))
        self.header.set_subtitle(_("Offices that ended, and who carries on"))
        self.header.set_back(_("Offices"), self._back)
        self.body.addWidget(self.header)
        self.name = Act(self, _("Name a successor…"), self._on_name, "Ctrl+N", "plus")
        self.take = Act(self, _("Take over from a data folder…"), self._on_take, "Ctrl+Return", "tray-arrow-down")
        self.bundle = Act(self, _("Take over from a bundle…"), lambda: desk.go(Route("import")), "Ctrl+I", "usb")
        self.notice = Act(self, _("Send the notice of succession…"), self._on_notice, "Ctrl+B", "envelope-simple")
        self.last = Act(self, _("Hand everything over to the successor…"), self._on_last, "Ctrl+Shift+B", "export")
        Act(self, _("Back"), self._back, "Esc")
        self.strip = Strip("", "info")
        self.strip.setObjectName("succession.strip")
        self.body.addWidget(self.strip)
        may = desk.person.role in HEADS
        columns = [
            Column("before", _("Office that ended"), width=240, stretch=True),
            Column("after", _("Successor"), width=220),
            Column("from", _("From"), "date", width=110),
            Column("basis", _("Decision"), width=220),
            Column("way", _("How it is known"), "badge", width=210),
        ]
        empty = EmptyState("buildings", _("No succession is recorded here."), [], _say_who(may))
        self.table = TableView(
            desk,
            "successions",
            columns,
            ListSource([]),
            title=_("Successions"),
            counted=lambda count: ngettext("{count} succession", "{count} successions", count).format(count=count),
            empty=empty,
        )
        self.table.opened.connect(self._on_open)
        self.table.setMinimumHeight(150)
        self.body.addWidget(self.table, 1)
        self._rows: dict[str, SuccessionRow] = {}
        self._offices: list[OfficeRow] = []
        self._ended = False

    def set_narrow(self, narrow: bool) -> None:
        self.table.leave_out(("after", "basis") if narrow else ())

    def refresh(self) -> None:
        desk = self.desk

        def load(session: Any) -> tuple[list[SuccessionRow], list[OfficeRow]]:
            return succession_rows(session), list_offices(session)

        rows, self._offices = desk.read(load)
        self._rows = {one.id: one for one in rows}
        self.table.set_source(ListSource([_row(one, desk.office.id) for one in rows]))
        self._ended = any(one.predecessor_id == desk.office.id for one in rows)
        may = desk.person.role in HEADS and desk.person.role in WRITERS
        others = [self.name, *([self.notice] if rows else []), self.bundle]
        self.header.set_acts((self.last if self._ended else self.take) if may else None, others if may else [])
        for act in (self.name, self.take, self.bundle, self.last):
            act.setEnabled(may)
        self.notice.setEnabled(may and bool(rows))
        self.take.setEnabled(may and not self._ended)
        self.last.setEnabled(may and self._ended)
        self.strip.hide()
        if not may:
            self.strip.set_text(_say_who(False), "info")
            self.strip.show()
        elif self._ended:
            text = _("This office has ended here: hand everything over to its successor as the last act.")
            self.strip.set_text(text, "warn", _("Dossiers, certificates, number series and journal go in one bundle."))
            self.strip.show()
        else:
            places = desk.context.places
            desk.fetch(
                lambda session: likely_predecessors(session, places, desk.today()), self._propose, owner=self
            )  # fmt: skip

    def _propose(self, found: list[Proposal]) -> None:
        own = self.desk.office
        same = {own.province_name.casefold(), own.commune_name.casefold()}  # the unit of before by the same name
        waiting = [one for one in found if one.main and not one.known and one.name.casefold() not in same]
        self.strip.setVisible(bool(waiting))
        if waiting:
            names = ", ".join(one.name for one in waiting[:6])
            more = len(waiting) - 6
            tail = _(" and {count} more").format(count=more) if more > 0 else ""
            text = _("By the lists of administrative units, these were merged here: {names}").format(names=names)
            self.strip.set_text(
                text + tail, "info", _("If you hold their data or papers, take over; else nothing has to be done.")
            )

    def _on_open(self, ident: str) -> None:
        row = self._rows.get(ident)
        if row is not None:
            other = row.predecessor_id if row.predecessor_id != self.desk.office.id else row.successor_id
            self.desk.go(Route("office", other))

    def _on_name(self) -> None:
        choices = tuple((one.id, f"{one.name} ({one.code})") for one in self._offices)
        chosen = self._rows.get(self.table.current_id())
        values: dict[str, object] = {"from_on": self.desk.today()}
        if chosen is not None:
            values = {
                "before": chosen.predecessor_id,
                "after": chosen.successor_id,
                "from_on": chosen.from_on,
                "number": chosen.basis_number,
                "on": chosen.basis_on,
                "issuer": chosen.basis_issuer,
            }

        def work(session: Any, actor: Any, given: dict[str, Any]) -> SuccessionRow:
            basis = Basis(given["number"], given["on"], given["issuer"])
            return name_successor(session, given["before"], given["after"], given["from_on"], basis, actor)

        ActDialog(
            self,
            self.desk,
            _("Name the successor of an office"),
            [
                [Field("before", _("Office that ended"), "combo", required=True, choices=choices)],
                [Field("after", _("Successor"), "combo", required=True, choices=choices)],
                *basis_rows(),
            ],
            _("Name the successor"),
            work,
            values=values,
            changes="office",
            text=_("From then on hand-overs go to the successor. An office that is not listed is added first."),
            on_done=lambda _row: self.refresh(),
        ).open()

    def _on_take(self) -> None:
        self.desk.go(Route("take_over"))

    def _on_notice(self) -> None:
        """Tell another office who carries on, in a letter; of the chosen succession, else the latest."""
        row = self._rows.get(self.table.current_id()) or next(iter(self._rows.values()), None)
        if row is not None:
            self.desk.go(Route("letter", extra=(("succession", row.predecessor_id),)))

    def _on_last(self) -> None:
        LastAct(self, self.desk, self.refresh).begin()

    def _back(self) -> None:
        self.desk.go(Route("settings", tab="offices"))

    def default_focus(self) -> QWidget | None:
        return self.table


def basis_rows() -> list[list[Field]]:
    """The fields of the act of law."""
    return [
        [
            Field("from_on", _("From"), "date", required=True),
            Field("number", _("Number of the decision"), required=True),
            Field("on", _("Dated"), "date"),
        ],
        [Field("issuer", _("Issuing authority"), hint=_("For example: Ủy ban Thường vụ Quốc hội"))],
    ]


def _say_who(may: bool) -> str:
    if may:
        return _("Needed only where an office was dissolved or merged.")
    return _("A succession is recorded by a leader or an administrator of the office.")


def _row(one: SuccessionRow, own: str) -> dict[str, object]:
    taken = one.way in ("folder", "bundle") and one.successor_id == own
    return {
        "id": one.id,
        "before": one.predecessor,
        "after": one.successor,
        "from": one.from_on,
        "basis": basis_words(one.basis_number, one.basis_on, one.basis_issuer),
        "way": (_(_WAYS[one.way]) if one.way in _WAYS else one.way, "ok" if taken else "neutral"),
    }
