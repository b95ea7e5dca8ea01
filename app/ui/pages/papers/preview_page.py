"""A paper as it will be printed, with what can be done with it: print, save as PDF, save for Word."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import StorageError, system_reason
from app.services.compared_rules import uncompared_of_certificates
from app.services.printed_copies import record_printing
from app.services.printing.printing import PAPER_KINDS
from app.services.printing.safe_names import safe_name
from app.translate import N_, _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.page import Page
from app.ui.papers.pdf_view import PdfView
from app.ui.papers.previews import print_options
from app.ui.papers.printing import print_file
from app.ui.papers.writing import draw_paper
from app.ui.route import Route
from app.ui.widgets.act import Act
from app.ui.widgets.page_header import PageHeader
from app.ui.widgets.strip import Strip

_MOST_RULES = 3


class PreviewPage(Page):
    """The PDF itself; nothing of it is a picture of something else."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.header = PageHeader(self)
        self.view = PdfView(desk, self)
        self.body.addWidget(self.header)
        self._compare = Act(self, _("Record the comparison"), self._to_rules, "Ctrl+Shift+R", "check-circle")
        self.strip = Strip("…", "warn", self._compare)
        self.strip.setObjectName("preview.uncompared")
        self.strip.hide()
        self.body.addWidget(self.strip)
        self.body.addWidget(self.view, 1)
        self._path: Path | None = None
        self._print = Act(self, _("Print…"), self._on_print, "Ctrl+P", "printer")
        self._save = Act(self, _("Save as PDF…"), self._on_save, "Ctrl+Shift+S", "file-pdf")
        self._word = Act(self, _("Save for Word…"), self._on_word, "Ctrl+Shift+W", "file-text")
        self._outside = Act(self, _("Open in the system's viewer"), self._on_outside, "F4", "arrow-square-out")
        Act(self, _("Back"), desk.back, "Esc")

    def open(self, route: Route) -> None:
        self.route = route
        kind = route.value("kind")
        self._path = None
        self.view.show_file(None)
        self._tell_uncompared([])
        self.header.set_back(_("Back"), self.desk.back)
        self.header.set_title(self.title())
        formats = PAPER_KINDS[kind].formats if kind else ("pdf",)
        others = [self._save, *([self._word] if "docx" in formats else []), self._outside]
        self.header.set_acts(self._print, others)
        if not kind:
            self._show(Path(route.value("file")))
            return
        if kind == "certificate":
            self._look_for_uncompared(route)
        target = self._target(".pdf")
        self.desk.run_long(
            _("Preparing the paper"),
            lambda progress: self._write(target, progress),
            on_done=lambda _done: self._show(target) if self.route is route else None,
            on_error=lambda error: self._on_error(error) if self.route is route else None,
            owner=self,
        )

    def _look_for_uncompared(self, route: Route) -> None:
        """A certificate carries no note on its rules; who prints it is told here."""
        library, ids = self.desk.library, route.record.split(",")
        self.desk.fetch(
            lambda session: uncompared_of_certificates(session, library, ids),
            lambda found: self._tell_uncompared(found) if self.route is route else None,
            owner=self,
        )

    def _tell_uncompared(self, found: list[str]) -> None:
        self.strip.setVisible(bool(found))
        self._compare.setEnabled(bool(found))
        if found:
            rules = "; ".join(found[:_MOST_RULES]) + ("; …" if len(found) > _MOST_RULES else "")
            self.strip.set_text(
                _("Not compared with the signed text: {rules}").format(rules=rules),
                "warn",
                _("Record the comparison in Settings > Rules, or print: no note stands on the certificate itself."),
            )

    def _to_rules(self) -> None:
        self.desk.go(Route("settings", tab="rules"))

    def title(self) -> str:
        kind = self.route.value("kind")
        return _(PAPER_KINDS[kind].title) if kind else self.route.value("title")

    def default_focus(self) -> QWidget:
        return self.view

    def _target(self, suffix: str) -> Path:
        folder = self.desk.context.paths.previews
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{safe_name(self.title())}{suffix}"

    def _write(self, target: Path, progress: Any) -> None:
        ids = tuple(self.route.record.split(","))
        desk = self.desk
        options = print_options(desk, dict(self.route.extra))
        kind = self.route.value("kind")
        draw_paper(desk, kind, ids, target, options, progress)

    def _show(self, path: Path) -> None:
        try:
            self.view.show_file(path)
        except (OSError, StorageError) as error:
            self.desk.show_error(error)
            return
        self._path = path
        count = self.view.page_count
        self.header.set_subtitle(ngettext("{count} page", "{count} pages", count).format(count=count))

    def _on_error(self, error: BaseException) -> None:
        self.desk.show_error(error)
        self.desk.back()

    def _on_print(self) -> None:
        if self._path is not None:
            prepare = self._count_copy if self.route.value("counted") else None
            print_file(self, self._path, lambda: self.desk.toast(_("Sent to the printer.")), prepare=prepare)

    def _count_copy(self, go: Callable[[], None]) -> None:
        """Count the copy, then write the paper anew, which may now say that it is a reprint."""
        kind, ids, target = self.route.value("kind"), self.route.record.split(","), self._path
        if target is None:
            return

        def ready(_done: object) -> None:
            self._show(target)
            go()

        def counted(_count: int) -> None:
            self.desk.run_long(
                _("Preparing the paper"), lambda progress: self._write(target, progress), on_done=ready, owner=self
            )

        self.desk.write(
            lambda session, actor: record_printing(session, kind, ids, actor),
            changes=("paper", "certificate" if kind == "certificate" else "decision"),
            on_done=counted,
            owner=self,
        )

    def _on_outside(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    def _on_save(self) -> None:
        self._ask_name(".pdf", _("PDF files") + " (*.pdf)", self._copy_to)

    def _on_word(self) -> None:
        self._ask_name(".docx", _("Word files") + " (*.docx)", self._write_word)

    def _ask_name(self, suffix: str, kind: str, use: Any) -> None:
        dialog = FileDialog(self, _("Save as"), safe_name(self.title()) + suffix, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda name: use(Path(name)))
        dialog.open()

    def _copy_to(self, target: Path) -> None:
        if self._path is None:
            return
        try:
            shutil.copyfile(self._path, target)
        except OSError as error:
            self.desk.show_error(_not_saved(target, error))
            return
        self.desk.toast(_("Saved: {name}").format(name=target.name))

    def _write_word(self, target: Path) -> None:
        self.desk.run_long(
            _("Writing for Word"),
            lambda progress: self._write(target, progress),
            on_done=lambda _done: self.desk.toast(_("Saved: {name}").format(name=target.name)),
            owner=self,
        )


def _not_saved(target: Path, error: OSError) -> StorageError:
    return StorageError(
        N_("{name} could not be saved: {reason}."),
        kept=N_("The paper itself is unchanged."),
        advice=N_("Choose another folder, then try again."),
        name=target.name,
        reason=system_reason(error),
    )
