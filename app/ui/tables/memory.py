"""What the window remembers of a table: which columns, in which order, how wide, sorted by which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from app.ui.tables.columns import Column


class Remembering(Protocol):
    """The part of ``UiState`` that a table needs."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


class TableMemory:
    """The layout of one table, kept under ``table.<name>``; what it does not know of is as the columns say.

    A layout that was kept for columns that are gone, or that is damaged, is read as far as it makes sense.
    """

    def __init__(self, state: Remembering, name: str, columns: Sequence[Column]) -> None:
        self._state = state
        self._key = f"table.{name}"
        self._columns = columns
        names = [column.name for column in columns]
        kept = state.get(self._key, {})
        kept = kept if isinstance(kept, dict) else {}
        self.widths: dict[str, int] = {
            name: px for name, px in _part(kept, "widths", dict).items() if name in names and isinstance(px, int)
        }
        self._shown: dict[str, bool] = {
            name: is_shown for name, is_shown in _part(kept, "shown", dict).items() if isinstance(is_shown, bool)
        }
        order = [name for name in _part(kept, "order", list) if name in names]
        self.order: list[str] = list(dict.fromkeys(order))
        sort = kept.get("sort", "")
        self.sort: str = sort if sort in names else ""
        self.descending: bool = kept.get("descending") is True and bool(self.sort)

    def is_shown(self, column: Column) -> bool:
        """Whether a column is shown; the stretching one and the ticks always are."""
        if column.stretch or column.kind == "check":
            return True
        return self._shown.get(column.name, column.shown)

    def show(self, column: Column, shown: bool) -> None:
        """Show or hide a column."""
        self._shown[column.name] = shown
        self.save()

    def forget(self) -> None:
        """Back to what the columns say; the sorting stays."""
        self.widths.clear()
        self._shown.clear()
        self.order.clear()
        self.save()

    def save(self) -> None:
        """Hand the layout to the window's state."""
        kept = {
            "widths": dict(self.widths),
            "shown": dict(self._shown),
            "order": list(self.order),
            "sort": self.sort,
            "descending": self.descending,
        }
        self._state.set(self._key, kept)


def _part(kept: dict[str, Any], name: str, kind: type) -> Any:
    value = kept.get(name)
    return value if isinstance(value, kind) else kind()
