"""Take: after looking, write the chosen dossiers of a bundle in one short transaction; taking twice changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.errors import AppError, NotAllowed
from app.models import HandOver, HandOverItem, Office
from app.models.base import utc_now
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.backup import back_up
from app.services.bundles.arriving import arriving_again
from app.services.bundles.before_images import BeforeImages, images_of_take
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.keeping import forget_kept
from app.services.bundles.look import LookReport
from app.services.bundles.staging import forget_staged
from app.services.bundles.standing import dossiers_here
from app.services.bundles.verdicts import TAKEABLE, Verdict, judge, known_sender, rules_are_here
from app.services.bundles.writing import Arrival, changed_since, in_batches, write_dossiers
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.letters import receipts
from app.services.letters.forms import Result
from app.services.letters.receipts import Listed
from app.services.letters.taking import Letter, take_afterwards, take_enclosures
from app.services.offices import meet_signer
from app.services.rules.library import RuleLibrary
from app.services.succession.notice import keep_journal_part
from app.translate import N_


@dataclass(frozen=True)
class Taken:
    """What was taken: the incoming hand-over, the ids of the dossiers written now, the SHA-256 of the enclosures.

    ``problems``: what stopped a rule pack, which is put in use after all the rest and disturbs none of it.
    """

    hand_over_id: str
    dossier_ids: tuple[str, ...]
    enclosures: tuple[str, ...] = ()
    problems: tuple[AppError, ...] = ()


def take_bundle(
    database: Database,
    database_path: Path | None,
    backups: Path,
    store: FileStore,
    report: LookReport,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    chosen: Collection[str] | None = None,
    chosen_enclosures: Collection[str] | None = None,
    rules_root: Path | None = None,
) -> Taken:
    """Take the chosen dossiers: a safety copy, the files into the store, one transaction.

    By default all are taken but those that ask for a person's choice (``Verdict.asks``).

    Enclosures are taken in the same transaction, but for rule packs, which are put in use below ``rules_root`` after
    it. A bundle of which everything is here already is only noted, so that its number is not missed.

    Once every dossier of the bundle is here, its opened copy in quarantine is removed.

    Raises:
        NotAllowed: a chosen dossier cannot be taken, or something changed since the look. StorageError: no room.
        In both cases nothing was taken.
    """
    wanted = set(report.taken_unasked if chosen is None else chosen)
    refused = [verdict for verdict in report.verdicts if verdict.dossier_id in wanted and verdict.kind not in TAKEABLE]
    if refused:
        raise NotAllowed(
            N_("“{product}” cannot be taken: {reason}"),
            kept=N_("Nothing was taken."),
            product=refused[0].product,
            reason=refused[0].said,
        )
    enclosed = set(report.takeable_enclosures if chosen_enclosures is None else chosen_enclosures)
    if not wanted and not enclosed and (report.arrived_before or not _is_all_here(report)):
        _forget_what_is_here(report, wanted)
        return Taken("", ())
    if not report.staged.folder.is_dir():
        raise NotAllowed(
            N_("What was looked at is no longer there: it was taken already, or swept away."),
            kept=N_("Nothing was taken."),
            advice=N_("Look at the bundle again."),
        )
    if database_path is not None:
        back_up(database_path, backups, reason="before-take")
    _keep_files(report, wanted, store)
    kept = _keep_journals(report, enclosed, store)
    with database.transaction() as session:
        try:
            taken = write_taken(session, report, wanted, actor, library, today, enclosed)
            for sha256, size in kept:
                keep_journal_part(session, sha256, size)
        except IntegrityError as error:  # two bundles that bear the same ids, both looked at before either was taken
            raise NotAllowed(
                N_("Records of the bundle bear the ids of others, or name some that are not here."),
                kept=N_("Nothing was taken."),
                advice=N_("Look at the bundle again."),
            ) from error
    if enclosed:
        with database.reading() as session:
            letter = _letter(session, report, rules_root)
            session.expunge_all()
        done, problems = take_afterwards(database, report.index, letter, enclosed, actor)
        taken = replace(taken, enclosures=(*taken.enclosures, *done), problems=problems)
    _forget_what_is_here(report, wanted)
    return taken


def _forget_what_is_here(report: LookReport, taken: set[str]) -> None:
    """Opened dossiers do not stay in quarantine once all of them are here; what was not taken yet stays for that."""
    if all(verdict.dossier_id in taken or verdict.kind == "already_here" for verdict in report.verdicts):
        forget_staged(report.staged)
        forget_kept(report.staged.folder.parent, report.staged.sha256)


def _keep_files(report: LookReport, wanted: set[str], store: FileStore) -> None:
    needed = {sha for item in report.index.dossiers if item.id in wanted for sha in item.files}
    store.adopt_all([(report.staged.files[sha].path, sha) for sha in sorted(needed)])


def _keep_journals(report: LookReport, enclosed: Collection[str], store: FileStore) -> list[tuple[str, int]]:
    """Copy the parts of an ended office's journal into the store: SHA-256 and size of each."""
    parts = [one.sha256 for one in report.index.enclosures if one.kind == "office_journal" and one.sha256 in enclosed]
    return [(one, store.put(report.staged.folder / "files" / one).size) for one in parts]


