"""The table of a score sheet: parts, sections, groups, criteria and their options, in the law's order.

Layout of 26/2026/QĐ-TTg, Phụ lục II: two columns, "Các tiêu chí" and "Thang điểm"; the tick is the score. A third
column "Điểm chấm (*)" with sums is this program's addition and marked as such on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from app.services.papers.blocks import Cell, Column, Table
from app.services.papers.council_facts import SheetFacts
from app.services.papers.paper_parts import points_text
from app.services.rules.criteria import CriteriaSet, Criterion, Option

SIZE = 11.0
NOT_ASSESSED = "không chấm"
AFTER_OPTIONS = ("Ghi chú", "Chú ý", "Lưu ý")
"""A note that begins so stands under the options, as the law prints it; others say how to choose and stand above."""


@dataclass
class _Rows:
    """Rows made so far, with the ranges that must stay on one page."""

    with_points: bool
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    keep: list[tuple[int, int]] = field(default_factory=list)
    begun: int | None = None
    """Where a range was opened by a heading that has no criterion yet."""

    def add(self, text: Cell, scale: str = "", given: str = "", *, bold: bool = False) -> None:
        cells = [text, Cell(scale, bold=bold)]
        if self.with_points:
            cells.append(Cell(given, bold=bold))
        self.rows.append(tuple(cells))

    def open(self) -> None:
        """A heading begins here: it stays with the criterion that follows."""
        if self.begun is None:
            self.begun = len(self.rows)

    def close(self) -> None:
        if self.begun is not None and len(self.rows) - 1 > self.begun:
            self.keep.append((self.begun, len(self.rows) - 1))
        self.begun = None


class SheetScores:
    """A filled sheet's points, with sums that stay empty where a criterion is open or no points count."""

    def __init__(self, facts: SheetFacts | None):
        self.facts = facts if facts is not None and facts.filled else None

    def chosen(self, criterion_id: str) -> int | None:
        return self.facts.choices.get(criterion_id) if self.facts else None

    def fell_away(self, criterion_id: str) -> bool:
        return self.facts is not None and criterion_id in self.facts.not_assessed

    def given(self, criterion_id: str) -> str:
        if self.facts is None:
            return ""
        if self.fell_away(criterion_id):
            return NOT_ASSESSED
        points = self.facts.points.get(criterion_id)
        return points_text(points) if points is not None else ""

    def sum_of(self, ids: Iterable[str]) -> Decimal | None:
        """``None`` while one of them is open, or where an exclusion stops all points."""
        if self.facts is None or self.facts.stops_everything:
            return None
        total = Decimal(0)
        for each in ids:
            points = self.facts.points.get(each)
            if points is None and not self.fell_away(each):
                return None
            total += points or Decimal(0)
        return total

    def sum_text(self, ids: Iterable[str]) -> str:
        total = self.sum_of(ids)
        return points_text(total) if total is not None else ""


def score_table(criteria: CriteriaSet, facts: SheetFacts | None, *, with_points: bool) -> Table:
    """The whole table of a complete set; ``facts`` of a filled sheet tick their options."""
    scores = SheetScores(facts)
    made = _Rows(with_points)
    for part in criteria.parts:
        in_part = [each for each in criteria.criteria if each.part == part.id]
        made.open()
        heading = f"Phần {part.id}: {part.title} ({points_text(part.max)} Điểm)"
        made.add(
            Cell(heading, bold=True, align="center"),
            points_text(part.max),
            scores.sum_text(each.id for each in in_part),
            bold=True,
        )
        for section in (each for each in criteria.sections if each.part == part.id):
            in_section = [each for each in in_part if each.section == section.id]
            alone = len(in_section) == 1 and in_section[0].id == section.id
            if not alone:
                made.open()
                made.add(
                    Cell(f"{section.id}. {section.title}", bold=True),
                    points_text(section.max),
                    scores.sum_text(each.id for each in in_section),
                    bold=True,
                )
            _criteria(made, criteria, in_section, scores)
    made.add(
        Cell("TỔNG CỘNG", bold=True),
        points_text(sum((part.max for part in criteria.parts), Decimal(0))),
        scores.sum_text(each.id for each in criteria.criteria),
        bold=True,
    )
    return Table(columns=columns(with_points), rows=tuple(made.rows), size=SIZE, keep=tuple(made.keep))


