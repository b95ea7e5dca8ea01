"""What the page of one dossier says of its custody, and which acts of custody it offers; read at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Dossier, HandOver, HandOverItem
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import WRITERS, Actor
from app.services.conflicts.listing import OpenConflict, open_conflicts
from app.services.custody.again import PURPOSES
from app.services.custody.fork_view import Fork, forks_of
from app.services.custody.recalls import RecallLine, product_name, recall_lines, require_handed_over
from app.services.journal_replay import RELEASABLE, given_by


@dataclass(frozen=True)
class DossierCustody:
    """``asked``: this office's latest recall, while the dossier is still away; ``wanted``: another office's open one.

    ``can_recall`` and ``can_override`` hold for this person now. ``again``: the hand-over that can be written again.
    """

    asked: RecallLine | None
    wanted: RecallLine | None
    forks: tuple[Fork, ...]
    conflict: OpenConflict | None
    can_recall: bool
    can_override: bool
    again: str


def custody_of(session: Session, dossier_id: str, actor: Actor) -> DossierCustody:
    """The custody of one dossier as this office's copy tells it.

    Raises:
        NotFound: no such dossier.
    """
    lines = recall_lines(session, dossier_id)
    away = _is_away(session, dossier_id, actor)
    asked = next((one for one in lines if one.direction == "out" and one.state in ("asked", "declined")), None)
    waits = asked is not None and asked.state == "asked"
    return DossierCustody(
        asked=asked if away else None,
        wanted=next((one for one in lines if one.direction == "in" and one.state == "asked"), None),
        forks=tuple(forks_of(session, dossier_id)),
        conflict=next((one for one in open_conflicts(session) if one.dossier_id == dossier_id), None),
        can_recall=away and not waits and actor.role in WRITERS,
        can_override=away and actor.role == "leader",
        again=_unreceived(session, dossier_id) if away and actor.role in WRITERS else "",
    )


def _is_away(session: Session, dossier_id: str, actor: Actor) -> bool:
    try:
        require_handed_over(session, dossier_id, actor)
    except AppError:
        return False
    return True


def _unreceived(session: Session, dossier_id: str) -> str:
    """The bundle in which the dossier left, where nobody has said yet that it arrived."""
    return (
        session.exec(
            select(HandOver.id)
            .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
            .join(Dossier, col(Dossier.id) == col(HandOverItem.dossier_id))
            .where(
                HandOverItem.dossier_id == dossier_id,
                HandOver.direction == "out",
                HandOver.medium == "bundle",
                HandOver.status == "written",
                col(HandOver.purpose).in_(PURPOSES),
                Dossier.custody_number == HandOverItem.custody_number,
            )
            .order_by(col(HandOver.sequence).desc())
        ).first()
        or ""
    )


@dataclass(frozen=True)
class OfficeAsks:
    """An office that asks for dossiers back: their ids, and when it asked first (UTC, ISO)."""

    office: str
    dossier_ids: tuple[str, ...]
    since: str


def waiting_recalls(session: Session) -> list[OfficeAsks]:
    """The offices that wait for an answer of this one, the longest waiting first."""
    found: dict[str, list[RecallLine]] = {}
    for line in recall_lines(session, only_open=True):
        if line.direction == "in":
            found.setdefault(line.office, []).append(line)
    groups = [
        OfficeAsks(office, tuple(one.dossier_id for one in lines), min(one.asked_at for one in lines))
        for office, lines in found.items()
    ]
    return sorted(groups, key=lambda one: one.since)


def can_give_back(session: Session, line: RecallLine, actor: Actor) -> bool:
    """Whether the dossier of a recall lies here, with this office as its holder, so that a bundle can carry it back."""
    dossier = session.get(Dossier, line.dossier_id)
    return (
        dossier is not None
        and dossier.holder_office_id == actor.office_id
        and S(dossier.status) in RELEASABLE
        and bool(given_by(journal.dossier_history(session, line.dossier_id), actor.office_id))
    )


@dataclass(frozen=True)
class AwayDossiers:
    """The dossiers of a hand-over that are still where it took them, as (id, product), and whether it can go again."""

    dossiers: tuple[tuple[str, str], ...]
    can_again: bool


def away_with(session: Session, hand_over_id: str, actor: Actor) -> AwayDossiers:
    """What of an outgoing hand-over can still be asked back, and whether the whole can be written once more."""
    row = session.get(HandOver, hand_over_id)
    if (
        row is None
        or row.direction != "out"
        or row.purpose not in PURPOSES
        or row.status not in ("written", "received")
    ):
        return AwayDossiers((), False)
    items = session.exec(
        select(HandOverItem).where(HandOverItem.hand_over_id == row.id).order_by(col(HandOverItem.id))
    ).all()
    found = []
    for item in items:
        dossier = session.get(Dossier, item.dossier_id)
        if (
            dossier is not None
            and dossier.custody_number == item.custody_number
            and _is_away(session, dossier.id, actor)
        ):
            found.append((dossier.id, product_name(session, dossier.id)))
    whole = row.medium == "bundle" and row.status == "written" and len(found) == len(items)
    return AwayDossiers(tuple(found), whole and actor.role in WRITERS)
