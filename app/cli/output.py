"""What a command prints: JSON for programs, plain lines and tables for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from app.errors import InvalidInput
from app.translate import N_, _

AsJson = Annotated[bool, typer.Option("--json", help=N_("Print JSON, for a program to read."))]
"""The option ``--json``."""
_PROGRESS_WIDTH = 70


def print_json(value: Any) -> None:
    """One JSON value, indented, its letters as they are."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def complain(sentence: str) -> None:
    """One line for the person on the error stream, over what is left there of a progress line."""
    over = "\r" + " " * _PROGRESS_WIDTH + "\r" if sys.stderr.isatty() else ""
    print(over + sentence, file=sys.stderr, flush=True)


def width(text: str) -> int:
    """How many columns a terminal gives to a text."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of text: columns as wide as their longest cell, two spaces between, the last one open."""
    cells = [[str(cell) for cell in row] for row in rows]
    lines = [list(heads), *cells]
    widths = [max(width(line[column]) for line in lines) for column in range(len(heads))]
    ruled = [lines[0], ["-" * size for size in widths], *cells]
    return "\n".join(
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)).rstrip()
        for line in ruled
    )


def yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def one_of(option: str, value: str, choices: Sequence[str]) -> str:
    """The value, where it is one of the choices.

    Raises:
        InvalidInput: it is another.
    """
    if value not in choices:
        raise InvalidInput(
            option,
            N_("{option}: “{value}” is not one of these: {choices}."),
            option=option,
            value=value,
            choices=", ".join(choices),
        )
    return value
