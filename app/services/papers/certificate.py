"""Certificates of recognised products: what stands on one, and printing a round of them into one PDF.

The law fixes no layout (26/2026/QĐ-TTg, Điều 4: three stars and up, 36 months from issue). Content and order follow
real certificates: they cite the decision and the validity; a register number and a QR code are additions of ours and
may be left out. State emblem and programme mark are pictures that the office loads; nothing stands in for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from app.services.papers.certificate_frame import define_frame
from app.services.papers.certificate_layout import CertificateArtist
from app.services.papers.fonts import REGULAR, register_fonts
from app.services.papers.official_dates import long_date
from app.services.papers.output import new_file
from app.services.papers.theme import MM, Theme, default_theme

BLANK_DECISION = "Quyết định số ............/QĐ-UBND ngày ...... tháng ...... năm ........"


@dataclass(frozen=True)
class CertificateFacts:
    """What is printed on one certificate. Empty or ``None`` means not known yet: a blank is printed, or nothing."""

    issuer_lines: tuple[str, ...]
    """Head at the left: the last line is bold, such as ("ỦY BAN NHÂN DÂN", "TỈNH ĐẮK LẮK")."""
    authority: str
    """Who recognises, in capitals above the title: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"."""
    product: str
    producer: str
    address: str
    stars: int
    year: int
    level_label: str = ""
    """Such as "cấp tỉnh", as the regime names the level of these stars."""
    statement: str = ""
    """Empty: "Đạt hạng n sao sản phẩm OCOP (level) năm (year)", printed in capitals."""
    decision_number: str | None = None
    """With its symbol, "4218/QĐ-UBND"; ``None`` until signed."""
    decision_date: dt.date | None = None
    decision_body: str = ""
    """Such as "Chủ tịch Ủy ban nhân dân tỉnh Đắk Lắk"."""
    decision_symbol: str = "/QĐ-UBND"
    """For the blank while there is no number."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    valid_months: int | None = None
    place: str = ""
    signed_on: dt.date | None = None
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    register_number: str = ""
    product_code: str = ""
    qr_text: str | None = None
    emblem: Path | None = None
    mark: Path | None = None
    practice_mark: str = ""
    """Such as "(mẫu)" on a certificate that recognises nothing."""
    reprint_note: str = ""
    draft: bool = False
    unverified: tuple[str, ...] = ()

    @property
    def statement_text(self) -> str:
        """The statement in capitals."""
        if self.statement:
            return self.statement.upper()
        level = f" {self.level_label}" if self.level_label else ""
        return f"Đạt hạng {self.stars} sao sản phẩm OCOP{level} năm {self.year}".upper()

    @property
    def decision_text(self) -> str:
        """The decision it rests on, and on a second line whose it is; dotted blanks until number and date are known."""
        of = f"\ncủa {self.decision_body}" if self.decision_body else ""
        number = self.decision_number or f"............{self.decision_symbol}"
        dated = long_date(self.decision_date) if self.decision_date else f"ngày ...... tháng ...... năm {self.year}"
        return f"Theo Quyết định số {number} {dated}{of}"

    @property
    def validity_text(self) -> str:
        """How long it holds, as far as that is known."""
        months = f" {self.valid_months} tháng" if self.valid_months else ""
        if self.valid_from and self.valid_to:
            lasts = f"Có giá trị{months}," if months else "Có giá trị"
            return f"{lasts} từ {long_date(self.valid_from)} đến hết {long_date(self.valid_to)}"
        if self.valid_to:
            return f"Có giá trị đến hết {long_date(self.valid_to)}"
        if months:
            return f"Có giá trị{months} kể từ ngày ký Quyết định"
        return "Có giá trị đến hết ngày ...... tháng ...... năm ........"


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
