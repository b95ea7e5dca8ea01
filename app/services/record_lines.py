"""Keeps the lines that lists and searches read in step with the records: at the end of each transaction, by itself.

A session remembers which records were written in it; before its commit, or before a list is read in it, the lines of
these and of the records that show them are made anew, in a few statements for many records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, event, func, insert, update
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, SQLModel, col, select

from app.models import (
    Certificate,
    Dossier,
    IssuedPaper,
    Producer,
    Product,
    RankingResult,
    RecognitionDecision,
    RecordLine,
)
from app.models.record_line import INDEXED, KINDS, numbers_of
from app.services import word_index
from app.services.line_values import LINES_OF, Line

IDS_AT_ONCE = 500
_TABLE: Table = RecordLine.__table__  # type: ignore[attr-defined]
_WORDS = [getattr(_TABLE.c, word) for word in INDEXED]
_PENDING = "record_lines_pending"
_KIND_OF: dict[type[SQLModel], str] = {
    Producer: "producer",
    Product: "product",
    Dossier: "dossier",
    Certificate: "certificate",
    IssuedPaper: "paper",
    RecognitionDecision: "decision",
}
Pending = dict[str, set[str]]


def note_written(session: OrmSession, rows: Iterable[object]) -> None:
    """Remember records that were written or deleted in this session, also past its unit of work."""
    pending: Pending = session.info.setdefault(_PENDING, {})
    for row in rows:
        if isinstance(row, RankingResult):
            pending.setdefault("dossier", set()).add(row.dossier_id)
            continue
        kind = _KIND_OF.get(type(row))  # type: ignore[arg-type]
        if kind is not None:
            pending.setdefault(kind, set()).add(row.id)  # type: ignore[attr-defined]


def bring_up(session: OrmSession) -> None:
    """Make anew the lines of everything written in this session since the last time; nothing where nothing was."""
    if not session.info.get(_PENDING) and not (session.new or session.dirty or session.deleted):
        return
    session.flush()
    pending: Pending = session.info.pop(_PENDING, {})
    if not pending:
        return
    _add_dependants(session, pending)
    for kind in KINDS:
        refresh(session, kind, sorted(pending.get(kind, ())))


def _add_dependants(session: OrmSession, pending: Pending) -> None:
    """The records whose lines show something of those written."""

    def reach(column: Any, key: Any, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        wanted = sorted(ids)
        for start in range(0, len(wanted), IDS_AT_ONCE):
            chosen = key.in_(wanted[start : start + IDS_AT_ONCE])
            found.update(one for one in session.execute(select(column).where(chosen)).scalars() if one)
        return found

    producers, products, dossiers, certificates, papers, decisions = (pending.setdefault(kind, set()) for kind in KINDS)
    decisions |= reach(col(RecognitionDecision.id), col(RecognitionDecision.paper_id), papers)
    certificates |= reach(col(Certificate.id), col(Certificate.decision_id), decisions)
    dossiers |= reach(col(Certificate.dossier_id), col(Certificate.id), certificates)
    products |= reach(col(Certificate.product_id), col(Certificate.id), certificates)
    products |= reach(col(Dossier.product_id), col(Dossier.id), dossiers)
    of_producers = reach(col(Product.id), col(Product.producer_id), producers)
    renamed = of_producers | _renamed(session, products)
    products |= of_producers
    under_new_name = reach(col(Dossier.id), col(Dossier.product_id), renamed)
    dossiers |= under_new_name
    papers |= reach(col(IssuedPaper.id), col(IssuedPaper.dossier_id), under_new_name)


def _renamed(session: OrmSession, products: Iterable[str]) -> set[str]:
    """Products whose name or set is another than in their line, so that the lines of their dossiers change too."""
    found: set[str] = set()
    ids = sorted(products)
    for start in range(0, len(ids), IDS_AT_ONCE):
        statement = (
            select(col(Product.id))
            .join(RecordLine, (col(RecordLine.record_id) == Product.id) & (col(RecordLine.kind) == "product"))
            .where(
                col(Product.id).in_(ids[start : start + IDS_AT_ONCE]),
                (col(RecordLine.name) != Product.name)
                | (func.coalesce(RecordLine.set_number, -1) != func.coalesce(Product.set_number, -1)),
            )
        )
        found.update(session.execute(statement).scalars())
    return found


def refresh(session: OrmSession, kind: str, ids: Sequence[str]) -> None:
    """Make the lines of these records anew; those of records that are no longer there go."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        wanted = ids[start : start + IDS_AT_ONCE]
        lines = LINES_OF[kind](session, wanted)
        known = {
            row.record_id: row._asdict()
            for row in session.execute(
                select(col(RecordLine.number), col(RecordLine.record_id), *_WORDS).where(
                    RecordLine.kind == kind, col(RecordLine.record_id).in_(wanted)
                )
            )
        }
        gone = [row for record_id, row in known.items() if record_id not in lines]
        old = [{"at": known[key]["number"], **values} for key, values in lines.items() if key in known]
        new = [(key, values) for key, values in lines.items() if key not in known]
        reworded = [
            (known[key], {"number": known[key]["number"], **values})
            for key, values in lines.items()
            if key in known and any(known[key][word] != values[word] for word in INDEXED)
        ]
        word_index.remove(session, [*gone, *(before for before, _ in reworded)])
        if gone:
            session.execute(delete(_TABLE).where(_TABLE.c.number.in_([row["number"] for row in gone])))
        if old:
            session.connection().execute(update(_TABLE).where(_TABLE.c.number == bindparam("at")), old)
        added = _numbered(kind, new, _last_number(session, kind)) if new else []
        if added:
            session.connection().execute(insert(_TABLE), added)
        word_index.add(session, [*added, *(after for _, after in reworded)])


def _last_number(session: OrmSession, kind: str) -> int:
    first, last = numbers_of(kind)
    found = session.execute(select(func.max(RecordLine.number)).where(col(RecordLine.number).between(first, last)))
    return found.scalar() or first - 1


def _numbered(kind: str, lines: Iterable[tuple[str, Line]], last: int) -> list[Line]:
    return [
        {"number": number, "kind": kind, "record_id": key, **values}
        for number, (key, values) in enumerate(lines, start=last + 1)
    ]


def rebuild(session: Session) -> dict[str, int]:
    """Make every line anew, and say how many there are of each kind: for a book filled past the services."""
    session.execute(delete(_TABLE))
    counts: dict[str, int] = {}
    for model, kind in _KIND_OF.items():
        ids = session.execute(select(model.id)).scalars().all()  # type: ignore[attr-defined]
        last = _last_number(session, kind)
        for start in range(0, len(ids), IDS_AT_ONCE):
            lines = LINES_OF[kind](session, ids[start : start + IDS_AT_ONCE])
            session.connection().execute(insert(_TABLE), _numbered(kind, lines.items(), last))
            last += len(lines)
        counts[kind] = len(ids)
    word_index.rebuild(session)
    return counts


@event.listens_for(OrmSession, "after_flush")
def _after_flush(session: OrmSession, _context: Any) -> None:
    note_written(session, (*session.new, *session.dirty, *session.deleted))


@event.listens_for(OrmSession, "before_commit")
def _before_commit(session: OrmSession) -> None:
    bring_up(session)


@event.listens_for(OrmSession, "after_soft_rollback")
def _after_rollback(session: OrmSession, _previous: Any) -> None:
    session.info.pop(_PENDING, None)
