"""The ways of bringing files into a dossier: chosen, a whole folder, pasted, dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.document_files import add_files
from app.services.document_kinds import OTHER, guess_kind
from app.services.documents import DocumentData, attach_document
from app.services.dossier_page import DossierPageData
from app.services.file_store import StoredBlob
from app.services.paper_lines import PaperLine
from app.translate import _, ngettext
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.pages.dossiers.folder_dialog import ask_folder

Stored = list[tuple[str, StoredBlob]]


class FileBringer:
    """Copies files into the store and attaches them; ``data`` is the dossier that is shown.

    Args:
        tab: the parent of dialogs.
        on_attached: called with the id of the last paper and the files that were attached.
    """

    def __init__(self, desk: Desk, tab: QWidget, on_attached: Callable[[str, Stored], None]) -> None:
        self._desk, self._tab, self._on_attached = desk, tab, on_attached
        self.data: DossierPageData | None = None

    def choose_files(self, line: PaperLine | None) -> None:
        """Files for the paper that is chosen."""
        dialog = FileDialog(self._tab, _("Choose files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.bring([Path(name) for name in names], line))
        dialog.open()

    def choose_folder(self) -> None:
        """A whole folder: its plan is shown before anything is copied."""
        dialog = FileDialog(self._tab, _("Choose a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.bring_folder(Path(name)))
        dialog.open()

    def bring_folder(self, folder: Path) -> None:
        """Look a folder through and show what would be taken."""
        if self.data is not None:
            ask_folder(self._tab, self._desk, self.data.row.id, folder, self.data.regime.documents)

    def paste(self, line: PaperLine | None) -> None:
        """A picture or files from the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        image = QGuiApplication.clipboard().image()
        if paths:
            self.bring_paths(paths, line)
        elif not image.isNull():
            self._paste_image(image, line)
        else:
            self._desk.toast(_("There is no picture on the clipboard."))

    def _paste_image(self, image: QImage, line: PaperLine | None) -> None:
        folder = self._desk.context.paths.pasted
        folder.mkdir(parents=True, exist_ok=True)
        stamp = self._desk.today().strftime("%Y%m%d")
        number, words = 1, _("pasted picture")
        while (path := folder / f"{words}-{stamp}-{number}.png").exists():
            number += 1
        image.save(str(path))
        self.bring([path], line, forget=True)

    def bring_paths(self, paths: Sequence[Path], line: PaperLine | None) -> None:
        """Files, and the first folder, that were dropped or copied."""
        folders = [path for path in paths if path.is_dir()]
        files = [path for path in paths if path.is_file()]
        if files:
            self.bring(files, line)
        if folders:
            self.bring_folder(folders[0])

    def bring(self, paths: Sequence[Path], line: PaperLine | None, *, forget: bool = False) -> None:
        """Copy files into the store, then attach them: to the line, or each to what its name says."""
        if self.data is None:
            return
        data = self.data

        def attach(stored: Stored) -> None:
            if forget:
                for path in paths:
                    with contextlib.suppress(OSError):
                        path.unlink()
            self._attach(data, stored, line)

        self.store(paths, attach)

    def store(self, paths: Sequence[Path], then: Callable[[Stored], None]) -> None:
        """Copy files into the store, then go on with what they became."""
        store = self._desk.context.store
        words = ngettext("Copying {count} file", "Copying {count} files", len(paths)).format(count=len(paths))
        self._desk.run_long(
            words,
            lambda progress: [(path.name, store.put(path, progress)) for path in paths],
            on_done=then,
            owner=self._tab,
        )

    def _attach(self, data: DossierPageData, stored: Stored, line: PaperLine | None) -> None:
        dossier_id, kinds = data.row.id, data.regime.documents

        def work(session: Any, actor: Any) -> str:
            if line is not None and line.document is not None:
                return add_files(session, line.document.row.id, stored, actor).id
            if line is not None and not line.physical:
                paper = DocumentData(line.kind, line.title)
                return attach_document(session, dossier_id, paper, stored, actor).id
            made = ""
            for name, blob in stored:
                guess = guess_kind(Path(name), kinds)
                title = guess.title or Path(name).stem
                made = attach_document(
                    session, dossier_id, DocumentData(guess.kind or OTHER, title), [(name, blob)], actor
                ).id
            return made

        self._desk.write(
            work,
            changes=("document", "dossier"),
            on_done=lambda ident: self._on_attached(ident, stored),
            owner=self._tab,
        )
