"""The parts of an official paper that ReportLab has no flowable for, drawn by the measures of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from app.services.papers.blocks import Field, Head, Tick
from app.services.papers.fonts import BOLD, ITALIC, REGULAR, width_of
from app.services.papers.markup import TICK_GAP, draw_tick, glue, leading_of, whole_dates
from app.services.papers.qr import draw_qr, make_qr
from app.services.papers.text_fit import even_lines, greedy_lines
from app.services.papers.theme import MM, Theme

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK_NUMBER = "\u00a0" * 8


@dataclass(frozen=True)
class Line:
    """One printed line; ``rule`` draws a line beneath it, as long as that share of its width."""

    text: str
    font: str
    size: float
    rule: float = 0.0
    gap: float = 0.0
    """Points of room above it."""


class LineStack:
    """Lines under each other in a column; measured once, drawn from its top."""

    def __init__(self, lines: Sequence[Line], *, line: float = 1.0, rule_weight: float = 0.75, rule_gap: float = 3.7):
        self.lines = list(lines)
        self.line = line
        self.rule_weight = rule_weight
        self.rule_gap = rule_gap
        self.height = sum(leading_of(each.size, line) + each.gap + (rule_gap if each.rule else 0) for each in lines)

    @property
    def width(self) -> float:
        return max((width_of(each.text, each.font, each.size) for each in self.lines), default=0.0)

    def draw(self, canvas: Any, x: float, top: float, *, width: float, centred: bool = True) -> None:
        """Draw with the column's left edge at ``x`` and its upper edge at ``top``; centred in ``width``."""
        for each in self.lines:
            top -= each.gap + leading_of(each.size, self.line)
            base = top + each.size * 0.26
            long = width_of(each.text, each.font, each.size)
            left = x + (width - long) / 2 if centred else x
            canvas.setFont(each.font, each.size)
            canvas.drawString(left, base, each.text)
            if each.rule:
                rule = long * each.rule
                middle = left + long / 2
                canvas.setLineWidth(self.rule_weight)
                rule_y = base - each.size * 0.24 - self.rule_gap * 0.45
                canvas.line(middle - rule / 2, rule_y, middle + rule / 2, rule_y)
                top -= self.rule_gap


class Stack(Flowable):  # type: ignore[misc]
    """Centred lines over the full width: titles, annex heads, the motto alone."""

    def __init__(self, stack: LineStack, *, before: float = 0, after: float = 0):
        super().__init__()
        self.stack = stack
        self.spaceBefore = before
        self.spaceAfter = after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, self.stack.height
        return self.width, self.height

    def draw(self) -> None:
        self.stack.draw(self.canv, 0, self.height, width=self.width)


class HeadTable(Flowable):  # type: ignore[misc]
    """The two rows of the head: issuer and motto; number and place with date, always level with each other."""

    def __init__(self, head: Head, theme: Theme):
        super().__init__()
        sizes = theme.head
        self.left_width = sizes.issuer_width * MM
        gap = sizes.rule_gap * MM * 1.6
        room = self.left_width - 2
        parent = [
            Line(line, REGULAR, sizes.issuer_parent_size)
            for line in even_lines(glue(head.issuer_parent), REGULAR, sizes.issuer_parent_size, room)
        ]
        issuer = [
            Line(line, BOLD, sizes.issuer_size)
            for name in head.issuer
            for line in even_lines(glue(name), BOLD, sizes.issuer_size, room)
        ]
        left = [*parent, *issuer]
        if left:
            last = left[-1]
            left[-1] = Line(last.text, last.font, last.size, rule=sizes.issuer_rule_share)
        self.issuer = LineStack(left, rule_weight=sizes.rule_weight, rule_gap=gap)
        self.motto = motto_stack(theme)
        number = []
        if head.symbol or head.number:
            shown = f"Số: {head.number or BLANK_NUMBER}{head.symbol}"
            number = [
                Line(line, REGULAR, sizes.number_size)
                for line in even_lines(glue(shown), REGULAR, sizes.number_size, room)
            ]
        about = [
            Line(line, REGULAR, sizes.letter_subject_size, gap=6 if place == 0 else 0)
            for place, line in enumerate(
                even_lines(glue(head.subject_of_letter), REGULAR, sizes.letter_subject_size, room)
            )
        ]
        self.number = LineStack([*number, *about])
        dated = ", ".join(part for part in (head.place, head.date_line) if part)
        self.right_width = sizes.motto_width * MM
        self.place = LineStack(
            [
                Line(line, ITALIC, sizes.place_size)
                for line in even_lines(whole_dates(glue(dated)), ITALIC, sizes.place_size, self.right_width - 2)
            ]
        )
        self.row_gap = sizes.row_gap * MM if self.number.lines or self.place.lines else 0.0
        self.spaceAfter = sizes.after * MM

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.first = max(self.issuer.height, self.motto.height)
        self.height = self.first + self.row_gap + max(self.number.height, self.place.height)
        return self.width, self.height

    def draw(self) -> None:
        right = self.width - self.right_width
        left_width = min(self.left_width, right)
        self.issuer.draw(self.canv, 0, self.height, width=left_width)
        self.motto.draw(self.canv, right, self.height, width=self.right_width)
        second = self.height - self.first - self.row_gap
        self.number.draw(self.canv, 0, second, width=left_width)
        self.place.draw(self.canv, right, second, width=self.right_width)


