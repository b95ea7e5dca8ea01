"""Offices (this one and those it exchanges dossiers with) and their people."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlmodel import Field, SQLModel

from app.models.base import Keyed, UtcDateTime

_OFFICES = uuid.UUID("6f636f70-0000-5000-8000-6f6666696365")


def office_id(code: str) -> str:
    """The key of the office with that code: the same in every data folder, so that records can travel."""
    return str(uuid.uuid5(_OFFICES, code))


class OfficeBase(SQLModel):
    """An office as papers and bundles name it. Codes are the official administrative codes, as text."""

    code: str = Field(index=True, unique=True, max_length=40)
    level: str = Field(max_length=10)  # producer, commune, district, province, central
    name: str
    parent_name: str = ""  # the committee above, as printed over the issuer's name
    province_name: str = ""
    province_code: str = ""
    district_name: str = ""
    district_code: str = ""
    commune_name: str = ""
    commune_code: str = ""
    place_name: str = ""  # before the date of a paper, such as "Ea Yông"
    address: str = ""
    standing_agency: str = ""
    symbol: str = "UBND"  # abbreviation in the symbols of its papers
    signer_name: str = ""
    signer_post: str = ""
    signer_mode: str = "head"  # head, deputy, collective, collective_deputy, by_order, mandate, acting
    sign_public_key: str = ""  # Ed25519, hex
    age_recipient: str = ""
    uses_program: bool = True  # False: hand-overs to it are on paper


class Office(OfficeBase, Keyed, table=True):
    """``is_self`` marks the one office that this data folder belongs to; ``id`` is ``office_id(code)``."""

    __tablename__ = "office"

    is_self: bool = False
    key_confirmed_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)


class OfficeRow(OfficeBase):
    id: str
    is_self: bool
    key_confirmed_at: dt.datetime | None


class OfficialBase(SQLModel):
    """A person of the office, who acts; ``role`` is officer, leader, secretary, member, reader or administrator."""

    full_name: str
    position: str = ""
    role: str = Field(default="officer", max_length=20)


class Official(OfficialBase, Keyed, table=True):
    __tablename__ = "official"

    office_id: str = Field(foreign_key="office.id", index=True)
    active: bool = True


class OfficialRow(OfficialBase):
    """Who acts: passed to every service that writes; ``office_id`` and ``level`` are those of the office."""

    id: str
    office_id: str
    level: str
