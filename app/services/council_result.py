"""A council's sheets become one result: exact averages, stars, agreed points, quorum, knock-outs, outliers.

Pure: members are named by the ids that the caller uses; the result names them by the same ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from app.errors import InvalidInput, NotAllowed
from app.services.council_figures import AgreedRule, CouncilFigures, close_from_points
from app.services.council_minimums import MinimumsRecord, recorded_star
from app.services.council_quorum import CouncilRules, CouncilSeat, MemberSheet, Quorum, require_quorum, sheets_by_seat
from app.services.next_star import NextStar, find_next_star
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Star
from app.services.rules.regime import StarRules
from app.services.score_index import CriteriaIndex, index_for
from app.services.score_notes import Unverified, switch_notes, unverified_notes
from app.services.scoring import Assessed, KnockedOut, assess
from app.services.sheet_answers import SheetAnswers, case_of, check_answers
from app.services.star_class import class_bounds, display_average, from_hundredths
from app.translate import N_

__all__ = [
    "ArithmeticLine",
    "CouncilResult",
    "CouncilRules",
    "CouncilSeat",
    "MemberSheet",
    "MinimumsRecord",
    "Quorum",
    "arithmetic",
    "close_result",
    "display_average",
    "recorded_star",
]


@dataclass(frozen=True, slots=True)
class CouncilResult:
    """One dossier's closed result; members in the order of their seats, criteria in the law's order."""

    index: CriteriaIndex = field(repr=False)
    figures: CouncilFigures
    rows: tuple[tuple[int, ...], ...] = field(repr=False)
    """Hundredths: one row per valid sheet, one column per criterion (per part on part totals)."""
    valid: tuple[str, ...]
    recused: tuple[str, ...]
    missing: tuple[str, ...]
    quorum: Quorum
    agreed_rule: AgreedRule
    stars_by_points: Star
    stars: Star | None
    """``None`` where a knock-out is in force or every star's minimums are missed."""
    provisional: bool
    """True on part totals until the minimums are recorded: the star is by points alone, no certificate."""
    missed: Mapping[Star, tuple[str, ...]]
    missed_texts: tuple[str, ...]
    knocked_out: tuple[KnockedOut, ...]
    named_knock_outs: Mapping[str, tuple[str, ...]]
    """Knock-out id and the members on whose sheets it stands, those not in force included."""
    not_assessed: tuple[str, ...]
    outliers: tuple[str, ...]
    """Members whose total differs from the median of the totals by more than the allowed deviation."""
    pairs_apart: tuple[tuple[str, str, Decimal], ...]
    """Every two members whose totals lie further apart than the allowed deviation, and how far."""
    next_star: NextStar | None
    unverified: tuple[Unverified, ...]
    case: str | None
    bounds: tuple[Decimal, ...]

    @property
    def sheet_count(self) -> int:
        return self.figures.count

    @property
    def total_sum_hundredths(self) -> int:
        return self.figures.total_sum

    @property
    def average(self) -> Fraction:
        """The average total in points, exact."""
        return self._average(self.figures.total_sum)

    @property
    def printed_average(self) -> Decimal:
        return display_average(self.average, self.bounds)

    @property
    def criterion_averages(self) -> dict[str, Fraction]:
        """Empty on part totals."""
        if self.index.on_part_totals:
            return {}
        return {
            name: self._average(value) for name, value in zip(self.index.columns, self.figures.column_sums, strict=True)
        }

    @property
    def section_averages(self) -> dict[str, Fraction]:
        pairs = zip(self.index.sections, self.figures.section_sums, strict=True)
        return {name: self._average(value) for (name, _), value in pairs}

    @property
    def part_averages(self) -> dict[str, Fraction]:
        return {
            name: self._average(value)
            for (name, _), value in zip(self.index.parts, self.figures.part_sums, strict=True)
        }

    @property
    def agreed(self) -> dict[str, Decimal]:
        """The council's agreed points per criterion; empty on part totals."""
        if self.index.on_part_totals:
            return {}
        return {
            name: from_hundredths(value) for name, value in zip(self.index.columns, self.figures.agreed, strict=True)
        }

    @property
    def member_totals(self) -> dict[str, Decimal]:
        return {
            member: from_hundredths(value) for member, value in zip(self.valid, self.figures.member_totals, strict=True)
        }

    @property
    def spread(self) -> Decimal:
        """Highest total less the lowest."""
        return from_hundredths(self.figures.spread)

    @property
    def column_spread(self) -> dict[str, Decimal]:
        """Highest less lowest points of each criterion (of each part on part totals)."""
        return {
            name: from_hundredths(value)
            for name, value in zip(self.index.columns, self.figures.column_spread, strict=True)
        }

    def _average(self, sum_hundredths: int) -> Fraction:
        return Fraction(sum_hundredths, 100 * self.figures.count)


