"""The journal: append-only, one row for each deliberate act, chained by hash per dossier and per office."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from app.models import Dossier, JournalBranch, JournalEntry
from app.models.base import new_id, utc_now
from app.models.dossier import DossierStatus
from app.services.actors import Actor
from app.services.canonical import canonical_json, sha256_of

IDS_AT_ONCE = 500
"""How many ids one statement asks for: below every database's limit of parameters."""


def record(
    session: Session,
    actor: Actor,
    act: str,
    *,
    dossier_id: str | None = None,
    subject: str = "",
    data: dict[str, Any] | None = None,
) -> JournalEntry:
    """Write one act. With ``dossier_id`` it joins the dossier's chain too, which travels with the dossier.

    Only the office that holds the dossier continues its chain: an act of another one (a report printed again after the
    dossier has left) is written in this office's chain alone, because two continuations could never be joined.

    ``data`` holds what is needed to understand and replay the act; no identity numbers, no phones.
    """
    return record_many(session, actor, [Act(act, dossier_id=dossier_id, subject=subject, data=data or {})])[0]


@dataclass(frozen=True)
class Act:
    """One act to be written: arguments as of ``record``.

    ``move``: a checked move of the dossier, which joins its chain even where an office without this program holds it.
    """

    act: str
    dossier_id: str | None = None
    subject: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    move: bool = False


def record_many(session: Session, actor: Actor, acts: Sequence[Act]) -> list[JournalEntry]:
    """Write several acts of one person at once, in their order, each linked to the one before it.

    The heads of the chains are read once, so a thousand acts cost a few statements.
    """
    acts = _by_holders(session, actor, acts)
    heads = dossier_heads(session, {act.dossier_id for act in acts if act.dossier_id is not None})
    sequence, previous = _office_head(session)
    at = utc_now()
    entries = []
    for act in acts:
        entry = JournalEntry(
            id=new_id(),
            at=at,
            act=act.act,
            office_code=actor.office_code,
            actor=actor.official_id,
            actor_position=actor.position,
            subject=act.subject,
            dossier_id=act.dossier_id,
            data=data_text(act.data),
        )
        content = _content(entry)
        if act.dossier_id is not None:
            last, last_hash = heads.get(act.dossier_id, (0, ""))
            entry.dossier_sequence, entry.dossier_previous = last + 1, last_hash
            entry.dossier_hash = _in_dossier_chain(entry, content)
            heads[act.dossier_id] = (last + 1, entry.dossier_hash)
        sequence += 1
        entry.office_sequence, entry.office_previous = sequence, previous
        entry.office_hash = previous = _in_office_chain(entry, content)
        entries.append(entry)
    session.add_all(entries)
    session.flush()
    return entries


def _by_holders(session: Session, actor: Actor, acts: Sequence[Act]) -> list[Act]:
    """The acts; those on dossiers that another office holds now are turned into acts of this office alone."""
    wanted = sorted({act.dossier_id for act in acts if act.dossier_id is not None and not act.move})
    away: set[str] = set()
    for start in range(0, len(wanted), IDS_AT_ONCE):
        away.update(
            session.exec(
                select(Dossier.id).where(
                    col(Dossier.id).in_(wanted[start : start + IDS_AT_ONCE]),
                    or_(
                        col(Dossier.holder_office_id) != actor.office_id,
                        col(Dossier.status) == DossierStatus.HANDED_OVER.value,
                    ),
                )
            )
        )
    return [
        act
        if act.move or act.dossier_id not in away
        else Act(
            act.act, subject=act.subject or f"dossier:{act.dossier_id}", data={**act.data, "dossier": act.dossier_id}
        )
        for act in acts
    ]


def on_chain() -> ColumnElement[bool]:
    """The condition under which an entry is on its dossier's chain: not on a branch that gave way."""
    return col(JournalEntry.id).not_in(select(JournalBranch.entry_id))


def dossier_heads(session: Session, dossier_ids: set[str]) -> dict[str, tuple[int, str]]:
    """The last sequence and hash of each dossier's chain; dossiers without entries are left out."""
    heads: dict[str, tuple[int, str]] = {}
    wanted = sorted(dossier_ids)
    for start in range(0, len(wanted), IDS_AT_ONCE):
        chosen = col(JournalEntry.dossier_id).in_(wanted[start : start + IDS_AT_ONCE])
        last = (
            select(JournalEntry.dossier_id, func.max(JournalEntry.dossier_sequence).label("sequence"))
            .where(chosen, on_chain())
            .group_by(col(JournalEntry.dossier_id))
            .subquery()
        )
        rows = session.exec(
            select(JournalEntry.dossier_id, JournalEntry.dossier_sequence, JournalEntry.dossier_hash)
            .join(
                last,
                (col(JournalEntry.dossier_id) == last.c.dossier_id)
                & (col(JournalEntry.dossier_sequence) == last.c.sequence),
            )
            .where(on_chain())
        )
        heads |= {str(dossier_id): (sequence or 0, digest) for dossier_id, sequence, digest in rows}
    return heads


