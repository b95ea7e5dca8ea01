"""Hand dossiers over as one file: intend, write, read back, name, and only then mark them as handed over."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from app import __version__
from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, HandOver, JournalEntry, Office, Producer, Product, StoredFile
from app.models.base import utc_now
from app.services import handovers, journal
from app.services.actors import Actor, own_office
from app.services.bundles.cover import CoverFacts, cover_pdf
from app.services.bundles.envelope import EnvelopeFacts, Receiver, Sender
from app.services.bundles.index import BundleIndex, IndexedDossier, IndexedEnclosure, IndexedOffice
from app.services.bundles.planning import Attachment
from app.services.bundles.reader import read_back
from app.services.bundles.reconcile import remove_ours
from app.services.bundles.records import Collected, collect, collected_again, journal_line, office_facts
from app.services.bundles.signing import Signer, fingerprint
from app.services.bundles.writer import WrittenBundle, discard, put_in_place, write_bundle
from app.services.canonical import canonical_json
from app.services.custody.again import prepare_again, replaced_by
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.hand_over_ways import Purpose
from app.services.handovers import Prepared, PreparedItem
from app.services.letters import receipts
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import read_enclosure
from app.services.letters.receipts import Stated
from app.services.office_keys.own_keys import require_own_key
from app.services.passed_records import keep_passed, passed_sheet
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary
from app.services.search import fold_text
from app.services.sticks import largest_file
from app.translate import N_

_KINDS = {
    "forward": "hand_over", "completion": "return", "result": "result", "release": "release",
    "succession": "succession", "letter": "letter",
}  # fmt: skip
_SHEETS_AT_ONCE = 32
_RECEIPTS = 200
"""So many owed receipts go along with one bundle; the rest with the next."""


@dataclass(frozen=True)
class ExportOrder:
    """What is handed over to whom. ``encrypted`` false is the person's deliberate choice, recorded.

    ``enclosures`` go along; a bundle of purpose ``letter`` has nothing else. Receipts that are owed to the office go
    along by themselves; ``receipts_of`` names incoming hand-overs whose receipt is stated again. ``again`` names a
    hand-over whose file was lost: the same is written once more; dossiers, office and purpose are those of that one.
    """

    dossier_ids: tuple[str, ...]
    to_office_id: str
    purpose: Purpose
    target_dir: Path
    encrypted: bool = True
    enclosures: tuple[Enclosure, ...] = ()
    receipts_of: tuple[str, ...] = ()
    again: str = ""
    largest_file: int | None = None
    """Bytes that a file may have there, where the file system's own limit is not to decide."""


@dataclass(frozen=True)
class Exported:
    """The finished file, or its first part of ``parts``, and the hand-over that it carries."""

    path: Path
    hand_over_id: str
    sha256: str
    size: int
    sequence: int
    parts: int = 1


@dataclass
class _Spooled:
    """What was collected for the bundle, lying in a working folder on the local disk."""

    prepared: Prepared
    facts: EnvelopeFacts
    name: str
    index: bytes
    journal: Path
    attachments: list[Attachment]
    cover: CoverFacts
    stated: list[Stated]
    sheets: list[tuple[str, str]]


def export_bundle(
    database: Database,
    store: FileStore,
    library: RuleLibrary,
    signer: Signer,
    order: ExportOrder,
    actor: Actor,
    today: dt.date,
    working_dir: Path,
    progress: Progress | None = None,
    *,
    office_days: Mapping[str, int] | None = None,
) -> Exported:
    """Write the bundle onto the target and pass custody.

    The database is held only for two short transactions: the intent before, the marking after. A failure or a stop in
    between leaves no file and no change but the abandoned intent.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotAllowed: a dossier cannot go there now, or the receiver's key is not known. StorageError: no room, stick
        pulled, stored file damaged. Cancelled.
    """
    with database.transaction() as session:
        require_own_key(own_office(session), signer)
        prepared = (
            prepare_again(session, order.again, actor, encrypted=order.encrypted)
            if order.again
            else handovers.prepare(
                session, order.dossier_ids, order.to_office_id, order.purpose, actor, library, today,
                encrypted=order.encrypted, office_days=office_days,
            )
        )  # fmt: skip
    folder = working_dir / f"export-{prepared.hand_over_id}"
    written: WrittenBundle | None = None
    named = False
    try:
        with database.reading() as session:
            spooled = _spool(session, prepared, order, signer, store, folder)
        target = order.target_dir.absolute() / f"{spooled.name}.ocop"
        with database.transaction() as session:
            handovers.note_target(session, prepared.hand_over_id, str(target), "")
        written = _write(spooled, order, signer, progress)
        read_back(written, progress=progress)
        with database.transaction() as session:  # from here on the file may have left
            handovers.note_target(session, prepared.hand_over_id, str(target), written.sha256)
            _keep_sheets(session, spooled, folder)
        named = True
        final = put_in_place(written)
        with database.transaction() as session:
            handovers.complete(
                session,
                prepared.hand_over_id,
                actor,
                bundle_name=final.name,
                bundle_sha256=written.sha256,
                files=written.envelope.counts.files,
                size=written.size,
            )
            receipts.note_sent(session, spooled.stated)
    except BaseException:
        gone = True
        if written is not None:
            discard(written)
            gone = remove_ours(written.final_path, written.sha256 if named else "")
        if gone:  # otherwise the intent stays, and start-up looks again
            with database.transaction() as session:
                handovers.abandon(session, prepared.hand_over_id)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Exported(final, prepared.hand_over_id, written.sha256, written.size, prepared.sequence, len(written.paths))


