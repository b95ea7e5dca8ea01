"""A dossier of a bundle whose records were changed both here and there, until a person has chosen."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class RecordConflict(Keyed, table=True):
    """``theirs``: the records in conflict as they arrived, JSON compressed (zlib), by table; ``mine``: as they were
    here when they were settled, which stays beside the merged ones.

    ``origins`` (JSON): by record, who changed it there and when, as far as the bundle's journal says. ``choices``
    (JSON): record -> unit -> side, a draft until ``settled_at``; then what was chosen.
    """

    __tablename__ = "record_conflict"
    __table_args__ = (UniqueConstraint("bundle_sha256", "dossier_id"),)

    bundle_sha256: str = Field(max_length=64)
    bundle_name: str = ""
    sender_code: str = Field(max_length=40)
    sender_name: str = ""
    sent_at: dt.datetime = Field(sa_type=UtcDateTime)
    dossier_id: str = Field(index=True, max_length=36)
    product: str = ""
    producer: str = ""
    theirs: bytes
    mine: bytes = b""
    origins: str = "{}"
    choices: str = "{}"
    settled_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
