"""Locking of scoring (khóa chấm), and the secrecy before it: nobody sees another's points until the lock."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import AssessmentRound, CouncilMember, RankingResult, ScoreSheet, SheetAnswer
from app.models.base import nfc
from app.models.council import CouncilMemberRow
from app.models.round import AssessmentRoundRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.councils import council_members, recusals
from app.services.meeting_day import met_words, require_meeting_day
from app.services.rounds import as_row, entries_in_scoring, get_round
from app.services.score_sheets import LIVE, get_sheet, rows_of
from app.translate import N_


@dataclass(frozen=True)
class SheetState:
    """Where one expected sheet stands; ``sheet_id`` empty and ``status`` missing where none was begun."""

    dossier_id: str
    member_id: str
    number: int
    status: str
    sheet_id: str = ""


def sheet_states(session: Session, round_id: str) -> list[SheetState]:
    """Every sheet that the round expects and where it stands, without any points: dossier by dossier, by seat.

    Expected: each dossier in scoring, times each member who scores; a recused member's is in the state recused.
    """
    row = get_round(session, round_id)
    seats = _scoring_members(session, row)
    recused = recusals(session, row.council_id) if row.council_id else {}
    found = {
        (dossier_id, member_id): (sheet_id, status)
        for sheet_id, dossier_id, member_id, status in session.exec(
            select(ScoreSheet.id, ScoreSheet.dossier_id, ScoreSheet.member_id, ScoreSheet.status).where(
                ScoreSheet.round_id == round_id, col(ScoreSheet.status).in_(LIVE)
            )
        )
    }
    states = []
    for entry in entries_in_scoring(session, round_id):
        for seat in seats:
            sheet_id, status = found.get((entry.dossier_id, seat.id), ("", "missing"))
            if (seat.id, entry.producer_id) in recused:
                sheet_id, status = "", "recused"
            states.append(SheetState(entry.dossier_id, seat.id, seat.number, status, sheet_id))
    return states


def _scoring_members(session: Session, row: AssessmentRound) -> list[CouncilMemberRow]:
    if row.council_id is None:
        raise NotAllowed(
            N_("This round has no council yet."), advice=N_("Attach the council that its decision set up.")
        )
    return [member for member in council_members(session, row.council_id) if member.scores]


def lock_scoring(
    session: Session,
    round_id: str,
    actor: Actor,
    today: dt.date,
    *,
    absent: Collection[str] = (),
    on_paper: Collection[str] = (),
    met_on: dt.date | None = None,
) -> AssessmentRoundRow:
    """Lock scoring: every expected sheet is signed. From now on the points are visible, and dossiers may be closed.

    Args:
        absent: members (ids) who did not score: sheets of theirs that are not signed do not count.
        on_paper: members whose sheets lie signed on paper and are typed in after the lock.
        met_on: the day on which the council met, where it was not today; the lock bears that day.

    Raises:
        NotAllowed: already locked, no council, no dossier, or a sheet is not signed.
        InvalidInput: an absent member, or one on paper, who has no seat, or a meeting day that cannot be.
    """
    require_writer(actor)
    row = get_round(session, round_id, actor)
    if row.scoring_locked:
        raise NotAllowed(N_("Scoring of this round is already locked."))
    seats = {member.id: member.number for member in _scoring_members(session, row)}
    for field, ids in (("absent", absent), ("on_paper", on_paper)):
        if not set(ids) <= seats.keys():
            raise InvalidInput(field, N_("Somebody named here has no scoring seat in the council."))
    if set(absent) & set(on_paper):
        raise InvalidInput("on_paper", N_("A member is either absent or has signed on paper."))
    met = require_meeting_day(session, row, met_on, today)
    expected = sheet_states(session, round_id)
    if not expected:
        raise NotAllowed(N_("No dossier of this round is being scored."))
    excused = {*absent, *on_paper}
    open_sheets = [one for one in expected if one.status not in ("signed", "recused") and one.member_id not in excused]
    # A sheet that was signed and reopened is open whoever it belongs to: the member did score.
    open_sheets += [one for one in expected if one.status == "reopened" and one.member_id in excused]
    if open_sheets:
        numbers = sorted({one.number for one in open_sheets})
        raise NotAllowed(
            N_("{count} sheets are not signed yet, of the members {numbers}."),
            advice=N_("Wait for them, or name at the lock who is absent and whose sheets lie on paper."),
            count=len(open_sheets),
            numbers=", ".join(map(str, numbers)),
        )
    row.scoring_locked = True
    row.locked_on = met
    row.absent_members = " ".join(sorted(absent))
    row.paper_members = " ".join(sorted(on_paper))
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "lock_scoring",
        subject=f"assessment_round:{round_id}",
        data={
            "sheets": sum(one.status == "signed" for one in expected),
            "absent": sorted(seats[one] for one in absent),
            "on_paper": sorted(seats[one] for one in on_paper),
            **met_words(met, today),
        },
    )
    return as_row(row)


def unlock_scoring(session: Session, round_id: str, reason: str, actor: Actor) -> AssessmentRoundRow:
    """Take a lock back that was set by mistake; only while no result of the round is closed. The reason is recorded.

    Raises:
        InvalidInput: no reason. NotAllowed: not locked, or a result of the round stands.
    """
    require_writer(actor)
    row = get_round(session, round_id, actor)
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why scoring is opened again."))
    if not row.scoring_locked:
        raise NotAllowed(N_("Scoring of this round is not locked."))
    closed = session.exec(
        select(RankingResult.id).where(RankingResult.round_id == round_id, RankingResult.outcome != "reopened")
    ).first()
    if closed is not None:
        raise NotAllowed(N_("Results of this round are closed."), advice=N_("Reopen them first."))
    row.scoring_locked = False
    row.locked_on = None
    row.absent_members = row.paper_members = ""
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "unlock_scoring",
        subject=f"assessment_round:{round_id}",
        data={"reason": nfc(reason.strip())},
    )
    return as_row(row)


@dataclass(frozen=True)
class SheetPoints:
    """One signed, draft or reopened sheet with its points in hundredths by criterion (by part on part totals)."""

    sheet_id: str
    dossier_id: str
    member_id: str
    status: str
    points: dict[str, int]
    total_hundredths: int


def visible_points(session: Session, round_id: str, actor: Actor) -> list[SheetPoints]:
    """The points that the person may see: a member's own at any time, everybody's once scoring is locked.

    Raises:
        NotAllowed: scoring is not locked and the person is no member of the council; another office's round.
    """
    row = get_round(session, round_id, actor)
    query = (
        select(ScoreSheet.id, ScoreSheet.dossier_id, ScoreSheet.member_id, ScoreSheet.status)
        .where(ScoreSheet.round_id == round_id, col(ScoreSheet.status).in_(LIVE))
        .order_by(col(ScoreSheet.dossier_id), col(ScoreSheet.member_id))
    )
    if not row.scoring_locked:
        own = _own_seat(session, row, actor)
        if own is None:
            raise NotAllowed(
                N_("Scoring is not locked: until then nobody sees another's points."),
                advice=N_("The list of missing sheets can be seen at any time."),
            )
        query = query.where(ScoreSheet.member_id == own)
    sheets = session.exec(query).all()
    points = _points_of(session, [sheet[0] for sheet in sheets])
    return [
        SheetPoints(sheet_id, dossier_id, member_id or "", status, points[sheet_id], sum(points[sheet_id].values()))
        for sheet_id, dossier_id, member_id, status in sheets
    ]


def _own_seat(session: Session, row: AssessmentRound, actor: Actor) -> str | None:
    """The member that the person is in the round's council."""
    return session.exec(
        select(CouncilMember.id).where(
            CouncilMember.council_id == row.council_id,
            CouncilMember.official_id == actor.official_id,
            func.length(CouncilMember.official_id) > 0,
        )
    ).first()


