"""Custody passes: what may be handed over to whom, under which custody number, and what has been received.

A hand-over is first only intended; the dossiers are marked as handed over once the file (or the paper) has left. The
sender's journal entry of the move is prepared beforehand, because it travels in the bundle; if the dossier's journal
has grown meanwhile, the hand-over is given up and nothing has changed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Dossier, HandOver, HandOverItem, JournalEntry, Office, Receipt, StoredFile
from app.models.base import new_id, nfc, utc_now
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.records import unsealed
from app.services.bundles.rows import row_from_json, row_to_json
from app.services.canonical import canonical_json
from app.services.custody import recalls
from app.services.dossier_due import late_mark
from app.services.dossiers import regime_of
from app.services.hand_over_ways import ACTS, Purpose, require_way, require_way_to
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.states import get_dossier, leaving
from app.translate import N_

_ENDED_BY: dict[Purpose, tuple[str, ...]] = {"forward": ("propose", "pass_up")}
"""The tasks that are done once the dossier has left."""


@dataclass(frozen=True)
class PreparedItem:
    """One dossier of a hand-over: the custody number that the receiver gets, and the journal entry of the move.

    Of what is written again: ``records_sha256`` names the records as they left, ``until`` the chain's last entry then.
    """

    dossier_id: str
    custody_number: int
    status: str
    entry: JournalEntry | None
    records_sha256: str = ""
    until: str = ""


@dataclass(frozen=True)
class Prepared:
    """An intended hand-over, before anything has left."""

    hand_over_id: str
    purpose: Purpose
    sequence: int
    previous_sha256: str
    items: tuple[PreparedItem, ...]


def prepare(
    session: Session,
    dossier_ids: Sequence[str],
    to_office_id: str,
    purpose: Purpose,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    *,
    medium: Literal["bundle", "paper"] = "bundle",
    encrypted: bool = True,
    office_days: Mapping[str, int] | None = None,
) -> Prepared:
    """Check every dossier and record the intent; nothing is handed over yet. A late one's entry says so.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotAllowed: a dossier is not here, not finished here, or the office is not the one it goes to.
        InvalidInput: no dossiers, or one twice; any in a letter.
    """
    require_writer(actor)
    empty = purpose == "letter" or (purpose == "succession" and not dossier_ids)
    if bool(dossier_ids) == empty or len(set(dossier_ids)) != len(dossier_ids):
        raise InvalidInput("dossiers", N_("Choose at least one dossier, and each only once."))
    receiver = session.get(Office, to_office_id)
    if receiver is None or receiver.is_self:
        raise NotFound(N_("The receiving office is not known here."), advice=N_("Add it from its office card first."))
    require_way_to(session, actor.office_id, receiver, purpose)
    sequence, previous = next_sequence(session, actor.office_id, to_office_id)
    hand_over = HandOver(
        direction="out",
        purpose=purpose,
        medium=medium,
        status="intended",
        from_office_id=actor.office_id,
        to_office_id=to_office_id,
        sequence=sequence,
        bundle_id=new_id(),
        encrypted=encrypted,
        at=utc_now(),
    )
    session.add(hand_over)
    session.flush()
    if purpose != "result" and leaving(session, dossier_ids):
        raise NotAllowed(
            N_("A dossier of these is being handed over already."),
            advice=N_("Put the stick of that hand-over in and start the program again."),
        )
    items = []
    for dossier_id in dossier_ids:
        dossier = get_dossier(session, dossier_id)
        regime = regime_of(dossier, library, today)
        require_way(session, dossier, regime, receiver, purpose, actor)
        for row in unsealed(session, dossier):
            seal(session, row)
        entry = None
        custody = dossier.custody_number
        if purpose != "result":
            custody += 1
            late = late_mark(session, dossier, _ENDED_BY.get(purpose, ()), library, today, office_days)
            entry = _prepared_entry(session, dossier, receiver, custody, hand_over, actor, late)
        session.add(
            HandOverItem(
                hand_over_id=hand_over.id,
                dossier_id=dossier.id,
                custody_number=custody,
                status_before=dossier.status,
                prepared_entry=canonical_json(row_to_json(entry)).decode("utf-8") if entry else "",
            )
        )
        items.append(PreparedItem(dossier.id, custody, dossier.status, entry))
    session.flush()
    return Prepared(hand_over.id, purpose, sequence, previous, tuple(items))


def next_sequence(session: Session, from_id: str, to_id: str) -> tuple[int, str]:
    """The next number of a pair of offices, and the hash of its last bundle's envelope; a paper has none."""
    pair = (HandOver.from_office_id == from_id, HandOver.to_office_id == to_id, HandOver.direction == "out")
    last = session.exec(select(func.max(HandOver.sequence)).where(*pair)).one() or 0
    previous = session.exec(
        select(HandOver.bundle_sha256)
        .where(*pair, HandOver.medium == "bundle", HandOver.bundle_sha256 != "")
        .order_by(col(HandOver.sequence).desc())
        .limit(1)
    ).first()
    return max(last, _known_elsewhere(session, from_id, to_id)) + 1, previous or ""


