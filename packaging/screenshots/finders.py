"""Which record a picture shows, found in the data folder that it is taken of."""

from __future__ import annotations

from typing import Any

from rounds import Finder
from sqlmodel import col, select

from app.models import (
    AssessmentRound,
    Council,
    CouncilMember,
    Dossier,
    HandOver,
    HandOverItem,
    RankingResult,
    Recall,
    RecognitionDecision,
    RoundEntry,
    ScoreSheet,
)
from app.models.office import office_id
from app.services import listing
from app.services.conflicts.listing import open_conflicts
from app.services.custody.fork_compare import forks_compared
from app.services.listing import ListQuery


def first(kind: str, *states: str, place: int = 0) -> Finder:
    """The record in that place of a list, in the order of names."""

    def find(session: Any) -> str:
        rows = listing.page(session, ListQuery(kind, states=states), place, 1)
        return rows[0].id

    return find


def a_round(session: Any) -> str:
    """The first round."""
    return str(session.exec(select(AssessmentRound.id).order_by(col(AssessmentRound.id))).one())


def a_council(session: Any) -> str:
    """The council of the round."""
    return str(session.exec(select(Council.id)).one())


def a_decision(session: Any) -> str:
    """The first decision."""
    return str(session.exec(select(RecognitionDecision.id)).first())


def a_member(place: int) -> Finder:
    """The member in that seat of the council, from 0."""

    def find(session: Any) -> str:
        return str(session.exec(select(CouncilMember.id).order_by(col(CouncilMember.number)).offset(place)).first())

    return find


def in_round(session: Any) -> str:
    """The dossier that was put into the round last."""
    return str(session.exec(select(RoundEntry.dossier_id).order_by(col(RoundEntry.id).desc())).first())


def scored(session: Any) -> str:
    """A dossier with a sheet of the first member."""
    return str(session.exec(select(ScoreSheet.dossier_id).order_by(col(ScoreSheet.id))).first())


def best_result(session: Any) -> str:
    """The dossier with the highest average."""
    return str(
        session.exec(select(RankingResult.dossier_id).order_by(col(RankingResult.total_sum_hundredths).desc())).first()
    )


def of_recall(session: Any) -> str:
    """The dossier that is asked for."""
    return str(session.exec(select(Recall.dossier_id).where(Recall.state == "asked")).first())


def sent_last(session: Any) -> str:
    """The last bundle of dossiers that left."""
    return _last(session, "out")


def came_last(session: Any) -> str:
    """The last bundle of dossiers that came."""
    return _last(session, "in")


def _last(session: Any, direction: str) -> str:
    asked = select(HandOver.id).join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
    asked = asked.where(HandOver.direction == direction).order_by(col(HandOver.at).desc(), col(HandOver.id))
    return str(session.exec(asked).first())


def forked(session: Any) -> str:
    """A dossier of which there are two versions."""
    return next(one for one in session.exec(select(Dossier.id)).all() if forks_compared(session, one))


def conflicting(session: Any) -> str:
    """A dossier that was changed here and there."""
    return str(open_conflicts(session)[0].dossier_id)


def an_office(code: str) -> Finder:
    """The office with that code."""
    return lambda _session: office_id(code)
