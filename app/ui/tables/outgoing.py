"""What leaves a table: rows copied to the clipboard, and the whole of it saved as an Excel file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.progress import Progress
from app.translate import N_, _, format_number, ngettext
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.tables.columns import Column, Row
from app.ui.tables.copying import as_mime, as_texts, to_mime
from app.ui.tables.grid import Grid
from app.ui.tables.saving import file_name, save_rows

if TYPE_CHECKING:
    from app.ui.desk import Desk

MOST_AT_ONCE = 1000
_TOLD_EVERY = 500


class Outgoing(QObject):
    """Copies and saves for one table.

    Args:
        title: what is listed, for the file's name and its sheet.
        shown_columns: gives the columns shown now, in their order.
    """

    def __init__(
        self, desk: Desk, grid: Grid, title: str, shown_columns: Callable[[], list[Column]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._grid, self._title = desk, grid, title
        self._shown_columns = shown_columns
        self._window = parent

    # --- copying ------------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy the rows chosen, with heads; many of them as long work."""
        model = self._grid.table_model
        ranges = self._grid.ranges()
        columns = self._shown_columns()
        count = sum(bottom - top + 1 for top, bottom in ranges)
        if not count:
            return
        if count <= MOST_AT_ONCE:
            rows = [row for row in map(model.row_at, self._grid.chosen(MOST_AT_ONCE)) if row is not None]
            QGuiApplication.clipboard().setMimeData(as_mime(columns, rows))
            self._tell_copied(count)
            return
        source, query = model.source, model.query

        def work(progress: Progress) -> tuple[str, str]:
            rows = chosen_of(source.every(query), ranges)
            return as_texts(columns, _watched(rows, count, progress))

        def done(texts: tuple[str, str]) -> None:
            QGuiApplication.clipboard().setMimeData(to_mime(*texts))
            self._tell_copied(count)

        self._desk.run_long(_("Copying rows"), work, on_done=done, owner=self)

    def _tell_copied(self, count: int) -> None:
        said = ngettext("{count} row was copied.", "{count} rows were copied.", count)
        self._desk.toast(said.format(count=format_number(count)))

    # --- saving -------------------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Ask for the file, then save."""
        dialog = FileDialog(self._window, _("Save as Excel"), file_name(self._title, self._desk.today()))
        dialog.setObjectName("table.save")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(_("Excel file") + " (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Save what is shown as that file, as long work that can be stopped."""
        model, desk, target = self._grid.table_model, self._desk, Path(path)
        columns, source, query, total = self._shown_columns(), model.source, model.query, model.rowCount()
        title = self._title

        def work(progress: Progress) -> int:
            return save_rows(target, title, columns, source, query, total, progress)

        def done(count: int) -> None:
            said = ngettext("{count} row was saved in {name}.", "{count} rows were saved in {name}.", count)
            desk.toast(said.format(count=format_number(count), name=target.name))

        desk.run_long(_("Saving {name}").format(name=target.name), work, on_done=done)


def _watched(rows: Iterable[Row], total: int, progress: Progress) -> Iterator[Row]:
    for done, row in enumerate(rows):
        if done % _TOLD_EVERY == 0:
            progress.step(done, total, N_("Copying rows"))
        yield row


def chosen_of(rows: Iterable[Row], ranges: Sequence[tuple[int, int]]) -> Iterator[Row]:
    """Those of all rows that stand at the places of the ranges."""
    places = chain.from_iterable(range(top, bottom + 1) for top, bottom in ranges)
    wanted = next(places, None)
    for place, row in enumerate(rows):
        if place == wanted:
            yield row
            wanted = next(places, None)
            if wanted is None:
                return
