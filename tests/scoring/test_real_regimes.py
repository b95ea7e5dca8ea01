"""Every set under the star rules of the regime that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.rules.library import RuleLibrary
from app.services.scoring import SheetAnswers, highest_answers, parse_answers, score_sheet
from app.services.star_class import class_bounds, stars_ascending
from tests.scoring.helpers import ALL_SETS

LIBRARY = RuleLibrary(Path(__file__).resolve().parents[2] / "resources")


@pytest.mark.parametrize("name", ALL_SETS)
def test_the_regimes_own_star_rules_give_the_best_sheet_five_stars(name: str) -> None:
    folder, number = name.split("/")
    set_id = f"{folder}/{int(number)}"
    criteria_set, stars = LIBRARY.criteria_set(set_id), LIBRARY.star_rules_for_set(set_id)
    assert criteria_set.id == set_id
    if criteria_set.complete:
        best = highest_answers(criteria_set)
    else:
        best = SheetAnswers(parts=LIBRARY.parts_max_for_set(set_id))
    score = score_sheet(criteria_set, best, stars)
    assert (score.total, score.stars, score.provisional) == (100, 5, not criteria_set.complete)
    nothing = score_sheet(criteria_set, parse_answers(criteria_set, {}), stars)
    assert (nothing.total, nothing.stars, nothing.complete) == (0, None, False)


def test_every_regime_has_the_classes_of_the_law() -> None:
    assert len(LIBRARY.regimes()) == 4
    for regime in LIBRARY.regimes():
        assert stars_ascending(regime.stars) == (1, 2, 3, 4, 5)
        assert class_bounds(regime.stars) == (0, 30, 50, 70, 90, 100)
        assert regime.stars.minimum_blocks_star.value
        assert regime.stars.lower_minimums_bind.value
