"""Real criteria sets, star rules and strategies for answers."""

from __future__ import annotations

import pytest

from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from tests.scoring.helpers import real_set, star_rules


@pytest.fixture
def stars() -> StarRules:
    return star_rules()


@pytest.fixture
def coffee() -> CriteriaSet:
    """Set 13 of the decision of 2026: coffee and cocoa."""
    return real_set("qd-26-2026/13")


@pytest.fixture
def tourism() -> CriteriaSet:
    """Set 26 of the decision of 2026: two cases."""
    return real_set("qd-26-2026/26")


@pytest.fixture
def old_coffee() -> CriteriaSet:
    """Set 6 of the decision of 2019: coffee and cocoa."""
    return real_set("qd-1048-2019/06")


@pytest.fixture
def part_totals() -> CriteriaSet:
    """A set of the decision of 2023: parts of 40, 25 and 35 points, no criteria."""
    return real_set("qd-148-2023/01")
