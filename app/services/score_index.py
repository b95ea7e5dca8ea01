"""A criteria set and its star rules as integer tables, made once and used for any number of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import PartId, Star
from app.services.rules.regime import StarRules
from app.services.star_class import effective_minimums, hundredths, stars_ascending


@dataclass(frozen=True, slots=True)
class CriteriaIndex:
    """Positions instead of ids, hundredths instead of decimals.

    A set that does not add up has one column per part instead of one per criterion; everything that
    averages and classifies works on either.
    """

    set_id: str
    on_part_totals: bool
    columns: tuple[str, ...]
    """Criterion ids in the law's order; part ids where only part totals are scored."""
    position: dict[str, int]
    option_points: tuple[tuple[int, ...], ...]
    """By column and option number; number 0 is "none of them" and worth 0. Empty on part totals."""
    option_cases: tuple[tuple[str | None, ...], ...]
    parent: tuple[int, ...]
    """The column that a column depends on, or -1."""
    groups: tuple[tuple[str, tuple[int, ...]], ...]
    sections: tuple[tuple[str, tuple[int, ...]], ...]
    parts: tuple[tuple[PartId, tuple[int, ...]], ...]
    part_max: dict[str, int]
    classes: tuple[tuple[int, Star], ...]
    """Least hundredths of each class and its star, highest first."""
    top: int
    minimums: tuple[tuple[Star, tuple[tuple[int, int], ...]], ...]
    """For each star, lowest first: column and least hundredths."""
    minimum_blocks: bool

    def star_of(self, sum_hundredths: int, count: int = 1) -> Star:
        """The class of ``sum_hundredths / count`` hundredths, compared without dividing."""
        if not 0 <= sum_hundredths <= self.top * count:
            raise ValueError(f"points outside every star class: {sum_hundredths}/{count}")
        for least, star in self.classes:
            if sum_hundredths >= least * count:
                return star
        raise ValueError(f"points outside every star class: {sum_hundredths}/{count}")


def index_for(criteria_set: CriteriaSet, stars: StarRules) -> CriteriaIndex:
    """Make the tables of one set under one regime's star rules."""
    if criteria_set.complete:
        columns = tuple(criterion.id for criterion in criteria_set.criteria)
    else:
        columns = tuple(part.id for part in criteria_set.parts)
    position = {column: number for number, column in enumerate(columns)}
    criteria = criteria_set.criteria if criteria_set.complete else ()
    by_star = effective_minimums(criteria_set, stars) if criteria_set.complete else {}
    return CriteriaIndex(
        set_id=criteria_set.id,
        on_part_totals=not criteria_set.complete,
        columns=columns,
        position=position,
        option_points=tuple((0, *(hundredths(option.points) for option in one.options)) for one in criteria),
        option_cases=tuple((None, *(option.case for option in one.options)) for one in criteria),
        parent=tuple(position[one.depends_on.criterion] if one.depends_on else -1 for one in criteria),
        groups=tuple(
            (group.id, tuple(position[one.id] for one in criteria if one.group == group.id))
            for group in criteria_set.groups
            if criteria
        ),
        sections=tuple(
            (section.id, tuple(position[one.id] for one in criteria if one.section == section.id))
            for section in criteria_set.sections
            if criteria
        ),
        parts=tuple(
            (part.id, tuple(position[one.id] for one in criteria if one.part == part.id))
            if criteria_set.complete
            else (part.id, (position[part.id],))
            for part in criteria_set.parts
        ),
        part_max={part.id: hundredths(part.max) for part in criteria_set.parts},
        classes=tuple(
            sorted(((hundredths(one.min), one.star) for one in stars.classes), key=lambda pair: pair[0], reverse=True)
        ),
        top=max(hundredths(one.max) for one in stars.classes),
        minimums=tuple(
            (star, tuple((position[name], least) for name, least in by_star.get(star, {}).items()))
            for star in stars_ascending(stars)
        ),
        minimum_blocks=stars.minimum_blocks_star.value,
    )


def missed_minimums(index: CriteriaIndex, points: Sequence[int | None]) -> dict[Star, tuple[str, ...]]:
    """Per star the criteria below their least points; a column that is ``None`` was not judged and is not listed."""
    missed: dict[Star, tuple[str, ...]] = {}
    for star, columns in index.minimums:
        below = []
        for column, least in columns:
            value = points[column]
            if value is not None and value < least:
                below.append(index.columns[column])
        if below:
            missed[star] = tuple(below)
    return missed
