"""The parts of a Word file that python-docx has no call for: head table, rules, leaders, page numbers, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from app.services.papers.blocks import Head, Paper, Run, Signatures, Signer, Table
from app.services.papers.draft_mark import DRAFT_MARK
from app.services.papers.fonts import BOLD, REGULAR, clean
from app.services.papers.pdf_flowables import BLANK_NUMBER, COUNTRY, MOTTO
from app.services.papers.pdf_tables import TableMaker
from app.services.papers.text_fit import even_lines
from app.services.papers.theme import MM, Theme

FONT = "Times New Roman"
"""The type that Decree 30/2020/NĐ-CP asks for; Word has it, Liberation Serif stands in for it elsewhere."""

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def new_paragraph(place: Any, *, align: str = "left", before: float = 0, after: float = 0, line: float = 1.0) -> Any:
    """A paragraph in a document or cell; distances in points."""
    paragraph = place.add_paragraph()
    shape(paragraph, align=align, before=before, after=after, line=line)
    return paragraph


def shape(paragraph: Any, *, align: str = "left", before: float = 0, after: float = 0, line: float = 1.0) -> None:
    paragraph.alignment = _ALIGN[align]
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line
    form.widow_control = True


def add_runs(paragraph: Any, runs: Sequence[Run], *, size: float | None = None) -> None:
    """Literal text; a line end becomes a line break."""
    for run in runs:
        made = paragraph.add_run(clean(run.text))
        made.bold, made.italic = run.bold or None, run.italic or None
        made.font.name = FONT
        if size:
            made.font.size = Pt(size)


def add_rule(paragraph: Any, *, share: float | None) -> None:
    """A rule under a paragraph, as a border; ``share`` of the column's width (``None``: about the motto's length)."""
    form = paragraph.paragraph_format
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    )
    properties = paragraph._p.get_or_add_pPr()
    properties.append(border)
    _in_order(properties)
    if share is None:
        inset = (165 - 56) / 2
    elif share < 1:
        inset = 165 * (1 - share) / 2
    else:
        return
    form.left_indent = form.right_indent = Mm(inset)


def _in_order(properties: Any) -> None:
    """Word refuses a border that stands after spacing or indents."""
    border = properties.find(qn("w:pBdr"))
    properties.remove(border)
    later = {qn(f"w:{name}") for name in ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "rPr", "sectPr")}
    for place, child in enumerate(properties):
        if child.tag in later:
            properties.insert(place, border)
            return
    properties.append(border)


def leader_tab(paragraph: Any, at: float, *, dotted: bool) -> None:
    """A tab to ``at`` mm from the text's left edge, with dots to write on."""
    leader = WD_TAB_LEADER.DOTS if dotted else WD_TAB_LEADER.SPACES
    alignment = WD_TAB_ALIGNMENT.RIGHT if dotted else WD_TAB_ALIGNMENT.LEFT
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(at), alignment, leader)
    paragraph.add_run("\t")


def _field(paragraph: Any, instruction: str, size: float) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.name = Pt(size), FONT
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


_FORMULAS = (
    "sum #0 0 10800",
    "prod #0 2 1",
    "sum 21600 0 @1",
    "sum 0 0 @2",
    "sum 21600 0 @3",
    "if @0 @3 0",
    "if @0 21600 @1",
    "if @0 0 @2",
    "if @0 @4 21600",
    "mid @5 @6",
    "mid @8 @5",
    "mid @7 @8",
    "mid @6 @7",
    "sum @6 0 @5",
)
# Word's own way of a text across the page: its preset shape 136 ("plain text"), in the header.
_WATERMARK = (
    '<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>{formulas}</v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft{number}" o:spid="_x0000_s{number}" type="#_x0000_t136" style="position:absolute;'
    "width:380pt;height:95pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#e6e6e6" stroked="f">'
    '<v:textpath style="font-family:&quot;{font}&quot;;font-size:1pt;font-weight:bold" string="{text}"/>'
    "</v:shape></w:pict></w:r>"
)


