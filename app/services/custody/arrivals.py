"""What a take does where two versions of a dossier meet: one is kept as a fork, the other goes on."""

from __future__ import annotations

from sqlmodel import Session

from app.models import Dossier
from app.services import journal
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.custody.chains import meeting, standing_of
from app.services.custody.forks import (
    Aside,
    join_chain,
    remove_what_gave_way,
    set_mine_aside,
    theirs_aside,
    write_branch,
    write_fork,
)


def keep_theirs(session: Session, arrived: ArrivedDossier, sender_id: str, hand_over_id: str) -> None:
    """The version that arrived gives way: it is kept beside the one here, which does not change."""
    history = journal.dossier_history(session, arrived.indexed.id)
    stood = standing_of(history)
    assert stood is not None  # the verdict compared both
    aside = theirs_aside(session, arrived, sender_id)
    write_branch(session, arrived.journal[aside.since :])
    write_fork(session, aside, stood[0], hand_over_id)


def yield_mine(session: Session, arrived: ArrivedDossier, own_office_id: str) -> Aside | None:
    """Before the rows that arrived are written: set aside what would be lost, and remove what only this version has."""
    aside = set_mine_aside(session, arrived.indexed.id, arrived.journal, own_office_id, arrived)
    if session.get(Dossier, arrived.indexed.id) is not None:
        remove_what_gave_way(session, arrived)
    return aside


def go_on(session: Session, arrived: ArrivedDossier, aside: Aside | None, hand_over_id: str) -> None:
    """After the rows were written: keep what was set aside, and go on with the chain that arrived."""
    stood = standing_of(arrived.journal)
    assert stood is not None  # the verdict replayed it
    shared = meeting(journal.dossier_history(session, arrived.indexed.id), arrived.journal).shared
    if aside is not None:
        write_fork(session, aside, stood[0], hand_over_id)
    join_chain(session, arrived.journal[shared:])
