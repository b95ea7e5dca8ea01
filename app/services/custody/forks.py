"""Forks: where two versions of a dossier meet, the one that gives way is kept whole beside the one that stands.

Kept are the rows that differ (as in a bundle) and the journal entries since both versions parted. The entries stay
where they are, or are written beside the chain; ``journal_branch`` names those that are not on it any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select

from app.models import (
    BusinessPlan,
    CommuneAssessment,
    Dossier,
    DossierDocument,
    DossierFork,
    JournalBranch,
    JournalEntry,
    Note,
    RankingResult,
    RoundEntry,
    ScoreSheet,
    SelfAssessment,
)
from app.models.base import Travelling, utc_now
from app.services import journal
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.records import LEFT_OUT, TRAVELLING, collect, table_name, unsealed
from app.services.bundles.rows import row_to_json
from app.services.bundles.standing import insert_rows, rows_here
from app.services.canonical import canonical_json
from app.services.custody.chains import meeting, mine_gives_way, standing_of
from app.services.journal_replay import Replayed
from app.services.revisions import children_of, compare

REMOVED: tuple[type[Travelling], ...] = (
    DossierDocument, SelfAssessment, BusinessPlan, CommuneAssessment, Note, ScoreSheet,
)  # fmt: skip
"""Rows that only the version that gives way has go with it; what was decided, numbered or signed stays in the books."""


@dataclass(frozen=True)
class Aside:
    """What of one version is kept when it gives way; ``records`` table by table as in a bundle."""

    dossier_id: str
    office_id: str
    stood: Replayed
    mine: bool
    since: int
    head: str
    records: Mapping[str, list[dict[str, Any]]]
    entries: tuple[str, ...]


_OWN_TABLES = frozenset(table_name(model) for model in TRAVELLING)


def is_own(row: SQLModel, dossier_id: str) -> bool:
    """Whether a row belongs to this dossier alone, so that it goes the way of its custody."""
    return isinstance(row, Dossier) or getattr(row, "dossier_id", None) == dossier_id


def gives_way(session: Session, arrived: ArrivedDossier, own_office_id: str) -> bool:
    """Whether this office's rows of the dossier yield to those that arrived.

    They do where its version gives way now or did before (by a notice, which brings no rows), and where this office
    holds the dossier although its own later acts come back to it: its data went back to a backup.
    """
    history = journal.dossier_history(session, arrived.indexed.id)
    met = meeting(history, arrived.journal)
    if met.relation == "forked":
        return mine_gives_way(history, arrived.journal, own_office_id)
    if met.relation != "newer":
        return False
    here = standing_of(history)
    if here is not None and here[0].holder == own_office_id and here[0].status != "handed_over":
        return True
    asked = select(DossierFork.id).where(DossierFork.dossier_id == arrived.indexed.id, col(DossierFork.mine))
    return session.exec(asked).first() is not None


def set_mine_aside(
    session: Session,
    dossier_id: str,
    theirs: Sequence[JournalEntry],
    office_id: str,
    arrived: ArrivedDossier | None = None,
) -> Aside | None:
    """What this office's version has that the other one lacks, to be kept before anything is written over it.

    Args:
        theirs: the chain that stands. arrived: its rows; ``None``: only the chain is known, and all rows are kept.

    Returns:
        ``None`` where nothing would be lost.
    """
    history = journal.dossier_history(session, dossier_id)
    met = meeting(history, theirs)
    branch = history[met.shared :]
    dossier = session.get(Dossier, dossier_id)
    records = _differing(session, dossier, arrived) if dossier is not None else {}
    stood = standing_of(history)
    if stood is None or not (branch or any(records.values())):
        return None
    return Aside(
        dossier_id, office_id, stood[0], True, met.shared, history[-1].dossier_hash, records,
        tuple(entry.id for entry in branch),
    )  # fmt: skip


def theirs_aside(session: Session, arrived: ArrivedDossier, sender_id: str) -> Aside:
    """The version that arrived and gives way to the one here."""
    history = journal.dossier_history(session, arrived.indexed.id)
    met = meeting(history, arrived.journal)
    stood = standing_of(arrived.journal)
    assert stood is not None  # the verdict saw to it that the journal's moves follow each other
    here = rows_here(session, [arrived])
    records: dict[str, list[dict[str, Any]]] = {}
    for model, found in arrived.records.items():
        table = table_name(model)
        for record in found:
            row, mine = record.row, here.get((table, record.row.id))
            if mine is not None and compare(mine, (row.content_hash, row.lineage)) in ("same", "older"):
                continue
            values = row_to_json(row, LEFT_OUT.get(table, frozenset()))
            if record.children:
                values["children"] = [row_to_json(child) for child in record.children]
            records.setdefault(table, []).append(values)
    branch = arrived.journal[met.shared :]
    return Aside(
        arrived.indexed.id, sender_id, stood[0], False, met.shared, arrived.journal[-1].dossier_hash, records,
        tuple(entry.id for entry in branch),
    )  # fmt: skip


def write_fork(session: Session, aside: Aside, met: Replayed, hand_over_id: str | None = None) -> DossierFork:
    """Keep what gives way; its entries are off the chain from now on.

    Args:
        met: how the version that stands stands.
    """
    fork = DossierFork(
        dossier_id=aside.dossier_id,
        office_id=aside.office_id,
        custody_number=aside.stood.custody,
        holder_office_id=aside.stood.holder,
        status=aside.stood.status,
        mine=aside.mine,
        since=aside.since,
        head=aside.head,
        records=canonical_json(aside.records).decode("utf-8"),
        entries=canonical_json(list(aside.entries)).decode("utf-8"),
        hand_over_id=hand_over_id,
        met_number=met.custody,
        met_office_id=met.holder,
        at=utc_now(),
    )
    session.add(fork)
    session.flush()
    known = set(session.exec(select(JournalBranch.entry_id).where(col(JournalBranch.entry_id).in_(aside.entries))))
    session.add_all(JournalBranch(entry_id=one, fork_id=fork.id) for one in aside.entries if one not in known)
    session.flush()
    return fork


def write_branch(session: Session, entries: Sequence[JournalEntry]) -> None:
    """Write entries that stay beside the chain; those that are here already stay as they are."""
    known = _known(session, entries)
    insert_rows(session, [entry for entry in entries if entry.dossier_hash not in known])


def join_chain(session: Session, entries: Sequence[JournalEntry]) -> None:
    """Write the entries that continue a dossier's chain; one that stood on a branch is on the chain again."""
    known = _known(session, entries)
    again = [known[entry.dossier_hash] for entry in entries if entry.dossier_hash in known]
    if again:
        session.exec(delete(JournalBranch).where(col(JournalBranch.entry_id).in_(again)))
    insert_rows(session, [entry for entry in entries if entry.dossier_hash not in known])