def page_header(section: Any, paper: Paper, theme: Theme, *, draft: bool, restart: bool) -> None:
    """Page number from the second page, running head, draft mark on every page; ``restart`` counts from 1."""
    section.different_first_page_header_footer = restart
    for number, header in enumerate((section.header, section.first_page_header)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        shape(paragraph, align="center")
        if number == 0:
            _field(paragraph, "PAGE", theme.page.page_number_size)
            if paper.page_count:
                add_runs(paragraph, (Run("/"),), size=theme.page.page_number_size)
                _field(paragraph, "SECTIONPAGES", theme.page.page_number_size)
            if paper.running_head:
                line = new_paragraph(header, align="center")
                add_runs(line, (Run(paper.running_head, italic=True),), size=theme.page.running_head_size)
        if draft:
            mark = _WATERMARK.format(
                ns=nsdecls("w"),
                number=4097 + number,
                font=FONT,
                text=DRAFT_MARK,
                formulas="".join(f'<v:f eqn="{formula}"/>' for formula in _FORMULAS),
            )
            paragraph._p.append(parse_xml(mark))
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)  # a new section begins as a copy of the one before
    if restart:
        counting = OxmlElement("w:pgNumType")
        counting.set(qn("w:start"), "1")
        section._sectPr.append(counting)
        columns = section._sectPr.find(qn("w:cols"))
        if columns is not None:
            columns.addprevious(counting)


def _cell_margins(table: Any, across: float, down: float) -> None:
    """Room inside the cells in mm, as in the PDF: Word's own 1.9 mm would break codes that fit there."""
    sides = (("top", down), ("left", across), ("bottom", down), ("right", across))
    margins = "".join(f'<w:{side} w:w="{round(room * MM * 20)}" w:type="dxa"/>' for side, room in sides)
    properties = table._tbl.tblPr
    made = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>")
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(made)
    else:
        properties.append(made)


def _grid(
    document: Any, rows: int, widths: Sequence[float], *, lines: bool, pad: float = 0.0, height: float = 0.0
) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid" if lines else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _cell_margins(table, *((pad, height) if lines else (0.0, 0.0)))
    for place, width in enumerate(widths):
        table.columns[place].width = Mm(width)
        for row in table.rows:
            row.cells[place].width = Mm(width)
    return table