def motto_stack(theme: Theme) -> LineStack:
    """Quốc hiệu and Tiêu ngữ with the rule as long as the motto."""
    sizes = theme.head
    return LineStack(
        [Line(COUNTRY, BOLD, sizes.country_size), Line(MOTTO, BOLD, sizes.motto_size, rule=1.0)],
        rule_weight=sizes.rule_weight,
        rule_gap=sizes.rule_gap * MM * 1.6,
    )


class Addressees(Flowable):  # type: ignore[misc]
    """The line Kính gửi: one addressee on the same line, several as a list whose dashes stand under the colon."""

    LABEL = "Kính gửi:"

    def __init__(self, names: Sequence[str], size: float, line: float, *, after: float):
        super().__init__()
        self.names, self.size, self.line = [glue(name) for name in names], size, line
        self.spaceAfter = after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        colon = width_of(self.LABEL[:-1], REGULAR, self.size)
        if len(self.names) == 1:
            start = width_of(self.LABEL + " ", REGULAR, self.size)
            rows = greedy_lines(self.names[0], REGULAR, self.size, width * 0.86 - start)
        else:
            start = colon
            rows = []
            for place, name in enumerate(self.names):
                end = "." if place == len(self.names) - 1 else ";"
                text = name if name.endswith((".", ";")) else name + end
                rows.extend(greedy_lines(f"- {text}", REGULAR, self.size, width * 0.86 - start))
            rows = ["", *rows]
        self.rows, self.start = rows, start
        self.left = (width - start - max((width_of(row, REGULAR, self.size) for row in rows), default=0)) / 2
        self.height = len(rows) * leading_of(self.size, self.line)
        return width, self.height

    def draw(self) -> None:
        step = leading_of(self.size, self.line)
        base = self.height - step + self.size * 0.26
        self.canv.setFont(REGULAR, self.size)
        self.canv.drawString(self.left, base, self.LABEL)
        for row in self.rows:
            if row:
                self.canv.drawString(self.left + self.start, base, row)
            base -= step


class BlankFields(Flowable):  # type: ignore[misc]
    """One or more labelled fields on a line, empty ones with a dotted line to the end of their share."""

    def __init__(self, fields: Sequence[Field], theme: Theme, *, indent: float, after: float):
        super().__init__()
        self.fields, self.indent = list(fields), indent
        self.size, self.weight = theme.body.size, theme.body.dotted_line_weight
        self.step = leading_of(self.size, theme.body.line)
        self.spaceAfter = after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        self.cells: list[tuple[float, float, list[str], Field]] = []
        left = self.indent
        for place, (each, share) in enumerate(zip(self.fields, self._shares(width - self.indent), strict=True)):
            # Labels may be long: the words before the blank wrap like text.
            shown = f"{labelled(each)} {glue(each.value)}".strip()
            room = share - (0 if place == len(self.fields) - 1 else 3 * MM)
            self.cells.append((left, room, greedy_lines(shown, REGULAR, self.size, room), each))
            left += share
        self.height = self.step * max(
            len(lines) + (max(each.dotted_lines, 1) - 1 if not each.value else 0)
            for _left, _room, lines, each in self.cells
        )
        return width, self.height

    def _needs(self) -> list[float]:
        """The width of each field on one line: its label with its value, or with room to write."""
        return [
            width_of(f"{labelled(each)} {glue(each.value)}".strip(), REGULAR, self.size)
            + (3 * MM if each.value else 14 * MM)
            for each in self.fields
        ]

    def has_room(self, width: float) -> bool:
        """Whether no field has to wrap on a line ``width`` points wide."""
        return sum(self._needs()) <= width - self.indent

    def _shares(self, width: float) -> list[float]:
        """Even shares, or by need where a field would wrap in an even one and all have room on the line."""
        even = width / len(self.fields)
        needs = self._needs()
        spare = width - sum(needs)
        if spare < 0 or max(needs) <= even:
            return [even] * len(self.fields)
        return [need + spare / len(needs) for need in needs]

    def draw(self) -> None:
        for left, room, lines, each in self.cells:
            base = self.height - self.step + self.size * 0.26
            self.canv.setFont(REGULAR, self.size)
            for line in lines:
                self.canv.drawString(left, base, line)
                base -= self.step
            if not each.value:
                base += self.step
                used = width_of(lines[-1], REGULAR, self.size) + 3 if lines else 0
                for number in range(max(each.dotted_lines, 1)):
                    draw_dots(self.canv, left + (used if number == 0 else 0), left + room, base, self.weight)
                    base -= self.step


