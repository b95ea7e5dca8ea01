"""One sheet: a criteria set and its answers become points, stars, and what is missing. Pure functions.

Points are added in integer hundredths and shown as decimals with two places; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.services.next_star import NextStar, find_next_star
from app.services.rules.criteria import CriteriaSet, KnockOut
from app.services.rules.facts import PartId, Star
from app.services.rules.regime import StarRules
from app.services.score_index import CriteriaIndex, index_for, missed_minimums
from app.services.score_notes import Unverified, unverified_notes
from app.services.sheet_answers import NONE_OF_THEM, SheetAnswers, case_of, check_answers, parse_answers
from app.services.star_class import from_hundredths, hundredths, star_with_minimums

__all__ = [
    "Assessed",
    "KnockedOut",
    "SheetAnswers",
    "SheetScore",
    "assess",
    "parse_answers",
    "score_sheet",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class KnockedOut:
    """A knock-out in force; ``stops`` as in the law: ``dossier``, ``following`` or ``others``."""

    id: str
    stops: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """A sheet by column. ``points``: hundredths, ``None`` where unanswered or not assessed."""

    points: tuple[int | None, ...]
    following: frozenset[int]
    """Columns that count 0 because the criterion that they depend on has 0 points."""
    stopped: frozenset[int]
    """Columns that a knock-out leaves unassessed: no points, and not missing."""
    unanswered: tuple[int, ...]
    knock_outs: tuple[KnockedOut, ...]


@dataclass(frozen=True, slots=True)
class SheetScore:
    """The score of one sheet. Points are decimals with two places; mappings keep the law's order."""

    criteria: Mapping[str, Decimal]
    """Only criteria that were answered or follow another one."""
    groups: Mapping[str, Decimal]
    sections: Mapping[str, Decimal]
    parts: Mapping[PartId, Decimal]
    total: Decimal
    complete: bool
    unanswered: tuple[str, ...]
    not_assessed: tuple[str, ...]
    """Criteria that a knock-out leaves unassessed."""
    knocked_out: tuple[KnockedOut, ...]
    stars_by_points: Star
    stars: Star | None
    """``None`` where the sheet is incomplete, a knock-out is in force, or every star's minimums are missed."""
    provisional: bool
    """True on part totals: a star by points alone until a council records the minimums."""
    missed: Mapping[Star, tuple[str, ...]]
    next_star: NextStar | None
    unverified: tuple[Unverified, ...]
    case: str | None = None
    followed: tuple[str, ...] = ()
    """Criteria whose answer counts 0 because the criterion that they depend on has 0 points."""


def score_sheet(criteria_set: CriteriaSet, answers: SheetAnswers, stars: StarRules) -> SheetScore:
    """Score one sheet under one set and one regime's star rules.

    Raises:
        InvalidInput: the answers are not ones that the set offers.
    """
    check_answers(criteria_set, answers)
    index = index_for(criteria_set, stars)
    assessed = assess(criteria_set, index, answers)
    points = assessed.points
    total = sum(value or 0 for value in points)
    by_points = index.star_of(total)
    missed = {} if index.on_part_totals else missed_minimums(index, points)
    complete = not assessed.unanswered
    settled = complete and not assessed.knock_outs
    reached = star_with_minimums(stars, by_points, missed) if settled else None
    return SheetScore(
        criteria={}
        if index.on_part_totals
        else {
            name: from_hundredths(value) for name, value in zip(index.columns, points, strict=True) if value is not None
        },
        groups=_sums(index.groups, points),
        sections=_sums(index.sections, points),
        parts={name: from_hundredths(_sum(columns, points)) for name, columns in index.parts},
        total=from_hundredths(total),
        complete=complete,
        unanswered=tuple(index.columns[column] for column in assessed.unanswered),
        not_assessed=tuple(index.columns[column] for column in sorted(assessed.stopped)),
        knocked_out=assessed.knock_outs,
        stars_by_points=by_points,
        stars=reached,
        provisional=index.on_part_totals,
        missed=missed,
        next_star=find_next_star(index, answers.options, points, reached) if settled else None,
        unverified=unverified_notes(
            criteria_set,
            index,
            answers.options,
            points,
            stars,
            by_points,
            settled=settled,
            held=[one.id for one in assessed.knock_outs],
        ),
        case=case_of(criteria_set, answers) if criteria_set.complete else None,
        followed=tuple(
            index.columns[column]
            for column in sorted(assessed.following)
            if index.option_points[column][answers.options.get(index.columns[column], NONE_OF_THEM)]
        ),
    )


def _sum(columns: tuple[int, ...], points: tuple[int | None, ...]) -> int:
    return sum(points[column] or 0 for column in columns)


def _sums(grouped: tuple[tuple[str, tuple[int, ...]], ...], points: tuple[int | None, ...]) -> dict[str, Decimal]:
    return {name: from_hundredths(_sum(columns, points)) for name, columns in grouped}


