"""Custody of dossiers passing between offices, by bundle or on paper."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class HandOver(Keyed, table=True):
    """``direction``: out or in. ``purpose``: forward, completion, result, release, letter. ``medium``: bundle or paper.

    ``status`` of an outgoing one: intended, written, received, replaced (the same content left again under a later
    number), or sent (a letter, which asks for no receipt); of an incoming one: taken, undone.

    Of an incoming one: ``listed`` is JSON, a list of [dossier, custody number, what became of it here, product];
    ``person`` and ``position`` are who took it; ``receipt_edition`` counts the different receipts that were stated of
    it, ``receipt_told`` is the hash of what the last of them said, ``receipt_sent_at`` when that left. Its sender
    numbered it after ``previous_sha256`` (empty: nothing left before it), and it stands for the bundles of the numbers
    in ``stands_for`` (JSON), whose sticks were lost.
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
    replaces_id: str | None = Field(default=None, foreign_key="hand_over.id")  # the same content, written again
    previous_sha256: str = Field(default="", max_length=64)
    stands_for: str = "[]"
    listed: str = "[]"
    person: str = ""
    position: str = ""
    receipt_edition: int = 0
    receipt_told: str = Field(default="", max_length=64)
    receipt_sent_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class HandOverItem(Keyed, table=True):
    """``custody_number`` is the one that the receiving office gets.

    ``prepared_entry`` is the move's journal entry (JSON): it travels in the bundle and is written once that has left.
    ``records_sha256`` names the records that left (``passed_records``): a lost stick is written again as it was.
    """

    __tablename__ = "hand_over_item"

    hand_over_id: str = Field(foreign_key="hand_over.id", index=True)
    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    custody_number: int
    status_before: str = Field(default="", max_length=16)
    prepared_entry: str = ""
    records_sha256: str = Field(default="", max_length=64)


class Receipt(Keyed, table=True):
    """That the other office has it: typed in from paper or from its short code, or its returned file.

    Of a file: ``received_at`` in UTC, how many dossiers it has now and how many it did not take, ``results`` (JSON:
    what became of each dossier there). ``edition`` and ``stated_at`` tell a later receipt of the same bundle from an
    earlier one; ``state`` is in_force, or undone where the taking was undone there.
    """

    __tablename__ = "receipt"

    hand_over_id: str = Field(foreign_key="hand_over.id", unique=True)
    number: str = ""
    received_on: dt.date
    received_by: str = ""
    position: str = ""
    scan_sha256: str | None = Field(default=None, foreign_key="stored_file.sha256")
    scan_name: str = ""
    note: str = ""
    state: str = Field(default="in_force", max_length=8)
    received_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_count: int | None = None
    missed_count: int | None = None
    results: str = "{}"
    edition: int = 0
    stated_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
