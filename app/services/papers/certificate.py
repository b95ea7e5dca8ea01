"""Certificates of recognised products: what stands on one, and printing a round of them into one PDF.

The law fixes no layout (26/2026/QĐ-TTg, Điều 4: three stars and up, 36 months from issue). Content and order follow
real certificates: they cite the decision and the validity; a register number and a QR code are additions of ours and
may be left out. State emblem and programme mark are pictures that the office loads; nothing stands in for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from app.services.papers.certificate_facts import CertificateFacts
from app.services.papers.certificate_frame import define_frame
from app.services.papers.certificate_layout import CertificateArtist
from app.services.papers.fonts import REGULAR, register_fonts
from app.services.papers.output import new_file
from app.services.papers.theme import MM, Theme, default_theme

__all__ = ["CertificateFacts", "write_certificates"]


def write_certificates(
    facts: Iterable[CertificateFacts],
    target: str | Path | BinaryIO,
    *,
    theme: Theme | None = None,
    portrait: bool = False,
    on_page: Callable[[int], None] | None = None,
) -> int:
    """Write one PDF page for each certificate; a page's working data is let go once it is drawn.

    Args:
        facts: read one at a time.
        target: a path (written under a temporary name, then renamed) or an open binary stream.
        portrait: A4 upright instead of landscape.
        on_page: called after each page with the count so far; it may raise to stop, and nothing is left then.

    Returns:
        The number of certificates.

    Raises:
        ValueError: there is no certificate to print, or a QR text is too long.
        StorageError: the path cannot be written.
        OSError: an emblem or mark file cannot be read.
    """
    if isinstance(target, (str, Path)):
        with new_file(target) as file:
            return _write(facts, file, theme or default_theme(), portrait, on_page)
    return _write(facts, target, theme or default_theme(), portrait, on_page)


def _write(
    facts: Iterable[CertificateFacts],
    file: BinaryIO,
    theme: Theme,
    portrait: bool,
    on_page: Callable[[int], None] | None,
) -> int:
    register_fonts()
    sizes = theme.certificate
    across, down = (sizes.height, sizes.width) if portrait else (sizes.width, sizes.height)
    size = (across * MM, down * MM)
    canvas = Canvas(file, pagesize=size, pageCompression=1, initialFontName=REGULAR)
    canvas.setTitle("Giấy chứng nhận sản phẩm OCOP")
    canvas.setCreator("Sổ OCOP")
    canvas.setAuthor("")
    define_frame(canvas, sizes, *size)
    artist = CertificateArtist(canvas, sizes, *size)
    count = 0
    for each in facts:
        artist.draw(each)
        canvas.showPage()
        count += 1
        if on_page is not None:
            on_page(count)
    if not count:
        raise ValueError("no certificate to print")
    canvas.save()
    return count