def _keep_sheets(session: Session, spooled: _Spooled, folder: Path) -> None:
    """Keep the records that leave: to write the same again, and as the ancestors of what comes back."""
    handovers.note_records(session, spooled.prepared.hand_over_id, dict(spooled.sheets))
    for start in range(0, len(spooled.sheets), _SHEETS_AT_ONCE):
        some = spooled.sheets[start : start + _SHEETS_AT_ONCE]
        keep_passed(session, ((sha256, dossier_id, (folder / sha256).read_bytes()) for dossier_id, sha256 in some))


def _write(spooled: _Spooled, order: ExportOrder, signer: Signer, progress: Progress | None) -> WrittenBundle:
    return write_bundle(
        order.target_dir,
        spooled.name,
        spooled.facts,
        cover=cover_pdf(spooled.cover),
        index=spooled.index,
        journal=spooled.journal,
        attachments=spooled.attachments,
        signer=signer,
        recipient=spooled.facts.receiver.recipient if order.encrypted else None,
        progress=progress,
        largest=order.largest_file or largest_file(order.target_dir),
    )


def _spool(
    session: Session, prepared: Prepared, order: ExportOrder, signer: Signer, store: FileStore, folder: Path
) -> _Spooled:
    folder.mkdir(parents=True)
    hand_over = session.get_one(HandOver, prepared.hand_over_id)
    sender = own_office(session)
    receiver = session.get_one(Office, hand_over.to_office_id)
    if order.encrypted and not receiver.age_recipient:
        raise NotAllowed(
            N_("The key of {office} is not known here, so the bundle cannot be sealed for it."),
            advice=N_("Read its office card first, or hand over on paper."),
            office=receiver.name,
        )
    files: dict[str, Attachment] = {}
    office_ids: set[str] = {sender.id, receiver.id}
    indexed: list[IndexedDossier] = []
    lines, spooled_at, stored_at = folder / "journal.jsonl", partial(os.path.join, folder), store.location
    with lines.open("wb") as writer:
        for item in prepared.items:
            dossier = session.get_one(Dossier, item.dossier_id)
            collected = _collected(session, item, dossier)
            office_ids |= collected.office_ids
            records = canonical_json({"schema": 1, "dossier": dossier.id, "records": collected.records})
            digest = hashlib.sha256(records).hexdigest()
            with open(spooled_at(digest), "wb") as spooled:
                spooled.write(records)
            files[digest] = Attachment(digest, spooled_at, len(records))
            sizes = _sizes(session, collected.files)
            files |= {sha256: Attachment(sha256, stored_at, sizes[sha256]) for sha256 in collected.files}
            count = 0
            for entry in _history(session, item):
                writer.write(canonical_json(journal_line(entry)) + b"\n")
                count += 1
            indexed.append(_indexed(session, dossier, item, digest, collected.files, count))
            session.expunge_all()  # one dossier in memory at a time
    hand_over = session.get_one(HandOver, prepared.hand_over_id)
    owed = receipts.owed(session, receiver.id, order.receipts_of)[:_RECEIPTS]
    stated = [receipts.state(session, one) for one in owed]
    enclosures = list({one.sha256: one for one in (*order.enclosures, *(one.enclosure for one in stated))}.values())
    for enclosure in enclosures:
        read_enclosure(enclosure.kind, enclosure.content, enclosure.title)  # what we send is what others may take
        with open(spooled_at(enclosure.sha256), "wb") as spooled:
            spooled.write(enclosure.content)
        files[enclosure.sha256] = Attachment(enclosure.sha256, spooled_at, len(enclosure.content))
    if not indexed and not enclosures:
        raise InvalidInput("enclosures", N_("There is nothing to send: neither a dossier nor anything enclosed."))
    index = BundleIndex.model_validate(
        {
            "schema": 1,
            "bundle_id": hand_over.bundle_id,
            "purpose": prepared.purpose,
            "offices": tuple(IndexedOffice.model_validate(facts) for facts in office_facts(session, office_ids)),
            "dossiers": tuple(indexed),
            "enclosures": tuple(
                IndexedEnclosure(kind=one.kind, sha256=one.sha256, title=one.title) for one in enclosures
            ),
            "replaces": replaced_by(session, hand_over),
        }
    )
    facts = EnvelopeFacts(
        bundle_id=hand_over.bundle_id,
        kind=_KINDS[prepared.purpose],
        sender=Sender(
            code=sender.code,
            name=sender.name,
            key=signer.public_key.hex(),
            fingerprint=fingerprint(signer.public_key),
            recipient=sender.age_recipient or None,
        ),
        receiver=Receiver(
            code=receiver.code,
            name=receiver.name,
            fingerprint=fingerprint(bytes.fromhex(receiver.sign_public_key)) if receiver.sign_public_key else None,
            recipient=receiver.age_recipient or None,
        ),
        sequence=prepared.sequence,
        previous=prepared.previous_sha256 or None,
        created_at=utc_now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        program=__version__,
        dossiers=len(indexed),
    )
    cover = CoverFacts(
        sender=sender.name,
        receiver=receiver.name,
        sequence=prepared.sequence,
        purpose=prepared.purpose,
        created_at=facts.created_at,
        encrypted=order.encrypted,
        fingerprint=facts.sender.fingerprint,
        dossiers=len(indexed),
        files=len(files),
        size=sum(item.size for item in files.values()),
        products=() if order.encrypted else tuple((d.code, d.product, d.producer) for d in indexed),
        enclosed=() if order.encrypted else tuple(one.title for one in enclosures),
    )
    name = _bundle_name(sender.code, receiver.code, prepared.sequence, facts.created_at)
    return _Spooled(
        prepared, facts, name, canonical_json(index.model_dump(mode="json", by_alias=True)), lines,
        list(files.values()), cover, stated, [(one.id, one.records) for one in indexed],
    )  # fmt: skip


