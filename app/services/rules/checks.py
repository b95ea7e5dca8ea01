"""What a rule file must mean, beyond its fields: sums, references, star classes, the chain of levels.

Each check returns the first fault, or ``None``. A fault names its place as the steps of a JSON pointer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.services.rules.classification import Classification
from app.services.rules.criteria import CriteriaSet, Criterion, Option
from app.services.rules.facts import LEVELS
from app.services.rules.regime import Regime, StarRules
from app.translate import N_

Place = tuple[int | str, ...]
FULL = Decimal(100)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a rule file: a message id, where, and the message's values."""

    message: str
    place: Place
    params: dict[str, Any] = field(default_factory=dict)


def check_criteria_set(rules: CriteriaSet) -> Fault | None:
    """The first fault of a criteria set; sums are left out where the set says that it is not complete."""
    checks = [_set_ids, _set_references, _options, _minimums, _knock_outs]
    if rules.complete:
        checks.append(_sums)
    return next((fault for fault in (check(rules) for check in checks) if fault is not None), None)


def _twice(values: Iterable[Hashable], place: Place, key: str) -> Fault | None:
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if value in seen:
            return Fault(N_("{value} stands here a second time."), (*place, index, key), {"value": value})
        seen.add(value)
    return None


def _set_ids(rules: CriteriaSet) -> Fault | None:
    parts = tuple(part.id for part in rules.parts)
    if parts != ("A", "B", "C"):
        return Fault(N_("The parts must be A, B and C, in this order."), ("parts",))
    if rules.complete and not rules.criteria:
        return Fault(N_("A complete set has criteria."), ("criteria",))
    return (
        _twice((section.id for section in rules.sections), ("sections",), "id")
        or _twice((group.id for group in rules.groups), ("groups",), "id")
        or _twice((case.id for case in rules.cases), ("cases",), "id")
        or _twice((criterion.id for criterion in rules.criteria), ("criteria",), "id")
        or _twice((knock_out.id for knock_out in rules.knock_outs), ("knock_outs",), "id")
    )


def _unknown(value: str, *place: int | str) -> Fault:
    return Fault(N_("There is no {value} in this file."), place, {"value": value})


def _set_references(rules: CriteriaSet) -> Fault | None:
    parts_of_sections = {section.id: section.part for section in rules.sections}
    sections_of_groups = {group.id: group.section for group in rules.groups}
    for index, group in enumerate(rules.groups):
        if group.section not in parts_of_sections:
            return _unknown(group.section, "groups", index, "section")
    earlier: set[str] = set()
    for index, criterion in enumerate(rules.criteria):
        if criterion.section not in parts_of_sections:
            return _unknown(criterion.section, "criteria", index, "section")
        if parts_of_sections[criterion.section] != criterion.part:
            return Fault(N_("The section belongs to another part."), ("criteria", index, "part"))
        if criterion.group is not None and sections_of_groups.get(criterion.group) != criterion.section:
            return _unknown(criterion.group, "criteria", index, "group")
        if criterion.depends_on is not None and criterion.depends_on.criterion not in earlier:
            return Fault(
                N_("{value} does not stand before this criterion."),
                ("criteria", index, "depends_on", "criterion"),
                {"value": criterion.depends_on.criterion},
            )
        earlier.add(criterion.id)
    return None


def _options(rules: CriteriaSet) -> Fault | None:
    cases = {case.id for case in rules.cases}
    for index, criterion in enumerate(rules.criteria):
        place: Place = ("criteria", index, "options")
        if not criterion.options:
            return Fault(N_("A criterion has at least one option."), place)
        twice = _twice(((option.case, option.text) for option in criterion.options), place, "text")
        if twice is not None:
            return Fault(N_("The same option stands here a second time."), twice.place)
        for number, option in enumerate(criterion.options):
            if option.points > criterion.max:
                return Fault(
                    N_("{points} points are more than the criterion's maximum of {max}."),
                    (*place, number, "points"),
                    {"points": option.points, "max": criterion.max},
                )
            if option.case is not None and option.case not in cases:
                return _unknown(option.case, *place, number, "case")
        for offered in _per_case(criterion, cases):
            highest = max((option.points for option in offered), default=Decimal(0))
            if highest != criterion.max:
                return Fault(
                    N_("The maximum is {max} but the highest option gives {highest}."),
                    ("criteria", index, "max"),
                    {"max": criterion.max, "highest": highest},
                )
    return None


