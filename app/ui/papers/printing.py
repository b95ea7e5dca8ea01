"""Sends a PDF to a printer, page by page, in the window's thread; what is printed is what the preview shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.services.pdf_pages import PdfPages
from app.translate import _

_DPI = 300


def print_file(
    parent: QWidget,
    path: Path | bytes,
    on_printed: Callable[[], None],
    *,
    title: str = "",
    prepare: Callable[[Callable[[], None]], None] | None = None,
) -> QPrintDialog:
    """Ask for the printer, then print; ``on_printed`` is called once the pages have gone to it.

    Args:
        path: the PDF, or the bytes of one that must not lie on the disk; then ``title`` names it to the printer.
        prepare: called once the printer is chosen, with what it calls when the file is ready to be printed: a copy
            that is counted is written anew before.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_DPI)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setDocName(path.stem if isinstance(path, Path) else title)
    with PdfPages(path) as pages:
        printer.setFromTo(1, pages.count)
        first = pages.size(0)
    wide = first.width_mm > first.height_mm
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print"))

    def go() -> None:
        draw_pages(printer, path)
        on_printed()

    dialog.accepted.connect(go if prepare is None else lambda: prepare(go))
    QDialog.open(dialog)
    return dialog


def draw_pages(printer: QPrinter, path: Path | bytes) -> int:
    """Draw the chosen pages at the size they have; returns how many."""
    painter = QPainter()
    count = 0
    with PdfPages(path) as pages:
        first = max(1, printer.fromPage()) if printer.fromPage() else 1
        last = min(pages.count, printer.toPage()) if printer.toPage() else pages.count
        for number in range(first - 1, last):
            size = pages.size(number)
            wide = size.width_mm > size.height_mm
            if count == 0:
                painter.begin(printer)
            else:
                way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
                printer.setPageOrientation(way)
                printer.newPage()
            page = pages.render(number, dots_per_inch=printer.resolution())
            image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888)
            paper = printer.pageLayout().fullRectPixels(printer.resolution())
            printable = printer.pageLayout().paintRectPixels(printer.resolution())
            dots = printer.resolution() / 25.4
            target = QRectF(-printable.x(), -printable.y(), size.width_mm * dots, size.height_mm * dots)
            target.moveLeft(target.left() + (paper.width() - target.width()) / 2)
            painter.drawImage(target, image)
            count += 1
    painter.end()
    return count
