"""Naming the successor of an office: by a person here, on an act of law; and which successions are known."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Office, Official, StoredFile, Succession
from app.models.base import utc_now
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.clean_text import clean_line
from app.services.rules.facts import LEVELS
from app.services.succession.known import predecessors_of
from app.translate import N_


@dataclass(frozen=True)
class Basis:
    """The act of law behind a succession: number, day, issuer, and its scan in the store."""

    number: str
    on: dt.date | None = None
    issuer: str = ""
    scan_sha256: str | None = None
    scan_name: str = ""


@dataclass(frozen=True)
class SuccessionRow:
    """One succession as people see it. ``way``: named, notice, folder, bundle. ``series``: dicts of ``SeriesForm``."""

    id: str
    predecessor_id: str
    predecessor_code: str
    predecessor: str
    successor_id: str
    successor_code: str
    successor: str
    from_on: dt.date
    basis_number: str
    basis_on: dt.date | None
    basis_issuer: str
    scan_sha256: str | None
    way: str
    taken_at: dt.datetime | None
    person: str
    position: str
    keys_taken: bool
    dossiers: int
    certificates: int
    journal_entries: int
    archive_sha256: str | None
    series: tuple[dict[str, Any], ...] = field(default=())


def name_successor(
    session: Session, predecessor_id: str, successor_id: str, from_on: dt.date, basis: Basis, actor: Actor
) -> SuccessionRow:
    """Record that an office has ended and which one carries on; hand-overs go to that one.

    What the ended office held comes by ``take_over`` or by its last act. The same once more corrects day and basis.

    Raises:
        NotAllowed: not by a leader or administrator, another successor is known, or they would succeed each other.
        InvalidInput: no number of the act of law, or a successor of a lower level. NotFound: no such office.
    """
    require_head(actor)
    before, after = _office(session, predecessor_id), _office(session, successor_id)
    if not clean_line(basis.number):
        raise InvalidInput("basis_number", N_("Give the number of the decision that the succession rests on."))
    if basis.scan_sha256 and session.get(StoredFile, basis.scan_sha256) is None:
        raise InvalidInput("scan", N_("The scan of this paper is not in the store."))
    row = enter_succession(session, before, after, from_on, basis, "named")
    data = {
        "predecessor": before.code, "successor": after.code, "from_on": from_on, "number": row.basis_number,
        "dated": row.basis_on,
    }  # fmt: skip
    row.person, row.position = person_of(session, actor)
    session.add(row)
    session.flush()
    journal.record(session, actor, "name_successor", subject=f"office:{before.id}", data=data)
    return succession_row(session, row)


def enter_succession(
    session: Session, before: Office, after: Office, from_on: dt.date, basis: Basis, way: str
) -> Succession:
    """The row of a succession, new or brought up to date; its journal entry is the caller's.

    Raises:
        NotAllowed, InvalidInput: as ``name_successor``.
    """
    require_possible(session, before, after)
    row = session.exec(select(Succession).where(Succession.predecessor_office_id == before.id)).first()
    if row is None:
        row = Succession(
            predecessor_office_id=before.id, successor_office_id=after.id, from_on=from_on, way=way, known_at=utc_now()
        )
    row.from_on = from_on
    if clean_line(basis.number):
        row.basis_number, row.basis_on = clean_line(basis.number), basis.on
        row.basis_issuer = clean_line(basis.issuer)
    if basis.scan_sha256:
        row.scan_sha256, row.scan_name = basis.scan_sha256, clean_line(basis.scan_name)
    session.add(row)
    session.flush()
    return row


def require_possible(session: Session, before: Office, after: Office) -> None:
    """Refuse a succession that cannot be.

    Raises:
        NotAllowed: another successor is known, or they would succeed each other. InvalidInput: a lower level.
    """
    if before.id == after.id:
        raise InvalidInput(
            "successor",
            N_("Both are the office with the code {code}: an office does not succeed itself."),
            advice=N_("A unit that kept its code goes on in its own data folder; change the office's name there."),
            code=after.code,
        )
    if after.id in predecessors_of(session, before.id):
        raise NotAllowed(
            N_("{office} is known here as ended, with {successor} as its successor."),
            office=after.name,
            successor=before.name,
        )
    if LEVELS.index(after.level) < LEVELS.index(before.level):
        raise InvalidInput(
            "successor",
            N_("The successor stands on the same level or above: {office} stands below."),
            office=after.name,
        )
    known = known_succession(session, before.id)
    if known is not None and known.successor_office_id != after.id:
        raise NotAllowed(
            N_("{office} has another successor here already: {successor}."),
            kept=N_("Nothing was changed."),
            advice=N_("Ask the office above which one it is."),
            office=before.name,
            successor=session.get_one(Office, known.successor_office_id).name,
        )


def known_succession(session: Session, predecessor_id: str) -> Succession | None:
    """The succession of an ended office; ``None``: none is known."""
    return session.exec(select(Succession).where(Succession.predecessor_office_id == predecessor_id)).first()


def succession_rows(session: Session, successor_id: str | None = None) -> list[SuccessionRow]:
    """The successions known here, the latest first; of one successor, or all."""
    chosen = select(Succession).order_by(col(Succession.from_on).desc(), col(Succession.id))
    if successor_id is not None:
        chosen = chosen.where(Succession.successor_office_id == successor_id)
    return [succession_row(session, row) for row in session.exec(chosen).all()]


def succession_row(session: Session, row: Succession) -> SuccessionRow:
    """The row as plain data."""
    before, after = _office(session, row.predecessor_office_id), _office(session, row.successor_office_id)
    return SuccessionRow(
        id=row.id,
        predecessor_id=before.id,
        predecessor_code=before.code,
        predecessor=before.name,
        successor_id=after.id,
        successor_code=after.code,
        successor=after.name,
        from_on=row.from_on,
        basis_number=row.basis_number,
        basis_on=row.basis_on,
        basis_issuer=row.basis_issuer,
        scan_sha256=row.scan_sha256,
        way=row.way,
        taken_at=row.taken_at,
        person=row.person,
        position=row.position,
        keys_taken=row.keys_taken,
        dossiers=row.dossiers,
        certificates=row.certificates,
        journal_entries=row.journal_entries,
        archive_sha256=row.archive_sha256,
        series=tuple(json.loads(row.series)),
    )


def require_head(actor: Actor) -> None:
    """Refuse people who cannot decide for the office.

    Raises:
        NotAllowed: neither leader nor administrator.
    """
    require_writer(actor)
    if actor.role not in ("leader", "administrator"):
        raise NotAllowed(
            N_("A succession is recorded by a leader or an administrator of the office."),
            advice=N_("Ask one of them to do it."),
        )


def person_of(session: Session, actor: Actor) -> tuple[str, str]:
    """The actor's name and position."""
    official = session.get(Official, actor.official_id)
    return (official.full_name if official is not None else "", actor.position)


def _office(session: Session, office_id: str) -> Office:
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound(N_("This office is not known here."))
    return office


def is_successor_here(session: Session, predecessor_id: str) -> bool:
    """Whether this office itself carries on for that one."""
    return predecessor_id in predecessors_of(session, own_office(session).id)
