"""What a take that was undone leaves at the end of a dossier's journal, and how that is read past."""

from __future__ import annotations

from collections.abc import Sequence

from app.models import JournalEntry
from app.services.journal_replay import UNDO_TAKE

TAKE = "take_dossier"


def before_undone(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """The entries without the takes at the end that were undone: the dossier is on its way again from there.

    Nothing can stand between a take and its undoing, so they are the last pairs of entries.
    """
    end = len(entries)
    while end >= 2 and (entries[end - 2].act, entries[end - 1].act) == (TAKE, UNDO_TAKE):
        end -= 2
    return list(entries[:end])
