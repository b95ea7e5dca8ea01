"""What is written onto a stick by an act of custody: the same hand-over once more, or dossiers given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.models import Dossier, HandOver, HandOverItem, Office, Producer, Product
from app.models.office import OfficeRow
from app.services import journal
from app.services.actors import Actor
from app.services.custody.going_along import going_along
from app.services.hand_over_choices import Choice
from app.services.hand_over_ways import Purpose
from app.services.journal_replay import given_by
from app.services.letters.enclosures import Enclosure
from app.services.offices import office_row
from app.services.succession.known import successor_of
from app.translate import N_


@dataclass(frozen=True)
class Outgoing:
    """What is about to be written, and to whom; ``again``: the hand-over that it repeats, with its number.

    ``enclosed``: the letters that go along, one line each.
    """

    purpose: Purpose
    office: OfficeRow
    choices: tuple[Choice, ...]
    enclosed: tuple[Enclosure, ...]
    again: str = ""
    sequence: int = 0


def outgoing_again(session: Session, hand_over_id: str, actor: Actor) -> Outgoing:
    """A hand-over whose stick was lost, as it is written again.

    Raises:
        NotFound: there is no such hand-over.
    """
    row = session.get(HandOver, hand_over_id)
    if row is None:
        raise NotFound(N_("This hand-over is not here."))
    ids = session.exec(
        select(HandOverItem.dossier_id).where(HandOverItem.hand_over_id == row.id).order_by(col(HandOverItem.id))
    ).all()
    office = session.get_one(Office, row.to_office_id)
    choices = _choices(session, ids, row.purpose, office)  # type: ignore[arg-type]
    along = going_along(session, office.id, actor)
    return Outgoing(row.purpose, office_row(session, office.id), choices, along, row.id, row.sequence)  # type: ignore[arg-type]


def outgoing_release(session: Session, dossier_ids: Sequence[str], actor: Actor) -> Outgoing:
    """Dossiers that go back to the office that handed them over to this one.

    Raises:
        NotFound: one is not here. NotAllowed: none came from another office, or they came from several.
    """
    senders = {
        successor_of(session, given_by(journal.dossier_history(session, one), actor.office_id)) for one in dossier_ids
    }
    if len(senders) != 1 or "" in senders:
        raise NotAllowed(
            N_("These dossiers did not all come from one and the same office."),
            advice=N_("Give them back office by office."),
        )
    office = session.get_one(Office, senders.pop())
    choices = _choices(session, dossier_ids, "release", office)
    return Outgoing("release", office_row(session, office.id), choices, going_along(session, office.id, actor))


def _choices(session: Session, ids: Sequence[str], purpose: Purpose, office: Office) -> tuple[Choice, ...]:
    found = []
    for one in ids:
        dossier = session.get(Dossier, one)
        if dossier is None:
            raise NotFound(N_("This dossier is not here."))
        product = session.get_one(Product, dossier.product_id)
        found.append(
            Choice(
                dossier.id,
                product.name,
                session.get_one(Producer, product.producer_id).name,
                dossier.product_code,
                dossier.application_type,
                dossier.status,
                purpose,
                office.level,
                office.id,
            )
        )
    return tuple(found)
