"""Notes of the offices on a field of a dossier; they travel with it and only ever add up."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Travelling, UtcDateTime, utc_now


class Note(Travelling, table=True):
    """``subject``: what it is about, as ``producer.name``, ``document:<id>`` or ``dossier``.

    ``answers_id`` is the question that it answers. Text, author and time never change; a question is settled once.
    """

    __tablename__ = "note"

    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    subject: str = Field(max_length=120)
    text: str
    office_id: str = Field(foreign_key="office.id")
    author: str = ""
    author_position: str = ""
    author_role: str = Field(default="", max_length=20)
    asked_at: dt.datetime = Field(default_factory=utc_now, sa_type=UtcDateTime)
    answers_id: str | None = Field(default=None, max_length=36)
    resolved_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_office_id: str | None = Field(default=None, foreign_key="office.id")
