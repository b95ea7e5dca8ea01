"""What a person needs to fill in the producer's own report: its texts, its plan, its score, the papers behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from app.errors import AppError, InvalidInput, NotAllowed
from app.models import Producer, Product
from app.models.dossier import DossierRow
from app.models.self_assessment import BusinessPlanBase, SelfAssessmentBase
from app.services.actors import Actor
from app.services.business_plans import YearFigures, business_plan, save_business_plan
from app.services.documents import DocumentView, documents_of
from app.services.dossiers import dossier_row, regime_of
from app.services.missing import Missing, form_article
from app.services.missing_dossier import missing_of_self_assessment
from app.services.rules.criteria import CriteriaSet
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.self_assessments import SelfScore, rules_of, save_self_assessment, self_assessment, self_score
from app.services.states import get_dossier, require_editable
from app.translate import N_

TEXTS = tuple(SelfAssessmentBase.model_fields)
PLAN = tuple(BusinessPlanBase.model_fields)
FIGURES = "figures"
_WHOLE = ("year", "revenue", "profit", "output", "workers", "local_workers")


@dataclass(frozen=True)
class SelfAssessmentView:
    """Everything on the page of one self-assessment.

    ``criteria_set`` is ``None`` where the product is in no set yet, with ``no_set`` saying why. ``fields``: texts, plan
    and figures by the name of the form's field. ``locked``: why nothing can be written.
    """

    dossier: DossierRow
    product: str
    product_id: str
    producer: str
    regime: Regime
    criteria_set: CriteriaSet | None
    no_set: AppError | None
    fields: Mapping[str, Any]
    articles: Mapping[str, str]
    score: SelfScore | None
    documents: tuple[DocumentView, ...]
    missing: tuple[Missing, ...]
    locked: NotAllowed | None


def self_assessment_view(
    session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> SelfAssessmentView:
    """Read it. Raises ``NotFound``."""
    dossier = get_dossier(session, dossier_id)
    product = session.get_one(Product, dossier.product_id)
    criteria_set, no_set = None, None
    try:
        regime, criteria_set = rules_of(session, dossier, library, today)
    except AppError as error:
        regime, no_set = regime_of(dossier, library, today), error
    plan, figures = business_plan(session, dossier_id)
    texts = self_assessment(session, dossier_id)
    locked = None
    try:
        require_editable(dossier, actor)
    except NotAllowed as error:
        locked = error
    score = self_score(session, dossier_id, library)
    return SelfAssessmentView(
        dossier=dossier_row(session, dossier_id),
        product=product.name,
        product_id=product.id,
        producer=session.get_one(Producer, product.producer_id).name,
        regime=regime,
        criteria_set=criteria_set,
        no_set=no_set,
        fields={**texts.model_dump(), **plan.model_dump(), FIGURES: [_row(one) for one in figures]},
        articles={
            name: form_article(regime, f"{record}.{name}")[0]
            for record, names in (("self_assessment", TEXTS), ("business_plan", (*PLAN, FIGURES)))
            for name in names
        },
        score=score,
        documents=tuple(documents_of(session, dossier_id)),
        missing=tuple(missing_of_self_assessment(session, dossier_id, library, today)),
        locked=locked,
    )


def save_self_assessment_field(session: Session, dossier_id: str, field: str, value: Any, actor: Actor) -> None:
    """Save one field as it is left: a text, a text of the plan, or the figures as rows.

    Raises:
        InvalidInput: no such field, or figures as ``save_business_plan`` refuses them.
        NotAllowed: the dossier is not open here.
    """
    try:
        if field in TEXTS:
            texts = self_assessment(session, dossier_id)
            save_self_assessment(session, dossier_id, texts.model_copy(update={field: value or ""}), actor)
            return
        plan, figures = business_plan(session, dossier_id)
        if field in PLAN:
            save_business_plan(session, dossier_id, plan.model_copy(update={field: value or ""}), figures, actor)
        elif field == FIGURES:
            save_business_plan(session, dossier_id, plan, figures_of(value or []), actor)
        else:
            raise InvalidInput(field, N_("The field “{name}” cannot be changed."), name=field)
    except InvalidInput as error:
        error.field = field
        raise


def figures_of(rows: Sequence[Mapping[str, Any]]) -> list[YearFigures]:
    """The rows of the form as figures, the years in order.

    Raises:
        InvalidInput: a row without its year, or a figure that is not whole.
    """
    found = []
    for row in rows:
        values: dict[str, Any] = {"unit": str(row.get("unit") or "")}
        for name in _WHOLE:
            number = row.get(name)
            if isinstance(number, str):
                number = _year(number)
            if isinstance(number, Decimal):
                if number != number.to_integral_value():
                    raise InvalidInput(FIGURES, N_("Figures are whole numbers: {value} is none."), value=str(number))
                number = int(number)
            values[name] = number
        if values["year"] is None:
            raise InvalidInput(FIGURES, N_("Enter the year of each row."))
        found.append(YearFigures(**values))
    return sorted(found, key=lambda one: one.year)


def _year(text: str) -> Decimal | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise InvalidInput(FIGURES, N_("“{text}” is no year."), text=text)
    return Decimal(text.strip())


def _row(figures: YearFigures) -> dict[str, Any]:
    row = {name: Decimal(value) if isinstance(value, int) else value for name, value in asdict(figures).items()}
    return {**row, "year": str(figures.year)}
