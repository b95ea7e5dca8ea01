"""The dossiers that a commune has to check, assess and propose, grouped by what is to be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from app.models import AssessmentItem, CommuneAssessment, Dossier, IssuedPaper, Producer, Product
from app.models.dossier import DossierStatus as S
from app.services.actors import Actor
from app.services.dossier_due import Due, dues_of_many
from app.services.dossiers import regime_of
from app.services.office_papers import LETTER
from app.services.rules.library import RuleLibrary

Next = Literal["complete", "assess", "letter", "hand_over"]
"""Check that its papers are complete; assess it; have the letter signed; hand it over."""
_NEXT: dict[str, Next] = {S.FILED: "complete", S.TO_COMPLETE: "complete", S.CHECKED: "assess", S.ASSESSED: "letter"}


@dataclass(frozen=True)
class ToAssess:
    """One dossier. ``written`` of ``items``: how many items have a finding; ``due``: the deadline that runs."""

    id: str
    product: str
    producer: str
    receipt: str
    status: str
    next: Next
    written: int
    items: int
    meeting_on: dt.date | None
    filed_on: dt.date | None
    due: Due | None
    letter_printed: bool


def to_assess(
    session: Session,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> list[ToAssess]:
    """The dossiers here whose rules give this office the assessment, the most urgent first."""
    found = session.exec(
        select(Dossier, Product.name, Producer.name)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .join(Producer, col(Producer.id) == col(Product.producer_id))
        .where(col(Dossier.holder_office_id) == actor.office_id, col(Dossier.status).in_(list(_NEXT)))
    ).all()
    rows = [row for row in found if _assesses(row[0], actor, library, today)]
    ids = [row[0].id for row in rows]
    dues = dues_of_many(session, [row[0] for row in rows], library, today, office_days)
    meetings = {
        one.dossier_id: one
        for one in session.exec(select(CommuneAssessment).where(col(CommuneAssessment.dossier_id).in_(ids)))
    }
    written: dict[str, int] = {}
    for item in session.exec(
        select(AssessmentItem).where(col(AssessmentItem.assessment_id).in_([one.id for one in meetings.values()]))
    ):
        if item.finding or item.not_applicable:
            written[item.assessment_id] = written.get(item.assessment_id, 0) + 1
    letters: dict[str, set[str]] = {}
    for dossier_id, status in session.exec(
        select(IssuedPaper.dossier_id, IssuedPaper.status).where(
            IssuedPaper.kind == LETTER,
            IssuedPaper.office_id == actor.office_id,
            col(IssuedPaper.dossier_id).in_(ids),
        )
    ):
        letters.setdefault(str(dossier_id), set()).add(status)
    lines = []
    for dossier, product, producer in rows:
        meeting = meetings.get(dossier.id)
        papers = letters.get(dossier.id, set())
        following = _NEXT[dossier.status]
        due = next(iter(dues.get(dossier.id, ())), None)
        lines.append(
            ToAssess(
                id=dossier.id,
                product=product,
                producer=producer,
                receipt=dossier.receipt_number,
                status=dossier.status,
                next="hand_over" if following == "letter" and "signed" in papers else following,
                written=written.get(meeting.id, 0) if meeting else 0,
                items=len(regime_of(dossier, library, today).commune_items),
                meeting_on=meeting.meeting_on if meeting else None,
                filed_on=dossier.filed_on,
                due=due,
                letter_printed="printed" in papers,
            )
        )
    return sorted(lines, key=lambda one: (one.due.due if one.due else dt.date.max, one.filed_on or dt.date.max, one.id))


def _assesses(dossier: Dossier, actor: Actor, library: RuleLibrary, today: dt.date) -> bool:
    step = regime_of(dossier, library, today).step(actor.level)
    return step is not None and "assess_items" in step.tasks
