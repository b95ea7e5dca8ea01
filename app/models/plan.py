"""The year's plan of an office: the targets that it gives to the offices below, edition by edition."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, UniqueConstraint

from app.models.base import Keyed, UtcDateTime


class AnnualPlan(Keyed, table=True):
    """One edition of one office's plan for one year. The highest ``edition`` holds; earlier ones are kept.

    ``number`` and ``dated`` are those of the decision or plan paper. While ``issued_at`` is empty this office still
    writes it; from then on it never changes, ``sha256`` is that of the enclosure that carries it, and a change makes
    the next edition. ``issued_by``, ``issued_position``: who gave it out.
    """

    __tablename__ = "annual_plan"
    __table_args__ = (UniqueConstraint("office_id", "year", "edition", "sha256"),)

    office_id: str = Field(foreign_key="office.id", index=True)
    year: int = Field(index=True)
    edition: int = 1
    number: str = ""
    dated: dt.date | None = None
    title: str
    issued_at: dt.datetime | None = Field(default=None, sa_type=UtcDateTime)
    issued_by: str = ""
    issued_position: str = ""
    sha256: str = Field(default="", max_length=64)


class Target(Keyed, table=True):
    """One target of a plan. ``for_code``: the office that it is given to; empty: the issuer's whole area.

    That office may be unknown here, so its name stands beside the code. ``indicator`` is a code of
    ``resources/plans/indicators.json``. Amounts are whole hundredths of ``unit``; ``most_hundredths`` is the upper end
    of a range such as “40 - 50”; ``about``: the plan says “about”. ``text``: as the plan words it; ``source``: where.
    """

    __tablename__ = "target"

    plan_id: str = Field(foreign_key="annual_plan.id", index=True)
    position: int
    for_code: str = Field(default="", max_length=60)
    for_name: str = ""
    indicator: str = Field(max_length=60)
    amount_hundredths: int
    most_hundredths: int | None = None
    about: bool = False
    unit: str = ""
    text: str = ""
    source: str = ""
