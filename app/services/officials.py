"""The people of this office, who act in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Office, Official
from app.models.office import OfficialBase, OfficialRow
from app.services import journal
from app.services.actors import Actor, Role, require_writer
from app.services.clean_text import clean_line, require_text
from app.services.search import sort_key
from app.translate import N_


class OfficialData(OfficialBase):
    """What is entered about a person of the office."""


def add_official(session: Session, data: OfficialData, actor: Actor) -> OfficialRow:
    """Add a person to the actor's office; the first one is added by the program itself (``offices.program_actor``).

    Raises:
        InvalidInput: no name, an unknown role.
        NotAllowed: the office has an administrator and the actor is none.
    """
    _require_administrator(session, actor)
    name = clean_line(require_text("full_name", data.full_name, N_("A person needs a name.")), "full_name")
    if data.role not in get_args(Role):
        raise InvalidInput("role", N_("“{role}” is no role of an official."), role=data.role)
    official = Official(
        full_name=name, position=clean_line(data.position, "position"), role=data.role, office_id=actor.office_id
    )
    session.add(official)
    session.flush()
    journal.record(session, actor, "add_official", subject=f"official:{official.id}", data={"role": official.role})
    return _row(session, official)


def change_official(session: Session, official_id: str, changes: Mapping[str, str], actor: Actor) -> OfficialRow:
    """Change a person's name, position or role.

    Raises:
        NotFound: nobody of that id works here. NotAllowed: the office has an administrator and the actor is none.
        InvalidInput: no name, an unknown role or field.
    """
    _require_administrator(session, actor)
    official = session.get(Official, official_id)
    if official is None or official.office_id != actor.office_id or not official.active:
        raise NotFound(N_("This person is not known here."))
    values = {name: getattr(official, name) for name in OfficialBase.model_fields}
    unknown = changes.keys() - values.keys()
    if unknown:
        raise InvalidInput(min(unknown), N_("The field “{name}” cannot be changed."), name=min(unknown))
    values |= changes
    values["full_name"] = clean_line(
        require_text("full_name", values["full_name"], N_("A person needs a name.")), "full_name"
    )
    values["position"] = clean_line(values["position"], "position")
    if values["role"] not in get_args(Role):
        raise InvalidInput("role", N_("“{role}” is no role of an official."), role=values["role"])
    changed = sorted(name for name, value in values.items() if getattr(official, name) != value)
    if changed:
        for name in changed:
            setattr(official, name, values[name])
        session.add(official)
        session.flush()
        data = {"role": official.role, "changed": changed}
        journal.record(session, actor, "change_official", subject=f"official:{official.id}", data=data)
    return _row(session, official)


def deactivate_official(session: Session, official_id: str, reason: str, actor: Actor) -> None:
    """Record that a person has left; what he or she did stays. The last active person cannot be taken away.

    Raises:
        NotFound, NotAllowed, InvalidInput: no reason.
    """
    _require_administrator(session, actor)
    official = session.get(Official, official_id)
    if official is None or official.office_id != actor.office_id or not official.active:
        raise NotFound(N_("This person is not known here."))
    why = require_text("reason", reason, N_("Give the reason."))
    if len(list_officials(session, actor.office_id)) == 1:
        raise NotAllowed(
            N_("The last person of an office cannot be taken away."), advice=N_("Add the successor first.")
        )
    official.active = False
    session.add(official)
    session.flush()
    journal.record(session, actor, "deactivate_official", subject=f"official:{official.id}", data={"reason": why})


def list_officials(session: Session, office_id: str) -> list[OfficialRow]:
    """The active people of an office, by name."""
    people = session.exec(select(Official).where(Official.office_id == office_id, col(Official.active))).all()
    return sorted((_row(session, person) for person in people), key=lambda row: sort_key(row.full_name))


def _require_administrator(session: Session, actor: Actor) -> None:
    require_writer(actor)
    has_one = session.exec(
        select(Official.id).where(
            Official.office_id == actor.office_id, Official.role == "administrator", col(Official.active)
        )
    ).first()
    if has_one is not None and actor.role != "administrator":
        raise NotAllowed(
            N_("Only an administrator of this office adds or removes people."),
            advice=N_("Ask the administrator of the office to do it."),
        )


def _row(session: Session, official: Official) -> OfficialRow:
    office = session.get(Office, official.office_id)
    return OfficialRow(
        id=official.id,
        full_name=official.full_name,
        position=official.position,
        role=official.role,
        office_id=official.office_id,
        level=office.level if office else "",
    )
