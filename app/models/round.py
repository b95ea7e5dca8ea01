"""An assessment round of an office, and the dossiers put into it."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import Keyed


class AssessmentRoundBase(SQLModel):
    """``kind``: regular or seasonal (fresh products)."""

    year: int
    number: int
    kind: str = Field(default="regular", max_length=10)
    name: str = ""
    dossiers_by: dt.date | None = None
    scoring_by: dt.date | None = None


class AssessmentRound(AssessmentRoundBase, Keyed, table=True):
    __tablename__ = "assessment_round"

    office_id: str = Field(foreign_key="office.id", index=True)
    council_id: str | None = Field(default=None, foreign_key="council.id")
    scoring_locked: bool = False
    locked_on: dt.date | None = None
    absent_members: str = ""  # at the lock: members who did not score; ids parted by spaces
    paper_members: str = ""  # at the lock: members whose signed paper sheets are typed in after it


class AssessmentRoundRow(AssessmentRoundBase):
    id: str
    office_id: str
    council_id: str | None
    scoring_locked: bool
    locked_on: dt.date | None = None
    absent_members: str = ""
    paper_members: str = ""


class RoundEntry(Keyed, table=True):
    __tablename__ = "round_entry"
    __table_args__ = (UniqueConstraint("round_id", "dossier_id"),)

    round_id: str = Field(foreign_key="assessment_round.id", index=True)
    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    position: int
