"""The office's assessment rounds, and its councils."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.council import CouncilRow
from app.services import rounds
from app.services.actors import WRITERS
from app.services.council_board import RoundLine, round_lines
from app.services.councils import list_councils
from app.services.rounds import RoundData
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field, Help
from app.ui.pages.council.round_tables import stand_on_first
from app.ui.pages.council.words import round_badge, round_title
from app.ui.pages.page import Page
from app.ui.pages.years import year_choices
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import TabStrip

_ROUNDS, _COUNCILS = "rounds", "councils"


class CouncilPage(Page):
    """Which rounds there are and how far each is; Enter opens one."""

    watches: ClassVar[frozenset[str]] = frozenset({"round", "council", "sheet", "result", "dossier"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.writes = desk.person.role in WRITERS
        self.header = PageHeader(self)
        self.header.set_title(_("Council"))
        self.new_round_act = Act(self, _("Open a round…"), self.ask_round, "Ctrl+N", "plus")
        self.new_council_act = Act(self, _("Set up a council"), self._on_council, "Ctrl+Shift+N", "users-three")
        if self.writes:
            self.header.set_acts(self.new_round_act, [self.new_council_act])
        for act in (self.new_round_act, self.new_council_act):
            act.setVisible(self.writes)
        self.tabs = TabStrip(self)
        self.tabs.set_tabs([(_ROUNDS, _("Rounds")), (_COUNCILS, _("Councils"))])
        self.tabs.changed.connect(self._on_tab)
        Act(self, _("Next tab"), lambda: self._step(1), "Ctrl+PgDown")
        Act(self, _("Tab before"), lambda: self._step(-1), "Ctrl+PgUp")
        self._rounds = ListSource()
        self.rounds = TableView(
            desk,
            "rounds",
            [
                Column("title", _("Round"), stretch=True, width=200),
                Column("year", _("Year"), "text", width=70),
                Column("council", _("Council"), width=230),
                Column("dossiers", _("Dossiers"), "number", width=90),
                Column("sheets", _("Signed sheets"), width=130, align="right"),
                Column("closed", _("Closed"), width=90, align="right"),
                Column("state", _("State"), "badge", width=190),
            ],
            self._rounds,
            title=_("Rounds"),
            counted=lambda count: ngettext("{count} round", "{count} rounds", count).format(count=count),
            empty=EmptyState(
                "users-three",
                _("No round has been opened yet."),
                [self.new_round_act] if self.writes else [],
                _("A round collects valid dossiers; its council scores them."),
            ),
        )
        self.rounds.opened.connect(lambda ident: desk.go(Route("round", ident)))
        self._councils = ListSource()
        self.councils = TableView(
            desk,
            "councils",
            [
                Column("name", _("Council"), stretch=True, width=260),
                Column("decision", _("Decision"), width=170),
                Column("dated", _("Date"), "date", width=110),
                Column("quorum", _("Quorum"), width=100, align="right"),
            ],
            self._councils,
            title=_("Councils"),
            counted=lambda count: ngettext("{count} council", "{count} councils", count).format(count=count),
            empty=EmptyState(
                "users-three",
                _("No council has been set up yet."),
                [self.new_council_act] if self.writes else [],
                _("It is set up by a decision that names its members."),
            ),
        )
        self.councils.opened.connect(lambda ident: desk.go(Route("council_form", ident)))
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.rounds)
        self._pages.addWidget(self.councils)
        self.body.addWidget(self.header)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._pages, 1)

    def open(self, route: Route) -> None:
        if route.tab in (_ROUNDS, _COUNCILS):
            self.tabs.set_current(route.tab)
            self._on_tab(route.tab)
        super().open(route)

    def refresh(self) -> None:
        desk = self.desk
        desk.fetch(
            lambda session: (round_lines(session, desk.actor(session)), list_councils(session, desk.office.id)),
            self._show,
            owner=self,
        )

    def default_focus(self) -> QWidget:
        return self.rounds if self.tabs.current() == _ROUNDS else self.councils

    def _step(self, by: int) -> None:
        names = [_ROUNDS, _COUNCILS]
        name = names[(names.index(self.tabs.current()) + by) % len(names)]
        self.tabs.set_current(name)
        self._on_tab(name)

    def _on_tab(self, name: str) -> None:
        shown = self.rounds if name == _ROUNDS else self.councils
        self._pages.setCurrentWidget(shown)
        shown.setFocus()

    def _show(self, found: tuple[list[RoundLine], list[CouncilRow]]) -> None:
        lines, councils = found
        self._rounds.set_rows(
            {
                "id": line.row.id,
                "title": round_title(line.row),
                "year": str(line.row.year),
                "council": line.council or None,
                "dossiers": line.dossiers,
                "sheets": f"{line.signed}/{line.expected}" if line.expected else str(line.signed),
                "closed": f"{line.closed}/{line.dossiers}",
                "state": round_badge(line),
            }
            for line in lines
        )
        self.rounds.reload()
        self._councils.set_rows(
            {
                "id": one.id,
                "name": one.name,
                "decision": one.decision_number,
                "dated": one.decision_date,
                "quorum": f"{one.quorum_numerator}/{one.quorum_denominator}",
            }
            for one in councils
        )
        self.councils.reload()
        for table in (self.rounds, self.councils):
            stand_on_first(table)

    def _on_council(self) -> None:
        self.desk.go(Route("council_form"))

    def ask_round(self) -> None:
        """Ask for a new round; the number proposed is the next of the year."""
        ask_round(self, self.desk, lambda row: self.desk.go(Route("round", row.id)))


def ask_round(parent: QWidget, desk: Desk, on_done: Any) -> ActDialog:
    """The dialog that opens a round."""
    year = desk.today().year
    lines = desk.read(lambda session: round_lines(session, desk.actor(session)))
    used = [line.row.number for line in lines if line.row.year == year and line.row.kind == "regular"]
    rows = [
        [
            Field("number", _("Number in the year"), "number", required=True, decimals=0, lowest=1),
            Field("year", _("Year"), "choice", required=True, choices=year_choices(desk)),
            Field(
                "kind",
                _("Kind"),
                "choice",
                required=True,
                choices=(("regular", _("regular")), ("seasonal", _("seasonal"))),
                help=Help(_("Seasonal: for fresh products, outside the regular rounds.")),
            ),
        ],
        [Field("name", _("Name"), hint=_("Leave it empty and the round is called by number and year."))],
        [
            Field("dossiers_by", _("Dossiers until"), "date", hint=_("Later ones are taken with a warning.")),
            Field("scoring_by", _("Scoring until"), "date"),
        ],
    ]

    def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
        data = RoundData(
            year=int(values["year"]),
            number=int(values["number"]),
            kind=values["kind"],
            name=values["name"],
            dossiers_by=values["dossiers_by"],
            scoring_by=values["scoring_by"],
        )
        return rounds.open_round(session, data, actor)

    dialog = ActDialog(
        parent,
        desk,
        _("Open a round"),
        rows,
        _("Open the round"),
        work,
        values={"number": max(used, default=0) + 1, "year": str(year), "kind": "regular"},
        changes="round",
        on_done=on_done,
    )
    dialog.open()
    return dialog
