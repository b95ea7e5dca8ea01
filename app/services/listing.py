"""Long lists for tables: a page of plain rows at a time, filtered by column and sorted by what has an index.

Everything is read from the records' lines, which hold a row as it is shown; only what a row counts or computes (the
products of a producer, the deadline of a dossier) is asked for beside them, for the rows of the page alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from app.errors import InvalidInput
from app.models import RecordLine
from app.services import record_lines, word_index
from app.services.list_rows import ROWS_OF, ListRow
from app.translate import N_

SORTS: dict[str, dict[str, tuple[str, ...]]] = {
    "producer": {"name": ("name_order",), "commune": ("commune_order",), "code": ("code",)},
    "product": {
        "name": ("name_order",),
        "producer": ("producer_order",),
        "commune": ("commune_order",),
        "code": ("code",),
        "state": ("state", "name_order"),
        "year": ("year", "code"),
        "stars": ("stars",),
        "ends": ("ends", "state"),
    },
    "dossier": {
        "name": ("name_order",),
        "producer": ("producer_order",),
        "commune": ("commune_order",),
        "code": ("code",),
        "state": ("state", "name_order"),
        "year": ("year", "code"),
        "stars": ("stars",),
        "filed": ("starts",),
        "holder": ("holder_id", "state"),
    },
    "certificate": {
        "name": ("name_order",),
        "producer": ("producer_order",),
        "commune": ("commune_order",),
        "number": ("year", "code"),
        "state": ("state", "name_order"),
        "stars": ("stars",),
        "valid_from": ("starts",),
        "valid_to": ("ends", "state"),
    },
}
"""By kind of list, what it can be sorted by, with the indexed columns behind it. Nothing else is offered."""

TEXT_FILTERS: dict[str, tuple[str, ...]] = {
    "any": ("name_folded", "producer_folded", "commune_folded", "numbers"),
    "name": ("name_folded",),
    "producer": ("producer_folded",),
    "commune": ("commune_folded",),
    "code": ("numbers",),
}
"""What a typed filter looks in; every word typed must begin a word there, accents or not."""

_FEW = 4_000


@dataclass(frozen=True)
class ListQuery:
    """What a table shows.

    ``kind``: a key of ``SORTS``. ``text``: by key of ``TEXT_FILTERS``. ``states``, ``years``, ``stars`` and
    ``holders`` (office ids): any of these, empty: all. ``ends_from``, ``ends_to``: bounds of the last day of validity.
    """

    kind: str
    text: Mapping[str, str] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    stars: tuple[int, ...] = ()
    holders: tuple[str, ...] = ()
    ends_from: dt.date | None = None
    ends_to: dt.date | None = None
    sort: str = "name"
    descending: bool = False


def count(session: Session, query: ListQuery) -> int:
    """How many rows the query has in all.

    Raises:
        InvalidInput: an unknown list, or a filter it has not.
    """
    record_lines.bring_up(session)
    found: int = session.execute(_filtered(session, query, select(func.count(col(RecordLine.number))))).scalar_one()
    return found


def page(session: Session, query: ListQuery, offset: int = 0, limit: int = 100) -> list[ListRow]:
    """The rows from ``offset`` on, at most ``limit``, in the query's order.

    Raises:
        InvalidInput: an unknown list, a filter it has not, or a sort that is not offered.
    """
    record_lines.bring_up(session)
    return rows_at(session, query.kind, _ordered(session, query, offset, limit))


def place_of(session: Session, query: ListQuery, record_id: str) -> int | None:
    """At which offset the record stands in the query's order; ``None`` where it is not among its rows."""
    record_lines.bring_up(session)
    number = session.execute(
        select(col(RecordLine.number)).where(RecordLine.kind == query.kind, RecordLine.record_id == record_id)
    ).scalar()
    if number is None:
        return None
    numbers = _ordered(session, query, 0, None)
    return numbers.index(number) if number in numbers else None


def all_numbers(session: Session, query: ListQuery) -> list[int]:
    """The numbers of the query's lines in its order: ``rows_at`` reads them piece by piece, for export.

    Raises:
        InvalidInput: as ``page``.
    """
    record_lines.bring_up(session)
    return _ordered(session, query, 0, None)


def rows_at(session: Session, kind: str, numbers: Sequence[int]) -> list[ListRow]:
    """The rows of these lines in their order; those that have gone since are left out."""
    lines = {line.number: line for line in _read(session, numbers)}
    return ROWS_OF[kind](session, [lines[number] for number in numbers if number in lines])


def _read(session: Session, numbers: Sequence[int]) -> Sequence[Any]:
    found: list[Any] = []
    table = RecordLine.__table__  # type: ignore[attr-defined]
    for start in range(0, len(numbers), 500):
        found += session.execute(table.select().where(table.c.number.in_(numbers[start : start + 500]))).all()
    return found


def _ordered(session: Session, query: ListQuery, offset: int, limit: int | None) -> list[int]:
    """The numbers of the lines in order, from the index alone where that is the shorter way."""
    sorts = SORTS.get(query.kind, {})
    if query.sort not in sorts:
        raise InvalidInput("sort", N_("This list cannot be sorted by “{name}”."), name=query.sort)
    columns: list[Any] = [col(getattr(RecordLine, name)) for name in sorts[query.sort]]
    columns.append(col(RecordLine.number))
    if _is_filtered(query) and count(session, query) <= _FEW:
        # Few rows: find them by the filter and sort them, not the whole list in order to find the few.
        columns = [word_index.without_index(session, column) for column in columns]
        statement = _filtered(session, query, select(col(RecordLine.number)))
    else:
        statement = _filtered(session, query, select(col(RecordLine.number)), walking=True)
    order = [column.desc() if query.descending else column.asc() for column in columns]
    return list(session.execute(statement.order_by(*order).offset(offset).limit(limit)).scalars())


def _is_filtered(query: ListQuery) -> bool:
    given = (query.states, query.years, query.stars, query.holders, query.ends_from, query.ends_to)
    return any(text.strip() for text in query.text.values()) or any(given)


def _filtered(session: Session, query: ListQuery, statement: Select[Any], walking: bool = False) -> Select[Any]:
    """The statement with the query's conditions.

    Args:
        walking: the list is walked in the order of its sort's index, and the filters only leave rows out.
    """
    if query.kind not in SORTS:
        raise InvalidInput("kind", N_("There is no list of “{name}”."), name=query.kind)

    def column(name: str) -> Any:
        found = col(getattr(RecordLine, name))
        return word_index.without_index(session, found) if walking else found

    statement = statement.where(col(RecordLine.kind) == query.kind)
    for name, text in query.text.items():
        if name not in TEXT_FILTERS:
            raise InvalidInput("text", N_("This list cannot be filtered by “{name}”."), name=name)
        words = word_index.words_of(text)
        if words:
            found = word_index.numbers_with(session, query.kind, TEXT_FILTERS[name], words)
            statement = statement.where(column("number").in_(found))
        elif text.strip():
            statement = statement.where(col(RecordLine.number) < 0)  # signs alone are found nowhere
    equal = {"state": query.states, "year": query.years, "stars": query.stars, "holder_id": query.holders}
    for name, values in equal.items():
        if values:
            statement = statement.where(column(name).in_(values))
    if query.ends_from is not None:
        statement = statement.where(column("ends") >= query.ends_from)
    if query.ends_to is not None:
        statement = statement.where(column("ends") <= query.ends_to)
    return statement