def draw_dots(canvas: Any, left: float, right: float, y: float, weight: float) -> None:
    """A dotted line to write on."""
    if right - left < 4:
        return
    canvas.saveState()
    canvas.setLineWidth(weight)
    canvas.setLineCap(1)
    canvas.setDash([0, 2.6])
    canvas.line(left, y - 1, right, y - 1)
    canvas.restoreState()


def labelled(field: Field) -> str:
    """The label with its colon, which it may carry already."""
    label = glue(field.label)
    return label if not label or label.endswith((":", "?")) else f"{label}:"


class TickRow(Flowable):  # type: ignore[misc]
    """Boxes on one line after a label, going on to further lines where they do not fit."""

    def __init__(self, ticks: Sequence[Tick], label: str, theme: Theme, *, indent: float, after: float):
        super().__init__()
        self.ticks, self.label, self.indent = list(ticks), glue(label), indent
        self.size, self.box = theme.body.size, theme.body.tick_size
        self.step = leading_of(self.size, theme.body.line)
        self.spaceAfter = after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.placed: list[tuple[float, int, str, bool | None]] = []
        x, row, gap = self.indent, 0, 5 * MM
        for line in greedy_lines(self.label, REGULAR, self.size, width - self.indent):
            if self.placed:
                x, row = self.indent, row + 1
            self.placed.append((x, row, line, None))
            x += width_of(line, REGULAR, self.size) + gap
        for tick in self.ticks:
            lead = self.box + TICK_GAP
            lines = greedy_lines(glue(tick.label), REGULAR, self.size, width - self.indent - lead) or [""]
            long = lead + max(width_of(line, REGULAR, self.size) for line in lines)
            if x > self.indent and x + long > width:
                x, row = self.indent, row + 1
            for place, line in enumerate(lines):
                self.placed.append((x, row, line, tick.ticked) if not place else (x + lead, row, line, None))
                row += 1 if place < len(lines) - 1 else 0
            x += long + gap
        self.width, self.height = width, (row + 1) * self.step
        return width, self.height

    def draw(self) -> None:
        for x, row, text, ticked in self.placed:
            base = self.height - (row + 1) * self.step + self.size * 0.26
            if ticked is not None:
                draw_tick(self.canv, x, base, self.box, ticked, type_size=self.size)
                x += self.box + TICK_GAP
            self.canv.setFont(REGULAR, self.size)
            self.canv.drawString(x, base, text)


class Rule(Flowable):  # type: ignore[misc]
    """A thin line over the text width."""

    def __init__(self, weight: float, *, around: float):
        super().__init__()
        self.weight = weight
        self.spaceBefore = self.spaceAfter = around

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, 1.0

    def draw(self) -> None:
        self.canv.setLineWidth(self.weight)
        self.canv.line(0, 0.5, self.width, 0.5)


class QrSquare(Flowable):  # type: ignore[misc]
    """A QR code in the middle of the text width, ``size`` points wide without its quiet zone."""

    def __init__(self, text: str, size: float, *, around: float):
        super().__init__()
        self.picture = make_qr(text)
        self.size = size
        self.spaceBefore = self.spaceAfter = around
        self.quiet = 4 * size / self.picture.modules

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self.size + 2 * self.quiet

    def draw(self) -> None:
        draw_qr(self.canv, self.picture, (self.width - self.size) / 2, self.quiet, self.size)
