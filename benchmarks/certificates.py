"""A thousand certificates in one PDF against a bare ReportLab script that puts the same glyphs in the same places.

``python -m benchmarks.certificates``. The bare script knows every text's font, size, colour and place beforehand: it
breaks no lines, measures nothing, checks nothing. It makes the QR codes as the program does (segno, one fixed mask,
one inline image), draws the same stars, and the same border as a form kept once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import math
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from segno import consts

from app.services.certificate_code import CodeFacts, make_code
from app.services.papers.certificate import CertificateFacts, write_certificates
from app.services.papers.certificate_frame import FRAME_FORM, define_frame
from app.services.papers.fonts import REGULAR, register_fonts
from app.services.papers.theme import MM, default_theme
from benchmarks.measuring import Outcome, PeakMemory, in_child, run

_SIGNED, _ENDS = dt.date(2026, 10, 5), dt.date(2029, 10, 4)
_PRODUCTS = (
    "Cà phê bột Ê Đê nguyên chất",
    "Mật ong hoa cà phê Đắk Lắk",
    "Gạo thơm hữu cơ Krông Ana hạt dài vụ đông xuân đóng túi hút chân không",
    "Tinh dầu bơ",
    "Rượu cần men lá của đồng bào M'nông",
)
_PRODUCERS = ("Hợp tác xã Nông nghiệp dịch vụ Mẫu", "Hộ kinh doanh Mẫu", "Công ty trách nhiệm hữu hạn Nông sản Mẫu")


def certificates(count: int) -> list[CertificateFacts]:
    """Invented certificates, each with its own names, numbers and signed code."""
    key = Ed25519PrivateKey.generate()
    made = []
    for number in range(1, count + 1):
        product, producer = f"{_PRODUCTS[number % 5]} {number}", f"{_PRODUCERS[number % 3]} {number}"
        stars = 3 + number % 2
        code = make_code(_code_facts(product, producer, stars, number), key.sign)
        made.append(
            CertificateFacts(
                issuer_lines=("ỦY BAN NHÂN DÂN", "TỈNH MẪU"),
                authority="Chủ tịch Ủy ban nhân dân tỉnh Mẫu",
                product=product,
                producer=producer,
                address=f"Thôn {number % 20 + 1}, xã Mẫu, tỉnh Mẫu",
                stars=stars,
                year=2026,
                level_label="cấp tỉnh",
                decision_number="4218/QĐ-UBND",
                decision_date=_SIGNED,
                decision_body="Chủ tịch Ủy ban nhân dân tỉnh Mẫu",
                valid_from=_SIGNED,
                valid_to=_ENDS,
                valid_months=36,
                place="Tỉnh Mẫu",
                signed_on=_SIGNED,
                signer_lines=("CHỦ TỊCH",),
                signer_name="Nguyễn Văn (mẫu)",
                register_number=f"{number}/2026",
                product_code=f"99-24490-{number}-2026",
                qr_text=code,
            )
        )
    return made


def _code_facts(product: str, producer: str, stars: int, number: int) -> CodeFacts:
    return CodeFacts(
        office_code="99",
        register_number=f"{number}/2026",
        product_code=f"99-24490-{number}-2026",
        product=product,
        producer=producer,
        stars=stars,
        decision_number="4218/QĐ-UBND",
        decision_date=_SIGNED,
        valid_from=_SIGNED,
        valid_to=_ENDS,
    )


class _Recorder(Canvas):  # type: ignore[misc]
    """Notes where each text, line and star of a page goes, for the bare script."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.page: list[tuple[Any, ...]] = []
        self.pages: list[list[tuple[Any, ...]]] = []
        self.colour: Any = None

    def setFillColor(self, colour: Any, alpha: Any = None) -> None:
        self.colour = colour
        super().setFillColor(colour, alpha)

    def drawString(self, x: float, y: float, text: str, *args: Any, **named: Any) -> None:
        self.page.append(("text", self._fontname, self._fontsize, self.colour, x, y, text))
        super().drawString(x, y, text, *args, **named)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.page.append(("line", x1, y1, x2, y2))
        super().line(x1, y1, x2, y2)

    def showPage(self) -> None:
        if self.page:
            self.pages.append(self.page)
        self.page = []
        super().showPage()


def _recorded(facts: list[CertificateFacts], folder: Path) -> list[list[tuple[Any, ...]]]:
    """Every page's texts and lines, their places taken from the program's own drawing."""
    from app.services.papers import certificate

    recorders: list[_Recorder] = []

    def canvas(*args: Any, **named: Any) -> _Recorder:
        recorders.append(_Recorder(*args, **named))
        return recorders[-1]

    kept, certificate.Canvas = certificate.Canvas, canvas
    try:
        write_certificates(facts, folder / "recorded.pdf")
    finally:
        certificate.Canvas = kept
    return recorders[0].pages


def _segments(text: str) -> list[tuple[str, int, str | None]]:
    """The words in UTF-8 and the signed end in capitals, as the program writes them into its codes."""
    tail = re.search(r"[0-9A-Z $%*+\-./:]{40,}\Z", text)
    start = tail.start() if tail else len(text)
    return [(text[:start], consts.MODE_BYTE, "utf-8"), (text[start:], consts.MODE_ALPHANUMERIC, None)]