def _known_elsewhere(session: Session, from_id: str, to_id: str) -> int:
    """The highest number that acts of this office name which came back to it from others; 0 where there are none.

    Only an office whose data went back to a backup meets acts of its own that it does not have: their numbers are used.
    """
    own, other = session.get_one(Office, from_id), session.get_one(Office, to_id)
    told = session.exec(
        select(JournalEntry.data).where(
            JournalEntry.office_code == own.code,
            col(JournalEntry.office_sequence).is_(None),
            col(JournalEntry.act).in_(set(ACTS.values())),
        )
    )
    numbers = (json.loads(data) for data in told)
    return max((int(one["sequence"]) for one in numbers if one.get("receiver") == other.code), default=0)


def _prepared_entry(
    session: Session,
    dossier: Dossier,
    receiver: Office,
    custody: int,
    hand_over: HandOver,
    actor: Actor,
    late: dict[str, Any],
) -> JournalEntry:
    """The entry of the move as it will stand in the dossier's chain, not yet in the database."""
    history = journal.dossier_history(session, dossier.id)
    entry = JournalEntry(
        at=utc_now(),
        act=ACTS[hand_over.purpose],  # type: ignore[index]
        office_code=actor.office_code,
        actor=actor.official_id,
        actor_position=actor.position,
        dossier_id=dossier.id,
        data=journal.data_text(
            {
                "from": dossier.status,
                "to": S.HANDED_OVER.value,
                "custody": custody,
                "holder": receiver.id,
                "receiver": receiver.code,
                "bundle": hand_over.bundle_id,
                "medium": hand_over.medium,
                "purpose": hand_over.purpose,
                "sequence": hand_over.sequence,
                **late,
            }
        ),
    )
    entry.dossier_sequence = len(history) + 1
    entry.dossier_previous = history[-1].dossier_hash if history else ""
    entry.dossier_hash = journal.dossier_entry_hash(entry)
    return entry


def note_target(session: Session, hand_over_id: str, target: str, bundle_sha256: str) -> None:
    """Remember where the file will lie and which it is, so that start-up can tell whether it got there."""
    hand_over = session.get_one(HandOver, hand_over_id)
    hand_over.target = target
    hand_over.bundle_sha256 = bundle_sha256
    session.add(hand_over)
    session.flush()


def note_records(session: Session, hand_over_id: str, records: Mapping[str, str]) -> None:
    """Remember which records of each dossier leave (their SHA-256), so that the same can be written again."""
    for item in session.exec(select(HandOverItem).where(HandOverItem.hand_over_id == hand_over_id)):
        item.records_sha256 = records.get(item.dossier_id, "")
        session.add(item)
    session.flush()


def complete(
    session: Session, hand_over_id: str, actor: Actor, *, bundle_name: str, bundle_sha256: str, files: int, size: int
) -> None:
    """What was intended has left: mark the dossiers as handed over and write their journal entries.

    Raises:
        NotAllowed: a dossier changed while the file was written; the caller takes the file back.
    """
    hand_over = session.get_one(HandOver, hand_over_id)
    if hand_over.status != "intended":
        return
    items = session.exec(select(HandOverItem).where(HandOverItem.hand_over_id == hand_over.id)).all()
    for item in items:
        if not item.prepared_entry:
            continue
        entry = row_from_json(JournalEntry, json.loads(item.prepared_entry), "hand_over_item")
        dossier = get_dossier(session, item.dossier_id)
        if (
            journal.dossier_head(session, dossier.id) != entry.dossier_previous
            or dossier.status != item.status_before
            or unsealed(session, dossier)  # fields saved since: the file does not have them
        ):
            raise NotAllowed(
                N_("A dossier was changed while it was being handed over."),
                kept=N_("Nothing was handed over."),
                advice=N_("Hand it over again."),
            )
        dossier.status = S.HANDED_OVER.value
        dossier.custody_number = item.custody_number
        dossier.holder_office_id = hand_over.to_office_id
        session.add(dossier)
        journal.append_prepared(session, entry)
    numbers = {item.dossier_id: item.custody_number for item in items if item.prepared_entry}
    recalls.dossiers_left(session, numbers, hand_over.to_office_id, hand_over.purpose == "release")
    hand_over.status = "sent" if hand_over.purpose == "letter" else "written"
    hand_over.bundle_name = bundle_name
    hand_over.bundle_sha256 = bundle_sha256
    hand_over.file_count = files
    hand_over.byte_count = size
    session.add(hand_over)
    session.flush()
    _replace(session, hand_over, actor)
    if hand_over.purpose in ("result", "letter"):
        journal.record(
            session,
            actor,
            f"send_{hand_over.purpose}",
            subject=f"hand_over:{hand_over.id}",
            data={"dossiers": [item.dossier_id for item in items], "bundle": bundle_sha256},
        )


