"""Decisions of recognition: drafted over closed results, in effect once signed, one regime each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import DecisionItem, Dossier, RankingResult, RecognitionDecision
from app.models.base import nfc
from app.models.dossier import DossierStatus
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.dossier_rules import Rules
from app.services.issued_papers import SignatureData, draft_paper, get_paper, sign_paper
from app.services.names import level_name
from app.services.notices import Notice
from app.services.outcomes import passes_up, recognised_stars
from app.services.paper_numbers import entered_number
from app.services.result_rows import standing_result
from app.services.revisions import seal, seal_many
from app.services.rules.regime import Regime
from app.translate import N_, format_date

DecisionKind = Literal["recognise", "approve"]
PAPER_KINDS: dict[str, str] = {"recognise": "recognition_decision", "approve": "approval_decision"}


@dataclass(frozen=True)
class DecisionData:
    """``kind`` approve: approves the results of dossiers that are passed on. Dossiers in the order of the list."""

    kind: DecisionKind
    year: int
    regime_id: str
    dossier_ids: tuple[str, ...]
    title: str = ""
    symbol: str = ""


@dataclass(frozen=True)
class DecisionItemRow:
    position: int
    dossier_id: str
    result_id: str
    stars: int


@dataclass(frozen=True)
class DecisionRow:
    """A decision and its list; ``number`` and ``signed_on`` empty until it is signed."""

    id: str
    office_id: str
    kind: str
    year: int
    regime_id: str
    title: str
    paper_id: str
    number: str
    signed_on: dt.date | None
    items: tuple[DecisionItemRow, ...]


@dataclass(frozen=True)
class SignedDecision:
    decision: DecisionRow
    warnings: tuple[Notice, ...]


def draft_decision(session: Session, data: DecisionData, actor: Actor, library: Rules, today: dt.date) -> DecisionRow:
    """Draft a decision over dossiers with final results; it has no effect until it is signed.

    Raises:
        InvalidInput: no dossier, one twice, a year to come.
        NotAllowed: a dossier of another regime, without a final result, in another decision, or with a star that
            this level does not recognise under the regime.
    """
    require_writer(actor)
    if data.kind not in PAPER_KINDS:
        raise InvalidInput("kind", N_("A decision recognises products, or approves results that are passed on."))
    if not data.dossier_ids:
        raise InvalidInput("dossier_ids", N_("A decision names at least one product."))
    if any(count > 1 for count in Counter(data.dossier_ids).values()):
        raise InvalidInput("dossier_ids", N_("A product stands twice in the list."))
    if data.year > today.year:
        raise InvalidInput("year", N_("The year of a decision cannot lie in the future."))
    regime = library.regime(data.regime_id)
    found = [(dossier_id, *decidable(session, dossier_id, data.kind, regime, actor)) for dossier_id in data.dossier_ids]
    paper = draft_paper(session, actor, PAPER_KINDS[data.kind], title=nfc(data.title.strip()), symbol=data.symbol)
    decision = RecognitionDecision(
        office_id=actor.office_id,
        kind=data.kind,
        year=data.year,
        regime_id=regime.id,
        title=nfc(data.title.strip()),
        paper_id=paper.id,
    )
    session.add(decision)
    session.flush()
    session.add_all(
        DecisionItem(
            decision_id=decision.id, dossier_id=dossier_id, result_id=result.id, stars=stars, position=position
        )
        for position, (dossier_id, result, stars) in enumerate(found, start=1)
    )
    seal(session, decision)
    subject = f"recognition_decision:{decision.id}"
    acts = [journal.Act("draft_decision", subject=subject, data={"kind": data.kind, "products": len(found)})]
    acts += [
        journal.Act("name_in_decision", dossier_id=one, data={"decision": decision.id, "stars": stars})
        for one, _, stars in found
    ]
    journal.record_many(session, actor, acts)
    return decision_row(session, decision)


def decidable(
    session: Session, dossier_id: str, kind: DecisionKind, regime: Regime, actor: Actor
) -> tuple[RankingResult, int]:
    """The result and star with which a dossier may stand in a decision of that kind.

    Raises:
        NotAllowed, NotFound: as ``draft_decision``.
    """
    dossier = states.get_dossier(session, dossier_id)
    if dossier.regime_id != regime.id:
        raise NotAllowed(
            N_("A decision is made under one regime; a product in the list is under another."),
            advice=N_("Make a decision for each regime."),
        )
    if kind == "recognise":
        refused = states.refusal(dossier, states.MOVES["recognise"], actor, regime)
        if refused is not None:
            raise refused
    else:
        states.require_custody(dossier, actor)
        if dossier.status not in (DossierStatus.SCORED, DossierStatus.PASSING_UP):
            raise NotAllowed(N_("Only a closed result that is passed on is approved."))
    result = standing_result(session, dossier_id, actor.office_id)
    if result is None:
        raise NotAllowed(N_("The council of this office has closed no result of this product."))
    _require_no_decision(session, result)
    if result.provisional:
        raise NotAllowed(
            N_("The star is provisional: it rests on part totals alone."),
            advice=N_("Record which star minimums were met; then the decision can name it."),
        )
    if kind == "approve":
        if result.stars is None or not passes_up(result, regime, actor.level):
            raise NotAllowed(N_("Only a closed result that is passed on is approved."))
        return result, result.stars
    stars = recognised_stars(result, regime, actor.level, returned=dossier.status == DossierStatus.RETURNED)
    if stars is None:
        raise NotAllowed(
            N_("Under {regime} an office of the level “{level}” does not recognise this product's star ({stars})."),
            advice=N_("Pass it up, decline it or send it back, as the result says."),
            regime=regime.title,
            level=level_name(actor.level),
            stars=result.stars if result.stars is not None else "-",
        )
    return result, _bounded_by_above(session, dossier, actor, stars)


def _bounded_by_above(session: Session, dossier: Dossier, actor: Actor, stars: int) -> int:
    """A returned dossier is not recognised with more than the council above found, where its result is known here."""
    if dossier.status != DossierStatus.RETURNED:
        return stars
    above = session.exec(
        select(RankingResult)
        .where(
            RankingResult.dossier_id == dossier.id,
            RankingResult.office_id != actor.office_id,
            RankingResult.outcome == "send_back",
        )
        .order_by(col(RankingResult.closed_on).desc())
    ).first()
    if above is not None and (above.stars is None or above.stars < stars):
        raise NotAllowed(
            N_("The council above found fewer stars than this level would recognise."),
            advice=N_("Have the product completed and assessed again."),
        )
    return stars


def _require_no_decision(session: Session, result: RankingResult) -> None:
    if session.exec(select(DecisionItem.id).where(DecisionItem.result_id == result.id).limit(1)).first() is not None:
        raise NotAllowed(N_("A decision names this result already."), advice=N_("Discard that draft first, or use it."))


def get_decision(session: Session, decision_id: str, actor: Actor | None = None) -> RecognitionDecision:
    """The decision's row; with ``actor`` only one of its own office.

    Raises:
        NotFound: no such decision. NotAllowed: another office's.
    """
    decision = session.get(RecognitionDecision, decision_id)
    if decision is None:
        raise NotFound(N_("This decision is not here."))
    if actor is not None and decision.office_id != actor.office_id:
        raise NotAllowed(N_("This decision is another office's."))
    return decision


def decision_items(session: Session, decision_id: str) -> list[DecisionItem]:
    """The decision's list in its order."""
    return list(
        session.exec(
            select(DecisionItem).where(DecisionItem.decision_id == decision_id).order_by(col(DecisionItem.position))
        )
    )


