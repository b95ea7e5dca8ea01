"""The records that another office's typed-in result makes here: its paper, decision, result and certificate."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlmodel import Session, select

from app.errors import InvalidInput
from app.models import (
    Certificate,
    DecisionItem,
    Dossier,
    IssuedPaper,
    Office,
    Producer,
    Product,
    RankingResult,
    RecognitionDecision,
)
from app.services.canonical import canonical_json
from app.services.certificates import same_day_after
from app.services.clean_text import clean_line, clean_text, require_text
from app.services.dossier_moves import CompletionItem
from app.services.revisions import seal, seal_many
from app.services.rules.regime import Regime
from app.services.star_class import hundredths, star_for
from app.translate import N_

OutcomeAbove = Literal["recognised", "declined", "returned", "completion"]
PAPER_KINDS: dict[str, str] = {
    "recognised": "recognition_decision",
    "declined": "result_notice",
    "returned": "return_letter",
    "completion": "completion_request",
}
RESULT_OUTCOMES = {"recognised": "recognise", "declined": "decline", "returned": "send_back"}


@dataclass(frozen=True)
class ResultAboveData:
    """What the other office's paper says.

    Args:
        decision_number: with its symbol as printed ("120/QĐ-UBND"); of a decision, a notice or a letter.
        points: the average as printed ("72,5"); empty where the paper names the star alone.
        sheet_count: how many sheets the average is of, where the paper says so.
        certificate_number: the other office's own number of the certificate; many have none.
        items: what is asked for, where the dossier comes back to be completed; ``due`` by when.
        office_id: the office that decided, where it is not the one that the dossier was handed to but one above it.
    """

    outcome: OutcomeAbove
    decided_on: dt.date
    decision_number: str = ""
    stars: int | None = None
    points: str = ""
    sheet_count: int = 1
    signer_name: str = ""
    signer_post: str = ""
    certificate_number: str = ""
    council_name: str = ""
    reason: str = ""
    items: tuple[CompletionItem, ...] = ()
    due: dt.date | None = None
    scan_sha256: str | None = None
    scan_name: str = ""
    office_id: str = ""


@dataclass(frozen=True)
class MadeAbove:
    """Ids of the records that were made; empty where the outcome makes none."""

    paper_id: str = ""
    decision_id: str = ""
    result_id: str = ""
    certificate_id: str = ""


def _split(number: str) -> tuple[str, str]:
    """ "120/QĐ-UBND" as number and symbol."""
    first, _slash, symbol = number.partition("/")
    return first.strip(), symbol.strip()


def record_recognition(
    session: Session, dossier: Dossier, data: ResultAboveData, office: Office, regime: Regime, points: Decimal | None
) -> MadeAbove:
    number = clean_line(require_text("decision_number", data.decision_number, N_("A signed paper has a number.")))
    stars = _checked_stars(data, office, regime, points)
    paper, decision = _decision(session, dossier, data, office, regime, number)
    result = _result(dossier, data, office, points, stars)
    seal(session, result)
    position = len(session.exec(select(DecisionItem.id).where(DecisionItem.decision_id == decision.id)).all()) + 1
    session.add(
        DecisionItem(
            decision_id=decision.id, dossier_id=dossier.id, result_id=result.id, stars=stars, position=position
        )
    )
    session.flush()
    certificate_id = ""
    if stars not in regime.not_certified:
        certificate_id = _certificate(session, dossier, data, office, regime, decision, stars)
    return MadeAbove(paper.id, decision.id, result.id, certificate_id)


def _checked_stars(data: ResultAboveData, office: Office, regime: Regime, points: Decimal | None) -> int:
    stars = data.stars
    step = next((one for one in regime.levels if one.level == office.level), None)
    if stars is None or not 1 <= stars <= 5:
        raise InvalidInput("stars", N_("Say which star the decision gives: 1 to 5."))
    if step is None or "recognise" not in step.tasks or stars not in step.recognises:
        raise InvalidInput(
            "stars",
            N_("Under {regime} {office} does not recognise {stars} stars."),
            advice=N_("Compare the star and the office with the decision."),
            regime=regime.title,
            office=office.name,
            stars=stars,
        )
    if points is not None and star_for(regime.stars, points) < stars:
        raise InvalidInput(
            "points",
            N_("{points} points cannot give {stars} stars."),
            advice=N_("Compare both figures with the decision."),
            points=data.points.strip(),
            stars=stars,
        )
    if data.sheet_count < 1:
        raise InvalidInput("sheet_count", N_("An average is of at least one sheet."))
    return stars


def _decision(
    session: Session, dossier: Dossier, data: ResultAboveData, office: Office, regime: Regime, number: str
) -> tuple[IssuedPaper, RecognitionDecision]:
    """The other office's decision: one that was typed in before, for another product of it, is used again."""
    plain, symbol = _split(number)
    known = session.exec(
        select(RecognitionDecision).where(
            RecognitionDecision.office_id == office.id,
            RecognitionDecision.number == plain,
            RecognitionDecision.signed_on == data.decided_on,
            RecognitionDecision.regime_id == regime.id,
            RecognitionDecision.kind == "recognise",
        )
    ).first()
    if known is not None and known.paper_id is not None:
        return session.get_one(IssuedPaper, known.paper_id), known
    paper = _signed(data, office, "recognised", plain, symbol, None)
    seal(session, paper)
    decision = RecognitionDecision(
        office_id=office.id,
        kind="recognise",
        year=data.decided_on.year,
        regime_id=regime.id,
        title=paper.title,
        paper_id=paper.id,
        number=plain,
        signed_on=data.decided_on,
    )
    seal(session, decision)
    return paper, decision


