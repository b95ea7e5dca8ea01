"""Where a dossier stands, found from its journal alone: the moves one after the other, each following from the last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from app.models import JournalEntry
from app.models.dossier import DossierStatus as S
from app.services.states import MOVES

_OPENED, _TAKEN, _HANDED_OVER = "open_dossier", "take_dossier", "hand_over"


class Replayed(NamedTuple):
    """State, custody number and the id of the office that holds the dossier, as its moves say."""

    status: str
    custody: int
    holder: str


def replay(entries: Sequence[JournalEntry]) -> Replayed | None:
    """The end of a dossier's moves, oldest entry first; acts that move nothing are passed over.

    Returns:
        ``None`` where the entries do not begin with the opening, or a move does not follow from the one before.
    """
    here: Replayed | None = None
    for entry in entries:
        if entry.act not in MOVES and entry.act not in (_OPENED, _TAKEN):
            continue
        here = _after(here, entry)
        if here is None:
            return None
    return here


def _after(here: Replayed | None, entry: JournalEntry) -> Replayed | None:
    """Where one move leads; ``None``: it cannot follow there."""
    data = json.loads(entry.data)
    try:
        source, there = str(data["from"]), Replayed(str(data["to"]), int(data["custody"]), str(data["holder"]))
    except (KeyError, TypeError, ValueError):
        return None
    if here is None:
        return there if entry.act == _OPENED and (source, there.status) == ("", S.DRAFT) else None
    if source != here.status or not _passes(entry.act, here, there):
        return None
    return there


def _passes(act: str, here: Replayed, there: Replayed) -> bool:
    if act == _OPENED:
        return False
    if act == _TAKEN:
        return here.status == S.HANDED_OVER and (there.custody, there.holder) == (here.custody, here.holder)
    move = MOVES[act]
    if here.status not in move.sources or there.status != move.target:
        return False
    if act == _HANDED_OVER:
        return there.custody == here.custody + 1 and there.holder != here.holder
    if not move.by_holder and there.custody == here.custody + 1:
        return True  # what went out on paper has come back
    return (there.custody, there.holder) == (here.custody, here.holder)
