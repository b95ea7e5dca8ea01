"""Custody of dossiers passing between offices, by bundle or on paper."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class HandOver(Keyed, table=True):
    """``direction``: out or in. ``purpose``: forward, completion, result. ``medium``: bundle or paper.

    ``status`` of an outgoing one: intended, written, received; of an incoming one: taken.
    """

    __tablename__ = "hand_over"
    __table_args__ = (UniqueConstraint("direction", "from_office_id", "to_office_id", "sequence"),)

    direction: str = Field(max_length=3)
    purpose: str = Field(max_length=10)
    medium: str = Field(default="bundle", max_length=6)
    status: str = Field(max_length=10)
    from_office_id: str = Field(foreign_key="office.id", index=True)
    to_office_id: str = Field(foreign_key="office.id", index=True)
    sequence: int
    bundle_name: str = ""
    bundle_sha256: str = Field(default="", max_length=64, index=True)
    bundle_id: str = Field(default="", max_length=36)
    target: str = ""  # where the file was to be written, for reconciling after a crash
    encrypted: bool = True
    file_count: int = 0
    byte_count: int = 0
    at: dt.datetime = Field(sa_type=UtcDateTime)


class HandOverItem(Keyed, table=True):
    """``custody_number`` is the one that the receiving office gets.

    ``prepared_entry`` is the move's journal entry (JSON): it travels in the bundle and is written once that has left.
    """

    __tablename__ = "hand_over_item"

    hand_over_id: str = Field(foreign_key="hand_over.id", index=True)
    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    custody_number: int
    status_before: str = Field(default="", max_length=16)
    prepared_entry: str = ""


class Receipt(Keyed, table=True):
    """That the other office has it: a typed-in paper receipt, or its returned file."""

    __tablename__ = "receipt"

    hand_over_id: str = Field(foreign_key="hand_over.id", unique=True)
    number: str = ""
    received_on: dt.date
    received_by: str = ""
    scan_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    scan_name: str = ""
    note: str = ""