def part_totals_table(criteria: CriteriaSet, facts: SheetFacts | None) -> Table:
    """Three rows for a set whose criteria are not known: the parts' maxima and the points given."""
    scores = SheetScores(facts)
    rows = [
        (
            Cell(f"Phần {part.id}: {part.title}"),
            Cell(points_text(part.max)),
            Cell(scores.given(part.id)),
        )
        for part in criteria.parts
    ]
    total = points_text(sum((part.max for part in criteria.parts), Decimal(0)))
    rows.append(
        (
            Cell("TỔNG CỘNG", bold=True),
            Cell(total, bold=True),
            Cell(scores.sum_text(part.id for part in criteria.parts), bold=True),
        )
    )
    return Table(
        columns=(Column("Các phần", 64), Column("Điểm tối đa", 16, "center"), Column("Điểm chấm", 20, "center")),
        rows=tuple(rows),
        size=SIZE + 1,
        keep=((0, len(rows) - 1),),
    )


def columns(with_points: bool) -> tuple[Column, ...]:
    two = (Column("Các tiêu chí", 80), Column("Thang điểm", 12, "center"))
    return (*two, Column("Điểm chấm (*)", 13, "center")) if with_points else two


def _criteria(made: _Rows, criteria: CriteriaSet, chosen: list[Criterion], scores: SheetScores) -> None:
    groups = {group.id: group for group in criteria.groups}
    group_id = None
    for criterion in chosen:
        made.open()
        if criterion.group is not None and criterion.group != group_id:
            group = groups[criterion.group]
            inside = [each.id for each in chosen if each.group == group.id]
            made.add(
                Cell(f"{group.id}. {group.title}", bold=True),
                points_text(group.max),
                scores.sum_text(inside),
                bold=True,
            )
            for note in group.notes:
                made.add(Cell(note, italic=True))
        group_id = criterion.group
        _criterion(made, criteria, criterion, scores)
        made.close()


def _criterion(made: _Rows, criteria: CriteriaSet, criterion: Criterion, scores: SheetScores) -> None:
    made.add(
        Cell(f"{criterion.id}. {criterion.title}", bold=True),
        points_text(criterion.max),
        scores.given(criterion.id),
        bold=True,
    )
    for line in criterion.requirement:
        made.add(Cell(line, italic=True))
    after = [note for note in criterion.notes if note.startswith(AFTER_OPTIONS)]
    for note in criterion.notes:
        if note not in after:
            made.add(Cell(note, italic=True))
    picked = scores.chosen(criterion.id)
    titles = {case.id: case.title for case in criteria.cases}
    case = None
    for place, option in enumerate(criterion.options, start=1):
        if option.case is not None and option.case != case:
            made.add(Cell(titles[option.case], bold=True, italic=True))
        case = option.case
        made.add(Cell(option_text(option), tick=picked == place), points_text(option.points))
    if picked == 0:
        # Not in the law's form: without it a sheet could not tell "none of them" from "forgotten".
        made.add(Cell("Không thuộc phương án nào ở trên (*)", italic=True, tick=True), "0")
    for note in after:
        made.add(Cell(note, italic=True))
    if scores.facts is not None:
        for knock_out in criteria.knock_outs:
            if knock_out.criterion == criterion.id and knock_out.id in scores.facts.excluded_by:
                made.add(Cell("Người đánh giá xác định: thuộc trường hợp bị loại nêu trên (*)", bold=True, tick=True))


def option_text(option: Option) -> str:
    """The option's words with its stars behind them, as the law prints them: "…***"."""
    return f"{option.text} {'*' * option.star}" if option.star is not None else option.text
