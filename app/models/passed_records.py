"""The records of a dossier as they left this office or arrived: where common ancestors of later changes are found."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from app.models.base import UtcDateTime


class PassedRecords(SQLModel, table=True):
    """``sha256`` names the records file of the bundle; ``content`` is that file, compressed (zlib)."""

    __tablename__ = "passed_records"

    sha256: str = Field(primary_key=True, max_length=64)
    dossier_id: str = Field(index=True, max_length=36)
    at: dt.datetime = Field(sa_type=UtcDateTime)
    content: bytes
