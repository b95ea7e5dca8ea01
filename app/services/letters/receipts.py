"""Receipts as files: what the receiving office says of a bundle, and what that changes at the sender.

The receiver states a receipt of every bundle whose dossiers it took or refused; the sender's hand-over is closed by it,
and each dossier's own result is kept: one that was not taken stays not received.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, or_, select

from app.models import HandOver, HandOverItem, Office, Official, Receipt
from app.models.base import utc_now
from app.services import handovers, journal
from app.services.actors import Actor
from app.services.canonical import canonical_json, sha256_of
from app.services.custody.again import note_received
from app.services.letters.enclosures import Enclosure, Standing
from app.services.letters.forms import Person, ReceiptDossier, ReceiptForm, Result, write_form
from app.translate import N_, format_datetime

_TIME = "%Y-%m-%dT%H:%M:%SZ"
_TAKEN = N_("{office} received it {time}: {count} dossiers of hand-over no. {sequence}.")
_MISSED = N_("{office} received it {time}: {count} dossiers of hand-over no. {sequence}, {missed} not taken.")
_UNDONE = N_("{office} undid the taking of hand-over no. {sequence}.")


@dataclass(frozen=True)
class Listed:
    """A dossier of an incoming bundle: the custody number that it came with, and what became of it here."""

    dossier_id: str
    custody: int
    result: Result
    product: str


@dataclass(frozen=True)
class Stated:
    """A receipt as it is about to leave: to be noted as sent once the file that carries it has left."""

    hand_over_id: str
    enclosure: Enclosure
    edition: int
    told: str


# What the receiving office notes and says.


def note_listed(session: Session, hand_over: HandOver, listed: Sequence[Listed], actor: Actor) -> None:
    """Note of an incoming bundle what became of its dossiers; what was taken before stays taken.

    A receipt that left before no longer says all of it: a new one is owed.
    """
    before = {one.dossier_id: one for one in listed_of(hand_over)}
    rows = [
        [one.dossier_id, one.custody, "taken" if _was_taken(before.get(one.dossier_id)) else one.result, one.product]
        for one in listed
    ]
    text = canonical_json(rows).decode("utf-8")
    if text == hand_over.listed:
        return
    official = session.get(Official, actor.official_id)
    hand_over.listed = text
    hand_over.person, hand_over.position = official.full_name if official else "", actor.position
    hand_over.receipt_sent_at = None
    session.add(hand_over)
    session.flush()


def _was_taken(before: Listed | None) -> bool:
    return before is not None and before.result == "taken"


def note_undone(session: Session, hand_over: HandOver) -> None:
    """Note that the taking was undone: nothing of it is here, and a receipt that left before goes out of force."""
    rows = [
        [one.dossier_id, one.custody, "not_taken" if one.result == "taken" else one.result, one.product]
        for one in listed_of(hand_over)
    ]
    hand_over.listed = canonical_json(rows).decode("utf-8")
    hand_over.receipt_sent_at = None
    session.add(hand_over)
    session.flush()


def listed_of(hand_over: HandOver) -> list[Listed]:
    """The dossiers of an incoming bundle."""
    return [Listed(*row) for row in json.loads(hand_over.listed)]


def is_owed(hand_over: HandOver) -> bool:
    """Whether a receipt of it is still to be sent."""
    return (
        hand_over.direction == "in"
        and hand_over.medium == "bundle"
        and hand_over.purpose != "letter"
        and hand_over.listed != "[]"
        and hand_over.receipt_sent_at is None
    )


def owed(session: Session, office_id: str | None = None, also: Collection[str] = ()) -> list[HandOver]:
    """The incoming bundles whose receipt is still to be sent, to one office or to all, oldest first.

    Args:
        also: incoming hand-overs whose receipt is stated again though it left before; these stand first.
    """
    statement = select(HandOver).where(
        HandOver.direction == "in",
        HandOver.medium == "bundle",
        HandOver.purpose != "letter",
        HandOver.listed != "[]",
        or_(col(HandOver.receipt_sent_at).is_(None), col(HandOver.id).in_(list(also))),
    )
    if office_id is not None:
        statement = statement.where(HandOver.from_office_id == office_id)
    rows = session.exec(statement.order_by(col(HandOver.at), col(HandOver.sequence)))
    return sorted(rows, key=lambda row: row.id not in also)


def state(session: Session, hand_over: HandOver) -> Stated:
    """The receipt of an incoming bundle as it stands now; nothing is written."""
    offices = {
        one.id: one.code
        for one in session.exec(
            select(Office).where(col(Office.id).in_([hand_over.from_office_id, hand_over.to_office_id]))
        )
    }
    undone = hand_over.status == "undone"
    told = sha256_of([hand_over.status, hand_over.listed])
    edition = hand_over.receipt_edition + (told != hand_over.receipt_told)
    form = ReceiptForm(
        bundle_sha256=hand_over.bundle_sha256,
        bundle_id=hand_over.bundle_id,
        sequence=hand_over.sequence,
        sender=offices[hand_over.from_office_id],
        receiver=offices[hand_over.to_office_id],
        state="undone" if undone else "in_force",
        edition=edition,
        received_at=hand_over.at.strftime(_TIME),
        stated_at=utc_now().strftime(_TIME),
        received_by=Person(name=hand_over.person or "—", position=hand_over.position),
        dossiers=tuple(
            ReceiptDossier(id=one.dossier_id, custody=one.custody, result=one.result) for one in listed_of(hand_over)
        ),
    )
    title = f"Biên nhận lần giao số {hand_over.sequence}"  # content of the letter, as on papers
    return Stated(hand_over.id, Enclosure("receipt", title, write_form(form)), edition, told)


def note_sent(session: Session, stated: Collection[Stated]) -> None:
    """The file with these receipts has left."""
    for one in stated:
        hand_over = session.get_one(HandOver, one.hand_over_id)
        hand_over.receipt_edition, hand_over.receipt_told = one.edition, one.told
        if one.told == sha256_of([hand_over.status, hand_over.listed]):  # else it changed meanwhile: still owed
            hand_over.receipt_sent_at = utc_now()
        session.add(hand_over)
    session.flush()


# What the sending office does with it.


def judge_receipt(session: Session, form: ReceiptForm, signer: Office | None, own: Office) -> Standing:
    """Whether a receipt belongs to a hand-over of this office to the office that signs it."""
    if signer is None or form.receiver != signer.code:
        return Standing("refused", N_("The receipt is not of the office that sends it."))
    if form.sender != own.code:
        return Standing("refused", N_("The receipt is for another office than this one."))
    hand_over = _handed_over(session, form)
    if hand_over is None:
        return Standing("refused", N_("The receipt is for a bundle that is not known here."))
    if hand_over.to_office_id != signer.id:
        return Standing("refused", N_("The bundle of this receipt was handed over to another office."))
    if (hand_over.bundle_id, hand_over.sequence) != (form.bundle_id, form.sequence):
        return Standing("refused", N_("The receipt does not fit the bundle that it names."))
    items = session.exec(
        select(HandOverItem.dossier_id, HandOverItem.custody_number).where(HandOverItem.hand_over_id == hand_over.id)
    )
    if {(one.id, one.custody) for one in form.dossiers} != set(items.all()):
        return Standing("refused", N_("The receipt names other dossiers than were handed over."))
    row = session.exec(select(Receipt).where(Receipt.hand_over_id == hand_over.id)).first()
    received, missed = counts(form)
    time = format_datetime(dt.datetime.strptime(form.received_at, _TIME).replace(tzinfo=dt.UTC))
    facts = {"office": signer.name, "count": received, "missed": missed, "sequence": form.sequence, "time": time}
    said = _UNDONE if form.state == "undone" else _MISSED if missed else _TAKEN
    return Standing("known" if row is not None and not _is_later(form, row) else "new", said, facts)


def counts(form: ReceiptForm) -> tuple[int, int]:
    """How many dossiers are there now, and how many were not taken."""
    missed = sum(one.result == "not_taken" for one in form.dossiers)
    return len(form.dossiers) - missed, missed


def take_receipt(session: Session, form: ReceiptForm, actor: Actor) -> HandOver:
    """Close the hand-over that a receipt belongs to, as ``judge_receipt`` found it.

    A hand-over that was begun and waits for its stick has left, as the receipt proves: it is marked so first.

    Raises:
        NotAllowed: a dossier of a hand-over that was only begun changed since.
    """
    hand_over = _handed_over(session, form)
    assert hand_over is not None
    if hand_over.status == "intended":
        handovers.complete(
            session, hand_over.id, actor, bundle_name=Path(hand_over.target).name,
            bundle_sha256=hand_over.bundle_sha256, files=0, size=0,
        )  # fmt: skip
    received_at = dt.datetime.strptime(form.received_at, _TIME).replace(tzinfo=dt.UTC)
    received, missed = counts(form)
    row = session.exec(select(Receipt).where(Receipt.hand_over_id == hand_over.id)).first()
    if row is None:
        row = Receipt(hand_over_id=hand_over.id, received_on=received_at.astimezone().date())
    row.received_on, row.received_at = received_at.astimezone().date(), received_at
    row.received_by, row.position = form.received_by.name, form.received_by.position
    row.state, row.edition = form.state, form.edition
    row.stated_at = dt.datetime.strptime(form.stated_at, _TIME).replace(tzinfo=dt.UTC)
    row.received_count, row.missed_count = received, missed
    row.results = canonical_json({one.id: one.result for one in form.dossiers}).decode("utf-8")
    hand_over.status = "received" if received and form.state == "in_force" else "written"
    session.add_all([row, hand_over])
    session.flush()
    if hand_over.status == "received":
        note_received(session, hand_over)
    journal.record(
        session,
        actor,
        "take_receipt",
        subject=f"hand_over:{hand_over.id}",
        data={
            "bundle": form.bundle_sha256,
            "state": form.state,
            "edition": form.edition,
            "received_at": form.received_at,
            "received": received,
            "not_taken": [one.id for one in form.dossiers if one.result == "not_taken"],
        },
    )
    return hand_over


def results_of(receipt: Receipt | None) -> Mapping[str, Any]:
    """By dossier, what the receiving office's file says became of it; empty where the receipt is no file."""
    found: dict[str, Any] = json.loads(receipt.results) if receipt is not None else {}
    return found


def _handed_over(session: Session, form: ReceiptForm) -> HandOver | None:
    return session.exec(
        select(HandOver).where(HandOver.direction == "out", HandOver.bundle_sha256 == form.bundle_sha256)
    ).first()


def _is_later(form: ReceiptForm, row: Receipt) -> bool:
    """Whether a receipt goes beyond the one that is here; one from paper or a code is always completed by the file."""
    stated = row.stated_at.strftime(_TIME) if row.stated_at is not None else ""
    return row.stated_at is None or (form.edition, form.stated_at) > (row.edition, stated)
