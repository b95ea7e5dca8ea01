"""The answers of one sheet: a chosen option per criterion, or part totals where a set does not add up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.errors import InvalidInput
from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import PartId
from app.translate import N_

KNOCK_OUTS_KEY = "knock_outs"
NONE_OF_THEM = 0
_SHOWN = 60
"""Characters of a wrong value that a message repeats."""
_POINTS_TEXT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class SheetAnswers:
    """What one person answered.

    Args:
        options: by criterion id the chosen option's number from 1 in the law's order (both cases counted
            through), 0 for "none of them". A criterion that is not a key is not yet answered.
        knock_outs: ids of the knock-outs that the person found.
        parts: part totals, only for a set that is not complete.
    """

    options: Mapping[str, int] = field(default_factory=dict)
    knock_outs: frozenset[str] = frozenset()
    parts: Mapping[PartId, Decimal] = field(default_factory=dict)


def parse_answers(criteria_set: CriteriaSet, mapping: Mapping[str, Any]) -> SheetAnswers:
    """Read ``{"1.1": 2, ..., "knock_outs": [...]}``, or ``{"A": "30.5", "B": 20}`` for a set on part totals.

    Raises:
        InvalidInput: an unknown id, an option or part total out of range, a float or a boolean, options of
            two cases; ``field`` is the criterion, part or knock-out.
    """
    if not isinstance(mapping, Mapping):
        raise InvalidInput("", N_("Answers are a list of criterion and option number."))
    found = mapping.get(KNOCK_OUTS_KEY, [])
    if not isinstance(found, (list, tuple)) or not all(isinstance(one, str) for one in found):
        raise InvalidInput(KNOCK_OUTS_KEY, N_("Knock-outs are a list of their ids."))
    given = {str(key): value for key, value in mapping.items() if key != KNOCK_OUTS_KEY}
    if criteria_set.complete:
        answers = SheetAnswers(options=given, knock_outs=frozenset(found))
    else:
        known: dict[str, PartId] = {part.id: part.id for part in criteria_set.parts}
        parts: dict[PartId, Decimal] = {}
        for key, value in given.items():
            if key not in known:
                raise InvalidInput(
                    key,
                    N_("{key} is no part of set {set}, which is scored on part totals only."),
                    key=key,
                    set=criteria_set.id,
                )
            parts[known[key]] = _part_total(key, value)
        answers = SheetAnswers(knock_outs=frozenset(found), parts=parts)
    check_answers(criteria_set, answers)
    return answers


def _part_total(part: str, value: Any) -> Decimal:
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str) and _POINTS_TEXT.fullmatch(value):
        return Decimal(value)
    raise InvalidInput(
        part,
        N_('The total of part {part} must be a whole number or a text such as "30.50", not {value}.'),
        part=part,
        value=_as_typed(value),
    )


def _as_typed(value: object) -> str:
    """A value of the file as it stands there, not as Python writes it."""
    if isinstance(value, Decimal):
        return str(value)
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _SHOWN else written[:_SHOWN] + "…"


def check_answers(criteria_set: CriteriaSet, answers: SheetAnswers) -> None:
    """Refuse answers that the set does not offer; unanswered criteria are no error.

    Raises:
        InvalidInput: as ``parse_answers``.
    """
    _check_knock_outs(criteria_set, answers.knock_outs)
    if criteria_set.complete:
        if answers.parts:
            part = next(iter(answers.parts))
            raise InvalidInput(
                part,
                N_("Set {set} is scored criterion by criterion; part totals are not taken."),
                set=criteria_set.id,
            )
        _check_options(criteria_set, answers.options)
        return
    if answers.options:
        criterion = next(iter(answers.options))
        raise InvalidInput(
            criterion,
            N_("Set {set} does not add up and is scored on part totals only; it offers no criterion {criterion}."),
            set=criteria_set.id,
            criterion=criterion,
        )
    _check_parts(criteria_set, answers.parts)


def _check_knock_outs(criteria_set: CriteriaSet, found: frozenset[str]) -> None:
    triggers = {one.id: one.trigger for one in criteria_set.knock_outs}
    for name in sorted(found):
        if name not in triggers:
            raise InvalidInput(name, N_("Set {set} has no knock-out {knock_out}."), set=criteria_set.id, knock_out=name)
        if triggers[name] != "person":
            raise InvalidInput(
                name, N_("Knock-out {knock_out} follows from the points; it is not entered."), knock_out=name
            )


def _check_options(criteria_set: CriteriaSet, options: Mapping[str, int]) -> None:
    criteria = {one.id: one for one in criteria_set.criteria}
    case: str | None = None
    case_from = ""
    for name, number in options.items():
        criterion = criteria.get(name)
        if criterion is None:
            raise InvalidInput(name, N_("Set {set} has no criterion {criterion}."), set=criteria_set.id, criterion=name)
        last = len(criterion.options)
        # A boolean is an int in Python and 2.0 equals 2: neither is an option's number.
        if type(number) is not int or not NONE_OF_THEM <= number <= last:
            raise InvalidInput(
                name,
                N_("Criterion {criterion}: {value} is no option; choose 1 to {last}, or 0 for none of them."),
                criterion=name,
                value=_as_typed(number),
                last=last,
            )
        chosen = criterion.options[number - 1].case if number else None
        if chosen is None:
            continue
        if case is not None and chosen != case:
            raise InvalidInput(
                name,
                N_("Criterion {criterion} is answered for case {case}, but {other} for case {other_case}."),
                advice=N_("One case holds for the whole dossier."),
                criterion=name,
                case=chosen,
                other=case_from,
                other_case=case,
            )
        case, case_from = chosen, name


def _check_parts(criteria_set: CriteriaSet, parts: Mapping[PartId, Decimal]) -> None:
    most = {part.id: part.max for part in criteria_set.parts}
    for name, value in parts.items():
        if name not in most:
            raise InvalidInput(name, N_("Set {set} has no part {part}."), set=criteria_set.id, part=name)
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else None
        # NaN and infinity have a letter for an exponent.
        if not isinstance(value, Decimal) or not isinstance(exponent, int):
            raise InvalidInput(name, N_("The total of part {part} must be a number."), part=name)
        if exponent < -2:
            raise InvalidInput(
                name, N_("The total of part {part} has more than two decimals: {value}."), part=name, value=value
            )
        if not 0 <= value <= most[name]:
            raise InvalidInput(
                name,
                N_("The total of part {part} must lie between 0 and {most}, not {value}."),
                part=name,
                most=most[name],
                value=value,
            )


def case_of(criteria_set: CriteriaSet, answers: SheetAnswers) -> str | None:
    """The case that the chosen options belong to; ``None`` where no option of a case was chosen."""
    if not criteria_set.cases:
        return None
    for name, number in answers.options.items():
        if number:
            case = criteria_set.criterion(name).options[number - 1].case
            if case is not None:
                return case
    return None