def _per_case(criterion: Criterion, cases: Iterable[str]) -> Iterator[Sequence[Option]]:
    """The options that one answer chooses from: all of them, or those of each case."""
    if all(option.case is None for option in criterion.options):
        yield criterion.options
        return
    for case in sorted(cases):
        yield [option for option in criterion.options if option.case in (None, case)]


def _minimums(rules: CriteriaSet) -> Fault | None:
    for index, criterion in enumerate(rules.criteria):
        place: Place = ("criteria", index, "min_points")
        marked = {(option.star, option.points) for option in criterion.options if option.star is not None}
        for number, option in enumerate(criterion.options):
            if option.star is not None and criterion.min_points.get(option.star) != option.points:
                return Fault(
                    N_("The option is marked for {star} stars, but its points are not the minimum for them."),
                    ("criteria", index, "options", number, "star"),
                    {"star": option.star},
                )
        below = Decimal(-1)
        for star in sorted(criterion.min_points):
            points = criterion.min_points[star]
            if points not in {option.points for option in criterion.options}:
                return Fault(
                    N_("No option gives exactly {points} points, the minimum for {star} stars."),
                    (*place, str(star)),
                    {"points": points, "star": star},
                )
            if marked and (star, points) not in marked:
                return Fault(N_("No option is marked for {star} stars."), (*place, str(star)), {"star": star})
            if points < below:
                return Fault(N_("A higher star asks for fewer points than a lower one."), (*place, str(star)))
            below = points
    return None


def _knock_outs(rules: CriteriaSet) -> Fault | None:
    known = {criterion.id for criterion in rules.criteria}
    for index, knock_out in enumerate(rules.knock_outs):
        if knock_out.criterion is not None and knock_out.criterion not in known:
            return _unknown(knock_out.criterion, "knock_outs", index, "criterion")
        if knock_out.criterion is None and knock_out.stops != "dossier":
            return Fault(N_("It must be said at which criterion this holds."), ("knock_outs", index, "criterion"))
        if (knock_out.trigger == "zero_points") != bool(knock_out.criteria):
            return Fault(
                N_("Criteria are named where 0 points decide, and only there."), ("knock_outs", index, "criteria")
            )
        for number, criterion in enumerate(knock_out.criteria):
            if criterion not in known:
                return _unknown(criterion, "knock_outs", index, "criteria", number)
    return None


def _sums(rules: CriteriaSet) -> Fault | None:
    for index, group in enumerate(rules.groups):
        fault = _sum(group.max, (c.max for c in rules.criteria if c.group == group.id), "groups", index, "max")
        if fault is not None:
            return fault
    for index, section in enumerate(rules.sections):
        fault = _sum(section.max, (c.max for c in rules.criteria if c.section == section.id), "sections", index, "max")
        if fault is not None:
            return fault
    for index, part in enumerate(rules.parts):
        fault = _sum(part.max, (s.max for s in rules.sections if s.part == part.id), "parts", index, "max")
        if fault is not None:
            return fault
    return _sum(FULL, (part.max for part in rules.parts), "parts")


def _sum(stated: Decimal, items: Iterable[Decimal], *place: int | str) -> Fault | None:
    total = sum(items, Decimal(0))
    if total == stated:
        return None
    return Fault(N_("{stated} is stated, but the sum is {total}."), place, {"stated": stated, "total": total})


def check_star_rules(stars: StarRules) -> Fault | None:
    """The first gap, overlap or missing end: the classes cover 0 to 100 once."""
    if not stars.classes:
        return Fault(N_("There are no star classes."), ("stars", "classes"))
    twice = _twice((item.star for item in stars.classes), ("stars", "classes"), "star")
    if twice is not None:
        return twice
    order = sorted(range(len(stars.classes)), key=lambda index: stars.classes[index].star)
    reached = Decimal(0)
    for index in order:
        item, place = stars.classes[index], ("stars", "classes", index)
        if item.min > reached:
            return Fault(
                N_("There is a gap between {from_points} and {to_points} points."),
                (*place, "min"),
                {"from_points": reached, "to_points": item.min},
            )
        if item.min < reached:
            return Fault(
                N_("This class overlaps the one below it, which ends at {points} points."),
                (*place, "min"),
                {"points": reached},
            )
        if item.max <= item.min:
            return Fault(N_("This class is empty."), (*place, "max"))
        if item.max_inclusive != (index == order[-1]):
            return Fault(N_("Only the highest class includes its upper bound."), (*place, "max_inclusive"))
        reached = item.max
    if reached != FULL:
        return Fault(
            N_("The classes end at {points} points, not at 100."),
            ("stars", "classes", order[-1], "max"),
            {"points": reached},
        )
    return None


