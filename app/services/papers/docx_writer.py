"""Writing a paper as a Word file from the same content as the PDF, for the office to finish and sign in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt

from app.services.papers.blocks import (
    AnnexHead,
    Block,
    Field,
    Fields,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Signatures,
    Spacer,
    Table,
    ThinRule,
    Ticks,
)
from app.services.papers.docx_parts import (
    FONT,
    add_rule,
    add_runs,
    add_table,
    head_table,
    leader_tab,
    new_paragraph,
    page_header,
    signature_table,
    small_line,
)
from app.services.papers.fonts import BOLD, clean, register_fonts
from app.services.papers.output import new_file
from app.services.papers.paper_notes import note_lines
from app.services.papers.pdf_flowables import COUNTRY, MOTTO, labelled
from app.services.papers.text_fit import even_lines
from app.services.papers.theme import MM, Theme, default_theme

TICKED, EMPTY = "☒", "☐"


def write_docx(paper: Paper, path: str | Path, *, theme: Theme | None = None) -> None:
    """Write a paper and its annexes as one Word file.

    Raises:
        StorageError: the path cannot be written; nothing is left of the attempt.
        ValueError: a table whose rows do not fit its columns.
    """
    theme = theme or default_theme()
    register_fonts()
    document = Document()
    document.core_properties.title = clean(paper.file_title)[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    normal = document.styles["Normal"]
    normal.font.name = FONT
    normal.element.rPr.rFonts.set(_qn("w:eastAsia"), FONT)
    normal.font.size = Pt(theme.body.size)
    for number, section in enumerate((paper, *paper.annexes)):
        writer = _Writer(document, section, theme, draft=paper.draft)
        writer.begin(first=number == 0)
        writer.write()
    with new_file(path) as file:
        document.save(file)


def _qn(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


class _Writer:
    """Writes one paper into the document's last section."""

    def __init__(self, document: Any, paper: Paper, theme: Theme, *, draft: bool):
        self.document, self.paper, self.theme, self.draft = document, paper, theme, draft
        self.landscape = paper.landscape

    def begin(self, *, first: bool) -> None:
        """Set up the page; each paper but the first begins a section counted by itself."""
        section = self.document.sections[0] if first else self.document.add_section(WD_SECTION.NEW_PAGE)
        self._shape(section)
        page_header(section, self.paper, self.theme, draft=self.draft, restart=True)

    def _shape(self, section: Any) -> None:
        page = self.theme.page
        width, height = (page.height, page.width) if self.landscape else (page.width, page.height)
        section.orientation = WD_ORIENT.LANDSCAPE if self.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
        section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
        section.header_distance = Mm(page.page_number_from_top)

    @property
    def width(self) -> float:
        """Of the text, in mm."""
        page = self.theme.page
        return (page.height if self.landscape else page.width) - page.left - page.right

    def write(self) -> None:
        paper, theme = self.paper, self.theme
        if paper.head:
            head_table(self.document, paper.head, theme)
        elif paper.motto_only:
            self._centred(COUNTRY, theme.head.country_size)
            add_rule(self._centred(MOTTO, theme.head.motto_size), share=None)
        if paper.title:
            self._centred(paper.title, theme.title.size, before=theme.title.before * 3)
        for text in paper.subtitle:
            # Broken here as in the PDF: Word would leave a last word alone.
            for line in even_lines(clean(text), BOLD, theme.title.subtitle_size, self.width * 0.94 * MM):
                self._centred(line, theme.title.subtitle_size)
        if paper.subtitle_rule and paper.title and (paper.subtitle or paper.head):
            ruled = new_paragraph(self.document, align="center", after=theme.title.after * MM)
            add_rule(ruled, share=theme.title.rule_share * 0.4)
            small_line(ruled)
        if paper.mark:
            self._centred(paper.mark, theme.title.subtitle_size)
        self._addressees()
        for block in paper.body:
            self._block(block)
        for note in note_lines(paper):
            self._note(note)

    def _centred(self, text: str, size: float, *, bold: bool = True, italic: bool = False, before: float = 0) -> Any:
        paragraph = new_paragraph(self.document, align="center", before=before)
        add_runs(paragraph, (Run(text, bold=bold, italic=italic),), size=size)
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _note(self, text: str) -> None:
        paragraph = new_paragraph(self.document, before=3)
        add_runs(paragraph, (Run(text, italic=True),), size=self.theme.notes.size)

    def _addressees(self) -> None:
        names = self.paper.addressees
        if not names:
            return
        if len(names) == 1:
            paragraph = new_paragraph(self.document, align="center", before=6, after=12)
            add_runs(paragraph, (Run(f"Kính gửi: {names[0]}"),))
            return
        first = new_paragraph(self.document, before=6)
        first.paragraph_format.left_indent = Mm(35)
        add_runs(first, (Run("Kính gửi:"),))
        for place, name in enumerate(names):
            end = "" if name.endswith((".", ";")) else "." if place == len(names) - 1 else ";"
            line = new_paragraph(self.document, after=12 if place == len(names) - 1 else 0)
            line.paragraph_format.left_indent = Mm(53)
            add_runs(line, (Run(f"- {name}{end}"),))

    def _body(
        self, runs: Sequence[Run], *, align: str = "justify", indent: bool = True, size: float | None = None
    ) -> Any:
        body = self.theme.body
        paragraph = new_paragraph(self.document, align=align, after=body.between, line=body.line)
        if indent:
            paragraph.paragraph_format.first_line_indent = Mm(body.indent_first)
        add_runs(paragraph, runs, size=size)
        return paragraph

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            indent = block.indent_first and block.align in ("justify", "left")
            made = self._body(block.runs, align=block.align, indent=indent, size=block.size)
            made.paragraph_format.keep_with_next = block.keep_with_next
        elif isinstance(block, Heading):
            text = block.text.upper() if block.level == 1 else block.text
            run = Run(text, bold=True, italic=block.level >= 3)
            self._body((run,), align=block.align, indent=block.align == "left").paragraph_format.keep_with_next = True
        elif isinstance(block, Field):
            self._fields((block,))
        elif isinstance(block, Fields):
            self._fields(block.fields)
        elif isinstance(block, Ticks):
            self._ticks(block)
        elif isinstance(block, Table):
            add_table(self.document, block, self.theme, self.width, landscape=self.landscape, signs=(TICKED, EMPTY))
        elif isinstance(block, Spacer):
            new_paragraph(self.document).paragraph_format.space_after = Mm(block.millimetres)
        elif isinstance(block, ThinRule):
            add_rule(new_paragraph(self.document), share=1.0)
        elif isinstance(block, PageBreak):
            self._page_break(block)
        elif isinstance(block, Signatures):
            signature_table(self.document, block, self.theme, self.width)
        elif isinstance(block, AnnexHead):
            annex = self.theme.annex
            self._centred(block.number, annex.number_size)
            self._centred(block.title.upper(), annex.title_size)
            if block.reference:
                self._centred(block.reference, annex.reference_size, bold=False, italic=True)
                ruled = new_paragraph(self.document, align="center", after=self.theme.title.after * MM)
                add_rule(ruled, share=annex.rule_share * 0.5)
                small_line(ruled)

    def _page_break(self, block: PageBreak) -> None:
        landscape = block.landscape or self.paper.landscape
        if landscape == self.landscape:
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            return
        self.landscape = landscape
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._shape(section)
        page_header(section, self.paper, self.theme, draft=self.draft, restart=False)

    def _fields(self, fields: Sequence[Field]) -> None:
        """Labels and values; an empty value becomes a tab with a dotted leader."""
        body = self.theme.body
        paragraph = new_paragraph(self.document, align="left", after=body.between, line=body.line)
        paragraph.paragraph_format.first_line_indent = Mm(body.indent_first)
        share = (self.width - body.indent_first) / max(len(fields), 1)
        for place, each in enumerate(fields):
            end = body.indent_first + share * (place + 1)
            label = labelled(each)
            empty = not each.value.strip()
            last = place == len(fields) - 1
            text = f"{label} " if empty else f"{label} {each.value}".strip()
            add_runs(paragraph, (Run(text),))
            if empty or not last:
                leader_tab(paragraph, end if last else end - 3, dotted=empty)
            if not last:
                add_runs(paragraph, (Run(" "),))
        for _extra in range(max((each.dotted_lines for each in fields if not each.value.strip()), default=1) - 1):
            line = new_paragraph(self.document, after=body.between, line=body.line)
            leader_tab(line, self.width, dotted=True)

    def _ticks(self, block: Ticks) -> None:
        marked = [f"{TICKED if tick.ticked else EMPTY} {tick.label}" for tick in block.ticks]
        if block.inline:
            self._body((Run("   ".join([part for part in (block.label, *marked) if part])),), align="left")
            return
        if block.label:
            self._body((Run(block.label),)).paragraph_format.keep_with_next = True
        for text in marked:
            self._body((Run(text),), align="left")
