"""The long lists of ``app.services.listing`` as the source of a table: producers, products, dossiers, certificates.

The table's columns bear the names by which the list is sorted and filtered; a column that neither ``SORTS`` nor
``TEXT_FILTERS`` knows is made with ``sortable=False`` or ``filterable=False`` (``can_sort``, ``can_filter``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from app.ui.tables.columns import Row
from app.ui.tables.source import TableQuery

if TYPE_CHECKING:
    from app.services.listing import ListQuery
    from app.ui.desk import Desk

Reader = Callable[[str], Mapping[str, Any]]
"""What was typed under a column's head, as fields of ``ListQuery``; raises ``ValueError`` for what none can match."""


class ListingSource:
    """Rows of one list, read a page at a time.

    Args:
        kind: a key of ``listing.SORTS``.
        as_row: makes the table's row of a list row; its ``id`` is taken from the list row.
        sort: the order until somebody sorts.
        descending: the direction of that order.
        readers: how the filters of columns that hold no text are read ("state", "ends"); stars and years are known.
        only: fields of ``ListQuery`` that always hold; ``narrow`` changes them.
        before: called with (session, list rows) once for each page; what it returns is given to ``as_row``.
    """

    def __init__(
        self,
        desk: Desk,
        kind: str,
        as_row: Callable[..., Mapping[str, object]],
        *,
        sort: str = "name",
        descending: bool = False,
        readers: Mapping[str, Reader] | None = None,
        only: Mapping[str, Any] | None = None,
        before: Callable[[Any, Sequence[Any]], Any] | None = None,
    ) -> None:
        self._desk = desk
        self._kind = kind
        self._as_row = as_row
        self._sort, self._descending = sort, descending
        self._readers: dict[str, Reader] = {"stars": _stars, "year": _year, **(readers or {})}
        self._only = dict(only or {})
        self._before = before

    def narrow(self, **fields: Any) -> None:
        """Other fields of ``ListQuery`` that always hold (states, years, stars, holders, ends_from, ends_to, text).

        Call the table's ``reload`` after it.
        """
        self._only = fields

    def list_query(self, query: TableQuery) -> ListQuery | None:
        """The service's query; None where a filter holds what no row can have."""
        from app.services.listing import TEXT_FILTERS, ListQuery

        fields = dict(self._only)
        text = dict(fields.pop("text", {}))
        if query.text:
            text["any"] = f"{text.get('any', '')} {query.text}".strip()
        for column, typed in query.filters.items():
            if column in self._readers:
                try:
                    read = self._readers[column](typed)
                except ValueError:
                    return None
                for name, value in read.items():
                    if isinstance(value, tuple) and fields.get(name):
                        value = tuple(one for one in value if one in fields[name])
                        if not value:
                            return None
                    fields[name] = value
            elif column in TEXT_FILTERS:
                text[column] = typed
        found = ListQuery(self._kind, text=text, sort=self._sort, descending=self._descending, **fields)
        return replace(found, sort=query.sort, descending=query.descending) if query.sort else found

    def count(self, query: TableQuery) -> int:
        """How many rows the query finds."""
        from app.services import listing

        wanted = self.list_query(query)
        return 0 if wanted is None else self._desk.read(lambda session: listing.count(session, wanted))

    def page(self, query: TableQuery, offset: int, limit: int) -> Sequence[Row]:
        """At most ``limit`` rows from ``offset`` on."""
        from app.services import listing

        wanted = self.list_query(query)
        if wanted is None:
            return ()
        return self._desk.read(lambda session: self._rows(session, listing.page(session, wanted, offset, limit)))

    def every(self, query: TableQuery) -> Iterator[Row]:
        """All rows that were there when the first was read, in pieces: who saves a field meanwhile need not wait."""
        from app.services import listing

        wanted = self.list_query(query)
        if wanted is None:
            return
        numbers = self._desk.read(lambda session: listing.all_numbers(session, wanted))

        def piece(session: Any, start: int) -> list[Row]:
            return self._rows(session, listing.rows_at(session, wanted.kind, numbers[start : start + _CHUNK]))

        for start in range(0, len(numbers), _CHUNK):
            yield from self._desk.read(partial(piece, start=start))

    def ident(self, row: Row) -> str:
        """The record's id."""
        return str(row["id"])

    def _rows(self, session: Any, rows: Sequence[Any]) -> list[Row]:
        if self._before is None:
            return [{**self._as_row(row), "id": row.id} for row in rows]
        more = self._before(session, rows)
        return [{**self._as_row(row, more), "id": row.id} for row in rows]


_CHUNK = 1_000


def can_sort(kind: str, name: str) -> bool:
    """Whether the list can be sorted by the column of that name."""
    from app.services.listing import SORTS

    return name in SORTS[kind]


def words_reader(field: str, words: Mapping[str, str]) -> Reader:
    """Reads a filter over coded values by their words, accents aside: "hieu luc" finds every state named so.

    Args:
        field: of ``ListQuery``, such as ``states``.
        words: by stored value, what the column shows, in the language of the moment.
    """
    from app.services.search import fold_text

    def read(typed: str) -> Mapping[str, Any]:
        wanted = fold_text(typed).split()
        found = tuple(value for value, text in words.items() if all(word in fold_text(text) for word in wanted))
        if not found:
            raise ValueError(typed)
        return {field: found}

    return read


def _stars(typed: str) -> Mapping[str, Any]:
    return {"stars": (int(typed.split()[0]),)}


def _year(typed: str) -> Mapping[str, Any]:
    return {"years": (int(typed.strip()),)}