def _bare(pages: list[list[tuple[Any, ...]]], codes: list[Any], stars: list[int], path: Path) -> None:
    """The bare script."""
    theme = default_theme().certificate
    width, height = theme.width * MM, theme.height * MM
    canvas = Canvas(str(path), pagesize=(width, height), pageCompression=1, initialFontName=REGULAR)
    define_frame(canvas, theme, width, height)
    radius, step = theme.star_radius * MM, 2 * theme.star_radius * MM * 0.951 + theme.star_gap * MM
    for page, segments, count in zip(pages, codes, stars, strict=True):
        canvas.doForm(FRAME_FORM)
        for kind, *rest in page:
            if kind == "line":
                canvas.line(*rest)
                continue
            font, size, colour, x, y, text = rest
            canvas.setFont(font, size)
            canvas.setFillColor(colour)
            canvas.drawString(x, y, text)
        code = segno.make(segments, error="l", mask=3, micro=False, boost_error=True)
        side = len(code.matrix)
        pad = "0" * (-side % 8)
        bits = "".join("".join(map(str, row)) + pad for row in code.matrix)
        canvas.saveState()
        canvas.setFillGray(0)
        canvas._code.append(f"{theme.qr * MM:.3f} 0 0 {theme.qr * MM:.3f} 60 60 cm")
        canvas._code.append(
            f"BI /W {side} /H {side} /IM true /BPC 1 /D [1 0] /F /AHx ID {int(bits, 2):0{len(bits) // 4}x}> EI"
        )
        canvas.restoreState()
        canvas.setFillColor(HexColor(theme.colour_star))
        canvas.setStrokeColor(HexColor(theme.colour_star_edge))
        for place in range(count):
            middle = width / 2 + step * (place - (count - 1) / 2)
            star = canvas.beginPath()
            for corner in range(10):
                angle, far = math.pi / 2 + corner * math.pi / 5, radius * (0.4 if corner % 2 else 1.0)
                (star.lineTo if corner else star.moveTo)(middle + math.cos(angle) * far, 200 + math.sin(angle) * far)
            star.close()
            canvas.drawPath(star, stroke=1, fill=1)
        canvas.showPage()
    canvas.save()


def speed(count: int, pairs: int) -> dict[str, Any]:
    """Both scripts in turn in one process, their fonts read beforehand."""
    register_fonts()
    facts = certificates(count)
    ours, bare = [], []
    with tempfile.TemporaryDirectory(prefix="so-ocop-certificates-") as name:
        folder = Path(name)
        pages = _recorded(facts, folder)
        codes = [_segments(one.qr_text or "") for one in facts]
        stars = [one.stars for one in facts]
        for _pair in range(pairs):
            gc.collect()
            begin = time.perf_counter()
            write_certificates(facts, folder / "ours.pdf")
            ours.append(time.perf_counter() - begin)
            gc.collect()
            begin = time.perf_counter()
            _bare(pages, codes, stars, folder / "bare.pdf")
            bare.append(time.perf_counter() - begin)
        sizes = [(folder / file).stat().st_size for file in ("ours.pdf", "bare.pdf")]
    return {"ours": ours, "bare": bare, "sizes": sizes}


def memory(count: int) -> dict[str, Any]:
    """The most memory held above the start while that many certificates are written."""
    register_fonts()
    default_theme()
    facts = certificates(count)
    with tempfile.TemporaryDirectory(prefix="so-ocop-certificates-") as name:
        write_certificates(facts[:1], Path(name) / "first.pdf")
        gc.collect()
        with PeakMemory() as peak:
            write_certificates(facts, Path(name) / "all.pdf")
    return {"above": peak.above}


def measure(options: argparse.Namespace) -> Outcome:
    module = "benchmarks.certificates"
    outcome = Outcome(f"{options.count} certificates in one PDF")
    found = in_child(module, "speed", count=options.count, pairs=options.pairs)
    outcome.add("bare ReportLab script", found["bare"], "s")
    outcome.add("write_certificates", found["ours"], "s")
    outcome.add(
        "write_certificates to the bare script",
        [ours / bare for ours, bare in zip(found["ours"], found["bare"], strict=True)],
        "times",
        2.0,
    )
    outcome.add("size of the file", [found["sizes"][0] / 1e6], "MB", note=f"bare: {found['sizes'][1] / 1e6:.2f} MB")
    above = {}
    for count in (options.count // 10, options.count, 2 * options.count):
        above[count] = in_child(module, "memory", count=count)["above"]
        if above[count] is not None:
            outcome.add(f"memory above the start, {count} certificates", [above[count]], "MiB")
    if all(value is not None for value in above.values()):
        grown = (above[2 * options.count] - above[options.count]) / options.count * 1024
        outcome.add("memory for each further certificate", [grown], "KiB", note="the file itself is kept until it ends")
    return outcome


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=1000)


if __name__ == "__main__":
    run(__doc__ or "", measure, {"speed": speed, "memory": memory}, _options)
