"""What a table shows, as an Excel file: the columns shown in their order, all rows of the present query."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from app.services.progress import Progress
from app.services.table_export import ExportColumn, write_table
from app.ui.tables.columns import Column, Row, stars_of
from app.ui.tables.source import RowSource, TableQuery

_PX_PER_LETTER = 8
_FORBIDDEN_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_name(title: str, day: dt.date) -> str:
    """A name for the file that every system allows."""
    words = " ".join(_FORBIDDEN_IN_FILE_NAMES.sub(" ", title).split()).rstrip(". ")
    return f"{words or 'OCOP'} {day.isoformat()}.xlsx"


def save_rows(
    path: Path, title: str, columns: Sequence[Column], source: RowSource, query: TableQuery, total: int,
    progress: Progress,
) -> int:  # fmt: skip
    """Write all rows that a query finds; called in a worker's thread.

    Returns:
        How many rows were written.

    Raises:
        InvalidInput, StorageError, Cancelled: as ``write_table``.
    """
    heads = [
        ExportColumn(
            title=column.name_in_words,
            kind="date" if column.kind == "date" else "number" if column.kind in ("number", "stars") else "text",
            width=column.width // _PX_PER_LETTER * (2 if column.stretch else 1),
            decimals=column.decimals,
        )
        for column in columns
    ]
    rows = ([_cell(column, row) for column in columns] for row in source.every(query))
    return write_table(path, title, heads, rows, total=total, progress=progress)


def _cell(column: Column, row: Row) -> object:
    """A value as the file keeps it: dates and numbers as they are, everything else in its words."""
    value = row.get(column.name)
    if value is None or column.text is not None:
        return column.words(value)
    if column.kind == "stars":
        return stars_of(value)[0]
    if column.kind in ("number", "date") and isinstance(value, (int, Decimal, dt.date)):
        return value
    return column.words(value)
