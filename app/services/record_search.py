"""Finding producers and products: what is stored for it beside a record, and the one statement that asks for it.

Every name has its keys and its place in the Vietnamese order stored, so that the database ranks what it finds and
hands over no more than is shown, however many records a broad query holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, select

from app.models import Producer, Product
from app.services.search import fold_text, like_pattern, name_keys, name_order, query_words, stored_accents

_IDS_AT_ONCE = 500

Record = TypeVar("Record", Producer, Product)


def search_columns(name: str, searched: str) -> dict[str, str]:
    """The search columns of a record: ``searched`` is all that a query may find it by, its name among it."""
    return {"folded": fold_text(searched), "name_keys": name_keys(name), "name_order": name_order(name)}


def find_records(
    session: Session, model: type[Record], query: str, conditions: Sequence[ColumnElement[bool]], limit: int | None
) -> list[Record]:
    """The records that hold every word of the query and meet the conditions, as ``search.best_first`` orders them.

    Args:
        limit: how many at most; ``None``: all.
    """
    found = select(model.id).where(
        *(col(model.folded).like(like_pattern(word), escape="\\") for word in query_words(query)), *conditions
    )
    statement = found.order_by(*_places(model, query), col(model.name_order), col(model.id)).limit(limit)
    ids = session.exec(statement).all()
    records: list[Record] = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        wanted = ids[start : start + _IDS_AT_ONCE]
        by_id = {row.id: row for row in session.exec(select(model).where(col(model.id).in_(wanted)))}
        records.extend(by_id[key] for key in wanted)
    return records


def _places(model: type[Record], query: str) -> list[Any]:
    """Exact accents, then names that begin so. A line break parts the two keys: no query holds one."""
    keys = col(model.name_keys)
    wanted, folded = stored_accents(query), fold_text(query)
    places = []
    if wanted:
        places.append(keys.like("%\n" + like_pattern(wanted), escape="\\"))
    if folded:
        places.append(keys.like(like_pattern(folded).removeprefix("%"), escape="\\"))
    return [case((place, 0), else_=1) for place in places]
