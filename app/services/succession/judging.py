"""What taking over each dossier of an ended office's folder would do here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session, col, select

from app.models import Dossier, JournalEntry, Office, Producer, Product
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.bundles.dossier_sheet import ArrivedDossier, read_dossier
from app.services.bundles.index import IndexedDossier
from app.services.bundles.records import OFFICE_CHAIN, collect, journal_line, unsealed
from app.services.bundles.relations import clash
from app.services.bundles.rows import row_from_json
from app.services.bundles.standing import rows_here
from app.services.bundles.verdicts import (
    UNKNOWN_SUCCESSION,
    Verdict,
    arrival_status,
    changes_of,
    conflict,
    forked_tables,
    rules_of,
)
from app.services.canonical import canonical_json, sha256_of
from app.services.clean_text import clean_line
from app.services.custody.chains import meeting, mine_gives_way
from app.services.custody.forks import fork_known, gives_way
from app.services.database import Database
from app.services.journal_replay import SUCCEED, TAKEN, replay, standing_entry
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.succession.known import unknown_succession
from app.services.succession.states import status_after
from app.translate import N_


@dataclass(frozen=True)
class Comes:
    """Whose hands a dossier was in. ``held``: the ended office's; ``inbound``: on its way here; neither: a copy."""

    held: bool
    inbound: bool


def dossier_ids(database: Database) -> list[str]:
    """The dossiers of a folder, in a fixed order."""
    with database.reading() as session:
        return list(session.exec(select(Dossier.id).order_by(col(Dossier.id))))


def seal_all(database: Database) -> None:
    """In the copy: fields saved since the last deliberate act become a revision, as when a dossier is handed over."""
    for dossier_id in dossier_ids(database):
        with database.transaction() as session:
            for row in unsealed(session, session.get_one(Dossier, dossier_id)):
                seal(session, row)


def read_all(database: Database, folder: Path, ids: list[str]) -> Iterator[ArrivedDossier]:
    """Each dossier as a bundle would bring it, its rows checked against their own hashes and its journal.

    Args:
        folder: where the records are put down, named by their content.

    Raises:
        BundleRejected: a dossier's records do not hold together.
    """
    for dossier_id in ids:
        with database.reading() as session:
            dossier = session.get_one(Dossier, dossier_id)
            collected = collect(session, dossier)
            product = session.get_one(Product, dossier.product_id)
            producer = session.get_one(Producer, product.producer_id)
            history = journal.dossier_history(session, dossier_id)
            lines = [journal_line(entry) for entry in history]
            sheet = {"schema": 1, "dossier": dossier_id, "records": collected.records}
            indexed = IndexedDossier(
                id=dossier_id,
                product=clean_line(product.name),
                producer=clean_line(producer.name),
                code=dossier.product_code,
                status=_status(dossier, history),
                custody=dossier.custody_number,
                records=sha256_of(sheet),
                files=collected.files,
                journal_entries=len(lines),
            )
        (folder / indexed.records).write_bytes(canonical_json(sheet))
        entries = [row_from_json(JournalEntry, line, "journal", OFFICE_CHAIN) for line in lines]
        yield read_dossier(indexed, folder / indexed.records, entries)


def _status(dossier: Dossier, history: list[JournalEntry]) -> str:
    """The dossier's state; of one on its way, that which it had when it left."""
    entry = standing_entry(history) if dossier.status == S.HANDED_OVER else None
    return str(json.loads(entry.data).get("from", dossier.status)) if entry is not None else dossier.status


def comes(arrived: ArrivedDossier, before: Office, office: Office) -> Comes:
    """Whose hands the dossier was in, as its own journal says."""
    end = replay(arrived.journal)
    if end is None:
        return Comes(False, False)
    away = end.status == S.HANDED_OVER
    return Comes(end.holder == before.id and not away, end.holder == office.id and away)


def judge_kept(
    session: Session, arrived: ArrivedDossier, before: Office, office: Office, library: RuleLibrary
) -> Verdict:
    """Compare one dossier of the folder with what is here; nothing is written."""
    one, mine = arrived.indexed, session.get(Dossier, arrived.indexed.id)
    regime, problem = rules_of(arrived, library)
    if problem is not None:
        return Verdict(one.id, one.product, one.producer, "refused", *problem)
    strange = unknown_succession(session, arrived.journal, {(before.id, office.id)})
    if strange is not None:
        names = {"before": strange[0], "after": strange[1]}
        return Verdict(one.id, one.product, one.producer, "refused", UNKNOWN_SUCCESSION, names)
    whose = comes(arrived, before, office)
    history = journal.dossier_history(session, one.id)
    relation = meeting(history, arrived.journal).relation
    known = Verdict(one.id, one.product, one.producer, "already_here", N_("It is here already."))
    if relation == "older":
        return known
    if relation == "same" and not (mine is not None and _still_to_come(mine, whose, before)):
        return known
    if relation == "forked" and not mine_gives_way(history, arrived.journal, office.id):
        if mine is None or fork_known(session, arrived):
            return known
        said = N_("Both offices went on with this dossier. The version of the ended office gives way and is kept.")
        return replace(known, kind="fork", reason=said)
    yields = relation == "forked" or gives_way(session, arrived, office.id)
    here = rows_here(session, [arrived])
    forked = forked_tables(session, here, arrived, yields)
    if forked:
        return conflict(arrived, forked)
    beside = clash(session, arrived)
    if beside:
        return replace(known, kind="refused", reason=beside)
    status, act, number = arrived.dossier.status, "", one.custody
    if whose.held:
        status, act, number = status_after(S(one.status), before.level, office.level).value, SUCCEED, one.custody + 1
    elif whose.inbound:
        status, act = arrival_status(session, arrived, _purpose(arrived), before, office, regime), TAKEN
    return Verdict(
        one.id,
        one.product,
        one.producer,
        "new" if mine is None else "changed",
        status=status or S.RECEIVED.value,
        custody_number=number,
        changes=tuple(changes_of(here, arrived)),
        gives_way=yields,
        act=act,
        before=arrived.dossier.status,
    )


def _still_to_come(mine: Dossier, whose: Comes, before: Office) -> bool:
    """Whether a dossier whose journal is the same here and there is still to pass into this office's hands."""
    return (whose.held and mine.holder_office_id == before.id) or (whose.inbound and mine.status == S.HANDED_OVER)


def _purpose(arrived: ArrivedDossier) -> str:
    """For what a dossier was handed over the last time."""
    entry = standing_entry(arrived.journal)
    return str(json.loads(entry.data).get("purpose", "")) if entry is not None else ""
