"""One dossier's result: stars, why, the arithmetic, what is missing for the next star, and what is done with it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.services import outcomes, results
from app.services.actors import WRITERS
from app.services.council_outcome import ResultView, result_view
from app.services.star_class import stars_ascending
from app.translate import _, format_date, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.act_dialog import ActDialog
from app.ui.forms.fields import Field
from app.ui.pages.council import result_cards as cards
from app.ui.pages.council.main_act import MainAct
from app.ui.pages.council.round_acts import MET_ON, meeting_day
from app.ui.pages.council.words import OUTCOMES, round_title
from app.ui.pages.page import Page
from app.ui.papers.previews import preview_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.badge import Badge
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.scroll import VScroll
from app.ui.widgets.strip import Strip

_CHANGES = ("result", "dossier", "round")


class ResultPage(Page):
    """A route names the dossier, and the round in ``extra``."""

    watches: ClassVar[frozenset[str]] = frozenset({"result", "sheet", "round", "decision"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ResultView | None = None
        self.writes = desk.person.role in WRITERS
        self._narrow = False
        self.main_act = MainAct(self, "result.main")
        self.close_act = Act(self, _("Close the result"), self.close_result)
        self.settle_act = Act(self, _("Settle the exclusion…"), self.settle)
        self.minimums_act = Act(self, _("Record minimums…"), self.record, "Ctrl+M")
        self.decide_act = Act(self, _("Draft the decision"), self.decide, "Ctrl+D", "file-text")
        self.pass_act = Act(self, _("Pass up"), self.pass_up, "Ctrl+B")
        self.decline_act = Act(self, _("Not recognised…"), partial(self.turn_down, "decline"), "Ctrl+Shift+D")
        self.back_act = Act(self, _("Send back…"), partial(self.turn_down, "send_back"), "Ctrl+Shift+B")
        self.reopen_act = Act(self, _("Reopen the result…"), self.reopen, "Ctrl+R", "arrow-bend-up-left")
        self.print_act = Act(self, _("Print the summary"), self.print, "Ctrl+P", "printer")
        self.dossier_act = Act(self, _("To the dossier"), self._to_dossier, "Ctrl+O", "folder-open")
        Act(self, _("Back to the round"), self.go_up, "Esc")
        self.header = PageHeader(self)
        self.body.addWidget(self.header)
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        self._scroll = VScroll(self._inner, self)
        self.body.addWidget(self._scroll, 1)

    def open(self, route: Route) -> None:
        self.route = route
        self.refresh()

    def refresh(self) -> None:
        desk, route = self.desk, self.route
        desk.fetch(
            lambda session: result_view(
                session, route.value("round"), route.record, desk.actor(session), desk.library, desk.today()
            ),
            self._show,
            owner=self,
        )

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            if self.view is not None:
                self._show(self.view)

    def default_focus(self) -> QWidget | None:
        return self.header.primary_button or self._scroll

    def title(self) -> str:
        return self.view.line.entry.product_name if self.view else ""

    def _show(self, view: ResultView) -> None:
        self.view = view
        result = view.result
        self.header.set_back(round_title(view.round), self.go_up)
        self.header.set_title(_("{product}: result").format(product=view.line.entry.product_name))
        day = format_date(result.closed_on) if result is not None and view.closed else ""
        state = Badge(_("Closed on {date}").format(date=day), "ok", soft=True) if view.closed else None
        self.header.set_state(state or Badge(_("Not closed"), "neutral", soft=True))
        self.header.set_subtitle(
            f"{view.line.entry.producer_name} · "
            + _("set {number}: {name}").format(number=view.criteria_set.number, name=view.criteria_set.name)
        )
        self._fill(view)
        self._dress(view)

    def _fill(self, view: ResultView) -> None:
        result = view.result
        old = self._inner
        self._inner = QWidget()
        rows = QVBoxLayout(self._inner)
        rows.setContentsMargins(0, 0, 4, 0)
        rows.setSpacing(12)
        if view.refused is not None:
            grade = "warn" if view.contested else "danger"
            rows.addWidget(Strip(view.refused.what, grade, detail=view.refused.what_next))
            for one in view.contested:
                rows.addWidget(Strip(f"{one}: {view.exclusion(one)}", "neutral"))
        elif not view.round.scoring_locked:
            rows.addWidget(Strip(_("Points stay hidden until scoring is locked"), "neutral"))
        elif view.line.state == "discuss":
            said = _("Totals lie too far apart: the council discusses this product first.")
            way = _("Then close the result here. A sheet that has to change is reopened on the round's page (Ctrl+R).")
            rows.addWidget(Strip(said, "warn", detail=way))
        if result is not None:
            if result.outcome and result.outcome_reason:
                said = _(OUTCOMES.get(result.outcome, result.outcome))
                rows.addWidget(Strip(said, "info", detail=result.outcome_reason))
            rows.addWidget(cards.verdict_card(view, result))
        narrow = self._narrow
        columns = QBoxLayout(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(12)
        columns.addWidget(cards.members_card(view, result), 61)
        right = QVBoxLayout()
        right.setSpacing(12)
        if result is not None:
            right.addWidget(cards.minimums_card(view, result))
            for card in (cards.next_star_card(view), cards.doubts_card(view)):
                if card is not None:
                    right.addWidget(card)
        right.addStretch(1)
        columns.addLayout(right, 39)
        rows.addLayout(columns)
        rows.addStretch(1)
        self._scroll.takeWidget()
        self._inner.setProperty("ground", "none")
        self._scroll.setWidget(self._inner)
        old.deleteLater()

    def _dress(self, view: ResultView) -> None:
        result = view.result
        moves = set(view.moves)
        primary: Act | None = None
        others: list[Act] = []
        if self.writes and not view.closed and view.round.scoring_locked:
            primary = self.settle_act if view.contested else self.close_act
        elif self.writes and result is not None:
            acts = {
                "recognise": self.decide_act,
                "pass_up": self.pass_act,
                "decline": self.decline_act,
                "send_back": self.back_act,
            }
            able = [name for name in acts if name in moves]
            primary = acts.get(view.proposed) if view.proposed in able else None
            if result.provisional and result.stars_by_points is not None:
                primary = self.minimums_act
            others += [acts[name] for name in able if acts[name] is not primary]
            if "reopen_result" in moves:
                others.append(self.reopen_act)
            if not view.criteria_set.complete and primary is not self.minimums_act and "reopen_result" in moves:
                others.append(self.minimums_act)
        shown = [one for one in (primary, *others) if one is not None]
        for act in (
            self.close_act,
            self.settle_act,
            self.minimums_act,
            self.decide_act,
            self.pass_act,
            self.decline_act,
            self.back_act,
            self.reopen_act,
        ):
            act.setVisible(act in shown)
            act.setEnabled(act in shown)
        self.print_act.setVisible(view.closed)
        if view.closed:
            others.insert(0, self.print_act)
        others.append(self.dossier_act)
        self.header.set_acts(self.main_act.stand_for(primary), others)

    # --- acts ---------------------------------------------------------------------------------------------------------

    def close_result(self) -> None:
        """Chốt kết quả for this dossier alone."""
        view, desk = self.view, self.desk
        if view is None:
            return
        round_id, dossier_id = view.round.id, view.line.entry.dossier_id
        ActDialog(
            self,
            desk,
            _("Close the result"),
            [[meeting_day()]],
            _("Close the result"),
            lambda session, actor, values: results.close_result(
                session, round_id, dossier_id, actor, desk.library, desk.today(), met_on=values[MET_ON]
            ),
            values={MET_ON: view.round.locked_on or desk.today()},
            changes=_CHANGES,
            on_done=lambda _row: desk.toast(_("The result is closed.")),
        ).open()

    def settle(self) -> None:
        """The council says of each reason for exclusion that only some sheets name whether it holds; then it closes."""
        view, desk = self.view, self.desk
        if view is None:
            return
        choices = (("yes", _("It holds: the product is excluded")), ("no", _("It does not hold")))
        rows = [[Field(one, view.exclusion(one), "choice", required=True, choices=choices)] for one in view.contested]
        rows.append([meeting_day()])

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            settled = {name: values[name] == "yes" for name in view.contested}
            return results.close_result(
                session,
                view.round.id,
                view.line.entry.dossier_id,
                actor,
                desk.library,
                desk.today(),
                settled_knock_outs=settled,
                met_on=values[MET_ON],
            )

        ActDialog(
            self,
            desk,
            _("Settle the reason for exclusion"),
            rows,
            _("Settle it and close the result"),
            work,
            values={MET_ON: view.round.locked_on or desk.today()},
            changes=_CHANGES,
            text=_("Some but not most sheets name it; the council's finding is recorded with the result."),
        ).open()

    def record(self) -> None:
        """Record what the council found of the minimums, where points are known by part only."""
        view, desk = self.view, self.desk
        result = view.result if view is not None else None
        if view is None or result is None:
            return
        by_points = result.stars_by_points or 0
        stars = [one for one in stars_ascending(view.regime.stars) if one <= by_points]
        met = [
            (str(one), ngettext("met up to {stars} star", "met up to {stars} stars", one).format(stars=one))
            for one in reversed(stars)
        ]
        choices = (*met, ("0", _("met for no star")))
        ident = result.id

        def work(session: Any, actor: Any, values: dict[str, Any]) -> Any:
            missed = [line for line in values["missed"].splitlines() if line.strip()]
            return results.record_minimums(session, ident, int(values["met_up_to"]), missed, actor, desk.library)

        ActDialog(
            self,
            desk,
            _("Record the star minimums"),
            [
                [Field("met_up_to", _("The council found the minimums"), "choice", required=True, choices=choices)],
                [
                    Field(
                        "missed",
                        _("Minimums that were missed"),
                        "long",
                        lines=3,
                        hint=_("One a line; needed where they keep the product below its star by points."),
                    )
                ],
            ],
            _("Record"),
            work,
            values={"met_up_to": str(by_points)},
            changes=_CHANGES,
            text=_("The sheets hold part totals, so that they do not show the minimums themselves."),
        ).open()

    def decide(self) -> None:
        """To the decision that recognises the product."""
        extra = (("round", self.route.value("round")), ("dossiers", self.route.record))
        self.desk.go(Route("decision", extra=extra))

    def pass_up(self) -> None:
        """Pass the dossier to the level above; it is then handed over."""
        self._outcome("pass_up", "")

    def turn_down(self, outcome: outcomes.Outcome) -> None:
        """Not recognised, or back to the level below, with the reason that the producer reads."""
        messages.ask_text(
            self,
            _(OUTCOMES[outcome]),
            _("The reason is recorded, and the producer reads it."),
            _("Decide"),
            lambda reason: self._outcome(outcome, reason),
            label=_("Reason"),
            several_lines=True,
        )

    def _outcome(self, outcome: outcomes.Outcome, reason: str) -> None:
        desk, dossier_id = self.desk, self.route.record
        desk.write(
            lambda session, actor: outcomes.decide_outcome(
                session, dossier_id, outcome, reason, actor, desk.library, desk.today()
            ),
            changes=_CHANGES,
            on_done=lambda _state: desk.toast(_("Decided: {outcome}").format(outcome=_(OUTCOMES[outcome]))),
            owner=self,
        )

    def reopen(self) -> None:
        """Take the closed result up again."""
        result = self.view.result if self.view is not None else None
        if result is None:
            return
        messages.ask_text(
            self,
            _("Reopen the result"),
            _("The dossier is being scored again; this result is kept as reopened."),
            _("Reopen"),
            lambda reason: self.desk.write(
                lambda session, actor: results.reopen_result(session, result.id, reason, actor, self.desk.library),
                changes=_CHANGES,
                owner=self,
            ),
            label=_("Reason"),
            several_lines=True,
        )

    def print(self) -> None:
        """The summary of this dossier's points."""
        preview_paper(self.desk, "ranking_summary", [self.route.value("round"), self.route.record])

    def _to_dossier(self) -> None:
        self.desk.go(Route("dossier", self.route.record))

    def go_up(self) -> None:
        """Back to the round, on this dossier."""
        self.desk.go(Route("round", self.route.value("round"), focus=self.route.record))
