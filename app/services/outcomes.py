"""What follows a closed result: recognised here, passed up, declined or sent back, by the regime's figures alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Literal

from sqlmodel import Session

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, RankingResult
from app.models.base import nfc
from app.models.dossier import DossierStatus
from app.services import states
from app.services.actors import Actor, require_writer
from app.services.dossier_rules import Rules, regime_of
from app.services.result_rows import RankingResultRow, standing_result
from app.services.revisions import seal
from app.services.rules.facts import Level
from app.services.rules.regime import Regime
from app.translate import N_

Outcome = Literal["recognise", "pass_up", "decline", "send_back"]


def average_of(result: RankingResult | RankingResultRow) -> Fraction:
    """The average in points, exact."""
    return Fraction(result.total_sum_hundredths, 100 * result.sheet_count)


def recognised_stars(
    result: RankingResult | RankingResultRow, regime: Regime, level: Level, *, returned: bool = False
) -> int | None:
    """The star with which this level may recognise the product now; ``None``: it may not.

    A level recognises the stars that the regime gives it and never those without a certificate. Where the level above
    returned the dossier (and the regime lets this level recognise it then), or the regime recognises here what is
    passed on meanwhile, a higher star counts as the highest that this level may give.
    """
    step = regime.step(level)
    if step is None or "recognise" not in step.tasks or result.stars is None or result.provisional:
        return None
    allowed = sorted(star for star in step.recognises if star not in regime.not_certified)
    if result.stars in allowed:
        return result.stars
    capped = (returned and step.recognises_returned) or (
        passes_up(result, regime, level) and regime.recognised_when_passed_up.value
    )
    below = [star for star in allowed if star < result.stars] if capped else []
    return below[-1] if below else None


def passes_up(result: RankingResult | RankingResultRow, regime: Regime, level: Level) -> bool:
    """Whether the exact average reaches what this level passes up, and no reason for exclusion holds."""
    step = regime.step(level)
    return (
        step is not None
        and "pass_up" in step.tasks
        and step.passes_up_from is not None
        and not result.knocked_out
        and average_of(result) >= Fraction(step.passes_up_from)
    )


def _goes_back(result: RankingResult | RankingResultRow, regime: Regime, level: Level) -> bool:
    step = regime.step(level)
    return (
        step is not None
        and step.returns_below is not None
        and not result.knocked_out
        and average_of(result) < Fraction(step.returns_below)
    )


def propose_outcome(
    result: RankingResult | RankingResultRow, regime: Regime, level: Level, *, returned: bool = False
) -> Outcome:
    """What the regime's figures say of the result: by the exact average and this level's stars, never rounded.

    Args:
        returned: the level above has returned the dossier to this one.
    """
    if result.knocked_out:
        return "decline"
    if not returned:
        if passes_up(result, regime, level):
            return "pass_up"
        if _goes_back(result, regime, level):
            return "send_back"
    # A provisional star is proposed as it stands by points; it is recognised only once it is final.
    step = regime.step(level)
    settled = recognised_stars(result, regime, level, returned=returned) is not None
    by_points = (
        result.provisional
        and step is not None
        and "recognise" in step.tasks
        and result.stars in step.recognises
        and result.stars not in regime.not_certified
    )
    return "recognise" if settled or by_points else "decline"


def decide_outcome(
    session: Session,
    dossier_id: str,
    outcome: Outcome,
    reason: str,
    actor: Actor,
    library: Rules,
    today: dt.date,
) -> str:
    """Pass a dossier up, decline it or send it back to the level beneath; recognising is done by a signed decision.

    Returns:
        The dossier's new state.

    Raises:
        InvalidInput: no reason for declining or sending back, or an outcome that is not decided here.
        NotAllowed: the average does not reach what is passed up, the average is not one that goes back, recognised
            products are not passed on under this regime, or as ``states.apply``.
    """
    require_writer(actor)
    dossier = states.get_dossier(session, dossier_id)
    regime = regime_of(library, dossier)
    if outcome not in ("pass_up", "decline", "send_back"):
        raise InvalidInput("outcome", N_("A product is recognised by signing the decision that names it."))
    if outcome != "pass_up" and not reason.strip():
        raise InvalidInput("reason", N_("Give the reason: the producer reads it."))
    refused = states.refusal(dossier, states.MOVES[outcome], actor, regime)
    if refused is not None:
        raise refused
    result = _result_for(session, dossier, actor)
    if outcome == "pass_up":
        _check_pass_up(dossier, result, regime, actor)
    if outcome == "send_back" and result is not None and not _goes_back(result, regime, actor.level):
        raise NotAllowed(
            N_("Under {regime} a product with this average is not sent back by this level."), regime=regime.title
        )
    states.apply(
        session,
        dossier,
        outcome,
        actor,
        regime,
        {"result": result.id if result else "", "reason": nfc(reason.strip()), "decided_on": today},
    )
    if result is not None:
        result.outcome = outcome
        result.outcome_reason = nfc(reason.strip())
        seal(session, result)
    return dossier.status


def _result_for(session: Session, dossier: Dossier, actor: Actor) -> RankingResult | None:
    """The result that the move rests on; a dossier whose form is being checked here has none yet."""
    if dossier.status in (DossierStatus.RECEIVED, DossierStatus.VALID):
        return None
    return standing_result(session, dossier.id, actor.office_id)


def _check_pass_up(dossier: Dossier, result: RankingResult | None, regime: Regime, actor: Actor) -> None:
    step = regime.step(actor.level)
    if result is None or not passes_up(result, regime, actor.level):
        raise NotAllowed(
            N_("Only a product with an average of at least {least} points is passed up from this level."),
            advice=N_("Recognise it here where the regime allows it, or decline it."),
            least="" if step is None or step.passes_up_from is None else step.passes_up_from,
        )
    if dossier.status == DossierStatus.RECOGNISED and not regime.recognised_when_passed_up.value:
        raise NotAllowed(
            N_("Under {regime} a product that is recognised here is not passed on as well."), regime=regime.title
        )
