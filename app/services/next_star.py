"""What a product lacks for the next star: minimums first, then the fewest further criteria and points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, gcd
from typing import Any

from app.services.rules.facts import Star
from app.services.score_index import CriteriaIndex
from app.services.star_class import from_hundredths


@dataclass(frozen=True, slots=True)
class LackedMinimum:
    """A criterion below its least points: what it has, and the least points of an option that reaches it."""

    criterion: str
    points: Decimal
    to_points: Decimal


@dataclass(frozen=True, slots=True)
class Raise:
    """Choose ``option`` (its number in the law's order) instead: ``gain`` more points, ``points`` then."""

    criterion: str
    option: int
    gain: Decimal
    points: Decimal
    for_minimum: bool = False


@dataclass(frozen=True, slots=True)
class NextStar:
    """What is missing for ``star``.

    Args:
        points_needed: up to the class's lower bound; 0 where only minimums are lacking.
        raises: a smallest list that reaches the star: minimums first (with what they depend on), then the
            fewest further criteria, fewest points first. Empty where nothing reaches it, or on part totals.
        others: the next higher option of each other criterion, fewest points first.
    """

    star: Star
    points_needed: Decimal
    minimums: tuple[LackedMinimum, ...]
    raises: tuple[Raise, ...]
    others: tuple[Raise, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "star": self.star,
            "points_needed": str(self.points_needed),
            "minimums": [
                {"criterion": one.criterion, "from": str(one.points), "to": str(one.to_points)} for one in self.minimums
            ],
            "raises": [_raise_json(one) for one in self.raises],
            "others": [_raise_json(one) for one in self.others],
        }


def _raise_json(one: Raise) -> dict[str, Any]:
    return {"criterion": one.criterion, "option": one.option, "gain": str(one.gain), "points": str(one.points)}


_Move = tuple[int, int, int]
"""Column, option number, points after."""


def find_next_star(
    index: CriteriaIndex,
    options: Mapping[str, int],
    points: Sequence[int | None],
    stars: Star | None,
    total: Fraction | None = None,
) -> NextStar | None:
    """What is missing for the star above ``stars`` on a complete sheet; ``None`` above the highest.

    Args:
        options: chosen option numbers by criterion id; empty on part totals.
        points: hundredths by column, after what follows another criterion.
        total: in hundredths, where it is not the sum of ``points`` (a council's average beside its agreed points).
    """
    above = [(least, star) for least, star in index.classes if stars is None or star > stars]
    if not above:
        return None
    least, star = above[-1]
    now = [value or 0 for value in points]
    needed = max(0, ceil(least - (sum(now) if total is None else total)))
    if index.on_part_totals:
        return NextStar(star, from_hundredths(needed), (), (), ())
    lacking = {}
    if index.minimum_blocks:
        lacking = {column: low for column, low in dict(index.minimums)[star] if now[column] < low}
    case = _case(index, options)
    offers = [_offers(index, column, case) for column in range(len(index.columns))]
    plan = _plan(index, options, now, lacking, sum(now) + needed, offers)
    used = {column for column, _, _ in plan}
    others = [
        (column, *higher[0])
        for column in range(len(index.columns))
        if column not in used
        and not _follows_zero(index, now, column)
        and (higher := [offer for offer in offers[column] if offer[1] > now[column]])
    ]
    return NextStar(
        star,
        from_hundredths(needed),
        tuple(
            LackedMinimum(
                index.columns[column], from_hundredths(now[column]), from_hundredths(_least(offers, column, low))
            )
            for column, low in sorted(lacking.items())
        ),
        tuple(_as_raise(index, now, move, move[0] in lacking) for move in plan),
        tuple(
            _as_raise(index, now, move, False)
            for move in sorted(others, key=lambda one: (one[2] - now[one[0]], one[0]))
        ),
    )


def _case(index: CriteriaIndex, options: Mapping[str, int]) -> str | None:
    """The dossier's case, or the first that the set offers where none was chosen yet."""
    for name, number in options.items():
        chosen = index.option_cases[index.position[name]][number]
        if chosen is not None:
            return chosen
    return next((case for cases in index.option_cases for case in cases if case is not None), None)


def _offers(index: CriteriaIndex, column: int, case: str | None) -> list[tuple[int, int]]:
    """Option numbers and points that the case allows, fewest points first, one option per value."""
    best: dict[int, int] = {}
    for number, points in enumerate(index.option_points[column]):
        if number and index.option_cases[column][number] in (None, case):
            best.setdefault(points, number)
    return [(best[points], points) for points in sorted(best)]


def _least(offers: Sequence[Sequence[tuple[int, int]]], column: int, low: int) -> int:
    """The least points offered from ``low`` up; ``low`` itself where nothing reaches it."""
    return next((points for _, points in offers[column] if points >= low), low)


def _follows_zero(index: CriteriaIndex, now: Sequence[int], column: int) -> bool:
    parent = index.parent[column]
    return parent >= 0 and now[parent] == 0


def _plan(
    index: CriteriaIndex,
    options: Mapping[str, int],
    now: Sequence[int],
    lacking: Mapping[int, int],
    least: int,
    offers: Sequence[Sequence[tuple[int, int]]],
) -> list[_Move]:
    """The smallest list of moves that lifts every lacking minimum and the total to ``least``; empty if none does.

    A criterion that others follow and that has 0 points opens them when it is raised, so each choice of
    such criteria is tried; there are one or two of them in a set.
    """
    closed = sorted({index.parent[column] for column in range(len(now)) if _follows_zero(index, now, column)})
    best: tuple[int, int, list[_Move]] | None = None
    for size in range(len(closed) + 1):
        for opened in combinations(closed, size):
            found = _plan_with(index, options, now, lacking, least, offers, set(opened))
            if found is not None and (best is None or found[:2] < best[:2]):
                best = found
    return best[2] if best else []


def _plan_with(
    index: CriteriaIndex,
    options: Mapping[str, int],
    now: Sequence[int],
    lacking: Mapping[int, int],
    least: int,
    offers: Sequence[Sequence[tuple[int, int]]],
    opened: set[int],
) -> tuple[int, int, list[_Move]] | None:
    """As ``_plan`` where exactly ``opened`` are lifted from 0: count, points after, moves."""
    start = list(now)
    closed: set[int] = set()
    for column, parent in enumerate(index.parent):
        if parent >= 0 and now[parent] == 0:
            if parent in opened and parent not in closed:
                # What was chosen under the closed criterion counts again once it is open.
                start[column] = index.option_points[column][options.get(index.columns[column], 0)]
            else:
                closed.add(column)
    floors = {column: low for column, low in lacking.items() if start[column] < low}
    for column in opened:
        floors[column] = max(floors.get(column, 0), 1)
    if any(column in closed for column in floors):
        return None
    base: list[_Move] = []
    choices: list[list[_Move]] = []
    for column in range(len(start)):
        if column in closed:
            continue
        floor = floors.get(column, 0)
        higher = [
            (column, number, value) for number, value in offers[column] if value > start[column] and value >= floor
        ]
        if floor:
            if not higher:
                return None
            base.append(higher[0])
            start[column] = higher[0][2]
            # The same criterion may go higher still; that replaces the move and adds none.
            choices.append(higher[1:])
        elif higher and not _opens_others(index, column, now):
            choices.append(higher)
    extra = _fewest(choices, start, {move[0] for move in base}, least - sum(start))
    if extra is None:
        return None
    replaced = {move[0]: move for move in extra}
    first = [replaced.pop(move[0], move) for move in base]
    rest = sorted(replaced.values(), key=lambda move: (move[2] - start[move[0]], move[0]))
    after = sum(start) + sum(move[2] - start[move[0]] for move in extra)
    moves = sorted(first, key=lambda move: (move[2] - now[move[0]], move[0])) + rest
    return len(moves), after, moves


def _opens_others(index: CriteriaIndex, column: int, now: Sequence[int]) -> bool:
    """A criterion at 0 that others follow: lifted only as one of those that are opened."""
    return now[column] == 0 and any(parent == column for parent in index.parent)


def _fewest(choices: Sequence[Sequence[_Move]], start: Sequence[int], free: set[int], gap: int) -> list[_Move] | None:
    """At most one move per criterion, together at least ``gap``: fewest new criteria, then fewest points.

    ``free`` criteria are raised anyway, so a higher option of theirs adds no criterion.
    """
    if gap <= 0:
        return []
    gains = [[(move, move[2] - start[move[0]]) for move in column] for column in choices if column]
    unit = gcd(gap, *(gain for column in gains for _, gain in column))
    target = gap // unit
    most = max((gain // unit for column in gains for _, gain in column), default=0)
    # reach[sum] = (criteria, moves), sums beyond target + most are never needed.
    reach: dict[int, tuple[int, tuple[_Move, ...]]] = {0: (0, ())}
    for column in gains:
        fresh = dict(reach)
        for done, (count, moves) in reach.items():
            if done >= target:
                continue
            for move, gain in column:
                total = min(done + gain // unit, target + most)
                cost = count + (move[0] not in free)
                known = fresh.get(total)
                if known is None or cost < known[0]:
                    fresh[total] = (cost, (*moves, move))
        reach = fresh
    ends = [(count, total, moves) for total, (count, moves) in reach.items() if total >= target]
    return list(min(ends, key=lambda end: end[:2])[2]) if ends else None


def _as_raise(index: CriteriaIndex, now: Sequence[int], move: _Move, for_minimum: bool) -> Raise:
    column, number, value = move
    return Raise(
        index.columns[column], number, from_hundredths(value - now[column]), from_hundredths(value), for_minimum
    )