def assess(
    criteria_set: CriteriaSet,
    index: CriteriaIndex,
    answers: SheetAnswers,
    in_force: frozenset[str] | None = None,
) -> Assessed:
    """Points by column after what follows and what is stopped; ``answers`` must have passed ``check_answers``.

    Args:
        in_force: the knock-outs that hold whatever this sheet says (a council's finding); ``None`` takes
            those that the person found and those that follow from 0 points.
    """
    if index.on_part_totals:
        return _assess_parts(criteria_set, index, answers, in_force)
    points, following = _chosen_points(index, answers)
    stopped: set[int] = set()
    held: list[KnockedOut] = []
    waiting: list[tuple[int, KnockOut]] = []
    for knock_out in criteria_set.knock_outs:
        if in_force is not None:
            if knock_out.id in in_force:
                held.append(KnockedOut(knock_out.id, knock_out.stops))
                stopped |= _stops(index, knock_out, points)
        elif knock_out.trigger == "person":
            if knock_out.id in answers.knock_outs:
                held.append(KnockedOut(knock_out.id, knock_out.stops))
                stopped |= _stops(index, knock_out, points)
        else:
            zeros = _zeros(index, knock_out, points, following)
            if zeros:
                waiting.append((zeros[0], knock_out))
    # By place on the sheet: a criterion that is no longer assessed knocks nothing out.
    for _, knock_out in sorted(waiting, key=lambda pair: pair[0]):
        if any(column not in stopped for column in _zeros(index, knock_out, points, following)):
            held.append(KnockedOut(knock_out.id, knock_out.stops))
            stopped |= _stops(index, knock_out, points)
    return Assessed(
        points=tuple(None if column in stopped else value for column, value in enumerate(points)),
        following=frozenset(following - stopped),
        stopped=frozenset(stopped),
        unanswered=tuple(column for column, value in enumerate(points) if value is None and column not in stopped),
        knock_outs=tuple(held),
    )


def _chosen_points(index: CriteriaIndex, answers: SheetAnswers) -> tuple[list[int | None], set[int]]:
    points: list[int | None] = [None] * len(index.columns)
    for name, number in answers.options.items():
        column = index.position[name]
        points[column] = index.option_points[column][number]
    following: set[int] = set()
    # Until nothing changes: what a criterion depends on may itself follow another, and may stand after it.
    changed = True
    while changed:
        changed = False
        for column, parent in enumerate(index.parent):
            if parent >= 0 and column not in following and points[parent] == 0:
                points[column] = 0
                following.add(column)
                changed = True
    return points, following


def _zeros(index: CriteriaIndex, knock_out: KnockOut, points: list[int | None], following: set[int]) -> list[int]:
    columns = sorted(index.position[name] for name in knock_out.criteria)
    return [column for column in columns if points[column] == 0 and column not in following]


def _stops(index: CriteriaIndex, knock_out: KnockOut, points: list[int | None]) -> set[int]:
    every = set(range(len(index.columns)))
    if knock_out.stops == "dossier":
        return every
    if knock_out.criterion is not None:
        at = index.position[knock_out.criterion]
    else:
        zeros = [
            column for column in sorted(index.position[name] for name in knock_out.criteria) if points[column] == 0
        ]
        if not zeros:
            return every
        at = zeros[0]
    return {column for column in every if column > at} if knock_out.stops == "following" else every - {at}


def _assess_parts(
    criteria_set: CriteriaSet, index: CriteriaIndex, answers: SheetAnswers, in_force: frozenset[str] | None
) -> Assessed:
    """Part totals: criteria are not known one by one, so only a knock-out of the whole dossier takes points away."""
    found = answers.knock_outs if in_force is None else in_force
    held = tuple(KnockedOut(one.id, one.stops) for one in criteria_set.knock_outs if one.id in found)
    stopped = frozenset(range(len(index.columns))) if any(one.stops == "dossier" for one in held) else frozenset()
    totals = {str(part): value for part, value in answers.parts.items()}
    points = tuple(hundredths(totals[name]) if name in totals else None for name in index.columns)
    return Assessed(
        points=tuple(None if column in stopped else value for column, value in enumerate(points)),
        following=frozenset(),
        stopped=stopped,
        unanswered=tuple(column for column, value in enumerate(points) if value is None and column not in stopped),
        knock_outs=held,
    )


def highest_answers(criteria_set: CriteriaSet, case: str | None = None) -> SheetAnswers:
    """The options of a complete set that give the most points, in one case where the set offers cases."""
    if case is None and criteria_set.cases:
        case = criteria_set.cases[0].id
    options: dict[str, int] = {}
    for criterion in criteria_set.criteria:
        offered = [
            (option.points, -number)
            for number, option in enumerate(criterion.options, start=1)
            if option.case is None or option.case == case
        ]
        options[criterion.id] = -max(offered)[1] if offered else NONE_OF_THEM
    return SheetAnswers(options=options)


def to_json(score: SheetScore, set_id: str) -> dict[str, Any]:
    """The score as plain JSON data; points are texts with two decimals, stars are numbers."""
    return {
        "set": set_id,
        "complete": score.complete,
        "total": str(score.total),
        "parts": {name: str(points) for name, points in score.parts.items()},
        "sections": {name: str(points) for name, points in score.sections.items()},
        "criteria": {name: str(points) for name, points in score.criteria.items()},
        "stars_by_points": score.stars_by_points,
        "stars": score.stars,
        "missed": {str(star): list(names) for star, names in score.missed.items()},
        "knocked_out": [one.id for one in score.knocked_out],
        "next_star": score.next_star.to_json() if score.next_star else None,
        "provisional": score.provisional,
        "unanswered": list(score.unanswered),
        "followed": list(score.followed),
        "unverified": [note.to_json() for note in score.unverified],
    }