def decision_row(session: Session, decision: RecognitionDecision) -> DecisionRow:
    """The decision and its list as plain data."""
    return DecisionRow(
        id=decision.id,
        office_id=decision.office_id,
        kind=decision.kind,
        year=decision.year,
        regime_id=decision.regime_id,
        title=decision.title,
        paper_id=decision.paper_id or "",
        number=decision.number,
        signed_on=decision.signed_on,
        items=tuple(
            DecisionItemRow(item.position, item.dossier_id, item.result_id, item.stars)
            for item in decision_items(session, decision.id)
        ),
    )


def discard_decision(session: Session, decision_id: str, reason: str, actor: Actor) -> None:
    """Give up a draft: its products may stand in another decision, or have their results reopened.

    Raises:
        InvalidInput: no reason. NotAllowed: it is signed, or another office's.
    """
    require_writer(actor)
    decision = get_decision(session, decision_id, actor)
    if decision.signed_on is not None:
        raise NotAllowed(N_("This decision is signed; only a later decision changes it."))
    if not reason.strip():
        raise InvalidInput("reason", N_("Say why the draft is given up."))
    items = decision_items(session, decision_id)
    session.execute(delete(DecisionItem).where(col(DecisionItem.decision_id) == decision_id))
    data = {"decision": decision_id, "reason": nfc(reason.strip())}
    acts = [journal.Act("discard_decision", subject=f"recognition_decision:{decision_id}", data=data)]
    acts += [journal.Act("take_out_of_decision", dossier_id=item.dossier_id, data=data) for item in items]
    journal.record_many(session, actor, acts)


