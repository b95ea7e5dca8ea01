"""Score sheets of council members: entered on screen, from a file or from paper; signed; reopened with a reason.

A draft changes freely and leaves no trace in the journal. A signed sheet never changes: reopening makes a new one
and keeps the old as replaced. Journal entries of sheets hold no points: the journal travels, the points are secret
until scoring is locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import AppError, InvalidInput, NotAllowed, NotFound
from app.models import AssessmentRound, CouncilMember, Dossier, Product, Recusal, ScoreSheet, SheetAnswer
from app.models.base import nfc
from app.models.dossier import DossierStatus
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.dossier_rules import Rules, regime_of, set_of
from app.services.names import state_name
from app.services.revisions import seal
from app.services.rounds import get_round, scoring_entry
from app.services.rules.criteria import CriteriaSet
from app.services.rules.regime import StarRules
from app.services.score_index import index_for
from app.services.scoring import assess
from app.services.sheet_answers import KNOCK_OUTS_KEY, SheetAnswers, parse_answers
from app.translate import N_

EnteredBy = Literal["screen", "paper", "file"]
LIVE = ("draft", "reopened", "signed")
"""States of a sheet that counts or may come to count; a replaced one is only kept."""


@dataclass(frozen=True)
class SheetData:
    """One member's sheet on one dossier.

    Args:
        answers: option number by criterion id (0: none of them), for a set with criteria.
        parts: part totals as whole numbers, decimals or texts such as "30.50", for a set that has no criteria.
        knock_outs: ids of the reasons for exclusion that the member found.
        invented: made-up data of an exercise; every paper says so.
    """

    dossier_id: str
    round_id: str
    member_id: str
    answers: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int | str | Decimal] = field(default_factory=dict)
    knock_outs: tuple[str, ...] = ()
    opinion: str = ""
    entered_by: EnteredBy = "screen"
    invented: bool = False


def save_sheet(session: Session, data: SheetData, actor: Actor, library: Rules) -> str:
    """Save a draft, or a reopened sheet; unanswered criteria are no error yet.

    Returns:
        The sheet's id.

    Raises:
        NotAllowed: the dossier is not being scored here, the member is recused or does not score, scoring is
            locked, the sheet is signed, or it is not the person's own.
        InvalidInput: answers that the dossier's set does not offer.
        NotFound: no such round, member or dossier in it.
    """
    dossier, member, row = _scoring_place(session, data.dossier_id, data.round_id, data.member_id, actor)
    if data.entered_by not in ("screen", "paper", "file"):
        raise InvalidInput("entered_by", N_("A sheet comes from the screen, from paper or from a file."))
    if actor.role == "member" and data.entered_by == "paper":
        raise NotAllowed(N_("Paper sheets are typed in by an officer, who is named."))
    criteria_set = set_of(library, dossier)
    answers = parse_answers(criteria_set, {**_given(criteria_set, data), KNOCK_OUTS_KEY: list(data.knock_outs)})
    sheet = live_sheet(session, data.round_id, data.dossier_id, data.member_id)
    _require_open(row, member, sheet, data.entered_by)
    if sheet is None:
        sheet = ScoreSheet(
            kind="member",
            dossier_id=dossier.id,
            round_id=data.round_id,
            member_id=member.id,
            set_id=dossier.set_id,
            set_sha256=dossier.set_sha256,
        )
    sheet.mode = "full" if criteria_set.complete else "parts"
    sheet.entered_by = data.entered_by
    sheet.opinion = nfc(data.opinion.strip())
    sheet.knock_outs = " ".join(sorted(answers.knock_outs))
    sheet.invented = data.invented
    session.add(sheet)
    session.flush()
    stars = regime_of(library, dossier).stars
    session.execute(delete(SheetAnswer).where(col(SheetAnswer.sheet_id) == sheet.id))
    session.add_all(answer_rows(sheet.id, criteria_set, stars, answers))
    session.flush()
    return sheet.id


def _require_open(row: AssessmentRound, member: CouncilMember, sheet: ScoreSheet | None, entered_by: str) -> None:
    """Refuse to change a signed sheet, or one that the lock has shut."""
    if sheet is not None and sheet.status == "signed":
        raise NotAllowed(
            N_("The sheet of member {number} is signed."),
            advice=N_("Reopen it with a reason; the signed one is kept."),
            number=member.number,
        )
    if row.scoring_locked and not (
        (sheet is not None and sheet.status == "reopened")
        or (entered_by == "paper" and member.id in row.paper_members.split())
    ):
        raise NotAllowed(
            N_("Scoring of this round is locked."),
            advice=N_("Only reopened sheets, and paper sheets named at the lock, are still entered."),
        )


def sheet_refusal(
    session: Session, dossier_id: str, round_id: str, member_id: str, actor: Actor, entered_by: EnteredBy = "screen"
) -> AppError | None:
    """Why this person cannot fill in the sheet now; ``None`` where it can be filled in."""
    try:
        _dossier, member, row = _scoring_place(session, dossier_id, round_id, member_id, actor)
        _require_open(row, member, live_sheet(session, round_id, dossier_id, member_id), entered_by)
    except AppError as error:
        return error
    return None


def _given(criteria_set: CriteriaSet, data: SheetData) -> dict[str, Any]:
    if data.answers and data.parts:
        raise InvalidInput("parts", N_("A sheet has answers or part totals, not both."))
    if data.parts and criteria_set.complete:
        raise InvalidInput(
            "parts", N_("Set {set} is scored criterion by criterion; part totals are not taken."), set=criteria_set.id
        )
    return dict(data.parts or data.answers)


def answer_rows(sheet_id: str, criteria_set: CriteriaSet, stars: StarRules, answers: SheetAnswers) -> list[SheetAnswer]:
    """The rows of a sheet's answers, one per answered criterion (per part on part totals), in hundredths.

    Points are those that this sheet by itself gives: 0 where a criterion follows one without points, or where a
    knock-out on the sheet leaves it unassessed. The council's result is worked out from the options again.
    """
    index = index_for(criteria_set, stars)
    points = assess(criteria_set, index, answers).points
    rows = []
    for column, name in enumerate(index.columns):
        if name in (answers.parts if index.on_part_totals else answers.options):
            option = None if index.on_part_totals else answers.options[name]
            rows.append(
                SheetAnswer(sheet_id=sheet_id, criterion_id=name, option=option, points_hundredths=points[column] or 0)
            )
    return rows


def answers_of(criteria_set: CriteriaSet, sheet: ScoreSheet, rows: list[SheetAnswer]) -> SheetAnswers:
    """A stored sheet's answers, checked against the set again.

    Raises:
        InvalidInput: what is stored is not what the set offers.
    """
    given: dict[str, Any] = {KNOCK_OUTS_KEY: sheet.knock_outs.split()}
    for row in rows:
        given[row.criterion_id] = row.option if criteria_set.complete else Decimal(row.points_hundredths).scaleb(-2)
    return parse_answers(criteria_set, given)


def rows_of(session: Session, sheet_id: str) -> list[SheetAnswer]:
    """The stored answers of one sheet."""
    return list(session.exec(select(SheetAnswer).where(SheetAnswer.sheet_id == sheet_id)))


def live_sheet(session: Session, round_id: str, dossier_id: str, member_id: str) -> ScoreSheet | None:
    """The member's sheet that is draft, reopened or signed; there is at most one."""
    return session.exec(
        select(ScoreSheet).where(
            ScoreSheet.round_id == round_id,
            ScoreSheet.dossier_id == dossier_id,
            ScoreSheet.member_id == member_id,
            col(ScoreSheet.status).in_(LIVE),
        )
    ).first()


