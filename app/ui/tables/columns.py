"""What a column of a table is, and how its values read as words.

A row is a mapping from the names of columns to values. By the column's kind a value is:

``text``      a text (anything else is shown as ``str``)
``number``    an ``int`` or ``Decimal``, never a float
``date``      a ``date``, or an aware ``datetime``
``stars``     how many stars, or a pair (stars, out of)
``badge``     a pair (word, grade), see ``Badge``
``two_line``  a pair (first line, second line)
``check``     not looked at, the table keeps the ticks itself; ``None`` gives the row no box
``drawn``     whatever the column's ``paint`` draws

``None`` is shown as a dash.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.translate import _, format_date, format_datetime, format_number

Kind = Literal["text", "number", "date", "stars", "badge", "two_line", "check", "drawn"]
Row = Mapping[str, object]

DASH = "—"


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        name: its key in the rows, in the remembered layout and in the query's filters.
        title: its head, already in the language of the moment.
        width: px; of the stretching column the least it keeps while the others can still give way.
        stretch: takes the room that is left, is written semibold and is never cut before the others: the name that
            a person looks for. At most one column of a table.
        shown: whether it is shown until the person chooses otherwise.
        align: "left", "right" or "center"; by default numbers and dates stand right.
        decimals: of numbers: exactly so many; None: as many as each has.
        text: the words of a value instead of those of its kind: for copying, tool tips, screen readers, filters.
        paint: draws a value of kind ``drawn`` into the cell (painter, room inside the cell, value).
    """

    name: str
    title: str
    kind: Kind = "text"
    width: int = 120
    stretch: bool = False
    sortable: bool = True
    filterable: bool = True
    shown: bool = True
    align: Literal["left", "right", "center"] | None = None
    decimals: int | None = None
    text: Callable[[object], str] | None = None
    paint: Callable[[QPainter, QRect, object], None] | None = None

    @property
    def can_sort(self) -> bool:
        return self.sortable and self.kind != "check"

    @property
    def can_filter(self) -> bool:
        return self.filterable and self.kind != "check"

    @property
    def side(self) -> str:
        """Where its head and its cells stand."""
        if self.align is not None:
            return self.align
        return {"number": "right", "date": "right", "check": "center"}.get(self.kind, "left")

    @property
    def name_in_words(self) -> str:
        """Its title, also where the head is left empty."""
        return self.title or (_("Ticked") if self.kind == "check" else self.name)

    def words(self, value: object) -> str:
        """The value as one line of words; empty where there is none."""
        if value is None:
            return ""
        if self.text is not None:
            return self.text(value)
        if self.kind == "badge":
            return pair(value)[0]
        if self.kind == "two_line":
            return " · ".join(part for part in pair(value) if part)
        if self.kind == "stars":
            stars, _out_of = stars_of(value)
            return str(stars) if stars is not None else ""
        if self.kind == "check":
            return ""
        return plain_words(value, self.decimals)


def plain_words(value: object, decimals: int | None = None) -> str:
    """A date, number or text as the language writes it."""
    if isinstance(value, dt.datetime):
        return format_datetime(value)
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return format_number(value, decimals)
    return str(value)


def pair(value: object) -> tuple[str, str]:
    """The two texts of a badge or a two-line value; a lone text is the first."""
    if isinstance(value, (tuple, list)) and value:
        return str(value[0] or ""), str(value[1] or "") if len(value) > 1 else ""
    return ("" if value is None else str(value)), ""


def stars_of(value: object) -> tuple[int | None, int]:
    """How many stars of how many; None: no result yet."""
    if isinstance(value, (tuple, list)):
        return (int(value[0]) if value[0] is not None else None), int(value[1])
    return (value if isinstance(value, int) else None), 5


def check_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns as given.

    Raises:
        ValueError: two of one name, two that stretch, or one to draw without something that draws it.
    """
    found = tuple(columns)
    if len({one.name for one in found}) != len(found):
        raise ValueError("two columns of one name")
    if sum(one.stretch for one in found) > 1 or sum(one.kind == "check" for one in found) > 1:
        raise ValueError("more than one column stretches or holds ticks")
    if any(one.kind == "drawn" and one.paint is None for one in found):
        raise ValueError("a drawn column needs something that draws it")
    return found
