"""What the producer says of itself: the texts of Mẫu 02 and the figures of its business plan."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from app.models.base import Keyed, Travelling


class SelfAssessmentBase(SQLModel):
    """Texts of Mẫu số 02 (26/2026/QĐ-TTg, Annex III); the self-score is a ``ScoreSheet`` of kind self."""

    history: str = ""
    organisation: str = ""
    changes: str = ""  # upgrade and re-assessment only
    plan: str = ""


class SelfAssessment(SelfAssessmentBase, Travelling, table=True):
    __tablename__ = "self_assessment"

    dossier_id: str = Field(foreign_key="dossier.id", unique=True)


class BusinessPlanBase(SQLModel):
    """How the plan has been carried out: Mẫu 02, part II."""

    materials: str = ""
    technology: str = ""
    quality: str = ""
    markets: str = ""


class BusinessPlan(BusinessPlanBase, Travelling, table=True):
    __tablename__ = "business_plan"

    dossier_id: str = Field(foreign_key="dossier.id", unique=True)


class BusinessPlanFigure(Keyed, table=True):
    """One year's figures; money in whole đồng, output in ``unit``."""

    __tablename__ = "business_plan_figure"

    business_plan_id: str = Field(foreign_key="business_plan.id", index=True)
    year: int
    revenue: int | None = None
    profit: int | None = None
    output: int | None = None
    unit: str = ""
    workers: int | None = None
    local_workers: int | None = None
