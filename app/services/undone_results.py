"""What a result that was taken and undone leaves in a dossier's journal, and how the data check reads past it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.models import HandOver, HandOverItem, JournalEntry
from app.services.journal_replay import Replayed, replay


def results_undone(session: Session, dossier_ids: Sequence[str]) -> set[str]:
    """Those of some dossiers of which a result was taken and undone.

    The entries that came with it stay, as they are the holder's, but the copy here is as it was before them.
    """
    chosen = (
        select(HandOverItem.dossier_id)
        .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
        .where(HandOver.direction == "in", HandOver.purpose == "result", HandOver.status == "undone")
        .where(col(HandOverItem.dossier_id).in_(dossier_ids))
    )
    return set(session.exec(chosen))


def stood_once(entries: Sequence[JournalEntry], where: Replayed) -> bool:
    """Whether the dossier stood there after some entry of its journal."""
    return any(replay(entries[:end]) == where for end in range(len(entries), 0, -1))
