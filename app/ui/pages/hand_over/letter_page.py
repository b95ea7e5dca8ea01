"""Papers without dossiers: receipts owed or written again, answers, lists and rules, onto a stick for one office."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.errors import AppError
from app.models.office import OfficeRow
from app.services.bundles.export import Exported
from app.services.keys import OfficeKeys
from app.services.letters.acknowledge import write_letter
from app.services.letters.enclosures import Enclosure
from app.services.letters.waiting import FILE_KINDS, ToSend, enclosed_file, letter_offices, sender_of, to_send
from app.services.sticks import StoragePlace
from app.services.succession.notice import notice_receivers
from app.translate import _, ngettext
from app.ui import messages
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.hand_over.arrival import sending_of
from app.ui.pages.hand_over.done_view import DoneView
from app.ui.pages.hand_over.pick_view import clear
from app.ui.pages.hand_over.stick_watch import StickWatch
from app.ui.pages.hand_over.target_view import TargetView
from app.ui.pages.hand_over.wizard_page import WizardPage
from app.ui.pages.hand_over.work_view import WorkView
from app.ui.route import Route
from app.ui.tasks import Task, TaskProgress
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import TextLabel

TARGET, WRITE, DONE = range(3)
_SHOWN = 8
_Offices = list[tuple[OfficeRow, int]]


class LetterPage(WizardPage):
    """Route extras: ``receipt``, an incoming hand-over whose receipt is written again; ``office``, to whom; ``plan``,
    one that was given out and goes once more; ``succession``, an ended office whose successor is told of.
    """

    watches: ClassVar[frozenset[str]] = frozenset({"office", "hand_over"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, [_("Stick and receiver"), _("Writing"), _("Written")], _("Will be written"))
        self.header.set_title(_("Send papers"))
        rows = self.add_view()
        self.target = TargetView(self, desk)
        rows.addWidget(self.target)
        self.file_act = Act(self, _("Enclose a file…"), self._ask_file, "Ctrl+Shift+A", "paperclip")
        line = QHBoxLayout()
        line.addWidget(ActButton(self.file_act, "link"))
        line.addStretch(1)
        self.target.receiver.body.addLayout(line)
        self.work = WorkView(self, self._on_stop)
        self.add_view().addWidget(self.work)
        self.done = DoneView()
        self.add_view().addWidget(self.done)
        self.target.changed.connect(self._on_target)
        self.watch = StickWatch(desk, self)
        self.watch.changed.connect(self._on_places)
        self._files: list[Enclosure] = []
        self._what: ToSend | None = None
        self._asked = ""
        self._task: Task | None = None
        self._hand_over = ""
        self.dress()

    # --- what is sent -------------------------------------------------------------------------------------------------

    def open(self, route: Route) -> None:
        is_new = route.extra != self.route.extra
        self.route = route
        if self._task is None and (is_new or self.step != TARGET):
            self._files, self._what, self._asked = [], None, ""
            self.show_step(TARGET)
        self.refresh()

    def refresh(self) -> None:
        if self.step != TARGET or self._task is not None:
            return
        receipt, wanted = self.route.value("receipt"), self.route.value("office")
        succession = self.route.value("succession")

        def read(session: Any) -> tuple[_Offices, str]:
            found = letter_offices(session)
            if succession:
                told = {one.id for one in notice_receivers(session)}
                found = [(one, owed) for one, owed in found if one.id in told]
            return found, sender_of(session, receipt) if receipt else wanted

        self._asked = ""
        self.desk.fetch(read, self._show_offices, self._cannot, self)

    def _cannot(self, error: BaseException) -> None:
        self.desk.show_error(error)
        self.desk.back()

    def _show_offices(self, found: tuple[_Offices, str]) -> None:
        offices, wanted = found
        rows = [office for office, _owed in offices if not wanted or office.id == wanted]
        level = rows[0].level if rows else ""
        now = self.target.receiver.office
        keep = now.id if now is not None and any(one.id == now.id for one in rows) else ""
        self.target.receiver.set_offices(rows, level, wanted or keep)
        self._on_target()

    def _on_target(self) -> None:
        office = self.target.receiver.office
        if office is not None and office.id != self._asked:
            self._asked, self._what = office.id, None
            receipt = self.route.value("receipt")
            again = (receipt,) if receipt else ()
            plan, succession = self.route.value("plan"), self.route.value("succession")
            self.desk.fetch(
                lambda session: to_send(session, office.id, self.desk.actor(session), again, plan, succession),
                self._show_what,
                owner=self,
            )
        self.dress()

    def _show_what(self, what: ToSend) -> None:
        if what.office.id == self._asked:
            self._what = what
            self.dress()

    def _on_places(self, places: list[StoragePlace], _beside: object) -> None:
        self.target.set_places(places)
        self.dress()

    def _ask_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in FILE_KINDS)
        dialog = FileDialog(
            self, _("Enclose a file"), "", _("Rules, lists of offices, changes of keys") + f" ({patterns})"
        )
        dialog.setObjectName("letter.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._enclose(Path(name)))
        dialog.open()

    def _enclose(self, path: Path) -> None:
        def add(enclosure: Enclosure) -> None:
            if all(one.sha256 != enclosure.sha256 for one in self._files):
                self._files.append(enclosure)
            self.dress()

        self.desk.tasks.read(lambda: enclosed_file(path), add, self.desk.show_error, self)

    # --- the steps ----------------------------------------------------------------------------------------------------

    def _lines(self) -> list[str]:
        """What is written, a line each."""
        what = self._what
        lines: list[str] = []
        if what is not None and what.receipts:
            words = ngettext("Receipt of number {numbers}", "Receipts of numbers {numbers}", len(what.receipts))
            numbers = ", ".join(str(one) for one in what.receipts[:_SHOWN])
            lines.append(words.format(numbers=numbers + (", …" if len(what.receipts) > _SHOWN else "")))
        return lines + [one.title for one in (*(what.enclosures if what is not None else ()), *self._files)]

    def dress(self) -> None:
        lines, go = self._lines(), self.go_act
        self.header.set_subtitle(_("No dossier goes along; no receipt is asked for"))
        clear(self.summary)
        for text in lines[: 2 * _SHOWN]:
            self.summary.addWidget(TextLabel(text))
        if not lines:
            self.summary.addWidget(TextLabel(_("Nothing waits for this office."), "body", tone="text2"))
        self.show_side(self.step == TARGET)
        if self.step == TARGET:
            if self.is_narrow:  # the summary is not beside it
                self.say(_("Will be written") + ": " + "; ".join(lines) if lines else "", "info")
            place = self.target.place
            onto = _("Write onto the stick") if place is None or place.kind == "stick" else _("Write into the folder")
            go.set_words(onto)
            self.frame.set_buttons(None, self.leave_act, go)
        elif self.step == WRITE:
            self.frame.set_buttons(None, self.leave_act, None)
        else:
            go.set_words(_("To the book of hand-overs"))
            self.frame.set_buttons(None, None, go)

    def go_on(self) -> None:
        if self.step == DONE:
            self.desk.go(Route("hand_over", self._hand_over))
            return
        if self.step != TARGET or self._task is not None:
            return
        sentence, advice = self.target.what_stops()
        if not sentence and not self._lines():
            sentence = _("Nothing waits for this office.")
            advice = _("Choose another office, or enclose a file with Ctrl+Shift+A.")
        if sentence:
            self.say(sentence, "danger", advice)
            return
        self.desk.with_keys(self._write)

    def _write(self, keys: OfficeKeys) -> None:
        desk, place, what = self.desk, self.target.place, self._what
        if self._task is not None or place is None or what is None:
            return
        files, is_open = (*what.enclosures, *self._files), not self.target.sealed.isChecked()

        def work(progress: TaskProgress) -> Exported:
            sending = sending_of(desk, keys, progress)
            return write_letter(
                sending, what.office.id, place.path, files, receipts_of=what.receipts_of, open_letter=is_open
            )

        title = _("Writing papers for {office}").format(office=what.office.name)
        self._task = desk.run_long(
            title,
            work,
            changes="hand_over",
            on_done=lambda done: self._on_written(done, place, what),
            on_error=self._on_failed,
            on_cancel=self._on_cancelled,
            owner=self,
        )
        words = _("Leave the stick in until the program says that it is safe to take it out.")
        self.work.follow(self._task, title, words)
        self.show_step(WRITE)

    def _on_written(self, done: Exported, place: StoragePlace, what: ToSend) -> None:
        self._task, self._hand_over = None, done.hand_over_id
        safe = _("It is safe to take the stick out") if place.kind == "stick" else _("Written and read back")
        detail = _("{count} papers for {office}, number {number} of this pair · {file}")
        count = len(what.receipts) + len(what.enclosures) + len(self._files)
        said = detail.format(count=count, office=what.office.name, number=done.sequence, file=done.path.name)
        self.done.strip.set_text(safe, "ok", said)
        self.done.say_steps(
            [
                _("Bring or send it to {office}.").format(office=what.office.name),
                _("There it is opened like any bundle, and taken in one step."),
            ]
        )
        self.show_step(DONE)

    def _on_cancelled(self) -> None:
        self._task = None
        self.show_step(TARGET)
        self.say(_("Stopped: nothing was sent."), "info")

    def _on_failed(self, error: BaseException) -> None:
        self._task = None
        self.show_step(TARGET)
        messages.show_error(
            self.window(),
            error,
            title=_("Not written"),
            kept=_("What waits to be sent still waits.") if isinstance(error, AppError) else "",
            remedies=((_("Choose another stick"), self.target.places.setFocus), (_("Try this one again"), self.go_on)),
        )

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.stop()
            self.work.stopping()

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.dress()

    def can_step_back(self) -> bool:
        return False

    def default_focus(self) -> QWidget | None:
        if self.step == TARGET:
            return self.target.places if self.target.places.options else self.target.sealed
        return self.work.stop_button if self.step == WRITE else self.done

    def menu_acts(self) -> list[Any]:
        return [self.target.folder_act, self.file_act]
