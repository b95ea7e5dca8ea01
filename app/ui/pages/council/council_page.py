"""A council: set up by a decision, with its members and working rules; afterwards who is recused from what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.models.council import CouncilMemberRow, CouncilRow
from app.services import councils, rounds
from app.services.actors import WRITERS
from app.services.council_board import producer_names
from app.services.council_checks import CompositionLine, composition, quorum_words
from app.services.councils import CouncilData, MemberData
from app.services.officials import list_officials
from app.services.star_class import from_hundredths
from app.translate import N_, _, format_date
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.forms.record_form import RecordForm
from app.ui.pages.council.council_fields import council_sections, kept_draft, read_draft
from app.ui.pages.council.words import role_of, seat_of
from app.ui.pages.page import Page
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.missing_panel import MissingLine, MissingPanel
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.tabs import TabStrip

_DRAFT = "council_draft"
_COUNCIL, _RECUSALS = "council", "recusals"
_Found = tuple[CouncilRow, list[CouncilMemberRow], dict[tuple[str, str], str], dict[str, str]]


class CouncilFormPage(Page):
    """A new council is a draft of this window until its decision is entered whole; then its members stay."""

    watches: ClassVar[frozenset[str]] = frozenset({"council"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.writes = desk.person.role in WRITERS
        self._values: dict[str, Any] = {}
        self._members: list[CouncilMemberRow] = []
        self._producers: dict[str, str] = {}
        self.header = PageHeader(self)
        self.header.set_back(_("Council"), self.close_page)
        self.set_up_act = Act(self, _("Set up the council"), self.set_up, "Ctrl+Enter")
        self.set_up_act.setObjectName("council.set_up")
        self.recuse_act = Act(self, _("Recuse a member…"), self.recuse, "Ctrl+U", "plus")
        Act(self, _("To the next missing item"), self._next_missing, "F8")
        Act(self, _("Close, nothing is lost"), self.close_page, "Esc")
        self.form = RecordForm(desk, council_sections(self._accounts()), self._save, name="council")
        self.form.saved.connect(lambda _name: self._check())
        self.form.missing_changed.connect(self._check)
        self.form.closed.connect(self.close_page)
        self.form.save_named.connect(lambda: desk.toast(_("What you typed is kept as a draft.")))
        self.panel = MissingPanel(self)
        self.panel.hide()  # only a new council has it at its side
        self.panel.chosen.connect(self.form.focus)
        self.form.entered.connect(self._explain)
        self.form.help_asked.connect(lambda field: self._explain(field.name))
        self._recusals = ListSource()
        self.recusals = TableView(
            desk,
            "recusals",
            [
                Column("member", _("Member"), width=220),
                Column("producer", _("Producer"), stretch=True, width=220),
                Column("reason", _("Interest or tie"), width=360),
            ],
            self._recusals,
            title=_("Recused members"),
            empty=EmptyState(
                "users-three", _("Nobody is recused."), [self.recuse_act] if self.writes else [], primary=False
            ),
            keys=[],
        )
        self.tabs = TabStrip(self)
        self.tabs.set_tabs([(_COUNCIL, _("Council")), (_RECUSALS, _("Recused members"))])
        self.tabs.changed.connect(self._on_tab)
        Act(self, _("Next tab"), lambda: self.tabs.step(1), "Ctrl+Shift+PgDown")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.form)
        self._pages.addWidget(self.recusals)
        self.body.addWidget(self.header)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._pages, 1)

    def _accounts(self) -> tuple[tuple[str, str], ...]:
        people = self.desk.read(lambda session: list_officials(session, self.desk.office.id))
        return (("", _("none")), *((one.id, one.full_name) for one in people))

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def is_new(self) -> bool:
        return not self.route.record

    def open(self, route: Route) -> None:
        self.route = route
        self.tabs.setVisible(not self.is_new)
        self.tabs.set_current(_RECUSALS if route.tab == _RECUSALS else _COUNCIL)
        self._pages.setCurrentIndex(1 if route.tab == _RECUSALS else 0)
        if self.is_new:
            self._show_new()
        else:
            self.refresh()

    def _on_tab(self, name: str) -> None:
        self._pages.setCurrentIndex(1 if name == _RECUSALS else 0)
        (self.recusals if name == _RECUSALS else self.form).setFocus()

    def refresh(self) -> None:
        if self.is_new:
            return
        ident = self.route.record

        def read(session: Any) -> Any:
            row = councils.get_council(session, ident)
            return (
                CouncilRow.model_validate(row.model_dump()),
                councils.council_members(session, ident),
                councils.recusals(session, ident),
                producer_names(session),
            )

        self.desk.fetch(read, self._show, owner=self)

    def _show(
        self, found: tuple[CouncilRow, list[CouncilMemberRow], dict[tuple[str, str], str], dict[str, str]]
    ) -> None:
        row, members, recused, producers = found
        self._members = members
        self._values = {}
        allowed = row.max_deviation_hundredths
        self.form.show_record(
            row.id,
            {
                "name": row.name,
                "decision_number": row.decision_number,
                "decision_date": row.decision_date,
                "members": [{**one.model_dump(), "seat": seat_of(one.role, one.scores)} for one in members],
                "quorum_numerator": Decimal(row.quorum_numerator),
                "quorum_denominator": Decimal(row.quorum_denominator),
                "max_deviation": None if allowed is None else from_hundredths(allowed).normalize(),
                "agreed_rule": row.agreed_rule,
                "chair_required": row.chair_required,
            },
        )
        self.form.set_read_only(True, _("Set up by its decision: members and rules stay as they are."))
        scoring = sum(one.scores for one in members)
        self.header.set_title(row.name)
        self.header.set_subtitle(
            _("{decision} of {date}").format(decision=row.decision_number, date=format_date(row.decision_date))
            + " · "
            + quorum_words(scoring, row.quorum_numerator, row.quorum_denominator)
        )
        self.set_up_act.setVisible(False)
        self.recuse_act.setVisible(self.writes)
        self.header.set_acts(None, [self.recuse_act] if self.writes else [])
        names = {one.id: f"{one.number}. {one.full_name}" for one in members}
        self._recusals.set_rows(
            {
                "id": f"{member}:{producer}",
                "member": names.get(member, ""),
                "producer": producers.get(producer, ""),
                "reason": reason,
            }
            for (member, producer), reason in recused.items()
        )
        self.recusals.reload()
        count = len(recused)
        words = _("Recused members ({count})").format(count=count) if count else _("Recused members")
        self.tabs.blockSignals(True)
        current = self.tabs.current()
        self.tabs.set_tabs([(_COUNCIL, _("Council")), (_RECUSALS, words)])
        self.tabs.set_current(current)
        self.tabs.blockSignals(False)
        self._producers = producers
        self.panel.set_items([])

    def _show_new(self) -> None:
        self.recuse_act.setVisible(False)
        self.set_up_act.setVisible(self.writes)
        self.header.set_title(_("Set up a council"))
        self.header.set_subtitle(_("Members are those of the decision; they do not change afterwards."))
        self.header.set_acts(self.set_up_act if self.writes else None, [])
        self._values = {**self._proposed(), **read_draft(self.desk.state.get(_DRAFT, {}))}
        self.form.set_read_only(False)
        self.form.show_record("new", self._values)
        self._check()

    def _proposed(self) -> dict[str, Any]:
        desk = self.desk
        regime = desk.library.for_dossier(None, desk.today())
        data = councils.proposed_council(regime, "", "", desk.today())
        names = {
            "commune": _("OCOP assessment council of the commune"),
            "district": _("OCOP assessment council of the district"),
            "province": _("OCOP assessment council of the province"),
        }
        return {
            "name": names.get(desk.office.level, ""),
            "quorum_numerator": Decimal(data.quorum_numerator),
            "quorum_denominator": Decimal(data.quorum_denominator),
            "max_deviation": data.max_deviation,
            "agreed_rule": data.agreed_rule,
            "chair_required": data.chair_required,
            "members": [{"seat": "chair"}],
        }

    def side(self) -> QWidget | None:
        return self.panel if self.is_new else None

    def side_title(self) -> str:
        """What the button for the panel says in a narrow window."""
        return _("What is missing")

    def default_focus(self) -> QWidget | None:
        return self.form.first_input() if self.is_new else self.tabs

    def title(self) -> str:
        return self.header.title.words

    def leave(self) -> bool:
        return self.form.commit() or True

    # --- what is typed ------------------------------------------------------------------------------------------------

    def _save(self, name: str, value: Any, on_done: Any, _on_error: Any, /) -> None:
        self._values[name] = value
        self.desk.state.set(_DRAFT, kept_draft(self._values))
        on_done()

    def members(self) -> list[MemberData]:
        """The members as typed, numbered in their order."""
        rows = self._values.get("members") or []
        return [
            MemberData(
                number=number,
                full_name=row.get("full_name") or "",
                role=role_of(row.get("seat") or "member"),
                position=row.get("position") or "",
                unit=row.get("unit") or "",
                scores=":" not in (row.get("seat") or ""),
                official_id=row.get("official_id") or "",
            )
            for number, row in enumerate(rows, 1)
        ]

    def _findings(self) -> list[CompositionLine]:
        values = self._values
        rows = values.get("members") or []
        seatless = [
            CompositionLine("stops", "members", N_("Say which part {name} has in the council"), {"name": name})
            for name in (row.get("full_name") for row in rows if not row.get("seat"))
            if name
        ]
        return seatless + composition(
            values.get("name") or "",
            values.get("decision_number") or "",
            values.get("decision_date"),
            self.members(),
            (values.get("quorum_numerator"), values.get("quorum_denominator")),
            self.desk.today(),
        )

    def _check(self) -> None:
        if not self.is_new:
            return
        targets = {"quorum": "quorum_numerator"}
        lines = [MissingLine(one.grade, one.text, target=targets.get(one.field, one.field)) for one in self._findings()]
        self.panel.set_items(lines)
        top, bottom = self._values.get("quorum_numerator"), self._values.get("quorum_denominator")
        if top and bottom:
            scoring = sum(one.scores for one in self.members())
            self.form.set_hint("quorum_numerator", quorum_words(scoring, int(top), int(bottom)))

    def _explain(self, name: str) -> None:
        said = self.form.field(name)
        self.panel.set_help(said.label, said.help.what, said.help.example, said.help.article)

    def _next_missing(self) -> None:
        self.panel.next()

    def set_up(self) -> None:
        """Record the council, where nothing stops it; else go to what does."""
        if not self.form.commit():
            return
        stops = [one for one in self._findings() if one.grade == "stops"]
        self._check()
        if stops:
            self.desk.toast(stops[0].text)
            self.form.focus({"quorum": "quorum_numerator"}.get(stops[0].field, stops[0].field))
            return
        values, members, day = dict(self._values), self.members(), self.desk.today()
        round_id = self.route.value("round")
        data = CouncilData(
            name=values["name"],
            decision_number=values["decision_number"],
            decision_date=values["decision_date"],
            quorum_numerator=int(values["quorum_numerator"]),
            quorum_denominator=int(values["quorum_denominator"]),
            chair_required=bool(values.get("chair_required")),
            max_deviation=values.get("max_deviation"),
            agreed_rule=values["agreed_rule"],
        )

        def work(session: Any, actor: Any) -> CouncilRow:
            row = councils.set_up_council(session, data, members, actor, day)
            if round_id:
                rounds.attach_council(session, round_id, row.id, actor)
            return row

        self.desk.write(work, changes=("council", "round"), on_done=self._done, owner=self)

    def _done(self, row: CouncilRow) -> None:
        self.desk.state.set(_DRAFT, None)
        self.form.forget_steps()
        self.desk.toast(_("The council is set up."))
        round_id = self.route.value("round")
        self.desk.go(Route("round", round_id) if round_id else Route("council_form", row.id))

    # --- recusals -----------------------------------------------------------------------------------------------------

    def recuse(self) -> None:
        """Recuse a member from a producer's products."""
        if self.is_new:
            return
        members = tuple((one.id, f"{one.number}. {one.full_name}") for one in self._members if one.scores)
        ActDialog(
            self,
            self.desk,
            _("Recuse a member"),
            [
                [Field("member", _("Member"), "choice", required=True, choices=members)],
                [Field("producer", _("Producer"), "combo", required=True, choices=tuple(self._producers.items()))],
                [Field("reason", _("Interest or tie"), "long", required=True, lines=2)],
            ],
            _("Recuse"),
            lambda session, actor, values: councils.recuse(
                session, values["member"], values["producer"], values["reason"], actor
            ),
            changes=("council", "sheet", "round"),
            text=_("The member scores none of this producer's products; sheets already begun on them do not count."),
        ).open()

    def close_page(self) -> None:
        """Back to where it was opened from; what was typed stays as a draft."""
        self.form.commit()
        round_id = self.route.value("round")
        self.desk.go(Route("round", round_id) if round_id else Route("council", tab="councils"))
