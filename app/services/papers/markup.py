"""Turning literal text into ReportLab paragraphs: nothing in a name is ever read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph as RlParagraph

from app.services.papers.blocks import Align, Run
from app.services.papers.fonts import REGULAR, clean, width_of
from app.services.papers.theme import MM, SINGLE_LINE

STRETCH = 0.5
"""The most that a justified line widens a space, in ems; a line that needs more is left ragged."""

TICK_GAP = 4.0
"""Points between a box and its label."""

NBSP = "\u00a0"
_ALIGN = {"left": 0, "center": 1, "right": 2, "justify": 4}
_SPACES = re.compile(r" {2,}")
# "Điều" is never parted from its number, nor a number from its unit. A long number stays free, and so do the parts of
# a date: glued into one piece they would leave a hole in the line before.
_NUMBERED = re.compile(
    r"\b([ĐđKkMm]iều|[Kk]hoản|[Đđ]iểm|[Ss]ố|[Nn]gày|[Tt]háng|[Nn]ăm|[Mm]ẫu|[Hh]ạng) "
    r"(?=(?:\d|\.{3})\S{0,11}(?:\s|$))"
)
_DATE = re.compile(r"ngày\s\S+\stháng\s\S+\snăm\s\S+")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:kg|g|mg|tấn|tạ|m|mm|cm|km|ha|m2|lít|ml|đồng|điểm|sao|%)(?![\w])|(?:tháng|năm)(?![\w]| \d))"
)


def glue(text: str) -> str:
    """Clean text with no-break spaces where the decree's typing customs ask for them, and in runs of blanks."""
    text = clean(text)
    if "..." in text or any(letter.isdigit() for letter in text):
        text = _NUMBERED.sub(rf"\1{NBSP}", _UNIT.sub(NBSP, text))
    return _SPACES.sub(lambda found: NBSP * len(found.group()), text)


def whole_dates(text: str) -> str:
    """Text whose long dates are never broken, for short lines that are not justified."""
    return _DATE.sub(lambda found: found.group().replace(" ", NBSP), text)


def run_markup(run: Run) -> str:
    """One run as ReportLab's markup, its own text escaped."""
    marked = escape(glue(run.text)).replace("\n", "<br/>")
    if run.bold:
        marked = f"<b>{marked}</b>"
    if run.italic:
        marked = f"<i>{marked}</i>"
    return marked


def leading_of(size: float, line: float) -> float:
    """Distance of base lines in points for ``line`` times single spacing."""
    return size * SINGLE_LINE * line


def paragraph_style(
    *,
    size: float,
    line: float,
    align: Align = "left",
    indent_first: float = 0,
    left: float = 0,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    """A style; ``indent_first`` in mm, the other lengths in points."""
    return ParagraphStyle(
        name="paper",
        fontName=REGULAR,
        bulletFontName=REGULAR,
        fontSize=size,
        leading=leading_of(size, line),
        alignment=_ALIGN[align],
        firstLineIndent=indent_first * MM,
        leftIndent=left,
        spaceBefore=before,
        spaceAfter=after,
        allowWidows=0,
        allowOrphans=0,
        splitLongWords=1,
    )


class TextParagraph(RlParagraph):  # type: ignore[misc]
    """A paragraph of literal text; ``tick`` draws a box before its first line (split parts carry none)."""

    tick: bool | None = None
    tick_size: float = 10

    @classmethod
    def of(cls, runs: Iterable[Run], style: ParagraphStyle, *, tick: bool | None = None) -> TextParagraph:
        """Build from runs; an empty text still takes one line."""
        marked = "".join(run_markup(run) for run in runs)
        paragraph = cls(marked or NBSP, style)
        paragraph.tick = tick
        return paragraph

    def breakLines(self, width: float | Sequence[float]) -> Any:
        """As ReportLab breaks it; a line that justifying would tear open keeps its natural spaces."""
        broken = super().breakLines(width)
        limit = STRETCH * self.style.fontSize
        if self.style.alignment == _ALIGN["justify"]:
            broken.lines = [_untorn(line, limit) for line in broken.lines]
        return broken

    def line_count(self, width: float) -> int:
        """Lines taken at a width in points."""
        self.wrap(width, 1e6)
        return len(self.blPara.lines)

    def draw(self) -> None:
        if self.tick is not None:
            size = self.style.fontSize * 0.75
            # Base line of the first line, as ReportLab places it.
            base = self.height - self.style.fontSize
            draw_tick(self.canv, 0, base, size, self.tick, type_size=self.style.fontSize)
        super().draw()


def _untorn(line: Any, limit: float) -> Any:
    """A broken line without its spare room if that is more than ``limit`` points for each space."""
    if isinstance(line, tuple):
        spare, words = line[0], line[1]
        return (0, *line[1:]) if len(words) > 1 and spare > limit * (len(words) - 1) else line
    if line.wordCount > 1 and line.extraSpace > limit * (line.wordCount - 1):
        line.extraSpace = 0
    return line


def draw_tick(canvas: Any, x: float, base: float, size: float, ticked: bool, *, type_size: float) -> None:
    """A box of ``size`` points standing at ``x`` on the base line of a label of ``type_size``, crossed when ticked.

    The font has no such sign, so the box is drawn; unseen letters "[x]" or "[ ]" tell a text reader which it is.
    """
    letters = "[x] " if ticked else "[ ] "
    hidden = canvas.beginText(x, base)
    hidden.setTextRenderMode(3)
    hidden.setFont(REGULAR, type_size)
    # As wide as the box and the gap after it, so that readers see one line with the label.
    hidden.setHorizScale(100 * (size + TICK_GAP) / width_of(letters, REGULAR, type_size))
    hidden.textOut(letters)
    hidden.setHorizScale(100)
    hidden.setTextRenderMode(0)
    canvas.drawText(hidden)
    y = base - size * 0.08
    canvas.saveState()
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, size, size, stroke=1, fill=0)
    if ticked:
        inset = size * 0.2
        canvas.setLineWidth(1.1)
        canvas.lines(
            [
                (x + inset, y + inset, x + size - inset, y + size - inset),
                (x + inset, y + size - inset, x + size - inset, y + inset),
            ]
        )
    canvas.restoreState()


def plain(runs: Sequence[Run]) -> str:
    """The runs' text without style."""
    return "".join(run.text for run in runs)
