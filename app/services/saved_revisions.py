"""What a record was at its last deliberate save: kept when its fields begin to differ, and put back on request."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, inspect
from sqlmodel import Session, SQLModel

from app.errors import NotAllowed
from app.models import SavedRevision
from app.models.base import Travelling
from app.services.canonical import canonical_json
from app.services.revisions import content_hash
from app.translate import N_


def is_draft(row: Travelling) -> bool:
    """Whether the record was begun and never deliberately saved: it travels nowhere and nothing rests on it."""
    return row.revision == 0


def require_saved(row: Travelling, message: str) -> None:
    """Refuse to build on a draft.

    Raises:
        NotAllowed: with ``message`` (a message id).
    """
    if is_draft(row):
        raise NotAllowed(message, advice=N_("Save it first: what is missing is listed beside the form."))


def keep_saved(session: Session, row: Travelling, fields: Mapping[str, Any]) -> None:
    """Remember the record as it was saved, before a first field of it changes; later changes find it kept."""
    if is_draft(row) or content_hash(row) != row.content_hash:
        return
    kept = session.get(SavedRevision, _key(row)) or SavedRevision(record=_key(row), content_hash="", content="")
    kept.content_hash = row.content_hash
    kept.content = canonical_json({name: getattr(row, name) for name in fields}).decode("utf-8")
    session.add(kept)


def saved_values(session: Session, row: Travelling) -> dict[str, Any] | None:
    """The fields as they were at the last deliberate save; ``None`` where nothing differs from it, or none was."""
    if is_draft(row) or content_hash(row) == row.content_hash:
        return None
    kept = session.get(SavedRevision, _key(row))
    if kept is None or kept.content_hash != row.content_hash:
        return None
    return {name: _value(type(row), name, value) for name, value in json.loads(kept.content).items()}


def changed_since_save(session: Session, row: Travelling) -> tuple[str, ...]:
    """The fields that differ from the last deliberate save, in the order of the form; none of a draft."""
    saved = saved_values(session, row) or {}
    columns = [attribute.key for attribute in inspect(type(row)).column_attrs]
    return tuple(name for name in columns if name in saved and getattr(row, name) != saved[name])


def put_back(session: Session, row: Travelling) -> tuple[str, ...]:
    """Give the record the fields of its last deliberate save back; the caller adds and flushes it.

    Returns:
        The fields that differed.

    Raises:
        NotAllowed: it was never saved, or what it was then was not kept.
    """
    require_saved(row, N_("This draft was never saved: there is nothing to go back to."))
    saved = saved_values(session, row)
    if saved is None:
        if content_hash(row) == row.content_hash:
            return ()
        raise NotAllowed(N_("What this record was when it was last saved is not known here."))
    changed = changed_since_save(session, row)
    for name, value in saved.items():
        setattr(row, name, value)
    return changed


def require_draft(row: Travelling) -> None:
    """Refuse to delete what was deliberately saved.

    Raises:
        NotAllowed: with what to do instead.
    """
    if not is_draft(row):
        raise NotAllowed(
            N_("This was saved once and is part of the records now."), advice=N_("Go back to what was saved instead.")
        )


def _key(row: Travelling) -> str:
    return f"{row.__tablename__}:{row.id}"


def _value(model: type[SQLModel], name: str, value: Any) -> Any:
    is_date = isinstance(inspect(model).column_attrs[name].columns[0].type, Date)
    return dt.date.fromisoformat(value) if is_date and value is not None else value
