"""Ornaments of the certificate: the border, kept once in the file, and the stars."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.colors import HexColor, white

from app.services.papers.theme import MM, CertificateTheme

FRAME_FORM = "certificate-frame"


def define_frame(canvas: Any, theme: CertificateTheme, width: float, height: float) -> None:
    """Store the border as a form of the document; ``canvas.doForm(FRAME_FORM)`` then draws it on a page.

    Args:
        width, height: of the page, in points.
    """
    canvas.beginForm(FRAME_FORM)
    outer = theme.frame * MM
    band = 7.6 * MM
    green, gold = HexColor(theme.colour_frame), HexColor(theme.colour_accent)
    canvas.setStrokeColor(green)
    canvas.setLineWidth(2.2)
    canvas.rect(outer, outer, width - 2 * outer, height - 2 * outer)
    line = outer + 1.7 * MM
    canvas.setLineWidth(0.7)
    canvas.rect(line, line, width - 2 * line, height - 2 * line)
    inner = outer + band
    canvas.setStrokeColor(gold)
    canvas.setLineWidth(1.1)
    canvas.rect(inner, inner, width - 2 * inner, height - 2 * inner)
    middle = (line + inner) / 2
    corner = inner - line
    for y in (middle, height - middle):
        _diamonds(canvas, (inner + 4 * MM, y), (width - inner - 4 * MM, y), green, gold)
    for x in (middle, width - middle):
        _diamonds(canvas, (x, inner + 4 * MM), (x, height - inner - 4 * MM), green, gold)
    for x in (middle, width - middle):
        for y in (middle, height - middle):
            # The lines stop short of the corner, which stands free in the gap.
            gap = corner + 1 * MM
            canvas.setFillColor(white)
            canvas.rect(x - gap / 2, y - gap / 2, gap, gap, stroke=0, fill=1)
            canvas.setStrokeColor(green)
            canvas.setLineWidth(1.1)
            side = corner - 0.6 * MM
            canvas.rect(x - side / 2, y - side / 2, side, side, stroke=1, fill=1)
            canvas.setFillColor(gold)
            draw_star(canvas, x, y - 0.2 * MM, corner * 0.34, stroke=0)
    canvas.endForm()


def _diamonds(canvas: Any, start: tuple[float, float], end: tuple[float, float], green: Any, gold: Any) -> None:
    """Alternating large and small diamonds along a straight band, evenly spread from end to end."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    count = max(int(length / (3.9 * MM)) // 2 * 2, 2)
    canvas.setLineWidth(0.8)
    canvas.setStrokeColor(green)
    for place in range(count + 1):
        x = start[0] + (end[0] - start[0]) * place / count
        y = start[1] + (end[1] - start[1]) * place / count
        if place % 2:
            canvas.setFillColor(green)
            _diamond(canvas, x, y, 0.95 * MM, stroke=0, fill=1)
        else:
            _diamond(canvas, x, y, 1.95 * MM, stroke=1, fill=0)
            canvas.setFillColor(gold)
            _diamond(canvas, x, y, 0.95 * MM, stroke=0, fill=1)


def _diamond(canvas: Any, x: float, y: float, radius: float, *, stroke: int, fill: int) -> None:
    path = canvas.beginPath()
    path.moveTo(x - radius, y)
    path.lineTo(x, y + radius)
    path.lineTo(x + radius, y)
    path.lineTo(x, y - radius)
    path.close()
    canvas.drawPath(path, stroke=stroke, fill=fill)


_POINTS = [
    (math.cos(math.pi / 2 + place * math.pi / 5) * radius, math.sin(math.pi / 2 + place * math.pi / 5) * radius)
    for place, radius in enumerate([1.0, 0.4] * 5)
]


def draw_star(canvas: Any, x: float, y: float, radius: float, *, stroke: int = 1) -> None:
    """A five-pointed star in the present colours, its centre at (x, y)."""
    path = canvas.beginPath()
    for place, (across, up) in enumerate(_POINTS):
        (path.lineTo if place else path.moveTo)(x + across * radius, y + up * radius)
    path.close()
    canvas.drawPath(path, stroke=stroke, fill=1)


def draw_stars(canvas: Any, count: int, middle: float, y: float, theme: CertificateTheme) -> None:
    """A row of stars centred on ``middle``; ``y`` is the height of their centres."""
    radius, gap = theme.star_radius * MM, theme.star_gap * MM
    canvas.setFillColor(HexColor(theme.colour_star))
    canvas.setStrokeColor(HexColor(theme.colour_star_edge))
    canvas.setLineWidth(0.9)
    canvas.setLineJoin(1)
    step = 2 * radius * 0.951 + gap
    first = middle - step * (count - 1) / 2
    for place in range(count):
        draw_star(canvas, first + place * step, y, radius)


def draw_flourish(canvas: Any, middle: float, y: float, theme: CertificateTheme) -> None:
    """A thin line with a diamond in its middle, under the title."""
    canvas.setStrokeColor(HexColor(theme.colour_accent))
    canvas.setFillColor(HexColor(theme.colour_accent))
    canvas.setLineWidth(0.8)
    canvas.line(middle - 24 * MM, y, middle - 3 * MM, y)
    canvas.line(middle + 3 * MM, y, middle + 24 * MM, y)
    for across, radius in ((-4.4, 0.5), (0, 1.3), (4.4, 0.5)):
        _diamond(canvas, middle + across * MM, y, radius * MM, stroke=0, fill=1)
