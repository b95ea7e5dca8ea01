"""The dossier: one product's application in one year; the unit that is assessed and handed over."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.models.base import Travelling


class DossierStatus(StrEnum):
    """Where a dossier stands, in the office whose copy it is."""

    DRAFT = "draft"
    FILED = "filed"  # received from the producer: the filing date; regime and set are frozen
    CHECKED = "checked"  # its papers are complete
    ASSESSED = "assessed"  # the four items are recorded and the report signed
    HANDED_OVER = "handed_over"  # another office has it; read-only here
    RECEIVED = "received"  # arrived at the level that scores
    TO_COMPLETE = "to_complete"  # a list of what is missing has been given
    VALID = "valid"
    IN_ROUND = "in_round"
    SCORED = "scored"
    PASSING_UP = "passing_up"  # result closed, to be handed to the next level
    RETURNED = "returned"  # the level above sent it back to be recognised here or completed
    RECOGNISED = "recognised"
    DECLINED = "declined"  # not recognised: improve, enter a later round
    WITHDRAWN = "withdrawn"


class DossierBase(SQLModel):
    """Names of administrative units are those of the dossier's time and never change with later mergers."""

    year: int
    application_type: str = Field(max_length=10)  # first, upgrade, reassess
    sample_count: int | None = None
    province_name: str = ""
    province_code: str = ""
    district_name: str = ""
    district_code: str = ""
    commune_name: str = ""
    commune_code: str = ""
    registered_on: dt.date | None = None  # the date that the producer put on its form
    previous_certificate: str = ""  # number and date, where the last certificate is not in this program
    previous_valid_to: dt.date | None = None  # its last day, which opens the window for re-assessment
    note: str = ""
    practice: bool = False  # practice or invented data: every paper says so


class Dossier(DossierBase, Travelling, table=True):
    """``regime_id``, ``set_id`` and their SHA-256 are empty until the commune receives it, then frozen for good."""

    __tablename__ = "dossier"
    __table_args__ = (Index("ix_dossier_at_work", "holder_office_id", "status", "received_on"),)

    product_id: str = Field(foreign_key="product.id", index=True)
    idea_id: str | None = Field(default=None, foreign_key="idea_registration.id")
    previous_dossier_id: str | None = Field(default=None, max_length=36)
    status: str = Field(default=DossierStatus.DRAFT.value, index=True, max_length=16)
    custody_number: int = 1
    holder_office_id: str = Field(foreign_key="office.id")
    origin_office_id: str = Field(foreign_key="office.id")
    filed_on: dt.date | None = None
    regime_id: str = ""
    regime_sha256: str = Field(default="", max_length=64)
    set_id: str = ""
    set_sha256: str = Field(default="", max_length=64)
    receipt_number: str = ""  # Mẫu 01: Phiếu số
    received_by: str = ""
    received_on: dt.date | None = None  # at the office that holds it now
    product_code: str = Field(default="", index=True)
    completion_list: str = "[]"  # JSON: what is asked for, with reasons
    completion_due: dt.date | None = None


class DossierRow(DossierBase):
    id: str
    product_id: str
    idea_id: str | None
    previous_dossier_id: str | None
    status: str
    custody_number: int
    holder_office_id: str
    origin_office_id: str
    filed_on: dt.date | None
    regime_id: str
    set_id: str
    set_sha256: str
    receipt_number: str
    received_on: dt.date | None
    product_code: str
    completion_list: str
    completion_due: dt.date | None
    revision: int
