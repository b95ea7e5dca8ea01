"""From the content of a paper to ReportLab's story: one flowable or more for each block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.platypus import CondPageBreak, Flowable, NextPageTemplate
from reportlab.platypus import PageBreak as RlPageBreak
from reportlab.platypus import Spacer as RlSpacer
from reportlab.platypus import Table as RlTable
from reportlab.platypus.doctemplate import ActionFlowable

from app.services.papers.blocks import (
    AnnexHead,
    Block,
    Field,
    Fields,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    QrCode,
    Run,
    Signatures,
    Spacer,
    Table,
    ThinRule,
    Ticks,
)
from app.services.papers.fonts import BOLD, BOLD_ITALIC, ITALIC, clean
from app.services.papers.markup import TextParagraph, glue, leading_of, paragraph_style
from app.services.papers.paper_notes import note_lines
from app.services.papers.pdf_flowables import (
    Addressees,
    BlankFields,
    HeadTable,
    Line,
    LineStack,
    QrSquare,
    Rule,
    Stack,
    TickRow,
    labelled,
    motto_stack,
)
from app.services.papers.pdf_signatures import SignatureBlock, SignedEnd
from app.services.papers.pdf_tables import TableMaker, start_height
from app.services.papers.text_fit import even_lines
from app.services.papers.theme import MM, Theme


@dataclass
class _Story:
    """The flowables made so far; those not yet bound to a page break, heading or signature come last."""

    theme: Theme
    landscape: bool
    flowables: list[Flowable] = field(default_factory=list)
    waiting: list[Flowable] = field(default_factory=list)
    """Headings and kept paragraphs whose follower is not known yet."""

    @property
    def width(self) -> float:
        return self.theme.text_width(self.landscape)

    @property
    def height(self) -> float:
        return self.theme.text_height(self.landscape)

    def add(self, flowable: Flowable) -> None:
        """Append; what waits for a follower goes before it, with room for both."""
        if self.waiting:
            room = sum(each.wrap(self.width, 1e6)[1] + each.getSpaceAfter() + each.getSpaceBefore()
                       for each in self.waiting)  # fmt: skip
            room += start_height(flowable, self.width) + 2
            if room <= self.height:
                self.flowables.append(CondPageBreak(room))
            self.flowables.extend(self.waiting)
            self.waiting = []
        self.flowables.append(flowable)

    def wait(self, flowable: Flowable) -> None:
        flowable.leads = True
        self.waiting.append(flowable)

    def settle(self) -> None:
        """Let go what waits, at the end of a page or paper."""
        self.flowables.extend(self.waiting)
        self.waiting = []

    def take_last(self) -> list[Flowable]:
        """Take back the last flowables that hold at least the lines that must stand with a signature."""
        self.settle()
        lines = self.theme.signature.lines_with_it
        need = lines * leading_of(self.theme.body.size, self.theme.body.line) * 0.9
        taken: list[Flowable] = []
        height = 0.0
        while lines and self.flowables and height < need:
            last = self.flowables[-1]
            if isinstance(last, CondPageBreak) and taken:
                self.flowables.pop()
                continue
            if isinstance(last, (RlPageBreak, NextPageTemplate, ActionFlowable, SignedEnd, CondPageBreak)):
                break
            taken.insert(0, self.flowables.pop())
            height += last.wrap(self.width, 1e6)[1]
        # A heading whose only text goes with the signature goes along, unless the text is long enough to be split.
        while taken and height < 2 * need and self.flowables and getattr(self.flowables[-1], "leads", False):
            taken.insert(0, self.flowables.pop())
        return taken


def paper_story(paper: Paper, theme: Theme, section: int) -> list[Flowable]:
    """The flowables of one paper (not of its annexes); begins with the action that opens its section."""
    story = _Story(theme, paper.landscape)
    story.flowables.append(ActionFlowable(("section", section)))
    _opening(paper, story)
    for block in paper.body:
        _block(block, paper, story)
    story.settle()
    _notes(paper, story)
    return story.flowables


def centred(
    texts: Sequence[tuple[str, str, float]], width: float, *, rule: float = 0, rule_gap: float = 0
) -> LineStack:
    """Lines of (text, font, size) broken evenly; a rule of that share stands under the last one."""
    lines = [
        Line(line, font, size)
        for text, font, size in texts
        for part in glue(text).split("\n")
        for line in even_lines(part, font, size, width)
    ]
    if rule and lines:
        last = lines[-1]
        lines[-1] = Line(last.text, last.font, last.size, rule=rule)
    return LineStack(lines, line=1.05, rule_gap=rule_gap)


def _opening(paper: Paper, story: _Story) -> None:
    theme = story.theme
    title = theme.title
    if paper.head:
        story.add(HeadTable(paper.head, theme))
    elif paper.motto_only:
        story.add(Stack(motto_stack(theme), after=theme.head.after * MM))
    texts = [(paper.title, BOLD, title.size)] if paper.title else []
    texts += [(line, BOLD, title.subtitle_size) for line in paper.subtitle if line]
    if texts:
        rule = title.rule_share if paper.subtitle_rule and (paper.subtitle or paper.head) else 0
        lines = centred(texts, story.width * 0.94, rule=rule, rule_gap=title.rule_gap * MM * 1.6)
        story.add(Stack(lines, before=title.before * MM, after=(0.4 if paper.mark else 1) * title.after * MM))
    if paper.mark:
        story.add(Stack(centred([(paper.mark, BOLD, title.subtitle_size)], story.width), after=title.after * MM))
    if paper.addressees:
        story.add(
            Addressees(
                [clean(name) for name in paper.addressees],
                theme.body.size,
                theme.body.line,
                after=theme.title.after * MM,
            )
        )


def _block(block: Block, paper: Paper, story: _Story) -> None:
    theme = story.theme
    body = theme.body
    if isinstance(block, Paragraph):
        indent = body.indent_first if block.indent_first and block.align in ("justify", "left") else 0
        style = paragraph_style(
            size=block.size or body.size, line=body.line, align=block.align, indent_first=indent, after=body.between
        )
        made = TextParagraph.of(block.runs, style)
        if block.keep_with_next:
            story.wait(made)
        else:
            story.add(made)
    elif isinstance(block, Heading) and block.align == "center":
        shown = block.text.upper() if block.level == 1 else block.text
        lines = centred([(shown, BOLD if block.level < 3 else BOLD_ITALIC, body.size)], story.width)
        before = body.heading_before if block.level == 1 else 0
        story.wait(Stack(lines, before=before, after=body.between))
    elif isinstance(block, Heading):
        style = paragraph_style(
            size=body.size,
            line=body.line,
            align=block.align,
            indent_first=body.indent_first if block.align == "left" else 0,
            before=body.heading_before if block.level == 1 else 0,
            after=body.between,
        )
        shown = block.text.upper() if block.level == 1 else block.text
        story.wait(TextParagraph.of([Run(shown, bold=True, italic=block.level >= 3)], style))
    elif isinstance(block, Field):
        _fields(block, story)
    elif isinstance(block, Fields):
        if block.fields:
            row = BlankFields(block.fields, theme, indent=body.indent_first * MM, after=body.between)
            if row.has_room(story.width):
                story.add(row)
            else:
                for each in block.fields:
                    _fields(each, story)
    elif isinstance(block, Ticks):
        _ticks(block, story)
    elif isinstance(block, Table):
        made_table = TableMaker(block, theme, width=story.width, page=story.height, landscape=story.landscape).build()
        if made_table is not None:
            made_table.spaceBefore, made_table.spaceAfter = 2, body.between
            story.add(made_table)
    elif isinstance(block, Spacer):
        story.add(RlSpacer(1, block.millimetres * MM))
    elif isinstance(block, ThinRule):
        story.add(Rule(theme.table.line_weight, around=body.between))
    elif isinstance(block, PageBreak):
        story.settle()
        story.landscape = block.landscape or paper.landscape
        story.flowables += [NextPageTemplate("landscape" if story.landscape else "portrait"), RlPageBreak()]
    elif isinstance(block, Signatures):
        _signatures(block, story)
    elif isinstance(block, QrCode):
        story.add(QrSquare(block.text, block.millimetres * MM, around=body.between))
    elif isinstance(block, AnnexHead):
        _annex_head(block, story)


def _fields(block: Field, story: _Story) -> None:
    body = story.theme.body
    if not block.value.strip():
        empty = Field(block.label, "", block.dotted_lines)
        story.add(BlankFields((empty,), story.theme, indent=body.indent_first * MM, after=body.between))
        return
    style = paragraph_style(size=body.size, line=body.line, indent_first=body.indent_first, after=body.between)
    label = labelled(block)
    story.add(TextParagraph.of([Run(f"{label} {block.value}" if label else block.value)], style))


def _ticks(block: Ticks, story: _Story) -> None:
    body = story.theme.body
    indent = body.indent_first * MM
    row = TickRow(block.ticks, block.label, story.theme, indent=indent, after=body.between)
    if block.inline and row.wrap(story.width, 1e6)[1] < story.height / 3:
        story.add(row)
        return
    if block.label:
        style = paragraph_style(size=body.size, line=body.line, indent_first=body.indent_first, after=body.between)
        story.wait(TextParagraph.of([Run(block.label)], style))
    for tick in block.ticks:
        story.add(TickRow((tick,), "", story.theme, indent=indent, after=body.between / 2))


def _signatures(block: Signatures, story: _Story) -> None:
    theme = story.theme
    made = SignatureBlock(block, theme, story.width)
    if made.wrap(story.width, 1e6)[1] > story.height * 0.6 and block.recipients:
        # A list of receivers too long to stand beside a signature follows it instead.
        made = SignatureBlock(Signatures(block.right, block.left), theme, story.width)
        _end(made, story)
        style = paragraph_style(size=theme.signature.recipients_size, line=1.0)
        story.add(TextParagraph.of([Run("Nơi nhận:", bold=True, italic=True)], style))
        for name in block.recipients:
            story.add(TextParagraph.of([Run(name if name.startswith("-") else f"- {name}")], style))
        return
    _end(made, story)


def _end(block: SignatureBlock, story: _Story) -> None:
    leaders = story.take_last()
    need = story.theme.signature.lines_with_it * leading_of(story.theme.body.size, story.theme.body.line)
    if leaders and isinstance(leaders[0], TextParagraph):
        need = story.theme.signature.lines_with_it * leaders[0].style.leading
    elif leaders and isinstance(leaders[0], RlTable):
        need = leaders[0]._rowHeights[-1] if leaders[0]._rowHeights else need
    story.add(SignedEnd(leaders, block, [], need=need, page=story.height))


def _annex_head(block: AnnexHead, story: _Story) -> None:
    sizes = story.theme.annex
    texts = [
        (text, font, size)
        for text, font, size in (
            (block.number, BOLD, sizes.number_size),
            (block.title.upper(), BOLD, sizes.title_size),
            (block.reference, ITALIC, sizes.reference_size),
        )
        if text
    ]
    gap = story.theme.title.rule_gap * MM * 1.6
    lines = centred(texts, story.width * 0.94, rule=sizes.rule_share if block.reference else 0, rule_gap=gap)
    story.wait(Stack(lines, after=story.theme.title.after * MM))


def _notes(paper: Paper, story: _Story) -> None:
    texts = note_lines(paper)
    if not texts:
        return
    style = paragraph_style(size=story.theme.notes.size, line=1.0, before=3)
    notes = [TextParagraph.of([Run(text, italic=True)], style) for text in texts if text]
    last = story.flowables[-1]
    if isinstance(last, SignedEnd):
        last.notes.extend(notes)
    else:
        for note in notes:
            story.add(note)