def _office_head(session: Session) -> tuple[int, str]:
    head = session.exec(
        select(JournalEntry.office_sequence, JournalEntry.office_hash)
        .where(col(JournalEntry.office_sequence).is_not(None))
        .order_by(col(JournalEntry.office_sequence).desc())
        .limit(1)
    ).first()
    return (0, "") if head is None else (head[0] or 0, head[1])


def data_text(data: dict[str, Any]) -> str:
    """An entry's data as it is stored: canonical JSON."""
    return canonical_json(data).decode("utf-8")


def dossier_head(session: Session, dossier_id: str) -> str:
    """The hash of the last entry of a dossier's chain; empty where it has none."""
    return dossier_heads(session, {dossier_id}).get(dossier_id, (0, ""))[1]


def append_prepared(session: Session, entry: JournalEntry) -> None:
    """Write an entry whose place in the dossier's chain was fixed before; it joins this office's chain."""
    sequence, previous = _office_head(session)
    entry.office_sequence, entry.office_previous = sequence + 1, previous
    entry.office_hash = office_entry_hash(entry)
    session.add(entry)
    session.flush()


def _content(entry: JournalEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "act": entry.act,
        "office": entry.office_code,
        "actor": entry.actor,
        "position": entry.actor_position,
        "subject": entry.subject,
        "dossier": entry.dossier_id,
        "data": json.loads(entry.data),
    }


def dossier_entry_hash(entry: JournalEntry) -> str:
    """The entry's hash in its dossier's chain: its content, its place, the hash before it."""
    return _in_dossier_chain(entry, _content(entry))


def office_entry_hash(entry: JournalEntry) -> str:
    """The entry's hash in this office's chain; covers the dossier chain's hash where it has one."""
    return _in_office_chain(entry, _content(entry))


def _in_dossier_chain(entry: JournalEntry, content: dict[str, Any]) -> str:
    return sha256_of([entry.dossier_sequence, entry.dossier_previous, content])


def _in_office_chain(entry: JournalEntry, content: dict[str, Any]) -> str:
    return sha256_of([entry.office_sequence, entry.office_previous, entry.dossier_hash, content])


def dossier_history(session: Session, dossier_id: str) -> list[JournalEntry]:
    """All entries of a dossier's chain, oldest first, whichever office wrote them; branches are left out."""
    return list(
        session.exec(
            select(JournalEntry)
            .where(JournalEntry.dossier_id == dossier_id, on_chain())
            .order_by(col(JournalEntry.dossier_sequence))
        )
    )


def broken_link(entries: list[JournalEntry]) -> JournalEntry | None:
    """The first entry of a dossier's chain that does not follow from the one before; ``None``: the chain is whole."""
    previous = ""
    for place, entry in enumerate(entries, start=1):
        if (
            entry.dossier_sequence != place
            or entry.dossier_previous != previous
            or entry.dossier_hash != dossier_entry_hash(entry)
        ):
            return entry
        previous = entry.dossier_hash
    return None


def with_branches(session: Session, dossier_ids: Sequence[str]) -> set[str]:
    """Those of the dossiers that have entries off their chain."""
    found = session.exec(
        select(JournalEntry.dossier_id)
        .join(JournalBranch, col(JournalBranch.entry_id) == col(JournalEntry.id))
        .where(col(JournalEntry.dossier_id).in_(dossier_ids))
        .distinct()
    )
    return {one for one in found if one is not None}


def broken_branch_link(session: Session, dossier_id: str) -> JournalEntry | None:
    """The first entry of a dossier, on its chain or a branch, that does not follow from another; ``None``: all do."""
    entries = session.exec(
        select(JournalEntry)
        .where(JournalEntry.dossier_id == dossier_id)
        .order_by(col(JournalEntry.dossier_sequence), col(JournalEntry.id))
    )
    known = {"": 0}
    for entry in entries:
        if (
            known.get(entry.dossier_previous) != (entry.dossier_sequence or 0) - 1
            or entry.dossier_hash != dossier_entry_hash(entry)
        ):  # fmt: skip
            return entry
        known[entry.dossier_hash] = entry.dossier_sequence or 0
    return None


def broken_office_link(session: Session) -> JournalEntry | None:
    """The first entry of this office's chain that does not follow from the one before."""
    previous = ""
    entries = session.exec(
        select(JournalEntry)
        .where(col(JournalEntry.office_sequence).is_not(None))
        .order_by(col(JournalEntry.office_sequence))
        .execution_options(yield_per=500)
    )
    for place, entry in enumerate(entries, start=1):
        if (
            entry.office_sequence != place
            or entry.office_previous != previous
            or entry.office_hash != office_entry_hash(entry)
        ):
            return entry
        previous = entry.office_hash
    return None
