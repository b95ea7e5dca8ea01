"""What of a regime or a criteria set is unverified or inferred, in the files' own words."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Sourced
from app.services.rules.regime import Regime
from app.translate import N_, _

TRANSCRIPTION = N_("The figures come from a transcription that was not compared with the signed text ({decision}).")
SECONDARY = N_("The figures come from a secondary source, not from the decision's text ({decision}).")
UNREAD = N_("The points of {decision} could not be read; only the totals of the parts are known.")
INCOMPLETE = N_("The set is incomplete: it is scored on part totals only.")
INFERRED = N_('Criterion {criterion}: the text shows "{as_written}"; taken as {value}. {why}')
UNVERIFIED = N_("Criterion {criterion} is to be compared with the signed text.")
READING = N_("Exclusion at criterion {criterion}: {reading}")

_GRADES = {"transcription": TRANSCRIPTION, "secondary": SECONDARY, "none": UNREAD}


def set_notes(rules: CriteriaSet) -> list[str]:
    """One sentence per doubt: the source's grade, inferred cells, doubtful criteria, readings, the set's notes."""
    notes: list[str] = []
    grade = _GRADES.get(rules.source.grade)
    if grade is not None:
        notes.append(_(grade).format(decision=rules.source.decision))
    if not rules.complete:
        notes.append(_(INCOMPLETE))
    notes.extend(_criteria_notes(rules))
    readings: dict[str, list[str]] = {}
    for knock_out in rules.knock_outs:
        if not knock_out.verified and knock_out.reading:
            readings.setdefault(knock_out.reading, []).append(knock_out.criterion or "")
    for reading, criteria in readings.items():
        notes.append(_(READING).format(criterion=", ".join(criteria), reading=reading))
    if not rules.verified:
        notes.extend(rules.notes)
    return notes


def _criteria_notes(rules: CriteriaSet) -> Iterator[str]:
    for criterion in rules.criteria:
        inferences = [(criterion.inferred, criterion.max)]
        inferences += [(option.inferred, option.points) for option in criterion.options]
        told = False
        for inferred, value in inferences:
            if inferred is not None:
                told = True
                yield _(INFERRED).format(
                    criterion=criterion.id, as_written=inferred.as_written, value=value, why=inferred.why
                )
        if not criterion.verified and not told:
            yield _(UNVERIFIED).format(criterion=criterion.id)


def regime_notes(regime: Regime) -> list[str]:
    """The notes of every unverified statement of a regime, each once, in the file's order."""
    notes: dict[str, None] = {}
    if not regime.verified and regime.source:
        notes[regime.source] = None
    for statement in _statements(regime):
        if not statement.verified and statement.note:
            notes[statement.note] = None
    return list(notes)


def rests_on_inference(regime: Regime) -> bool:
    """Whether something of a regime is a conclusion, or an open point, and not its text."""
    return any(not statement.verified and statement.note for statement in _statements(regime))


def _statements(regime: Regime) -> Iterator[Sourced]:
    yield regime.stars
    yield regime.stars.minimum_blocks_star
    yield regime.stars.lower_minimums_bind
    yield regime.recognised_when_passed_up
    for step in regime.levels:
        yield step
        yield from step.deadlines.values()
        yield from step.batches
    yield from regime.producer_kinds
    yield from regime.commune_items
    yield from regime.documents
    yield regime.product_code
    yield regime.receipt_number
    if regime.reassessment is not None:
        yield regime.reassessment
    yield from regime.transition
    yield regime.council