def _sizes(session: Session, hashes: Sequence[str]) -> dict[str, int]:
    rows = session.exec(select(StoredFile.sha256, StoredFile.size).where(col(StoredFile.sha256).in_(list(hashes))))
    return dict(rows.all())


def _collected(session: Session, item: PreparedItem, dossier: Dossier) -> Collected:
    """The dossier's records as they are, or as they left before where the same is written again."""
    if not item.records_sha256:
        return collect(session, dossier)
    sheet = passed_sheet(session, item.records_sha256)
    if sheet is None:
        raise NotAllowed(
            N_("What left with this hand-over was not kept, so the same cannot be written again."),
            advice=N_("Ask for the dossier back, and hand it over anew."),
        )
    return collected_again(json.loads(sheet)["records"])


def _history(session: Session, item: PreparedItem) -> Iterator[JournalEntry]:
    for entry in journal.dossier_history(session, item.dossier_id):
        yield entry
        if entry.dossier_hash == item.until:
            return
    if item.entry is not None:
        yield item.entry


def _indexed(
    session: Session, dossier: Dossier, item: PreparedItem, records: str, files: tuple[str, ...], entries: int
) -> IndexedDossier:
    product = session.get_one(Product, dossier.product_id)
    producer = session.get_one(Producer, product.producer_id)
    return IndexedDossier(
        id=dossier.id,
        product=product.name,
        producer=producer.name,
        code=dossier.product_code,
        status=item.status,
        custody=item.custody_number,
        records=records,
        files=files,
        journal_entries=entries,
    )


def _bundle_name(sender: str, receiver: str, sequence: int, created_at: str) -> str:
    def plain(code: str) -> str:
        return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in fold_text(code))[:24]

    stamp = created_at.replace("-", "").replace(":", "")[:13]
    return f"ocop-{plain(sender)}-{plain(receiver)}-{sequence:04d}-{stamp}"
