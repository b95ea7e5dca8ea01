"""The council of an office, its members and its own working rules."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import Keyed


class CouncilBase(SQLModel):
    """Working rules: quorum as a fraction of the members; ``agreed_rule``: lower_median or majority."""

    name: str
    decision_number: str
    decision_date: dt.date
    quorum_numerator: int = 3
    quorum_denominator: int = 4
    chair_required: bool = True
    max_deviation_hundredths: int | None = None
    agreed_rule: str = Field(default="lower_median", max_length=12)


class Council(CouncilBase, Keyed, table=True):
    __tablename__ = "council"

    office_id: str = Field(foreign_key="office.id", index=True)


class CouncilRow(CouncilBase):
    id: str
    office_id: str


class CouncilMemberBase(SQLModel):
    """``role``: chair, vice, member or secretary; a secretary who doesn't score has ``scores`` false.

    ``official_id``: the account with which the member fills in its own sheets; empty where a clerk types them.
    """

    number: int
    full_name: str
    position: str = ""
    unit: str = ""
    role: str = Field(default="member", max_length=10)
    scores: bool = True
    official_id: str = Field(default="", max_length=36)


class CouncilMember(CouncilMemberBase, Keyed, table=True):
    __tablename__ = "council_member"
    __table_args__ = (UniqueConstraint("council_id", "number"),)

    council_id: str = Field(foreign_key="council.id", index=True)


class CouncilMemberRow(CouncilMemberBase):
    id: str
    council_id: str


class Recusal(Keyed, table=True):
    """A member with an interest in a producer scores none of its products."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("member_id", "producer_id"),)

    member_id: str = Field(foreign_key="council_member.id", index=True)
    producer_id: str = Field(foreign_key="producer.id", index=True)
    reason: str
