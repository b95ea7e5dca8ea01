"""Due lines of what is no deadline of a dossier: hand-overs, questions in notes, rounds, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.models import (
    AssessmentRound,
    Certificate,
    CouncilMember,
    Dossier,
    HandOver,
    HandOverItem,
    Office,
    Product,
    Receipt,
    RecognitionDecision,
    Recusal,
    RoundEntry,
    ScoreSheet,
)
from app.services.hand_over_numbers import missing_numbers
from app.services.journal import IDS_AT_ONCE
from app.services.letters.receipts import owed, results_of
from app.services.notes import waiting_notes
from app.services.rules.library import RuleLibrary
from app.services.today.lines import DueLine, Link, Sentence, grade_of
from app.settings import RECEIPT_DAYS
from app.translate import N_, format_date

_later, _later_item = aliased(HandOver), aliased(HandOverItem)
_LONG = 14
_MOST = 20


def outstanding(
    session: Session, office_id: str, today: dt.date, receipt_days: int = RECEIPT_DAYS
) -> Iterator[DueLine]:
    """Hand-overs that left and have no receipt, and those that were begun and never finished.

    Args:
        receipt_days: calendar days after which this office misses a receipt; its own setting, no rule of law.
    """
    items = (
        select(func.count())
        .select_from(HandOverItem)
        .where(col(HandOverItem.hand_over_id) == HandOver.id)
        .scalar_subquery()
    )
    statement = (
        select(HandOver, Office.name, items)
        .join(Office, col(Office.id) == HandOver.to_office_id)
        .where(
            HandOver.from_office_id == office_id,
            HandOver.direction == "out",
            col(HandOver.status).in_(["intended", "written"]),
            ~exists().where(col(Receipt.hand_over_id) == HandOver.id, col(Receipt.state) == "in_force"),
        )
        .order_by(col(HandOver.at))
        .limit(_MOST)
    )
    for row, office, count in session.exec(statement):
        sent = row.at.astimezone().date()
        waiting = (today - sent).days
        if row.status == "written" and waiting < receipt_days:
            continue
        facts = {"sequence": row.sequence, "count": count, "office": office, "day": format_date(sent)}
        facts["days"] = receipt_days
        begun = row.status == "intended"
        yield DueLine(
            kind="unfinished" if begun else "receipt",
            link=Link("hand_over", row.id),
            title=Sentence(
                N_("Hand-over no. {sequence} was begun and not finished ({count} dossiers)")
                if begun
                else N_("No receipt yet: hand-over no. {sequence} ({count} dossiers)"),
                facts,
            ),
            detail=Sentence(
                N_("To {office}, {day}")
                if begun
                else N_("To {office}, {day}; missed after {days} days, which this office set itself"),
                facts,
            ),
            grade="warns" if begun or waiting > _LONG else "none",
            waiting=waiting,
            act="see",
        )


def not_received(session: Session, office_id: str) -> Iterator[DueLine]:
    """Dossiers that the other office did not take, by its own receipt, and that were not sent again since."""
    rows = session.exec(
        select(HandOver, Receipt, Office.name)
        .join(Receipt, col(Receipt.hand_over_id) == col(HandOver.id))
        .join(Office, col(Office.id) == col(HandOver.to_office_id))
        .where(
            HandOver.from_office_id == office_id,
            HandOver.direction == "out",
            col(HandOver.status).in_(["written", "received"]),
            Receipt.state == "in_force",
            col(Receipt.missed_count) > 0,
        )
        .order_by(col(HandOver.at))
        .limit(_MOST)
    ).all()
    for row, receipt, office in rows:
        missed = [key for key, result in results_of(receipt).items() if result == "not_taken"]
        later = (
            exists()
            .where(
                col(_later_item.dossier_id) == HandOverItem.dossier_id,
                col(_later_item.hand_over_id) == _later.id,
                col(_later.direction) == "out",
                col(_later.to_office_id) == row.to_office_id,
                col(_later.sequence) > row.sequence,
            )
            .correlate(HandOverItem)
        )
        still = session.exec(
            select(func.count())
            .select_from(HandOverItem)
            .join(Dossier, col(Dossier.id) == col(HandOverItem.dossier_id))
            .where(
                HandOverItem.hand_over_id == row.id,
                col(Dossier.id).in_(missed[:IDS_AT_ONCE]),
                col(Dossier.custody_number) == HandOverItem.custody_number,
                (col(Dossier.status) == "handed_over") | (row.purpose == "result"),
                ~later,
            )
        ).one()
        if still:
            facts = {"count": still, "sequence": row.sequence, "office": office}
            yield DueLine(
                kind="receipt",
                link=Link("hand_over", row.id),
                title=Sentence(N_("{count} dossiers of hand-over no. {sequence} were not taken there"), facts),
                detail=Sentence(N_("By {office}, as its receipt says"), facts),
                grade="warns",
                act="see",
            )


def receipts_owed(session: Session, today: dt.date) -> Iterator[DueLine]:
    """Receipts of bundles taken here that were not written onto a stick yet: one line for each office."""
    by_office: dict[str, list[HandOver]] = {}
    for row in owed(session):
        by_office.setdefault(row.from_office_id, []).append(row)
    names = dict(session.exec(select(Office.id, Office.name).where(col(Office.id).in_(list(by_office)))).all())
    for office_id, rows in list(by_office.items())[:_MOST]:
        numbers = ", ".join(str(row.sequence) for row in rows[:_MOST]) + (", …" if len(rows) > _MOST else "")
        waiting = max(0, (today - rows[0].at.astimezone().date()).days)
        yield DueLine(
            kind="owed",
            link=Link("hand_over", rows[0].id),
            title=Sentence(N_("A receipt is still to be written: hand-over no. {numbers}"), {"numbers": numbers}),
            detail=Sentence(N_("For {office}"), {"office": names[office_id]}),
            grade="warns" if waiting > _LONG else "info",
            waiting=waiting,
            act="see",
        )


def waiting_questions(session: Session, office_id: str, today: dt.date) -> Iterator[DueLine]:
    """Questions of other offices, in notes on dossiers held here, that nobody has answered: the oldest first."""
    for one in waiting_notes(session, office_id)[:_MOST]:
        question = one.thread.question
        said = {"office": question.office_name, "text": " ".join(question.text.split())}
        yield DueLine(
            kind="note",
            link=Link("dossier", one.dossier_id),
            title=Sentence(N_("A question waits for an answer: {product}"), {"product": one.product_name}),
            detail=Sentence("{office}: {text}", said),
            grade="warns",
            waiting=max(0, (today - question.asked_at.astimezone().date()).days),
        )


def sequence_gaps(session: Session) -> Iterator[DueLine]:
    """Bundles of another office that never came, though a later one did."""
    for one in missing_numbers(session):
        facts = {"numbers": one.text, "office": one.office, "day": format_date(one.since.astimezone().date())}
        yield DueLine(
            kind="gap",
            link=Link("office", one.office_id),
            title=Sentence(N_("Bundles that never came: no. {numbers}"), facts),
            detail=Sentence(N_("From {office}, missed since {day}"), facts),
            grade="warns",
            act="see",
        )


def missing_sheets(session: Session, round_id: str) -> int:
    """How many signed sheets the members of a round's council still owe; a recused member owes none."""
    pairs = (
        select(func.count())
        .select_from(RoundEntry)
        .join(AssessmentRound, col(AssessmentRound.id) == RoundEntry.round_id)
        .join(Dossier, col(Dossier.id) == RoundEntry.dossier_id)
        .join(CouncilMember, col(CouncilMember.council_id) == AssessmentRound.council_id)
        .where(RoundEntry.round_id == round_id, CouncilMember.scores, Dossier.status == "in_round")
    )
    signed = (
        exists()
        .where(
            col(ScoreSheet.dossier_id) == RoundEntry.dossier_id,
            col(ScoreSheet.round_id) == RoundEntry.round_id,
            col(ScoreSheet.member_id) == CouncilMember.id,
            col(ScoreSheet.status) == "signed",
        )
        .correlate(RoundEntry, CouncilMember)
    )
    recused = (
        exists()
        .where(
            col(Recusal.member_id) == CouncilMember.id,
            col(Recusal.producer_id) == Product.producer_id,
            col(Product.id) == Dossier.product_id,
        )
        .correlate(CouncilMember, Dossier)
    )
    return session.exec(pairs.where(~signed, ~recused)).one()


