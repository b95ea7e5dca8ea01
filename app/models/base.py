"""What every table shares: names of constraints, keys, UTC times, NFC text, revisions."""

from __future__ import annotations

import datetime as dt
import os
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import DateTime, Dialect, event
from sqlalchemy.orm import Mapper
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A UUID version 7 (RFC 9562) as 36 characters: sorts by the millisecond in which it was made."""
    milliseconds = time.time_ns() // 1_000_000
    value = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    value[6] = 0x70 | (value[6] & 0x0F)
    value[8] = 0x80 | (value[8] & 0x3F)
    text = value.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_practice_time: ContextVar[dt.datetime | None] = ContextVar("practice_time", default=None)


def utc_now() -> dt.datetime:
    """The time in UTC, to the second (what a journal needs and JSON keeps exactly)."""
    return _practice_time.get() or dt.datetime.now(dt.UTC).replace(microsecond=0)


@contextmanager
def practice_day(day: dt.date) -> Iterator[None]:
    """Let a practice run on a past round write that day's time (08:00 in Viet Nam) into what it records."""
    token = _practice_time.set(dt.datetime.combine(day, dt.time(1), dt.UTC))
    try:
        yield
    finally:
        _practice_time.reset(token)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Stored without zone as UTC, read back with the zone; a time without zone is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Keyed(SQLModel):
    """A record with its own key and the time it was made."""

    id: str = Field(default_factory=new_id, primary_key=True, max_length=36)
    created_at: dt.datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)


class Searchable(SQLModel):
    """What a search reads and sorts by, made from the record's own columns whenever they change."""

    folded: str = Field(default="", index=True)  # all that it is found by: no accents, lower case
    name_keys: str = ""  # the name folded, a line break, the name in lower case with its accents
    name_order: str = Field(default="", index=True)  # the name's place in the Vietnamese order


class Travelling(Keyed):
    """A record that goes to other offices: deliberate acts make revisions, the saving of fields does not.

    ``content_hash`` is the SHA-256 (hex) of the content of this revision, ``parent_hash`` that of the one before;
    ``lineage`` holds all earlier ones, oldest first, parted by spaces, so that a fork is told from a newer revision.
    """

    revision: int = 0
    content_hash: str = Field(default="", max_length=64)
    parent_hash: str = Field(default="", max_length=64)
    lineage: str = ""


def nfc(value: str) -> str:
    """The text in Unicode normal form C, as everything is stored."""
    return unicodedata.normalize("NFC", value)


def normalise_texts(row: SQLModel) -> None:
    """Bring every text of a row into normal form C: only what is loaded, since nothing else can have been changed."""
    texts = [(key, value) for key, value in vars(row).items() if type(value) is str and not value.isascii()]
    for key, value in texts:
        if not unicodedata.is_normalized("NFC", value):
            setattr(row, key, nfc(value))


@event.listens_for(SQLModel, "before_insert", propagate=True)
@event.listens_for(SQLModel, "before_update", propagate=True)
def _store_as_nfc(_mapper: Mapper[Any], _connection: Any, row: Any) -> None:
    normalise_texts(row)
