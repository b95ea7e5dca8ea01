"""The commune's assessment of the four local items."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from app.models.base import Keyed, Travelling


class CommuneAssessmentBase(SQLModel):
    """The meeting (where one was held) and who took part; ``participants`` one a line."""

    meeting_on: dt.date | None = None
    meeting_place: str = ""
    chair: str = ""
    secretary: str = ""
    participants: str = ""
    opinions: str = ""


class CommuneAssessment(CommuneAssessmentBase, Travelling, table=True):
    __tablename__ = "commune_assessment"

    dossier_id: str = Field(foreign_key="dossier.id", unique=True)
    office_id: str = Field(foreign_key="office.id")


class AssessmentItem(Keyed, table=True):
    """One of the four items. ``points_hundredths`` only where the regime gives the commune points."""

    __tablename__ = "assessment_item"

    assessment_id: str = Field(foreign_key="commune_assessment.id", index=True)
    item: str = Field(max_length=10)  # origin, labour, idea, identity
    claim: str = ""  # what the producer says
    finding: str = ""  # what the commune found
    not_applicable: str = ""  # the reason, where the item has no sense
    points_hundredths: int | None = None
