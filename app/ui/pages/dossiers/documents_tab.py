"""The papers of a dossier: what is asked for, what lies there, and every way of bringing a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.services.documents import AttachedFile
from app.services.dossier_page import DossierPageData
from app.services.paper_lines import STATES, PaperLine
from app.translate import _, format_date, ngettext
from app.ui.desk import Desk
from app.ui.evidence.worker import FileWorker
from app.ui.pages.dossiers import document_acts
from app.ui.pages.dossiers.bringing import FileBringer, Stored
from app.ui.pages.dossiers.file_cell import FileCell, cell_text, paint_cell
from app.ui.pages.dossiers.words import PAPER_GRADES, article_words
from app.ui.papers.open_document import open_attached
from app.ui.route import Route
from app.ui.tables import Column, ListSource, TableView
from app.ui.theme import icon_pixmap
from app.ui.widgets.act import Act
from app.ui.widgets.buttons import ActButton
from app.ui.widgets.labels import CutLabel
from app.ui.widgets.strip import Strip


class DocumentsTab(QWidget):
    """The table with its acts; ``show_data`` fills it."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.data: DossierPageData | None = None
        self._lines: dict[str, PaperLine] = {}
        self._pictures: dict[str, QPixmap] = {}
        self.bringer = FileBringer(desk, self, self._attached)
        self.setAcceptDrops(True)
        self._make_acts()
        self.strip = Strip("", "warn")
        self.strip.hide()
        self.table = self._make_table()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.strip)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._foot())
        self.setFocusProxy(self.table)

    def _make_acts(self) -> None:
        self.choose_act = Act(self, _("Choose files…"), self.choose_files, "Ctrl+O", "paperclip")
        self.folder_act = Act(self, _("Take a whole folder…"), self.choose_folder, "Ctrl+Shift+O", "folder-plus")
        self.paste_act = Act(self, _("Paste a picture"), self.paste, "Ctrl+V", "image")
        self.open_act = Act(self, _("Open the file"), self.open_files, "F4", "eye")
        self.edit_act = Act(self, _("Number, dates, title…"), self.edit, "", "pencil-simple")
        self.replace_act = Act(self, _("Replace the file…"), self.replace, "Ctrl+Shift+P", "arrows-clockwise")
        self.remove_act = Act(self, _("Take out of the dossier…"), self.remove, "Del", "trash")
        self.tick_act = Act(self, _("There on paper, or as a sample"), self.tick, "Space", "check-square")
        self.note_act = Act(self, _("Note on this paper…"), self._write_note, "Ctrl+G", "note-pencil")
        self.on_note: Callable[[str], None] | None = None

    def _make_table(self) -> TableView:
        columns = [
            Column("title", _("Paper of the dossier"), "two_line", 220, stretch=True, sortable=False),
            Column("file", _("File"), "drawn", 196, sortable=False, text=cell_text, paint=paint_cell),
            Column("expires", _("Expires"), "date", 100, sortable=False),
            Column("state", _("State"), "badge", 128, sortable=False),
        ]
        self.source = ListSource()
        table = TableView(
            self.desk,
            "documents",
            columns,
            self.source,
            title=_("Papers of the dossier"),
            counted=_counted,
            keys=[_("Enter open")],
            edits=True,
            parent=self,
        )
        table.opened.connect(self._on_opened)
        table.edited.connect(lambda _ident: self.edit())
        table.set_row_acts(
            [
                self.open_act,
                self.choose_act,
                self.edit_act,
                self.replace_act,
                self.tick_act,
                self.note_act,
                self.remove_act,
            ]
        )
        self.source.use_columns(columns)
        return table

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the rows need it more than the line below them; its keys still work."""
        self._foot_line.setVisible(not narrow)

    def _foot(self) -> QWidget:
        self._foot_line = QWidget(self)
        foot = QHBoxLayout(self._foot_line)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        picture = QLabel()
        picture.setPixmap(icon_pixmap("upload-simple", 18, "text2", self.devicePixelRatioF()))
        self._foot_picture = picture
        self._foot_words = CutLabel(_("Drag files here, paste a picture with Ctrl+V, or"), "second")
        foot.addWidget(picture)
        foot.addWidget(self._foot_words, 1)
        self._foot_buttons = [ActButton(self.choose_act, "link"), ActButton(self.folder_act, "link")]
        for button in self._foot_buttons:
            foot.addWidget(button)
        return self._foot_line

    # --- showing ------------------------------------------------------------------------------------------------------

    def show_data(self, data: DossierPageData) -> None:
        """Fill the table; the row chosen stays chosen."""
        self.data = self.bringer.data = data
        self._lines = {line.id: line for line in data.papers.lines}
        worker = FileWorker.of(self.desk)
        files = [file for line in data.papers.lines if line.document for file in line.document.files]
        for file in files:
            picture = worker.picture(file.blob.sha256)
            if picture is not None:
                self._pictures[file.blob.sha256] = picture
        self.source.set_rows([self._row(line) for line in data.papers.lines])
        self.table.reload()
        worker.make(files, self._on_picture, self)
        for act in (self.choose_act, self.folder_act, self.paste_act, self.edit_act, self.replace_act):
            act.setVisible(data.editable)
        for act in (self.remove_act, self.tick_act):
            act.setVisible(data.editable)
        self.note_act.setVisible(data.held_here)
        keys = [_("Enter open"), _("F4 open the file")]
        if data.editable:
            keys = [_("Enter open"), _("F2 edit"), _("Space there on paper"), _("Delete take out")]
        self.table.foot.set_keys(keys)
        words = _("Drag files here, paste a picture with Ctrl+V, or")
        if not data.editable:
            words = data.lock.what if data.lock else ""
        self._foot_words.set_words(words)
        self._foot_picture.setVisible(data.editable)

    def _row(self, line: PaperLine) -> dict[str, object]:
        below = []
        if line.form:
            below.append(line.form)
        if line.asked:
            below.append(_("mandatory") if line.mandatory else _("where there is one"))
        if article_words(line.article):
            below.append(line.article)
        title = line.title
        row = line.document.row if line.document else None
        if row is not None and row.number:
            below.insert(0, _("no. {number}").format(number=row.number))
        if row is not None and line.asked and row.title != line.title:
            below.insert(0, row.title)
        word, grade = _(STATES[line.state]), PAPER_GRADES[line.state]
        if line.state == "there" and line.issued is not None and line.document is None:
            word = _("Signed")
        elif line.state == "missing" and line.issued is not None:
            word, grade = _("Not signed yet"), "warn"
        return {
            "id": line.id,
            "title": (title, " · ".join(below)),
            "file": self._cell(line),
            "expires": line.expires_on,
            "state": (word, grade),
        }

    def _cell(self, line: PaperLine) -> FileCell | None:
        if line.document is not None:
            if line.document.files:
                return FileCell(line.document.files, pictures=self._pictures)
            return FileCell(words=_("sample, ticked") if line.physical else _("on paper only"))
        if line.samples:
            words = ngettext("{count} sample", "{count} samples", line.samples).format(count=line.samples)
            return FileCell(words=words)
        if line.issued is not None and line.issued.status == "signed":
            return FileCell(words=line.issued.number, detail=format_date(line.issued.dated))
        if line.issued is not None:
            return FileCell(words=_("being drafted here"))
        return None

    def _on_picture(self) -> None:
        worker = FileWorker.of(self.desk)
        for line in self._lines.values():
            for file in line.document.files if line.document else ():
                picture = worker.picture(file.blob.sha256)
                if picture is not None:
                    self._pictures[file.blob.sha256] = picture
        self.table.grid.viewport().update()

    def focus_kind(self, kind: str) -> bool:
        """Stand on the row of a kind of paper or of a document's id; False where there is none."""
        for line in self._lines.values():
            if kind in (line.kind, line.id):
                self.table.select(line.id)
                self.table.setFocus()
                return True
        return False

    def current(self) -> PaperLine | None:
        """The line that has the keys."""
        return self._lines.get(self.table.current_id())

    # --- opening and editing ------------------------------------------------------------------------------------------

    def _on_opened(self, ident: str) -> None:
        line = self._lines.get(ident)
        if line is None or self.data is None:
            return
        if line.document is not None and line.document.files:
            self.open_files()
        elif line.document is not None:
            self.edit()
        elif line.kind == "registration_form":
            self.desk.go(Route("registration", self.data.row.id))
        elif line.kind == "self_assessment":
            self.desk.go(Route("self_assessment", self.data.row.id))
        elif line.kind == "commune_report" and "assess_items" in self.data.moves:
            self.desk.go(Route("assess", self.data.row.id))
        elif self.data.editable:
            self.choose_files()

    def open_files(self) -> None:
        """F4: open the file; of several, the person chooses which."""
        line = self.current()
        if line is None or line.document is None or not line.document.files:
            return
        files = line.document.files
        if len(files) == 1:
            self._open_file(files[0])
            return
        document_acts.choose_file(self, files, self._open_file, self._below_row())

    def _open_file(self, file: AttachedFile) -> None:
        open_attached(self, self.desk, file.blob.sha256, file.name, warning=file.blob.warning)

    def _below_row(self) -> QPoint:
        grid = self.table.grid
        return grid.viewport().mapToGlobal(grid.visualRect(grid.currentIndex()).bottomLeft())

    def edit(self) -> None:
        """F2: what is said of the paper."""
        line = self.current()
        if line is None or self.data is None:
            return
        if line.document is None:
            if line.samples is not None or line.physical:
                self.tick()
            elif self.data.editable:
                self.choose_files()
            return
        if self.data.editable:
            document_acts.ask_details(self, self.desk, line.document, self.data.papers.kinds)

    def replace(self) -> None:
        """Another file in the place of one."""
        line = self.current()
        if line is None or line.document is None or not line.document.files:
            return
        document_acts.ask_replacement(self, self.desk, line.document, self._below_row(), self.bringer.store)

    def remove(self) -> None:
        """Take the paper out, with a reason."""
        line = self.current()
        if line is not None and line.document is not None:
            document_acts.ask_removal(self, self.desk, line.document)

    def tick(self) -> None:
        """Space: the paper lies in the office on paper, or the samples are there; again: it does not."""
        line = self.current()
        if line is None or self.data is None or not self.data.editable:
            return
        document_acts.tick(self, self.desk, self.data.row, line)

    def _write_note(self) -> None:
        line = self.current()
        if line is not None and self.on_note is not None:
            self.on_note(f"document:{line.document.row.id if line.document else line.kind}")

    # --- bringing files -----------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Files for the paper that is chosen."""
        self.bringer.choose_files(self.current())

    def choose_folder(self) -> None:
        """A whole folder: its plan is shown before anything is copied."""
        self.bringer.choose_folder()

    def bring_folder(self, folder: Path) -> None:
        """Look a folder through and show what would be taken."""
        self.bringer.bring_folder(folder)

    def paste(self) -> None:
        """A picture or files from the clipboard."""
        self.bringer.paste(self.current())

    def bring(self, paths: Sequence[Path], line: PaperLine | None) -> None:
        """Copy files into the store, then attach them: to the line, or each to what its name says."""
        self.bringer.bring(paths, line)

    def _attached(self, ident: str, stored: Stored) -> None:
        self.table.select(ident)
        self.table.setFocus()
        odd = [(name, blob.warning) for name, blob in stored if blob.warning]
        if odd:
            name, warning = odd[0]
            words = _("“{name}”: {reason}").format(name=name, reason=_(warning))
            self.strip.set_text(words, "warn", _("It is kept as it came and is never opened by itself."))
        self.strip.setVisible(bool(odd))
        count = len(stored)
        self.desk.toast(ngettext("{count} file attached.", "{count} files attached.", count).format(count=count))

    # --- dragging -----------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._judge(event)

    def _judge(self, event: QDragEnterEvent | QDragMoveEvent) -> None:
        urls = event.mimeData().urls()
        fits = self.data is not None and self.data.editable and any(url.isLocalFile() for url in urls)
        if fits and not any(url.toLocalFile().lower().endswith(".ocop") for url in urls):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Files dropped on a row belong to its paper; elsewhere their names say where."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        grid = self.table.grid
        at = grid.viewport().mapFrom(self, event.position().toPoint())
        index = grid.indexAt(at) if grid.viewport().rect().contains(at) else QModelIndex()
        line = self._lines.get(self.table.model.ident_at(index.row())) if index.isValid() else None
        event.acceptProposedAction()
        self.bringer.bring_paths(paths, line)


def _counted(count: int) -> str:
    return ngettext("{count} paper listed", "{count} papers listed", count).format(count=count)
