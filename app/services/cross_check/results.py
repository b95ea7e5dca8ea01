"""What the cross-paper check finds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.translate import N_, _

Grade = Literal["warns", "suggests"]
Fact = Literal["product_name", "producer_name", "address", "representative", "net_weight", "date", "number", "tax_code"]

FACTS: dict[str, str] = {
    "product_name": N_("Product name"),
    "producer_name": N_("Producer name"),
    "address": N_("Address"),
    "representative": N_("Representative"),
    "net_weight": N_("Net weight"),
    "date": N_("Date"),
    "number": N_("Number"),
    "tax_code": N_("Tax code"),
}
"""What is compared, in words."""


@dataclass(frozen=True)
class Place:
    """Where a value stands.

    ``subject``: ``product.name``, ``document:<id>`` ...; ``name``: a message id (record) or empty; ``title``: the
    document's; ``file``: a file's name, with its SHA-256 and ``page`` from 1 (0: no pages).
    """

    subject: str
    name: str = ""
    title: str = ""
    file: str = ""
    sha256: str = ""
    page: int = 0

    @property
    def text(self) -> str:
        """The place in the language of the moment."""
        if self.file and self.page:
            return _("{title}, file “{file}”, page {page}").format(title=self.title, file=self.file, page=self.page)
        if self.file:
            return _("{title}, file “{file}”").format(title=self.title, file=self.file)
        name = _(self.name)
        name = name[:1].upper() + name[1:]
        return f"{name} ({self.title})" if self.title else name


@dataclass(frozen=True)
class Difference:
    """Two places that do not say the same. ``times``: how often ``value_b`` occurs in that file."""

    grade: Grade
    fact: Fact
    place_a: Place
    value_a: str
    place_b: Place
    value_b: str
    times: int = 1


@dataclass(frozen=True)
class PaperRead:
    """One attached file. ``bare_pages``: pages without text; ``cut``: it was longer than what is read."""

    document_id: str
    title: str
    file: str
    sha256: str
    media_type: str
    state: Literal["read", "scanned", "unreadable"]
    page_count: int = 0
    bare_pages: tuple[int, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class CrossCheck:
    """All differences, what warns first, and what became of each attached file."""

    differences: tuple[Difference, ...]
    papers: tuple[PaperRead, ...]

    @property
    def read(self) -> tuple[PaperRead, ...]:
        return tuple(paper for paper in self.papers if paper.state == "read")

    @property
    def scanned(self) -> tuple[PaperRead, ...]:
        """Pictures, and PDFs that are pictures: nobody has read them."""
        return tuple(paper for paper in self.papers if paper.state == "scanned")

    @property
    def unreadable(self) -> tuple[PaperRead, ...]:
        """Damaged, locked, in a font from before Unicode, too large, or of a kind that is not read."""
        return tuple(paper for paper in self.papers if paper.state == "unreadable")
