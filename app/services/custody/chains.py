"""How two journals of one dossier stand to each other, and which of two versions gives way to the other.

The order is the same in every office: the higher custody number stands. Two offices that do not know of each other can
give the same number (a receiver hands on while its sender's leader overrides; a database was restored from a backup);
then the leader's override stands, and else the entry with the higher hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.models import JournalEntry
from app.services.journal_replay import Replayed, replay_custody

Relation = Literal["same", "older", "newer", "forked"]


class Meeting(NamedTuple):
    """``relation``: of their journal to mine; ``shared``: how many entries both have from the beginning."""

    relation: Relation
    shared: int


class Rank(NamedTuple):
    """What decides where two versions meet: number, whether a leader's override gave it, hash of what gave it."""

    number: int
    override: bool
    given: str


def meeting(mine: Sequence[JournalEntry], theirs: Sequence[JournalEntry]) -> Meeting:
    """How a journal that arrived stands to the one here."""
    shared = 0
    for one, other in zip(mine, theirs, strict=False):
        if one.dossier_hash != other.dossier_hash:
            break
        shared += 1
    if shared == len(theirs):
        return Meeting("same" if shared == len(mine) else "older", shared)
    return Meeting("newer" if shared == len(mine) else "forked", shared)


def standing_of(entries: Sequence[JournalEntry]) -> tuple[Replayed, Rank] | None:
    """Where a version stands and what it weighs; ``None``: its moves do not follow from each other."""
    found = replay_custody(entries)
    if found is None:
        return None
    here, given = found
    return here, Rank(here.custody, given.override, given.hash)


def mine_gives_way(mine: Sequence[JournalEntry], theirs: Sequence[JournalEntry], own_office_id: str) -> bool:
    """Whether, of two versions that have parted, the one here gives way.

    Under one and the same custody the word of the office that holds the dossier counts, unless that is this one.
    """
    here, there = standing_of(mine), standing_of(theirs)
    if here is None or there is None:
        return here is None and there is not None
    if here[1] == there[1]:
        return there[0].holder != own_office_id
    return here[1] < there[1]
