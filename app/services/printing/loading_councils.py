"""Councils, score sheets and results as papers need them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import AssessmentRound, Council, CouncilMember, Dossier, RankingResult, RoundEntry, ScoreSheet
from app.services.outcomes import average_of
from app.services.papers.council_facts import (
    CouncilFacts,
    MemberFacts,
    MemberRole,
    ResultFacts,
    ScoreRow,
    SheetFacts,
)
from app.services.papers.paper_facts import DossierFacts
from app.services.printing.loading_offices import get_office, office_facts
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import Regime
from app.services.score_index import index_for
from app.services.score_sheets import answers_of, rows_of
from app.services.scoring import assess, score_sheet
from app.services.star_class import from_hundredths
from app.translate import N_

_ROLES: dict[str, MemberRole] = {"chair": "chair", "vice": "deputy_chair", "secretary": "secretary"}


def round_title(row: AssessmentRound) -> str:
    """ "Đợt 2 năm 2026", or the name that the office gave the round."""
    if row.name:
        return row.name
    kind = " (theo mùa vụ)" if row.kind == "seasonal" else ""
    return f"Đợt {row.number} năm {row.year}{kind}"


def member_facts(member: CouncilMember) -> MemberFacts:
    return MemberFacts(
        order=member.number,
        full_name=member.full_name,
        post=", ".join(part for part in (member.position, member.unit) if part),
        role=_ROLES.get(member.role, "member"),
        scores=member.scores,
    )


def members_of(session: Session, council_id: str) -> list[CouncilMember]:
    """The council's members by their number."""
    return list(
        session.exec(
            select(CouncilMember).where(CouncilMember.council_id == council_id).order_by(col(CouncilMember.number))
        )
    )


def council_facts(session: Session, row: AssessmentRound) -> tuple[CouncilFacts, list[CouncilMember]]:
    """The round's council; a round without one still has its office and title."""
    office = office_facts(get_office(session, row.office_id))
    council = session.get(Council, row.council_id) if row.council_id else None
    if council is None:
        return CouncilFacts(name="Hội đồng", office=office, round_title=round_title(row)), []
    members = members_of(session, council.id)
    return (
        CouncilFacts(
            name=council.name,
            office=office,
            decision_number=council.decision_number,
            decision_on=council.decision_date,
            round_title=round_title(row),
            members=tuple(member_facts(member) for member in members),
        ),
        members,
    )


def round_of(session: Session, dossier_id: str) -> AssessmentRound | None:
    """The round that the dossier was put into last; ``None``: none yet."""
    return session.exec(
        select(AssessmentRound)
        .join(RoundEntry, col(RoundEntry.round_id) == AssessmentRound.id)
        .where(RoundEntry.dossier_id == dossier_id)
        .order_by(col(RoundEntry.created_at).desc(), col(RoundEntry.id).desc())
    ).first()


def blank_sheet_facts(session: Session, dossier: Dossier, facts: DossierFacts) -> SheetFacts:
    """A sheet to be filled in with a pen: only its head is known."""
    row = round_of(session, dossier.id)
    if row is not None:
        council, _members = council_facts(session, row)
    else:
        council = CouncilFacts(name="", office=office_facts(get_office(session, dossier.holder_office_id)))
    return SheetFacts(dossier=facts, council=council, set_hash=dossier.set_sha256)


def filled_sheet_facts(
    session: Session, sheet: ScoreSheet, facts: DossierFacts, criteria: CriteriaSet, regime: Regime
) -> SheetFacts:
    """A member's sheet as it stands, with the points that it gives by itself."""
    member = session.get(CouncilMember, sheet.member_id or "")
    row = session.get(AssessmentRound, sheet.round_id or "")
    if row is None:
        raise NotFound(N_("This score sheet is not here."))
    council, _members = council_facts(session, row)
    answers = answers_of(criteria, sheet, rows_of(session, sheet.id))
    score = score_sheet(criteria, answers, regime.stars)
    stopped = any(one.stops == "dossier" for one in score.knocked_out)
    replaced = session.get(ScoreSheet, sheet.replaces_id) if sheet.replaces_id else None
    points: dict[str, Decimal] = dict(score.criteria)
    if not criteria.complete:
        points = {str(part): value for part, value in score.parts.items() if part in answers.parts}
    return SheetFacts(
        dossier=facts,
        council=council,
        member=member_facts(member) if member is not None else None,
        filled=True,
        choices=dict(answers.options),
        points=points,
        not_assessed=frozenset(score.not_assessed),
        total=score.total if score.complete and not stopped else None,
        excluded_by=frozenset(one.id for one in score.knocked_out),
        stops_everything=stopped,
        opinion=sheet.opinion,
        signed_on=sheet.signed_on,
        signed_at=council.office.place,
        replaces_sheet_of=replaced.signed_on if replaced is not None else None,
        sheet_hash=sheet.content_hash if sheet.status == "signed" else "",
        set_hash=sheet.set_sha256,
    )


