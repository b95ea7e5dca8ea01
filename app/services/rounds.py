"""Assessment rounds: opened by the office whose council scores, filled with valid dossiers, given a council."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import AssessmentRound, Council, Dossier, Producer, Product, RankingResult, RoundEntry, ScoreSheet
from app.models.base import nfc
from app.models.dossier import DossierStatus
from app.models.round import AssessmentRoundRow
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.dossier_rules import Rules, regime_of, set_of
from app.services.notices import Notice
from app.services.revisions import seal
from app.translate import N_


@dataclass(frozen=True)
class RoundData:
    """``kind`` seasonal: for fresh products, outside the regular rounds. Dates: last day for dossiers, for scoring."""

    year: int
    number: int
    kind: Literal["regular", "seasonal"] = "regular"
    name: str = ""
    dossiers_by: dt.date | None = None
    scoring_by: dt.date | None = None


@dataclass(frozen=True)
class RoundEntryRow:
    """One dossier of a round, in the order of the round."""

    position: int
    dossier_id: str
    status: str
    product_name: str
    producer_id: str
    producer_name: str
    regime_id: str
    set_id: str


def open_round(session: Session, data: RoundData, actor: Actor) -> AssessmentRoundRow:
    """Open a round of this office.

    Raises:
        InvalidInput: a number that the year already has, dates in the wrong order.
        NotAllowed: the person may only read or score.
    """
    require_writer(actor)
    if data.number < 1:
        raise InvalidInput("number", N_("Rounds are numbered from 1."))
    if data.dossiers_by and data.scoring_by and data.scoring_by < data.dossiers_by:
        raise InvalidInput("scoring_by", N_("Scoring cannot end before dossiers are in."))
    same = session.exec(
        select(AssessmentRound.id).where(
            AssessmentRound.office_id == actor.office_id,
            AssessmentRound.year == data.year,
            AssessmentRound.kind == data.kind,
            AssessmentRound.number == data.number,
        )
    ).first()
    if same is not None:
        raise InvalidInput(
            "number", N_("Round {number} of {year} is already open."), number=data.number, year=data.year
        )
    row = AssessmentRound(
        office_id=actor.office_id,
        year=data.year,
        number=data.number,
        kind=data.kind,
        name=nfc(data.name.strip()),
        dossiers_by=data.dossiers_by,
        scoring_by=data.scoring_by,
    )
    session.add(row)
    session.flush()
    journal.record(
        session,
        actor,
        "open_round",
        subject=f"assessment_round:{row.id}",
        data={"year": row.year, "number": row.number, "kind": row.kind, "name": row.name},
    )
    return as_row(row)


def as_row(row: AssessmentRound) -> AssessmentRoundRow:
    """The round as plain data."""
    return AssessmentRoundRow.model_validate(row.model_dump())


def get_round(session: Session, round_id: str, actor: Actor | None = None) -> AssessmentRound:
    """The round's row; with ``actor`` only one of its own office.

    Raises:
        NotFound: no such round. NotAllowed: another office's.
    """
    row = session.get(AssessmentRound, round_id)
    if row is None:
        raise NotFound(N_("This round is not known here."))
    if actor is not None and row.office_id != actor.office_id:
        raise NotAllowed(N_("This round belongs to another office."))
    return row


def list_open_rounds(session: Session, office_id: str) -> list[AssessmentRoundRow]:
    """The office's rounds that still take dossiers up, the latest first."""
    order = (col(AssessmentRound.year).desc(), col(AssessmentRound.number).desc())
    chosen = select(AssessmentRound).where(
        AssessmentRound.office_id == office_id, col(AssessmentRound.scoring_locked).is_(False)
    )
    return [as_row(row) for row in session.exec(chosen.order_by(*order))]


def attach_council(session: Session, round_id: str, council_id: str, actor: Actor) -> AssessmentRoundRow:
    """Give the round its council.

    Raises:
        NotFound: no such round or council.
        NotAllowed: of another office, or the council has begun to score.
    """
    require_writer(actor)
    row = get_round(session, round_id, actor)
    council = session.get(Council, council_id)
    if council is None:
        raise NotFound(N_("This council is not known here."))
    if council.office_id != actor.office_id:
        raise NotAllowed(N_("This council belongs to another office."))
    if row.council_id == council_id:
        return as_row(row)
    begun = session.exec(select(ScoreSheet.id).where(ScoreSheet.round_id == round_id).limit(1)).first()
    if row.scoring_locked or begun is not None:
        raise NotAllowed(
            N_("The round's council has begun to score and cannot be exchanged."),
            advice=N_("Open another round for the other council."),
        )
    row.council_id = council_id
    session.add(row)
    session.flush()
    journal.record(
        session, actor, "attach_council", subject=f"assessment_round:{round_id}", data={"council": council_id}
    )
    return as_row(row)


