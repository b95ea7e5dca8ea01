"""The one search: producers, products, dossiers, certificates, papers and decisions, by words, beginnings and numbers.

Accents are ignored, and what has exactly the accents typed comes first. Of a broad query the best are looked for, not
all: names that begin so first, then a bounded number of others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.models import RecordLine
from app.models.record_line import KINDS, numbers_of
from app.services import record_lines, word_index
from app.services.search import fold_text, stored_accents

_EVERYWHERE = ("name_folded", "commune_folded", "numbers")
_CANDIDATES = 40
_ALL = 200
_WORD = re.compile(r"[^\W_]+")
_LAST_SIGN = "\U0010ffff"
_LIGHT = (
    col(RecordLine.number),
    col(RecordLine.name_folded),
    col(RecordLine.accents),
    col(RecordLine.name_order),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; ``kind`` and ``id`` are what to open. ``name`` is that of the product or the record itself.

    ``name_marks`` and ``number_marks``: (start, end) of what was matched in ``name`` and in ``number``.
    ``kind_of``: kind of producer or paper, type of application. ``ends``: last day of a certificate.
    """

    kind: str
    id: str
    name: str
    name_marks: tuple[tuple[int, int], ...]
    number: str
    number_marks: tuple[tuple[int, int], ...]
    producer: str
    commune: str
    kind_of: str
    state: str
    year: int | None
    stars: int | None
    ends: dt.date | None
    product_id: str
    dossier_id: str


@dataclass(frozen=True, slots=True)
class Group:
    """The best hits of one kind of record; ``more``: there are others."""

    kind: str
    hits: tuple[Hit, ...]
    more: bool


def search(session: Session, query: str, limit: int = 5, kinds: Sequence[str] = KINDS) -> tuple[Group, ...]:
    """What the query finds, in the order of ``kinds``; kinds without a hit are left out.

    Every word of the query must begin a word of the record: of its name, its commune or its numbers.

    Args:
        limit: how many hits of each kind.
    """
    words = word_index.words_of(query)
    if not words:
        return ()
    record_lines.bring_up(session)
    whole = True
    numbers = _all_of(session, words, whole)
    if not numbers:
        whole = False
        numbers = _all_of(session, words, whole)
    if not numbers:
        return ()
    found = _light(session, numbers) if len(numbers) < _ALL else None
    accented = word_index.accented_words_of(query) if found is None else []
    if accented:
        exact = word_index.numbers_with(session, "", ("accents",), accented, whole=True).limit(1)
        accented = accented if session.execute(exact).first() else []
    groups = []
    for kind in kinds:
        if found is None:
            lines = _candidates(session, kind, query, words, accented, whole)
        else:
            first, last = numbers_of(kind)
            lines = [line for line in found if first <= line.number <= last]
        best = _best_first(lines, query)[: limit + 1]
        if best:
            groups.append(Group(kind, _hits(session, best[:limit], words), len(best) > limit))
    return tuple(groups)


def _all_of(session: Session, words: list[str], whole: bool) -> list[int]:
    """Lines of every kind, ``_ALL`` at most: of a narrow query all of them at once."""
    statement = word_index.numbers_with(session, "", _EVERYWHERE, words, whole=whole).limit(_ALL)
    return list(session.execute(statement).scalars())


def _candidates(
    session: Session, kind: str, query: str, words: list[str], accented: list[str], whole: bool
) -> list[Any]:
    """Of a broad query, the lines of a kind among which the best are: by rank of what finds them."""
    numbers: dict[int, None] = {}

    def gather(statement: Any) -> int:
        found = session.execute(statement.limit(_CANDIDATES)).scalars().all()
        numbers.update(dict.fromkeys(found))
        return len(found)

    if accented:
        anywhere = gather(word_index.numbers_with(session, kind, ("accents",), accented, whole=True))
        if anywhere == _CANDIDATES:
            gather(word_index.numbers_with(session, kind, ("accents",), accented, at_start=True))
    folded, name = fold_text(query), col(RecordLine.name_folded)
    if len(numbers) < _CANDIDATES:
        begins = select(col(RecordLine.number)).where(col(RecordLine.kind) == kind, name >= folded)
        gather(begins.where(name < folded + _LAST_SIGN).order_by(name))
    if len(numbers) < _CANDIDATES:
        gather(word_index.numbers_with(session, kind, _EVERYWHERE, words, whole=whole))
    return _light(session, list(numbers))


def _light(session: Session, numbers: Sequence[int]) -> list[Any]:
    return list(session.execute(select(*_LIGHT).where(col(RecordLine.number).in_(numbers))))


def _best_first(lines: list[Any], query: str) -> list[int]:
    """Exact accents, then names that begin so, then the Vietnamese order."""
    wanted, folded = stored_accents(query), fold_text(query)

    def place(row: Any) -> tuple[bool, bool, str, int]:
        return (wanted not in row.accents, not row.name_folded.startswith(folded), row.name_order, row.number)

    return [row.number for row in sorted(lines, key=place)]


def _hits(session: Session, numbers: Sequence[int], words: list[str]) -> tuple[Hit, ...]:
    table = RecordLine.__table__  # type: ignore[attr-defined]
    rows = {row.number: row for row in session.execute(table.select().where(table.c.number.in_(numbers)))}
    return tuple(_hit(rows[number], words) for number in numbers)


def _hit(row: Any, words: list[str]) -> Hit:
    return Hit(
        kind=row.kind,
        id=row.record_id,
        name=row.name,
        name_marks=marks(row.name, words),
        number=row.code,
        number_marks=marks(row.code, words),
        producer=row.producer,
        commune=row.commune,
        kind_of=row.kind_of,
        state=row.state,
        year=row.year,
        stars=row.stars,
        ends=row.ends,
        product_id=row.product_id,
        dossier_id=row.dossier_id,
    )


def marks(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the words of a query begin words of a text: (start, end) in the text's own characters, in order.

    Args:
        words: folded, as ``word_index.words_of`` gives them.
    """
    found = []
    for match in _WORD.finditer(text):
        folded = fold_text(match.group())
        length = max((len(word) for word in words if folded.startswith(word)), default=0)
        if length:
            found.append((match.start(), match.start() + length))
    return tuple(found)
