"""What the producer says of itself (Mẫu số 02) and what the commune found (Mẫu số 03)."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, select

from app.models import CommuneAssessment, Dossier, Office, ScoreSheet
from app.services.actors import own_office
from app.services.assessments import assessment
from app.services.business_plans import business_plan
from app.services.issued_papers import signed_paper
from app.services.papers.official_dates import long_date
from app.services.papers.paper_facts import (
    AssessmentFacts,
    AssessmentItemFacts,
    CriterionClaim,
    DossierFacts,
    SelfAssessmentFacts,
    YearFigures,
)
from app.services.papers.words import figure
from app.services.printing.loading_offices import get_office, office_facts
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.self_assessments import self_assessment, self_score

PROPERTY_BOXES = frozenset(
    {"trademark", "geographical_indication", "patent", "industrial_design", "copyright", "other_property"}
)


def self_assessment_facts(
    session: Session, library: RuleLibrary, dossier: Dossier, facts: DossierFacts, regime: Regime, today: dt.date
) -> SelfAssessmentFacts:
    """The report's texts, boxes, figures and points; a box is ticked by a document that holds on ``today``."""
    texts = self_assessment(session, dossier.id)
    plan, years = business_plan(session, dossier.id)
    score = self_score(session, dossier.id, library)
    ticks = _ticks(facts, regime, today)
    others = [document.title for document in facts.documents if document.kind == "other_property"]
    claims: dict[str, CriterionClaim] = {}
    if score is not None:
        points = {**score.score.criteria} if score.score.criteria else {**score.score.parts}
        for key in dict.fromkeys((*points, *score.descriptions)):
            claims[key] = CriterionClaim(points=points.get(key), description=score.descriptions.get(key, ""))
    return SelfAssessmentFacts(
        ticks=ticks,
        other_property="; ".join(others),
        history=texts.history,
        organisation=texts.organisation,
        production="\n".join(part for part in (plan.materials, plan.technology) if part),
        quality_changes=plan.quality,
        markets=plan.markets,
        results=_workers(years[-1].workers, years[-1].local_workers, years[-1].year) if years else "",
        figures=tuple(
            YearFigures(
                year=one.year,
                revenue=one.revenue,
                profit=one.profit,
                output=f"{figure(one.output)} {one.unit}".strip() if one.output is not None else "",
            )
            for one in years
        ),
        claims=claims,
        changes=texts.changes,
        plan=texts.plan,
        signed_on=score.signed_on if score is not None else None,
    )


def self_score_invented(session: Session, dossier: Dossier) -> bool:
    """Whether the producer's own points are made up: so marked, or those of a practice dossier."""
    invented = session.exec(
        select(ScoreSheet.invented).where(
            ScoreSheet.dossier_id == dossier.id, ScoreSheet.kind == "self", ScoreSheet.status != "replaced"
        )
    ).first()
    return invented is not None and (invented or dossier.practice)


def _workers(workers: int | None, local: int | None, year: int) -> str:
    if workers is None:
        return ""
    here = f", trong đó {figure(local)} lao động địa phương" if local is not None else ""
    return f"Số lao động năm {year}: {figure(workers)} người{here}."


def _ticks(facts: DossierFacts, regime: Regime, today: dt.date) -> frozenset[str]:
    boxes = {kind.kind: kind.ticks for kind in regime.documents if kind.ticks}
    ticked = {
        boxes[document.kind]
        for document in facts.documents
        if document.kind in boxes and (document.valid_until is None or document.valid_until >= today)
    }
    if ticked & PROPERTY_BOXES:
        ticked.add("intellectual_property")
    return frozenset(ticked)


def assessment_facts(session: Session, dossier: Dossier, office: Office) -> AssessmentFacts:
    """The commune's items and one sentence on its meeting, where one was held."""
    data = assessment(session, dossier.id)
    meeting = ""
    if data.meeting_on is not None:
        name = office_facts(office).name
        meeting = f"{name} đã họp đánh giá {long_date(data.meeting_on)}"
        meeting += f" tại {data.meeting_place}" if data.meeting_place else ""
        people = "; ".join(line.strip().rstrip(".;") for line in data.participants.splitlines() if line.strip())
        parts = [meeting]
        parts += [f"chủ trì: {data.chair}"] if data.chair else []
        parts += [f"thư ký: {data.secretary}"] if data.secretary else []
        parts += [f"thành phần tham dự: {people}"] if people else []
        meeting = "; ".join(parts) + "."
        if data.opinions.strip():
            meeting += f"\nÝ kiến tại cuộc họp: {data.opinions.strip()}"
    return AssessmentFacts(
        items=tuple(
            AssessmentItemFacts(
                id=one.item,
                claim=one.claim,
                finding=one.finding,
                not_applicable=one.not_applicable,
                points=one.points,
            )
            for one in data.items
        ),
        meeting=meeting,
    )


def assessing_office(session: Session, dossier: Dossier) -> Office:
    """The office whose report it is: the one that assessed, else the one that signed a report, else this one."""
    row = session.exec(select(CommuneAssessment).where(CommuneAssessment.dossier_id == dossier.id)).first()
    if row is not None:
        return get_office(session, row.office_id)
    paper = signed_paper(session, dossier.id, "commune_report")
    return get_office(session, paper.office_id) if paper is not None else own_office(session)
