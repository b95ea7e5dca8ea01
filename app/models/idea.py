"""The registration of a product idea, which comes before a dossier."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from app.models.base import Travelling


class IdeaRegistrationBase(SQLModel):
    """``kind``: new, existing, upgrade or reassess. ``status``: registered, selected or declined."""

    kind: str = Field(max_length=12)
    year: int
    registered_on: dt.date
    description: str = ""
    local_material: str = ""
    plan: str = ""


class IdeaRegistration(IdeaRegistrationBase, Travelling, table=True):
    __tablename__ = "idea_registration"

    product_id: str = Field(foreign_key="product.id", index=True)
    office_id: str = Field(foreign_key="office.id")
    status: str = Field(default="registered", max_length=12)
    decided_on: dt.date | None = None
    reason: str = ""


class IdeaRegistrationRow(IdeaRegistrationBase):
    id: str
    product_id: str
    office_id: str
    status: str
    decided_on: dt.date | None
    reason: str
