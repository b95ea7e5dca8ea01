"""The list of dossiers: parted by what is to be done with them, with their deadlines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.dossier_due import dues_of_ids
from app.services.names import state_name
from app.services.office_papers import LETTER
from app.services.office_tasks import tasks_of_level
from app.translate import _, format_number, ngettext
from app.ui.desk import Desk
from app.ui.pages.dossiers.print_menu import ask_letter_signature
from app.ui.pages.dossiers.words import application_words, due_badge, short_office, state_badge, state_words
from app.ui.pages.page import Page
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.tables import Column, TableView
from app.ui.tables.listing_source import ListingSource, words_reader
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import Segmented

_WORK = ("draft", "filed", "checked", "assessed", "received", "to_complete", "passing_up", "returned")
_COUNCIL = ("valid", "in_round", "scored")
_ENDED = ("recognised", "declined", "withdrawn")


class DossiersPage(Page):
    """A page of rows at a time; what Today points at comes with the route."""

    watches: ClassVar[frozenset[str]] = frozenset({"dossier", "product", "producer", "hand_over", "result", "decision"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        tasks = tasks_of_level(desk.library, desk.office.level)  # type: ignore[arg-type]
        self._scores = "score" in tasks
        self._opens = bool({"file", "receive_first"} & tasks)
        self._only: tuple[str, ...] = ()
        self._make_acts()
        self.header = PageHeader(self)
        self.header.set_title(_("Dossiers"))
        self.segments = Segmented(self)
        self.segments.setObjectName("dossiers.segments")
        self.segments.set_tabs(self._tabs())
        self.segments.set_current("work")
        self.segments.changed.connect(lambda _name: self._on_segment())
        self.strip = Strip("", "info", self._all_act)
        self.strip.hide()
        self.table = self._make_table()
        line = QHBoxLayout()
        line.addWidget(self.segments)
        line.addStretch(1)
        self.body.addWidget(self.header)
        self.body.addLayout(line)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.table, 1)
        self._on_checked([])

    def _make_acts(self) -> None:
        self.new_act = Act(self, _("New dossier"), lambda: self.desk.go(Route("new_dossier")), "Ctrl+N", "plus")
        self.hand_act = Act(self, _("Hand over…"), self._hand_over, "Ctrl+B", "usb")
        self.take_act = Act(self, _("Receive a bundle"), lambda: self.desk.go(Route("import")), "Ctrl+I")
        self.letter_act = Act(self, _("Letter of proposal…"), self._letter, "Ctrl+L", "file-text")
        self.sign_act = Act(self, _("The letter of proposal is signed…"), self._sign, "Ctrl+Shift+S", "signature")
        self._all_act = Act(self, _("Show all dossiers"), self._show_all, "Ctrl+Shift+A", "x")
        Act(self, _("Next list"), lambda: self._step(1), "Ctrl+PgDown")
        Act(self, _("List before"), lambda: self._step(-1), "Ctrl+PgUp")
        self.new_act.setVisible(self._opens)

    def _make_table(self) -> TableView:
        desk = self.desk
        columns = [
            Column("tick", "", "check", 34),
            Column("name", _("Product and producer"), "two_line", 240, stretch=True),
            Column("kind", _("Application"), width=126, sortable=False, filterable=False),
            Column("state", _("State"), "badge", 150 if self._scores else 196),
            Column("due", _("Deadline"), "badge", 152, sortable=False, filterable=False),
            Column("holder", _("Held by"), width=164, filterable=False),
            Column("filed", _("Filed on"), "date", 104, filterable=False, shown=False),
            Column("year", _("Year"), width=66, align="right", shown=False),
            Column("stars", _("Stars"), "stars", 92, shown=self._scores),
            Column("commune", _("Commune"), width=112, shown=self._scores),
            Column("code", _("Product code"), width=140, shown=False),
        ]
        self.source = ListingSource(
            desk,
            "dossier",
            self._as_row,
            sort="filed",
            descending=True,
            readers={"state": words_reader("states", state_words())},
            before=self._dues,
            only=self._fields(),  # before the table counts: the whole book is much larger
        )
        acts = [self.new_act, self.take_act] if self._opens else [self.take_act]
        sentence = _("No dossiers here yet.")
        detail = _("A dossier is opened for a product of the register.") if self._opens else ""
        table = TableView(
            desk,
            "dossiers",
            columns,
            self.source,
            title=_("Dossiers"),
            counted=_counted,
            empty=EmptyState("folder-open", sentence, acts, detail),
            parent=self,
        )
        table.opened.connect(lambda ident: desk.go(Route("dossier", ident)))
        table.checked.connect(self._on_checked)
        table.set_row_acts([self.hand_act])
        table.take_page_keys(self)
        return table

    def _as_row(self, row: Any, dues: Mapping[str, Any]) -> Mapping[str, object]:
        due = next(iter(dues.get(row.id, ())), None)
        return {
            "name": (row.name, row.producer),
            "kind": f"{application_words(row.application)} {row.year}",
            "state": state_badge(row.state),
            "due": due_badge(due.due, due.left) if due else None,
            "holder": short_office(row.holder),
            "filed": row.filed,
            "year": str(row.year),
            "stars": row.stars,
            "commune": row.commune,
            "code": row.code,
        }

    def _dues(self, session: Any, rows: Sequence[Any]) -> Any:
        desk = self.desk
        own = [row.id for row in rows if row.holder_id == desk.office.id]
        return dues_of_ids(session, own, desk.library, desk.today(), desk.context.settings.deadlines)

    # --- which dossiers -----------------------------------------------------------------------------------------------

    def _tabs(self) -> list[tuple[str, str]]:
        tabs = [("work", _("At work here"))]
        if self._scores:
            tabs.append(("council", _("Before the council")))
        return [*tabs, ("away", _("Handed over")), ("ended", _("Finished")), ("all", _("All"))]

    def _fields(self) -> dict[str, Any]:
        if self._only:
            held = "handed_over" not in self._only and not set(self._only) & set(_ENDED)
            return {"states": self._only, **({"holders": (self.desk.office.id,)} if held else {})}
        name = self.segments.current()
        here = {"holders": (self.desk.office.id,)}
        if name == "work":
            return {"states": _WORK if self._scores else (*_WORK, *_COUNCIL), **here}
        if name == "council":
            return {"states": _COUNCIL, **here}
        if name == "away":
            return {"states": ("handed_over",)}
        return {"states": _ENDED} if name == "ended" else {}

    def _narrow(self) -> None:
        self.source.narrow(**self._fields())
        self.table.reload()
        if not self.table.selected_ids() and self.table.model.rowCount():
            self.table.grid.choose(0)

    def set_narrow(self, narrow: bool) -> None:
        self.table.leave_out(("holder", "stars", "commune") if narrow else ())

    def _on_segment(self) -> None:
        if self._only:
            self._only = ()
            self.strip.hide()
        self._narrow()
        self._on_checked(self.table.checked_ids())

    def _step(self, by: int) -> None:
        names = [name for name, _words in self._tabs()]
        place = names.index(self.segments.current()) + by
        if 0 <= place < len(names):
            self.segments.set_current(names[place])

    def _show_all(self) -> None:
        self._only = ()
        self.strip.hide()
        if self.segments.current() == "all":
            self._narrow()
        self.segments.set_current("all")
        self.table.close_filters()

    def open(self, route: Route) -> None:
        self.route = route
        states = tuple(one for one in route.value("states").split(",") if one)
        self._only = ()
        self.strip.hide()
        self.segments.blockSignals(True)  # read once, below
        if states:
            self._show_states(states)
        if route.tab:
            self.segments.set_current(route.tab)
        self.segments.blockSignals(False)
        self._narrow()
        self._on_checked(self.table.checked_ids())
        if route.record:
            self.table.select(route.record)

    def _show_states(self, states: tuple[str, ...]) -> None:
        exact = {frozenset(_COUNCIL): "council", frozenset({"handed_over"}): "away", frozenset(_ENDED): "ended"}
        segment = exact.get(frozenset(states), "")
        if segment and segment in [name for name, _words in self._tabs()]:
            self.segments.set_current(segment)
            return
        self.segments.set_current("all")
        self._only = states
        words = ", ".join(str(state_name(one)) for one in states)
        self.strip.set_text(_("Shown are those that are: {states}").format(states=words))
        self.strip.show()

    def refresh(self) -> None:
        self.table.reload()

    def default_focus(self) -> QWidget:
        return self.table

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_checked(self, idents: list[str]) -> None:
        count = len(idents)
        for act in (self.letter_act, self.sign_act):
            act.setVisible(bool(count) and self.segments.current() == "work")
        words = ngettext("Hand over {count} dossier…", "Hand over {count} dossiers…", count).format(
            count=format_number(count)
        )
        self.hand_act.set_words(words if count else _("Hand over…"))
        if count or not self._opens:
            first = [act for act in (self.letter_act, self.sign_act) if act.isVisible()]
            self.header.set_acts(self.hand_act, [*first, self.new_act if self._opens else self.take_act])
        else:
            self.header.set_acts(self.new_act, [self.hand_act])

    def _hand_over(self) -> None:
        ticked = self.table.checked_ids() or self.table.selected_ids()[:1]
        extra = (("dossiers", ",".join(ticked)),) if ticked else ()
        self.desk.go(Route("export", extra=extra))

    def _letter(self) -> None:
        preview_paper(self.desk, LETTER, self.table.checked_ids())

    def _sign(self) -> None:
        ask_letter_signature(self, self.desk, self.table.checked_ids())

    def menu_acts(self) -> list[Act]:
        return [self.new_act, self.hand_act, self.take_act]


def _counted(count: int) -> str:
    return ngettext("{count} dossier", "{count} dossiers", count).format(count=format_number(count))
