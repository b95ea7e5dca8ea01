"""The figures beside the pages of the navigation: one cheap question each."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from app.services import record_lines
from app.services.actors import Actor
from app.services.rules.library import RuleLibrary
from app.services.today.certificates import count_valid
from app.services.today.dossiers import AT_WORK
from app.services.today.page import count_states, count_unreceipted


def counts(session: Session, actor: Actor, library: RuleLibrary, today: dt.date) -> dict[str, int]:
    """By page, how many things wait there; a page without anything that waits is left out.

    ``dossiers``: held here and not finished. ``assessment``: received, their local items not assessed yet.
    ``council``: in a round. ``certificates``: those that end within the days for filing a re-assessment.
    ``hand_over``: dossiers ready to be handed on, and hand-overs without receipt.
    """
    record_lines.bring_up(session)
    held = count_states(session, AT_WORK, actor.office_id)
    regime = library.for_dossier(None, today)
    step = regime.step(actor.level)
    tasks = step.tasks if step is not None else ()
    found = {
        "dossiers": sum(held.values()),
        "hand_over": held.get("assessed", 0) + held.get("passing_up", 0) + count_unreceipted(session, actor.office_id),
    }
    if "assess_items" in tasks:
        found["assessment"] = held.get("filed", 0) + held.get("checked", 0)
    if "score" in tasks:
        found["council"] = held.get("in_round", 0)
    if regime.reassessment is not None:
        last = today + dt.timedelta(days=regime.reassessment.latest_days_before_expiry)
        found["certificates"] = count_valid(session, today, last)
    return {page: number for page, number in found.items() if number}
