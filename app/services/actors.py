"""Who acts: one person of one office, passed to every service that writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, select

from app.errors import NotAllowed, NotFound
from app.models import Office, Official
from app.services.names import role_name
from app.services.rules.facts import Level
from app.translate import N_

Role = Literal["officer", "leader", "secretary", "member", "reader", "administrator"]
WRITERS: tuple[Role, ...] = ("officer", "leader", "secretary", "administrator")


@dataclass(frozen=True)
class Actor:
    """One official at work: ids of the person and its office, the office's code and level, the person's role."""

    official_id: str
    office_id: str
    office_code: str
    level: Level
    role: Role
    position: str = ""


def actor_of(session: Session, official_id: str) -> Actor:
    """The actor for an official of this data folder's own office.

    Raises:
        NotFound: no such official. NotAllowed: the person has left, or belongs to another office.
    """
    official = session.get(Official, official_id)
    office = session.get(Office, official.office_id) if official else None
    if official is None or office is None:
        raise NotFound(N_("This person is not known here."))
    if not office.is_self or not official.active:
        raise NotAllowed(N_("This person does not act for this office."))
    return Actor(
        official_id=official.id,
        office_id=office.id,
        office_code=office.code,
        level=office.level,  # type: ignore[arg-type]
        role=official.role,  # type: ignore[arg-type]
        position=official.position,
    )


def own_office(session: Session) -> Office:
    """The office that this data folder belongs to.

    Raises:
        NotFound: the office has not been set up yet.
    """
    office = session.exec(select(Office).where(Office.is_self)).first()
    if office is None:
        raise NotFound(
            N_("This data folder does not belong to an office yet."),
            advice=N_("Set the office up first."),
        )
    return office


def require_writer(actor: Actor) -> None:
    """Refuse acts by people who may only read or only score."""
    if actor.role not in WRITERS:
        raise NotAllowed(
            N_("A person with the role “{role}” cannot do this."),
            advice=N_("Ask an officer of the office to do it."),
            role=role_name(actor.role),
        )
