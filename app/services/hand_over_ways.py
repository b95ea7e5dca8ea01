"""Which way a dossier may go from an office: forward, back for completion, down as a result, or released on request."""

from __future__ import annotations

from typing import Literal

from sqlmodel import Session

from app.errors import NotAllowed
from app.models import Dossier, Office
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor
from app.services.journal_replay import RELEASABLE, given_by
from app.services.names import state_name
from app.services.rules.facts import LEVELS
from app.services.rules.regime import Regime
from app.services.states import MOVES, refusal, require_custody
from app.services.succession.known import successor_of
from app.translate import N_

Purpose = Literal["forward", "completion", "result", "release", "succession", "letter"]
RESULT_STATES = frozenset({S.RECOGNISED, S.DECLINED})
COMPLETION_STATES = frozenset({S.TO_COMPLETE, S.RETURNED})
ACTS: dict[Purpose, str] = {
    "forward": "hand_over",
    "completion": "hand_over",
    "release": "release_dossier",
    "succession": "succeed",
}
"""The act by which custody passes; a result and a letter leave it where it is."""


def require_way(
    session: Session, dossier: Dossier, regime: Regime, receiver: Office, purpose: Purpose, actor: Actor
) -> None:
    """Refuse a hand-over that the regime does not know: the wrong office, or work here not finished.

    Raises:
        NotAllowed: with what is needed.
    """
    status = S(dossier.status)
    if purpose == "succession":
        require_custody(dossier, actor)
        return
    if purpose == "release":
        _require_release(session, dossier, receiver, actor)
        return
    if purpose == "result":
        if dossier.holder_office_id != actor.office_id or status not in RESULT_STATES:
            raise NotAllowed(
                N_("Only a final result of this office can be sent as a result; this dossier is “{status}”."),
                status=state_name(dossier.status),
            )
    else:
        refused = refusal(dossier, MOVES["hand_over"], actor, regime)
        if refused is not None:
            raise refused
    step = regime.step(actor.level)
    if purpose == "forward":
        if step is None or step.next != receiver.level:
            raise NotAllowed(
                N_("Under {regime} this office's dossiers do not go to {office}."),
                advice=N_("Choose the office of the next level."),
                regime=regime.title,
                office=receiver.name,
            )
        if status not in finished_states(regime, actor.level):
            raise NotAllowed(
                N_("The dossier is in the state “{status}”: its work here is not finished."),
                advice=N_("Finish the check, the assessment and the report first."),
                status=state_name(dossier.status),
            )
        return
    if LEVELS.index(receiver.level) >= LEVELS.index(actor.level):
        raise NotAllowed(N_("Requests for completion and results go to the level below."))
    if purpose == "completion" and status not in COMPLETION_STATES:
        raise NotAllowed(
            N_("A dossier goes back once its completion has been asked for; this one is “{status}”."),
            advice=N_("Write the list of what is to be completed first."),
            status=state_name(dossier.status),
        )


def require_way_to(session: Session, own_id: str, receiver: Office, purpose: Purpose) -> None:
    """Refuse an office that has ended, and a last act to an office that is not named as the successor.

    Raises:
        NotAllowed: with the office to which it goes instead.
    """
    heir = successor_of(session, receiver.id)
    if heir != receiver.id:
        raise NotAllowed(
            N_("{office} has ended; {successor} carries on for it."),
            advice=N_("Choose {successor}."),
            office=receiver.name,
            successor=session.get_one(Office, heir).name,
        )
    if purpose == "succession" and successor_of(session, own_id) != receiver.id:
        raise NotAllowed(
            N_("{office} is not named here as the successor of this office."),
            advice=N_("Name the successor first, with the decision that it rests on."),
            office=receiver.name,
        )


def finished_states(regime: Regime, level: str) -> set[S]:
    """The states in which a dossier's work is done at this level, so that it goes on to the next one."""
    step = regime.step(level)  # type: ignore[arg-type]
    tasks = step.tasks if step else ()
    if "score" in tasks:
        return {S.PASSING_UP}
    if "assess_items" in tasks:
        return {S.ASSESSED}
    if "receive_first" in tasks:
        return {S.CHECKED}
    return {S.DRAFT, S.TO_COMPLETE}


def _require_release(session: Session, dossier: Dossier, receiver: Office, actor: Actor) -> None:
    """A dossier is released to the office that handed it over to this one, while no council has it."""
    require_custody(dossier, actor)
    if dossier.status not in RELEASABLE:
        raise NotAllowed(
            N_("The dossier is in the state “{status}”: it cannot be given back now."),
            advice=N_("Take it out of its round first; what is decided is sent as a result."),
            status=state_name(dossier.status),
        )
    giver = given_by(journal.dossier_history(session, dossier.id), actor.office_id)
    if receiver.id not in (giver, successor_of(session, giver)):
        raise NotAllowed(
            N_("{office} did not hand this dossier over to this office."),
            advice=N_("It is released to the office that it came from."),
            office=receiver.name,
        )
