"""Recall and release: the sender asks for a dossier back, and the receiver answers.

Until the receiver has released it, or this office's leader has overridden the custody, it stays read-only here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.models import Dossier, Office, Official, Product, Recall, ReleasedCustody
from app.models.base import utc_now
from app.models.dossier import DossierStatus as S
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.clean_text import require_text
from app.services.journal_replay import given_by
from app.services.states import get_dossier, leaving
from app.services.succession.known import own_and_inherited
from app.translate import N_


@dataclass(frozen=True)
class RecallLine:
    """A recall as people see it. ``direction``: out (asked by this office) or in (asked of it).

    ``state``: asked, declined, released, overridden, late. ``product`` is empty where the dossier is not here.
    """

    id: str
    direction: str
    dossier_id: str
    product: str
    custody_number: int
    office_id: str
    office: str
    reason: str
    asked_at: str
    asked_by: str
    state: str
    answer: str
    answered_at: str


def ask_recall(session: Session, dossier_id: str, reason: str, actor: Actor) -> Recall:
    """Ask the office that a dossier was handed over to for it; it stays read-only here until that office answers.

    Raises:
        NotAllowed: it was not handed over by this office, or it is asked back already. InvalidInput: no reason.
    """
    require_writer(actor)
    dossier = require_handed_over(session, dossier_id, actor)
    why = require_text("reason", reason, N_("Give the reason."))
    recall = _recall(session, "out", dossier_id, dossier.custody_number, dossier.holder_office_id)
    if recall is not None and recall.state == "asked":
        raise NotAllowed(
            N_("This dossier has been asked back already."),
            advice=N_("Wait for the answer, or let the leader take it back."),
        )
    recall = recall or Recall(
        direction="out", dossier_id=dossier_id, custody_number=dossier.custody_number,
        office_id=dossier.holder_office_id, reason="", asked_at=utc_now(),
    )  # fmt: skip
    recall.reason, recall.asked_at, recall.state = why, utc_now(), "asked"
    recall.asked_by, recall.asked_position = _name_of(session, actor.official_id), actor.position
    recall.answer, recall.answered_at = "", None
    session.add(recall)
    session.flush()
    data = {"custody": recall.custody_number, "holder": recall.office_id, "reason": why}
    journal.record(session, actor, "ask_recall", dossier_id=dossier_id, data=data)
    return recall


def decline_recall(session: Session, recall_id: str, reason: str, actor: Actor) -> Recall:
    """Answer that the dossier stays here, and why.

    Raises:
        NotFound, NotAllowed: no such open recall. InvalidInput: no reason.
    """
    require_writer(actor)
    recall = _open_recall(session, recall_id)
    why = require_text("reason", reason, N_("Give the reason."))
    _answer(session, recall, "declined", why)
    data = {"recall": recall.id, "custody": recall.custody_number, "reason": why}
    _record(session, actor, "decline_recall", recall.dossier_id, data)
    return recall


def release_untaken(session: Session, recall_id: str, actor: Actor) -> Recall:
    """Give up what never arrived: any bundle of this dossier up to the number asked for is refused here from now on.

    Raises:
        NotFound, NotAllowed: no such open recall, or the dossier was taken here.
    """
    require_writer(actor)
    recall = _open_recall(session, recall_id)
    dossier = session.get(Dossier, recall.dossier_id)
    number = dossier.custody_number if dossier is not None else 0
    on_its_way = dossier is not None and dossier.status == S.HANDED_OVER and dossier.holder_office_id == actor.office_id
    if number > recall.custody_number or (number == recall.custody_number and not on_its_way):
        raise NotAllowed(
            N_("This dossier was taken here: it is given back in a bundle."),
            advice=N_("Release it to the office that asks for it."),
        )
    refuse_up_to(session, recall.dossier_id, recall.custody_number, recall.office_id)
    _answer(session, recall, "released", "")
    _record(session, actor, "release_untaken", recall.dossier_id, {"custody": recall.custody_number})
    return recall


def refuse_up_to(session: Session, dossier_id: str, number: int, office_id: str) -> None:
    """From now on refuse any bundle of a dossier under this custody number or a lower one."""
    row = session.exec(select(ReleasedCustody).where(ReleasedCustody.dossier_id == dossier_id)).first()
    row = row or ReleasedCustody(dossier_id=dossier_id, custody_number=0, office_id=office_id, at=utc_now())
    row.custody_number = max(row.custody_number, number)
    session.add(row)
    session.flush()


def refused_up_to(session: Session, dossier_id: str) -> int:
    """The highest custody number of a dossier that this office gave up without having taken it; 0: none."""
    asked = select(ReleasedCustody.custody_number).where(ReleasedCustody.dossier_id == dossier_id)
    return session.exec(asked).first() or 0


def dossiers_came_back(session: Session, numbers: Mapping[str, int], released: bool) -> None:
    """Dossiers arrived under these numbers: what was asked for under a lower one is answered by that.

    Args:
        released: they came because they were asked for.
    """
    for recall in _of_dossiers(session, "out", ("asked", "declined"), numbers):
        if recall.custody_number < numbers[recall.dossier_id]:
            _answer(session, recall, "released" if released else "late", recall.answer)


def dossiers_left(session: Session, numbers: Mapping[str, int], to_office_id: str, released: bool) -> None:
    """Dossiers left this office under these numbers: whoever asked for one has it back, or comes too late."""
    for recall in _of_dossiers(session, "in", ("asked",), numbers):
        answered = released and recall.office_id == to_office_id
        _answer(session, recall, "released" if answered else "late", "")


def _of_dossiers(
    session: Session, direction: str, states: tuple[str, ...], dossier_ids: Collection[str]
) -> list[Recall]:
    wanted, found = sorted(dossier_ids), list[Recall]()
    for start in range(0, len(wanted), journal.IDS_AT_ONCE):
        some = col(Recall.dossier_id).in_(wanted[start : start + journal.IDS_AT_ONCE])
        chosen = select(Recall).where(Recall.direction == direction, col(Recall.state).in_(states), some)
        found += session.exec(chosen)
    return found


def recall_lines(session: Session, dossier_id: str | None = None, *, only_open: bool = False) -> list[RecallLine]:
    """The recalls of this office, asked and to be answered, the latest first; of one dossier, or of all."""
    chosen = select(Recall, Office.name).join(Office, col(Office.id) == col(Recall.office_id))
    if dossier_id is not None:
        chosen = chosen.where(Recall.dossier_id == dossier_id)
    if only_open:
        chosen = chosen.where(Recall.state == "asked")
    rows = session.exec(chosen.order_by(col(Recall.asked_at).desc(), col(Recall.id))).all()
    return [
        RecallLine(
            row.id, row.direction, row.dossier_id, product_name(session, row.dossier_id), row.custody_number,
            row.office_id, office, row.reason, row.asked_at.isoformat(),
            " ".join(filter(None, (row.asked_position, row.asked_by))), row.state, row.answer,
            row.answered_at.isoformat() if row.answered_at else "",
        )
        for row, office in rows
    ]  # fmt: skip


def product_name(session: Session, dossier_id: str) -> str:
    """The name of a dossier's product; empty where the dossier is not here."""
    found = session.exec(
        select(Product.name).join(Dossier, col(Dossier.product_id) == col(Product.id)).where(Dossier.id == dossier_id)
    ).first()
    return found or ""


