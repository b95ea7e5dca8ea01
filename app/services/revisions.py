"""Revisions of what travels: a deliberate act makes one, with the hash of the revision before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, Literal, cast

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select

from app.models import AssessmentItem, BusinessPlanFigure, DocumentFile, SheetAnswer
from app.models.base import Travelling, nfc, normalise_texts
from app.services.canonical import sha256_of

_BOOKKEEPING = {
    "revision", "content_hash", "parent_hash", "lineage", "created_at", "folded", "name_keys", "name_order",
}  # fmt: skip
_LOCAL = {
    # What differs between two offices' copies of the same revision.
    "dossier": {"status", "custody_number", "holder_office_id", "received_on", "received_by"},
    "issued_paper": {"printed_count"},
    "certificate": {"printed_count"},
}


_IDS_AT_ONCE = 500
_CHILDREN: dict[str, tuple[type[SQLModel], str]] = {
    # Rows that have no revision of their own: they are part of the record that they belong to.
    "dossier_document": (DocumentFile, "document_id"),
    "business_plan": (BusinessPlanFigure, "business_plan_id"),
    "commune_assessment": (AssessmentItem, "assessment_id"),
    "score_sheet": (SheetAnswer, "sheet_id"),
}


def local_columns(table: str) -> frozenset[str]:
    """The columns of a travelling table that are each office's own and no part of a revision."""
    return frozenset(_LOCAL.get(table, ()))


@cache
def content_columns(model: type[Travelling]) -> tuple[str, ...]:
    """The columns of a travelling table that make up its content, in their order."""
    left_out = _BOOKKEEPING | local_columns(inspect(model).local_table.name)
    return tuple(key for attribute in inspect(model).column_attrs if (key := attribute.key) not in left_out)


def child_table(table: str) -> tuple[type[SQLModel], str] | None:
    """The child rows of a travelling table and the column that names their parent; ``None``: it has none."""
    return _CHILDREN.get(table)


def children_of(session: Session, rows: Sequence[Travelling]) -> dict[str, list[SQLModel]]:
    """The child rows of records of one table, by the id of their parent, oldest first."""
    found: dict[str, list[SQLModel]] = {row.id: [] for row in rows}
    child = _CHILDREN.get(inspect(type(rows[0])).local_table.name) if rows else None
    if child is None:
        return found
    model, parent = child
    ids = sorted(found)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        chosen = getattr(model, parent).in_(ids[start : start + _IDS_AT_ONCE])
        for row in session.exec(select(model).where(chosen).order_by(model.id)):  # type: ignore[attr-defined]
            found[getattr(row, parent)].append(row)
    return found


def _columns(row: SQLModel, left_out: set[str]) -> dict[str, Any]:
    keys = (attribute.key for attribute in inspect(type(row)).column_attrs)
    return {key: getattr(row, key) for key in keys if key not in left_out}


def content_of(row: Travelling, children: Sequence[SQLModel] = ()) -> dict[str, Any]:
    """The columns that make up a record's content, the same in every office, with its child rows."""
    table = inspect(type(row)).local_table.name
    content = _columns(row, _BOOKKEEPING | _LOCAL.get(table, set()))
    if table in _CHILDREN:
        content["children"] = [_columns(child, {"created_at"}) for child in children]
    return content


def content_hash(row: Travelling, children: Sequence[SQLModel] = ()) -> str:
    """SHA-256 (hex) of the record's content; times as UTC, texts as stored."""
    return sha256_of(content_of(row, children))


def is_unsaved(session: Session, model: type[Travelling], row_id: str) -> bool:
    """Whether fields of the record, or its child rows, differ from its last revision."""
    row = session.get_one(model, row_id)
    return content_hash(row, children_of(session, [row])[row_id]) != row.content_hash


def seal(session: Session, row: Travelling) -> bool:
    """Make a new revision of the row if its content, or that of its child rows, differs from the last one.

    Returns:
        Whether there was anything new.
    """
    return seal_many(session, [row])[0]


def seal_many(session: Session, rows: Sequence[Travelling]) -> list[bool]:
    """``seal`` for several records of one table, in a few statements."""
    session.add_all(rows)
    for row in rows:
        normalise_texts(row)  # what is hashed is what will be stored
    children = children_of(session, rows)
    changed = []
    for row in rows:
        digest = content_hash(row, children[row.id])
        changed.append(digest != row.content_hash)
        if not changed[-1]:
            continue
        if row.content_hash:
            row.lineage = f"{row.lineage} {row.content_hash}".strip()
        row.parent_hash = row.content_hash
        row.content_hash = digest
        row.revision += 1
    session.flush()
    return changed


@cache
def _defaults(model: type[Travelling]) -> dict[str, Callable[[], Any]]:
    """What makes the default of each column: looked up once, because a round makes a thousand rows of one table."""
    return {
        name: partial(field.get_default)
        if field.default_factory is None
        else cast(Callable[[], Any], field.default_factory)
        for name, field in model.model_fields.items()
    }


def first_revision(model: type[Travelling], values: dict[str, Any]) -> dict[str, Any]:
    """The column values of a new record with its first revision, for inserting many of a table without child rows."""
    row = {name: values[name] if name in values else default() for name, default in _defaults(model).items()}
    row = {name: nfc(value) if isinstance(value, str) else value for name, value in row.items()}
    left_out = _BOOKKEEPING | _LOCAL.get(inspect(model).local_table.name, set())
    row["content_hash"] = sha256_of({name: value for name, value in row.items() if name not in left_out})
    row["revision"] = 1
    return row


Standing = Literal["same", "newer", "older", "forked"]


def compare(mine: tuple[str, str], theirs: tuple[str, str]) -> Standing:
    """How another copy stands to mine; each is (content hash, lineage).

    ``newer``: mine is among their ancestors; ``older``: theirs is among mine; ``forked``: neither. Both where one went
    back to an earlier content: then the longer lineage is the later.
    """
    my_hash, my_lineage = mine
    their_hash, their_lineage = theirs
    if my_hash == their_hash:
        return "same"
    my_ancestors, their_ancestors = my_lineage.split(), their_lineage.split()
    newer, older = my_hash in their_ancestors, their_hash in my_ancestors
    if newer and older:
        return "newer" if len(their_ancestors) > len(my_ancestors) else "older"
    return "newer" if newer else "older" if older else "forked"


def join_lineages(one: tuple[str, str], other: tuple[str, str], merged: str) -> str:
    """The lineage of a revision made of two others: all their ancestors and both of them, each once.

    The same whichever office joins them. Each of the two is (content hash, lineage); ``merged`` is the new hash.
    """
    first, second = sorted((one, other))
    hashes = (*first[1].split(), *second[1].split(), first[0], second[0])
    return " ".join(digest for digest in dict.fromkeys(hashes) if digest and digest != merged)


def common_ancestor(one: tuple[str, str], other: tuple[str, str]) -> str:
    """The latest revision that both copies went through; empty where there is none. Each is (content hash, lineage)."""
    paths = [[*lineage.split(), digest] for digest, lineage in (one, other)]
    places = [{digest: place for place, digest in enumerate(path)} for path in paths]
    common = [digest for digest in places[0] if digest in places[1]]
    return max(common, key=lambda digest: (places[0][digest] + places[1][digest], digest), default="")
