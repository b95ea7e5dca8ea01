"""One assessment round: the secretary's table, the dossiers that can be put in, the ranking; lock and closing."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.actors import WRITERS
from app.services.council_board import Board, WaitingDossier, board, ranking, waiting_dossiers
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.pages.council import round_acts, round_tables
from app.ui.pages.council.board_tab import BoardTab
from app.ui.pages.council.main_act import MainAct
from app.ui.pages.council.round_tables import ranking_row, ranking_table, stand_on_first, waiting_row, waiting_table
from app.ui.pages.council.strips import Strips
from app.ui.pages.council.words import council_line, round_title
from app.ui.pages.page import Page
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.tables import ListSource
from app.ui.widgets.act import Act
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import TabStrip

BOARD, WAITING, RANKING = "board", "waiting", "ranking"
_TABS = (BOARD, WAITING, RANKING)
_Found = tuple[Board, list[WaitingDossier]]


class RoundPage(Page):
    """A round on one page; which act is the filled one follows from where the round stands."""

    watches: ClassVar[frozenset[str]] = frozenset({"round", "council", "sheet", "result", "dossier"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.board: Board | None = None
        self.writes = desk.person.role in WRITERS
        self._fresh = False
        self._make_acts()
        self.header = PageHeader(self)
        self.header.set_back(_("Council"), self.go_up)
        self.tabs = TabStrip(self)
        self.tabs.set_tabs([(BOARD, _("Score sheets")), (WAITING, _("Put dossiers in")), (RANKING, _("Ranking"))])
        self.tabs.changed.connect(self.show_tab)
        self._pages = QStackedWidget(self)
        self._tab = BoardTab([self.to_waiting_act] if self.writes else [], self)
        self._tab.missing_wanted.connect(self.next_open)
        self._tab.apart_wanted.connect(lambda: self._to_state("discuss"))
        self.grid = self._tab.grid
        self.grid.opened.connect(self._open_cell)
        self._pages.addWidget(self._tab)
        self._waiting = ListSource()
        self.waiting = waiting_table(desk, self._waiting)
        self.waiting.checked.connect(self._on_ticked)
        self.waiting.opened.connect(lambda ident: desk.go(Route("dossier", ident)))
        self._pages.addWidget(self.waiting)
        self._ranking = ListSource()
        self.ranking = ranking_table(desk, self._ranking)
        self.ranking.opened.connect(self._open_result)
        self.ranking.checked.connect(lambda _ids: self._dress())
        self._pages.addWidget(self.ranking)
        self._strips = Strips()
        self.body.addWidget(self.header)
        self.body.addLayout(self._strips)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._pages, 1)

    def _make_acts(self) -> None:
        self.lock_act = Act(self, _("Lock scoring…"), self.lock, icon="lock-simple")
        self.close_act = Act(self, _("Close results…"), self.close_results)
        self.decide_act = Act(self, _("Draft the decision"), self.decide, "Ctrl+D", "file-text")
        self.to_waiting_act = Act(self, _("Put dossiers in"), partial(self.show_tab, WAITING), "Ctrl+N", "plus")
        self.put_act = Act(self, _("Put dossiers in"), self.put_in, "Ctrl+Shift+Enter", "plus")
        self.put_act.setObjectName("round.put_in")
        self.council_act = Act(self, _("Attach a council…"), self.attach, "Ctrl+T", "users-three")
        self.reopen_act = Act(self, _("Reopen the sheet…"), self.reopen, "Ctrl+R", "arrow-bend-up-left")
        self.recuse_act = Act(self, _("Recuse a member…"), self.recuse, "Ctrl+U")
        self.out_act = Act(self, _("Take the dossier out…"), self.take_out, "Ctrl+Del")
        self.unlock_act = Act(self, _("Open scoring again…"), self.unlock, "Ctrl+Shift+U")
        self.note_act = Act(self, _("Note on the discussion…"), self.note, "L", "note-pencil")
        self.minimums_act = Act(self, _("Record minimums as met…"), self.minimums, "Ctrl+M")
        self.print_act = Act(self, _("Print the summary"), self.print_summary, "Ctrl+P", "printer")
        self.blank_act = Act(self, _("Print blank sheets"), self.print_blank, "Ctrl+Shift+P", "printer")
        self.result_act = Act(self, _("Open the result"), self.open_result, "Ctrl+O")
        Act(self, _("Enter the next open sheet"), self.next_open, "N")
        Act(self, _("Next tab"), lambda: self.tabs.step(1), "Ctrl+PgDown")
        Act(self, _("Tab before"), lambda: self.tabs.step(-1), "Ctrl+PgUp")
        Act(self, _("Back"), self.go_up, "Esc")
        self.main_act = MainAct(self, "round.main")

    # --- what is shown ------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        other = route.record != self.route.record
        self._fresh = True
        if other:
            self.board = None
            self.waiting.set_checked(())
            self.ranking.set_checked(())
        if route.tab in _TABS or other:
            self._set_tab(route.tab if route.tab in _TABS else BOARD)
        super().open(route)

    def refresh(self) -> None:
        desk, round_id = self.desk, self.route.record

        def read(session: Any) -> _Found:
            actor = desk.actor(session)
            return (
                board(session, round_id, actor, desk.library, desk.today()),
                waiting_dossiers(session, actor, desk.library) if self.writes else [],
            )

        desk.fetch(read, self._show, owner=self)

    def title(self) -> str:
        return round_title(self.board.round) if self.board else ""

    def default_focus(self) -> QWidget:
        return {BOARD: self.grid, WAITING: self.waiting, RANKING: self.ranking}[self.tabs.current() or BOARD]

    def set_narrow(self, narrow: bool) -> None:
        self._tab.set_narrow(narrow)
        round_tables.make_narrow(narrow, self.waiting, self.ranking)

    def _show(self, found: _Found) -> None:
        shown, waiting = found
        self.board = shown
        self.header.set_title(round_title(shown.round))
        self.header.set_subtitle(council_line(shown))
        self._tab.show_board(shown)
        self._waiting.set_rows(waiting_row(one) for one in waiting)
        self.waiting.set_checked(set(self.waiting.checked_ids()) & {one.id for one in waiting})
        self.waiting.reload()
        ranked = ranking(shown)
        self._ranking.set_rows(ranking_row(one) for one in ranked)
        self.ranking.reload()
        names = [
            (BOARD, _("Score sheets")),
            (WAITING, _("Put dossiers in ({count})").format(count=len(waiting))),
            (RANKING, _("Ranking ({count})").format(count=len(ranked))),
        ]
        self.tabs.blockSignals(True)
        current = self.tabs.current()
        self.tabs.set_tabs(names if self.writes and not shown.round.scoring_locked else [names[0], names[2]])
        self.tabs.set_current(current)
        self.tabs.blockSignals(False)
        self._on_ticked(self.waiting.checked_ids())
        lacks = shown.council is None and shown.lines and self.writes
        words = _("This round has no council yet: nobody can score its dossiers.")
        self._strips.show_strips([Strip(words, "warn", self.council_act)] if lacks else [])
        self._dress()
        if self._fresh:
            self._fresh = False
            focus = self.route.focus
            if focus:
                self.grid.select(focus, self.route.value("member"))
            if self.isVisible():
                self.default_focus().setFocus()
        for table in (self.waiting, self.ranking):
            stand_on_first(table)

    def _dress(self) -> None:
        """Which acts there are now, and which one is the filled button."""
        shown = self.board
        if shown is None:
            return
        locked = shown.round.scoring_locked
        ready, still = shown.count("ready"), shown.count("ready", "discuss", "missing", "blocked")
        provisional = round_acts.with_minimums_open(shown)
        self.reopen_act.setVisible(self.writes)
        self.recuse_act.setVisible(self.writes and shown.council is not None)
        self.out_act.setVisible(self.writes and bool(shown.lines))
        self.unlock_act.setVisible(self.writes and locked and not shown.count("closed"))
        self.note_act.setVisible(self.writes)
        self.minimums_act.setVisible(self.writes and bool(provisional))
        self.print_act.setVisible(bool(shown.count("closed")))
        self.council_act.setVisible(self.writes and not locked)
        self.to_waiting_act.setVisible(self.writes and not locked)
        self.decide_act.setVisible(self.writes and bool(shown.count("closed")))
        self.blank_act.setVisible(bool(shown.lines))
        if not self.writes:
            self._fill(None, [])
        elif self.tabs.current() == WAITING and self._waiting.rows:
            self._fill(self.put_act, [self.council_act, self.lock_act])
        elif shown.council is None:
            self._fill(self.council_act, [self.to_waiting_act, self.blank_act])
        elif not shown.lines:
            self._fill(self.to_waiting_act, [self.council_act, self.recuse_act])
        elif not locked:
            more = [self.to_waiting_act, self.reopen_act, self.recuse_act, self.out_act]
            self._fill(self.lock_act, [*more, self.council_act, self.blank_act, self.note_act])
        elif still:
            words = ngettext("Close {count} result…", "Close {count} results…", ready).format(count=ready)
            self.close_act.set_words(words if ready else _("{count} still open…").format(count=still))
            more = [self.reopen_act, self.recuse_act, self.out_act, self.note_act, self.unlock_act]
            self._fill(self.close_act, [self.print_act, *more, self.minimums_act])
        elif provisional:
            self._fill(self.minimums_act, [self.print_act, self.decide_act, self.note_act])
        elif any(line.result is not None and not line.result.outcome for line in shown.lines):
            self._fill(self.decide_act, [self.print_act, self.note_act])
        else:
            self._fill(self.print_act, [self.note_act])

    def _fill(self, primary: Act | None, others: list[Act]) -> None:
        self.header.set_acts(self.main_act.stand_for(primary), [one for one in others if one.isVisible()])

    # --- tabs ---------------------------------------------------------------------------------------------------------

    def show_tab(self, name: str) -> None:
        """Show a tab and give it the keys."""
        self._set_tab(name)
        self.default_focus().setFocus()

    def _set_tab(self, name: str) -> None:
        self.tabs.blockSignals(True)
        self.tabs.set_current(name)
        self.tabs.blockSignals(False)
        self._pages.setCurrentIndex(_TABS.index(name))
        self._dress()

    def go_up(self) -> None:
        """To the list of rounds."""
        self.desk.go(Route("council"))

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_ticked(self, ids: list[str]) -> None:
        count = len(ids)
        words = ngettext("Put {count} dossier in", "Put {count} dossiers in", count).format(count=count)
        self.put_act.set_words(words if count else _("Put all in"))
        if self.tabs.current() == WAITING:
            self._dress()

    def put_in(self) -> None:
        """Put the ticked dossiers into the round; with nothing ticked, all that wait."""
        chosen = self.waiting.checked_ids() or [str(row["id"]) for row in self._waiting.rows]
        if not chosen or self.tabs.current() != WAITING:
            self.show_tab(WAITING)
            return

        def done(count: int) -> None:
            self.waiting.set_checked(())
            self.desk.toast(ngettext("{count} dossier put in", "{count} dossiers put in", count).format(count=count))
            self.show_tab(BOARD)

        round_acts.put_in(self.desk, self, self.route.record, chosen, done)

    def attach(self) -> None:
        """Attach a council, or set one up where there is none."""
        if self.board is None:
            return
        if round_acts.ask_council(self, self.desk, self.board, lambda _row: None) is None:
            self.desk.go(Route("council_form", extra=(("round", self.route.record),)))

    def lock(self) -> None:
        """Khóa chấm."""
        if self.board is not None:
            round_acts.ask_lock(self, self.desk, self.board, lambda _row: self.show_tab(BOARD))

    def close_results(self) -> None:
        """Chốt kết quả."""
        if self.board is not None:
            round_acts.ask_close(self, self.desk, self.board, self._on_closed)

    def _on_closed(self, what: Any) -> None:
        if what is None:
            apart = round_acts.to_discuss(self.board) if self.board is not None else None
            if apart is not None:
                self._open_result(apart.entry.dossier_id)
            else:
                self._to_state("missing", "blocked")
        else:
            self.show_tab(RANKING)

    def _current(self, *, signed: bool = False) -> Any:
        found = self.grid.current() if self.tabs.current() == BOARD else None
        if found is None or (signed and (found[1] is None or found[1].status != "signed")):
            self.show_tab(BOARD)
            self.desk.toast(_("Choose a signed sheet in the table first.") if signed else _("Choose a dossier first."))
            return None
        return found

    def reopen(self) -> None:
        """Reopen the sheet that has the keys."""
        found = self._current(signed=True)
        if found is not None and self.board is not None:
            line, cell = found
            where = Route("sheet", line.entry.dossier_id, extra=self._at(cell.member_id))
            round_acts.ask_reopen(self, self.desk, self.board, line, cell, lambda _new: self.desk.go(where))

    def recuse(self) -> None:
        """Recuse a member; proposed is the cell that has the keys."""
        if self.board is None:
            return
        found = self.grid.current()
        line, cell = found if found is not None else (None, None)
        round_acts.ask_recuse(
            self,
            self.desk,
            self.board,
            lambda _count: None,
            producer_id=line.entry.producer_id if line else "",
            member_id=cell.member_id if cell else "",
        )

    def take_out(self) -> None:
        """Take the dossier that has the keys out of the round."""
        found = self._current()
        if found is not None and self.board is not None:
            round_acts.ask_take_out(self, self.desk, self.board, found[0])

    def unlock(self) -> None:
        """Take the lock back."""
        if self.board is not None:
            round_acts.ask_unlock(self, self.desk, self.board)

    def note(self) -> None:
        """Write down what the discussion of a dossier was about."""
        found = self._current()
        if found is not None:
            round_acts.ask_note(self, self.desk, found[0])

    def minimums(self) -> None:
        """Record of the ticked results (or of all) on part totals that their star's minimums are met."""
        if self.board is None:
            return
        chosen = round_acts.with_minimums_open(self.board, self.ranking.checked_ids())
        if chosen:
            round_acts.ask_met(self, self.desk, chosen, lambda _done: self.show_tab(RANKING))
        else:
            self.desk.toast(_("None of the ticked results is on part totals with its minimums open."))

    def decide(self) -> None:
        """To the decision that recognises the products of this round."""
        self.desk.go(Route("decision", extra=(("round", self.route.record),)))

    def print_summary(self) -> None:
        """The minutes' table of points, dossier by dossier."""
        preview_paper(self.desk, "ranking_summary", self.route.record)

    def print_blank(self) -> None:
        """Blank sheets of every dossier of the round."""
        if self.board is not None:
            preview_paper(self.desk, "score_sheet_blank", [line.entry.dossier_id for line in self.board.lines])

    # --- to the other pages -------------------------------------------------------------------------------------------

    def _at(self, member_id: str) -> tuple[tuple[str, str], ...]:
        return (("round", self.route.record), ("member", member_id))

    def _open_cell(self, dossier_id: str, member_id: str) -> None:
        if member_id:
            self.desk.go(Route("sheet", dossier_id, extra=self._at(member_id)))
        elif self.board is not None and self.board.round.scoring_locked:
            self._open_result(dossier_id)
        else:
            self.desk.go(Route("dossier", dossier_id))

    def _open_result(self, dossier_id: str) -> None:
        self.desk.go(Route("result", dossier_id, extra=(("round", self.route.record),)))

    def open_result(self) -> None:
        """The result of the dossier that has the keys."""
        if self.tabs.current() == RANKING:
            chosen = self.ranking.current_id()
            if chosen:
                self._open_result(chosen)
            return
        found = self._current()
        if found is not None and self.board is not None:
            if self.board.round.scoring_locked:
                self._open_result(found[0].entry.dossier_id)
            else:
                self.desk.toast(_("Points stay hidden until scoring is locked"))

    def next_open(self) -> None:
        """The first sheet that is not signed, for a member the own one."""
        if self.board is None:
            return
        own = None if self.writes else self.desk.person.id
        found = self.board.next_open(own)
        if found is None:
            self.desk.toast(_("Every sheet is signed"))
        else:
            self.desk.go(Route("sheet", found[0], extra=self._at(found[1])))

    def _to_state(self, *states: str) -> None:
        for line in self.board.lines if self.board else ():
            if line.state in states:
                self.show_tab(BOARD)
                self.grid.select(line.entry.dossier_id)
                self.grid.setFocus()
                return