def _is_all_here(report: LookReport) -> bool:
    """Whether there is nothing in the bundle that is still to be taken (true of a letter too)."""
    return all(verdict.kind == "already_here" for verdict in report.verdicts)


def _letter(session: Session, report: LookReport, rules_root: Path | None = None) -> Letter:
    sender = known_sender(session, report.envelope.sender.code)
    return Letter(report.envelope, report.staged.folder / "files", sender, own_office(session), rules_root)


def write_taken(
    session: Session,
    report: LookReport,
    wanted: set[str],
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    enclosed: Collection[str] = (),
) -> Taken:
    """The short write of a take; the files lie in the store already.

    Raises:
        NotAllowed: a dossier or an enclosure stands otherwise than when it was looked at, or the person may only read.
    """
    require_writer(actor)
    office = own_office(session)
    _meet_offices(session, report, actor)
    sender = known_sender(session, report.envelope.sender.code)
    assert sender is not None
    hand_over = _incoming(session, report, sender)
    images = images_of_take(session, hand_over.id)
    arrival = Arrival(
        report.index.purpose, report.envelope.bundle_id, report.staged.files, sender, office, hand_over, actor, today,
        images,
    )  # fmt: skip
    arrived = arriving_again(report.staged, report.index, wanted, report.seen)
    for some in in_batches(arrived, report.staged.files):
        pairs = list(zip(some, _verdicts_now(session, some, report, sender, office, library), strict=True))
        write_dossiers(session, pairs, arrival)
        session.flush()
        session.expunge_all()
    _close_answered(session, wanted, report.envelope.sender.code, images)
    images.write(session)
    hand_over = session.get_one(HandOver, hand_over.id)
    if report.index.purpose != "succession":  # nobody is there any more who would wait for a receipt
        _note_listed(session, report, hand_over, wanted, actor)
    if report.index.purpose == "letter":
        titles = [one.title for one in report.index.enclosures]
        journal.record(session, actor, "take_letter", subject=f"hand_over:{hand_over.id}", data={"enclosed": titles})
    done = take_enclosures(session, report.index, _letter(session, report), enclosed, actor)
    if report.index.purpose == "result" and wanted:
        journal.record(
            session, actor, "take_result", subject=f"hand_over:{hand_over.id}", data={"dossiers": sorted(wanted)}
        )
    return Taken(hand_over.id, tuple(item.id for item in report.index.dossiers if item.id in wanted), done)


def _note_listed(session: Session, report: LookReport, hand_over: HandOver, taken: set[str], actor: Actor) -> None:
    """What became of each dossier of the bundle: the receipt says so to the sender."""
    here: dict[str, Result] = {one.dossier_id: "already_here" for one in report.verdicts if one.kind == "already_here"}
    results: dict[str, Result] = here | dict.fromkeys(taken, "taken")
    listed = [
        Listed(one.id, one.custody, results.get(one.id, "not_taken"), one.product) for one in report.index.dossiers
    ]
    receipts.note_listed(session, hand_over, listed, actor)


