"""A list in memory as the source of a table: filters without accents, sorts in Vietnamese order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from app.services.search import fold_text, query_words, sort_key
from app.ui.tables.columns import Column, Row, plain_words, stars_of
from app.ui.tables.source import TableQuery

_DIGITS = re.compile(r"\d+")
_LONGEST_NUMBER = 12


class ListSource:
    """Rows that are all there; for lists of up to some thousands.

    Args:
        rows: in the order that they have until somebody sorts.
        key: the name under which a row holds its id.
        columns: how values read; the table that shows the list tells it its own.
    """

    def __init__(self, rows: Iterable[Row] = (), key: str = "id", columns: Iterable[Column] = ()) -> None:
        self._rows = tuple(rows)
        self._key = key
        self._columns: dict[str, Column] = {}
        self._found: tuple[TableQuery, tuple[Row, ...]] | None = None
        self.use_columns(columns)

    def use_columns(self, columns: Iterable[Column]) -> None:
        """Read the values of the rows as these columns show them."""
        self._columns = {column.name: column for column in columns}
        self._found = None

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Other rows; call the table's ``reload`` after it."""
        self._rows = tuple(rows)
        self._found = None

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, in their own order."""
        return self._rows

    def count(self, query: TableQuery) -> int:
        """How many rows the query finds."""
        return len(self._result(query))

    def page(self, query: TableQuery, offset: int, limit: int) -> Sequence[Row]:
        """At most ``limit`` rows from ``offset`` on."""
        return self._result(query)[offset : offset + limit]

    def every(self, query: TableQuery) -> Iterator[Row]:
        """All rows that the query finds."""
        return iter(self._result(query))

    def ident(self, row: Row) -> str:
        """The row's id."""
        return str(row[self._key])

    def _result(self, query: TableQuery) -> tuple[Row, ...]:
        found = self._found
        if found is None or found[0] != query:
            found = self._found = (query, self._search(query))
        return found[1]

    def _search(self, query: TableQuery) -> tuple[Row, ...]:
        rows: Iterable[Row] = self._rows
        for name, typed in query.filters.items():
            words = query_words(typed)
            rows = [row for row in rows if _holds(self._words(name, row.get(name)), words)]
        words = query_words(query.text)
        if words:
            names = tuple(self._columns)
            rows = [row for row in rows if _holds(" ".join(self._words(n, row.get(n)) for n in names), words)]
        return tuple(rows) if not query.sort else tuple(self._sorted(rows, query))

    def _words(self, name: str, value: object) -> str:
        column = self._columns.get(name)
        if column is not None:
            return column.words(value)
        return "" if value is None else plain_words(value)

    def _sorted(self, rows: Iterable[Row], query: TableQuery) -> list[Row]:
        """Rows in the order of a column; those without a value stand last, whichever way it goes."""
        found, empty = [], []
        for row in rows:
            order = self._order(query.sort, row.get(query.sort))
            if order is None:
                empty.append(row)
            else:
                found.append((order, row))
        found.sort(key=lambda one: one[0], reverse=query.descending)
        return [row for _order, row in found] + empty

    def _order(self, name: str, value: object) -> Any:
        """What a value sorts by; None: there is no value."""
        column = self._columns.get(name)
        if column is not None and column.kind == "stars":
            return stars_of(value)[0]
        if isinstance(value, dt.datetime):
            return value.timestamp()
        if isinstance(value, dt.date):
            return value.toordinal()
        if isinstance(value, (int, Decimal)):
            return value
        words = self._words(name, value)
        return sort_key(_DIGITS.sub(_padded, words)) if words else None


def _padded(digits: re.Match[str]) -> str:
    """Digits filled up with zeros, so that 9/2024 stands before 10/2024."""
    return digits.group().zfill(_LONGEST_NUMBER)


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = fold_text(text)
    return all(word in folded for word in words)