def get_sheet(session: Session, sheet_id: str) -> ScoreSheet:
    """A council member's sheet. Raises ``NotFound``."""
    sheet = session.get(ScoreSheet, sheet_id)
    if sheet is None or sheet.kind != "member":
        raise NotFound(N_("This score sheet is not here."))
    return sheet


def _scoring_place(
    session: Session, dossier_id: str, round_id: str, member_id: str, actor: Actor
) -> tuple[Dossier, CouncilMember, AssessmentRound]:
    """The dossier, member and round of a sheet that may be entered, signed or reopened now by this person.

    Raises:
        NotAllowed, NotFound: as ``save_sheet``.
    """
    row = get_round(session, round_id, actor)
    member = session.get(CouncilMember, member_id)
    if row.council_id is None or member is None or member.council_id != row.council_id:
        raise NotFound(N_("This person is no member of the round's council."))
    if not member.scores:
        raise NotAllowed(N_("Member {number} of this council does not score."), number=member.number)
    if actor.role == "member":
        if not member.official_id or member.official_id != actor.official_id:
            raise NotAllowed(N_("A council member fills in only the own sheet."))
    else:
        require_writer(actor)
    dossier = states.get_dossier(session, dossier_id)
    states.require_custody(dossier, actor)
    if dossier.status != DossierStatus.IN_ROUND:
        raise NotAllowed(
            N_("This dossier is not being scored: its state is “{status}”."),
            advice=N_("Put it into a round, or reopen its result first."),
            status=state_name(dossier.status),
        )
    scoring_entry(session, round_id, dossier_id)
    product = session.get(Product, dossier.product_id)
    recused = session.exec(
        select(Recusal).where(
            Recusal.member_id == member_id, Recusal.producer_id == (product.producer_id if product else "")
        )
    ).first()
    if recused is not None:
        raise NotAllowed(
            N_("Member {number} is recused from this producer's products and scores none of them."),
            number=member.number,
        )
    return dossier, member, row


