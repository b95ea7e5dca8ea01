"""What a form is made of: plain descriptions of fields and sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal[
    "text",
    "long",
    "date",
    "number",
    "points",
    "money",
    "choice",
    "combo",
    "check",
    "radio",
    "phone",
    "readonly",
    "rows",
]

Choices = tuple[tuple[str, str], ...]
"""The value as stored, the text as shown; in the order of the list."""


@dataclass(frozen=True)
class Help:
    """What F1 says of a field: what it is, an example, the article it comes from."""

    what: str = ""
    example: str = ""
    article: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form. Texts are already in the language of the moment.

    Its value is, by ``kind``: text, long, phone, choice, combo, radio: str (empty: none); date: ``dt.date | None``;
    number, points, money: ``Decimal | None``; check: bool; rows: list of dicts; readonly: str.

    Args:
        choices: of choice and radio (short), combo (long, found by typing a part of it).
        free: combo: a text that is not in the list is taken as it is.
        span: how much of the row's width it takes, against the other fields of the row.
        mask: shown as dots with the last three signs until it is entered; never written into the recovery draft.
        unit: behind a number ("kg").
        decimals: the most digits after the decimal mark; None: any.
        lowest, highest: bounds of a number, told at the field.
        limit: the most letters of a text; 0: no bound.
        lines: the least height of a long text, in lines.
        browse: opens the page's own picker; it calls what it is given with the chosen value.
        columns: of rows: the fields of one row.
        find: combo over very many: the choices for what is typed, best first; for the empty text the likeliest.
        words: what a stored value of such a combo is called.
        others: what else a choice is called, by its value: it is found by that too.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    hint: str = ""
    help: Help = Help()
    choices: Choices = ()
    free: bool = False
    span: int = 1
    mask: bool = False
    unit: str = ""
    decimals: int | None = None
    lowest: int | None = None
    highest: int | None = None
    limit: int = 0
    lines: int = 3
    placeholder: str = ""
    browse: Callable[[Callable[[str], None]], None] | None = None
    columns: tuple[Field, ...] = ()
    find: Callable[[str], Choices] | None = None
    words: Callable[[str], str] | None = None
    others: Mapping[str, Sequence[str]] | None = None


def empty_value(field: Field) -> object:
    """What a field holds where nothing was entered."""
    if field.kind in ("date", "number", "points", "money"):
        return None
    return False if field.kind == "check" else [] if field.kind == "rows" else ""


@dataclass(frozen=True)
class Section:
    """A part of a form with its own tab: rows of one to four fields. ``tab``: shorter words for the tab."""

    title: str
    rows: list[list[Field]] = field(default_factory=list)
    name: str = ""
    note: str = ""
    tab: str = ""

    def fields(self) -> list[Field]:
        """All its fields in the order of reading."""
        return [one for row in self.rows for one in row]
