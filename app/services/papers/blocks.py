"""The content of a paper, apart from how it is written: one content, a PDF writer and a DOCX writer.

Layout follows Decree 30/2020/NĐ-CP, Annex I; measures live in the theme, not here. Texts are Vietnamese and NFC.
An empty value is an empty string: writers print a dotted line for it, never "None".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. Text is literal: no markup is read from it."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    align: Align = "justify"
    indent_first: bool = True
    keep_with_next: bool = False
    size: float | None = None
    """Points; ``None``: the theme's body size."""


@dataclass(frozen=True)
class Heading:
    """A heading inside the body: level 1 is "I. …" in bold capitals, 2 is bold, 3 bold italic."""

    text: str
    level: int = 1
    align: Align = "left"


@dataclass(frozen=True)
class Field:
    """``label: value`` on its own line; an empty value prints ``dotted_lines`` dotted lines."""

    label: str
    value: str = ""
    dotted_lines: int = 1


@dataclass(frozen=True)
class Fields:
    """Several fields on one line (such as phone and e-mail)."""

    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Tick:
    label: str
    ticked: bool


@dataclass(frozen=True)
class Ticks:
    """Boxes to tick, on one line (``inline``) or one a line; printed ☒ and ☐ as drawn boxes."""

    ticks: tuple[Tick, ...]
    inline: bool = False
    label: str = ""


@dataclass(frozen=True)
class Column:
    """``share`` of the table's width (any unit, summed over the columns)."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Cell:
    text: str = ""
    bold: bool = False
    italic: bool = False
    tick: bool | None = None
    """``True`` or ``False`` draws a ticked or an empty box before the text."""
    align: Align | None = None
    span: int = 1


@dataclass(frozen=True)
class Table:
    """The head row repeats on every page; ``keep`` are (first, last) row ranges that stay on one page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    size: float | None = None
    keep: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Spacer:
    millimetres: float


@dataclass(frozen=True)
class PageBreak:
    landscape: bool = False


@dataclass(frozen=True)
class ThinRule:
    """A line over the whole text width."""


@dataclass(frozen=True)
class Signer:
    """Who signs, as printed: authority and post lines above, room for seal, then the name (without titles)."""

    lines: tuple[str, ...]
    name: str = ""
    hint: str = ""
    """Such as "(Ký, đóng dấu, ghi rõ họ tên)"."""
    place_and_date: str = ""


@dataclass(frozen=True)
class Signatures:
    """Signature block: left holds ``recipients`` (Nơi nhận) or a left signer; never alone on a page."""

    right: Signer
    left: Signer | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class QrCode:
    """A QR code in the middle of the page; on papers that are printed as PDF only."""

    text: str
    millimetres: float


@dataclass(frozen=True)
class AnnexHead:
    """The head of an annex: number, title in capitals, reference in italics with a rule beneath."""

    number: str
    title: str
    reference: str


Block = (
    Paragraph
    | Heading
    | Field
    | Fields
    | Ticks
    | Table
    | Spacer
    | PageBreak
    | ThinRule
    | Signatures
    | QrCode
    | AnnexHead
)


@dataclass(frozen=True)
class Head:
    """The two-column head of an official paper (boxes 1 to 5 of the decree)."""

    issuer_parent: str
    """Such as "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK"; empty where the issuer has none."""
    issuer: tuple[str, ...]
    """One or more lines in bold capitals."""
    number: str = ""
    """Empty until the clerk has numbered it."""
    symbol: str = ""
    """Such as "/QĐ-UBND" with its slash; ``None``-like empty means the paper carries no number line."""
    place: str = ""
    date_line: str = ""
    """Such as "ngày 05 tháng 3 năm 2026", or with blanks; empty: no place and date line (minutes)."""
    subject_of_letter: str = ""
    """"V/v …" under the number, for official letters."""


@dataclass(frozen=True)
class Paper:
    """One paper. ``draft`` prints a pale "DỰ THẢO"; ``unverified`` are the notes that must be named on it."""

    kind: str
    file_title: str
    body: Sequence[Block]
    head: Head | None = None
    motto_only: bool = False
    """Quốc hiệu and Tiêu ngữ over the full width, without an issuer (a private person's paper)."""
    title: str = ""
    subtitle: tuple[str, ...] = ()
    subtitle_rule: bool = True
    mark: str = ""
    """In bold under the title and its rule: "(mẫu)" on a paper that is only practice."""
    addressees: tuple[str, ...] = ()
    landscape: bool = False
    draft: bool = False
    unverified: tuple[str, ...] = ()
    running_head: str = ""
    """Printed small at the top of each page from the second (product and member on score sheets)."""
    page_count: bool = False
    """Page "n/m" instead of "n"."""
    reprint_note: str = ""
    succession_note: str = ""
    """Which office that ended did what the paper speaks of, and which one carries on."""
    annexes: Sequence[Paper] = field(default_factory=tuple)
    """Each begins on a new page and is paged by itself."""


def text(value: str, *, bold: bool = False, italic: bool = False, align: Align = "justify") -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(value, bold=bold, italic=italic),), align=align)
