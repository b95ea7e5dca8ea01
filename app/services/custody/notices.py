"""Recalls, their answers and notices of an override as enclosures: written here, judged and taken on arrival."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from sqlmodel import Session, select

from app.errors import AppError, NotAllowed, NotFound
from app.models import Dossier, JournalEntry, Office, Official, Recall
from app.models.base import utc_now
from app.models.dossier import DossierStatus as S
from app.models.office import office_id
from app.services import journal
from app.services.actors import Actor
from app.services.bundles.records import OFFICE_CHAIN, journal_line
from app.services.bundles.rows import row_from_json
from app.services.custody.chains import meeting, mine_gives_way, standing_of
from app.services.custody.forks import join_chain, leave_rounds, set_mine_aside, write_fork
from app.services.custody.recalls import product_name, refuse_up_to, refused_up_to
from app.services.custody.taking_back import take_back
from app.services.journal_replay import OVERRIDE, TAKE_BACK, given_by
from app.services.letters.enclosures import Enclosure, Standing
from app.services.letters.forms import CustodyForm, Person, RecallForm, ReleaseForm, write_form
from app.translate import N_

_UNKNOWN = Standing("refused", N_("The office that sends this is not known here yet."))


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recall_enclosure(session: Session, recall_id: str) -> Enclosure:
    """What asks the other office for the dossier; it goes to ``Recall.office_id``.

    Raises:
        NotFound, NotAllowed: no recall of this office that is still asked.
    """
    recall = session.get(Recall, recall_id)
    if recall is None or recall.direction != "out":
        raise NotFound(N_("This office has not asked for that."))
    if recall.state != "asked":
        raise NotAllowed(N_("This recall is answered already."))
    product = product_name(session, recall.dossier_id)
    form = RecallForm(
        dossier=recall.dossier_id,
        product=product,
        custody=recall.custody_number,
        asked_at=_time(recall.asked_at),
        asked_by=Person(name=recall.asked_by or "-", position=recall.asked_position),
        reason=recall.reason,
    )
    return Enclosure("recall", f"Đề nghị rút hồ sơ: {product}", write_form(form))


def answer_enclosure(session: Session, recall_id: str, actor: Actor) -> Enclosure:
    """The answer to a recall that brings nothing back: declined, or never taken here.

    Raises:
        NotFound, NotAllowed: no recall that was answered so.
    """
    recall = session.get(Recall, recall_id)
    if recall is None or recall.direction != "in":
        raise NotFound(N_("This office was not asked for that."))
    given_up = recall.state == "released" and refused_up_to(session, recall.dossier_id) >= recall.custody_number
    if recall.state != "declined" and not given_up:
        raise NotAllowed(N_("This recall has no answer that a letter could carry."))
    form = ReleaseForm(
        dossier=recall.dossier_id,
        custody=recall.custody_number,
        answer="never_taken" if given_up else "declined",
        released_at=_time(recall.answered_at or utc_now()),
        released_by=_person(session, actor.official_id, actor.position),
        note=recall.answer,
    )
    said = "Xác nhận chưa nhận hồ sơ" if given_up else "Từ chối trả hồ sơ"
    product = product_name(session, recall.dossier_id) or recall.dossier_id
    return Enclosure("release", f"{said}: {product}", write_form(form))


def custody_enclosure(session: Session, dossier_id: str) -> tuple[str, Enclosure]:
    """What tells of this office's latest override of a dossier, and the id of the office that it goes to.

    Raises:
        NotFound: no leader has taken it back.
    """
    history = journal.dossier_history(session, dossier_id)
    places = [place for place, entry in enumerate(history) if entry.act == OVERRIDE]
    if not places:
        raise NotFound(N_("No leader of this office has taken this dossier back."))
    entry = history[places[-1]]
    data = json.loads(entry.data)
    former = str(data["former_holder"])
    product = product_name(session, dossier_id)
    form = CustodyForm(
        dossier=dossier_id,
        product=product,
        custody=int(data["custody"]),
        former_custody=int(data["custody"]) - 1,
        former_holder=former,
        taken_back_at=_time(entry.at),
        taken_back_by=_person(session, entry.actor, entry.actor_position),
        reason=str(data["reason"]),
        journal=tuple(journal_line(one) for one in history[: places[-1] + 1]),
    )
    return office_id(former), Enclosure("custody", f"Thông báo rút hồ sơ: {product}", write_form(form))


def judge_recall(session: Session, form: RecallForm, sender: Office | None, office: Office) -> Standing:
    """What taking a recall would do here."""
    if sender is None:
        return _UNKNOWN
    known = _recall(session, "in", form.dossier, form.custody, sender)
    if known is not None and _time(known.asked_at) >= form.asked_at:
        return Standing("known", N_("This office knows that it is asked for this dossier."))
    dossier = session.get(Dossier, form.dossier)
    taken = dossier is not None and form.custody <= dossier.custody_number
    if taken and given_by(journal.dossier_history(session, form.dossier), office.id) != sender.id:
        return Standing("refused", N_("The office that asks did not hand this dossier over to this office."))
    return Standing("new", N_("{office} asks for “{product}” back: {reason}"),
                    {"office": sender.name, "product": form.product, "reason": form.reason})  # fmt: skip


def take_recall(session: Session, form: RecallForm, sender: Office, actor: Actor) -> Recall:
    """Note that this office is asked for a dossier; nothing changes until somebody answers."""
    recall = _recall(session, "in", form.dossier, form.custody, sender) or Recall(
        direction="in", dossier_id=form.dossier, custody_number=form.custody, office_id=sender.id,
        reason="", asked_at=utc_now(),
    )  # fmt: skip
    recall.reason, recall.asked_at = form.reason, dt.datetime.fromisoformat(form.asked_at)
    recall.asked_by, recall.asked_position = form.asked_by.name, form.asked_by.position
    recall.state, recall.answer, recall.answered_at = "asked", "", None
    session.add(recall)
    session.flush()
    data = {"dossier": form.dossier, "custody": form.custody, "office": sender.code, "reason": form.reason}
    journal.record(session, actor, "take_recall", subject=f"recall:{recall.id}", data=data)
    return recall


def judge_release(session: Session, form: ReleaseForm, sender: Office | None, office: Office) -> Standing:
    """What taking the answer to a recall would do here."""
    if sender is None:
        return _UNKNOWN
    dossier = session.get(Dossier, form.dossier)
    if dossier is None:
        return Standing("refused", N_("This dossier is not here."))
    recall = _recall(session, "out", form.dossier, form.custody, sender)
    if form.answer == "declined":
        if recall is None or recall.state != "asked":
            return Standing("known", N_("This answer is known here."))
        return Standing("new", N_("{office} does not give the dossier back: {reason}"),
                        {"office": sender.name, "reason": form.note})  # fmt: skip
    if (dossier.status, dossier.custody_number, dossier.holder_office_id) == (S.HANDED_OVER, form.custody, sender.id):
        return Standing("new", N_("{office} never took the dossier and gives it up."), {"office": sender.name})
    return Standing("known", N_("The dossier has gone on since; the answer changes nothing."))


def take_release(session: Session, form: ReleaseForm, sender: Office, actor: Actor) -> None:
    """Take the answer to a recall: the dossier is here again, or the other office keeps it."""
    recall = _recall(session, "out", form.dossier, form.custody, sender)
    if form.answer == "never_taken":
        take_back(session, form.dossier, TAKE_BACK, "released", {"office": sender.code, "answer": form.answer}, actor)
        return
    if recall is not None:
        recall.state, recall.answer = "declined", form.note
        recall.answered_at = dt.datetime.fromisoformat(form.released_at)
        session.add(recall)
        session.flush()
        data = {"dossier": form.dossier, "custody": form.custody, "office": sender.code, "reason": form.note}
        journal.record(session, actor, "take_decline", subject=f"recall:{recall.id}", data=data)


def judge_custody(session: Session, form: CustodyForm, sender: Office | None, office: Office) -> Standing:
    """What taking the notice of an override would do here."""
    if sender is None:
        return _UNKNOWN
    entries = _entries(form, sender)
    if entries is None:
        return Standing("refused", N_("The dossier's journal does not say what the notice says."))
    said = Standing("new", N_("{office} has taken “{product}” back: {reason}"),
                    {"office": sender.name, "product": form.product, "reason": form.reason})  # fmt: skip
    if session.get(Dossier, form.dossier) is None:
        known = refused_up_to(session, form.dossier) >= form.former_custody
        return Standing("known", N_("This is known here.")) if known else said
    history = journal.dossier_history(session, form.dossier)
    relation = meeting(history, entries).relation
    if relation in ("same", "older"):
        return Standing("known", N_("This is known here."))
    if not _had_it(history, sender):
        return Standing("refused", N_("As far as is known here the office that says so never had this dossier."))
    if relation == "newer" or mine_gives_way(history, entries, office.id):
        return said
    return Standing("refused", N_("The dossier has gone on here under a higher custody number."))


def take_custody(session: Session, form: CustodyForm, sender: Office, office: Office, actor: Actor) -> None:
    """Give way to an override: the dossier is read-only here, what was done with it is kept as a fork.

    Where it was never taken, any bundle of it up to the former number is refused from now on.
    """
    entries = _entries(form, sender) or []
    dossier, stood = session.get(Dossier, form.dossier), standing_of(entries)
    data: dict[str, object] = {"custody": form.custody, "office": sender.code, "reason": form.reason}
    if dossier is None or stood is None:
        refuse_up_to(session, form.dossier, form.former_custody, sender.id)
    else:
        aside = set_mine_aside(session, form.dossier, entries, office.id)
        if aside is not None:
            data["fork"] = write_fork(session, aside, stood[0]).id
        join_chain(session, entries)
        leave_rounds(session, form.dossier)
        dossier.status, dossier.custody_number, dossier.holder_office_id = stood[0]
        session.add(dossier)
        session.flush()
    for recall in session.exec(
        select(Recall).where(Recall.direction == "in", Recall.dossier_id == form.dossier, Recall.state == "asked")
    ):
        recall.state, recall.answered_at = "overridden", utc_now()
        session.add(recall)
    journal.record(
        session, actor, "take_override", subject=f"dossier:{form.dossier}", data={**data, "dossier": form.dossier}
    )


def _had_it(history: Sequence[JournalEntry], sender: Office) -> bool:
    """Whether the dossier was in an office's hands by the chain that is here: a chain that arrives proves no signer."""
    return any(str(json.loads(entry.data).get("holder", "")) == sender.id for entry in history)


def _entries(form: CustodyForm, sender: Office) -> list[JournalEntry] | None:
    """The chain of a notice; ``None`` where it does not end in that office's override under that number."""
    try:
        entries = [row_from_json(JournalEntry, line, "journal", OFFICE_CHAIN) for line in form.journal]
    except AppError:
        return None
    stood = standing_of(entries)
    if not entries or stood is None or journal.broken_link(entries) is not None:
        return None
    here, last = stood[0], entries[-1]
    right = (
        all(entry.dossier_id == form.dossier for entry in entries)
        and (last.act, last.office_code) == (OVERRIDE, sender.code)
        and (here.custody, here.holder) == (form.custody, sender.id)
    )
    return entries if right else None


def _recall(session: Session, direction: str, dossier_id: str, number: int, other: Office) -> Recall | None:
    return session.exec(
        select(Recall).where(
            Recall.direction == direction,
            Recall.dossier_id == dossier_id,
            Recall.custody_number == number,
            Recall.office_id == other.id,
        )
    ).first()


def _person(session: Session, official_id: str, position: str) -> Person:
    official = session.get(Official, official_id)
    return Person(name=official.full_name if official is not None else "-", position=position)
