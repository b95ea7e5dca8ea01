from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.rules.regime import StarRules
from app.services.score_index import index_for
from app.services.star_class import (
    class_bounds,
    display_average,
    effective_minimums,
    from_hundredths,
    hundredths,
    star_for,
)
from tests.scoring.helpers import real_set, small_set, star_rules

BOUNDS = class_bounds(star_rules())


@pytest.mark.parametrize(
    ("points", "star"),
    [
        ("0", 1), ("29.99", 1), ("30", 2), ("49.99", 2), ("50", 3), ("69.99", 3), ("69.999999", 3),
        ("70", 4), ("89.99", 4), ("90", 5), ("100", 5),
    ],
)  # fmt: skip
def test_star_classes_are_half_open(stars: StarRules, points: str, star: int) -> None:
    assert star_for(stars, Decimal(points)) == star


@pytest.mark.parametrize("points", ["30", "50", "69.99", "70", "90"])
def test_the_order_of_the_classes_in_the_rules_changes_nothing(stars: StarRules, points: str) -> None:
    turned = stars.model_copy(update={"classes": stars.classes[::-1]})
    assert star_for(turned, Decimal(points)) == star_for(stars, Decimal(points))
    assert index_for(small_set(), turned).star_of(hundredths(Decimal(points))) == star_for(stars, Decimal(points))


def test_a_fraction_just_below_a_bound_stays_below_it(stars: StarRules) -> None:
    assert star_for(stars, Fraction(70) - Fraction(1, 10**40)) == 3
    assert star_for(stars, Fraction(70)) == 4


@pytest.mark.parametrize("points", [Decimal("-0.01"), Decimal("100.01")])
def test_points_outside_every_class_are_refused(stars: StarRules, points: Decimal) -> None:
    with pytest.raises(ValueError, match="outside every star class"):
        star_for(stars, points)


@settings(max_examples=200)
@given(st.integers(1, 30).flatmap(lambda count: st.tuples(st.integers(0, 10_000 * count), st.just(count))))
def test_integer_comparison_gives_the_class_of_the_exact_fraction(pair: tuple[int, int]) -> None:
    total, count = pair
    stars = star_rules()
    assert index_for(small_set(), stars).star_of(total, count) == star_for(stars, Fraction(total, 100 * count))


def test_minimums_of_lower_stars_bind_only_by_the_switch() -> None:
    coffee = real_set("qd-26-2026/13")
    binding, own = effective_minimums(coffee, star_rules()), effective_minimums(coffee, star_rules(binds=False))
    assert binding[3] == own[3] == {"1.1": 200, "2.2": 200, "2.3": 100, "3.5": 100, "4.1": 200, "5.3": 100, "8": 200, "9": 100}  # fmt: skip # noqa: E501
    assert own[5] == {"1.5": 300, "4.1": 500, "7": 500}
    assert binding[5] == {
        "1.1": 200, "1.5": 300, "1.6": 100, "2.1": 300, "2.2": 200, "2.3": 300, "3.4": 200, "3.5": 200,
        "4.1": 500, "5.1": 500, "5.3": 100, "7": 500, "8": 200, "9": 300,
    }  # fmt: skip
    assert binding[1] == binding[2] == {}


@pytest.mark.parametrize(
    ("average", "printed"),
    [
        (Fraction(78), "78.00"),
        (Fraction(157, 2), "78.50"),
        (Fraction(200, 3), "66.67"),
        (Fraction(69996, 1000), "69.996"),
        (Fraction(70) - Fraction(1, 300), "69.997"),
        (Fraction(70) + Fraction(1, 1000), "70.001"),
        (Fraction(70) - Fraction(1, 100_000), "69.99999"),
        (Fraction(70), "70.00"),
        (Fraction(6999, 100), "69.99"),
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
        (Fraction(100) - Fraction(1, 1100), "99.999"),
        (Fraction(1, 200), "0.01"),
    ],
)
def test_an_average_prints_with_two_decimals_unless_they_would_mislead(average: Fraction, printed: str) -> None:
    assert str(display_average(average, BOUNDS)) == printed


@settings(max_examples=300)
@given(st.integers(1, 60).flatmap(lambda count: st.tuples(st.integers(0, 10_000 * count), st.just(100 * count))))
def test_a_printed_average_never_shows_another_class(pair: tuple[int, int]) -> None:
    exact, stars = Fraction(*pair), star_rules()
    printed = display_average(exact, BOUNDS)
    assert star_for(stars, printed) == star_for(stars, exact)
    assert abs(Fraction(printed) - exact) <= Fraction(1, 200)
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent <= -2
    assert (Fraction(printed) in map(Fraction, BOUNDS)) == (exact in map(Fraction, BOUNDS))


@given(st.integers(0, 10_000))
def test_hundredths_go_there_and_back(value: int) -> None:
    assert hundredths(from_hundredths(value)) == value


def test_a_third_decimal_is_never_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        hundredths(Decimal("1.005"))
