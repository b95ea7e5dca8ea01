"""What an office leaves behind beside its dossiers: its number series, its certificates, its own journal."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Certificate, IssuedPaper, JournalEntry
from app.services import journal
from app.services.bundles.limits import MIB
from app.services.bundles.rows import row_from_json, row_to_json
from app.services.canonical import canonical_json
from app.services.clean_text import clean_line
from app.services.letters.succession_form import CertificateLine, KeptJournal, SeriesForm, read_journal_part

REGISTER = "certificate_register"
_PART = 8 * MIB
_GAPS = 1000


def number_series_of(session: Session, office_id: str) -> tuple[SeriesForm, ...]:
    """Every number series of an office: its signed papers by kind and year, and its register of certificates.

    Numbers that are not whole count, but are in no order.
    """
    used: dict[tuple[str, int], list[int]] = defaultdict(list)
    count: dict[tuple[str, int], int] = defaultdict(int)
    papers = session.exec(
        select(col(IssuedPaper.kind), col(IssuedPaper.dated), col(IssuedPaper.number))
        .where(IssuedPaper.office_id == office_id, IssuedPaper.status == "signed")
        .distinct()  # one letter for several dossiers is one paper
    )
    for kind, dated, number in papers:
        if dated is None:
            continue
        count[kind, dated.year] += 1
        if number.isdecimal():
            used[kind, dated.year].append(int(number))
    for year, register_number in session.exec(
        select(Certificate.year, Certificate.register_number).where(Certificate.office_id == office_id)
    ):
        count[REGISTER, year] += 1
        used[REGISTER, year].append(register_number)
    return tuple(_series(*key, count[key], sorted(used[key])) for key in sorted(count))


def _series(kind: str, year: int, count: int, numbers: list[int]) -> SeriesForm:
    gaps: list[int] = []
    for one, other in pairwise(numbers):
        gaps += range(one + 1, min(other, one + 1 + _GAPS - len(gaps)))
    return SeriesForm(kind=kind, year=year, count=count, last=numbers[-1] if numbers else 0, gaps=tuple(gaps))


def certificates_of(session: Session, office_id: str) -> tuple[CertificateLine, ...]:
    """The certificates that an office gave, in the order of its register."""
    rows = session.exec(
        select(Certificate)
        .where(Certificate.office_id == office_id)
        .order_by(col(Certificate.year), col(Certificate.register_number))
    )
    return tuple(
        CertificateLine(
            register_text=one.register_text,
            product=clean_line(one.product_name),
            producer=clean_line(one.producer_name),
            stars=one.stars,
            valid_from=one.valid_from.isoformat(),
            valid_to=one.valid_to.isoformat(),
            status=one.status,
        )
        for one in rows
    )


def journal_parts(session: Session) -> tuple[KeptJournal, list[bytes]]:
    """The office's own journal as it lies in a database, whole: canonical JSON, one entry a line, in parts of 8 MiB."""
    parts, lines, size, count, head = list[bytes](), list[bytes](), 0, 0, ""
    entries = session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.office_sequence).is_not(None))
        .order_by(col(JournalEntry.office_sequence))
        .execution_options(yield_per=500)
    )
    for entry in entries:
        line = canonical_json(row_to_json(entry)) + b"\n"
        if lines and size + len(line) > _PART:
            parts.append(b"".join(lines))
            lines, size = [], 0
        lines.append(line)
        size += len(line)
        count, head = count + 1, entry.office_hash
    if lines:
        parts.append(b"".join(lines))
    files = tuple(hashlib.sha256(part).hexdigest() for part in parts)
    return KeptJournal(files=files, entries=count, head=head), parts


class Followed(NamedTuple):
    """How far an office's journal follows: its entries and its last hash; ``broken``: the first that does not, or 0."""

    entries: int
    head: str
    broken: int


def follow_journal(parts: Iterable[bytes]) -> Followed:
    """Check an office's journal as it is kept: each entry follows from the one before."""
    place, previous = 0, ""
    for entry in _entries(parts):
        place += 1
        if (
            entry is None
            or entry.office_sequence != place
            or entry.office_previous != previous
            or entry.office_hash != journal.office_entry_hash(entry)
        ):
            return Followed(place - 1, previous, place)
        previous = entry.office_hash
    return Followed(place, previous, 0)


def _entries(parts: Iterable[bytes]) -> Iterator[JournalEntry | None]:
    for part in parts:
        try:
            lines = read_journal_part(part)
        except AppError:
            yield None
            return
        for line in lines:
            try:
                entry = row_from_json(JournalEntry, line, "journal")
                json.loads(entry.data)
            except (AppError, ValueError):
                yield None
                return
            yield entry
