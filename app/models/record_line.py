"""One line for each record that is listed or searched: what tables show and sort by, and what a query is held against.

Derived from the records themselves and never part of them: it does not travel, and it can be made anew at any time.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DDL, Column, Index, Integer, event
from sqlmodel import Field, SQLModel, UniqueConstraint

KINDS = ("producer", "product", "dossier", "certificate", "paper", "decision")
_NUMBERS_OF_A_KIND = 1 << 28


def numbers_of(kind: str) -> tuple[int, int]:
    """First and last line number of a kind: each has a range of its own, so that the word index is asked for one."""
    first = KINDS.index(kind) * _NUMBERS_OF_A_KIND + 1
    return first, first + _NUMBERS_OF_A_KIND - 2


class RecordLine(SQLModel, table=True):
    """``*_folded``: without accents; ``accents``: the name's accented key; ``*_order``: its Vietnamese order.

    ``numbers``: every number it is found by. ``kind_of``: kind of producer or paper, type of application,
    a product's classification.
    ``state``: of a product, that of its last dossier. ``starts``: filing, registration or first day of validity;
    ``ends``: the last day of a certificate, or of the product's latest one. ``stars``: certified, else from the result.
    """

    __tablename__ = "record_line"
    __table_args__ = (
        UniqueConstraint("kind", "record_id"),
        Index("ix_record_line_name_folded", "kind", "name_folded"),
        Index("ix_record_line_name_order", "kind", "name_order"),
        Index("ix_record_line_producer_order", "kind", "producer_order"),
        Index("ix_record_line_commune_order", "kind", "commune_order"),
        Index("ix_record_line_code", "kind", "code"),
        Index("ix_record_line_state", "kind", "state", "name_order"),
        Index("ix_record_line_year", "kind", "year", "code"),
        Index("ix_record_line_stars", "kind", "stars"),
        Index("ix_record_line_starts", "kind", "starts"),
        Index("ix_record_line_ends", "kind", "ends", "state"),
        Index("ix_record_line_holder_id", "kind", "holder_id", "state"),
    )

    number: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str = Field(max_length=12)
    record_id: str = Field(max_length=36)
    name: str = ""
    name_folded: str = ""
    accents: str = ""
    name_order: str = ""
    producer: str = ""
    producer_folded: str = ""
    producer_order: str = ""
    commune: str = ""
    commune_folded: str = ""
    commune_order: str = ""
    numbers: str = ""
    code: str = ""
    producer_id: str = ""
    product_id: str = ""
    dossier_id: str = ""
    kind_of: str = ""
    set_number: int | None = None
    state: str = ""
    year: int | None = None
    stars: int | None = None
    holder_id: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None


WORD_INDEX = "record_search"
INDEXED = ("name_folded", "accents", "producer_folded", "commune_folded", "numbers")
SQLITE_WORD_INDEX = (
    f"CREATE VIRTUAL TABLE {WORD_INDEX} USING fts5({', '.join(INDEXED)}, content='record_line', "
    "content_rowid='number', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3 4 5 6')"
)
"""SQLite's index of words and of their first letters; other engines compare the columns themselves.

No trigger keeps it (a database that does not trust its own schema refuses one): what writes lines writes it too.
"""

event.listen(
    RecordLine.__table__,  # type: ignore[attr-defined]
    "after_create",
    DDL(SQLITE_WORD_INDEX).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
)
