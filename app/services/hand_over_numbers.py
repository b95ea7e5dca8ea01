"""The numbers of bundles per pair of offices: a missing one tells of a stick that never arrived.

Bundles of one office to another are numbered from 1 without a gap, letters among them. A number that will not come (a
lost stick was answered by another bundle) can be struck off the list by an act of its own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func
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


def spans_missing(numbers: Collection[int], top: int) -> tuple[Span, ...]:
    """The numbers from 1 to ``top`` that are not among these; never listed one by one, as a number may be huge."""
    found: list[Span] = []
    expected = 1
    for number in sorted({one for one in numbers if one <= top} | {top + 1}):
        if number > expected:
            found.append((expected, number - 1))
        expected = number + 1
    return tuple(found)


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
    rows = session.exec(
        select(HandOver.from_office_id, HandOver.sequence, HandOver.at).where(
            HandOver.direction == "in", HandOver.medium == "bundle", col(HandOver.from_office_id).in_(incomplete)
        )
    )
    came: dict[str, list[tuple[int, dt.datetime]]] = defaultdict(list)
    for office_id, sequence, at in rows:
        came[office_id].append((sequence, at))
    if not came:
        return []
    forgone = _forgone(session)
    offices = session.exec(select(Office.id, Office.name).where(col(Office.id).in_(list(came))))
    found = []
    for office_id, name in offices:
        pairs = came[office_id]
        spans = spans_missing({one for one, _at in pairs} | forgone.get(office_id, set()), max(pairs)[0])
        if spans:
            since = min(at for sequence, at in pairs if sequence > spans[0][0])
            found.append(MissingNumbers(office_id, name, spans, since))
    return sorted(found, key=lambda one: one.office)


def missing_before(session: Session, office_id: str, top: int) -> tuple[Span, ...]:
    """The numbers of an office's bundles below ``top`` that never came."""
    came = session.exec(
        select(HandOver.sequence).where(HandOver.direction == "in", HandOver.from_office_id == office_id)
    )
    return spans_missing(set(came) | _forgone(session).get(office_id, set()), top - 1)


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
