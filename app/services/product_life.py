"""A product's whole life: its dossiers by year, scores against the star bounds, certificates, papers, the next star."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlmodel import Session, col, select

from app.models import Dossier, DossierDocument, IssuedPaper, Office
from app.models.producer import ProducerRow
from app.models.product import ProductRow
from app.services.certificate_register import (
    CertificateRow,
    CertificateState,
    certificates_of_product,
    reassessment_days,
    state_on,
)
from app.services.dossiers import regime_of
from app.services.paper_numbers import written_number
from app.services.producers import producer_row
from app.services.products import product_row
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.self_assessments import self_score
from app.services.star_ahead import Ground, StarAhead, dossiers_of, latest_result, points_known, star_ahead
from app.services.star_class import display_average

SOON_DAYS = 60
"""A paper that lapses within so many days is marked: no law says how many."""
PaperState = Literal["lapsed", "soon", "holds"]


@dataclass(frozen=True)
class StarBound:
    """The least points of a star today, for the lines behind the scores."""

    star: int
    least: Decimal
    label: str


@dataclass(frozen=True)
class ScorePoint:
    """One score: a council's average as printed, or the producer's own total. ``on``: when it was closed or signed."""

    year: int
    ground: Ground
    points: Decimal
    stars: int | None
    dossier_id: str
    on: dt.date | None


@dataclass(frozen=True)
class DossierYear:
    """One dossier of the product. ``decision``: number of the criteria decision; ``points``: average as printed."""

    dossier_id: str
    year: int
    application_type: str
    status: str
    practice: bool
    regime_id: str
    regime_title: str
    decision: str
    council_name: str
    points: Decimal | None
    stars: int | None
    outcome: str


@dataclass(frozen=True)
class CertificateLife:
    """A certificate today. ``days_left`` below 0 once it has ended; ``filing``: first and last day for re-assessment.

    ``grace_until``: how long it goes on while a re-assessment is awaited, where the law says so.
    """

    row: CertificateRow
    state: CertificateState
    days_left: int
    filing: tuple[dt.date, dt.date] | None
    grace_until: dt.date | None


@dataclass(frozen=True)
class LastingPaper:
    """A paper with a last day: of its kind the one that holds longest."""

    document_id: str
    dossier_id: str
    kind: str
    title: str
    expires_on: dt.date
    days_left: int
    state: PaperState


@dataclass(frozen=True)
class IssuedLine:
    """A paper that an office issued on a dossier of the product; ``number`` with its symbol."""

    paper_id: str
    dossier_id: str
    kind: str
    title: str
    office_name: str
    status: str
    number: str
    dated: dt.date | None


@dataclass(frozen=True)
class ProductLife:
    """Everything known here of one product, the latest first; scores oldest first, as they are drawn."""

    product: ProductRow
    producer: ProducerRow
    bounds: tuple[StarBound, ...]
    scores: tuple[ScorePoint, ...]
    dossiers: tuple[DossierYear, ...]
    certificates: tuple[CertificateLife, ...]
    papers: tuple[LastingPaper, ...]
    issued: tuple[IssuedLine, ...]
    next_star: StarAhead | None

    @property
    def stars(self) -> int | None:
        """The stars that the product has today: those of a certificate in force."""
        return next((one.row.stars for one in self.certificates if one.state in ("valid", "window")), None)


def product_life(
    session: Session, product_id: str, library: RuleLibrary, today: dt.date, *, soon_days: int = SOON_DAYS
) -> ProductLife:
    """The life of a product as it is known in this office.

    Raises:
        NotFound: no such product, or the rules of one of its dossiers are not here.
    """
    product = product_row(session, product_id)
    regime = library.for_dossier(None, today)
    dossiers = dossiers_of(session, product_id)
    lines, scores = [], []
    for dossier in dossiers:
        line, points = _dossier(session, dossier, library, today)
        lines.append(line)
        scores += points
    return ProductLife(
        product=product,
        producer=producer_row(session, product.producer_id),
        bounds=tuple(
            StarBound(one.star, one.min, one.label) for one in sorted(regime.stars.classes, key=lambda one: one.star)
        ),
        scores=tuple(sorted(scores, key=lambda one: (one.year, one.on or dt.date.max))),
        dossiers=tuple(lines),
        certificates=tuple(_certificate(one, regime, today) for one in certificates_of_product(session, product_id)),
        papers=tuple(_papers(session, [one.id for one in dossiers], today, soon_days)),
        issued=tuple(_issued(session, [one.id for one in dossiers])),
        next_star=star_ahead(session, product_id, library),
    )


def _dossier(
    session: Session, dossier: Dossier, library: RuleLibrary, today: dt.date
) -> tuple[DossierYear, list[ScorePoint]]:
    regime = regime_of(dossier, library, today)
    result = latest_result(session, dossier.id)
    bounds = [one.min for one in regime.stars.classes]
    points, scores = None, []
    if result is not None and points_known(result):
        points = display_average(result.average, bounds)
        scores.append(ScorePoint(dossier.year, "council", points, result.stars, dossier.id, result.closed_on))
    elif result is None:
        own = self_score(session, dossier.id, library)
        if own is not None and own.score.complete:
            total = display_average(Fraction(own.score.total), bounds)
            scores.append(ScorePoint(dossier.year, "self", total, own.score.stars, dossier.id, own.signed_on))
    line = DossierYear(
        dossier_id=dossier.id,
        year=dossier.year,
        application_type=dossier.application_type,
        status=dossier.status,
        practice=dossier.practice,
        regime_id=regime.id,
        regime_title=regime.title,
        decision=regime.decisions[0].number if regime.decisions else "",
        council_name=result.council_name if result else "",
        points=points,
        stars=result.stars if result else None,
        outcome=result.outcome if result else "",
    )
    return line, scores


def _certificate(row: CertificateRow, regime: Regime, today: dt.date) -> CertificateLife:
    rule = regime.reassessment
    grace = rule.grace_days_after_expiry if rule is not None else None
    return CertificateLife(
        row=row,
        state=state_on(row, today, regime),
        days_left=(row.valid_to - today).days,
        filing=reassessment_days(row.valid_to, regime),
        grace_until=row.valid_to + dt.timedelta(days=grace) if grace is not None else None,
    )


def _papers(session: Session, dossier_ids: list[str], today: dt.date, soon_days: int) -> list[LastingPaper]:
    """Of each kind (of other papers: each title) the one that holds longest; one without a last day tells nothing."""
    longest: dict[tuple[str, str], DossierDocument] = {}
    for document in session.exec(
        select(DossierDocument)
        .where(col(DossierDocument.dossier_id).in_(dossier_ids), col(DossierDocument.removed).is_(False))
        .order_by(col(DossierDocument.id))
    ):
        key = (document.kind, document.title if document.kind == "other" else "")
        known = longest.get(key)
        if known is None or (document.expires_on or dt.date.max) >= (known.expires_on or dt.date.max):
            longest[key] = document
    found = []
    for document in longest.values():
        end = document.expires_on
        if end is None:
            continue
        left = (end - today).days
        state: PaperState = "lapsed" if left < 0 else "soon" if left <= soon_days else "holds"
        found.append(LastingPaper(document.id, document.dossier_id, document.kind, document.title, end, left, state))
    return sorted(found, key=lambda one: (one.expires_on, one.document_id))


def _issued(session: Session, dossier_ids: list[str]) -> list[IssuedLine]:
    rows = session.exec(
        select(IssuedPaper, Office.name)
        .join(Office, col(Office.id) == col(IssuedPaper.office_id))
        .where(col(IssuedPaper.dossier_id).in_(dossier_ids))
        .order_by(col(IssuedPaper.created_at).desc(), col(IssuedPaper.id).desc())
    )
    return [
        IssuedLine(
            paper.id, paper.dossier_id or "", paper.kind, paper.title, name, paper.status,
            written_number(paper.number, paper.symbol), paper.dated,
        )
        for paper, name in rows
    ]  # fmt: skip
