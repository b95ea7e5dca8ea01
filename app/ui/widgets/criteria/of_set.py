"""The widgets' data made from a criteria set, its answers and its score (given by the page; nothing is computed)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.translate import _, ngettext
from app.ui.widgets.criteria.data import (
    CriteriaSection,
    CriteriaTotals,
    CriterionLine,
    CriterionOption,
    CriterionState,
    KnockOutLine,
    PartTotal,
    SectionTotal,
)
from app.ui.widgets.criteria.words import as_sentence

if TYPE_CHECKING:
    from app.services.rules.criteria import CriteriaSet, Criterion
    from app.services.scoring import SheetScore


def sections_of(criteria_set: CriteriaSet, *, knock_outs: bool = True) -> tuple[CriteriaSection, ...]:
    """The sections of a complete set with everything the law says of its criteria.

    Args:
        knock_outs: whether reasons for exclusion can be found on the sheet; else they are only read as notes.
    """
    groups = {group.id: f"{group.id} {group.title}" for group in criteria_set.groups}
    cases = {case.id: case.title for case in criteria_set.cases}
    by_person = {
        one.criterion: KnockOutLine(one.id, one.text)
        for one in criteria_set.knock_outs
        if knock_outs and one.trigger == "person" and one.criterion
    }

    def line(criterion: Criterion) -> CriterionLine:
        knock_out = by_person.get(criterion.id)
        said = knock_out.text if knock_out else ""
        return CriterionLine(
            id=criterion.id,
            title=criterion.title,
            max_points=criterion.max,
            options=_options(criterion, cases),
            requirement=criterion.requirement,
            notes=tuple(note for note in criterion.notes if note != said),
            group=groups.get(criterion.group or "", ""),
            knock_out=knock_out,
        )

    return tuple(
        CriteriaSection(
            id=section.id,
            part=section.part,
            title=as_sentence(section.title),
            max_points=section.max,
            criteria=tuple(line(one) for one in criteria_set.criteria if one.section == section.id),
        )
        for section in criteria_set.sections
    )


def _options(criterion: Criterion, cases: Mapping[str, str]) -> tuple[CriterionOption, ...]:
    made, before = [], None
    for number, option in enumerate(criterion.options, start=1):
        head = cases.get(option.case or "", "") if option.case != before else ""
        before = option.case
        made.append(CriterionOption(number, option.text, option.points, option.star, head))
    return tuple(made)


def states_of(
    criteria_set: CriteriaSet,
    options: Mapping[str, int],
    score: SheetScore | None,
    *,
    aim: int = 0,
    knock_outs: frozenset[str] = frozenset(),
    files: Mapping[str, int] | None = None,
) -> dict[str, CriterionState]:
    """How every criterion stands.

    Args:
        options: the answers by criterion.
        score: what they give; None: nothing is answered.
        aim: the star whose minimums are marked where they are missed; 0: none.
        knock_outs: those that the person found.
        files: how many papers stand behind a criterion.
    """
    missed = frozenset(score.missed.get(aim, ())) if score and aim else frozenset()  # type: ignore[call-overload]
    followed = frozenset(score.followed) if score else frozenset()
    stopped = frozenset(score.not_assessed) if score else frozenset()
    own = {one.criterion: one.id for one in criteria_set.knock_outs if one.criterion}
    below = _("Below the least for {stars} stars").format(stars=aim)
    states = {}
    for criterion in criteria_set.criteria:
        name = criterion.id
        follows = ""
        if name in stopped:
            follows = _("not assessed")
        elif name in followed or (score and name in score.criteria and name not in options):
            parent = criterion.depends_on.criterion if criterion.depends_on else ""
            follows = _("0 points, as {criterion} has none").format(criterion=parent)
        states[name] = CriterionState(
            option=options.get(name),
            points=score.criteria.get(name) if score else None,
            warning=below if name in missed else "",
            follows=follows,
            knocked_out=own.get(name) in knock_outs,
            files=(files or {}).get(name, 0),
        )
    return states


def totals_of(criteria_set: CriteriaSet, score: SheetScore | None, *, aim: int = 0) -> CriteriaTotals:
    """The sums of the sheet by part and section, what is missing, and the minimums of ``aim`` that are missed."""
    none = Decimal(0)
    unanswered = frozenset(score.unanswered) if score else frozenset(one.id for one in criteria_set.criteria)
    parts = []
    for part in criteria_set.parts:
        sections = []
        for section in criteria_set.sections:
            if section.part != part.id:
                continue
            names = [one.id for one in criteria_set.criteria if one.section == section.id]
            points = score.sections.get(section.id, none) if score else none
            sections.append(
                SectionTotal(
                    section.id,
                    as_sentence(section.title),
                    points,
                    section.max,
                    sum(name in unanswered for name in names),
                    len(names),
                )
            )
        points = score.parts.get(part.id, none) if score else none
        parts.append(PartTotal(part.id, as_sentence(part.title), points, part.max, tuple(sections)))
    missed = score.missed.get(aim, ()) if score and aim else ()  # type: ignore[call-overload]
    warnings = []
    if missed:
        warnings.append(
            ngettext(
                "{ids}: below the least for {stars} star",
                "{ids}: below the least for {stars} stars",
                aim,
            ).format(ids=", ".join(missed), stars=aim)
        )
    if score and score.knocked_out:
        warnings.append(_("A reason for exclusion is in force"))
    return CriteriaTotals(
        parts=tuple(parts),
        total=score.total if score else none,
        max_points=sum((part.max for part in criteria_set.parts), start=none),
        missing=len(unanswered),
        count=len(criteria_set.criteria) or len(criteria_set.parts),
        warnings=tuple(warnings),
        stars=score.stars if score else None,
        by_parts=not criteria_set.complete,
    )
