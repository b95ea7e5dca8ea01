"""Decisions that recognise products, and what each says of which dossier."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field

from app.models.base import Keyed, Travelling


class RecognitionDecision(Travelling, table=True):
    """``kind``: recognise, or approve (approves the result of a dossier that is passed on). One regime each.

    Number, date and signer live in the ``IssuedPaper`` behind it: it has effect only once that is signed.
    """

    __tablename__ = "recognition_decision"

    office_id: str = Field(foreign_key="office.id", index=True)
    kind: str = Field(default="recognise", max_length=10)
    year: int
    regime_id: str
    title: str
    paper_id: str | None = Field(default=None, foreign_key="issued_paper.id")
    number: str = ""  # copied from the paper when it is signed
    signed_on: dt.date | None = None


class DecisionItem(Keyed, table=True):
    __tablename__ = "decision_item"

    decision_id: str = Field(foreign_key="recognition_decision.id", index=True)
    dossier_id: str = Field(foreign_key="dossier.id", index=True)
    result_id: str = Field(foreign_key="ranking_result.id")
    stars: int
    position: int
