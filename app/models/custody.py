"""Custody when it did not pass smoothly: recalls, releases, and what an office wrote under a number that gave way."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class DossierFork(Keyed, table=True):
    """One version of a dossier that gave way to another: what ``office_id`` made of it under ``custody_number``.

    ``since`` is how many entries of the journal both versions share; ``head`` the hash of this one's last entry (of the
    last shared one where it has none of its own). ``status`` and ``holder_office_id`` are those of this version.
    ``mine``: it was this office's own copy that gave way; else it arrived and the copy here stood. ``records`` is JSON,
    table by table as in a bundle; ``entries`` JSON, the ids of its own journal entries. ``met_number`` and
    ``met_office_id``: the custody number that it gave way to, and who held the dossier under that.
    """

    __tablename__ = "dossier_fork"

    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    office_id: str = Field(foreign_key="office.id")
    custody_number: int
    holder_office_id: str = Field(foreign_key="office.id")
    status: str = Field(max_length=16)
    mine: bool
    since: int
    head: str = Field(max_length=64)
    records: str = "{}"
    entries: str = "[]"
    hand_over_id: str | None = Field(default=None, foreign_key="hand_over.id")  # the take in which they met
    met_number: int
    met_office_id: str = Field(foreign_key="office.id")
    at: dt.datetime = Field(sa_type=UtcDateTime)


class JournalBranch(SQLModel, table=True):
    """Names a journal entry that is not on the dossier's own chain any more; the entry itself never changes."""

    __tablename__ = "journal_branch"

    entry_id: str = Field(primary_key=True, foreign_key="journal_entry.id", max_length=36)
    fork_id: str = Field(foreign_key="dossier_fork.id", index=True)


class Recall(Keyed, table=True):
    """A dossier asked back. ``direction``: out (this office asks) or in (it is asked). ``office_id``: the other one.

    ``state``: asked, declined, released, overridden, late (the dossier had gone on). ``answer`` is what was said to it.
    A dossier that is asked back need not have arrived, so ``dossier_id`` may name none that is here.
    """

    __tablename__ = "recall"
    __table_args__ = (UniqueConstraint("direction", "dossier_id", "custody_number", "office_id"),)

    direction: str = Field(max_length=3)
    dossier_id: str = Field(index=True, max_length=36)
    custody_number: int
    office_id: str = Field(foreign_key="office.id")
    reason: str
    asked_at: dt.datetime = Field(sa_type=UtcDateTime)
    asked_by: str = ""
    asked_position: str = ""
    state: str = Field(default="asked", max_length=10)
    answer: str = ""
    answered_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReleasedCustody(Keyed, table=True):
    """This office has given up what it never took: it refuses the dossier under this number and every lower one."""

    __tablename__ = "released_custody"

    dossier_id: str = Field(unique=True, max_length=36)
    custody_number: int
    office_id: str = Field(foreign_key="office.id")
    at: dt.datetime = Field(sa_type=UtcDateTime)
