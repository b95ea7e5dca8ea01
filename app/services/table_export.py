"""A table saved as an Excel file (XLSX): text stays text, dates and numbers are real ones, nothing is a formula.

Excel and LibreOffice run what begins with ``=``, ``+``, ``-`` or ``@`` when a cell is read as a formula (OWASP, "CSV
Injection"), and turn a code such as ``0012`` into a number: text is therefore written into cells of the text format.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from app.errors import InvalidInput, StorageError, system_reason
from app.services.progress import NullProgress, Progress
from app.translate import N_

CellKind = Literal["text", "number", "date"]

MOST_ROWS = 1_048_575  # of a sheet, its head left out (Microsoft, "Excel specifications and limits")
_LONGEST_TEXT = 32_767
_LONGEST_SHEET_NAME = 31
_TOLD_EVERY = 500
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class ExportColumn:
    """One column of the file.

    Args:
        width: in letters.
        decimals: of numbers, exactly so many; None: as many as a number has.
    """

    title: str
    kind: CellKind = "text"
    width: int = 16
    decimals: int | None = None


def write_table(
    path: Path,
    title: str,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[object]],
    *,
    total: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write a table with a frozen head and filter buttons; the file appears whole or not at all.

    Args:
        path: where; what stands there is replaced.
        title: name of the sheet.
        rows: one value per column: text, ``int`` or ``Decimal``, ``date`` or ``datetime``; ``None`` stays empty.
        total: how many rows to expect, for the progress.

    Returns:
        How many rows were written.

    Raises:
        InvalidInput: more rows than a sheet holds. StorageError: no room, no right, or open in another program.
        Cancelled: the person stopped it. In all cases nothing is left behind and what stood there stays.
    """
    watch = progress or NullProgress()
    part = path.with_name(path.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix="so-ocop-") as folder:
            count = _write(part, title, columns, rows, total, watch, folder)
        os.replace(part, path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _write(
    part: Path, title: str, columns: Sequence[ExportColumn], rows: Iterable[Sequence[object]], total: int,
    watch: Progress, folder: str,
) -> int:  # fmt: skip
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    book = Workbook(
        str(part),
        {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    sheet = book.add_worksheet(sheet_name(title))
    try:
        count = _fill(book, sheet, columns, rows, total, watch)
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
    finally:
        sheet.row_data_fh.close()  # left open by stopped work, which Windows could then not tidy up
    return count


def _fill(
    book: Any, sheet: Any, columns: Sequence[ExportColumn], rows: Iterable[Sequence[object]], total: int,
    watch: Progress,
) -> int:  # fmt: skip
    writer = _CellWriter(book, sheet)
    head = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(4, min(column.width, 80)))
        sheet.write_string(0, place, _clean(column.title), head)
    sheet.freeze_panes(1, 0)
    count = 0
    for row in rows:
        if count >= MOST_ROWS:
            raise InvalidInput(
                "rows",
                N_("The table has more rows than an Excel sheet holds ({most})."),
                kept=N_("No file was written."),
                advice=N_("Filter the table first."),
                most=MOST_ROWS,
            )
        count += 1
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            writer.write(count, place, column, value)
        if count % _TOLD_EVERY == 0:
            watch.step(count, max(total, count), N_("Writing rows"))
    sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
    watch.step(count, max(total, count), N_("Writing rows"))
    return count


class _CellWriter:
    """Writes one cell by what its value is, not by what its text looks like."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._text = book.add_format({"num_format": "@"})
        self._date = book.add_format({"num_format": "dd/mm/yyyy", "align": "right"})
        self._moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "right"})
        self._numbers: dict[int, Any] = {}

    def write(self, line: int, place: int, column: ExportColumn, value: object) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.datetime):
            local = value.astimezone().replace(tzinfo=None) if value.tzinfo else value
            self._sheet.write_datetime(line, place, local, self._moment)
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(line, place, dt.datetime(value.year, value.month, value.day), self._date)  # noqa: DTZ001
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool) and column.kind != "text":
            self._sheet.write_number(line, place, value, self._number(value, column.decimals))
        else:
            self._sheet.write_string(line, place, _clean(str(value)), self._text)

    def _number(self, value: int | Decimal, decimals: int | None) -> Any:
        exponent = Decimal(value).as_tuple().exponent
        places = decimals if decimals is not None else max(0, -exponent if isinstance(exponent, int) else 0)
        if places not in self._numbers:
            self._numbers[places] = self._book.add_format(
                {"num_format": "#,##0" + ("." + "0" * places if places else "")}
            )
        return self._numbers[places]


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: at most 31 letters, none of ``[]:*?/\\``, no apostrophe at its ends."""
    allowed = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", _clean(title)).replace("\n", " ")
    return " ".join(allowed.split())[:_LONGEST_SHEET_NAME].strip("' ") or "OCOP"


def _clean(text: str) -> str:
    return _CONTROLS.sub(" ", text)[:_LONGEST_TEXT]


def _not_written(path: Path, error: OSError) -> StorageError:
    return StorageError(
        N_("The file {name} could not be written: {reason}."),
        kept=N_("What stood there was left as it is."),
        advice=N_("If it is open in another program, close it there; or choose another place or name."),
        name=path.name,
        reason=system_reason(error),
    )