def average_known(result: RankingResult) -> bool:
    """Whether the result's points are known: one typed in from another office's decision may name the star alone."""
    return bool(json.loads(result.detail).get("points_known", True))


def result_facts(result: RankingResult, facts: DossierFacts, places: dict[int, int], members: int) -> ResultFacts:
    """A closed result.

    Args:
        places: by member number the place in the table, from 1.
        members: how many members score.
    """
    detail: dict[str, Any] = json.loads(result.detail)
    label = ""
    if result.stars is not None:
        label = f"{result.stars} sao" + (" (theo điểm, tạm thời)" if result.provisional else "")
    elif not result.knocked_out:
        label = "không đạt yêu cầu tối thiểu của hạng nào"
    return ResultFacts(
        dossier=facts,
        average=average_of(result),
        stars=result.stars,
        stars_label=label,
        valid_sheets=result.sheet_count,
        members=members,
        missed={int(star): tuple(names) for star, names in detail.get("missed", {}).items()},
        recused=tuple(places[number] for number in detail.get("recused", []) if number in places),
        provisional=result.provisional,
    )


def score_rows(
    session: Session, result: RankingResult, criteria: CriteriaSet, regime: Regime, members: list[CouncilMember]
) -> list[ScoreRow]:
    """Points by criterion and member as the council's result counts them: its own finding on exclusions holds.

    The last row is the total, whose mean is the result's average.
    """
    detail: dict[str, Any] = json.loads(result.detail)
    index = index_for(criteria, regime.stars)
    held = frozenset(one["id"] for one in detail.get("knocked_out", []))
    counted = {int(number) for number in detail.get("totals", {})}
    columns: dict[str, tuple[Decimal | None, ...]] = {}
    of_member: list[tuple[int | None, ...] | None] = []
    for member in members:
        sheet = _counted_sheet(session, result, member) if member.number in counted else None
        if sheet is None:
            of_member.append(None)
            continue
        answers = answers_of(criteria, sheet, rows_of(session, sheet.id))
        of_member.append(assess(criteria, index, answers, held).points)
    for place, name in enumerate(index.columns):
        columns[name] = tuple(None if points is None else from_hundredths(points[place] or 0) for points in of_member)
    rows: list[ScoreRow] = []
    for part in criteria.parts:
        label = f"Phần {part.id}: {part.title}"
        if not criteria.complete:
            rows.append(ScoreRow(label, part.max, columns[part.id]))
            continue
        inside = [one for one in criteria.criteria if one.part == part.id]
        rows.append(ScoreRow(label, part.max, _sums([columns[one.id] for one in inside]), is_sum=True))
        rows += [ScoreRow(f"{one.id}. {one.title}", one.max, columns[one.id]) for one in inside]
    total = sum((part.max for part in criteria.parts), Decimal(0))
    rows.append(ScoreRow("TỔNG CỘNG", total, _sums(list(columns.values())), is_sum=True))
    return rows


def _sums(rows: list[tuple[Decimal | None, ...]]) -> tuple[Decimal | None, ...]:
    return tuple(
        None if any(value is None for value in values) else sum((value or Decimal(0) for value in values), Decimal(0))
        for values in zip(*rows, strict=True)
    )


def _counted_sheet(session: Session, result: RankingResult, member: CouncilMember) -> ScoreSheet | None:
    return session.exec(
        select(ScoreSheet).where(
            ScoreSheet.round_id == result.round_id,
            ScoreSheet.dossier_id == result.dossier_id,
            ScoreSheet.member_id == member.id,
            ScoreSheet.status == "signed",
        )
    ).first()


def council_day(session: Session, council_decision: str) -> dt.date | None:
    """The day of the decision that set a council up, where that council is in this database."""
    council = session.exec(select(Council).where(Council.decision_number == council_decision)).first()
    return council.decision_date if council is not None else None
