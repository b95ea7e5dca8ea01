"""The recovery sheet shown, printed, or saved where the officer says; it never lies in the program's folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.keys import OfficeKeys, recovery_lines
from app.services.papers.output import new_file
from app.services.papers.recovery_sheet import recovery_pdf
from app.services.printing.safe_names import safe_name
from app.translate import _
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.papers.printing import print_file

if TYPE_CHECKING:
    from app.models.office import OfficeRow


def sheet_of(office: OfficeRow, keys: OfficeKeys, day: dt.date) -> bytes:
    """The sheet as PDF, in memory."""
    return recovery_pdf(office.name, office.code, keys.fingerprint, recovery_lines(keys), day)


def print_sheet(parent: QWidget, sheet: bytes, on_printed: Callable[[], None]) -> None:
    """Ask for the printer, then print."""
    print_file(parent, sheet, on_printed, title=_("Recovery sheet"))


def save_sheet(
    parent: QWidget, sheet: bytes, code: str, on_saved: Callable[[str], None], on_error: Callable[[BaseException], None]
) -> FileDialog:
    """Ask where to save it, then write it there.

    Args:
        code: of the office, for the file's name.
        on_saved: gets the file's name.
    """
    name = safe_name(f"phieu-khoi-phuc-{code}") + ".pdf"
    dialog = FileDialog(parent, _("Save the recovery sheet"), name, _("PDF files") + " (*.pdf)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")

    def write(chosen: str) -> None:
        try:
            with new_file(Path(chosen)) as file:
                file.write(sheet)
        except Exception as error:  # noqa: BLE001 - shown to the officer
            on_error(error)
            return
        on_saved(Path(chosen).name)

    dialog.fileSelected.connect(write)
    dialog.open()
    return dialog