def sign_decision(
    session: Session,
    decision_id: str,
    signature: SignatureData,
    actor: Actor,
    library: Rules,
    today: dt.date,
) -> SignedDecision:
    """Record that the decision was signed: now it has effect, and recognises every product in its list.

    Returns:
        The decision, and warnings of gaps in the year's numbers.

    Raises:
        InvalidInput: a date in the future or before the council met on a product, a number that the year already has.
        NotAllowed: already signed, an empty draft, a product that can no longer be recognised.
    """
    require_writer(actor)
    decision = get_decision(session, decision_id, actor)
    if decision.signed_on is not None:
        raise NotAllowed(N_("This decision is already signed, with number {number}."), number=decision.number)
    items = decision_items(session, decision_id)
    if not items or decision.paper_id is None:
        raise NotAllowed(N_("This draft was given up and names no product."))
    if signature.dated > today:
        raise InvalidInput("dated", N_("A paper cannot be dated in the future."))
    used = _numbers_of_year(session, actor.office_id, signature.dated.year)
    number = entered_number(nfc(signature.number), get_paper(session, decision.paper_id).symbol)
    if number in used:
        raise InvalidInput(
            "number",
            N_("Number {number} of {year} is already taken by another decision."),
            number=number,
            year=signature.dated.year,
        )
    dossiers = {item.dossier_id: states.get_dossier(session, item.dossier_id) for item in items}
    results = [_result_to_sign(session, item, signature.dated, actor) for item in items]
    paper = sign_paper(session, decision.paper_id, signature, actor, today, act="sign_decision")
    decision.number = paper.number
    decision.signed_on = paper.dated
    seal(session, decision)
    if decision.kind == "recognise":
        regime = library.regime(decision.regime_id)
        for result in results:
            result.outcome = "recognise"
        seal_many(session, results)
        states.apply_many(
            session,
            [
                (
                    dossiers[item.dossier_id],
                    regime,
                    {
                        "decision": decision.id,
                        "number": decision.number,
                        "dated": decision.signed_on,
                        "result": item.result_id,
                        "stars": item.stars,
                    },
                )
                for item in items
            ],
            "recognise",
            actor,
        )
    return SignedDecision(decision_row(session, decision), number_warnings([*used, number], signature.dated.year))


def _result_to_sign(session: Session, item: DecisionItem, dated: dt.date, actor: Actor) -> RankingResult:
    result = standing_result(session, item.dossier_id, actor.office_id)
    if result is None or result.id != item.result_id or result.provisional:
        raise NotAllowed(
            N_("The result behind product {position} of the list has changed since the draft."),
            advice=N_("Discard the draft and make a new one."),
            position=item.position,
        )
    if dated < result.closed_on:
        raise InvalidInput(
            "dated",
            N_("The decision cannot be dated {dated}: the council met on product {position} on {met}."),
            advice=N_("If the round was typed in later: reopen the result and close it with the day of the meeting."),
            dated=format_date(dated),
            position=item.position,
            met=format_date(result.closed_on),
        )
    return result


def _numbers_of_year(session: Session, office_id: str, year: int) -> list[str]:
    return list(
        session.exec(
            select(RecognitionDecision.number).where(
                RecognitionDecision.office_id == office_id,
                col(RecognitionDecision.signed_on).between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
            )
        )
    )


def number_warnings(numbers: Sequence[str], year: int) -> tuple[Notice, ...]:
    """Gaps in the decisions' numbers of a year; numbers that are not whole are left out.

    An office numbers all its decisions in one series, so a gap may only mean decisions on other matters.
    """
    used = {int(number) for number in numbers if number.isdecimal()}
    if not used:
        return ()
    first, last = min(used), max(used)
    count = last - first + 1 - len(used)
    if not count:
        return ()
    text = N_("{count} numbers between {first} and {last} of {year} belong to no decision here.")
    return (Notice(text, {"count": count, "first": first, "last": last, "year": year}),)