def _fill(cell: Any, texts: Sequence[tuple[str, float, bool, bool]], *, align: str = "center") -> Any:
    """Fill a cell with lines of (text, size, bold, italic); the last paragraph made is returned."""
    paragraph = cell.paragraphs[0]
    shape(paragraph, align=align)
    for place, (text, size, bold, italic) in enumerate(texts):
        if place:
            paragraph = new_paragraph(cell, align=align)
        add_runs(paragraph, (Run(text, bold=bold, italic=italic),), size=size)
        paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _cell_rule(paragraph: Any, column: float, length: float) -> None:
    add_rule(paragraph, share=1.0)
    inset = max((column - length) / 2 - 2, 0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(inset)


def head_table(document: Any, head: Head, theme: Theme) -> None:
    """The two rows of the head: issuer and motto; number and place with date."""
    sizes = theme.head
    table = _grid(document, 2, (sizes.issuer_width, sizes.motto_width), lines=False)
    room = (sizes.issuer_width - 4) * MM
    # Broken here, since Word would part the name of a body anywhere.
    parent = [
        (line, sizes.issuer_parent_size, False, False)
        for line in even_lines(clean(head.issuer_parent), REGULAR, sizes.issuer_parent_size, room)
    ]
    issuer = [
        (line, sizes.issuer_size, True, False)
        for name in head.issuer
        for line in even_lines(clean(name), BOLD, sizes.issuer_size, room)
    ]
    _fill(table.cell(0, 0), [*parent, *issuer])
    _cell_rule(new_paragraph(table.cell(0, 0), align="center"), sizes.issuer_width, 25)
    small_line(table.cell(0, 0).paragraphs[-1])
    motto = [(COUNTRY, sizes.country_size, True, False), (MOTTO, sizes.motto_size, True, False)]
    _fill(table.cell(0, 1), motto)
    _cell_rule(new_paragraph(table.cell(0, 1), align="center"), sizes.motto_width, 57)
    small_line(table.cell(0, 1).paragraphs[-1])
    left: list[tuple[str, float, bool, bool]] = []
    if head.number or head.symbol:
        left.append((f"Số: {head.number or BLANK_NUMBER}{head.symbol}", sizes.number_size, False, False))
    if head.subject_of_letter:
        left.extend(
            (line, sizes.letter_subject_size, False, False)
            for line in even_lines(clean(head.subject_of_letter), REGULAR, sizes.letter_subject_size, room)
        )
    _fill(table.cell(1, 0), left)
    numbered = table.cell(1, 0).paragraphs
    if head.subject_of_letter and len(left) > 1 and (head.number or head.symbol):
        numbered[1].paragraph_format.space_before = Pt(6)
    dated = ", ".join(part for part in (head.place, head.date_line) if part)
    _fill(table.cell(1, 1), [(dated, sizes.place_size, False, True)] if dated else [])
    for column in (0, 1):
        table.cell(1, column).paragraphs[0].paragraph_format.space_before = Pt(sizes.row_gap * MM)
    new_paragraph(document).paragraph_format.space_after = Pt(2)


def small_line(paragraph: Any) -> None:
    """A line that only carries a rule takes little room."""
    paragraph.paragraph_format.line_spacing = Pt(4)


def signature_table(document: Any, block: Signatures, theme: Theme, width: float) -> None:
    """Left signer or Nơi nhận, right signer; the paragraph before is kept with it."""
    sizes = theme.signature
    before = document.paragraphs[-1] if document.paragraphs else None
    if before is not None:
        before.paragraph_format.keep_with_next = True
    right = min(sizes.width, width / 2)
    table = _grid(document, 1, (width - right, right), lines=False)
    _no_split(table.rows[0])
    left = table.cell(0, 0)
    if block.left:
        _signer(left, block.left, theme, dated=bool(block.right.place_and_date), room=(width - right) * MM)
    elif block.right.place_and_date and block.recipients:
        _fill(left, [("", sizes.size, False, False)])
    if block.recipients:
        texts = [("Nơi nhận:", sizes.recipients_title_size, True, True)]
        for place, name in enumerate(block.recipients):
            text = name if name.startswith("-") else f"- {name}"
            end = "" if text.endswith((";", ".")) else "." if place == len(block.recipients) - 1 else ";"
            texts.append((text + end, sizes.recipients_size, False, False))
        begun = bool(block.left or block.right.place_and_date)
        for number, (text, size, bold, italic) in enumerate(texts):
            line = new_paragraph(left) if begun or number else left.paragraphs[0]
            shape(line)
            add_runs(line, (Run(text, bold=bold, italic=italic),), size=size)
    _signer(table.cell(0, 1), block.right, theme, dated=bool(block.left and block.left.place_and_date), room=right * MM)
    new_paragraph(document).paragraph_format.line_spacing = Pt(2)


def _signer(cell: Any, signer: Signer, theme: Theme, *, dated: bool, room: float) -> None:
    """Fill a cell ``room`` points wide with one signer."""
    sizes = theme.signature
    texts: list[tuple[str, float, bool, bool]] = []
    if signer.place_and_date or dated:
        texts.append((signer.place_and_date, sizes.size, False, True))
    texts += [
        (line, sizes.size, True, False)
        for text in signer.lines
        for line in even_lines(clean(text), BOLD, sizes.size, room)
    ]
    if signer.hint:
        texts.append((signer.hint, sizes.hint_size, False, True))
    last = _fill(cell, texts)
    last.paragraph_format.space_after = Pt(sizes.room * MM)
    add_runs(new_paragraph(cell, align="center"), (Run(signer.name, bold=True),), size=sizes.size)


def _no_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def add_table(
    document: Any, table: Table, theme: Theme, width: float, *, landscape: bool, signs: tuple[str, str]
) -> None:
    """A table with its head on every page and rows that stay whole.

    Raises:
        ValueError: a row has more cells than there are columns.
    """
    sizes = theme.table
    # Widths and size as in the PDF, where no code or figure is broken.
    measured = TableMaker(table, theme, width=width * MM, page=0, landscape=landscape)
    size = measured.size
    headed = any(column.title for column in table.columns)
    kept = {row for first, last in table.keep for row in range(first, last)}
    count = len(table.rows) + (1 if headed else 0)
    if not count:
        return
    widths = [each / MM for each in measured.widths]
    made = _grid(document, count, widths, lines=True, pad=sizes.pad_x, height=sizes.pad_y)
    rows = list(made.rows)
    if headed:
        head = rows.pop(0)
        repeat = OxmlElement("w:tblHeader")
        _no_split(head)
        head._tr.get_or_add_trPr().append(repeat)
        grey = f"{round(sizes.head_grey * 255):02X}" * 3
        for cell, column in zip(head.cells, table.columns, strict=True):
            cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{grey}"/>'))
            _fill(cell, [(column.title, size, True, False)])
    for number, (row, cells) in enumerate(zip(rows, table.rows, strict=True)):
        _no_split(row)
        places = list(row.cells)
        at = 0
        for cell in cells:
            span = max(cell.span, 1)
            if at + span > len(places):
                raise ValueError("a row has more cells than the table has columns")
            place = places[at] if span == 1 else places[at].merge(places[at + span - 1])
            sign = "" if cell.tick is None else f"{signs[0] if cell.tick else signs[1]} "
            paragraph = place.paragraphs[0]
            shape(paragraph, align=cell.align or table.columns[at].align)
            add_runs(paragraph, (Run(sign + cell.text, bold=cell.bold, italic=cell.italic),), size=size)
            paragraph.paragraph_format.keep_with_next = number in kept
            at += span
    new_paragraph(document).paragraph_format.line_spacing = Pt(6)
