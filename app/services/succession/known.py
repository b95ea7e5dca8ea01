"""What this office knows of ended offices and their successors; nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, select

from app.models import JournalEntry, Office, Succession
from app.services.journal_replay import successions_in


def successor_of(session: Session, office_id: str) -> str:
    """The id of the office that carries on for this one now, through every succession; its own where it works on."""
    heirs = _heirs(session)
    seen = {office_id}
    while (heir := heirs.get(office_id)) is not None and heir not in seen:
        seen.add(heir)
        office_id = heir
    return office_id


def predecessors_of(session: Session, office_id: str) -> frozenset[str]:
    """The ids of all offices that this one carries on for, also at second hand; not its own."""
    heirs = _heirs(session)
    found: set[str] = set()
    more = {office_id}
    while more := {one for one, heir in heirs.items() if heir in more} - found:
        found |= more
    return frozenset(found - {office_id})


def ended_offices(session: Session) -> frozenset[str]:
    """The ids of the offices that another one carries on for."""
    return frozenset(_heirs(session))


def _heirs(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Succession.predecessor_office_id, Succession.successor_office_id)).all())


def own_and_inherited(session: Session, office_id: str) -> frozenset[str]:
    """The office and all that it carries on for: whose papers and certificates it answers for."""
    return predecessors_of(session, office_id) | {office_id}


def inherited_receivers(session: Session, own_id: str) -> Mapping[str, bool]:
    """By code, the ended offices that this one carries on for: whether what is sealed for them opens here."""
    before = predecessors_of(session, own_id)
    if not before:
        return {}
    rows = session.exec(
        select(Office.id, Office.code, Succession.keys_taken).where(Succession.predecessor_office_id == Office.id)
    )
    return {code: keys for office_id, code, keys in rows if office_id in before}


def taken_over(session: Session) -> list[Succession]:
    """The successions by which an ended office's own journal came here."""
    return list(session.exec(select(Succession).where(Succession.journal_head != "")))


def unknown_succession(
    session: Session, entries: Sequence[JournalEntry], besides: Collection[tuple[str, str]] = ()
) -> tuple[str, str] | None:
    """The names of the first ended office and successor in a dossier's chain that are not known here as such.

    Args:
        besides: pairs of ids that count as known: those of whom the bundle itself is the act.
    """
    told = successions_in(entries)
    if not told:
        return None
    known = {(before, after) for before, after in _heirs(session).items()} | set(besides)
    for before, after in told:
        if (before, after) not in known and successor_of(session, before) != after:
            return _name(session, before), _name(session, after)
    return None


def _name(session: Session, office_id: str) -> str:
    office = session.get(Office, office_id)
    return office.name if office is not None else "…"
