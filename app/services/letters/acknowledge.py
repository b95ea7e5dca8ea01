"""Writing letters: receipts back to the stick on which a bundle came, and whatever else is sent without dossiers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError, NotAllowed, NotFound, StorageError, system_reason
from app.models import HandOver, Office
from app.services.actors import Actor
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.bundles.signing import Signer
from app.services.database import Database
from app.services.file_store import FileStore
from app.services.letters.enclosures import Enclosure
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_


@dataclass(frozen=True)
class Sending:
    """What every letter needs of the data folder: as ``export_bundle``."""

    database: Database
    store: FileStore
    library: RuleLibrary
    signer: Signer
    actor: Actor
    today: dt.date
    working_dir: Path
    progress: Progress | None = None


@dataclass(frozen=True)
class Acknowledged:
    """The letter that was written, or why it was not: the receipt is then still owed, and can be written any time."""

    written: Exported | None
    problem: AppError | None = None


def write_letter(
    sending: Sending,
    to_office_id: str,
    target_dir: Path,
    enclosures: tuple[Enclosure, ...] = (),
    *,
    receipts_of: tuple[str, ...] = (),
    open_letter: bool = False,
) -> Exported:
    """Write a bundle without dossiers: what is enclosed, and the receipts that are owed to that office.

    It is sealed where the office's age key is known, else open.

    Args:
        receipts_of: incoming hand-overs whose receipt is stated again though it left before.
        open_letter: not sealed in any case.

    Raises:
        InvalidInput: there is nothing to send. NotFound: no such office. StorageError: no room, stick pulled.
        Cancelled.
    """
    with sending.database.reading() as session:
        office = session.get(Office, to_office_id)
        if office is None:
            raise NotFound(N_("The receiving office is not known here."))
        sealed = bool(office.age_recipient) and not open_letter
    order = ExportOrder((), to_office_id, "letter", target_dir, sealed, enclosures, receipts_of)
    return export_bundle(
        sending.database,
        sending.store,
        sending.library,
        sending.signer,
        order,
        sending.actor,
        sending.today,
        sending.working_dir,
        sending.progress,
    )


def write_receipt(sending: Sending, hand_over_id: str, target_dir: Path) -> Exported:
    """Write the receipt of an incoming bundle as a letter, again and again if need be.

    Raises:
        NotFound: no such bundle came. NotAllowed: it asks for no receipt (a letter, or paper). StorageError. Cancelled.
    """
    with sending.database.reading() as session:
        hand_over = session.get(HandOver, hand_over_id)
        if hand_over is None or hand_over.direction != "in":
            raise NotFound(N_("No bundle of this hand-over came here."))
        if hand_over.medium != "bundle" or hand_over.listed == "[]":
            raise NotAllowed(
                N_("This hand-over asks for no receipt as a file."),
                advice=N_("A letter has none; for a hand-over on paper, sign its minutes."),
            )
        sender_id = hand_over.from_office_id
    return write_letter(sending, sender_id, target_dir, receipts_of=(hand_over_id,))


def acknowledge(sending: Sending, hand_over_id: str, target_dir: Path) -> Acknowledged:
    """After a take: the receipt back into the folder where the bundle lay. Whatever stops it, the take stands.

    Returns:
        The letter, or the problem (stick full, read-only, pulled): the receipt stays owed, goes along with the next
        bundle to that office, and can be written later.
    """
    try:
        return Acknowledged(write_receipt(sending, hand_over_id, target_dir))
    except AppError as error:
        return Acknowledged(None, error)
    except OSError as error:
        return Acknowledged(
            None,
            StorageError(
                N_("The receipt could not be written: {reason}."),
                kept=N_("What was taken stays taken."),
                advice=N_("Write the receipt later, or read its code out over the telephone."),
                reason=system_reason(error),
            ),
        )
