"""Everything that the page of a dossier shows, read at once; and what stops an act before it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Certificate, HandOver, HandOverItem, Product, RankingResult, RoundEntry
from app.models.dossier import DossierRow, DossierStatus
from app.services.actors import WRITERS, Actor
from app.services.dossier_checks import what_is_missing
from app.services.dossier_overview import DossierOverview, overview
from app.services.dossier_track import DossierTrack, dossier_track
from app.services.dossiers import regime_of
from app.services.missing import Missing
from app.services.missing_dossier import missing_of_dossier
from app.services.notes import NoteThread, notes_of
from app.services.paper_lines import IssuedLine, PaperList, issued_papers_of, paper_list
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.star_ahead import latest_result
from app.services.states import EDITABLE, get_dossier, leaving, possible_moves, require_editable

_ABOVE = ("record_recognition_above", "record_refusal_above", "record_return_above", "record_completion_above")


@dataclass(frozen=True)
class DossierPageData:
    """``moves``: what this person can do now. ``editable``: whether papers and texts change here and now.

    ``lock``: why they do not, as an error to show. ``round_id``: the round that it is in. ``stars``: of its result.
    ``recording_above``: it was handed over on paper by this office, whose people type the result in.
    """

    row: DossierRow
    overview: DossierOverview
    producer_id: str
    regime: Regime
    scores_here: bool
    track: DossierTrack
    papers: PaperList
    issued: tuple[IssuedLine, ...]
    missing: tuple[Missing, ...]
    notes: tuple[NoteThread, ...]
    moves: tuple[str, ...]
    held_here: bool
    editable: bool
    lock: AppError | None
    round_id: str
    stars: int | None
    certificate_id: str
    recording_above: bool


def dossier_page(
    session: Session,
    dossier_id: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> DossierPageData:
    """The dossier as its page shows it today.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotFound: the dossier or its rules are not here.
    """
    dossier = get_dossier(session, dossier_id)
    regime = regime_of(dossier, library, today)
    lock: AppError | None = None
    try:
        require_editable(dossier, actor)
    except AppError as error:
        lock = error
    above = handed_over_on_paper(session, dossier_id, actor)
    moves = possible_moves(dossier, actor, regime) if actor.role in WRITERS else []
    if leaving(session, {dossier_id}):
        moves = []
    held = dossier.holder_office_id == actor.office_id and dossier.status != DossierStatus.HANDED_OVER
    ended = dossier.status in (DossierStatus.RECOGNISED, DossierStatus.DECLINED, DossierStatus.WITHDRAWN)
    step = regime.step(actor.level)
    result = latest_result(session, dossier_id)
    seen = overview(session, dossier_id, library, today, office_days)
    return DossierPageData(
        row=seen.row,
        overview=seen,
        producer_id=session.get_one(Product, dossier.product_id).producer_id,
        regime=regime,
        scores_here=step is not None and "score" in step.tasks,
        track=dossier_track(session, dossier_id, library, today),
        papers=paper_list(session, dossier_id, actor, library, today),
        issued=tuple(issued_papers_of(session, dossier_id)),
        missing=tuple(missing_of_dossier(session, dossier_id, library, today)) if held and not ended else (),
        notes=tuple(notes_of(session, dossier_id)),
        moves=tuple(one for one in moves if one not in _ABOVE or above),
        held_here=held,
        editable=lock is None and dossier.status in EDITABLE,
        lock=lock,
        round_id=_round_of(session, dossier_id),
        stars=result.stars if result else None,
        certificate_id=_certificate_of(session, dossier_id),
        recording_above=above and actor.role in WRITERS,
    )


def handed_over_on_paper(session: Session, dossier_id: str, actor: Actor) -> bool:
    """Whether the dossier left this office on paper, so that its people type in what the office above decides."""
    dossier = get_dossier(session, dossier_id)
    if dossier.status != DossierStatus.HANDED_OVER:
        return False
    found = session.exec(
        select(HandOver.medium)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
        .where(
            HandOverItem.dossier_id == dossier_id,
            HandOverItem.custody_number == dossier.custody_number,
            HandOver.direction == "out",
            HandOver.from_office_id == actor.office_id,
            col(HandOver.status).in_(("written", "received")),
        )
        .order_by(col(HandOver.at).desc())
    ).first()
    return found == "paper"


def stops_of(
    session: Session, dossier_id: str, act: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> list[Missing]:
    """What is missing that stops an act, before anybody fills in what the act asks.

    Raises:
        NotFound: the dossier or its rules are not here.
    """
    dossier = get_dossier(session, dossier_id)
    if act == "confirm_complete":
        found = what_is_missing(session, dossier_id, library, today, up_to="producer")
    elif act == "accept_as_valid":
        regime = regime_of(dossier, library, today)
        below = next((step.level for step in regime.levels if step.next == actor.level), None)
        found = what_is_missing(session, dossier_id, library, today, up_to=below) if below else []
    else:
        return []
    return [one for one in found if one.grade == "stops"]


def _round_of(session: Session, dossier_id: str) -> str:
    result = session.exec(
        select(RankingResult.round_id)
        .where(RankingResult.dossier_id == dossier_id, col(RankingResult.round_id).is_not(None))
        .order_by(col(RankingResult.closed_on).desc())
    ).first()
    entry = session.exec(
        select(RoundEntry.round_id).where(RoundEntry.dossier_id == dossier_id).order_by(col(RoundEntry.id).desc())
    ).first()
    return str(entry or result or "")


def _certificate_of(session: Session, dossier_id: str) -> str:
    return str(
        session.exec(
            select(Certificate.id)
            .where(Certificate.dossier_id == dossier_id)
            .order_by(col(Certificate.valid_from).desc())
        ).first()
        or ""
    )
