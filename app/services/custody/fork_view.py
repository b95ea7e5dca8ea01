"""The forks of a dossier as people see them: the version that stands, and the one that is kept beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.models import DossierFork, JournalEntry, Office
from app.services import journal
from app.services.custody.chains import standing_of
from app.services.journal_replay import TAKEN, UNDO_TAKE, Replayed

_PASSING = frozenset({TAKEN, UNDO_TAKE})


@dataclass(frozen=True)
class ForkVersion:
    """One of two versions: whose it is, under which number, how it stands, and what it did since both parted.

    ``acts`` are (act, time, office code) in their order; ``records``: table -> how many rows differ (of the kept one).
    """

    office: str
    custody_number: int
    holder: str
    status: str
    acts: tuple[tuple[str, str, str], ...]
    records: Mapping[str, int]


@dataclass(frozen=True)
class Fork:
    """A fork of a dossier: the version that ``stands`` and the one that is ``kept``; ``mine``: the kept one is ours."""

    id: str
    dossier_id: str
    at: str
    mine: bool
    kept: ForkVersion
    stands: ForkVersion


def forks_of(session: Session, dossier_id: str) -> list[Fork]:
    """The forks of a dossier, the latest first; what a take and its undoing alone left is none to people."""
    rows = session.exec(
        select(DossierFork).where(DossierFork.dossier_id == dossier_id).order_by(col(DossierFork.at).desc())
    ).all()
    names = dict(session.exec(select(Office.id, Office.name)).all()) if rows else {}
    history = journal.dossier_history(session, dossier_id) if rows else []
    found = []
    for row in rows:
        records = {table: len(kept) for table, kept in json.loads(row.records).items()}
        entries = _entries(session, json.loads(row.entries))
        if not records and all(entry.act in _PASSING for entry in entries):
            continue
        stands = standing_of(history)
        now = stands[0] if stands is not None else Replayed("", row.met_number, row.met_office_id)
        found.append(
            Fork(
                row.id,
                dossier_id,
                row.at.isoformat(),
                row.mine,
                ForkVersion(
                    names.get(row.office_id, ""), row.custody_number, names.get(row.holder_office_id, ""), row.status,
                    _acts(entries), records,
                ),
                ForkVersion(
                    names.get(row.met_office_id, ""), now.custody, names.get(now.holder, ""), now.status,
                    _acts(history[row.since :]), {},
                ),
            )
        )  # fmt: skip
    return found


def kept_records(session: Session, fork_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows that a fork keeps, as JSON values by table."""
    found: dict[str, list[dict[str, Any]]] = json.loads(session.get_one(DossierFork, fork_id).records)
    return found


def _entries(session: Session, ids: Sequence[str]) -> list[JournalEntry]:
    chosen = select(JournalEntry).where(col(JournalEntry.id).in_(ids)).order_by(col(JournalEntry.dossier_sequence))
    return list(session.exec(chosen))


def _acts(entries: Iterable[JournalEntry]) -> tuple[tuple[str, str, str], ...]:
    return tuple((entry.act, entry.at.isoformat(), entry.office_code) for entry in entries)