def _replace(session: Session, hand_over: HandOver, actor: Actor) -> None:
    """What was written again stands in the place of the one before, which waits for nothing any more."""
    if hand_over.replaces_id is None:
        return
    before = session.get_one(HandOver, hand_over.replaces_id)
    if before.status == "received":  # its receipt came while this one was written
        hand_over.status = "received"
    else:
        before.status = "replaced"
    session.add_all([before, hand_over])
    session.flush()
    data = {"replaces": before.id, "sequence": hand_over.sequence, "before": before.sequence}
    journal.record(session, actor, "export_again", subject=f"hand_over:{hand_over.id}", data=data)


def abandon(session: Session, hand_over_id: str) -> None:
    """Give an intended hand-over up: nothing has left, so its number is free again."""
    hand_over = session.get(HandOver, hand_over_id)
    if hand_over is None or hand_over.status != "intended":
        return
    for item in session.exec(select(HandOverItem).where(HandOverItem.hand_over_id == hand_over.id)):
        session.delete(item)
    session.flush()
    session.delete(hand_over)
    session.flush()


def intended(session: Session) -> list[HandOver]:
    """The hand-overs that a crash may have left between intent and marking."""
    return list(session.exec(select(HandOver).where(HandOver.status == "intended")))


@dataclass(frozen=True)
class ReceiptData:
    """What the other office's receipt says; typed in for a hand-over on paper."""

    received_on: dt.date
    received_by: str
    number: str = ""
    note: str = ""
    scan_sha256: str | None = None
    scan_name: str = ""


def record_receipt(session: Session, hand_over_id: str, data: ReceiptData, actor: Actor, today: dt.date) -> Receipt:
    """Record that the other office has what was handed over.

    Raises:
        NotAllowed: nothing has left yet, or there is a receipt already. InvalidInput: a date that cannot be.
    """
    require_writer(actor)
    hand_over = session.get(HandOver, hand_over_id)
    if hand_over is None:
        raise NotFound(N_("This hand-over is not here."))
    if hand_over.direction != "out" or hand_over.status != "written":
        raise NotAllowed(N_("A receipt belongs to something that has been handed over and has none yet."))
    if data.received_on > today or data.received_on < hand_over.at.date() - dt.timedelta(days=1):
        raise InvalidInput(
            "received_on", N_("It cannot have been received before it was handed over, or in the future.")
        )
    if not data.received_by.strip():
        raise InvalidInput("received_by", N_("A receipt says who received it."))
    if data.scan_sha256 and session.get(StoredFile, data.scan_sha256) is None:
        raise InvalidInput("scan", N_("The scan of this paper is not in the store."))
    found = session.exec(select(Receipt).where(Receipt.hand_over_id == hand_over.id)).first()
    receipt = found or Receipt(hand_over_id=hand_over.id, received_on=data.received_on)  # one that said: nothing taken
    receipt.state, receipt.number = "in_force", nfc(data.number.strip())
    receipt.received_on, receipt.received_by = data.received_on, nfc(data.received_by.strip())
    receipt.note = nfc(data.note)
    receipt.scan_sha256, receipt.scan_name = data.scan_sha256 or None, nfc(data.scan_name)
    hand_over.status = "received"
    session.add_all([receipt, hand_over])
    session.flush()
    journal.record(
        session,
        actor,
        "record_receipt",
        subject=f"hand_over:{hand_over.id}",
        data={"number": receipt.number, "received_on": receipt.received_on},
    )
    return receipt


def outgoing(session: Session) -> list[dict[str, Any]]:
    """What was handed over by this office, newest first, with what is known of its receipt."""
    rows = session.exec(
        select(HandOver, Office)
        .join(Office, col(Office.id) == col(HandOver.to_office_id))
        .where(HandOver.direction == "out")
        .order_by(col(HandOver.at).desc())
    )
    return [
        {"id": row.id, "to": office.name, "sequence": row.sequence, "purpose": row.purpose, "medium": row.medium,
         "status": row.status, "bundle": row.bundle_name, "at": row.at.isoformat()}
        for row, office in rows
    ]  # fmt: skip
