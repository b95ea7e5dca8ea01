"""Where a dossier stands, found from its journal alone: the moves one after the other, each following from the last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.models import JournalEntry
from app.models.dossier import DossierStatus as S
from app.services.states import MOVES

_OPENED, TAKEN, _HANDED_OVER = "open_dossier", "take_dossier", "hand_over"
OVERRIDE, TAKE_BACK, RELEASE, UNDO_TAKE = "override_custody", "take_back", "release_dossier", "undo_take"
"""The leader takes back what was handed over; so does the office after the other one released what it never took;
an office gives back what it was asked for; an office undoes a take, and the dossier is on its way to it again."""
SUCCEED = "succeed"
"""The holder has ended: its successor holds the dossier from now on, or, by the holder's own last act, is to get it."""

RELEASABLE = frozenset({S.DRAFT, S.FILED, S.CHECKED, S.ASSESSED, S.RECEIVED, S.TO_COMPLETE, S.VALID, S.RETURNED})
"""States in which the office that holds a dossier can give it back: no council is scoring it, nothing is decided."""
_OTHERS = frozenset({_OPENED, TAKEN, OVERRIDE, TAKE_BACK, RELEASE, UNDO_TAKE, SUCCEED})


class Replayed(NamedTuple):
    """State, custody number and the id of the office that holds the dossier, as its moves say."""

    status: str
    custody: int
    holder: str


class Given(NamedTuple):
    """How the dossier stood before it was last handed over, and by which entry it got the number that it has now.

    ``hash`` is that entry's; ``override``: a leader's act gave the number.
    """

    before: Replayed
    hash: str
    override: bool


def replay(entries: Sequence[JournalEntry]) -> Replayed | None:
    """The end of a dossier's moves, oldest entry first; acts that move nothing are passed over.

    Returns:
        ``None`` where the entries do not begin with the opening, or a move does not follow from the one before.
    """
    found = replay_custody(entries)
    return None if found is None else found[0]


def replay_custody(entries: Sequence[JournalEntry]) -> tuple[Replayed, Given] | None:
    """The same, with what gave the dossier the custody number that it has."""
    here: Replayed | None = None
    given = Given(Replayed("", 0, ""), "", False)
    for entry in entries:
        if entry.act not in MOVES and entry.act not in _OTHERS:
            continue
        before, here = here, _after(here, given.before, entry)
        if here is None:
            return None
        if before is None or here.custody != before.custody:
            left = before if before is not None and here.status == S.HANDED_OVER else given.before
            given = Given(left, entry.dossier_hash, entry.act == OVERRIDE)
    return None if here is None else (here, given)


def _after(here: Replayed | None, left: Replayed, entry: JournalEntry) -> Replayed | None:
    """Where one move leads; ``None``: it cannot follow there. ``left``: how it stood before it was last handed over."""
    data = json.loads(entry.data)
    try:
        source, there = str(data["from"]), Replayed(str(data["to"]), int(data["custody"]), str(data["holder"]))
    except (KeyError, TypeError, ValueError):
        return None
    if here is None:
        return there if entry.act == _OPENED and (source, there.status) == ("", S.DRAFT) else None
    if source != here.status or not _passes(entry.act, here, left, there):
        return None
    return there


def _passes(act: str, here: Replayed, left: Replayed, there: Replayed) -> bool:
    if act == _OPENED:
        return False
    stays = (there.custody, there.holder) == (here.custody, here.holder)
    if act == TAKEN:
        return here.status == S.HANDED_OVER and there.status != S.HANDED_OVER and stays
    if act == UNDO_TAKE:
        return here.status != S.HANDED_OVER and there.status == S.HANDED_OVER and stays
    if act in (OVERRIDE, TAKE_BACK):
        back = (there.status, there.holder) == (left.status, left.holder)
        return here.status == S.HANDED_OVER and back and there.custody == here.custody + 1
    passed = there.custody == here.custody + 1 and there.holder != here.holder
    if act == SUCCEED:  # who may say so is for the office to judge that knows of the succession
        return passed and (here.status, there.status) != (S.HANDED_OVER, S.HANDED_OVER)
    leaves = there.status == S.HANDED_OVER and passed
    if act == RELEASE:
        return here.status in RELEASABLE and leaves
    move = MOVES[act]
    if here.status not in move.sources or there.status != move.target:
        return False
    if act == _HANDED_OVER:
        return leaves
    if not move.by_holder and there.custody == here.custody + 1:
        return True  # what went out on paper has come back
    return stays


def standing_entry(entries: Sequence[JournalEntry]) -> JournalEntry | None:
    """The entry that gave the dossier the custody number that it has."""
    found = replay_custody(entries)
    return next((entry for entry in entries if found is not None and entry.dossier_hash == found[1].hash), None)


def given_by(entries: Sequence[JournalEntry], office_id: str) -> str:
    """The id of the office that handed the dossier over to this one the last time; empty where none did.

    What passed by a succession was given by whoever had handed it over to the office that ended.
    """
    givers: dict[str, str] = {}
    before = ""
    for entry in entries:
        if entry.act not in MOVES and entry.act not in _OTHERS:
            continue
        holder = str(json.loads(entry.data)["holder"])
        if holder != before:
            giver = givers.get(before, "") if entry.act == SUCCEED else before
            if giver != holder:
                givers[holder] = giver
        before = holder
    return givers.get(office_id, "")


def successions_in(entries: Sequence[JournalEntry]) -> list[tuple[str, str]]:
    """The ids of ended offices and of the successors to whom the dossier passed by that, in the chain's order."""
    found, holder = [], ""
    for entry in entries:
        if entry.act in MOVES or entry.act in _OTHERS:
            now = str(json.loads(entry.data)["holder"])
            if entry.act == SUCCEED:
                found.append((holder, now))
            holder = now
    return found


def left_as(entries: Sequence[JournalEntry], office_id: str) -> str:
    """The state in which the dossier left this office the last time; empty where it never did."""
    found, holder = "", ""
    for data in _moves(entries):
        if holder == office_id != data["holder"]:
            found = str(data["from"])
        holder = str(data["holder"])
    return found


def _moves(entries: Sequence[JournalEntry]) -> Iterator[dict[str, Any]]:
    """What the moves say of a chain that ``replay`` has found to be right."""
    return (json.loads(entry.data) for entry in entries if entry.act in MOVES or entry.act in _OTHERS)
