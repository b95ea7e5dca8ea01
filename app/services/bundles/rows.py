"""Rows as JSON and back, checked column by column: a table class would take anything."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, Integer, inspect
from sqlmodel import SQLModel

from app.errors import BundleRejected
from app.models.base import UtcDateTime
from app.services.names import field_fault
from app.translate import N_

Row = TypeVar("Row", bound=SQLModel)
_MAX_INTEGER = 2**53
_MAX_TEXT = 1_000_000
"""Characters of a text whose column sets no bound."""


def row_to_json(row: SQLModel, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """All columns of a row as JSON values: dates ISO, times UTC with Z."""
    values = {}
    for key in _columns(type(row)):
        if key in left_out:
            continue
        value = getattr(row, key)
        if isinstance(value, dt.datetime):
            value = value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        elif isinstance(value, dt.date):
            value = value.isoformat()
        values[key] = value
    return values


@lru_cache(maxsize=64)
def _columns(model: type[SQLModel]) -> dict[str, tuple[str, bool, int | None]]:
    """Column name -> (kind, may be null, greatest length in characters)."""
    found = {}
    for attribute in inspect(model).column_attrs:
        column = attribute.columns[0]
        if isinstance(column.type, UtcDateTime):
            kind = "time"
        elif isinstance(column.type, Date):
            kind = "date"
        elif isinstance(column.type, Boolean):
            kind = "bool"
        elif isinstance(column.type, Integer):
            kind = "int"
        else:
            kind = "text"
        found[attribute.key] = (kind, bool(column.nullable), getattr(column.type, "length", None))
    return found


def row_from_json(model: type[Row], values: Any, entry: str, left_out: frozenset[str] = frozenset()) -> Row:
    """A new row, not yet in any session, from JSON values that are all there and of the right kind.

    Args:
        left_out: columns that are not in the JSON and keep their defaults.
        entry: where in the bundle this is, for the message.

    Raises:
        BundleRejected: an unknown or missing column, a wrong kind, a text that is too long or not NFC.
    """
    columns = _columns(model)
    if not isinstance(values, dict) or set(values) != set(columns) - left_out:
        raise _refused(entry, "columns")
    return _made(model, {key: _value(values[key], columns[key], f"{entry}/{key}") for key in values}, left_out)


def row_as_checked(model: type[Row], values: dict[str, Any], left_out: frozenset[str] = frozenset()) -> Row:
    """The same of JSON values that ``row_from_json`` has accepted before."""
    for key in _times(model):
        value = values[key]
        if value is not None:
            date = len(value) == 10
            values[key] = dt.date.fromisoformat(value) if date else dt.datetime.fromisoformat(value)
    return _made(model, values, left_out)


@lru_cache(maxsize=64)
def _times(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(key for key, column in _columns(model).items() if column[0] in ("date", "time"))


def _made(model: type[Row], values: dict[str, Any], left_out: frozenset[str]) -> Row:
    """Made as SQLAlchemy makes a row that it reads: a table class's own construction takes most of a take's time."""
    row: Row = inspect(model).class_manager.new_instance()
    vars(row).update(
        {key: model.model_fields[key].get_default(call_default_factory=True) for key in left_out}, **values
    )
    return row


def _value(value: Any, column: tuple[str, bool, int | None], entry: str) -> Any:
    kind, nullable, length = column
    if value is None:
        if nullable:
            return None
        raise _refused(entry, "null")
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and type(value) is int and abs(value) <= _MAX_INTEGER:
        return value
    if isinstance(value, str):
        if kind == "text":
            too_long = len(value) > (_MAX_TEXT if length is None else length)
            if too_long or "\x00" in value or not unicodedata.is_normalized("NFC", value):
                raise _refused(entry, "text")
            return value
        try:
            if kind == "date":
                return dt.date.fromisoformat(value)
            if kind == "time":
                return _time(value)
        except ValueError:
            pass
    raise _refused(entry, kind)


def _time(value: str) -> dt.datetime:
    """Much quicker than ``strptime``, and as strict: no other way of writing the same time is taken."""
    made = dt.datetime.fromisoformat(value.removesuffix("Z"))
    if made.tzinfo is not None or f"{made.isoformat()}Z" != value:
        raise ValueError(value)
    return made.replace(tzinfo=dt.UTC)


def _refused(entry: str, what: str) -> BundleRejected:
    return BundleRejected(
        N_("A record in the bundle is not as this program writes it: {what}."),
        check="schema",
        entry=entry,
        what=field_fault(what),
    )
