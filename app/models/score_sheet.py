"""A score sheet: one member, or the producer itself, on one dossier."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Keyed, Travelling


class ScoreSheet(Travelling, table=True):
    """``kind``: self or member. ``status``: draft, signed, reopened or replaced. ``mode``: full or parts.

    A signed sheet changes only by reopening with a reason: the old one becomes ``replaced`` and both stay.
    """

    __tablename__ = "score_sheet"

    kind: str = Field(max_length=6)
    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    round_id: str | None = Field(default=None, foreign_key="assessment_round.id", index=True)
    member_id: str | None = Field(default=None, foreign_key="council_member.id", index=True)
    set_id: str
    set_sha256: str = Field(default="", max_length=64)
    mode: str = Field(default="full", max_length=5)
    status: str = Field(default="draft", max_length=8)
    entered_by: str = Field(default="screen", max_length=8)  # screen, paper or file
    signed_on: dt.date | None = None
    opinion: str = ""
    knock_outs: str = ""  # ids parted by spaces
    reopen_reason: str = ""
    replaces_id: str | None = Field(default=None, max_length=36)
    invented: bool = False


class SheetAnswer(Keyed, table=True):
    """``option`` 1..n as in the law's order, 0 = none of them; ``None`` on part totals. Points in hundredths."""

    __tablename__ = "sheet_answer"

    sheet_id: str = Field(foreign_key="score_sheet.id", index=True)
    criterion_id: str = Field(max_length=12)
    option: int | None = None
    points_hundredths: int
    description: str = ""  # self-assessment: what the producer says of this criterion
