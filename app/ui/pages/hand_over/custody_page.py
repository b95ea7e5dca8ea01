"""Requests for dossiers back: those that other offices wait for an answer to, and this office's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from PySide6.QtWidgets import QWidget

from app.services.actors import WRITERS
from app.services.custody.dossier_view import can_give_back
from app.services.custody.recalls import RecallLine, recall_lines
from app.translate import N_, _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.pages.hand_over import custody_acts
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import TabStrip

STATES = {
    "asked": (N_("Waits for the answer"), "warn"),
    "declined": (N_("Declined"), "neutral"),
    "released": (N_("Given back"), "ok"),
    "overridden": (N_("Taken back by the leader"), "info"),
    "late": (N_("It had gone on already"), "neutral"),
}


class _Line(NamedTuple):
    line: RecallLine
    can_give_back: bool
    is_here: bool


class RecallsPage(Page):
    """Route tab: ``in`` (asked of this office) or ``out`` (asked by it); record: the dossier to stand on."""

    watches: ClassVar[frozenset[str]] = frozenset({"hand_over", "dossier"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, _Line] = {}
        self._wanted = ""
        self._chosen_tab = False
        self._is_narrow = False
        self.header = PageHeader(self)
        self.header.set_title(_("Requests for dossiers back"))
        self.header.set_back(_("Hand-over"), lambda: desk.go(Route("hand_over")))
        self.body.addWidget(self.header)
        self.tabs = TabStrip()
        self.tabs.setObjectName("recalls.tabs")
        self.body.addWidget(self.tabs)
        self.give_act = Act(self, _("Give it back…"), self._on_give, "Ctrl+B", "usb")
        self.untaken_act = Act(self, _("It never arrived…"), self._on_untaken, "Ctrl+Shift+X", "x")
        self.decline_act = Act(self, _("Decline…"), self._on_decline, "Ctrl+Shift+D", "prohibit")
        self.letter_act = Act(self, _("Write the letter onto the stick…"), self._on_letter, "Ctrl+Shift+S", "usb")
        self.override_act = Act(
            self, _("The leader takes it back…"), self._on_override, "Ctrl+Shift+U", "arrow-u-up-left"
        )
        self.strip = Strip("", "info")
        self.strip.setObjectName("recalls.what")
        self.body.addWidget(self.strip)
        self.acts = [self.give_act, self.untaken_act, self.decline_act, self.letter_act, self.override_act]
        self.table = TableView(
            desk,
            "recalls",
            (
                Column("what", _("Dossier"), "two_line", 260, stretch=True),
                Column("office", _("Office"), "two_line", 230),
                Column("at", _("Asked on"), "date", 110),
                Column("state", _("State"), "badge", 220),
            ),
            ListSource(),
            title=_("Requests for dossiers back"),
            counted=lambda count: ngettext("{count} request", "{count} requests", count).format(count=count),
            empty=EmptyState("arrow-bend-up-left", _("Nobody asks for a dossier back.")),
        )
        self.table.set_row_acts(self.acts)
        self.table.take_page_keys(self)
        self.body.addWidget(self.table, 1)
        Act(self, _("Back"), desk.back, "Esc")
        self.tabs.changed.connect(lambda _name: self._fill())
        self.table.selected.connect(lambda _idents: self._show_acts())
        self.table.opened.connect(self._on_opened)
        self._show_acts()

    # --- reading ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route, self._wanted, self._chosen_tab = route, route.record, False
        self.refresh()

    def refresh(self) -> None:
        desk = self.desk

        def read(session: Any) -> list[_Line]:
            actor = desk.actor(session)
            return [_Line(one, can_give_back(session, one, actor), bool(one.product)) for one in recall_lines(session)]

        desk.fetch(read, self._show, owner=self)

    def _show(self, found: list[_Line]) -> None:
        self._lines = {one.line.id: one for one in found}
        waiting = sum(one.line.direction == "in" and one.line.state == "asked" for one in found)
        own = sum(one.line.direction == "out" and one.line.state == "asked" for one in found)
        self.tabs.set_tabs(
            [
                ("in", _("Asked of this office: {count} wait").format(count=waiting)),
                ("out", _("Asked by this office: {count} wait").format(count=own)),
            ]
        )
        if not self._chosen_tab:
            self._chosen_tab = True
            has_in = any(one.line.direction == "in" for one in found)
            self.tabs.set_current(self.route.tab or ("in" if has_in or not found else "out"))
        self._fill()

    def _fill(self) -> None:
        direction = self.tabs.current() or "in"
        rows = sorted(
            (one for one in self._lines.values() if one.line.direction == direction),
            key=lambda one: one.line.state != "asked",
        )
        self.table.set_source(ListSource([_row(one.line) for one in rows]))
        wanted, self._wanted = self._wanted, ""
        ident = next((one.line.id for one in rows if one.line.dossier_id == wanted), "")
        if not (ident and self.table.select(ident)) and not self.table.current_id() and rows:
            self.table.select(rows[0].line.id)
        self._show_acts()
        if self.isVisible() and not self.isAncestorOf(self.window().focusWidget() or self):
            self.table.setFocus()

    def _chosen(self) -> list[_Line]:
        return [self._lines[one] for one in self.table.selected_ids() if one in self._lines]

    def _one(self) -> _Line | None:
        """The row that one stands on, or the first of those chosen."""
        chosen = self._chosen()
        return self._lines.get(self.table.current_id()) or (chosen[0] if chosen else None)

    def _show_acts(self) -> None:
        one = self._one()
        chosen = self._chosen() or ([one] if one is not None else [])
        line = one.line if one is not None else None
        asked = line is not None and line.state == "asked"
        came = asked and line is not None and line.direction == "in"
        can_write = self.desk.person.role in WRITERS
        self.give_act.setVisible(bool(came and can_write and one is not None and one.can_give_back))
        self.untaken_act.setVisible(bool(came and can_write and one is not None and not one.is_here))
        self.decline_act.setVisible(bool(came and can_write))
        answered = line is not None and line.direction == "in" and line.state == "declined"
        own = line is not None and line.direction == "out" and line.state == "asked"
        self.letter_act.setVisible(bool((own or answered) and can_write))
        back = line is not None and line.direction == "out" and line.state in ("asked", "declined")
        self.override_act.setVisible(back and self.desk.person.role == "leader")
        count = len([row for row in chosen if row.can_give_back])
        words = ngettext("Give {count} dossier back…", "Give {count} dossiers back…", count).format(count=count)
        self.give_act.set_words(words if count > 1 else _("Give it back…"))
        visible = [act for act in self.acts if act.isVisible()]
        self.header.set_acts(visible[0] if visible else None, visible[1:])
        self.strip.setVisible(line is not None)
        if line is not None:
            self._say(line, one)

    def _say(self, line: RecallLine, one: _Line | None) -> None:
        who = _("{who}, {office}, on {day}").format(
            who=line.asked_by or "-", office=_asker(line, self.desk), day=_day(line.asked_at)
        )
        because = _("Asked because: {reason}").format(reason=line.reason)
        if line.state == "declined":
            text = _("Declined on {day}: {reason}").format(day=_day(line.answered_at), reason=line.answer)
            self.strip.set_text(text, "neutral", f"{because} ({who})")
        elif line.state != "asked":
            word, grade = STATES[line.state]
            self.strip.set_text(_(word), grade, f"{because} ({who})")
        elif line.direction == "out":
            text = _("Asked back on {day}, waiting for the answer of {office}; read-only until then")
            said = text.format(day=_day(line.asked_at), office=line.office)
            self.strip.set_text(said, "info", because)
        else:
            detail = _answers(one)
            self.strip.set_text(because, "warn", detail if self._is_narrow else f"{who}. {detail}")

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_give(self) -> None:
        one = self._one()
        if one is None:
            return
        same = [row for row in self._chosen() if row.can_give_back and row.line.office_id == one.line.office_id]
        ids = [row.line.dossier_id for row in same if row.line.state == "asked"] or [one.line.dossier_id]
        self.desk.go(custody_acts.release_route(ids))

    def _on_untaken(self) -> None:
        one = self._one()
        if one is not None:
            custody_acts.ask_untaken(self, self.desk, one.line.id, one.line.office, one.line.office_id)

    def _on_decline(self) -> None:
        one = self._one()
        if one is not None:
            line = one.line
            custody_acts.ask_decline(self, self.desk, line.id, line.product, line.office, line.office_id)

    def _on_letter(self) -> None:
        one = self._one()
        if one is not None:
            self.desk.go(custody_acts.letter_route(one.line.office_id))

    def _on_override(self) -> None:
        one = self._one()
        if one is not None:
            line = one.line
            dossiers = [(line.dossier_id, line.product)]
            custody_acts.ask_override(self, self.desk, dossiers, line.office, line.office_id)

    def _on_opened(self, ident: str) -> None:
        one = self._lines.get(ident)
        if one is not None and one.is_here:
            self.desk.go(Route("dossier", one.line.dossier_id))

    # --- room and keys ------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self._is_narrow = narrow
        self._show_acts()
        self.header.set_back("" if narrow else _("Hand-over"), lambda: self.desk.go(Route("hand_over")))

    def default_focus(self) -> QWidget | None:
        return self.table

    def menu_acts(self) -> list[Act]:
        return [act for act in self.acts if act.isVisible()]


def _answers(one: _Line | None) -> str:
    if one is not None and one.can_give_back:
        return _("Give it back as it stands here, or decline with a reason.")
    if one is not None and not one.is_here:
        return _("It is not here: answer that it never arrived, or decline with a reason.")
    return _("It cannot go back as it stands now: take it out of its round first, or decline with a reason.")


def _asker(line: RecallLine, desk: Desk) -> str:
    return line.office if line.direction == "in" else desk.office.name


def _day(at: str) -> str:
    return format_date(dt.datetime.fromisoformat(at).astimezone().date()) if at else ""


def _row(line: RecallLine) -> dict[str, object]:
    word, grade = STATES[line.state]
    return {
        "id": line.id,
        "what": (line.product or _("A dossier that is not here"), line.reason),
        "office": (line.office, line.asked_by),
        "at": dt.datetime.fromisoformat(line.asked_at).astimezone().date(),
        "state": (_(word), grade),
    }


def asked_words(groups: Sequence[Any]) -> str:
    """ "UBND xã Mẫu asks for 2 dossiers back", office by office."""
    said = [
        ngettext(
            "{office} asks for {count} dossier back", "{office} asks for {count} dossiers back", len(one.dossier_ids)
        ).format(office=one.office, count=len(one.dossier_ids))
        for one in groups
    ]
    return "; ".join(said)
