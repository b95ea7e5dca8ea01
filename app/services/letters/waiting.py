"""What waits to be sent to another office without dossiers: receipts owed, and what is to be told of custody."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.errors import InvalidInput, NotFound, StorageError, system_reason
from app.models import HandOver
from app.models.office import OfficeRow
from app.services.actors import Actor
from app.services.custody.going_along import going_along
from app.services.letters import receipts
from app.services.letters.enclosures import Enclosure
from app.services.letters.forms import EnclosureKind, read_enclosure
from app.services.offices import list_offices, office_row
from app.services.plans.giving import issue_plan
from app.services.succession.notice import succession_enclosure
from app.translate import N_

FILE_KINDS: dict[str, EnclosureKind] = {
    ".ocop-rules": "rule_pack", ".ocop-offices": "office_list", ".ocop-key": "key_change",
}  # fmt: skip
"""By suffix, the files that may be enclosed in a letter."""


@dataclass(frozen=True)
class ToSend:
    """What goes to one office. ``receipts``: the numbers of its bundles whose receipts go; ``receipts_of``: hand-overs
    whose receipt is stated again though it left before.
    """

    office: OfficeRow
    receipts: tuple[int, ...]
    receipts_of: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]


def letter_offices(session: Session) -> list[tuple[OfficeRow, int]]:
    """The other offices, each with how many receipts are owed to it; those to whom something is owed first."""
    owed = Counter(one.from_office_id for one in receipts.owed(session))
    offices = [one for one in list_offices(session) if not one.is_self and one.uses_program]
    return sorted(((one, owed[one.id]) for one in offices), key=lambda pair: pair[1] == 0)


def to_send(
    session: Session,
    office_id: str,
    actor: Actor,
    receipts_of: tuple[str, ...] = (),
    plan_id: str = "",
    succession_of: str = "",
) -> ToSend:
    """What goes to an office.

    Args:
        receipts_of: incoming hand-overs whose receipt is stated again.
        plan_id: a plan of this office that was given out before, and goes once more.
        succession_of: an office that ended; the notice of who carries on for it goes along.

    Raises:
        NotFound: no such office. As ``issue_plan`` and ``succession_enclosure``.
    """
    owed = receipts.owed(session, office_id, receipts_of)
    along = going_along(session, office_id, actor)
    if plan_id:
        plan = issue_plan(session, plan_id, actor)
        along = along if any(one.sha256 == plan.sha256 for one in along) else (*along, plan)
    if succession_of:
        along = (*along, succession_enclosure(session, succession_of, actor))
    return ToSend(office_row(session, office_id), tuple(one.sequence for one in owed), receipts_of, along)


def sender_of(session: Session, hand_over_id: str) -> str:
    """The office that an incoming bundle came from.

    Raises:
        NotFound: no such bundle came.
    """
    row = session.get(HandOver, hand_over_id)
    if row is None or row.direction != "in":
        raise NotFound(N_("No bundle of this hand-over came here."))
    return row.from_office_id


def enclosed_file(path: Path) -> Enclosure:
    """A file as it is enclosed, its form checked.

    Raises:
        InvalidInput: it is of no kind that is enclosed. BundleRejected: it does not follow its form. NotFound.
        StorageError: it cannot be read.
    """
    kind = FILE_KINDS.get(path.suffix.lower())
    if kind is None:
        raise InvalidInput(
            "files",
            N_("{name} cannot be enclosed; only these can: {kinds}."),
            name=path.name,
            kinds=", ".join(FILE_KINDS),
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(N_("There is no file {name}."), name=str(path)) from error
    except OSError as error:
        raise StorageError(
            N_("{name} cannot be read: {reason}."), name=str(path), reason=system_reason(error)
        ) from error
    read_enclosure(kind, content, path.name)
    return Enclosure(kind, unicodedata.normalize("NFC", path.stem)[:200], content)
