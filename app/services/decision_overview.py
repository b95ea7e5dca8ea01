"""Decisions as the office's list and page show them: what may be recognised, and what a draft or signed one holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import (
    AssessmentRound,
    Certificate,
    DecisionItem,
    Dossier,
    IssuedPaper,
    Producer,
    Product,
    RankingResult,
    RecognitionDecision,
)
from app.services.actors import Actor
from app.services.dossier_rules import Rules
from app.services.journal import IDS_AT_ONCE
from app.services.outcomes import average_of
from app.services.paper_numbers import written_number
from app.services.recognition import decidable, get_decision
from app.services.star_class import class_bounds, display_average
from app.services.states import MOVES

DecisionState = Literal["draft", "printed", "signed", "issued"]
"""``issued``: signed, and every product of its list has its certificate."""


@dataclass(frozen=True)
class Candidate:
    """A closed result of this office that a decision could recognise.

    ``stars``: those that the decision would name; ``None``: it cannot be named now, ``refusal`` says why.
    ``found``: the council's own. ``points``: the average as printed.
    """

    dossier_id: str
    result_id: str
    product: str
    producer: str
    commune: str
    code: str
    regime_id: str
    regime_title: str
    round_id: str
    points: Decimal
    stars: int | None
    found: int | None
    refusal: AppError | None


@dataclass(frozen=True)
class DecisionLine:
    """One decision in the office's list. ``number``: with its symbol, empty until signed."""

    id: str
    kind: str
    title: str
    year: int
    number: str
    signed_on: dt.date | None
    state: DecisionState
    products: int
    certificates: int


@dataclass(frozen=True)
class DecisionProduct:
    """A product in a decision's list, with the certificate that the decision gave it, if any."""

    position: int
    dossier_id: str
    product_id: str
    product: str
    producer: str
    code: str
    stars: int
    points: Decimal
    certificate_id: str
    certificate_number: str
    valid_to: dt.date | None
    certificate_status: str
    printed: int


@dataclass(frozen=True)
class DecisionPaper:
    """What is known of the decision's paper. ``number`` with its symbol; ``scan_name``: of the signed copy."""

    id: str
    status: str
    printed: int
    number: str
    dated: dt.date | None
    signer: str
    signer_post: str
    scan_sha256: str
    scan_name: str
    digital: bool


@dataclass(frozen=True)
class DecisionOverview:
    """A decision with its paper and list. ``is_own``: this office made it. ``given_up``: a discarded draft."""

    id: str
    kind: str
    title: str
    year: int
    regime_title: str
    round_words: str
    state: DecisionState
    is_own: bool
    given_up: bool
    paper: DecisionPaper
    products: tuple[DecisionProduct, ...]


