"""Where the rows of a table come from: something that counts them and gives them page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.ui.tables.columns import Row

if TYPE_CHECKING:
    from app.ui.desk import Desk

PAGE = 100
_EVERY_PAGE = 2000


@dataclass(frozen=True)
class TableQuery:
    """What a table shows.

    Args:
        filters: what was typed under the heads, by the name of the column; blank ones are left out.
        sort: the name of the column that orders the rows; empty: the source's own order.
        text: words to find anywhere in a row.
    """

    filters: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    text: str = ""

    @property
    def hides(self) -> bool:
        """Whether it may leave rows out."""
        return bool(self.filters or self.text)


class RowSource(Protocol):
    """What a table reads.

    ``count`` and ``page`` are called in the window's thread and must be quick (a page in under 10 ms: an index on every
    column that sorts); ``every`` is called in a worker's thread when all rows are copied or saved.
    """

    def count(self, query: TableQuery) -> int:
        """How many rows the query finds."""

    def page(self, query: TableQuery, offset: int, limit: int) -> Sequence[Row]:
        """At most ``limit`` rows from ``offset`` on."""

    def every(self, query: TableQuery) -> Iterator[Row]:
        """All rows, in order."""

    def ident(self, row: Row) -> str:
        """The row's id, which stays when the rows are read again."""


class ServiceSource:
    """Rows that services read from the data folder.

    Args:
        count: counts, with a session.
        page: gives (session, query, offset, limit) as rows.
        key: the name under which a row holds its id.
    """

    def __init__(
        self,
        desk: Desk,
        count: Callable[[Any, TableQuery], int],
        page: Callable[[Any, TableQuery, int, int], Sequence[Row]],
        key: str = "id",
    ) -> None:
        self._desk = desk
        self._count = count
        self._page = page
        self._key = key

    def count(self, query: TableQuery) -> int:
        """How many rows the query finds."""
        return self._desk.read(lambda session: self._count(session, query))

    def page(self, query: TableQuery, offset: int, limit: int) -> Sequence[Row]:
        """At most ``limit`` rows from ``offset`` on."""
        return self._desk.read(lambda session: self._page(session, query, offset, limit))

    def every(self, query: TableQuery) -> Iterator[Row]:
        """All rows as they stood when the first was read."""
        with self._desk.context.database.reading() as session:
            offset = 0
            while rows := self._page(session, query, offset, _EVERY_PAGE):
                yield from rows
                if len(rows) < _EVERY_PAGE:
                    return
                offset += len(rows)

    def ident(self, row: Row) -> str:
        """The row's id."""
        return str(row[self._key])
