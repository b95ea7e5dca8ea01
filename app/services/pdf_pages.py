"""Pages of a PDF as pictures, for previews and for the printer; nothing of Qt here.

PDFium is not safe for threads: every call to it in this program goes through the one lock ``PDFIUM``. A file from
outside is better drawn by the thumbnail worker, in a process of its own; this module is for papers that the program
has written, and for a file that the officer asked to see.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from app.errors import StorageError
from app.translate import N_

PDFIUM = threading.RLock()
"""Held around every use of PDFium, in every thread of this process."""
POINTS_PER_INCH = 72
MM_PER_INCH = 25.4
MAX_PIXELS = 40_000_000
"""Of one picture: an A4 page at 600 dots per inch has 35 million."""
MAX_SIDE = 20_000
MAX_FILE = 512 * 1024 * 1024


@dataclass(frozen=True)
class PageSize:
    """A page's width and height in millimetres, as it is shown (turned pages included)."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class PageImage:
    """A drawn page: ``pixels`` holds rows of ``stride`` bytes, 4 bytes a pixel: red, green, blue, and one unused."""

    width: int
    height: int
    stride: int
    pixels: bytes


class PdfPages:
    """An open PDF. Use it in ``with``, or close it; any thread may call it, one at a time gets through."""

    def __init__(self, source: Path | bytes) -> None:
        """Open a file, or the bytes of one.

        Raises:
            StorageError: it is missing, damaged, locked with a password, or larger than ``MAX_FILE``.
        """
        import pypdfium2

        self._document: Any = None
        try:
            size = len(source) if isinstance(source, bytes) else source.stat().st_size
            if size > MAX_FILE:
                raise _not_shown()
            with PDFIUM:
                self._document = pypdfium2.PdfDocument(source)
                self.count: int = len(self._document)
        except (OSError, pypdfium2.PdfiumError) as error:
            raise _not_shown() from error

    def size(self, page: int) -> PageSize:
        """The size of a page, counted from 0.

        Raises:
            IndexError: there is no such page. StorageError: the page is damaged, or the file has been closed.
        """
        width, height = self._points(page)
        return PageSize(width * MM_PER_INCH / POINTS_PER_INCH, height * MM_PER_INCH / POINTS_PER_INCH)

    def render(self, page: int, *, dots_per_inch: float = 96.0) -> PageImage:
        """Draw a page on white.

        Args:
            page: counted from 0.
            dots_per_inch: lowered where the picture would be larger than ``MAX_PIXELS`` or ``MAX_SIDE``.

        Raises:
            IndexError: there is no such page. ValueError: no positive resolution.
            StorageError: the page cannot be drawn, or the file has been closed.
        """
        import pypdfium2

        if not dots_per_inch > 0:
            raise ValueError("the resolution must be positive")
        width, height = self._points(page)
        scale = dots_per_inch / POINTS_PER_INCH
        scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5, MAX_SIDE / max(width, height))
        try:
            with PDFIUM:
                if self._document is None:
                    raise _not_shown()
                opened = self._document[page]
                try:
                    bitmap = opened.render(scale=scale, prefer_bgrx=True, rev_byteorder=True, maybe_alpha=False)
                    try:
                        return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
                    finally:
                        bitmap.close()
                finally:
                    opened.close()
        except (pypdfium2.PdfiumError, MemoryError) as error:
            raise _not_shown() from error

    def _points(self, page: int) -> tuple[float, float]:
        """Width and height in points of 1/72 inch, both at least 1."""
        import pypdfium2

        if not 0 <= page < self.count:
            raise IndexError(page)
        try:
            with PDFIUM:
                if self._document is None:
                    raise _not_shown()
                width, height = self._document.get_page_size(page)
        except pypdfium2.PdfiumError as error:
            raise _not_shown() from error
        return max(1.0, float(width)), max(1.0, float(height))

    def close(self) -> None:
        with PDFIUM:
            if self._document is not None:
                self._document.close()
                self._document = None

    def __enter__(self) -> PdfPages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _not_shown() -> StorageError:
    return StorageError(
        N_("This PDF cannot be shown."), advice=N_("Open it with the system's own viewer, or attach it again.")
    )
