"""Receive: find a bundle, look at it, take what is ticked, and give the receipt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import AppError, NotFound
from app.services.bundles.look import LookReport
from app.services.bundles.opening import UnknownSigner
from app.services.hand_over_log import taken_before
from app.services.keys import OfficeKeys
from app.services.quarantine import Quarantined, find_quarantined, look_again, look_or_keep
from app.services.receipt_codes import receipt_code
from app.services.sticks import FoundBundle, StoragePlace, find_bundles, look_outside
from app.translate import _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.pages.hand_over.arrival import Arrived, goes_by_itself, take_arrived
from app.ui.pages.hand_over.conflict_link import ConflictLink
from app.ui.pages.hand_over.find_view import FindView, found_text
from app.ui.pages.hand_over.look_view import LookView, VerdictDetails
from app.ui.pages.hand_over.receipt_work import ReceiptWork
from app.ui.pages.hand_over.receiver_box import ask_card
from app.ui.pages.hand_over.signer_view import SignerView
from app.ui.pages.hand_over.stick_watch import StickWatch
from app.ui.pages.hand_over.wizard_page import WizardPage
from app.ui.pages.hand_over.work_view import WorkView
from app.ui.route import Route
from app.ui.tasks import Task, TaskProgress
from app.ui.widgets.act import Act

FIND, LOOK, TAKEN = range(3)
CHANGES = (
    "producer", "product", "dossier", "document", "assessment", "result", "decision", "certificate", "hand_over",
    "office", "note", "sheet", "idea",
)  # fmt: skip


class ImportPage(WizardPage):
    """Route extras: ``file``, a bundle that was opened or dropped, is looked at at once; ``kept``, the id of a file
    that was refused and is kept, is looked at again.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, [_("Choose the file"), _("Look"), _("The receipt")], _("Details"))
        self.files = FindView(self, desk)
        self.add_view().addWidget(self.files, 1)
        self.card_act = Act(self, _("Read its office card…"), lambda: ask_card(self, desk), "Ctrl+Shift+O")
        self.work = WorkView(self, self._on_stop)
        self.look = LookView(desk)
        self.signer = SignerView(self.card_act)
        self.conflict = ConflictLink(self, desk)
        self._add_look(self.add_view())
        self.receipt = ReceiptWork(self, desk)
        self.taken = self.receipt.view
        self.add_view().addWidget(self.taken, 1)
        self.details = VerdictDetails(self.summary, desk)
        self.files.opened.connect(lambda path: self._look_at(Path(path)))
        self.files.file_chosen.connect(lambda path: self._look_at(Path(path)))
        self.files.pointed.connect(lambda _path: self.dress())
        self.look.changed.connect(self.dress)
        self.look.pointed.connect(lambda: self.details.show_chosen(self.look))
        self._known: list[FoundBundle] = []
        self.watch = StickWatch(desk, self, with_downloads=True, beside=self._search)
        self.watch.changed.connect(self._on_found)
        self._task: Task | None = None
        self._file: FoundBundle | None = None
        self._kept: Quarantined | None = None
        self._sticks: list[Path] = []
        self._confirmed: frozenset[str] = frozenset()
        self._stage = ""
        self._opened_file = ""
        self.dress()

    def _add_look(self, rows: QVBoxLayout) -> None:
        rows.addWidget(self.conflict)
        for part in (self.work, self.look, self.signer):
            rows.addWidget(part, 1)
        self._show_stage("look")

    def _show_stage(self, stage: str) -> None:
        """What the second step shows: ``work``, ``look`` or ``signer``."""
        self._stage = stage
        for name, part in (("work", self.work), ("look", self.look), ("signer", self.signer)):
            part.setVisible(name == stage)
        if stage != "look":
            self.conflict.show_report(None, None, "")

    # --- opening and finding ------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        """Show the wizard where it was left; a file that the route names is looked at."""
        self.route = route
        file, kept = route.value("file"), route.value("kept")
        fresh = bool(route.value("fresh"))  # both versions are one now: what was looked at is to be looked at again
        if kept and (kept != self._opened_file or self.step == FIND or fresh):
            self._opened_file = kept
            self._look_again(kept)
        elif file and (file != self._opened_file or self.step == FIND or fresh):
            self._opened_file = file
            self._look_at(Path(file))
        elif not (file or kept) and self._task is None and self.step == TAKEN:
            self.show_step(FIND)

    def refresh(self) -> None:
        """An office became known: a bundle that waits for that is looked at again."""
        if self.step == LOOK and self._stage == "signer" and self._task is None:
            self._look_once_more()

    def _search(self, places: list[StoragePlace]) -> object:
        """In the watch's thread: the bundles at these places, and which were taken before."""
        self._known = find_bundles(places, self._known)
        shas = [one.sha256 for one in self._known if one.sha256]
        return list(self._known), self.desk.read(lambda session: taken_before(session, shas))

    def _on_found(self, places: list[StoragePlace], beside: tuple[list[FoundBundle], dict[str, str]]) -> None:
        found, taken = beside
        self._sticks = [place.path for place in places if place.kind == "stick"]
        self.files.show_found(found, taken, self.desk.office.code)
        if self.step == FIND:
            self.dress()
            if self.isVisible() and not self.files.isAncestorOf(self.window().focusWidget() or self):
                self.files.table.setFocus()

    # --- looking ------------------------------------------------------------------------------------------------------

    def _look_at(self, path: Path, confirmed: frozenset[str] = frozenset()) -> None:
        if self._task is not None:
            self._task.stop()
        self._confirmed, self._kept = confirmed, None
        try:
            self._file = self.files.get(str(path)) or look_outside(path)
        except OSError:
            self.say(_("The file {name} is not there any more.").format(name=path.name), "danger")
            return
        self._unlock_and_look()

    def _look_again(self, kept_id: str, confirmed: frozenset[str] = frozenset()) -> None:
        """At a file that was refused and is kept."""
        if self._task is not None:
            self._task.stop()
        try:
            kept = find_quarantined(self.desk.context.paths, kept_id)
            self._file = replace(look_outside(kept.path), place=_("Quarantine"))
        except (NotFound, OSError):
            self.show_step(FIND)
            self.say(_("This file is not in quarantine any more."), "danger")
            return
        self._confirmed, self._kept = confirmed, kept
        self._unlock_and_look()

    def _look_once_more(self, confirmed: frozenset[str] = frozenset()) -> None:
        if self._kept is not None:
            self._look_again(self._kept.id, confirmed)
        elif self._file is not None:
            self._look_at(self._file.path, confirmed)

    def _unlock_and_look(self) -> None:
        envelope = self._file.envelope if self._file is not None else None
        if envelope is not None and envelope.encrypted:
            self.desk.with_keys(self._look_with)
        else:
            self._look_with(None)

    def _look_with(self, keys: OfficeKeys | None) -> None:
        file = self._file
        if file is None:
            return
        context, path, confirmed, kept = self.desk.context, file.path, self._confirmed, self._kept
        identity = keys.identities if keys is not None else None

        def work(progress: TaskProgress) -> LookReport:
            if kept is not None:
                return look_again(
                    context.database, context.paths, kept.id, context.library, identity=identity, confirmed=confirmed,
                    progress=progress,
                )  # fmt: skip
            return look_or_keep(
                context.database,
                path,
                context.paths,
                context.library,
                identity=identity,
                confirmed=confirmed,
                progress=progress,
            )

        title = _("Looking at {name}").format(name=kept.name if kept is not None else path.name)
        self._task = self.desk.run_long(
            title,
            work,
            on_done=self._on_looked,
            on_error=self._on_refused,
            on_cancel=self._on_cancelled,
            owner=self,
        )
        self.work.follow(self._task, title, _("Every byte is verified first. Nothing is written into the book."))
        self._show_stage("work")
        self.show_step(LOOK)

    def _on_looked(self, report: LookReport) -> None:
        self._task = None
        self.look.show_report(report)
        if goes_by_itself(report):
            self._take_all(report, [])
            self.show_step(LOOK)
            return
        self._show_stage("look")
        file = self._file.path if self._file is not None else None
        self.conflict.show_report(report, file, self._kept.id if self._kept is not None else "")
        self.show_step(LOOK)
        if not _has_something(report):
            self.say(_nothing_to_take(report), "info")

    def _on_refused(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, UnknownSigner):
            self.signer.show_signer(error)
            self._show_stage("signer")
            self.show_step(LOOK)
            return
        self.show_step(FIND)
        remedies: list[messages.Remedy] = [(_("Choose another file"), self.files.table.setFocus)]
        kept = (
            "" if isinstance(error, AppError) and error.kept else _("Nothing was changed; the file was left as it is.")
        )
        kept_id = str(getattr(error, "params", {}).get("kept_id", "")) or (self._kept.id if self._kept else "")
        if kept_id:
            route = Route("hand_over", kept_id, tab="quarantine")
            remedies.append((_("See it in quarantine"), lambda: self.desk.go(route)))
        messages.show_error(
            self.window(), error, title=_("This file cannot be taken"), kept=kept, remedies=tuple(remedies)
        )

    def _on_cancelled(self) -> None:
        self._task = None
        self.show_step(FIND)
        self.say(_("Stopped: nothing was taken."), "info")

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self.work.stopping()

    # --- taking -------------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        report, chosen = self.look.report, self.look.ticked()
        if report is None or self._task is not None:
            return
        if report.takeable and not chosen and not report.takeable_enclosures:
            self.say(_("Tick at least one dossier."), "warn", _("Space ticks the row that you are on."))
            self.look.table.setFocus()
            return
        self._take_all(report, chosen)

    def _take_all(self, report: LookReport, chosen: list[str]) -> None:
        desk, context = self.desk, self.desk.context
        desk.flush()
        keys = context.keys() if context.keys_unlocked or not context.keys_protected else None
        file = self._file.path if self._file is not None and self._kept is None else None

        def work(progress: TaskProgress) -> Arrived:
            return take_arrived(desk, report, chosen, keys, file.parent if file is not None else None, progress)

        title = _("Taking what is enclosed")
        if chosen:
            title = ngettext("Taking {count} dossier", "Taking {count} dossiers", len(chosen)).format(count=len(chosen))
        self._task = desk.run_long(
            title, work, changes=CHANGES, on_done=self._on_taken, on_error=self._on_not_taken, owner=self
        )
        words = _("First a safety copy, then all of it at once or nothing. Leave the stick in: the receipt follows.")
        self.work.follow(self._task, title, words)
        self.work.stop_act.setVisible(False)
        self._show_stage("work")
        self.dress()

    def _on_taken(self, arrived: Arrived) -> None:
        self._task = None
        report = arrived.report
        if any(one.kind == "rule_pack" and one.sha256 in arrived.taken.enclosures for one in report.enclosures):
            self.desk.context.reload_library()
        file = self._file.path if self._file is not None and self._kept is None else None
        on_stick = file is not None and any(file.is_relative_to(stick) for stick in self._sticks)
        code = receipt_code(report.staged.sha256, self.desk.office.code)
        self.receipt.begin(arrived, file, report.envelope.sender.name, "stick" if on_stick else "folder", code)
        self._show_stage("look")
        self.show_step(TAKEN)

    def _on_not_taken(self, error: BaseException) -> None:
        self._task = None
        self._show_stage("look")
        self.show_step(LOOK)
        again = (_("Look again"), self._look_once_more)
        messages.show_error(self.window(), error, title=_("Not taken"), kept=_("Nothing was taken."), remedies=(again,))

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.look.set_narrow(narrow)

    # --- the steps ----------------------------------------------------------------------------------------------------

    def dress(self) -> None:
        file, go = self._file, self.go_act
        self.header.set_title(_("Receive dossiers"))
        go.setEnabled(True)
        if self.step == FIND:
            self.header.set_subtitle(_("Nothing is written into the book before you say so"))
            self.show_side(False)
            go.set_words(_("Look"))
            self.frame.set_buttons(None, self.leave_act, go)
            return
        written = _("nothing written into the book yet") if self.step == LOOK else ""
        about = self._kept.name if self._kept is not None else found_text(file) if file else ""
        self.header.set_subtitle(" · ".join(part for part in (about, written) if part))
        self.show_side(self.step == LOOK and self._stage == "look")
        if self.step == TAKEN:
            go.set_words(self.taken.following_words)
            self.frame.set_buttons(None, self.leave_act, go)
        elif self._stage == "work":
            self.frame.set_buttons(None, self.leave_act, None)
        elif self._stage == "signer":
            go.set_words(_("All six words are the same: go on"))
            self.frame.set_buttons(self.back_act, self.leave_act, go)
        else:
            count, report = len(self.look.ticked()), self.look.report
            words = ngettext("Take {count} dossier", "Take {count} dossiers", count).format(count=count)
            if report is not None and not (report.takeable and (count or not report.takeable_enclosures)):
                words = _("Take what is enclosed") if report.takeable_enclosures else _("Note that it came")
            go.set_words(words)
            can = report is not None and _has_something(report)
            self.frame.set_buttons(self.back_act, self.leave_act, go if can else None)

    def can_step_back(self) -> bool:
        return self.step == LOOK and self._task is None

    def go_on(self) -> None:
        if self.step == FIND:
            chosen = self.files.chosen
            if chosen is None:
                self.say(_("Choose a bundle first."), "warn", _("Put the stick in, or choose a file with Ctrl+O."))
            else:
                self._look_at(chosen.path)
        elif self.step == TAKEN:
            self.desk.go(self.taken.following)
        elif self._stage == "signer":
            if self.signer.is_confirmed():
                self._look_once_more(frozenset({self.signer.fingerprint.text()}))
        elif self._stage == "look":
            self._take()

    def default_focus(self) -> QWidget | None:
        if self.step == FIND:
            return self.files.table
        if self.step == TAKEN:
            return self.taken
        return {"work": self.work.stop_button, "look": self.look, "signer": self.signer}[self._stage]

    def menu_acts(self) -> list[Any]:
        return [self.files.file_act, self.receipt.again_act, self.receipt.paper_act, self.receipt.stick_act]


def _has_something(report: LookReport) -> bool:
    """Whether taking changes anything: something to take, or a number that would be missed else."""
    if report.takeable or report.takeable_enclosures:
        return True
    return not report.arrived_before and all(one.kind == "already_here" for one in report.verdicts)


def _nothing_to_take(report: LookReport) -> str:
    if not report.verdicts:
        return _("This letter was taken before: nothing is left to do.")
    if all(one.kind == "already_here" for one in report.verdicts):
        return _("Everything in this bundle is here already.")
    return _("Nothing in this bundle can be taken; the reason stands beside each dossier.")
