"""The figures of a council's result by integer arithmetic alone: sums, agreed points, class, minimums, spread.

One dossier or thousands: the tables of a set are made once (``index_for``), then each matrix of points is
closed on its own. Averages stay a sum and a count; nothing is divided or rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.rules.facts import Star
from app.services.score_index import CriteriaIndex, missed_minimums

AgreedRule = Literal["lower_median", "majority"]


@dataclass(slots=True)
class CouncilFigures:
    """One dossier's figures, in hundredths, columns and groups in the order of the index."""

    count: int
    """How many sheets were averaged."""
    member_totals: tuple[int, ...]
    column_sums: tuple[int, ...]
    section_sums: tuple[int, ...]
    part_sums: tuple[int, ...]
    total_sum: int
    agreed: tuple[int, ...]
    column_spread: tuple[int, ...]
    spread: int
    stars_by_points: Star
    stars: Star | None
    missed: dict[Star, tuple[str, ...]]


def lower_median(values: Sequence[int]) -> int:
    """The middle value; of an even number of values the lower of the two in the middle."""
    return sorted(values)[(len(values) - 1) // 2]


def majority(values: Sequence[int]) -> int:
    """The most frequent value; of several equally frequent ones the lowest."""
    return min(set(values), key=lambda value: (-values.count(value), value))


def close_from_points(
    index: CriteriaIndex, matrix: Sequence[Sequence[int]], agreed_rule: AgreedRule = "lower_median"
) -> CouncilFigures:
    """Close one dossier from its valid sheets' points.

    Args:
        index: the tables of the dossier's set.
        matrix: one row per valid sheet, one column per column of the index, hundredths.
        agreed_rule: how the council's agreed points per criterion are found.

    Raises:
        ValueError: no sheet, rows of another length, or points outside every star class.
    """
    count = len(matrix)
    if not count:
        raise ValueError("no sheet to average")
    columns = list(zip(*matrix, strict=True))
    if len(columns) != len(index.columns):
        raise ValueError(f"{len(columns)} columns of points for {len(index.columns)} of the set")
    middle = (count - 1) // 2
    ordered = [sorted(column) for column in columns]
    sums = [sum(column) for column in columns]
    if agreed_rule == "majority":
        agreed = [majority(column) for column in columns]
    else:
        agreed = [column[middle] for column in ordered]
    totals = [sum(row) for row in matrix]
    total = sum(totals)
    by_points = index.star_of(total, count)
    missed = missed_minimums(index, agreed)
    stars: Star | None = by_points
    if index.minimum_blocks and missed:
        stars = next((star for _, star in index.classes if star <= by_points and star not in missed), None)
    return CouncilFigures(
        count=count,
        member_totals=tuple(totals),
        column_sums=tuple(sums),
        section_sums=tuple([sum([sums[column] for column in members]) for _, members in index.sections]),
        part_sums=tuple([sum([sums[column] for column in members]) for _, members in index.parts]),
        total_sum=total,
        agreed=tuple(agreed),
        column_spread=tuple([column[-1] - column[0] for column in ordered]),
        spread=max(totals) - min(totals),
        stars_by_points=by_points,
        stars=stars,
        missed=missed,
    )
