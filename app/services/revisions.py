"""Revisions of what travels: a deliberate act makes one, with the hash of the revision before."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import inspect
from sqlmodel import Session

from app.models.base import Travelling
from app.services.canonical import sha256_of

_BOOKKEEPING = {"revision", "content_hash", "parent_hash", "lineage", "created_at", "folded"}
_LOCAL = {
    # What differs between two offices' copies of the same revision.
    "dossier": {"status", "custody_number", "holder_office_id", "received_on", "received_by"},
    "issued_paper": {"printed_count"},
    "certificate": {"printed_count"},
}


def content_of(row: Travelling, children: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The columns that make up a record's content, with its child rows where it has some."""
    mapper = inspect(type(row))
    left_out = _BOOKKEEPING | _LOCAL.get(mapper.local_table.name, set())
    content = {attribute.key: getattr(row, attribute.key) for attribute in mapper.column_attrs}
    content = {key: value for key, value in content.items() if key not in left_out}
    if children is not None:
        content["children"] = children
    return content


def seal(session: Session, row: Travelling, children: list[dict[str, Any]] | None = None) -> bool:
    """Make a new revision of the row if its content differs from the last one.

    Returns:
        Whether there was anything new.
    """
    session.add(row)
    session.flush()
    digest = sha256_of(content_of(row, children))
    if digest == row.content_hash:
        return False
    if row.content_hash:
        row.lineage = f"{row.lineage} {row.content_hash}".strip()
    row.parent_hash = row.content_hash
    row.content_hash = digest
    row.revision += 1
    session.add(row)
    session.flush()
    return True


Standing = Literal["same", "newer", "older", "forked"]


def compare(mine: tuple[str, str], theirs: tuple[str, str]) -> Standing:
    """How another copy stands to mine; each is (content hash, lineage).

    ``newer``: mine is among their ancestors; ``older``: theirs is among mine; ``forked``: neither.
    """
    my_hash, my_lineage = mine
    their_hash, their_lineage = theirs
    if my_hash == their_hash:
        return "same"
    if my_hash in their_lineage.split():
        return "newer"
    if their_hash in my_lineage.split():
        return "older"
    return "forked"
