"""What a product lacks for its next star, from the latest that is known: its own score, or a council's result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Dossier
from app.models.dossier import DossierStatus
from app.services.next_star import NextStar
from app.services.result_rows import RankingResultRow, results_of
from app.services.results import next_star_of
from app.services.rules.library import RuleLibrary
from app.services.self_assessments import self_score
from app.services.star_class import from_hundredths, hundredths

Ground = Literal["council", "self"]


@dataclass(frozen=True)
class StarAhead:
    """The next star with the cheapest criteria. ``ground``: whose points; ``titles`` of the criteria that it names.

    ``step.raises`` is empty where only a total is known.
    """

    dossier_id: str
    ground: Ground
    set_id: str
    step: NextStar
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def gain(self) -> Decimal:
        """The points that the cheapest way adds, which may be more than are needed."""
        return sum((one.gain for one in self.step.raises), start=Decimal(0))


def points_known(result: RankingResultRow) -> bool:
    """Whether the average means anything: of a result that was typed in from paper the points may not be known."""
    return bool(result.detail.get("points_known", True)) and result.sheet_count > 0


def latest_result(session: Session, dossier_id: str) -> RankingResultRow | None:
    """The last result of a dossier that was not reopened."""
    standing = [one for one in results_of(session, dossier_id) if one.outcome != "reopened"]
    return standing[-1] if standing else None


def dossiers_of(session: Session, product_id: str) -> list[Dossier]:
    """A product's dossiers, the latest year first; withdrawn ones too."""
    order = (col(Dossier.year).desc(), col(Dossier.created_at).desc(), col(Dossier.id).desc())
    return list(session.exec(select(Dossier).where(Dossier.product_id == product_id).order_by(*order)))


def star_ahead(session: Session, product_id: str, library: RuleLibrary) -> StarAhead | None:
    """What is missing for the star above the latest score; ``None``: nothing is scored, or no star is above.

    A result counts before the producer's own score of the same dossier; a dossier without either is passed over.
    """
    for dossier in dossiers_of(session, product_id):
        if dossier.status == DossierStatus.WITHDRAWN:
            continue
        result = latest_result(session, dossier.id)
        if result is not None:
            return _of_result(result, dossier, library)
        own = self_score(session, dossier.id, library)
        if own is not None and own.score.complete:
            step = own.score.next_star
            return _titled(dossier.id, "self", own.set_id, step, library) if step else None
    return None


def _of_result(result: RankingResultRow, dossier: Dossier, library: RuleLibrary) -> StarAhead | None:
    if not points_known(result):
        return None
    try:
        whole = "sums" in result.detail
        step = next_star_of(result, dossier, library) if whole else _by_points(result, library)
    except AppError:  # the rules of that time are not here any more
        return None
    return _titled(dossier.id, "council", result.set_id, step, library) if step else None


def _by_points(result: RankingResultRow, library: RuleLibrary) -> NextStar | None:
    """By the total alone, where no criterion is known."""
    above = [one for one in library.regime(result.regime_id).stars.classes if one.star > (result.stars or 0)]
    if not above:
        return None
    following = min(above, key=lambda one: one.star)
    needed = max(0, ceil(hundredths(following.min) - Fraction(result.total_sum_hundredths, result.sheet_count)))
    return NextStar(following.star, from_hundredths(needed), (), (), ())


def _titled(dossier_id: str, ground: Ground, set_id: str, step: NextStar, library: RuleLibrary) -> StarAhead:
    named = {one.criterion for one in step.minimums} | {one.criterion for one in step.raises}
    criteria = library.criteria_set(set_id).criteria if named else ()
    return StarAhead(dossier_id, ground, set_id, step, {one.id: one.title for one in criteria if one.id in named})
