"""Writing a hand-over again whose stick was lost: the same dossiers, numbers and records under a new sequence number.

Whichever of the two files arrives first is taken; the other one is then here already.
"""

from __future__ import annotations

from sqlmodel import Session, select

from app.errors import NotAllowed, NotFound
from app.models import Dossier, HandOver, HandOverItem, JournalEntry, Office
from app.models.base import new_id, utc_now
from app.models.dossier import DossierStatus as S
from app.services import handovers, journal
from app.services.actors import Actor, require_writer
from app.services.bundles.index import ReplacedBundle
from app.services.handovers import Prepared, PreparedItem
from app.services.journal_replay import standing_entry
from app.services.letters.forms import MOST
from app.services.states import leaving
from app.translate import N_

PURPOSES = ("forward", "completion", "release")
"""What passes custody; a result or a letter is simply sent once more."""


def prepare_again(session: Session, hand_over_id: str, actor: Actor, *, encrypted: bool) -> Prepared:
    """Record the intent to write a hand-over again; nothing has left yet.

    Raises:
        NotFound: there is no such hand-over. NotAllowed: it did not leave as a bundle of dossiers, has its receipt, was
        written again already, or one of its dossiers has gone on.
    """
    require_writer(actor)
    before = session.get(HandOver, hand_over_id)
    if before is None:
        raise NotFound(N_("This hand-over is not here."))
    _require_waiting(before)
    old = session.exec(
        select(HandOverItem).where(HandOverItem.hand_over_id == before.id).order_by(HandOverItem.id)
    ).all()
    if leaving(session, {item.dossier_id for item in old}):
        raise NotAllowed(
            N_("A dossier of these is being handed over already."),
            advice=N_("Put the stick of that hand-over in and start the program again."),
        )
    entries = [_gave(session, item, before) for item in old]
    sequence, previous = handovers.next_sequence(session, before.from_office_id, before.to_office_id)
    hand_over = HandOver(
        direction="out",
        purpose=before.purpose,
        status="intended",
        from_office_id=before.from_office_id,
        to_office_id=before.to_office_id,
        sequence=sequence,
        bundle_id=new_id(),
        encrypted=encrypted,
        at=utc_now(),
        replaces_id=before.id,
    )
    session.add(hand_over)
    session.flush()
    session.add_all(
        HandOverItem(
            hand_over_id=hand_over.id,
            dossier_id=item.dossier_id,
            custody_number=item.custody_number,
            status_before=item.status_before,
        )
        for item in old
    )
    session.flush()
    items = tuple(
        PreparedItem(
            item.dossier_id, item.custody_number, item.status_before, None, item.records_sha256, entry.dossier_hash
        )
        for item, entry in zip(old, entries, strict=True)
    )
    return Prepared(hand_over.id, before.purpose, sequence, previous, items)  # type: ignore[arg-type]


def receiver_of(session: Session, hand_over_id: str) -> str:
    """The code of the office that a hand-over goes to.

    Raises:
        NotFound: there is no such hand-over.
    """
    hand_over = session.get(HandOver, hand_over_id)
    if hand_over is None:
        raise NotFound(N_("This hand-over is not here."))
    return session.get_one(Office, hand_over.to_office_id).code


def replaced_by(session: Session, hand_over: HandOver) -> tuple[ReplacedBundle, ...]:
    """The bundles whose content a hand-over carries once more, the latest first; as many as an index may name."""
    found: list[ReplacedBundle] = []
    while hand_over.replaces_id is not None and len(found) < MOST:
        hand_over = session.get_one(HandOver, hand_over.replaces_id)
        found.append(ReplacedBundle(sequence=hand_over.sequence, sha256=hand_over.bundle_sha256))
    return tuple(found)


def note_received(session: Session, hand_over: HandOver) -> None:
    """One file of a content that was written several times has arrived: the later ones wait for nothing any more."""
    later: HandOver | None = hand_over
    while later is not None:
        later = session.exec(select(HandOver).where(HandOver.replaces_id == later.id)).first()
        if later is not None and later.status == "written":
            later.status = "received"
            session.add(later)
    session.flush()


def _require_waiting(before: HandOver) -> None:
    if before.direction != "out" or before.medium != "bundle" or before.purpose not in PURPOSES:
        raise NotAllowed(
            N_("Only a bundle that handed dossiers over is written again."),
            advice=N_("A result or a letter is simply sent once more."),
        )
    if before.status == "replaced":
        raise NotAllowed(
            N_("This hand-over was written again already under a later number."),
            advice=N_("Write the later one again, if its stick was lost too."),
        )
    if before.status != "written":
        raise NotAllowed(N_("This hand-over waits for no receipt: there is nothing to write again."))


def _gave(session: Session, item: HandOverItem, before: HandOver) -> JournalEntry:
    """The entry by which the dossier left, where it still is on its way and its records were kept.

    Raises:
        NotAllowed: it is not, or they were not.
    """
    dossier = session.get_one(Dossier, item.dossier_id)
    entry = standing_entry(journal.dossier_history(session, item.dossier_id))
    away = (S.HANDED_OVER.value, item.custody_number, before.to_office_id)
    if entry is None or (dossier.status, dossier.custody_number, dossier.holder_office_id) != away:
        raise NotAllowed(
            N_("A dossier of this hand-over has gone on since: the same content cannot be written again."),
            advice=N_("Hand the dossiers over anew, each as it stands now."),
        )
    if not item.records_sha256:
        raise NotAllowed(
            N_("What left with this hand-over was not kept, so the same cannot be written again."),
            advice=N_("Ask for the dossier back, and hand it over anew."),
        )
    return entry
