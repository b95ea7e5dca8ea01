"""Where the rows of a table come from: something that counts them and gives them page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.ui.tables.columns import Row

PAGE = 100


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
