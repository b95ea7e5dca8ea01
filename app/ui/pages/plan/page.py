"""The targets of a year: the plans known here, each target with what is reached; this office's own are written here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.office import OfficeRow
from app.services.actors import WRITERS
from app.services.keys import OfficeKeys
from app.services.plans.actuals import Actual, actual_figures
from app.services.plans.plans import PlanLine, TargetLine, plan_lines, target_lines
from app.services.plans.sending import SentPlan, send_plan
from app.services.plans.writing import may_write_plans, remove_target
from app.translate import _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.arrival import sending_of
from app.ui.pages.page import Page
from app.ui.pages.plan.dialogs import ask_plan, ask_send, ask_target
from app.ui.pages.plan.words import explanation, plan_words, row_of, tab_words
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.tasks import TaskProgress
from app.ui.widgets.act import Act
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip
from app.ui.widgets.tabs import TabStrip


class _Shown(NamedTuple):
    plan: PlanLine
    targets: list[TargetLine]
    actual: dict[str, Actual]


class PlanPage(Page):
    """Route record: the id of a plan; without it that of this year, this office's own first."""

    watches: ClassVar[frozenset[str]] = frozenset(
        {"plan", "producer", "dossier", "result", "decision", "certificate", "hand_over", "office"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.may_write = may_write_plans(desk.library, desk.office.level) and desk.person.role in WRITERS
        self._plans: list[PlanLine] = []
        self._shown: _Shown | None = None
        self._wanted = ""
        self._target = ""
        self._narrow = False
        self.header = PageHeader(self)
        self.header.set_title(_("Targets of the year"))
        self.header.set_back(_("Today"), lambda: desk.go(Route("today")))
        self.body.addWidget(self.header)
        self.tabs = TabStrip()
        self.tabs.setObjectName("plan.tabs")
        self.tabs.changed.connect(lambda _name: self._load())
        self.body.addWidget(self.tabs)
        self.new_act = Act(self, _("Add a target…"), self._on_new, "Ctrl+N", "plus")
        self.edit_act = Act(self, _("Change the target…"), self._on_edit, "Ctrl+T", "pencil-simple")
        self.remove_act = Act(self, _("Take the target out…"), self._on_remove, "Ctrl+Del", "trash")
        self.facts_act = Act(self, _("Number and date…"), self._on_facts, "Ctrl+E", "note-pencil")
        self.send_act = Act(self, _("Send down…"), self._on_send, "Ctrl+B", "usb")
        self.begin_act = Act(self, _("Begin a plan…"), self._on_begin, "Ctrl+Shift+N", "target")
        self.strip = Strip("", "info")
        self.strip.setObjectName("plan.how")
        self.table = TableView(
            desk,
            "plan",
            (
                Column("name", _("Target"), "two_line", 260, stretch=True),
                Column("for", _("Given to"), "text", 190),
                Column("amount", _("Amount"), "text", 170),
                Column("actual", _("So far"), "text", 190),
                Column("share", _("Reached"), "badge", 110),
            ),
            ListSource(),
            title=_("Targets of the year"),
            counted=lambda count: ngettext("{count} target", "{count} targets", count).format(count=count),
            empty=EmptyState(
                "target",
                _("No targets of a year are known here yet."),
                [self.begin_act] if self.may_write else [],
                _("They come with a letter or bundle of the office above.") if not self.may_write else "",
            ),
        )
        self.table.take_page_keys(self)
        self.table.opened.connect(lambda _ident: self._on_edit())
        self.table.selected.connect(lambda _idents: self._explain())
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.strip)
        Act(self, _("Back"), desk.back, "Esc")
        Act(self, _("Next tab"), lambda: self.tabs.step(1), "Ctrl+PgDown")
        Act(self, _("Tab before"), lambda: self.tabs.step(-1), "Ctrl+PgUp")
        self._show_acts()

    # --- reading ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        self.route, self._wanted = route, route.record
        self.refresh()

    def refresh(self) -> None:
        self.desk.fetch(plan_lines, self._show_plans, owner=self)

    def _show_plans(self, found: list[PlanLine]) -> None:
        self._plans = found
        self.tabs.set_tabs([(_tab(one), tab_words(one)) for one in found])
        self.tabs.setVisible(len(found) > 1)
        wanted, self._wanted = self._wanted, ""
        chosen = next((one for one in found if one.id == wanted), None)
        if chosen is None and self._shown is None:
            chosen = next((one for one in found if one.year == self.desk.today().year), None)
        if chosen is not None and self.tabs.current() != _tab(chosen):
            self.tabs.set_current(_tab(chosen))
        self._load()

    def _load(self) -> None:
        plan = next((one for one in self._plans if _tab(one) == self.tabs.current()), None)
        if plan is None:
            self._shown = None
            self.table.set_source(ListSource([]))
            self._show_acts()
            return
        today = self.desk.today()

        def read(session: Any) -> _Shown:
            targets = target_lines(session, plan.id)
            return _Shown(plan, targets, actual_figures(session, plan, targets, today))

        self.desk.fetch(read, self._show, owner=self)

    def _show(self, shown: _Shown) -> None:
        if _tab(shown.plan) != self.tabs.current():
            return
        self._shown = shown
        at = self._target or self.table.current_id()
        today = self.desk.today()
        rows = [row_of(one, shown.actual[one.id], shown.plan, today, self._narrow) for one in shown.targets]
        self._target = ""
        self.table.set_source(ListSource(rows))
        if not (at and self.table.select(at)) and rows:
            self.table.select(str(rows[0]["id"]))
        self._show_acts()
        if self.isVisible() and not self.isAncestorOf(self.window().focusWidget() or self):
            self.table.setFocus()

    def _one(self) -> TargetLine | None:
        if self._shown is None:
            return None
        return next((one for one in self._shown.targets if one.id == self.table.current_id()), None)

    def _show_acts(self) -> None:
        plan = self._shown.plan if self._shown is not None else None
        own = self.may_write and plan is not None and plan.office_id == self.desk.office.id
        has_targets = self._shown is not None and bool(self._shown.targets)
        for act in (self.new_act, self.facts_act):
            act.setVisible(own)
        for act in (self.edit_act, self.remove_act, self.send_act):
            act.setVisible(own and has_targets)
        self.begin_act.setVisible(self.may_write)
        if own:
            self.header.set_acts(self.new_act, [self.send_act, self.facts_act, self.begin_act])
        else:
            self.header.set_acts(self.begin_act if self.may_write and self._plans else None, [])
        self.table.set_row_acts([self.edit_act, self.remove_act] if own else [])
        title = _("Targets of {year}").format(year=plan.year) if plan is not None else _("Targets of the year")
        self.header.set_title(title)
        self.header.set_subtitle(plan_words(plan) if plan is not None else "")
        self._explain()

    def _explain(self) -> None:
        one = self._one()
        self.strip.setVisible(one is not None)
        if one is not None:
            said, where = explanation(one)
            self.strip.set_text(said, "neutral", "" if self._narrow else where)

    # --- writing ------------------------------------------------------------------------------------------------------

    def _on_begin(self) -> None:
        ask_plan(self, self.desk, None, self._stand_on_plan)

    def _on_facts(self) -> None:
        if self._shown is not None:
            ask_plan(self, self.desk, self._shown.plan, self._stand_on_plan)

    def _stand_on_plan(self, plan_id: str) -> None:
        self._wanted = plan_id
        self.refresh()

    def _on_new(self) -> None:
        if self._shown is not None:
            ask_target(self, self.desk, self._shown.plan, None, self._stand_on_target)

    def _on_edit(self) -> None:
        one = self._one()
        if self._shown is not None and one is not None and self.edit_act.isVisible():
            ask_target(self, self.desk, self._shown.plan, one, self._stand_on_target)

    def _stand_on_target(self, target_id: str) -> None:
        self._target = target_id
        self.refresh()

    def _on_remove(self) -> None:
        one, shown = self._one(), self._shown
        if one is None or shown is None:
            return
        plan = shown.plan

        def remove() -> None:
            self.desk.write(
                lambda session, actor: remove_target(session, plan.id, one.id, actor, self.desk.library),
                changes="plan",
                owner=self,
            )

        words = _("“{name}” goes out of the plan. Editions that were given out keep it.").format(name=one.name)
        messages.ask(self, _("Take the target out?"), words, _("Take it out"), remove)

    # --- giving it to the offices below -------------------------------------------------------------------------------

    def _on_send(self) -> None:
        if self._shown is not None:
            plan = self._shown.plan
            ask_send(self, self.desk, plan, lambda offices, everyone: self._give(plan, offices, everyone))

    def _give(self, plan: PlanLine, offices: list[OfficeRow], everyone: bool) -> None:
        """One office: the page that writes letters; all: a letter for each, into one folder."""
        if not everyone:
            extra = (("office", offices[0].id), ("plan", plan.id))
            self.desk.go(Route("letter", extra=extra))
            return
        dialog = FileDialog(self, _("In which folder?"))
        dialog.setObjectName("plan.folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(
            lambda name: self.desk.with_keys(lambda keys: self._write(plan, offices, Path(name), keys))
        )
        dialog.open()

    def _write(self, plan: PlanLine, offices: list[OfficeRow], folder: Path, keys: OfficeKeys) -> None:
        desk = self.desk

        def work(progress: TaskProgress) -> list[SentPlan]:
            return send_plan(sending_of(desk, keys, progress), plan.id, [one.id for one in offices], folder)

        def told(done: list[SentPlan]) -> None:
            words = ngettext("{count} letter written into {folder}", "{count} letters written into {folder}", len(done))
            desk.toast(words.format(count=len(done), folder=folder.name))

        title = _("Writing the targets of {year} for the offices below").format(year=plan.year)
        desk.run_long(
            title,
            work,
            on_done=told,
            on_cancel=lambda: desk.toast(_("Stopped; letters that were written stay valid.")),
            changes=("plan", "hand_over"),
            owner=self,
        )

    # --- room and keys ------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        self.header.set_back("" if narrow else _("Today"), lambda: self.desk.go(Route("today")))
        self.table.leave_out(("for",) if narrow else ())
        if narrow != self._narrow:
            self._narrow = narrow
            if self._shown is not None:
                self._show(self._shown)

    def default_focus(self) -> QWidget | None:
        return self.table

    def menu_acts(self) -> list[Act]:
        acts = [self.new_act, self.edit_act, self.remove_act, self.send_act, self.facts_act, self.begin_act]
        return [act for act in acts if act.isVisible()]


def _tab(plan: PlanLine) -> str:
    """The same tab for every edition."""
    return f"{plan.office_id} {plan.year}"
