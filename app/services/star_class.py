"""Star classes and least points: from exact points to stars, with no rounding on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Star
from app.services.rules.regime import StarRules

Exact = Fraction | Decimal | int
PRINTED_DECIMALS = 2


def hundredths(points: Decimal) -> int:
    """Points as integer hundredths; ``ValueError`` where a third decimal would be lost."""
    scaled = points.scaleb(2)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"more than two decimals: {points}")
    return whole


def from_hundredths(value: int) -> Decimal:
    """Integer hundredths as points with exactly two decimals."""
    return Decimal(value).scaleb(-2)


def star_for(stars: StarRules, points: Exact) -> Star:
    """The star of exact points: classes are half-open, so 69.99 lies below a class that begins at 70.

    Raises:
        ValueError: the points lie in no class (below 0 or above the top).
    """
    exact = Fraction(points)
    for star_class in stars.classes:
        if Fraction(star_class.min) <= exact and (
            exact < Fraction(star_class.max) or (star_class.max_inclusive and exact == Fraction(star_class.max))
        ):
            return star_class.star
    raise ValueError(f"points outside every star class: {points}")


def class_bounds(stars: StarRules) -> tuple[Decimal, ...]:
    """Every bound of every class, ascending: where a printed average must not mislead."""
    return tuple(sorted({bound for one in stars.classes for bound in (one.min, one.max)}))


def stars_ascending(stars: StarRules) -> tuple[Star, ...]:
    return tuple(sorted(one.star for one in stars.classes))


def effective_minimums(criteria_set: CriteriaSet, stars: StarRules) -> dict[Star, dict[str, int]]:
    """For each star the least points of each criterion that has any, in hundredths, in the set's order.

    Where the minimums of lower stars bind (a switch, an inference from the star marks of the criteria
    forms), the least points for a star are the highest of those for it and for the stars below it.
    """
    table: dict[Star, dict[str, int]] = {}
    for star in stars_ascending(stars):
        table[star] = {}
        for criterion in criteria_set.criteria:
            marks = [
                hundredths(points)
                for mark, points in criterion.min_points.items()
                if mark == star or (stars.lower_minimums_bind.value and mark < star)
            ]
            if marks:
                table[star][criterion.id] = max(marks)
    return table


def star_with_minimums(
    stars: StarRules, by_points: Star, missed: Mapping[Star, Iterable[str]], *, blocks: bool | None = None
) -> Star | None:
    """The highest star up to ``by_points`` of which no minimum is missed; ``None`` where every one misses some.

    ``blocks`` replaces the rules' switch: false means that a missed minimum is shown but takes no star away.
    """
    if not (stars.minimum_blocks_star.value if blocks is None else blocks):
        return by_points
    reached = [star for star in stars_ascending(stars) if star <= by_points and not tuple(missed.get(star, ()))]
    return reached[-1] if reached else None


def display_average(average: Fraction, bounds: Iterable[Decimal]) -> Decimal:
    """The average for printing: two decimals, and more where two would cross or show a class bound.

    69.996 is 3 stars and must not print as 70.00: it prints as 69.996. The class itself is always decided
    on the exact fraction, never on this figure.
    """
    fixed = tuple(Fraction(bound) for bound in bounds)
    decimals = PRINTED_DECIMALS
    while True:
        unit = 10**decimals
        # Rounded half up in integers: exact for every fraction, whatever the decimal context's precision.
        scaled = (2 * average.numerator * unit + average.denominator) // (2 * average.denominator)
        shown = Fraction(scaled, unit)
        if shown == average or all(shown != bound and (shown < bound) == (average < bound) for bound in fixed):
            return Decimal(scaled).scaleb(-decimals)
        decimals += 1
