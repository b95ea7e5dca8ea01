"""Producers and products as the choices of a field: what is typed is found word by word, the best match first."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.services.choice_search import Choice, ranked_choices
from app.services.listing import ListQuery, page

_LOOKED_AT = 100


def producer_choices(session: Session, typed: str, limit: int = 20) -> tuple[Choice, ...]:
    """Producers by any part of name, commune or tax code, as (id, name and commune)."""
    return _choices(session, "producer", "commune", typed, limit)


def product_choices(session: Session, typed: str, limit: int = 20) -> tuple[Choice, ...]:
    """Products by any part of their name, producer or number, as (id, product and producer)."""
    return _choices(session, "product", "producer", typed, limit)


def _choices(session: Session, kind: Any, beside: str, typed: str, limit: int) -> tuple[Choice, ...]:
    if not typed.strip():
        return _named(page(session, ListQuery(kind), 0, limit), beside)
    found = page(session, ListQuery(kind, text={"any": typed}), 0, max(limit, _LOOKED_AT))
    return ranked_choices(_named(found, beside), typed)[:limit]


def _named(rows: list[Any], beside: str) -> tuple[Choice, ...]:
    return tuple((row.id, " · ".join(part for part in (row.name, getattr(row, beside)) if part)) for row in rows)
