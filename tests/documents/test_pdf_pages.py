"""Pages of a PDF as pictures."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.errors import StorageError
from app.services.pdf_pages import MAX_PIXELS, PdfPages
from tests.documents.conftest import pdf_bytes


def test_pages_are_measured_in_millimetres_and_drawn_at_the_wanted_resolution(tmp_path: Path) -> None:
    path = tmp_path / "Báo cáo.pdf"
    path.write_bytes(pdf_bytes("one", "two", width=595.276, height=841.89))
    with PdfPages(path) as pages:
        assert pages.count == 2
        size = pages.size(1)
        assert (round(size.width_mm), round(size.height_mm)) == (210, 297)
        image = pages.render(0, dots_per_inch=144)
    assert (image.width, image.height) == (1191, 1684)
    assert image.stride >= image.width * 4
    assert len(image.pixels) == image.stride * image.height
    assert image.pixels[:3] == b"\xff\xff\xff"
    below_left = (image.height - 10) * image.stride + 10 * 4
    assert image.pixels[below_left : below_left + 3] == b"\x00\x00\x00"


def test_colours_stand_in_the_order_red_green_blue() -> None:
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(100, 100))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 100, 100, fill=1, stroke=0)
    canvas.save()
    with PdfPages(out.getvalue()) as pages:
        image = pages.render(0, dots_per_inch=72)
    middle = image.stride * 50 + 50 * 4
    assert image.pixels[middle : middle + 3] == b"\xff\x00\x00"


def test_a_picture_never_gets_larger_than_the_limit() -> None:
    with PdfPages(pdf_bytes("x", width=5000, height=5000)) as pages:
        image = pages.render(0, dots_per_inch=2400)
    assert image.width * image.height <= MAX_PIXELS * 1.01


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 cut", b"no pdf at all"])
def test_a_damaged_pdf_is_told_in_words(content: bytes) -> None:
    with pytest.raises(StorageError, match="cannot be shown"):
        PdfPages(content)


def test_a_page_that_is_not_there_and_a_closed_file_are_errors(tmp_path: Path) -> None:
    pages = PdfPages(pdf_bytes("x"))
    for page in (-1, 1):
        with pytest.raises(IndexError):
            pages.render(page)
    with pytest.raises(ValueError, match="positive"):
        pages.render(0, dots_per_inch=0)
    pages.close()
    pages.close()
    with pytest.raises(StorageError):
        pages.size(0)
    with pytest.raises(StorageError):
        PdfPages(tmp_path / "missing.pdf")


def test_several_threads_may_draw_from_one_file() -> None:
    drawn: list[int] = []
    with PdfPages(pdf_bytes(*"abcdefgh")) as pages:
        threads = [
            threading.Thread(target=lambda page=page: drawn.append(pages.render(page).width)) for page in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(drawn) == 8
    assert len(set(drawn)) == 1