def check_regime(regime: Regime) -> Fault | None:
    """The first fault of a regime."""
    return check_star_rules(regime.stars) or _regime_figures(regime) or _levels(regime) or _regime_lists(regime)


def _regime_figures(regime: Regime) -> Fault | None:
    if tuple(sorted(regime.parts)) != ("A", "B", "C"):
        return Fault(N_("The parts must be A, B and C."), ("parts",))
    if not regime.decisions:
        return Fault(N_("A regime rests on at least one decision."), ("decisions",))
    if regime.period.ends is not None and regime.period.ends <= regime.period.begins:
        return Fault(N_("The period ends before it begins."), ("period", "ends"))
    if regime.certificate_months <= 0:
        return Fault(N_("This must be more than 0."), ("certificate_months",))
    window = regime.reassessment
    if window is not None and window.earliest_days_before_expiry <= window.latest_days_before_expiry:
        return Fault(
            N_("The window for re-assessment ends before it begins."), ("reassessment", "latest_days_before_expiry")
        )
    council = regime.council
    if not 0 < council.quorum_numerator <= council.quorum_denominator:
        return Fault(N_("A quorum is a share between 0 and 1."), ("council", "quorum_numerator"))
    return _sum(FULL, regime.parts.values(), "parts")


def _levels(regime: Regime) -> Fault | None:
    twice = _twice((step.level for step in regime.levels), ("levels",), "level")
    if twice is not None:
        return twice
    present = {step.level for step in regime.levels}
    stars = {item.star for item in regime.stars.classes}
    for index, step in enumerate(regime.levels):
        if step.next is not None:
            if step.next not in present:
                return _unknown(step.next, "levels", index, "next")
            if LEVELS.index(step.next) <= LEVELS.index(step.level):
                return Fault(N_("A dossier can only go to a higher level."), ("levels", index, "next"))
        if "pass_up" in step.tasks and step.next is None:
            return Fault(N_("A level that passes dossiers up names the next level."), ("levels", index, "next"))
        if step.passes_up_from is not None and step.passes_up_from > FULL:
            return Fault(N_("More than 100 points cannot be reached."), ("levels", index, "passes_up_from"))
        for number, star in enumerate(step.recognises):
            if star not in stars:
                return _unknown(str(star), "levels", index, "recognises", number)
        for task, days in step.deadlines.items():
            if task not in step.tasks:
                return Fault(N_("This level does not have this task."), ("levels", index, "deadlines", task))
            if days.days is not None and days.days <= 0:
                return Fault(N_("This must be more than 0."), ("levels", index, "deadlines", task, "days"))
    if not any("receive_first" in step.tasks for step in regime.levels):
        return Fault(N_("No level receives dossiers from producers."), ("levels",))
    return None


def _regime_lists(regime: Regime) -> Fault | None:
    present = {step.level for step in regime.levels}
    for index, document in enumerate(regime.documents):
        if document.stage not in present:
            return _unknown(document.stage, "documents", index, "stage")
        for application in document.applications:
            if application not in regime.application_types:
                return _unknown(application, "documents", index, "applications")
    return (
        _twice(((d.kind, d.stage) for d in regime.documents), ("documents",), "kind")
        or _twice((kind.id for kind in regime.producer_kinds), ("producer_kinds",), "id")
        or _twice((item.id for item in regime.commune_items), ("commune_items",), "id")
    )


def check_classification(classification: Classification) -> Fault | None:
    """The first code that stands twice."""
    codes: set[str] = set()
    for s, sector in enumerate(classification.sectors):
        for g, group in enumerate(sector.groups):
            for u, subgroup in enumerate(group.subgroups):
                if subgroup.code in codes:
                    return Fault(
                        N_("{value} stands here a second time."),
                        ("sectors", s, "groups", g, "subgroups", u, "code"),
                        {"value": subgroup.code},
                    )
                codes.add(subgroup.code)
    return None