def close_result(
    criteria_set: CriteriaSet,
    sheets: Iterable[MemberSheet],
    members: Iterable[CouncilSeat],
    rules: CouncilRules,
    stars: StarRules,
    *,
    settled_knock_outs: Mapping[str, bool] | None = None,
    minimums: MinimumsRecord | None = None,
    index: CriteriaIndex | None = None,
) -> CouncilResult:
    """Close one dossier's result.

    The average is exact and its class is decided without rounding. Minimums are judged on the agreed points
    per criterion (``rules.agreed_rule``). A knock-out holds where more than half of the valid sheets name
    it; where fewer do, the council settles it first (``settled_knock_outs``: id and whether it holds, which
    also overrides a majority). A knock-out that holds is applied to every sheet, and there is no star.

    Args:
        sheets: at most one per member; a member without one is missing.
        minimums: only for a set on part totals; without it the star is provisional.
        index: the tables of this set and these rules, where many dossiers are closed (``index_for``).

    Raises:
        NotAllowed: a sheet is unsigned, reopened or incomplete, quorum or chair is missing, knock-outs are
            contested, or the sheets are for different cases.
        InvalidInput: a sheet of nobody, two of one member, answers that the set does not offer, or a record
            of minimums that cannot be.
    """
    seats = sorted(members, key=lambda seat: (seat.number, seat.id))
    by_seat = sheets_by_seat(sheets, seats)
    quorum = require_quorum(seats, by_seat, rules)
    index = index or index_for(criteria_set, stars)
    counted = [(seat, answers) for seat in seats if (answers := by_seat[seat.id].valid_answers) is not None]
    for _, answers in counted:
        check_answers(criteria_set, answers)
    case = _one_case(criteria_set, counted)
    alone = [assess(criteria_set, index, answers) for _, answers in counted]
    named = _named_knock_outs(criteria_set, counted, alone)
    in_force = _in_force(criteria_set, named, len(counted), settled_knock_outs or {})
    assessed = [
        one if {held.id for held in one.knock_outs} == in_force else assess(criteria_set, index, answers, in_force)
        for one, (_, answers) in zip(alone, counted, strict=True)
    ]
    _require_complete(index, counted, assessed)
    rows = tuple(tuple(value or 0 for value in one.points) for one in assessed)
    figures = close_from_points(index, rows, rules.agreed_rule)
    stopped = assessed[0].stopped
    judged = tuple(None if column in stopped else value for column, value in enumerate(figures.agreed))
    missed = {
        star: names
        for star, below in figures.missed.items()
        if (names := tuple(name for name in below if index.position[name] not in stopped))
    }
    final = None if in_force else figures.stars
    if index.on_part_totals:
        final = recorded_star(stars, figures.stars_by_points, minimums, knocked_out=bool(in_force))
    elif minimums is not None:
        raise InvalidInput("minimums", N_("Set {set} shows its minimums itself; none are recorded."), set=index.set_id)
    outliers, apart = deviations([seat.id for seat, _ in counted], figures.member_totals, rules.max_deviation)
    return CouncilResult(
        index=index,
        figures=figures,
        rows=rows,
        valid=tuple(seat.id for seat, _ in counted),
        recused=quorum.recused,
        missing=quorum.missing,
        quorum=quorum,
        agreed_rule=rules.agreed_rule,
        stars_by_points=figures.stars_by_points,
        stars=final,
        provisional=index.on_part_totals and minimums is None,
        missed=missed,
        missed_texts=minimums.missed if minimums else (),
        knocked_out=assessed[0].knock_outs,
        named_knock_outs=named,
        not_assessed=tuple(index.columns[column] for column in sorted(stopped)),
        outliers=outliers,
        pairs_apart=apart,
        next_star=None if in_force else _next_star(index, figures, judged, final, case),
        unverified=_notes(criteria_set, index, counted, judged, stars, figures.stars_by_points, in_force),
        case=case,
        bounds=class_bounds(stars),
    )


_Counted = Sequence[tuple[CouncilSeat, SheetAnswers]]


def _one_case(criteria_set: CriteriaSet, counted: _Counted) -> str | None:
    found = {case for _, answers in counted if (case := case_of(criteria_set, answers)) is not None}
    if len(found) > 1:
        raise NotAllowed(
            N_("The sheets are filled for different cases ({cases})."),
            advice=N_("One case holds for the whole dossier: agree on it and reopen the other sheets."),
            cases=", ".join(sorted(found)),
        )
    return next(iter(found), None)


def _named_knock_outs(
    criteria_set: CriteriaSet, counted: _Counted, alone: Sequence[Assessed]
) -> dict[str, tuple[str, ...]]:
    named: dict[str, list[str]] = {one.id: [] for one in criteria_set.knock_outs}
    for (seat, _), one in zip(counted, alone, strict=True):
        for held in one.knock_outs:
            named[held.id].append(seat.id)
    return {name: tuple(ids) for name, ids in named.items() if ids}


