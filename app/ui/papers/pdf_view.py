"""Shows the pages of a PDF one below the other, each drawn when it comes into sight."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.desk import Desk
from app.ui.theme import colour

if TYPE_CHECKING:
    from app.services.pdf_pages import PageSize, PdfPages

_GAP = 16
_KEPT_PAGES = 12
_MM_PER_INCH = 25.4
_SCREEN_DPI = 96.0


class PdfView(QScrollArea):
    """A4 pages fitted to the width, or larger with Ctrl and plus."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pdf")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._pages = _Pages(desk, self)
        self.setWidget(self._pages)

    def show_file(self, path: Path | bytes | None) -> None:
        """Show a file, or the bytes of one that must not lie on the disk; None shows nothing.

        Raises:
            StorageError: it cannot be shown.
        """
        self._pages.open(path)

    @property
    def page_count(self) -> int:
        return self._pages.count

    def zoom(self, factor: float) -> None:
        """Larger or smaller than the width of the view (1.0)."""
        self._pages.set_zoom(factor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_Space: bar.pageStep(),
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._pages.set_zoom(self._pages.zoom * 1.25)
        elif event.key() == Qt.Key.Key_Minus:
            self._pages.set_zoom(self._pages.zoom / 1.25)
        elif event.key() == Qt.Key.Key_0:
            self._pages.set_zoom(1.0)
        elif event.key() in steps:
            bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def _close(held: list[PdfPages], *_gone: object) -> None:
    while held:
        held.pop().close()


class _Pages(QWidget):
    def __init__(self, desk: Desk, view: PdfView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self._pdf: PdfPages | None = None
        self._held: list[PdfPages] = []  # the same one: closed when the widget is gone, or the program ends
        self.destroyed.connect(partial(_close, self._held))
        program = QCoreApplication.instance()
        if program is not None:
            program.aboutToQuit.connect(partial(_close, self._held))
        self._sizes: list[PageSize] = []
        self._places: list[QRect] = []
        self._drawn: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._round = 0
        self.zoom = 1.0

    @property
    def count(self) -> int:
        return len(self._sizes)

    def open(self, path: Path | bytes | None) -> None:
        from app.services.pdf_pages import PdfPages

        _close(self._held)
        self._pdf = None
        self._sizes = []
        if path is not None:
            # The bytes and not the file: it may be written again while it is shown.
            self._pdf = PdfPages(path if isinstance(path, bytes) else path.read_bytes())
            self._held.append(self._pdf)
            self._sizes = [self._pdf.size(number) for number in range(self._pdf.count)]
        self._arrange()

    def set_zoom(self, factor: float) -> None:
        self.zoom = min(4.0, max(0.4, factor))
        self._arrange()

    def _arrange(self) -> None:
        self._round += 1
        self._drawn.clear()
        self._asked.clear()
        self._places = []
        widest = max((size.width_mm for size in self._sizes), default=210.0)
        room = max(200, self._view.viewport().width() - 2 * _GAP)
        scale = min(room / widest, _SCREEN_DPI * 1.5 / _MM_PER_INCH) * self.zoom
        top, width = _GAP, int(widest * scale) + 2 * _GAP
        full = max(width, self._view.viewport().width())
        for size in self._sizes:
            place = QRect(0, top, int(size.width_mm * scale), int(size.height_mm * scale))
            place.moveLeft((full - place.width()) // 2)
            self._places.append(place)
            top += place.height() + _GAP
        # Fitted pages follow the view's width, which shrinks by a scroll bar: they ask for no width of their own.
        self.setMinimumSize(QSize(width if self.zoom > 1 else 0, top))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour("surface2"))
        for number, place in enumerate(self._places):
            if not place.intersects(event.rect()):
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            image = self._drawn.get(number)
            if image is not None:
                painter.drawImage(place, image)
            else:
                self._ask(number)
            painter.setPen(colour("border"))
            painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _ask(self, number: int) -> None:
        pdf = self._pdf
        if pdf is None or number in self._asked:
            return
        self._asked.add(number)
        turn = self._round
        pixels = self._places[number].width() * self.devicePixelRatioF()
        dpi = pixels * _MM_PER_INCH / self._sizes[number].width_mm

        def draw() -> QImage:
            page = pdf.render(number, dots_per_inch=dpi)
            image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGBX8888)
            return image.copy()

        self._desk.tasks.read(
            draw, lambda image: self._show(turn, number, image), lambda error: self._failed(turn, error), self
        )

    def _show(self, turn: int, number: int, image: QImage) -> None:
        if turn != self._round:
            return
        while len(self._drawn) >= _KEPT_PAGES:
            oldest = next(iter(self._drawn))
            del self._drawn[oldest]
            self._asked.discard(oldest)
        self._drawn[number] = image
        self.update(self._places[number])

    def _failed(self, turn: int, error: BaseException) -> None:
        if turn == self._round:
            self._desk.show_error(error)
