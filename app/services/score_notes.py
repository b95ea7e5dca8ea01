"""What a score rests on that is not verified: each is named wherever the score is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.services.rules.criteria import CriteriaSet, Criterion
from app.services.rules.facts import Inference, Star
from app.services.rules.regime import StarRules
from app.services.score_index import CriteriaIndex, missed_minimums
from app.services.star_class import effective_minimums, star_with_minimums

NoteKind = Literal[
    "set",
    "source",
    "stars",
    "section",
    "group",
    "criterion",
    "option",
    "knock_out",
    "minimum_blocks_star",
    "lower_minimums_bind",
]


@dataclass(frozen=True, slots=True)
class Unverified:
    """One unverified or inferred figure, in the words of the rule file.

    ``kind`` ``source``: the set is checked in itself but not read from the signed text. ``where``: the id of
    the set, section, group, criterion or knock-out, or ``1.2/1`` for option 1 of criterion 1.2.
    """

    kind: NoteKind
    where: str
    as_written: str = ""
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "where": self.where, "as_written": self.as_written, "why": self.why}


def _inferred(kind: NoteKind, where: str, inference: Inference) -> Unverified:
    return Unverified(kind, where, inference.as_written, inference.why)


def unverified_notes(
    criteria_set: CriteriaSet,
    index: CriteriaIndex,
    options: Mapping[str, int],
    points: tuple[int | None, ...],
    stars: StarRules,
    by_points: Star,
    *,
    settled: bool,
    held: Iterable[str] = (),
) -> tuple[Unverified, ...]:
    """The unverified set, criteria and chosen options, and the switches that made this result what it is.

    Args:
        options: chosen option numbers by criterion id.
        points: hundredths by column; ``None`` where a criterion was not judged.
        settled: the sheet is complete and not knocked out, so that a star was given.
        held: ids of the knock-outs in force.
    """
    notes: list[Unverified] = []
    doubtful = [one for one in criteria_set.criteria if not one.verified]
    if not criteria_set.verified and not (criteria_set.source.verified and doubtful):
        notes.append(Unverified("set", criteria_set.id, why=" ".join(criteria_set.notes or criteria_set.source.notes)))
    elif criteria_set.source.grade != "signed":
        notes.append(Unverified("source", criteria_set.id, why=" ".join(criteria_set.source.notes[:1])))
    if not stars.verified:
        notes.append(Unverified("stars", "", why=stars.note))
    in_force = frozenset(held)
    notes += [
        Unverified("knock_out", one.id, as_written=one.text, why=one.reading)
        for one in criteria_set.knock_outs
        if one.id in in_force and not one.verified
    ]
    if index.on_part_totals:
        return tuple(notes)
    notes += [_inferred("section", one.id, one.inferred) for one in criteria_set.sections if one.inferred]
    notes += [_inferred("group", one.id, one.inferred) for one in criteria_set.groups if one.inferred]
    for criterion in criteria_set.criteria:
        if criterion.inferred:
            notes.append(_inferred("criterion", criterion.id, criterion.inferred))
        number = options.get(criterion.id, 0)
        chosen = criterion.options[number - 1].inferred if number else None
        if chosen:
            notes.append(_inferred("option", f"{criterion.id}/{number}", chosen))
        elif _in_doubt(criterion) and points[index.position[criterion.id]] is not None:
            notes.append(Unverified("criterion", criterion.id, why=_why(criteria_set, criterion)))
    if settled:
        notes += switch_notes(criteria_set, index, points, stars, by_points)
    return tuple(notes)


def _in_doubt(criterion: Criterion) -> bool:
    """To be compared with the signed text whatever option is chosen."""
    inferred = criterion.inferred or any(option.inferred for option in criterion.options)
    return not criterion.verified and not inferred


def _why(criteria_set: CriteriaSet, criterion: Criterion) -> str:
    """What the file says of a criterion: in its own notes, else in those notes of the set that name it."""
    named = re.compile(rf"tiêu chí {re.escape(criterion.id)}(?!\.?\d)", re.IGNORECASE)
    return " ".join(criterion.notes or [note for note in criteria_set.notes if named.search(note)])


def switch_notes(
    criteria_set: CriteriaSet,
    index: CriteriaIndex,
    points: tuple[int | None, ...],
    stars: StarRules,
    by_points: Star,
) -> list[Unverified]:
    """The switches not settled by the law that decided here: turned the other way, the star would differ."""
    notes: list[Unverified] = []
    missed = missed_minimums(index, points)
    reached = star_with_minimums(stars, by_points, missed)
    blocks, binds = stars.minimum_blocks_star, stars.lower_minimums_bind
    if not blocks.verified and star_with_minimums(stars, by_points, missed, blocks=not blocks.value) != reached:
        notes.append(Unverified("minimum_blocks_star", "", why=blocks.note))
    if not binds.verified:
        other = stars.model_copy(update={"lower_minimums_bind": binds.model_copy(update={"value": not binds.value})})
        turned: dict[Star, tuple[str, ...]] = {
            star: tuple(name for name, least in table.items() if _below(points[index.position[name]], least))
            for star, table in effective_minimums(criteria_set, other).items()
        }
        if star_with_minimums(other, by_points, turned) != reached:
            notes.append(Unverified("lower_minimums_bind", "", why=binds.note))
    return notes


def _below(value: int | None, least: int) -> bool:
    return value is not None and value < least
