"""That one office carries on what another one, which has ended or was merged into it, did and held."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Keyed, UtcDateTime


class Succession(Keyed, table=True):
    """One ended office and its successor. ``basis_*``: the act of law behind it.

    ``way``: how this office knows: named (by a person here), notice (a letter); or how what the ended office held came
    here: folder (its data folder), bundle (its last act). ``keys_taken``: what is sealed for it opens here.
    ``series`` is JSON, its number series as they ended; ``journal_files`` JSON, the stored files that its office's
    journal lies in, in order, with the number of entries and the last hash; ``archive_sha256`` its whole database.
    """

    __tablename__ = "succession"

    predecessor_office_id: str = Field(foreign_key="office.id", unique=True)
    successor_office_id: str = Field(foreign_key="office.id", index=True)
    from_on: dt.date
    basis_number: str = ""
    basis_on: dt.date | None = None
    basis_issuer: str = ""
    scan_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    scan_name: str = ""
    way: str = Field(default="named", max_length=6)
    known_at: dt.datetime = Field(sa_type=UtcDateTime)
    taken_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    person: str = ""
    position: str = ""
    keys_taken: bool = False
    dossiers: int = 0
    certificates: int = 0
    series: str = "[]"
    journal_files: str = "[]"
    journal_entries: int = 0
    journal_head: str = Field(default="", max_length=64)
    archive_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
