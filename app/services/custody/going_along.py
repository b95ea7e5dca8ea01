"""What an office still has to tell another one about custody and targets: along with any bundle there, or as a letter.

No letter is acknowledged, so what is said is said again for some time: whoever knows it already changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json

from sqlmodel import Session, col, select

from app.models import Dossier, JournalEntry, Recall
from app.models.base import utc_now
from app.models.dossier import DossierStatus as S
from app.services.actors import Actor
from app.services.custody.notices import answer_enclosure, custody_enclosure, recall_enclosure
from app.services.custody.recalls import refused_up_to
from app.services.journal_replay import OVERRIDE
from app.services.letters.enclosures import Enclosure
from app.services.plans.giving import plan_going_along

TOLD_FOR = dt.timedelta(days=60)
"""So long an answer or a notice goes along with what is sent to that office."""
_MOST = 50


def going_along(session: Session, office_id: str, actor: Actor) -> tuple[Enclosure, ...]:
    """Open requests to that office, late answers to its own, notices of leaders' decisions, plans of a year."""
    since = utc_now() - TOLD_FOR
    asked = session.exec(
        select(Recall)
        .where(Recall.direction == "out", Recall.office_id == office_id, Recall.state == "asked")
        .order_by(col(Recall.asked_at))
        .limit(_MOST)
    ).all()
    answered = session.exec(
        select(Recall)
        .where(
            Recall.direction == "in",
            Recall.office_id == office_id,
            col(Recall.state).in_(("declined", "released")),
            col(Recall.answered_at) >= since,
        )
        .order_by(col(Recall.answered_at))
        .limit(_MOST)
    ).all()
    found = [recall_enclosure(session, one.id) for one in asked]
    found += [answer_enclosure(session, one.id, actor) for one in answered if _needs_letter(session, one)]
    return (*found, *_overrides(session, office_id, actor, since), *plan_going_along(session, office_id))


def _needs_letter(session: Session, recall: Recall) -> bool:
    """A refusal, or that the dossier never arrived; one that was given back answers for itself."""
    if recall.state == "declined":
        return True
    return refused_up_to(session, recall.dossier_id) >= recall.custody_number


def _overrides(session: Session, office_id: str, actor: Actor, since: dt.datetime) -> list[Enclosure]:
    """The overrides of the last weeks after which the dossier is still here."""
    entries = session.exec(
        select(JournalEntry)
        .where(
            JournalEntry.act == OVERRIDE,
            JournalEntry.office_code == actor.office_code,
            col(JournalEntry.office_sequence).is_not(None),
            JournalEntry.at >= since,
        )
        .order_by(col(JournalEntry.office_sequence).desc())
        .limit(_MOST)
    ).all()
    found: dict[str, Enclosure] = {}
    for entry in entries:
        dossier = session.get(Dossier, entry.dossier_id) if entry.dossier_id else None
        if dossier is None or dossier.status == S.HANDED_OVER or dossier.id in found:
            continue
        if int(json.loads(entry.data)["custody"]) != dossier.custody_number:
            continue
        to, enclosure = custody_enclosure(session, dossier.id)
        if to == office_id:
            found[dossier.id] = enclosure
    return list(found.values())