def _in_force(
    criteria_set: CriteriaSet, named: Mapping[str, tuple[str, ...]], count: int, settled: Mapping[str, bool]
) -> frozenset[str]:
    known = {one.id for one in criteria_set.knock_outs}
    for name in settled:
        if name not in known:
            raise InvalidInput(name, N_("Set {set} has no knock-out {knock_out}."), set=criteria_set.id, knock_out=name)
    contested = [name for name, ids in named.items() if 2 * len(ids) <= count and name not in settled]
    if contested:
        raise NotAllowed(
            N_("Some but not most sheets name a reason for exclusion: {knock_outs}."),
            advice=N_("The council settles whether it holds; then the result can be closed."),
            knock_outs=", ".join(contested),
        )
    by_majority = {name for name, ids in named.items() if 2 * len(ids) > count}
    return frozenset((by_majority - settled.keys()) | {name for name, holds in settled.items() if holds})


def _require_complete(index: CriteriaIndex, counted: _Counted, assessed: Sequence[Assessed]) -> None:
    for (seat, _), one in zip(counted, assessed, strict=True):
        if one.unanswered:
            raise NotAllowed(
                N_("The sheet of member {number} is not complete: {criteria}."),
                advice=N_("Reopen it, answer what is missing and sign it again."),
                number=seat.number,
                criteria=", ".join(index.columns[column] for column in one.unanswered),
            )


def deviations(
    ids: Sequence[str], totals: Sequence[int], allowed: Decimal | None
) -> tuple[tuple[str, ...], tuple[tuple[str, str, Decimal], ...]]:
    """Members whose total lies too far from the median, and every two whose totals lie too far apart."""
    if allowed is None:
        return (), ()
    ordered = sorted(totals)
    # Twice the median, so that an even number of sheets needs no half.
    middle = ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]
    limit = allowed * 100
    outliers = tuple(name for name, total in zip(ids, totals, strict=True) if abs(2 * total - middle) > 2 * limit)
    apart = tuple(
        (ids[one], ids[other], from_hundredths(abs(totals[one] - totals[other])))
        for one in range(len(ids))
        for other in range(one + 1, len(ids))
        if abs(totals[one] - totals[other]) > limit
    )
    return outliers, apart


def _next_star(
    index: CriteriaIndex,
    figures: CouncilFigures,
    agreed: tuple[int | None, ...],
    final: Star | None,
    case: str | None,
) -> NextStar | None:
    options: dict[str, int] = {}
    for column, offered in enumerate(index.option_points):
        wanted = agreed[column]
        for number, value in enumerate(offered):
            if number and value == wanted and index.option_cases[column][number] in (None, case):
                options[index.columns[column]] = number
                break
    return find_next_star(index, options, agreed, final, Fraction(figures.total_sum, figures.count))


def _notes(
    criteria_set: CriteriaSet,
    index: CriteriaIndex,
    counted: _Counted,
    agreed: tuple[int | None, ...],
    stars: StarRules,
    by_points: Star,
    in_force: frozenset[str],
) -> tuple[Unverified, ...]:
    """What any valid sheet rests on, once each, and the switches that decided the council's star."""
    notes: dict[Unverified, None] = {}
    for _, answers in counted:
        for note in unverified_notes(
            criteria_set, index, answers.options, agreed, stars, by_points, settled=False, held=in_force
        ):
            notes[note] = None
    if not in_force and not index.on_part_totals:
        for note in switch_notes(criteria_set, index, agreed, stars, by_points):
            notes[note] = None
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class ArithmeticLine:
    """One average as it was worked out: ``(addends) / count = average``, and how it is printed."""

    what: Literal["total", "part", "section", "criterion"]
    id: str
    addends: tuple[Decimal, ...]
    count: int
    average: Fraction
    printed: Decimal


def arithmetic(result: CouncilResult) -> tuple[ArithmeticLine, ...]:
    """The working of every average: the total, then parts, sections and criteria; addends in seat order."""
    index, count = result.index, result.sheet_count

    def line(
        what: Literal["total", "part", "section", "criterion"], name: str, columns: Sequence[int]
    ) -> ArithmeticLine:
        addends = [sum(row[column] for column in columns) for row in result.rows]
        average = Fraction(sum(addends), 100 * count)
        bounds = result.bounds if what == "total" else ()
        printed = display_average(average, bounds)
        return ArithmeticLine(what, name, tuple(map(from_hundredths, addends)), count, average, printed)

    lines = [line("total", "", range(len(index.columns)))]
    lines += [line("part", name, columns) for name, columns in index.parts]
    lines += [line("section", name, columns) for name, columns in index.sections]
    if not index.on_part_totals:
        lines += [line("criterion", name, (column,)) for column, name in enumerate(index.columns)]
    return tuple(lines)
