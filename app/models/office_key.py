"""Every key that an office is or was known by here, and what became of it."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class OfficeKey(Keyed, table=True):
    """``state``: current, replaced (the old key signed the new one), lost, revoked,
    succeeded (the office has ended); the office's row has the current.

    ``learned_by``: own, card, bundle, office_list, key_change, replacement. ``card``: its card's file as text, empty
    where none was read. ``checked_by``: in which way a person checked that a key that stands for a lost one is real.
    """

    __tablename__ = "office_key"
    __table_args__ = (UniqueConstraint("office_id", "sign_public_key"),)

    office_id: str = Field(foreign_key="office.id", index=True)
    sign_public_key: str = Field(max_length=64, index=True)  # Ed25519, hex
    age_recipient: str = ""
    state: str = Field(default="current", max_length=10)
    since: dt.datetime = Field(sa_type=UtcDateTime)
    until: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
    learned_by: str = Field(max_length=16)
    checked_by: str = ""
    card: str = ""
