"""Hand dossiers over as one bundle: pick them, the stick and the office, write, and then the minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from PySide6.QtWidgets import QWidget

from app.errors import AppError, Cancelled
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.custody.going_along import going_along
from app.services.dossier_checks import what_is_missing
from app.services.hand_over_choices import Choice, DossierSize, bundle_size, choices, receivers, sizes
from app.services.keys import OfficeKeys
from app.services.missing import Missing
from app.services.names import level_name
from app.services.sticks import StoragePlace
from app.translate import _
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.hand_over.done_view import DoneView
from app.ui.pages.hand_over.export_summary import ExportSummary
from app.ui.pages.hand_over.match_watch import MatchWatch
from app.ui.pages.hand_over.pick_view import PickView
from app.ui.pages.hand_over.stick_watch import StickWatch
from app.ui.pages.hand_over.target_view import TargetView
from app.ui.pages.hand_over.wizard_page import WizardPage
from app.ui.pages.hand_over.words import dossiers_text
from app.ui.pages.hand_over.work_view import WorkView
from app.ui.papers import previews
from app.ui.route import Route
from app.ui.tasks import Task, TaskProgress
from app.ui.widgets.act import Act

PICK, TARGET, WRITE, DONE = range(4)
CHANGES = ("dossier", "hand_over")
Result = TypeVar("Result")


class ExportPage(WizardPage):
    """Route extras: ``dossiers`` (ids, comma between) ticks these alone; ``folder`` chooses where they are written."""

    watches: ClassVar[frozenset[str]] = frozenset({"dossier", "document", "assessment", "result", "office"})

    on_paper: ClassVar[bool] = False

    def __init__(self, desk: Desk) -> None:
        titles = [_("Pick dossiers"), _("Stick and receiver"), _("Writing"), _("Minutes")]
        super().__init__(desk, titles, _("Will be written"))
        self.paper_act = Act(self, _("Hand over on paper…"), self._on_paper, "Ctrl+Shift+P", "printer")
        to_dossiers = Act(self, _("To the dossiers"), lambda: desk.go(Route("dossiers")), "Ctrl+Shift+D", "folder-open")
        self.pick = PickView(desk, "paper" if self.on_paper else "export", [to_dossiers], self)
        self.add_view().addWidget(self.pick, 1)
        self.target = TargetView(self, desk, on_paper=self.on_paper)
        self.add_view().addWidget(self.target)
        self.work = WorkView(self, self._on_stop)
        self.add_view().addWidget(self.work)
        self.done = DoneView()
        self.add_view().addWidget(self.done)
        self.minutes_act = Act(self, _("Print the minutes…"), self._on_minutes, "Ctrl+P", "printer")
        self.book_act = Act(self, _("To the book of hand-overs"), self._on_book, "Ctrl+Shift+B", "book-open-text")
        self.lines = ExportSummary(self.summary, desk)
        self.pick.changed.connect(self._on_picked)
        self.pick.pointed.connect(self._on_pointed)
        self.pick.opened.connect(lambda ident: desk.go(Route("dossier", ident)))
        self.target.changed.connect(self.dress)
        self.watch = StickWatch(desk, self)
        self.watch.changed.connect(self._on_places)
        self.matches = MatchWatch(desk, self)
        self.matches.changed.connect(self.dress)
        self._sizes: dict[str, DossierSize] = {}
        self._chosen: list[Choice] = []
        self._asked: tuple[str, ...] | None = None
        self._places: list[StoragePlace] = []
        self._task: Task | None = None
        self._hand_over = ""
        self._along: tuple[str, tuple[str, ...]] = ("", ())
        self.dress()

    # --- opening ------------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        """Show the wizard where it was left, or at its start for the dossiers that the route names."""
        wanted = route.value("dossiers") or (route.record if route.record else "")
        is_new = (route.value("dossiers"), route.record) != (self.route.value("dossiers"), self.route.record)
        self.route = route
        self._asked = (
            tuple(one for one in wanted.split(",") if one) if wanted and (is_new or not self._chosen) else None
        )
        if self._task is None and (self.step in (WRITE, DONE) or self._asked):
            self.show_step(PICK)
        folder = route.value("folder")
        if folder:
            self.target.add_folder(Path(folder))
        self.refresh()

    def refresh(self) -> None:
        if self.step in (WRITE, DONE):
            return
        desk, asked = self.desk, self._asked or ()
        desk.fetch(
            lambda session: choices(session, desk.actor(session), desk.library, desk.today(), asked),
            self._show_choices,
            owner=self,
        )

    def _show_choices(self, found: list[Choice]) -> None:
        asked, self._asked = self._asked, None
        self._sizes.clear()
        self.matches.forget()
        self.pick.show_choices(found, asked)
        first = next((one for one in asked or () if self.pick.table.select(one)), "")
        choice = self.pick.choice(first) if first else None
        if choice is not None and not choice.ready:
            self._on_pointed(first)
        if self.step == TARGET:
            self._load_receivers()
        self._on_picked()
        if self.isVisible() and self.step == PICK:
            self.pick.table.setFocus()

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def _on_picked(self) -> None:
        if self.step not in (PICK, TARGET):
            return
        ticked = self.pick.ticked()
        first = ticked[0].receiver_id if ticked else ""
        self._chosen = [one for one in ticked if one.receiver_id == first]
        unknown = tuple(one.dossier_id for one in self._chosen if one.dossier_id not in self._sizes)
        if unknown:
            self.desk.fetch(lambda session: sizes(session, unknown), self._add_sizes, owner=self)
        self.matches.ask(one.dossier_id for one in self._chosen if one.purpose == "forward")
        self.say("")
        self.dress()

    def _add_sizes(self, found: dict[str, DossierSize]) -> None:
        self._sizes |= found
        self.dress()

    def _on_pointed(self, dossier_id: str) -> None:
        choice = self.pick.choice(dossier_id)
        if self.step == PICK:
            self.say("")
        if choice is None or choice.ready:
            self.lines.show_stopped(None, [])
            return
        if self.is_narrow:  # there is no card beside the table that could say it
            self.say(choice.reason, "danger")
        desk = self.desk

        def show(found: list[Missing]) -> None:
            self.lines.show_stopped(choice, [one for one in found if one.grade == "stops"])

        desk.fetch(
            lambda session: what_is_missing(session, dossier_id, desk.library, desk.today()),
            show,
            lambda _error: self.lines.show_stopped(choice, []),
            self,
        )

    def _needed(self) -> int:
        return bundle_size(self._sizes[one.dossier_id] for one in self._chosen if one.dossier_id in self._sizes)

    def _on_places(self, places: list[StoragePlace], _beside: object) -> None:
        self._places = places
        self.target.set_places(places)
        self.dress()

    def _load_receivers(self) -> None:
        if not self._chosen:
            return
        level, wanted = self._chosen[0].receiver_level, self._chosen[0].receiver_id
        offices = self.desk.read(lambda session: receivers(session, level))
        if wanted:
            offices = [one for one in offices if one.id == wanted]
        self.target.receiver.set_offices(offices, level, wanted)

    # --- the steps ----------------------------------------------------------------------------------------------------

    def title_of(self, level: str) -> str:
        """The page's title, for the level that the dossiers go to."""
        return _("Hand over to: {level}").format(level=level) if level else _("Hand over")

    def dress(self) -> None:
        count = len(self._chosen)
        level = self._chosen[0].receiver_level if self._chosen else ""
        self.header.set_title(self.title_of(str(level_name(level)) if level else ""))
        self.header.set_subtitle(" · ".join((dossiers_text(count), _("Esc leaves; what was chosen is kept"))))
        self.target.set_needed(self._needed())
        left_over = len(self.pick.ticked()) - count
        place = self.target.place if self.step > PICK else None
        along = self._letters_along() if self.step == TARGET and not self.on_paper else ()
        self.lines.show_chosen(self._chosen, self._sizes, place, left_over, self.matches, along)
        self.show_side(self.step in (PICK, TARGET))
        go = self.go_act
        if self.step == PICK:
            go.set_words(_("Next: stick and receiver"))
            self.frame.set_buttons(None, self.leave_act, go)
        elif self.step == TARGET:
            onto = _("Write onto the stick") if place is None or place.kind == "stick" else _("Write into the folder")
            go.set_words(onto)
            self.frame.set_buttons(self.back_act, self.leave_act, go)
        elif self.step == WRITE:
            self.frame.set_buttons(None, self.leave_act, None)
        else:
            go.set_words(_("Print the minutes…"))
            self.frame.set_buttons(None, self.book_act, go)
        go.setEnabled(self.step != WRITE)

    def _letters_along(self) -> tuple[str, ...]:
        """The titles of what goes along to the office chosen; read once for each."""
        office, desk = self.target.receiver.office, self.desk
        if office is None:
            return ()
        if self._along[0] != office.id:
            self._along = (office.id, ())
            desk.fetch(
                lambda session: tuple(one.title for one in going_along(session, office.id, desk.actor(session))),
                lambda titles: self._show_along(office.id, titles),
                owner=self,
            )
        return self._along[1]

    def _show_along(self, office_id: str, titles: tuple[str, ...]) -> None:
        if titles and self._along[0] == office_id:
            self._along = (office_id, titles)
            self.dress()

    def can_step_back(self) -> bool:
        return self.step == TARGET

    def go_on(self) -> None:
        if self.step == PICK:
            if not self._chosen:
                self.say(
                    _("Tick at least one dossier that is ready."), "warn", _("Space ticks the row that you are on.")
                )
                self.pick.table.setFocus()
                return
            self._along = ("", ())
            self._load_receivers()
            self.lines.show_stopped(None, [])
            self.show_step(TARGET)
        elif self.step == TARGET:
            sentence, advice = self.target.what_stops()
            if sentence:
                self.say(sentence, "danger", advice)
                return
            self.begin()
        elif self.step == DONE:
            self._on_minutes()

    def begin(self) -> None:
        """Everything is chosen: write."""
        self.desk.with_keys(self._write)

    def _write(self, keys: OfficeKeys) -> None:
        desk, place, office = self.desk, self.target.place, self.target.receiver.office
        if self._task is not None or place is None or office is None:
            return
        desk.flush()
        order = ExportOrder(
            dossier_ids=tuple(one.dossier_id for one in self._chosen),
            to_office_id=office.id,
            purpose=self._chosen[0].purpose,
            target_dir=place.path,
            encrypted=self.target.sealed.isChecked(),
            largest_file=place.largest,
            enclosures=desk.read(lambda session: going_along(session, office.id, desk.actor(session))),
        )
        context, today, days = desk.context, desk.today(), dict(desk.context.settings.deadlines)
        actor = desk.read(desk.actor)

        def work(progress: TaskProgress) -> Exported:
            return export_bundle(
                context.database,
                context.store,
                context.library,
                keys,
                order,
                actor,
                today,
                context.paths.outbox,
                progress,
                office_days=days,
            )

        self.run(work, lambda done: self._on_written(done, place), office.name)

    def run(self, work: Callable[[TaskProgress], Result], on_done: Callable[[Result], None], office: str) -> None:
        """Do the long work and follow it in the third step."""
        title = _("Writing {dossiers} for {office}").format(dossiers=dossiers_text(len(self._chosen)), office=office)
        self._task = self.desk.run_long(
            title,
            work,
            changes=CHANGES,
            on_done=on_done,
            on_error=self._on_failed,
            on_cancel=self._on_cancelled,
            owner=self,
        )
        words = _("Leave the stick in until the program says that it is safe to take it out.")
        self.work.follow(self._task, title, words)
        self.show_step(WRITE)

    # --- how it ended -------------------------------------------------------------------------------------------------

    def _on_written(self, done: Exported, place: StoragePlace) -> None:
        self.done.show_written(done, place, self._chosen, self.receiver_name)
        self.finish(done.hand_over_id)

    def finish(self, hand_over_id: str) -> None:
        """It has left: show the last step."""
        self._task, self._hand_over = None, hand_over_id
        self._sizes.clear()
        self.show_step(DONE)

    @property
    def receiver_name(self) -> str:
        """The office that receives."""
        office = self.target.receiver.office
        return office.name if office is not None else ""

    def kept_words(self) -> str:
        """What stays as it was where nothing could be written."""
        return _("All dossiers are still at this office and can be changed.")

    def _on_cancelled(self) -> None:
        self._task = None
        self.show_step(TARGET)
        detail = self.kept_words() + " " + _("The unfinished file was taken off the stick.")
        self.say(_("Stopped: nothing was handed over."), "info", detail)
        self.refresh()

    def _on_failed(self, error: BaseException) -> None:
        self._task = None
        self.show_step(TARGET)
        if isinstance(error, Cancelled):
            return
        kept = self.kept_words()
        messages.show_error(
            self.window(),
            error,
            title=_("Not handed over"),
            kept=kept if isinstance(error, AppError) else "",
            remedies=((_("Choose another stick"), self._choose_another), (_("Try this one again"), self.go_on)),
        )
        self.refresh()

    def _choose_another(self) -> None:
        self.target.places.setFocus()

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self.work.stopping()

    def _on_minutes(self) -> None:
        if self._hand_over:
            previews.preview_paper(self.desk, "hand_over_minutes", self._hand_over, for_signature=True)

    def _on_book(self) -> None:
        self.desk.go(Route("hand_over", self._hand_over))

    def _on_paper(self) -> None:
        ids = ",".join(one.dossier_id for one in self._chosen)
        self.desk.go(Route("paper_hand_over", extra=(("dossiers", ids),)))

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.pick.set_narrow(narrow)

    def default_focus(self) -> QWidget | None:
        if self.step == PICK:
            return self.pick.table
        if self.step == TARGET:
            return self.target.places if self.target.places.options else self.target.sealed
        return self.work.stop_button if self.step == WRITE else self.done

    def menu_acts(self) -> list[Any]:
        return [self.target.folder_act, self.paper_act, self.minutes_act, self.book_act]
