"""The council's result for one dossier in one round."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Travelling


class RankingResult(Travelling, table=True):
    """The average is ``total_sum_hundredths / (100 * sheet_count)``, exact.

    ``provisional``: from part totals, until the council records which star minimums were met (``minimums_record``).
    ``detail`` is JSON: averages and agreed points per criterion, missed minimums, spread, outliers, recused, missing,
    quorum, unverified notes. ``outcome``: empty, recognise, pass_up, decline, send_back, or reopened: the council
    took the result up again, and a later one replaces it.
    """

    __tablename__ = "ranking_result"

    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    office_id: str = Field(foreign_key="office.id")
    round_id: str | None = Field(default=None, max_length=36)  # of that office: not resolved elsewhere
    council_name: str = ""
    council_decision: str = ""
    set_id: str
    set_sha256: str = Field(default="", max_length=64)
    regime_id: str
    total_sum_hundredths: int
    sheet_count: int
    stars_by_points: int | None = None
    stars: int | None = None
    provisional: bool = False
    minimums_record: str = ""
    knocked_out: str = ""
    closed_on: dt.date
    outcome: str = Field(default="", max_length=10)
    outcome_reason: str = ""
    invented: bool = False
    detail: str = "{}"
