"""Prints a paper that is to be signed: the copy is counted before it is drawn, so that a second one says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.services.printing.printing import PAPER_KINDS, PrintOptions
from app.services.printing.safe_names import safe_name
from app.translate import _
from app.ui.desk import Desk
from app.ui.dialogs.file_dialog import FileDialog
from app.ui.papers.printing import draw_pages
from app.ui.papers.writing import draw_paper

_DPI = 300

Ids = str | list[str] | tuple[str, ...]


def paper_file(desk: Desk, kind: str, name: str, suffix: str = ".pdf") -> Path:
    """Where a paper is written that is only shown or printed."""
    folder = desk.context.paths.previews
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{safe_name(f'{_(PAPER_KINDS[kind].title)} {name}'.strip())}{suffix}"


def print_for_signature(
    page: QWidget,
    desk: Desk,
    kind: str,
    ids: Ids,
    count: Callable[[Any, Any], Any],
    *,
    changes: str | tuple[str, ...] = ("paper",),
    on_done: Callable[[], None] | None = None,
) -> QPrintDialog:
    """Ask for the printer; then count the copy (``count(session, actor)``), write the paper, and draw its pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    target = paper_file(desk, kind, "")
    printer.setDocName(target.stem)
    dialog = QPrintDialog(printer, page)
    dialog.setWindowTitle(_("Print"))

    def drawn(_result: object) -> None:
        draw_pages(printer, target)
        desk.toast(_("Sent to the printer."))
        if on_done is not None:
            on_done()

    def counted(_count: object) -> None:
        _write(page, desk, kind, ids, target, drawn, for_signature=True)

    dialog.accepted.connect(lambda: desk.write(count, changes=changes, on_done=counted, owner=page))
    QDialog.open(dialog)
    return dialog


def save_paper(page: QWidget, desk: Desk, kind: str, ids: Ids, name: str, suffix: str, *, for_signature: bool) -> None:
    """Ask where, then write the paper there: ``.pdf``, or ``.docx`` for those who go on in Word."""
    words = _("Word files") if suffix == ".docx" else _("PDF files")
    dialog = FileDialog(page, _("Save as"), safe_name(name) + suffix, f"{words} (*{suffix})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)

    def chosen(path: str) -> None:
        target = Path(path)
        said = _("Saved: {name}").format(name=target.name)
        _write(page, desk, kind, ids, target, lambda _result: desk.toast(said), for_signature=for_signature)

    dialog.fileSelected.connect(chosen)
    dialog.open()


def _write(
    page: QWidget,
    desk: Desk,
    kind: str,
    ids: Ids,
    target: Path,
    on_done: Callable[[Any], None],
    *,
    for_signature: bool,
) -> None:
    options = PrintOptions(for_signature=for_signature)
    desk.run_long(
        _("Preparing the paper"),
        lambda progress: draw_paper(desk, kind, ids, target, options, progress),
        on_done=on_done,
        owner=page,
    )
