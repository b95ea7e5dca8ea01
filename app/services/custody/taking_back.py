"""Taking a dossier back: by the leader's override, or because the other office released what it never took."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Dossier, HandOver, HandOverItem, JournalEntry, Office, Recall
from app.models.base import utc_now
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor
from app.services.clean_text import require_text
from app.services.custody.recalls import require_handed_over
from app.services.journal_replay import OVERRIDE, SUCCEED, replay_custody
from app.services.names import role_name
from app.services.states import get_dossier
from app.services.succession.known import own_and_inherited
from app.services.succession.states import status_after
from app.translate import N_


def override_custody(session: Session, dossier_id: str, reason: str, actor: Actor) -> JournalEntry:
    """The leader takes back what this office handed over, under a new custody number.

    Where both meet, the copy with the lower number turns read-only and is kept beside the other one as a fork.

    Raises:
        NotAllowed: not by a leader, or it was not handed over by this office. InvalidInput: no reason.
    """
    if actor.role != "leader":
        raise NotAllowed(
            N_("Only a leader of the office takes a dossier back without the other office's release; “{role}” cannot."),
            advice=N_("Ask for the dossier back, or let the leader do it."),
            role=role_name(actor.role),
        )
    require_handed_over(session, dossier_id, actor)
    why = require_text("reason", reason, N_("Give the reason."))
    return take_back(session, dossier_id, OVERRIDE, "overridden", {"reason": why}, actor)


def take_back(
    session: Session, dossier_id: str, act: str, state: str, data: dict[str, object], actor: Actor
) -> JournalEntry:
    """The dossier is here again as it was before it left, under the next custody number; its recalls get ``state``.

    Raises:
        NotAllowed: its journal is not whole.
    """
    dossier = get_dossier(session, dossier_id)
    found = replay_custody(journal.dossier_history(session, dossier_id))
    if found is None or found[1].before.holder not in own_and_inherited(session, actor.office_id):
        raise NotAllowed(
            N_("The journal of this dossier is broken; it cannot be taken back."), advice=N_("Run the data check.")
        )
    before, former = found[1].before, dossier.holder_office_id
    for recall in session.exec(
        select(Recall).where(
            Recall.direction == "out", Recall.dossier_id == dossier_id, col(Recall.state).in_(("asked", "declined"))
        )
    ):
        recall.state, recall.answered_at = state, utc_now()
        session.add(recall)
    dossier.status, dossier.holder_office_id = before.status, before.holder
    dossier.custody_number += 1
    session.add(dossier)
    session.flush()
    moved = {
        "from": S.HANDED_OVER.value, "to": dossier.status, "custody": dossier.custody_number,
        "holder": dossier.holder_office_id, "former_holder": session.get_one(Office, former).code,
    }  # fmt: skip
    [entry] = journal.record_many(
        session, actor, [journal.Act(act, dossier_id=dossier_id, data={**data, **moved}, move=True)]
    )
    if before.holder != actor.office_id:
        _succeed(session, dossier, actor)
    _close_hand_overs(session, dossier_id, former)
    return entry


def _succeed(session: Session, dossier: Dossier, actor: Actor) -> None:
    """It was an ended office that had handed it over: this one carries on for it."""
    office, before = session.get_one(Office, actor.office_id), session.get_one(Office, dossier.holder_office_id)
    status = status_after(S(dossier.status), before.level, office.level).value
    moved = {
        "from": dossier.status, "to": status, "custody": dossier.custody_number + 1, "holder": office.id,
        "predecessor": before.code,
    }  # fmt: skip
    dossier.status, dossier.holder_office_id = status, office.id
    dossier.custody_number += 1
    session.add(dossier)
    session.flush()
    journal.record_many(session, actor, [journal.Act(SUCCEED, dossier_id=dossier.id, data=moved, move=True)])


def _close_hand_overs(session: Session, dossier_id: str, former_holder: str) -> None:
    """A hand-over of which every dossier has been taken back waits for nothing any more."""
    waiting = session.exec(
        select(HandOver)
        .join(HandOverItem, col(HandOverItem.hand_over_id) == col(HandOver.id))
        .where(
            HandOver.direction == "out",
            HandOver.status == "written",
            HandOver.to_office_id == former_holder,
            HandOverItem.dossier_id == dossier_id,
        )
    ).all()
    for hand_over in waiting:
        left = session.exec(
            select(HandOverItem.id)
            .join(Dossier, col(Dossier.id) == col(HandOverItem.dossier_id))
            .where(
                HandOverItem.hand_over_id == hand_over.id,
                Dossier.custody_number == HandOverItem.custody_number,
                Dossier.status == S.HANDED_OVER.value,
            )
        ).first()
        if left is None:
            hand_over.status = "recalled"
            session.add(hand_over)
    session.flush()