def put_in_round(
    session: Session, round_id: str, dossier_id: str, actor: Actor, library: Rules, today: dt.date
) -> tuple[Notice, ...]:
    """Put a valid dossier (or one to be assessed again) into the round; dossiers of several regimes may share one.

    Returns:
        What should be known: the day until which dossiers come in has passed.

    Raises:
        NotAllowed: not from its state, not at this level, scoring is locked, or its criteria set is not here.
    """
    require_writer(actor)
    row = get_round(session, round_id, actor)
    if row.scoring_locked:
        raise NotAllowed(N_("Scoring of this round is locked."), advice=N_("Put the dossier into another round."))
    dossier = states.get_dossier(session, dossier_id)
    regime = regime_of(library, dossier)
    refused = states.refusal(dossier, states.MOVES["put_in_round"], actor, regime)
    if refused is not None:
        raise refused
    set_of(library, dossier)
    if _entry(session, round_id, dossier_id) is not None:
        raise NotAllowed(
            N_("The dossier has already been assessed in this round."), advice=N_("Put it into a later round.")
        )
    last = session.exec(select(func.max(RoundEntry.position)).where(RoundEntry.round_id == round_id)).one() or 0
    entry = RoundEntry(round_id=round_id, dossier_id=dossier_id, position=last + 1)
    session.add(entry)
    session.flush()
    states.apply(session, dossier, "put_in_round", actor, regime, {"round": round_id, "position": entry.position})
    if row.dossiers_by is not None and today > row.dossiers_by:
        late = N_("The round took dossiers until {day}; this one is {days} days late.")
        return (Notice(late, {"day": row.dossiers_by.isoformat(), "days": (today - row.dossiers_by).days}),)
    return ()


def take_out_of_round(
    session: Session, round_id: str, dossier_id: str, reason: str, actor: Actor, library: Rules
) -> None:
    """Take a dossier out of the round again; sheets that members had begun or signed are kept as replaced.

    Raises:
        InvalidInput: no reason. NotFound: it is not in this round, or its result is closed.
        NotAllowed: as ``states.apply``.
    """
    require_writer(actor)
    get_round(session, round_id, actor)
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why the dossier is taken out of the round."))
    dossier = states.get_dossier(session, dossier_id)
    entry = scoring_entry(session, round_id, dossier_id)
    states.apply(
        session,
        dossier,
        "take_out_of_round",
        actor,
        regime_of(library, dossier),
        {"round": round_id, "reason": nfc(reason.strip())},
    )
    _set_sheets_aside(session, round_id, dossier_id, nfc(reason.strip()))
    session.delete(entry)
    session.flush()


def _set_sheets_aside(session: Session, round_id: str, dossier_id: str, reason: str) -> None:
    sheets = session.exec(
        select(ScoreSheet).where(
            ScoreSheet.round_id == round_id, ScoreSheet.dossier_id == dossier_id, ScoreSheet.status != "replaced"
        )
    ).all()
    for sheet in sheets:
        sheet.status = "replaced"
        sheet.reopen_reason = reason
        seal(session, sheet)


def _entry(session: Session, round_id: str, dossier_id: str) -> RoundEntry | None:
    return session.exec(
        select(RoundEntry).where(RoundEntry.round_id == round_id, RoundEntry.dossier_id == dossier_id)
    ).first()


def scoring_entry(session: Session, round_id: str, dossier_id: str) -> RoundEntry:
    """The dossier's place in the round that scores it now.

    Raises:
        NotFound: it is not in this round, or its result here is closed.
    """
    entry = _entry(session, round_id, dossier_id)
    if (
        entry is None
        or session.exec(select(RankingResult.id).where(*_closed(round_id, dossier_id))).first() is not None
    ):
        raise NotFound(N_("This dossier is not being scored in this round."))
    return entry


def _closed(round_id: Any, dossier_id: Any) -> tuple[Any, ...]:
    """The condition under which the dossier's result in the round is closed and stands."""
    return (
        RankingResult.round_id == round_id,
        RankingResult.dossier_id == dossier_id,
        RankingResult.outcome != "reopened",
    )


def list_round(session: Session, round_id: str) -> list[RoundEntryRow]:
    """The round's dossiers in their order."""
    return _entries(session, round_id)


def entries_in_scoring(session: Session, round_id: str) -> list[RoundEntryRow]:
    """Those of the round that are being scored: no result of theirs stands in it."""
    stands = select(RankingResult.id).where(*_closed(round_id, RoundEntry.dossier_id)).exists()
    return _entries(session, round_id, Dossier.status == DossierStatus.IN_ROUND.value, ~stands)


def _entries(session: Session, round_id: str, *conditions: Any) -> list[RoundEntryRow]:
    rows = session.execute(
        select(  # type: ignore[call-overload]
            RoundEntry.position,
            Dossier.id,
            Dossier.status,
            Product.name,
            Producer.id,
            Producer.name,
            Dossier.regime_id,
            Dossier.set_id,
        )
        .join(Dossier, col(Dossier.id) == RoundEntry.dossier_id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(RoundEntry.round_id == round_id, *conditions)
        .order_by(col(RoundEntry.position), col(RoundEntry.dossier_id))
    )
    return [RoundEntryRow(*row) for row in rows]
