"""Writing a paper as PDF: pages by Decree 30/2020/NĐ-CP, embedded fonts, text that can be read back as it was."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate
from reportlab.platypus import PageBreak as RlPageBreak

from app.services.papers.blocks import Paper
from app.services.papers.draft_mark import draw_draft_mark
from app.services.papers.fonts import ITALIC, REGULAR, clean, register_fonts, width_of
from app.services.papers.output import new_file
from app.services.papers.pdf_story import paper_story
from app.services.papers.text_fit import greedy_lines
from app.services.papers.theme import MM, Theme, default_theme

_WRITING = threading.Lock()
"""ReportLab's fonts keep the letters of the document under way: one paper is written at a time in this process."""


@dataclass(frozen=True)
class PdfResult:
    """``pages`` of the whole file, annexes included."""

    pages: int


def write_pdf(paper: Paper, target: str | Path | BinaryIO, *, theme: Theme | None = None) -> PdfResult:
    """Write a paper and its annexes as one PDF.

    Args:
        target: a path (written under a temporary name, then renamed) or an open binary stream.

    Raises:
        StorageError: the path cannot be written; nothing is left of the attempt.
        ValueError: a table whose rows do not fit its columns.
    """
    register_fonts()
    theme = theme or default_theme()
    sections = (paper, *paper.annexes)
    # Made whole in memory first: a paper is small, and a failing layout must not touch the file.
    made = io.BytesIO()
    with _WRITING:
        totals: dict[int, int] = {}
        if any(section.page_count for section in sections):
            first = _Document(io.BytesIO(), sections, theme, {})
            first.build(_story(sections, theme))
            totals = first.section_pages
        document = _Document(made, sections, theme, totals)
        document.build(_story(sections, theme))
    if isinstance(target, (str, Path)):
        with new_file(target) as file:
            file.write(made.getbuffer())
    else:
        target.write(made.getvalue())
    return PdfResult(pages=document.page)


def _story(sections: Sequence[Paper], theme: Theme) -> list[Flowable]:
    story: list[Flowable] = []
    for number, section in enumerate(sections):
        if number:
            story += [NextPageTemplate(_template(section)), RlPageBreak()]
        story += paper_story(section, theme, number)
    return story


def _template(paper: Paper) -> str:
    return "landscape" if paper.landscape else "portrait"


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """Counts pages by section, and draws what stands outside the text: page number, running head, draft mark."""

    def __init__(self, file: BinaryIO, sections: Sequence[Paper], theme: Theme, totals: dict[int, int]):
        self.sections, self.theme, self.totals = sections, theme, totals
        self.section = 0
        self.section_pages: dict[int, int] = {}
        super().__init__(
            file,
            title=clean(sections[0].file_title),
            creator="Sổ OCOP",
            author="",
            subject=clean(sections[0].title),
            initialFontName=REGULAR,
            pageTemplates=[self._page(landscape) for landscape in _first_orientation(sections[0])],
        )

    def _page(self, landscape: bool) -> PageTemplate:
        page = self.theme.page
        width, height = (page.height, page.width) if landscape else (page.width, page.height)
        frame = Frame(
            page.left * MM,
            page.bottom * MM,
            (width - page.left - page.right) * MM,
            (height - page.top - page.bottom) * MM,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(
            id="landscape" if landscape else "portrait",
            frames=[frame],
            pagesize=(width * MM, height * MM),
            onPage=self._begin,
            onPageEnd=self._end,
        )

    def handle_section(self, number: int) -> None:
        """A paper or annex begins on this page: its pages are counted from here."""
        self.section = number

    def _begin(self, canvas: Any, _doc: Any) -> None:
        if self.sections[0].draft:
            width, height = canvas._pagesize
            notes, page = self.theme.notes, self.theme.page
            corner = (page.left * MM, height - page.page_number_from_top * MM - 9)
            draw_draft_mark(
                canvas, width, height, size=notes.draft_size, grey=notes.draft_grey, angle=45, small_at=corner
            )

    def _end(self, canvas: Any, _doc: Any) -> None:
        paper = self.sections[self.section]
        number = self.section_pages[self.section] = self.section_pages.get(self.section, 0) + 1
        if number < 2:
            return
        page = self.theme.page
        width, height = canvas._pagesize
        total = self.totals.get(self.section)
        shown = f"{number}/{total}" if paper.page_count and total else str(number)
        left, right = page.left * MM, width - page.right * MM
        base = height - page.page_number_from_top * MM - page.page_number_size * 0.7
        canvas.setFont(REGULAR, page.page_number_size)
        canvas.drawCentredString((left + right) / 2, base, shown)
        if paper.running_head:
            size = page.running_head_size
            lines = _running_lines(clean(paper.running_head), size, right - left)
            for place, line in enumerate(lines):
                canvas.setFont(ITALIC, size)
                canvas.drawCentredString((left + right) / 2, base - (place + 1.3) * size * 1.1, line)


def _first_orientation(paper: Paper) -> tuple[bool, bool]:
    """ReportLab begins with its first page template."""
    return (True, False) if paper.landscape else (False, True)


def _running_lines(text: str, size: float, width: float) -> list[str]:
    """At most two lines; the running head only helps to find a loose sheet, so a longer one ends in "…"."""
    lines = greedy_lines(text, ITALIC, size, width)
    if len(lines) <= 2:
        return lines
    second = lines[1]
    while second and width_of(second + "…", ITALIC, size) > width:
        second = second[:-1]
    return [lines[0], second.rstrip() + "…"]
