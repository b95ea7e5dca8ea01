"""Tables of papers: a head row on every page, rows that stay whole unless longer than a page, kept ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable
from reportlab.platypus import Table as RlTable

from app.services.papers.blocks import Align, Cell, Run, Table
from app.services.papers.fonts import BOLD, REGULAR, clean, width_of
from app.services.papers.markup import TICK_GAP, TextParagraph, leading_of, paragraph_style
from app.services.papers.theme import MM, Theme

_SMALLEST = 7.0


@dataclass
class _Row:
    """One printed row: the paragraphs by column, their spans, and the height with padding."""

    cells: list[Any]
    spans: list[tuple[int, int]]
    height: float
    source: int


class TableMaker:
    """Turns one ``Table`` into ReportLab's, for a text width and a page's height in points."""

    def __init__(self, table: Table, theme: Theme, *, width: float, page: float, landscape: bool):
        sizes = theme.table
        self.table, self.sizes = table, sizes
        self.size = table.size or (sizes.size_landscape if landscape else sizes.size)
        self.pad_x, self.pad_y = sizes.pad_x * MM, sizes.pad_y * MM
        shares = sum(column.share for column in table.columns)
        if not table.columns or shares <= 0:
            raise ValueError("a table needs columns with a width")
        self.page = page
        self.widths = [width * column.share / shares for column in table.columns]
        self._widen(width)

    def build(self) -> RlTable | None:
        """The table, or ``None`` where it has neither titles nor rows.

        Raises:
            ValueError: a row has more cells than there are columns.
        """
        head = self._head()
        head_height = head.height if head else 0.0
        limit = self.page - head_height - 2
        rows = [piece for place, cells in enumerate(self.table.rows) for piece in self._row(place, cells, limit)]
        if not rows and head is None:
            return None
        printed = [head, *rows] if head else rows
        first = 1 if head else 0
        made = RlTable(
            [row.cells for row in printed],
            colWidths=self.widths,
            rowHeights=[row.height for row in printed],
            repeatRows=first,
            style=self._style(printed, first, limit),
            hAlign="LEFT",
        )
        made.start_height = head_height + (self._start(rows, limit) if rows else 0)
        return made

    def _widen(self, width: float) -> None:
        """Give a column that would break a word or figure room from the others; where none is left, smaller type."""
        longest = [
            max((width_of(word, BOLD, 1) for word in clean(column.title).split()), default=0.0)
            for column in self.table.columns
        ]
        for row in self.table.rows:
            at = 0
            for cell in row[: len(longest)]:
                if cell.span <= 1 and at < len(longest) and cell.text:
                    font = BOLD if cell.bold else REGULAR
                    widest = max((width_of(word, font, 1) for word in clean(cell.text).split()), default=0.0)
                    longest[at] = max(
                        longest[at], widest + (0.75 + TICK_GAP / self.size if cell.tick is not None else 0)
                    )
                at += max(cell.span, 1)
        padding = 2 * self.pad_x + 1
        cap = 0.4 * width  # a word longer than that is broken between letters

        def needed() -> list[float]:
            return [min(word * self.size + padding, cap) for word in longest]

        while sum(needed()) > width and self.size > _SMALLEST:
            self.size -= 0.5
        least = needed()
        if sum(least) >= width:
            self.widths = [width * each / sum(least) for each in least]
            return
        short = sum(max(want - have, 0) for want, have in zip(least, self.widths, strict=True))
        spare = sum(max(have - want, 0) for want, have in zip(least, self.widths, strict=True))
        if short > 0:
            self.widths = [
                want if have < want else have - (have - want) * short / spare
                for want, have in zip(least, self.widths, strict=True)
            ]

    def _paragraph(self, text: str, align: Align, *, bold: bool, italic: bool, tick: bool | None) -> TextParagraph:
        left = self.size * 0.75 + TICK_GAP if tick is not None else 0
        style = paragraph_style(size=self.size, line=self.sizes.line, align=align, left=left)
        return TextParagraph.of([Run(text, bold=bold, italic=italic)], style, tick=tick)

    def _head(self) -> _Row | None:
        titles = [column.title for column in self.table.columns]
        if not any(titles):
            return None
        cells = [self._paragraph(title, "center", bold=True, italic=False, tick=None) for title in titles]
        heights = [cell.wrap(self._room(place, 1), 1e6)[1] for place, cell in enumerate(cells)]
        return _Row([[cell] for cell in cells], [], max(heights) + 2 * self.pad_y + 2, -1)

    def _room(self, first: int, span: int) -> float:
        return max(sum(self.widths[first : first + span]) - 2 * self.pad_x, self.size)

    def _row(self, source: int, cells: Sequence[Cell], limit: float) -> list[_Row]:
        """One row, or several pieces of it where it is longer than a page."""
        placed: list[tuple[int, int, TextParagraph]] = []
        column = 0
        for cell in cells:
            span = max(cell.span, 1)
            if column + span > len(self.widths):
                raise ValueError("a row has more cells than the table has columns")
            align = cell.align or self.table.columns[column].align
            placed.append(
                (column, span, self._paragraph(cell.text, align, bold=cell.bold, italic=cell.italic, tick=cell.tick))
            )
            column += span
        spans = [(first, first + span - 1) for first, span, _p in placed if span > 1]
        pieces: list[_Row] = []
        room = limit - 2 * self.pad_y
        while True:
            heights = [paragraph.wrap(self._room(first, span), 1e6)[1] for first, span, paragraph in placed]
            height = max(heights, default=leading_of(self.size, self.sizes.line))
            row: list[Any] = [""] * len(self.widths)
            if height <= room:
                for first, _span, paragraph in placed:
                    row[first] = [paragraph]
                pieces.append(_Row(row, spans, height + 2 * self.pad_y, source))
                return pieces
            rest: list[tuple[int, int, TextParagraph]] = []
            for (first, span, paragraph), high in zip(placed, heights, strict=True):
                parts = [paragraph] if high <= room else paragraph.split(self._room(first, span), room)
                row[first] = [parts[0]]
                if len(parts) > 1:
                    rest.append((first, span, parts[1]))
            pieces.append(_Row(row, spans, limit, source))
            placed = rest

    def _start(self, rows: Sequence[_Row], limit: float) -> float:
        """Height of what begins the table: its first row, or the kept range that begins with it."""
        last = max((end for begin, end in self.table.keep if begin == 0), default=0)
        together = sum(row.height for row in rows if row.source <= last)
        return together if together <= limit else rows[0].height

    def _style(self, printed: Sequence[_Row], first: int, limit: float) -> list[tuple[Any, ...]]:
        sizes = self.sizes
        style: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), sizes.line_weight, Color(0, 0, 0)),
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # else ReportLab names an un-embedded font
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), self.pad_x),
            ("RIGHTPADDING", (0, 0), (-1, -1), self.pad_x),
            ("TOPPADDING", (0, 0), (-1, -1), self.pad_y),
            ("BOTTOMPADDING", (0, 0), (-1, -1), self.pad_y),
        ]
        if first:
            grey = sizes.head_grey
            style.append(("BACKGROUND", (0, 0), (-1, 0), Color(grey, grey, grey)))
            style.append(("VALIGN", (0, 0), (-1, 0), "MIDDLE"))
        for place, row in enumerate(printed):
            style.extend(("SPAN", (begin, place), (end, place)) for begin, end in row.spans)
        for begin, end in self.table.keep:
            places = [place for place, row in enumerate(printed) if begin <= row.source <= end]
            if len(places) > 1 and sum(printed[place].height for place in places) <= limit:
                style.append(("NOSPLIT", (0, places[0]), (0, places[-1])))
        return style


def start_height(flowable: Flowable, width: float) -> float:
    """The height in points that must stand below a heading: two lines, a table's first rows, or all of it."""
    if isinstance(flowable, RlTable):
        return float(getattr(flowable, "start_height", 40.0))
    height = float(flowable.wrap(width, 1e6)[1])
    if isinstance(flowable, TextParagraph) and len(flowable.blPara.lines) > 3:
        return float(2 * flowable.style.leading)
    return height