def require_handed_over(session: Session, dossier_id: str, actor: Actor) -> Dossier:
    """The dossier, where this office handed it over and nothing came back yet.

    Raises:
        NotFound, NotAllowed: it is not.
    """
    dossier = get_dossier(session, dossier_id)
    history = journal.dossier_history(session, dossier_id)
    givers = own_and_inherited(session, actor.office_id)  # what an ended office handed over too
    if dossier.status != S.HANDED_OVER or given_by(history, dossier.holder_office_id) not in givers:
        raise NotAllowed(
            N_("This dossier is not handed over by this office at the moment."),
            advice=N_("Only what this office has handed over can be asked back or taken back."),
        )
    if leaving(session, {dossier_id}):
        raise NotAllowed(
            N_("This dossier is being handed over: its bundle may be on the stick already."),
            advice=N_("Put the stick in and start the program again, or say what became of it."),
        )
    return dossier


def asked_recall(session: Session, dossier_id: str) -> Recall:
    """The recall of a dossier that this office has asked and that is not answered.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(
        select(Recall).where(Recall.direction == "out", Recall.dossier_id == dossier_id, Recall.state == "asked")
    ).first()
    if found is None:
        raise NotFound(N_("This dossier is not asked back."), advice=N_("Give a reason to ask for it."))
    return found


def open_recall(session: Session, dossier_id: str) -> Recall | None:
    """The open recall of a dossier that this office is asked for."""
    return session.exec(
        select(Recall).where(Recall.direction == "in", Recall.dossier_id == dossier_id, Recall.state == "asked")
    ).first()


def _recall(session: Session, direction: str, dossier_id: str, number: int, office_id: str) -> Recall | None:
    return session.exec(
        select(Recall).where(
            Recall.direction == direction,
            Recall.dossier_id == dossier_id,
            Recall.custody_number == number,
            Recall.office_id == office_id,
        )
    ).first()


def _open_recall(session: Session, recall_id: str) -> Recall:
    recall = session.get(Recall, recall_id)
    if recall is None or recall.direction != "in":
        raise NotFound(N_("This office was not asked for that."))
    if recall.state != "asked":
        raise NotAllowed(N_("This recall is answered already."))
    return recall


def _answer(session: Session, recall: Recall, state: str, said: str) -> None:
    recall.state, recall.answer, recall.answered_at = state, said, utc_now()
    session.add(recall)
    session.flush()


def _record(session: Session, actor: Actor, act: str, dossier_id: str, data: dict[str, object]) -> None:
    """In the dossier's chain where this office has it, else in this office's own."""
    if session.get(Dossier, dossier_id) is not None:
        journal.record(session, actor, act, dossier_id=dossier_id, data=data)
    else:
        journal.record(session, actor, act, subject=f"dossier:{dossier_id}", data={**data, "dossier": dossier_id})


def _name_of(session: Session, official_id: str) -> str:
    official = session.get(Official, official_id)
    return official.full_name if official is not None else ""
