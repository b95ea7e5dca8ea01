"""What the tests of custody do, in few words: recalls and their answers, overrides, and letters without a stick."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlmodel import select

from app.models import DossierFork, HandOver, JournalEntry, Office, Recall
from app.models.office import office_id
from app.services import journal
from app.services.bundles.export import Exported, ExportOrder, export_bundle
from app.services.custody import notices, recalls, taking_back
from app.services.custody.fork_view import Fork, forks_of
from app.services.letters.enclosures import Enclosure, Standing
from app.services.letters.forms import read_enclosure
from tests.handover.world import World

JUDGES: dict[str, Any] = {
    "recall": notices.judge_recall, "release": notices.judge_release, "custody": notices.judge_custody,
}  # fmt: skip


def ask(world: World, code: str, dossier_id: str, reason: str = "Gửi nhầm") -> str:
    office = world[code]
    return office.act(world.day, lambda s: recalls.ask_recall(s, dossier_id, reason, office.actor).id)


def override(world: World, code: str, dossier_id: str, reason: str = "Thẻ nhớ bị mất") -> None:
    office = world[code]
    leader = replace(office.actor, role="leader")
    office.act(world.day, lambda s: taking_back.override_custody(s, dossier_id, reason, leader).id)


def asked_of(world: World, code: str, dossier_id: str) -> Recall:
    with world[code].database.reading() as session:
        [row] = session.exec(select(Recall).where(Recall.direction == "in", Recall.dossier_id == dossier_id))
        session.expunge_all()
        return row


def recall_states(world: World, code: str, dossier_id: str) -> list[tuple[str, str]]:
    with world[code].database.reading() as session:
        return [(line.direction, line.state) for line in recalls.recall_lines(session, dossier_id)]


def recall_letter(world: World, code: str, recall_id: str) -> Enclosure:
    with world[code].database.reading() as session:
        return notices.recall_enclosure(session, recall_id)


def custody_letter(world: World, code: str, dossier_id: str) -> Enclosure:
    with world[code].database.reading() as session:
        return notices.custody_enclosure(session, dossier_id)[1]


def answer_letter(world: World, code: str, recall_id: str) -> Enclosure:
    office = world[code]
    with office.database.reading() as session:
        return notices.answer_enclosure(session, recall_id, office.actor)


def letter_arrives(world: World, sender: str, receiver: str, letter: Enclosure) -> Standing:
    """Judge an enclosure as its bytes arrive, and take it where it is new."""
    said, office = read_enclosure(letter.kind, letter.content), world[receiver]

    def taken(session: Any) -> Standing:
        known = session.get_one(Office, office_id(sender))
        own = session.get_one(Office, office_id(receiver))
        standing: Standing = JUDGES[letter.kind](session, said, known, own)
        if standing.kind == "new":
            if letter.kind == "recall":
                notices.take_recall(session, said, known, office.actor)
            elif letter.kind == "release":
                notices.take_release(session, said, known, office.actor)
            else:
                notices.take_custody(session, said, known, own, office.actor)
        return standing

    return office.act(world.day, taken)


def again(world: World, sender: str, hand_over_id: str, **values: Any) -> Exported:
    office = world[sender]
    with office.database.reading() as session:
        before = session.get_one(HandOver, hand_over_id)
        order = ExportOrder(
            (), before.to_office_id, "forward", values.pop("target", world.stick), encrypted=False, again=hand_over_id
        )
    with office.on(world.day):
        return export_bundle(
            office.database, office.store, world.library, office.keys, order, office.actor, world.day,
            office.paths.outbox,
        )  # fmt: skip


def forks(world: World, code: str, dossier_id: str) -> list[Fork]:
    with world[code].database.reading() as session:
        return forks_of(session, dossier_id)


def kept(world: World, code: str) -> list[DossierFork]:
    with world[code].database.reading() as session:
        rows = list(session.exec(select(DossierFork)))
        session.expunge_all()
        return rows


def every_branch_is_whole(world: World, code: str) -> bool:
    """The office's chain, each dossier's chain and each of its branches."""
    with world[code].database.reading() as session:
        ids = [one for one in session.exec(select(JournalEntry.dossier_id).distinct()) if one is not None]
        return world.chains_are_whole(code) and all(journal.broken_branch_link(session, one) is None for one in ids)
