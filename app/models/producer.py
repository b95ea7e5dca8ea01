"""The producer (chủ thể OCOP)."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from app.models.base import Searchable, Travelling


class ProducerBase(SQLModel):
    """``kind`` is one of the regime's producer kinds; ``tax_code`` 10, 13 or 12 digits, kept as text."""

    name: str
    kind: str = Field(max_length=40)
    tax_code: str = ""
    address: str = ""
    contact_address: str = ""
    province_name: str = ""
    province_code: str = ""
    district_name: str = ""
    district_code: str = ""
    commune_name: str = ""
    commune_code: str = ""
    phone: str = ""
    email: str = ""
    established_on: dt.date | None = None
    registration_number: str = ""
    representative_name: str = ""
    representative_sex: str = ""  # male, female or empty
    representative_ethnicity: str = ""
    representative_disabled: bool | None = None
    representative_position: str = ""
    representative_address: str = ""
    representative_identity: str = ""  # 12-digit CCCD or 9-digit CMND
    note: str = ""


class Producer(ProducerBase, Searchable, Travelling, table=True):
    __tablename__ = "producer"

    office_id: str = Field(foreign_key="office.id", index=True)


class ProducerRow(ProducerBase):
    id: str
    office_id: str
    revision: int
