"""Hand dossiers over on paper, to an office without this program: a folder of printed papers and copied files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from app.services.printing.paper_folder import INDEX
from app.services.printing.paper_hand_over import HandedOnPaper, hand_over_on_paper
from app.services.printing.safe_names import safe_name
from app.services.sticks import StoragePlace
from app.translate import _
from app.ui.desk import Desk
from app.ui.pages.hand_over.export_page import DONE, PICK, TARGET, ExportPage
from app.ui.pages.hand_over.words import dossiers_text, files_text, size_text
from app.ui.papers import previews
from app.ui.tasks import TaskProgress
from app.ui.widgets.act import Act


class PaperPage(ExportPage):
    """The same steps as with a stick; the folder is for printing, or for an office that only opens files."""

    on_paper: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._folder: Path | None = None
        self.index_act = Act(self, _("Print the index…"), self._on_index, "Ctrl+Shift+I", "file-text")
        self.paper_act.setVisible(False)
        self.frame.steps.set_steps(
            [_("Pick dossiers"), _("Folder and receiver"), _("Writing"), _("Papers to print")], self.step
        )

    def title_of(self, level: str) -> str:
        return _("Hand over on paper to: {level}").format(level=level) if level else _("Hand over on paper")

    def dress(self) -> None:
        super().dress()
        if self.step == PICK:
            self.go_act.set_words(_("Next: folder and receiver"))
        elif self.step == TARGET:
            self.go_act.set_words(_("Write the folder"))
        elif self.step == DONE:
            self.frame.set_buttons(self.index_act, self.book_act, self.go_act)

    def begin(self) -> None:
        desk, place, office = self.desk, self.target.place, self.target.receiver.office
        if self._task is not None or place is None or office is None:
            return
        ids = tuple(one.dossier_id for one in self._chosen)
        purpose = self._chosen[0].purpose
        folder = _free_folder(place.path, f"ban-giao-{office.code}-{desk.today():%Y%m%d}")
        desk.flush()
        context, today, days = desk.context, desk.today(), dict(desk.context.settings.deadlines)
        actor = desk.read(desk.actor)

        def work(progress: TaskProgress) -> HandedOnPaper:
            return hand_over_on_paper(
                context.database,
                context.store,
                context.library,
                ids,
                office.id,
                actor,
                today,
                folder,
                progress,
                purpose=purpose,
                office_days=days,
            )

        self.run(work, lambda done: self._on_folder(done, place), office.name)

    def _on_folder(self, done: HandedOnPaper, place: StoragePlace) -> None:
        self._folder = done.folder
        safe = _("It is safe to take the stick out") if place.kind == "stick" else _("The folder is written")
        detail = _("{dossiers} for {office}: {files}, {size}, in {folder}")
        self.done.strip.set_text(
            safe,
            "ok",
            detail.format(
                dossiers=dossiers_text(len(self._chosen)),
                office=self.receiver_name,
                files=files_text(done.files),
                size=size_text(done.size),
                folder=str(done.folder),
            ),
        )
        result = _("When its decision or letter comes on paper, type it in on the dossier's page, with its scan.")
        self.done.show_steps(self.receiver_name, self._chosen, result)
        self.finish(done.hand_over_id)

    def _on_index(self) -> None:
        if self._folder is not None:
            previews.preview_file(self.desk, str(self._folder / INDEX), _("Index of the folder"))

    def menu_acts(self) -> list[Any]:
        return [self.target.folder_act, self.minutes_act, self.index_act, self.book_act]


def _free_folder(parent: Path, name: str) -> Path:
    """A folder of that name that is not there yet."""
    plain, number = safe_name(name), 1
    folder = parent / plain
    while folder.exists():
        number += 1
        folder = parent / f"{plain}-{number}"
    return folder