def sign_sheet(session: Session, sheet_id: str, actor: Actor, library: Rules, today: dt.date) -> None:
    """Sign a complete sheet: from now on it counts, and changes only by being reopened.

    Raises:
        NotAllowed: already signed or replaced, criteria unanswered, rules other than the dossier's, or as
            ``save_sheet``.
    """
    sheet = get_sheet(session, sheet_id)
    dossier, member, row = _scoring_place(session, sheet.dossier_id, sheet.round_id or "", sheet.member_id or "", actor)
    if sheet.status not in ("draft", "reopened"):
        raise NotAllowed(
            N_("The sheet of member {number} is already signed or has been replaced."), number=member.number
        )
    if row.scoring_locked and sheet.status == "draft" and member.id not in row.paper_members.split():
        raise NotAllowed(
            N_("Scoring of this round is locked."),
            advice=N_("Only reopened sheets, and paper sheets named at the lock, are still entered."),
        )
    criteria_set = set_of(library, dossier)
    if (sheet.set_id, sheet.set_sha256) != (dossier.set_id, dossier.set_sha256):
        raise NotAllowed(N_("This sheet was filled in under other rules than the dossier's."))
    answers = answers_of(criteria_set, sheet, rows_of(session, sheet.id))
    index = index_for(criteria_set, regime_of(library, dossier).stars)
    unanswered = assess(criteria_set, index, answers).unanswered
    if unanswered:
        raise NotAllowed(
            N_("The sheet of member {number} is not complete: {criteria}."),
            advice=N_("Answer them; where no option fits, answer “none of them”."),
            number=member.number,
            criteria=", ".join(index.columns[column] for column in unanswered),
        )
    sheet.status = "signed"
    sheet.signed_on = today
    seal(session, sheet)
    journal.record(
        session,
        actor,
        "sign_sheet",
        dossier_id=dossier.id,
        data={
            "round": sheet.round_id,
            "sheet": sheet.id,
            "number": member.number,
            "entered_by": sheet.entered_by,
            "sha256": sheet.content_hash,
        },
    )


def reopen_sheet(session: Session, sheet_id: str, reason: str, actor: Actor) -> str:
    """Take up a signed sheet again: a copy is opened, the signed one stays as replaced.

    Returns:
        The id of the new sheet, in the state reopened.

    Raises:
        InvalidInput: no reason. NotAllowed: not signed, or the result is closed, or as ``save_sheet``.
    """
    old = get_sheet(session, sheet_id)
    dossier, member, _ = _scoring_place(session, old.dossier_id, old.round_id or "", old.member_id or "", actor)
    if old.status != "signed":
        raise NotAllowed(N_("Only a signed sheet is reopened."))
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why the sheet is reopened."))
    new = ScoreSheet(
        kind=old.kind,
        dossier_id=old.dossier_id,
        round_id=old.round_id,
        member_id=old.member_id,
        set_id=old.set_id,
        set_sha256=old.set_sha256,
        mode=old.mode,
        status="reopened",
        entered_by=old.entered_by,
        opinion=old.opinion,
        knock_outs=old.knock_outs,
        reopen_reason=nfc(reason.strip()),
        replaces_id=old.id,
        invented=old.invented,
    )
    old.status = "replaced"
    old.reopen_reason = nfc(reason.strip())
    seal(session, old)
    session.add(new)
    session.flush()
    session.add_all(
        SheetAnswer(
            sheet_id=new.id,
            criterion_id=row.criterion_id,
            option=row.option,
            points_hundredths=row.points_hundredths,
            description=row.description,
        )
        for row in rows_of(session, old.id)
    )
    session.flush()
    journal.record(
        session,
        actor,
        "reopen_sheet",
        dossier_id=dossier.id,
        data={
            "round": old.round_id,
            "sheet": new.id,
            "replaces": old.id,
            "number": member.number,
            "reason": nfc(reason.strip()),
        },
    )
    return new.id
