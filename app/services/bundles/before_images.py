"""What each row was before a take, kept in bulk beside the take, so that it can be undone as one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, update
from sqlmodel import Session, SQLModel, col, select

from app.models import TakenRow
from app.models.base import Travelling
from app.services.bundles.records import table_name
from app.services.bundles.rows import row_to_json
from app.services.canonical import canonical_json

_TABLE: Table = TakenRow.__table__  # type: ignore[attr-defined]


class BeforeImages:
    """Collects the images of one take; a row that an earlier take of the same bundle noted keeps its first image."""

    def __init__(self, hand_over_id: str, noted: Iterable[tuple[str, str]]) -> None:
        self._hand_over_id = hand_over_id
        self._noted = set(noted)
        self._new: list[dict[str, Any]] = []
        self._again: list[dict[str, str]] = []

    def made(self, table: str, rows: Iterable[tuple[str, str]]) -> None:
        """Rows that were not here before: their ids and the revisions that were taken (empty where they have none)."""
        for row_id, after_hash in rows:
            self._note(table, row_id, None, after_hash)

    def changed(self, row: Travelling, children: Sequence[SQLModel], after_hash: str) -> None:
        """A row as it is now, before it becomes the revision ``after_hash``."""
        before = canonical_json(image_of(row, children)).decode("utf-8")
        self._note(table_name(type(row)), row.id, before, after_hash)

    def set_aside(self, table: str, row_id: str, columns: dict[str, Any]) -> None:
        """Some columns of a row that no bundle carries, as they are before the take changes them."""
        self._note(table, row_id, canonical_json(columns).decode("utf-8"), "")

    def _note(self, table: str, row_id: str, before: str | None, after_hash: str) -> None:
        key = {"hand_over_id": self._hand_over_id, "table_name": table, "row_id": row_id}
        if (table, row_id) in self._noted:
            self._again.append({f"at_{name}": value for name, value in key.items()} | {"after": after_hash})
            return
        self._noted.add((table, row_id))
        self._new.append(key | {"before": before, "after_hash": after_hash})

    def write(self, session: Session) -> None:
        """Write what was collected since the last time."""
        if self._new:
            session.connection().execute(_TABLE.insert(), self._new)
        if self._again:
            same = [_TABLE.c[column.name] == bindparam(f"at_{column.name}") for column in _TABLE.primary_key]
            statement = update(_TABLE).where(*same).values(after_hash=bindparam("after"))
            session.connection().execute(statement, self._again)
        self._new, self._again = [], []


def images_of_take(session: Session, hand_over_id: str) -> BeforeImages:
    """A collector for a take, which may go on with one of the same bundle."""
    noted = session.execute(
        select(TakenRow.table_name, TakenRow.row_id).where(col(TakenRow.hand_over_id) == hand_over_id)
    ).all()
    return BeforeImages(hand_over_id, ((table, row_id) for table, row_id in noted))


def image_of(row: Travelling, children: Sequence[SQLModel]) -> dict[str, Any]:
    """All columns of a row, also those of this office alone, and its child rows, as JSON values."""
    return {**row_to_json(row), "children": [row_to_json(child) for child in children]}
