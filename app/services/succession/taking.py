"""Taking over from an ended office's data folder: files into the store, then one transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, select

from app.errors import NotAllowed
from app.models import HandOver, Office, StoredFile, Succession
from app.models.base import new_id, utc_now
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor, own_office
from app.services.backup import back_up
from app.services.bundles.before_images import images_of_take
from app.services.bundles.verdicts import TAKEABLE
from app.services.bundles.writing import Arrival, in_batches, write_dossiers
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.journal_replay import SUCCEED, left_as
from app.services.keys import OfficeKeys
from app.services.letters.succession_form import KeptJournal
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.services.succession.folder import put_aside
from app.services.succession.holdings import journal_parts
from app.services.succession.judging import judge_kept, read_all
from app.services.succession.looking import FolderReport, held_elsewhere, office_named
from app.services.succession.naming import (
    Basis,
    SuccessionRow,
    enter_succession,
    known_succession,
    person_of,
    require_head,
    succession_row,
)
from app.services.succession.old_keys import retire_keys
from app.translate import N_

_TAKING = N_("Taking over the dossiers")
JOURNAL_TYPE, DATABASE_TYPE = "application/x-ndjson", "application/vnd.sqlite3"


@dataclass(frozen=True)
class TakenOver:
    """What came: ids of the dossiers written, of those in the ended office's hands until now, and those brought back.

    ``brought_back``: handed over to the ended office by this one, and never taken there.
    """

    succession: SuccessionRow
    dossier_ids: tuple[str, ...]
    held: tuple[str, ...]
    brought_back: tuple[str, ...]


def take_over(
    database: Database,
    database_path: Path | None,
    backups: Path,
    store: FileStore,
    report: FolderReport,
    from_on: dt.date,
    basis: Basis,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    inherited: OfficeKeys | None = None,
    chosen: Collection[str] | None = None,
    progress: Progress | None = None,
) -> TakenOver:
    """Carry on what an ended office did and held: a safety copy, its files into the store, one transaction.

    Again with a later copy, or after conflicts were settled, takes what is still missing. The copy stays until the
    caller closes the report.

    Args:
        inherited: the ended office's keys, which the caller has added to this office's own (``keys.add_keys``).
        chosen: ids of dossiers; by default all that can be taken.

    Raises:
        NotAllowed: not by a leader or administrator, another successor is known, or a dossier changed since the look.
        InvalidInput: this office stands below. StorageError. Cancelled. In all cases nothing was taken over.
    """
    require_head(actor)
    watch = progress or NullProgress()
    wanted = set(report.takeable if chosen is None else chosen)
    if not wanted <= set(report.takeable):
        raise NotAllowed(N_("A dossier that was chosen cannot be taken over."), kept=N_("Nothing was taken over."))
    with report.opened.database.reading() as session:
        kept, parts = journal_parts(session)
    put_aside(report.opened, parts)
    if database_path is not None:
        back_up(database_path, backups, reason="before-succession")
    archive = store.put(report.opened.archive)
    folder = report.opened.staging / "files"
    bring = [sha256 for sha256 in (*report.files, *kept.files) if (folder / sha256).exists()]
    for number, sha256 in enumerate(bring, start=1):
        store.put(folder / sha256)
        watch.step(number, len(bring), N_("Copying attachments"))
    with database.transaction() as session:
        return _write(
            session, report, from_on, basis, actor, library, today, wanted, kept, archive.sha256, archive.size,
            inherited, store, watch,
        )  # fmt: skip


def _write(
    session: Session,
    report: FolderReport,
    from_on: dt.date,
    basis: Basis,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    wanted: set[str],
    kept: KeptJournal,
    archive: str,
    archive_size: int,
    inherited: OfficeKeys | None,
    store: FileStore,
    watch: Progress,
) -> TakenOver:
    office = own_office(session)
    before = _meet(session, report)
    row = enter_succession(session, before, office, from_on, basis, "folder")
    hand_over = _incoming(session, report, before, office)
    images = images_of_take(session, hand_over.id)
    files = {**report.files, **report.sheets}
    arrival = Arrival("succession", hand_over.bundle_id, files, before, office, hand_over, actor, today, images)
    folder = report.opened.staging / "files"
    held: list[str] = []
    done = 0
    arrived = read_all(report.opened.database, folder, sorted(wanted))
    for some in in_batches(arrived, files):
        pairs = []
        for one in some:
            verdict = judge_kept(session, one, before, office, library)
            if verdict.kind not in TAKEABLE:
                raise NotAllowed(
                    N_("“{product}” changed here since the folder was looked at: {reason}"),
                    kept=N_("Nothing was taken over."),
                    advice=N_("Look at the folder again."),
                    product=verdict.product,
                    reason=verdict.said,
                )
            pairs.append((one, verdict))
            held += [one.indexed.id] if verdict.act == SUCCEED else []
        write_dossiers(session, pairs, arrival)
        done += len(some)
        session.flush()
        session.expunge_all()
        watch.step(done, len(wanted), _TAKING)
    images.write(session)
    before, row = session.get_one(Office, before.id), session.get_one(Succession, row.id)
    back = _bring_back(session, before, actor)
    retire_keys(session, before, report.opened.database)
    for file in report.files.values():
        _keep(session, file.sha256, file.size, file.media_type, file.warning)
    _earlier(session, report, before)
    for sha256 in kept.files:
        _keep(session, sha256, store.path(sha256).stat().st_size, JOURNAL_TYPE)
    _keep(session, archive, archive_size, DATABASE_TYPE)
    row.way, row.taken_at, row.keys_taken = "folder", utc_now(), row.keys_taken or inherited is not None
    row.person, row.position = person_of(session, actor)
    row.dossiers = len(report.lines)
    row.certificates = len(report.certificates)
    row.series = json.dumps([one.model_dump(mode="json") for one in report.series])
    row.journal_files = json.dumps(list(kept.files))
    row.journal_entries, row.journal_head, row.archive_sha256 = kept.entries, kept.head, archive
    session.add(row)
    session.flush()
    data = {
        "predecessor": before.code, "from_on": from_on, "number": row.basis_number, "dossiers": len(wanted),
        "held": len(held), "back": list(back), "journal": kept.head, "entries": kept.entries, "archive": archive,
        "keys": row.keys_taken,
    }  # fmt: skip
    journal.record(session, actor, "take_over", subject=f"office:{before.id}", data=data)
    return TakenOver(succession_row(session, row), tuple(sorted(wanted)), tuple(held), back)


def _meet(session: Session, report: FolderReport) -> Office:
    """Know the ended office, and every office that its records may name, by name; keys of others are not taken."""
    with report.opened.database.reading() as theirs:
        offices = [office_named(one) for one in theirs.exec(select(Office))]
        own_id = own_office(theirs).id
    known = set(session.exec(select(Office.id)))
    session.add_all(one for one in offices if one.id not in known)
    session.flush()
    return session.get_one(Office, own_id)


def _incoming(session: Session, report: FolderReport, before: Office, office: Office) -> HandOver:
    with report.opened.database.reading() as theirs:
        sent = select(func.max(HandOver.sequence)).where(
            HandOver.direction == "out", HandOver.to_office_id == office.id
        )
        last = theirs.exec(sent).one() or 0
    came = select(func.max(HandOver.sequence)).where(
        HandOver.direction == "in", HandOver.from_office_id == before.id, HandOver.to_office_id == office.id
    )
    hand_over = HandOver(
        direction="in",
        purpose="succession",
        medium="folder",
        status="taken",
        from_office_id=before.id,
        to_office_id=office.id,
        sequence=max(last, session.exec(came).one() or 0) + 1,
        bundle_id=new_id(),
        encrypted=False,
        file_count=report.file_count,
        byte_count=report.byte_count,
        at=utc_now(),
    )
    session.add(hand_over)
    session.flush()
    return hand_over


def _bring_back(session: Session, before: Office, actor: Actor) -> tuple[str, ...]:
    """What this office handed over to the ended one and nobody took there is in its hands again, as it left."""
    found = []
    for dossier in held_elsewhere(session, before.id):
        status = left_as(journal.dossier_history(session, dossier.id), actor.office_id)
        if not status:
            continue
        dossier.status, dossier.holder_office_id = status, actor.office_id
        dossier.custody_number += 1
        session.add(dossier)
        session.flush()
        data = {
            "from": S.HANDED_OVER.value, "to": status, "custody": dossier.custody_number,
            "holder": actor.office_id, "predecessor": before.code,
        }  # fmt: skip
        journal.record_many(session, actor, [journal.Act(SUCCEED, dossier_id=dossier.id, data=data, move=True)])
        found.append(dossier.id)
    return tuple(found)


def _keep(session: Session, sha256: str, size: int, media_type: str, warning: str = "") -> None:
    if session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, size=size, media_type=media_type, warning=warning))
        session.flush()


def _earlier(session: Session, report: FolderReport, before: Office) -> None:
    """The offices that the ended one carried on for itself: their series, journals and archives come along.

    Not one whose key is confirmed here, which works as far as is known: that it has ended is for a person to say.
    """
    with report.opened.database.reading() as theirs:
        rows = list(theirs.exec(select(Succession).where(Succession.successor_office_id == before.id)))
        theirs.expunge_all()
    for row in rows:
        office = session.get_one(Office, row.predecessor_office_id)
        works = office.is_self or office.key_confirmed_at is not None
        if not works and known_succession(session, row.predecessor_office_id) is None:
            session.add(Succession(**row.model_dump(exclude={"keys_taken"})))
    session.flush()
