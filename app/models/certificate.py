"""Certificates: what a signed decision gives a product, for the months that the regime says."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Travelling


class Certificate(Travelling, table=True):
    """Valid from its decision's date. ``status``: valid, revoked, replaced; expiry follows from ``valid_to``."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("office_id", "year", "register_number"),)

    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    product_id: str = Field(foreign_key="product.id", index=True)
    decision_id: str = Field(foreign_key="recognition_decision.id", index=True)
    office_id: str = Field(foreign_key="office.id", index=True)
    stars: int
    year: int
    register_number: int
    register_text: str
    product_name: str  # as printed: names of that day
    producer_name: str
    address: str
    valid_from: dt.date
    valid_to: dt.date
    code: str = ""  # text of the QR, signed by the office
    status: str = Field(default="valid", max_length=8)
    printed_count: int = 0