def recognition_candidates(
    session: Session, actor: Actor, library: Rules, *, round_id: str = "", dossier_ids: Collection[str] = ()
) -> list[Candidate]:
    """Closed results of dossiers that this office holds, best points first; each with why it cannot be named, if so.

    Args:
        round_id: only results closed in that round. dossier_ids: only of these dossiers. Empty: all.
    """
    sources = [state.value for state in MOVES["recognise"].sources]
    statement = (
        select(RankingResult, Dossier, Product.name, Producer.name)
        .join(Dossier, col(Dossier.id) == RankingResult.dossier_id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(
            RankingResult.office_id == actor.office_id,
            Dossier.holder_office_id == actor.office_id,
            RankingResult.outcome != "reopened",
            col(Dossier.status).in_(sources),
        )
        .order_by(col(RankingResult.closed_on), col(RankingResult.created_at))
    )
    if round_id:
        statement = statement.where(RankingResult.round_id == round_id)
    if dossier_ids:
        statement = statement.where(col(RankingResult.dossier_id).in_(sorted(dossier_ids)[:IDS_AT_ONCE]))
    latest = {row[1].id: row for row in session.exec(statement).all()}
    found = [_candidate(session, *row, actor=actor, library=library) for row in latest.values()]
    return sorted(found, key=lambda one: (one.regime_id, one.stars is None, -one.points, one.product))


def _candidate(
    session: Session,
    result: RankingResult,
    dossier: Dossier,
    product: str,
    producer: str,
    *,
    actor: Actor,
    library: Rules,
) -> Candidate:
    regime = library.regime(dossier.regime_id or result.regime_id)
    stars: int | None = None
    refusal: AppError | None = None
    try:
        stars = decidable(session, dossier.id, "recognise", regime, actor)[1]
    except AppError as error:
        refusal = error
    return Candidate(
        dossier_id=dossier.id,
        result_id=result.id,
        product=product,
        producer=producer,
        commune=dossier.commune_name,
        code=dossier.product_code,
        regime_id=regime.id,
        regime_title=regime.title,
        round_id=result.round_id or "",
        points=display_average(average_of(result), class_bounds(regime.stars)),
        stars=stars,
        found=result.stars,
        refusal=refusal,
    )


def decision_lines(session: Session, office_id: str) -> list[DecisionLine]:
    """The office's decisions, the latest first; drafts that were given up are left out."""
    products = dict(
        session.exec(
            select(DecisionItem.decision_id, func.count())
            .join(RecognitionDecision, col(RecognitionDecision.id) == DecisionItem.decision_id)
            .where(RecognitionDecision.office_id == office_id)
            .group_by(col(DecisionItem.decision_id))
        ).all()
    )
    certificates = dict(
        session.exec(
            select(Certificate.decision_id, func.count())
            .where(col(Certificate.decision_id).in_(list(products)))
            .group_by(col(Certificate.decision_id))
        ).all()
    )
    rows = session.exec(
        select(RecognitionDecision, IssuedPaper)
        .join(IssuedPaper, col(IssuedPaper.id) == RecognitionDecision.paper_id)
        .where(RecognitionDecision.office_id == office_id)
        .order_by(
            col(RecognitionDecision.signed_on).is_not(None),
            col(RecognitionDecision.signed_on).desc(),
            col(RecognitionDecision.created_at).desc(),
        )
    )
    return [
        DecisionLine(
            id=decision.id,
            kind=decision.kind,
            title=decision.title,
            year=decision.year,
            number=_number(paper),
            signed_on=decision.signed_on,
            state=_state(decision, paper, products.get(decision.id, 0), certificates.get(decision.id, 0)),
            products=products.get(decision.id, 0),
            certificates=certificates.get(decision.id, 0),
        )
        for decision, paper in rows
        if decision.id in products
    ]


def decision_overview(session: Session, decision_id: str, actor: Actor, library: Rules) -> DecisionOverview:
    """Everything that the decision's page shows. Raises ``NotFound``."""
    decision = get_decision(session, decision_id)
    paper = session.get(IssuedPaper, decision.paper_id) if decision.paper_id else None
    regime = library.regime(decision.regime_id)
    products = _products(session, decision_id, class_bounds(regime.stars))
    issued = sum(bool(one.certificate_id) for one in products)
    return DecisionOverview(
        id=decision.id,
        kind=decision.kind,
        title=decision.title,
        year=decision.year,
        regime_title=regime.title,
        round_words=_rounds(session, decision_id),
        state=_state(decision, paper, len(products), issued),
        is_own=decision.office_id == actor.office_id,
        given_up=not products and decision.signed_on is None,
        paper=_paper(paper),
        products=tuple(products),
    )


def proposed_title(year: int) -> str:
    """What a new decision of recognition is called."""
    return f"Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP năm {year}"


def _products(session: Session, decision_id: str, bounds: Collection[Decimal]) -> list[DecisionProduct]:
    given = {
        one.dossier_id: one for one in session.exec(select(Certificate).where(Certificate.decision_id == decision_id))
    }
    rows = session.execute(
        select(DecisionItem, Dossier, Product.name, Producer.name, RankingResult)  # type: ignore[call-overload]
        .join(Dossier, col(Dossier.id) == DecisionItem.dossier_id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .join(RankingResult, col(RankingResult.id) == DecisionItem.result_id)
        .where(DecisionItem.decision_id == decision_id)
        .order_by(col(DecisionItem.position))
    )
    found = []
    for item, dossier, product, producer, result in rows:
        certificate = given.get(dossier.id)
        found.append(
            DecisionProduct(
                position=item.position,
                dossier_id=dossier.id,
                product_id=dossier.product_id,
                product=certificate.product_name if certificate else product,
                producer=certificate.producer_name if certificate else producer,
                code=dossier.product_code,
                stars=item.stars,
                points=display_average(average_of(result), bounds),
                certificate_id=certificate.id if certificate else "",
                certificate_number=certificate.register_text if certificate else "",
                valid_to=certificate.valid_to if certificate else None,
                certificate_status=certificate.status if certificate else "",
                printed=certificate.printed_count if certificate else 0,
            )
        )
    return found


def _rounds(session: Session, decision_id: str) -> str:
    """The round behind the list, where it is one: "2/2026"."""
    ids = {
        one
        for one in session.exec(
            select(RankingResult.round_id)
            .join(DecisionItem, col(DecisionItem.result_id) == RankingResult.id)
            .where(DecisionItem.decision_id == decision_id)
            .distinct()
        )
        if one
    }
    row = session.get(AssessmentRound, next(iter(ids))) if len(ids) == 1 else None
    return f"{row.number}/{row.year}" if row is not None else ""


def _number(paper: IssuedPaper | None) -> str:
    return written_number(paper.number, paper.symbol) if paper is not None else ""


def _state(decision: RecognitionDecision, paper: IssuedPaper | None, products: int, issued: int) -> DecisionState:
    if decision.signed_on is not None:
        return "issued" if decision.kind == "recognise" and products and issued >= products else "signed"
    return "printed" if paper is not None and paper.status == "printed" else "draft"


def _paper(paper: IssuedPaper | None) -> DecisionPaper:
    if paper is None:
        return DecisionPaper("", "drafted", 0, "", None, "", "", "", "", False)
    return DecisionPaper(
        id=paper.id,
        status=paper.status,
        printed=paper.printed_count,
        number=_number(paper),
        dated=paper.dated,
        signer=paper.signer_name,
        signer_post=paper.signer_post,
        scan_sha256=paper.scan_sha256 or "",
        scan_name=paper.scan_name,
        digital=paper.signed_digitally,
    )
