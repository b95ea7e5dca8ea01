"""Asking for lines by words: SQLite's own word index where there is one, else a comparison of the folded columns.

With ``database`` the one place where finding and listing know the engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, literal, literal_column, or_, select, text
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from app.models import RecordLine
from app.models.record_line import INDEXED, WORD_INDEX, numbers_of
from app.services.search import fold_text, like_pattern, stored_accents

_WORD = re.compile(r"[^\W_]+")
_NAMES = ", ".join(INDEXED)
_ROWID: ColumnElement[int] = literal_column("rowid", Integer)
_PARAMETERS = ", ".join(f":{name}" for name in INDEXED)


def words_of(query: str) -> list[str]:
    """The folded words of a query, parted as the word index parts them: letters and digits only."""
    return _WORD.findall(fold_text(query))


def accented_words_of(query: str) -> list[str]:
    """The same words with their accents as stored; empty where the query has no accents."""
    plain = words_of(query)
    accented = [stored_accents(word) for word in _WORD.findall(" ".join(query.split()))]
    return accented if accented != plain else []


def has_index(session: OrmSession) -> bool:
    """Whether the engine is one whose word index is kept."""
    return session.get_bind().dialect.name == "sqlite"


def add(session: OrmSession, lines: Sequence[Mapping[str, Any]]) -> None:
    """Index the words of these lines."""
    if lines and has_index(session):
        statement = f"INSERT INTO {WORD_INDEX}(rowid, {_NAMES}) VALUES (:number, {_PARAMETERS})"
        session.connection().execute(text(statement), [_wanted(line) for line in lines])


def remove(session: OrmSession, lines: Sequence[Mapping[str, Any]]) -> None:
    """Take these lines out of the index: what it is told must be what it was told when they were added."""
    if lines and has_index(session):
        statement = f"INSERT INTO {WORD_INDEX}({WORD_INDEX}, rowid, {_NAMES}) VALUES ('delete', :number, {_PARAMETERS})"
        session.connection().execute(text(statement), [_wanted(line) for line in lines])


def rebuild(session: OrmSession) -> None:
    """Index every line anew."""
    if has_index(session):
        for order in ("rebuild", "optimize"):
            session.connection().execute(
                text(f"INSERT INTO {WORD_INDEX}({WORD_INDEX}) VALUES (:order)"), {"order": order}
            )


def _wanted(line: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": line["number"], **{name: line[name] for name in INDEXED}}


def numbers_with(
    session: OrmSession, kind: str, columns: Sequence[str], words: Sequence[str], at_start: bool = False
) -> Select[Any]:
    """The numbers of the lines of a kind in which every word begins some word of these columns.

    Args:
        columns: of ``record_line.INDEXED``.
        words: as ``words_of`` or ``accented_words_of`` gives them; at least one.
        at_start: the words follow one another from the beginning of the (one) column.
    """
    first, last = numbers_of(kind)
    if has_index(session):
        # A phrase holds whole words but for its last one, which may be a beginning.
        phrases = [" ".join(words)] if at_start else list(words)
        terms = " AND ".join(f'{"^" if at_start else ""}"{phrase}"*' for phrase in phrases)
        condition = text(f"{WORD_INDEX} MATCH :asked AND rowid BETWEEN :first AND :last").bindparams(
            asked=f"{{{' '.join(columns)}}} : ({terms})", first=first, last=last
        )
        return select(_ROWID).select_from(text(WORD_INDEX)).where(condition)
    return select(col(RecordLine.number)).where(
        col(RecordLine.kind) == kind,
        _compared(columns, words, at_start),
    )


def _compared(columns: Sequence[str], words: Sequence[str], at_start: bool) -> ColumnElement[bool]:
    if at_start:
        pattern = like_pattern(" ".join(words)).removeprefix("%")
        return col(getattr(RecordLine, columns[0])).like(pattern, escape="\\")
    anywhere = []
    for word in words:
        beginning = "% " + like_pattern(word).removeprefix("%")
        one = [(literal(" ") + col(getattr(RecordLine, column))).like(beginning, escape="\\") for column in columns]
        anywhere.append(or_(*one))
    return and_(*anywhere)


def without_index(session: OrmSession, column: Any) -> Any:
    """The same value in a form for which no index is used: where another way to the rows is known to be shorter."""
    return UnaryExpression(column, operator=custom_op("+")) if has_index(session) else column