def _known(session: Session, entries: Sequence[JournalEntry]) -> dict[str, str]:
    """Hash -> id of those of the entries that are here."""
    if not entries:
        return {}
    found = session.exec(
        select(JournalEntry.dossier_hash, JournalEntry.id).where(
            JournalEntry.dossier_id == entries[0].dossier_id,
            col(JournalEntry.dossier_sequence) >= min(entry.dossier_sequence or 0 for entry in entries),
        )
    )
    wanted = {entry.dossier_hash for entry in entries}
    return {digest: entry_id for digest, entry_id in found if digest in wanted}


def _differing(
    session: Session, dossier: Dossier, arrived: ArrivedDossier | None
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """The dossier's own rows here whose content would not be found again: as JSON, by table."""
    theirs = (
        {(table_name(model), one.row.id): (one.row.content_hash, one.row.lineage)
         for model, found in arrived.records.items() for one in found}
        if arrived is not None else {}
    )  # fmt: skip
    unsaved = {(table_name(type(row)), row.id) for row in unsealed(session, dossier)}
    kept = _kept_before(session, dossier.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for table, rows in collect(session, dossier).records.items():
        for row in rows:
            key = (table, row["id"])
            if table not in _OWN_TABLES or (table != "dossier" and row.get("dossier_id") != dossier.id):
                continue
            same = key not in unsaved and (
                (*key, row["content_hash"]) in kept
                or (key in theirs and compare((row["content_hash"], row["lineage"]), theirs[key]) in ("same", "newer"))
            )
            if not same:
                found.setdefault(table, []).append(row)
    return found


def _kept_before(session: Session, dossier_id: str) -> set[tuple[str, str, str]]:
    """Table, id and hash of the rows that earlier forks of this office's version keep."""
    earlier = session.exec(
        select(DossierFork.records).where(DossierFork.dossier_id == dossier_id, col(DossierFork.mine))
    )
    return {
        (table, row["id"], row["content_hash"])
        for text in earlier
        for table, rows in json.loads(text).items()
        for row in rows
    }


def remove_what_gave_way(session: Session, arrived: ArrivedDossier) -> list[tuple[Travelling, list[SQLModel]]]:
    """The rows, with their child rows, that only the version that gave way has: deleted here, kept in the fork."""
    gone: list[tuple[Travelling, list[SQLModel]]] = []
    dossier_id = arrived.indexed.id
    for model in REMOVED:
        stays = {record.row.id for record in arrived.records[model]}
        chosen: Any = model
        rows = session.exec(select(chosen).where(chosen.dossier_id == dossier_id)).all()
        rows = [row for row in rows if row.id not in stays and getattr(row, "kind", "") != "member"]
        if not rows:
            continue
        children = children_of(session, rows)
        for row in rows:
            gone.append((row, children[row.id]))
            for child in children[row.id]:
                session.delete(child)
        session.flush()
        for row in rows:
            session.delete(row)
        session.flush()
    leave_rounds(session, dossier_id)
    return gone


def leave_rounds(session: Session, dossier_id: str) -> None:
    """The dossier is in no open round of this office any more; the members' sheets stay where they are."""
    closed = select(RankingResult.round_id).where(
        RankingResult.dossier_id == dossier_id, RankingResult.outcome != "reopened"
    )
    for entry in session.exec(
        select(RoundEntry).where(RoundEntry.dossier_id == dossier_id, col(RoundEntry.round_id).not_in(closed))
    ).all():
        session.delete(entry)
    session.flush()


def fork_known(session: Session, arrived: ArrivedDossier) -> bool:
    """Whether the version that arrived is kept as a fork already."""
    asked = select(DossierFork.id).where(
        DossierFork.dossier_id == arrived.indexed.id, DossierFork.head == arrived.journal[-1].dossier_hash
    )
    return session.exec(asked).first() is not None