def _signed(
    data: ResultAboveData, office: Office, outcome: str, number: str, symbol: str, dossier_id: str | None
) -> IssuedPaper:
    """The other office's paper as signed: this office only writes down what it says."""
    return IssuedPaper(
        kind=PAPER_KINDS[outcome],
        office_id=office.id,
        dossier_id=dossier_id,
        title=office.name,
        status="signed",
        number=number,
        symbol=symbol,
        dated=data.decided_on,
        signer_name=clean_line(data.signer_name, "signer_name"),
        signer_post=clean_line(data.signer_post, "signer_post"),
        scan_sha256=data.scan_sha256 or None,
        scan_name=clean_line(data.scan_name, "scan_name"),
    )


def _result(
    dossier: Dossier, data: ResultAboveData, office: Office, points: Decimal | None, stars: int | None
) -> RankingResult:
    """A result as far as the paper tells it; ``points_known`` false: the total of 0 only fills the column."""
    known = points is not None
    detail = {"typed_by_hand": True, "points_known": known, "missed": {}, "unverified": []}
    return RankingResult(
        dossier_id=dossier.id,
        office_id=office.id,
        council_name=clean_line(data.council_name, "council_name"),
        set_id=dossier.set_id,
        set_sha256=dossier.set_sha256,
        regime_id=dossier.regime_id,
        total_sum_hundredths=hundredths(points) * data.sheet_count if points is not None else 0,
        sheet_count=data.sheet_count,
        stars=stars,
        closed_on=data.decided_on,
        outcome=RESULT_OUTCOMES[data.outcome],
        outcome_reason=clean_text(data.reason),
        invented=dossier.practice,
        detail=canonical_json(detail).decode("utf-8"),
    )


def _certificate(
    session: Session,
    dossier: Dossier,
    data: ResultAboveData,
    office: Office,
    regime: Regime,
    decision: RecognitionDecision,
    stars: int,
) -> str:
    """The certificate that the decision gives, valid for the regime's months from the decision's day."""
    product = session.get_one(Product, dossier.product_id)
    producer = session.get_one(Producer, product.producer_id)
    earlier = session.exec(
        select(Certificate).where(
            Certificate.product_id == product.id,
            Certificate.office_id == office.id,
            Certificate.status == "valid",
            Certificate.valid_from <= data.decided_on,
        )
    ).all()
    for one in earlier:
        one.status = "replaced"
    if earlier:
        seal_many(session, list(earlier))
    text = clean_line(data.certificate_number, "certificate_number")
    year = data.decided_on.year
    certificate = Certificate(
        dossier_id=dossier.id,
        product_id=product.id,
        decision_id=decision.id,
        office_id=office.id,
        stars=stars,
        year=year,
        register_number=_register_number(session, office.id, year, text),
        register_text=text,
        product_name=product.name,
        producer_name=producer.name,
        address=producer.address,
        valid_from=data.decided_on,
        valid_to=same_day_after(data.decided_on, regime.certificate_months),
    )
    seal(session, certificate)
    return certificate.id


def _register_number(session: Session, office_id: str, year: int, text: str) -> int:
    """The number that the text begins with where it is free; else one below 0, which no register uses.

    The column tells certificates of an office and year apart; many offices give theirs no number.
    """
    taken = set(
        session.exec(
            select(Certificate.register_number).where(Certificate.office_id == office_id, Certificate.year == year)
        )
    )
    found = re.match(r"\d{1,9}", text)
    if found and int(found[0]) not in taken:
        return int(found[0])
    return min(taken | {0}) - 1


def record_other(
    session: Session, dossier: Dossier, data: ResultAboveData, office: Office, points: Decimal | None
) -> MadeAbove:
    """A refusal, a return or a request: its paper, and a result where its points are told."""
    if data.outcome == "completion":
        if not asked_items(data.items):
            raise InvalidInput("items", N_("Say what is asked for: the list is empty."))
    else:
        require_text("reason", data.reason, N_("Give the reason: the producer reads it."))
    paper_id = ""
    number = clean_line(data.decision_number, "decision_number")
    if number or data.scan_sha256:
        plain, symbol = _split(number)
        paper = _signed(data, office, data.outcome, plain, symbol, dossier.id)
        seal(session, paper)
        paper_id = paper.id
    if points is None or data.outcome == "completion":
        return MadeAbove(paper_id)
    if data.sheet_count < 1:
        raise InvalidInput("sheet_count", N_("An average is of at least one sheet."))
    result = _result(dossier, data, office, points, data.stars)
    seal(session, result)
    return MadeAbove(paper_id, result_id=result.id)


def asked_items(items: Sequence[CompletionItem]) -> list[CompletionItem]:
    return [
        CompletionItem(
            what=require_text("what", item.what, N_("Say of each item what it is.")),
            missing=clean_text(item.missing),
            to_do=require_text("to_do", item.to_do, N_("Say of each item what the producer is to do.")),
            basis=clean_text(item.basis),
        )
        for item in items
    ]