def _points_of(session: Session, sheet_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    points: dict[str, dict[str, int]] = defaultdict(dict)
    for start in range(0, len(sheet_ids), journal.IDS_AT_ONCE):
        rows = session.exec(
            select(SheetAnswer.sheet_id, SheetAnswer.criterion_id, SheetAnswer.points_hundredths).where(
                col(SheetAnswer.sheet_id).in_(sheet_ids[start : start + journal.IDS_AT_ONCE])
            )
        )
        for sheet_id, criterion_id, value in rows:
            points[sheet_id][criterion_id] = value
    return points


@dataclass(frozen=True)
class SheetRow:
    """A whole sheet as entered, for its form and its paper."""

    id: str
    dossier_id: str
    round_id: str
    member_id: str
    set_id: str
    set_sha256: str
    mode: str
    status: str
    entered_by: str
    signed_on: dt.date | None
    opinion: str
    knock_outs: tuple[str, ...]
    reopen_reason: str
    replaces_id: str | None
    invented: bool
    content_hash: str
    options: dict[str, int | None]
    points: dict[str, int]


def read_sheet(session: Session, sheet_id: str, actor: Actor) -> SheetRow:
    """A whole sheet: one's own, one that an officer is typing in, or any once scoring is locked.

    Raises:
        NotFound: no such sheet. NotAllowed: somebody else's before the lock.
    """
    sheet = get_sheet(session, sheet_id)
    row = get_round(session, sheet.round_id or "", actor)
    own = _own_seat(session, row, actor) == sheet.member_id
    member = session.get(CouncilMember, sheet.member_id or "")
    has_account = member is not None and bool(member.official_id)
    # A member without an account has the own sheet reopened, too, at the officer's desk: nobody else could fill it in.
    typing = actor.role in ("officer", "secretary", "administrator") and (
        sheet.status == "draft" or sheet.entered_by == "paper" or (sheet.status == "reopened" and not has_account)
    )
    if not (row.scoring_locked or own or typing):
        raise NotAllowed(N_("Scoring is not locked: until then nobody sees another's points."))
    rows = rows_of(session, sheet.id)
    return SheetRow(
        id=sheet.id,
        dossier_id=sheet.dossier_id,
        round_id=sheet.round_id or "",
        member_id=sheet.member_id or "",
        set_id=sheet.set_id,
        set_sha256=sheet.set_sha256,
        mode=sheet.mode,
        status=sheet.status,
        entered_by=sheet.entered_by,
        signed_on=sheet.signed_on,
        opinion=sheet.opinion,
        knock_outs=tuple(sheet.knock_outs.split()),
        reopen_reason=sheet.reopen_reason,
        replaces_id=sheet.replaces_id,
        invented=sheet.invented,
        content_hash=sheet.content_hash,
        options={one.criterion_id: one.option for one in rows},
        points={one.criterion_id: one.points_hundredths for one in rows},
    )
