"""QR codes: what is drawn is read back."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from app.services.papers.fonts import REGULAR, register_fonts
from app.services.papers.qr import draw_qr, make_qr

TEXT = "OCOP 3 sao: Cà phê Mùa Thu\nChủ thể: Hộ kinh doanh\nSOOCOP1:" + "ABCDE234" * 20


@pytest.mark.parametrize("text", [TEXT, "Đắk Lắk", "A" * 60, "SOOCOP1:" + "Z" * 300])
def test_a_drawn_code_is_read_back_to_the_letter(text: str, tmp_path: Path) -> None:
    register_fonts()
    path = tmp_path / "qr.pdf"
    canvas = Canvas(str(path), pagesize=(120, 120), initialFontName=REGULAR)
    draw_qr(canvas, make_qr(text), 20, 20, 80)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(path)
    found = zxingcpp.read_barcodes(document[0].render(scale=4).to_pil())
    document.close()
    assert [code.text for code in found] == [text]


def test_a_signed_end_takes_less_room_than_as_plain_bytes() -> None:
    assert make_qr(TEXT).modules < make_qr(TEXT.lower()).modules


def test_a_text_too_long_for_any_code_is_refused() -> None:
    with pytest.raises(ValueError):
        make_qr("ề" * 3000)