def _verdicts_now(
    session: Session,
    arrived: Sequence[ArrivedDossier],
    report: LookReport,
    sender: Office,
    office: Office,
    library: RuleLibrary,
) -> list[Verdict]:
    """The verdicts that hold now: the look's own where it rests on what still is so, else anew.

    What the look found in the bytes still holds for them. Of this office it asked for its level, how the dossier stands
    with its journal, and whether a row was changed here too; the last is asked again when the row is written.

    Raises:
        NotAllowed: a dossier cannot be taken any more.
    """
    before = {verdict.dossier_id: verdict for verdict in report.verdicts}
    here = dossiers_here(session, [one.indexed.id for one in arrived])
    found = []
    for one in arrived:
        verdict, same = before[one.indexed.id], report.seen[one.indexed.id].here == here[one.indexed.id]
        if not same or report.level != office.level or not rules_are_here(one, library):
            verdict = judge(session, one, report.index.purpose, sender, office, library)
            if verdict.kind not in TAKEABLE:
                raise changed_since(verdict)
        found.append(verdict)
    return found


def _meet_offices(session: Session, report: LookReport, actor: Actor) -> None:
    """Name the offices that the records mention; a confirmed new signer is known from now on."""
    for facts in report.index.offices:
        if session.get(Office, office_id(facts.code)) is None:
            session.add(Office(id=office_id(facts.code), **facts.model_dump()))
    session.flush()
    sender = report.envelope.sender
    known = session.get_one(Office, office_id(sender.code))  # the look saw to it that the index names it
    meet_signer(session, known, sender.key, sender.recipient or "", actor, confirmed=not report.staged.signer_known)


def _incoming(session: Session, report: LookReport, sender: Office) -> HandOver:
    envelope = report.envelope
    receiver_id = office_id(envelope.receiver.code)  # this office, or one that it carries on for
    known = session.exec(
        select(HandOver).where(HandOver.direction == "in", HandOver.bundle_sha256 == report.staged.sha256)
    ).first()
    if known is not None:
        if known.status == "undone":
            known.status, known.at = "taken", utc_now()
            session.add(known)
            session.flush()
        return known
    same_number = session.exec(
        select(HandOver.id).where(
            HandOver.direction == "in",
            HandOver.from_office_id == sender.id,
            HandOver.to_office_id == receiver_id,
            HandOver.sequence == envelope.sequence,
        )
    ).first()
    if same_number is not None:
        raise NotAllowed(
            N_("Another bundle with the number {number} from {office} was taken before."),
            kept=N_("Nothing was taken."),
            advice=N_("The sender may have gone back to a backup: ask it to hand over again, under a new number."),
            number=envelope.sequence,
            office=sender.name,
        )
    hand_over = HandOver(
        direction="in",
        purpose=report.index.purpose,
        status="taken",
        from_office_id=sender.id,
        to_office_id=receiver_id,
        sequence=envelope.sequence,
        previous_sha256=envelope.previous or "",
        stands_for=json.dumps([one.sequence for one in report.index.replaces]),
        bundle_name=envelope.name,
        bundle_sha256=report.staged.sha256,
        bundle_id=envelope.bundle_id,
        encrypted=envelope.encrypted,
        file_count=envelope.counts.files,
        byte_count=envelope.counts.bytes,
        at=utc_now(),
    )
    session.add(hand_over)
    session.flush()
    return hand_over


def _close_answered(session: Session, wanted: set[str], sender_code: str, images: BeforeImages) -> None:
    """A dossier that comes back from an office has arrived there: what was handed to it needs no receipt any more."""
    waiting = session.exec(
        select(HandOver)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
        .where(
            HandOver.direction == "out",
            HandOver.status == "written",
            HandOver.to_office_id == office_id(sender_code),
            HandOver.purpose != "result",
            col(HandOverItem.dossier_id).in_(wanted),
        )
    ).all()
    for hand_over in waiting:
        images.set_aside("hand_over", hand_over.id, {"status": hand_over.status})
        hand_over.status = "received"
        session.add(hand_over)
    session.flush()
