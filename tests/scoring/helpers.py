"""What the scoring tests share: the law's real sets, star rules, and random answers to them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from app.services.council_quorum import CouncilSeat, MemberSheet
from app.services.rules.criteria import CriteriaSet, Criterion
from app.services.rules.facts import Switch
from app.services.rules.loader import load_criteria_set
from app.services.rules.regime import StarClass, StarRules
from app.services.sheet_answers import SheetAnswers

CRITERIA_ROOT = Path(__file__).resolve().parents[2] / "resources" / "criteria"
ALL_SETS = sorted(f"{path.parent.name}/{path.stem}" for path in CRITERIA_ROOT.glob("*/*.json"))


@cache
def real_set(name: str) -> CriteriaSet:
    return load_criteria_set(CRITERIA_ROOT / f"{name}.json")


COMPLETE_SETS = [name for name in ALL_SETS if real_set(name).complete]
PART_TOTAL_SETS = [name for name in ALL_SETS if not real_set(name).complete]


def star_rules(*, blocks: bool = True, binds: bool = True, verified: bool = False) -> StarRules:
    """The star classes of the law with both switches as given."""
    bounds = ((5, 90, 100), (4, 70, 90), (3, 50, 70), (2, 30, 50), (1, 0, 30))
    return StarRules(
        verified=True,
        classes=tuple(
            StarClass(star=star, min=Decimal(low), max=Decimal(high), max_inclusive=high == 100)  # type: ignore[arg-type]
            for star, low, high in bounds
        ),
        minimum_blocks_star=Switch(value=blocks, verified=verified, note="blocks"),
        lower_minimums_bind=Switch(value=binds, verified=verified, note="binds"),
    )


def small_set(**changes: Any) -> CriteriaSet:
    """Four criteria in three parts, 100 points in all; ``a2`` depends on ``a1``."""

    def criterion(name: str, part: str, points: list[str], **more: Any) -> dict[str, Any]:
        options = [{"text": f"{name} {value}", "points": value} for value in points]
        own = {"id": name, "part": part, "section": part.lower(), "title": name, "max": points[-1]}
        return {**own, "options": options, **more}

    data: dict[str, Any] = {
        "schema": 1,
        "id": "small/1",
        "number": 1,
        "name": "small",
        "complete": True,
        "verified": True,
        "source": {"decision": "d", "text": "t", "grade": "signed", "verified": True},
        "parts": [
            {"id": "A", "title": "A", "max": "40"},
            {"id": "B", "title": "B", "max": "25"},
            {"id": "C", "title": "C", "max": "35"},
        ],
        "sections": [
            {"id": "a", "part": "A", "title": "a", "max": "40"},
            {"id": "b", "part": "B", "title": "b", "max": "25"},
            {"id": "c", "part": "C", "title": "c", "max": "35"},
        ],
        "criteria": [
            criterion("a1", "A", ["0", "10", "30"]),
            criterion("a2", "A", ["2.5", "10"], depends_on={"criterion": "a1"}),
            criterion("b", "B", ["0", "12.25", "25"]),
            criterion("c", "C", ["0", "15", "35"]),
        ],
        **changes,
    }
    return CriteriaSet.model_validate(data)


def offered(criteria_set: CriteriaSet, criterion: Criterion, case: str | None) -> list[int]:
    """Option numbers that the case allows, 0 included."""
    return [0, *(n for n, option in enumerate(criterion.options, 1) if option.case in (None, case))]


def points_of(criterion: Criterion, number: int) -> Decimal:
    return criterion.options[number - 1].points if number else Decimal(0)


@st.composite
def full_answers(draw: st.DrawFn, criteria_set: CriteriaSet, case: str | None = None) -> SheetAnswers:
    """An answer to every criterion, mostly good ones so that the upper stars are met too."""
    if case is None and criteria_set.cases:
        case = draw(st.sampled_from([one.id for one in criteria_set.cases]))
    good = draw(st.booleans())
    options = {}
    for criterion in criteria_set.criteria:
        numbers = offered(criteria_set, criterion, case)
        if good:
            numbers = sorted(numbers, key=lambda number: points_of(criterion, number), reverse=True)[:2]
        options[criterion.id] = draw(st.sampled_from(numbers))
    return SheetAnswers(options=options)


@st.composite
def set_and_answers(draw: st.DrawFn) -> tuple[CriteriaSet, SheetAnswers]:
    criteria_set = real_set(draw(st.sampled_from(COMPLETE_SETS)))
    return criteria_set, draw(full_answers(criteria_set))


@st.composite
def one_raise(draw: st.DrawFn, criteria_set: CriteriaSet, answers: SheetAnswers) -> SheetAnswers | None:
    """The same answers with one criterion given an option of more points; ``None`` where all are at the top."""
    case = next(
        (
            option.case
            for criterion in criteria_set.criteria
            if (number := answers.options[criterion.id]) and (option := criterion.options[number - 1]).case
        ),
        criteria_set.cases[0].id if criteria_set.cases else None,
    )
    moves = [
        (criterion.id, number)
        for criterion in criteria_set.criteria
        for number in offered(criteria_set, criterion, case)
        if points_of(criterion, number) > points_of(criterion, answers.options[criterion.id])
    ]
    if not moves:
        return None
    name, number = draw(st.sampled_from(moves))
    return SheetAnswers(options={**answers.options, name: number}, knock_outs=answers.knock_outs)


def seats(count: int) -> list[CouncilSeat]:
    return [CouncilSeat(id=f"m{number}", number=number, is_chair=number == 1) for number in range(1, count + 1)]


def signed(*answers: SheetAnswers) -> list[MemberSheet]:
    return [MemberSheet(f"m{number}", "valid", one, signed=True) for number, one in enumerate(answers, 1)]


def totals(a: str, b: str, c: str) -> SheetAnswers:
    return SheetAnswers(parts={"A": Decimal(a), "B": Decimal(b), "C": Decimal(c)})
