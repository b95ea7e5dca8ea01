"""Drawing one certificate: head, middle and foot; the middle's parts share out the room that is left between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader

from app.services.papers.certificate_facts import CertificateFacts
from app.services.papers.certificate_frame import FRAME_FORM, draw_flourish, draw_stars
from app.services.papers.draft_mark import draw_draft_mark
from app.services.papers.fonts import BOLD, ITALIC, REGULAR, clean, width_of
from app.services.papers.markup import glue, whole_dates
from app.services.papers.official_dates import date_line
from app.services.papers.pdf_flowables import COUNTRY, MOTTO
from app.services.papers.qr import draw_qr, make_qr
from app.services.papers.text_fit import even_lines, fitted_lines, greedy_lines
from app.services.papers.theme import MM, CertificateTheme

TITLE = "GIẤY CHỨNG NHẬN"
SCAN_HINT = "Quét mã để kiểm tra bằng Sổ OCOP, không cần mạng."

MARK_WIDE = 1.3
"""The widest mark in a landscape certificate, in its heights."""


@dataclass
class _Part:
    """A piece of the middle: its height, how much of the free room goes above it, and how it is drawn from its top."""

    height: float
    above: float
    draw: Callable[[float], None]


@dataclass(frozen=True)
class _NoteLine:
    """A line beside the QR code; ``step`` is its height in points."""

    text: str
    font: str
    soft: bool
    size: float
    step: float


@lru_cache(maxsize=8)
def _colour(code: str) -> Any:
    return HexColor(code)


class CertificateArtist:
    """Draws certificates on a canvas, a page at a time; sizes in points from the theme."""

    def __init__(self, canvas: Any, theme: CertificateTheme, width: float, height: float):
        self.canvas, self.theme, self.width, self.height = canvas, theme, width, height
        self.portrait = height > width
        self.inset = theme.content_inset * MM
        self.middle = width / 2

    def draw(self, facts: CertificateFacts) -> None:
        """Draw the page of one certificate; the caller ends the page."""
        theme, canvas = self.theme, self.canvas
        if facts.draft:
            corner = (self.inset, self.height - (theme.frame + 11.6) * MM)
            draw_draft_mark(
                canvas, self.width, self.height, size=theme.draft_size, grey=theme.draft_grey, angle=30, small_at=corner
            )
        canvas.doForm(FRAME_FORM)
        top = self._head(facts)
        bottom = self._foot(facts)
        self._centre(facts, top, bottom)

    def _centred(self, text: str, font: str, size: float, middle: float, base: float) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(middle - width_of(text, font, size) / 2, base, text)

    def _lines(self, lines: list[str], font: str, size: float, middle: float, top: float, leading: float) -> float:
        """Centred lines from ``top`` down; returns the lower edge."""
        step = size * leading
        for line in lines:
            top -= step
            self._centred(line, font, size, middle, top + step - size * 0.93)
        return top

    def _picture(self, path: Path, middle: float, top: float, box: float, across: float) -> None:
        """A picture in its own proportions, ``box`` points high at most and ``across`` wide at most."""
        wide, high = ImageReader(str(path)).getSize()
        scale = min(box / high, across / wide)
        self.canvas.drawImage(
            str(path),
            middle - wide * scale / 2,
            top - (box + high * scale) / 2,
            wide * scale,
            high * scale,
            mask="auto",
        )

    def _head(self, facts: CertificateFacts) -> float:
        """Issuer at the left, motto at the right, emblem between them; returns the lower edge."""
        theme, canvas = self.theme, self.canvas
        room = self.width - 2 * self.inset
        left_room, right_room = room * (0.38 if self.portrait else 0.36), room * (0.6 if self.portrait else 0.42)
        scale = min(1.0, right_room / width_of(COUNTRY, BOLD, theme.issuer_size))
        issuer, motto = theme.issuer_size * scale, theme.motto_size * scale
        top = self.height - self.inset
        canvas.setFillColor(_colour(theme.colour_ink))
        canvas.setStrokeColor(_colour(theme.colour_ink))
        canvas.setLineWidth(0.75)
        left = self.inset + left_room / 2
        lower = top
        for place, name in enumerate(facts.issuer_lines):
            last = place == len(facts.issuer_lines) - 1
            font = BOLD if last else REGULAR
            lines, size = fitted_lines(glue(name), font, size=issuer, floor=9, width=left_room, lines=3, step=0.5)
            lower = self._lines(lines, font, size, left, lower, 1.22)
            if last and lines:
                half = width_of(lines[-1], font, size) * 0.2
                canvas.line(left - half, lower - 3, left + half, lower - 3)
        right = self.width - self.inset - right_room / 2
        under = self._lines([COUNTRY], BOLD, issuer, right, top, 1.22)
        under = self._lines([MOTTO], BOLD, motto, right, under, 1.22)
        half = width_of(MOTTO, BOLD, motto) / 2
        canvas.line(right - half, under - 3, right + half, under - 3)
        lower = min(lower, under) - 4
        if facts.emblem is not None:
            box = theme.emblem * MM
            if self.portrait:
                self._picture(facts.emblem, self.middle, lower - 2 * MM, box, box * 1.4)
                lower -= box + 4 * MM
            else:
                self._picture(facts.emblem, self.middle, top + 2 * MM, box, 36 * MM)
                lower = min(lower, top + 2 * MM - box)
        return lower

    def _foot(self, facts: CertificateFacts) -> float:
        """Decision, validity and QR with notes at the left, signature at the right, the mark between; returns the
        upper edge, which the decision and place with date share wherever the notes leave room."""
        low = self.inset - 2 * MM
        basis, step = self._basis_lines(facts)
        top = max(self._notes(facts, low) + 4 * MM + len(basis) * step, low + self._signature_height(facts))
        self._signature(facts, low, top)
        self.canvas.setFillColor(_colour(self.theme.colour_ink))
        for place, (line, font) in enumerate(basis):
            self.canvas.setFont(font, self.theme.validity_size)
            self.canvas.drawString(self.inset, top - place * step - self.theme.validity_size * 0.93, line)
        return top

    def _signature_parts(self, facts: CertificateFacts) -> tuple[list[str], list[str], list[str], float]:
        """Lines of place and date, of the authority and of the name, and the room they have in points."""
        size = self.theme.signature_size
        room = (self.width - 2 * self.inset) * (0.5 if self.portrait else 0.38)
        dated = date_line(facts.signed_on, facts.year)
        place = whole_dates(glue(f"{facts.place}, {dated}" if facts.place else dated))
        above = [line for text in facts.signer_lines for line in even_lines(glue(text), BOLD, size, room)]
        name = even_lines(glue(facts.signer_name), BOLD, size, room) or [""]
        return even_lines(place, ITALIC, size, room), above, name, room

    def _signature_height(self, facts: CertificateFacts) -> float:
        """The least height, with the room for signature and seal."""
        placed, above, name, _room = self._signature_parts(facts)
        lines = len(placed) + len(above) + len(name)
        return lines * self.theme.signature_size * 1.22 + self.theme.signature_room * MM

    def _signature(self, facts: CertificateFacts, low: float, top: float) -> None:
        """Place and date from ``top`` down with the authority under it, the name at the foot."""
        size, leading = self.theme.signature_size, 1.22
        placed, above, name, room = self._signature_parts(facts)
        middle = self.width - self.inset - room / 2
        self.canvas.setFillColor(_colour(self.theme.colour_ink))
        under = self._lines(placed, ITALIC, size, middle, top, leading)
        self._lines(above, BOLD, size, middle, under, leading)
        self._lines(name, BOLD, size, middle, low + len(name) * size * leading, leading)

    def _notes(self, facts: CertificateFacts, low: float) -> float:
        """The QR code with its quiet zone, and beside it the register number, the product's code and remarks.

        Returns:
            The upper edge of both.
        """
        theme, canvas = self.theme, self.canvas
        left, top = self.inset, low
        if facts.qr_text:
            picture = make_qr(clean(facts.qr_text))
            side = theme.qr * MM
            quiet = theme.qr_quiet_modules * side / picture.modules
            draw_qr(canvas, picture, left, low, side)
            left, top = left + side + quiet + 2 * MM, low + side
        wide = self.inset + self._left_room() - left
        if facts.mark is not None and not self.portrait:
            wide = min(wide, self.middle - theme.mark * MM * MARK_WIDE / 2 - 4 * MM - left)
            box = theme.mark * MM
            self._picture(facts.mark, self.middle, low + box, box, box * MARK_WIDE)
        limit = 40 * MM
        size, small = theme.note_size, theme.remark_size
        lines = self._note_lines(facts, wide, size, small)
        while small > 5 and sum(each.step for each in lines) > limit:
            size, small = size - 0.5, small - 0.5
            lines = self._note_lines(facts, wide, size, small)
        high = sum(each.step for each in lines)
        under = begin = max(top, low + high)
        for each in lines:
            under -= each.step
            canvas.setFillColor(_colour(theme.colour_soft if each.soft else theme.colour_ink))
            canvas.setFont(each.font, each.size)
            canvas.drawString(left, under + each.size * 0.25, each.text)
        return begin

    def _left_room(self) -> float:
        """The width of what stands at the lower left, in points."""
        return (self.width - 2 * self.inset) * (0.48 if self.portrait else 0.53)

    def _basis_lines(self, facts: CertificateFacts) -> tuple[list[tuple[str, str]], float]:
        """Decision and validity as lines of (text, font), and their distance in points.

        Real certificates have them at the lower left.
        """
        size, room = self.theme.validity_size, self._left_room()
        parts = [(part, REGULAR) for part in whole_dates(glue(facts.decision_text)).split("\n")]
        parts.append((whole_dates(glue(facts.validity_text)), ITALIC))
        return [(line, font) for part, font in parts for line in even_lines(part, font, size, room)], size * 1.3

    def _note_lines(self, facts: CertificateFacts, wide: float, size: float, small: float) -> list[_NoteLine]:
        """Lines beside the QR code: register and code at ``size``, remarks at ``small`` points."""
        notes: list[tuple[str, str, bool, float]] = []
        if facts.register_number:
            notes.append((f"Số đăng ký: {facts.register_number}", REGULAR, False, size))
        if facts.product_code:
            notes.append((f"Mã số sản phẩm: {facts.product_code}", REGULAR, False, size))
        if facts.qr_text:
            notes.append((SCAN_HINT, ITALIC, True, small))
        if facts.reprint_note:
            notes.append((facts.reprint_note, ITALIC, True, small))
        return [
            _NoteLine(line, font, soft, points, points * (1.2 if place or not row else 1.6))
            for row, (text, font, soft, points) in enumerate(notes)
            for place, line in enumerate(greedy_lines(glue(text), font, points, wide))
        ]

    def _centre(self, facts: CertificateFacts, top: float, bottom: float) -> None:
        """The middle; its type shrinks only where the longest names would not leave it room."""
        for shrink in (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.5, 0.4):
            parts = self._parts(facts, shrink)
            free = top - bottom - sum(part.height for part in parts)
            if free >= 1.9 * MM * sum(part.above for part in parts) * shrink:
                break
        unit = min(max(free, 0) / (sum(part.above for part in parts) + 1.2), (11 if self.portrait else 6) * MM)
        spare = max(free - unit * (sum(part.above for part in parts) + 1.2), 0)
        top -= spare * 0.4
        for part in parts:
            top -= part.above * unit
            part.draw(top)
            top -= part.height

    def _parts(self, facts: CertificateFacts, shrink: float) -> list[_Part]:
        theme = self.theme
        room = self.width - 2 * self.inset
        wide = room * (0.98 if self.portrait else 0.96)
        ink, soft = theme.colour_ink, theme.colour_soft

        def text(
            value: str,
            font: str,
            size: float,
            *,
            floor: float,
            colour: str,
            above: float,
            lines: int = 2,
            leading: float = 1.2,
        ) -> _Part:
            broken, real = fitted_lines(
                glue(value), font, size=size * shrink, floor=floor * shrink, width=wide, lines=lines, step=1
            )

            def draw(at: float) -> None:
                self.canvas.setFillColor(_colour(colour))
                self._lines(broken, font, real, self.middle, at, leading)

            return _Part(len(broken) * real * leading, above, draw)

        def stars(at: float) -> None:
            draw_stars(self.canvas, facts.stars, self.middle, at - theme.star_radius * MM, theme)

        marked = []
        if facts.practice_mark:
            size = max(13.0, 11 / shrink)  # plainly seen beside the longest names too
            marked.append(
                text(facts.practice_mark, BOLD, size, floor=11 / shrink, colour=theme.colour_title, above=0.2)
            )
        parts = [
            text(facts.authority.upper(), BOLD, 14.5, floor=11, colour=soft, above=1.0),
            text(TITLE, BOLD, theme.title_size, floor=24, colour=theme.colour_title, above=0.5, lines=1, leading=1.12),
            *marked,
            _Part(2.4 * MM, 0.45, lambda at: draw_flourish(self.canvas, self.middle, at - 1.2 * MM, theme)),
        ]
        if facts.mark is not None and self.portrait:
            box = theme.mark * MM * shrink
            mark = facts.mark
            parts.append(_Part(box, 0.8, lambda at: self._picture(mark, self.middle, at, box, box * 1.6)))
        parts += [
            text("Sản phẩm", ITALIC, theme.label_size, floor=10, colour=soft, above=0.8),
            self._product(facts, wide, shrink),
            text(
                f"Chủ thể: {facts.producer}",
                BOLD,
                theme.producer_size,
                floor=theme.producer_floor,
                colour=ink,
                above=0.7,
                lines=3 if self.portrait else 2,
            ),
        ]
        if facts.address:
            address = f"Địa chỉ: {facts.address}"
            parts.append(text(address, REGULAR, theme.address_size, floor=theme.address_floor, colour=ink, above=0.25))
        parts += [
            _Part(theme.star_radius * MM * 1.81, 1.0, stars),
            text(facts.statement_text, BOLD, theme.statement_size, floor=12, colour=theme.colour_title, above=0.8),
        ]
        return parts

    def _product(self, facts: CertificateFacts, wide: float, shrink: float) -> _Part:
        """The product's name: two lines at full size, then smaller; from 20 points down a third line is allowed."""
        theme = self.theme
        name = glue(facts.product)
        broken, size = fitted_lines(
            name, BOLD, size=theme.product_size * shrink, floor=20 * shrink, width=wide, lines=2, lines_at_floor=3
        )
        if size < 20 * shrink:
            broken, size = fitted_lines(
                name, BOLD, size=20 * shrink, floor=theme.product_floor * shrink, width=wide, lines=3, lines_at_floor=4
            )

        def draw(at: float) -> None:
            self.canvas.setFillColor(_colour(theme.colour_ink))
            self._lines(broken, BOLD, size, self.middle, at, 1.18)

        return _Part(len(broken) * size * 1.18, 0.3, draw)
