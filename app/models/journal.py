"""The journal: one row for each deliberate act, never changed, chained by hash in two ways."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class JournalEntry(Keyed, table=True):
    """``dossier_*``: the dossier's chain, which travels with it. ``office_*``: this office's chain, which stays.

    Two entries of a dossier may have the same place: then one of them is on a branch (``journal_branch``).
    An entry that came with a dossier from another office has no office sequence here. ``data`` is canonical JSON.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("dossier_id", "dossier_hash"),
        UniqueConstraint("office_sequence"),
        Index("ix_journal_entry_dossier_sequence", "dossier_id", "dossier_sequence"),
    )

    at: dt.datetime = Field(sa_type=UtcDateTime, index=True)
    act: str = Field(max_length=40, index=True)
    office_code: str = Field(max_length=40)
    actor: str  # the official's id; "" for the program itself
    actor_position: str = ""
    subject: str = ""  # table:id of a record that is no dossier
    dossier_id: str | None = Field(default=None, index=True, max_length=36)
    data: str = "{}"
    dossier_sequence: int | None = None
    dossier_previous: str = Field(default="", max_length=64)
    dossier_hash: str = Field(default="", max_length=64)
    office_sequence: int | None = None
    office_previous: str = Field(default="", max_length=64)
    office_hash: str = Field(default="", max_length=64)
