"""A paper beside what is typed: the PDF itself, written anew after each pause in typing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError, StorageError
from app.services.printing.printing import PrintOptions
from app.translate import ngettext
from app.ui.desk import Desk
from app.ui.papers.issuing import paper_file
from app.ui.papers.pdf_view import PdfView
from app.ui.papers.writing import draw_paper
from app.ui.widgets.badge import Badge
from app.ui.widgets.labels import CutLabel, TextLabel

_PAUSE_MS = 400


class PaperPreview(QFrame):
    """One paper of one record, drawn again when ``touch`` is called."""

    def __init__(self, desk: Desk, kind: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._record = ""
        self._turn = 0
        self.setProperty("ground", "bar")
        self.setObjectName("paper.preview")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(CutLabel(title, "label", parent=self), 1)
        self._count = TextLabel("", "second", wrap=False, parent=self)
        head.addWidget(self._count)
        box.addLayout(head)
        self.view = PdfView(desk, self)
        box.addWidget(self.view, 1)
        self.note = Badge("", "warn", parent=self)
        self.note.hide()
        box.addWidget(self.note)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._write)

    def show_record(self, record: str) -> None:
        """Another record: its paper is written at once."""
        if record != self._record:
            self._record = record
            self.view.show_file(None)
            self._count.setText("")
            self._write()
        else:
            self.touch()

    def touch(self) -> None:
        """What it is made of changed."""
        self._timer.start()

    def set_note(self, text: str) -> None:
        """A word below the pages: what still stands blank."""
        self.note.set_state(text, "warn")
        self.note.setVisible(bool(text))

    def _write(self) -> None:
        if not self._record or not self.isVisibleTo(self.window()):
            return
        self._turn += 1
        turn, record, desk, kind = self._turn, self._record, self._desk, self._kind
        target = paper_file(desk, kind, f"{record[-8:]} {turn % 2}")

        def done(_result: object) -> None:
            if turn == self._turn:
                self._show(target)

        desk.tasks.read(lambda: draw_paper(desk, kind, record, target, PrintOptions()), done, self._failed, self)

    def _show(self, path: Path) -> None:
        bar = self.view.verticalScrollBar()
        at = bar.value()
        try:
            self.view.show_file(path)
        except (OSError, StorageError) as error:
            self._failed(error)
            return
        bar.setValue(at)
        count = self.view.page_count
        self._count.setText(ngettext("{count} page", "{count} pages", count).format(count=count))

    def _failed(self, error: BaseException) -> None:
        """The paper cannot be made yet: said here, not in a box while somebody types."""
        if isinstance(error, AppError):
            self.set_note(error.what)
        else:
            self._desk.show_error(error)

    def showEvent(self, event: object) -> None:
        """Shown after it was put away: what was typed meanwhile is not in it yet."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._record and not self._count.text():
            self._write()  # nothing stands there yet
        elif self._record:
            self._timer.start()