def rounds_at_work(session: Session, office_id: str, library: RuleLibrary, today: dt.date) -> Iterator[DueLine]:
    """Rounds in which sheets are missing, by the day on which scoring is to end."""
    statement = (
        select(AssessmentRound)
        .where(AssessmentRound.office_id == office_id, ~col(AssessmentRound.scoring_locked))
        .order_by(col(AssessmentRound.year).desc(), col(AssessmentRound.number).desc())
        .limit(4)
    )
    for row in session.exec(statement).all():
        missing = missing_sheets(session, row.id)
        if not missing:
            continue
        left = None if row.scoring_by is None else library.calendar().working_days_between(today, row.scoring_by)
        yield DueLine(
            kind="round",
            link=Link("round", row.id),
            title=Sentence(
                N_("Round {number}/{year}: {count} score sheets are missing"),
                {"number": row.number, "year": row.year, "count": missing},
            ),
            detail=Sentence("{name}", {"name": row.name}),
            due=row.scoring_by,
            left=left,
            grade="info" if left is None else grade_of(left),
        )


def decisions_at_work(session: Session, office_id: str, today: dt.date) -> Iterator[DueLine]:
    """Decisions that are signed and gave no certificates yet, and drafts that wait for a signature."""
    certified = exists().where(col(Certificate.decision_id) == RecognitionDecision.id)
    statement = (
        select(RecognitionDecision)
        .where(
            RecognitionDecision.office_id == office_id,
            (col(RecognitionDecision.signed_on).is_(None))
            | ((col(RecognitionDecision.kind) == "recognise") & ~certified),
        )
        .order_by(col(RecognitionDecision.created_at))
        .limit(_MOST)
    )
    for row in session.exec(statement):
        facts = {"number": row.number, "day": format_date(row.signed_on), "title": row.title}
        signed = row.signed_on is not None
        yield DueLine(
            kind="decision",
            link=Link("decision", row.id),
            title=Sentence(
                N_("Decision {number} of {day} is signed: its certificates are still to be made")
                if signed
                else N_("A decision waits for its signature: {title}"),
                facts,
            ),
            detail=Sentence("{title}", facts) if signed else Sentence(""),
            grade="warns" if signed else "info",
            waiting=(today - row.signed_on).days if row.signed_on is not None else None,
        )
