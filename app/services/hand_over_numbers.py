"""The numbers of bundles per pair of offices: a missing one tells of a stick that never arrived.

Bundles of one office to another are numbered from 1 without a gap, letters and hand-overs on paper among them. Two
things tell by themselves that a number will not come: a bundle that stands for lost ones names their numbers; and where
a bundle names the last one that is here as the one before it, no bundle left in between. Any other number can be struck
off the list by an act of its own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotFound
from app.models import HandOver, JournalEntry, Office
from app.services import journal
from app.services.actors import Actor, require_writer
from app.translate import N_

Span = tuple[int, int]
_SHOWN = 20


@dataclass(frozen=True)
class MissingNumbers:
    """The numbers of one office's bundles that never came, as spans (first, last), both included.

    ``since`` (UTC): when the first bundle with a later number came, by which the lack was seen.
    """

    office_id: str
    office: str
    spans: tuple[Span, ...]
    since: dt.datetime

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)

    @property
    def text(self) -> str:
        """Such as ``1–4, 7``."""
        said = [str(first) if first == last else f"{first}–{last}" for first, last in self.spans[:_SHOWN]]
        return ", ".join(said) + (", …" if len(self.spans) > _SHOWN else "")


@dataclass(frozen=True, order=True)
class Came:
    """What one bundle that came says of numbers: its own, its identity, that of the one before it (or empty), and the
    numbers that it stands for."""

    sequence: int
    sha256: str
    previous: str = ""
    stands_for: tuple[int, ...] = ()


def spans_missing(numbers: Collection[int], top: int, unused: Iterable[Span] = ()) -> tuple[Span, ...]:
    """The numbers from 1 to ``top`` that are not among these, nor in the spans that no bundle has.

    They are never listed one by one, as a number may be huge.
    """
    found: list[Span] = []
    expected = 1
    taken = {(one, one) for one in numbers if one <= top} | {span for span in unused if span[0] <= top}
    for first, last in sorted(taken | {(top + 1, top + 1)}):
        if first > expected:
            found.append((expected, first - 1))
        expected = max(expected, last + 1)
    return tuple(found)


def spans_unused(came: Iterable[Came]) -> tuple[Span, ...]:
    """The numbers that will not come, as the bundles that came tell themselves.

    A bundle that names another than the last one here as the one before it tells nothing: one in between is lost, or
    its sender went back to a backup.
    """
    found: set[Span] = set()
    before, last = "", 0
    for one in sorted(came):
        found |= {(number, number) for number in one.stands_for if number < one.sequence}
        if one.previous == before and last < one.sequence - 1:
            found.add((last + 1, one.sequence - 1))
        before, last = one.sha256, one.sequence
    return tuple(sorted(found))


def first_numbers(spans: Iterable[Span], most: int) -> tuple[int, ...]:
    """The first of these numbers, at most so many."""
    found: list[int] = []
    for first, last in spans:
        found.extend(range(first, min(last, first + most - len(found) - 1) + 1))
        if len(found) >= most:
            break
    return tuple(found)


def missing_numbers(session: Session) -> list[MissingNumbers]:
    """For each partner whose numbers have a gap: which never came, and since when that is known; by name."""
    incomplete = (
        select(HandOver.from_office_id)
        .where(HandOver.direction == "in", HandOver.medium == "bundle")
        .group_by(col(HandOver.from_office_id), col(HandOver.to_office_id))
        .having(func.count() < func.max(HandOver.sequence))
    )
    came: dict[str, dict[Came, dt.datetime]] = defaultdict(dict)
    for office_id, one, at in _came(session, col(HandOver.from_office_id).in_(incomplete)):
        came[office_id][one] = at
    if not came:
        return []
    forgone = _forgone(session)
    offices = session.exec(select(Office.id, Office.name).where(col(Office.id).in_(list(came))))
    found = []
    for office_id, name in offices:
        bundles = came[office_id]
        spans = _missing(bundles, forgone.get(office_id, set()), max(bundles).sequence)
        if spans:
            since = min(at for one, at in bundles.items() if one.sequence > spans[0][0])
            found.append(MissingNumbers(office_id, name, spans, since))
    return sorted(found, key=lambda one: one.office)


def missing_before(session: Session, office_id: str, arriving: Came) -> tuple[Span, ...]:
    """The numbers of an office's bundles below that of one which arrives now that never came."""
    came = {one for _office_id, one, _at in _came(session, HandOver.from_office_id == office_id)}
    return _missing(came | {arriving}, _forgone(session).get(office_id, set()), arriving.sequence - 1)


def _came(session: Session, *whose: ColumnElement[bool] | bool) -> Iterator[tuple[str, Came, dt.datetime]]:
    """The bundles that came from offices: the sender's id, what it says of numbers, when it was taken."""
    rows = select(HandOver).where(HandOver.direction == "in", HandOver.medium == "bundle", *whose)
    for row in session.exec(rows):
        numbers = tuple(json.loads(row.stands_for))
        yield row.from_office_id, Came(row.sequence, row.bundle_sha256, row.previous_sha256, numbers), row.at


def _missing(came: Collection[Came], forgone: Collection[int], top: int) -> tuple[Span, ...]:
    return spans_missing({one.sequence for one in came} | set(forgone), top, spans_unused(came))


def forgo_number(session: Session, office_id: str, number: int, reason: str, actor: Actor) -> None:
    """Wait no longer for a bundle's number; should it come all the same, it is taken like any other.

    Raises:
        NotFound: this number is not missing. InvalidInput: no reason is given.
    """
    require_writer(actor)
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why this number is no longer waited for."))
    missing = next((one for one in missing_numbers(session) if one.office_id == office_id), None)
    if missing is None or not any(first <= number <= last for first, last in missing.spans):
        raise NotFound(N_("Number {number} of this office is not missing."), number=number)
    journal.record(
        session,
        actor,
        "forgo_number",
        subject=f"office:{office_id}",
        data={"number": number, "reason": reason.strip(), "name": missing.office},
    )


def _forgone(session: Session) -> dict[str, set[int]]:
    entries = session.exec(
        select(JournalEntry.subject, JournalEntry.data).where(
            JournalEntry.act == "forgo_number", col(JournalEntry.office_sequence).is_not(None)
        )
    )
    found: dict[str, set[int]] = defaultdict(set)
    for subject, data in entries:
        found[subject.removeprefix("office:")].add(int(json.loads(data)["number"]))
    return found
