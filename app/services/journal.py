"""The journal: append-only, one row for each deliberate act, chained by hash per dossier and per office."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import JournalEntry
from app.models.base import new_id, utc_now
from app.services.actors import Actor
from app.services.canonical import canonical_json, sha256_of


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

    ``data`` holds what is needed to understand and replay the act; no identity numbers, no phones.
    """
    entry = JournalEntry(
        id=new_id(),
        at=utc_now(),
        act=act,
        office_code=actor.office_code,
        actor=actor.official_id,
        actor_position=actor.position,
        subject=subject,
        dossier_id=dossier_id,
        data=canonical_json(data or {}).decode("utf-8"),
    )
    if dossier_id is not None:
        last = session.exec(
            select(JournalEntry)
            .where(JournalEntry.dossier_id == dossier_id)
            .order_by(col(JournalEntry.dossier_sequence).desc())
            .limit(1)
        ).first()
        entry.dossier_sequence = 1 if last is None else (last.dossier_sequence or 0) + 1
        entry.dossier_previous = "" if last is None else last.dossier_hash
        entry.dossier_hash = dossier_entry_hash(entry)
    sequence = session.exec(select(func.max(JournalEntry.office_sequence))).one() or 0
    entry.office_sequence = sequence + 1
    if sequence:
        entry.office_previous = session.exec(
            select(JournalEntry.office_hash).where(JournalEntry.office_sequence == sequence)
        ).one()
    entry.office_hash = office_entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


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
    return sha256_of([entry.dossier_sequence, entry.dossier_previous, _content(entry)])


def office_entry_hash(entry: JournalEntry) -> str:
    """The entry's hash in this office's chain; covers the dossier chain's hash where it has one."""
    return sha256_of([entry.office_sequence, entry.office_previous, entry.dossier_hash, _content(entry)])


def dossier_history(session: Session, dossier_id: str) -> list[JournalEntry]:
    """All entries of a dossier, oldest first, whichever office wrote them."""
    return list(
        session.exec(
            select(JournalEntry)
            .where(JournalEntry.dossier_id == dossier_id)
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
