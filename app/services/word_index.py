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
from app.services.search import TONE_SIGNS, fold_text, like_pattern, stored_accents

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
    session: OrmSession,
    kind: str,
    columns: Sequence[str],
    words: Sequence[str],
    *,
    at_start: bool = False,
    whole: bool = False,
) -> Select[Any]:
    """The numbers of the lines of a kind in which every word begins some word of these columns.

    Args:
        kind: empty: of every kind.
        columns: of ``record_line.INDEXED``.
        words: as ``words_of`` or ``accented_words_of`` gives them; at least one.
        at_start: the words follow one another from the beginning of the (one) column.
        whole: all but the last must be whole words, which is quicker.
    """
    if has_index(session):
        terms = _phrase(words) if at_start else _terms(words, whole)
        condition = f"{WORD_INDEX} MATCH :asked" + (" AND rowid BETWEEN :first AND :last" if kind else "")
        values: dict[str, Any] = {"asked": f"{{{' '.join(columns)}}} : ({terms})"}
        if kind:
            values["first"], values["last"] = numbers_of(kind)
        return select(_ROWID).select_from(text(WORD_INDEX)).where(text(condition).bindparams(**values))
    statement = select(col(RecordLine.number)).where(_compared(columns, words, at_start, whole))
    return statement.where(col(RecordLine.kind) == kind) if kind else statement


def _terms(words: Sequence[str], whole: bool) -> str:
    last = len(words) - 1
    return " AND ".join(f'"{word}"{"" if whole and place < last else _star(word)}' for place, word in enumerate(words))


def _phrase(words: Sequence[str]) -> str:
    return f'^"{" ".join(words)}"{_star(words[-1])}'


def _star(word: str) -> str:
    """A word that ends with its tone is whole: more letters would stand before the tone."""
    return "" if word[-1] in TONE_SIGNS else "*"


def _compared(columns: Sequence[str], words: Sequence[str], at_start: bool, whole: bool) -> ColumnElement[bool]:
    if at_start:
        pattern = like_pattern(" ".join(words)).removeprefix("%")
        return col(getattr(RecordLine, columns[0])).like(pattern, escape="\\")
    found = []
    for place, word in enumerate(words):
        middle = like_pattern(word).removeprefix("%")
        if whole and place < len(words) - 1:
            middle = middle.removesuffix("%") + " %"
        texts = [literal(" ") + col(getattr(RecordLine, column)) + literal(" ") for column in columns]
        found.append(or_(*(one.like("% " + middle, escape="\\") for one in texts)))
    return and_(*found)


def without_index(session: OrmSession, column: Any) -> Any:
    """The same value in a form for which no index is used: where another way to the rows is known to be shorter."""
    return UnaryExpression(column, operator=custom_op("+")) if has_index(session) else column
