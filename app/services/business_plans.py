"""The business plan and its figures year by year (Mẫu số 02, part II)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from app.errors import InvalidInput
from app.models import BusinessPlan, BusinessPlanFigure
from app.models.self_assessment import BusinessPlanBase
from app.services.actors import Actor
from app.services.clean_text import clean_line, clean_values
from app.services.states import get_dossier, require_editable
from app.translate import N_

_LARGEST = 10**15
"""Above any producer's figure in đồng, and within what every database keeps as a whole number."""


class BusinessPlanData(BusinessPlanBase):
    """The texts of the plan."""


@dataclass(frozen=True)
class YearFigures:
    """One year: money in whole đồng (profit may be a loss), output in ``unit``, workers as a count."""

    year: int
    revenue: int | None = None
    profit: int | None = None
    output: int | None = None
    unit: str = ""
    workers: int | None = None
    local_workers: int | None = None


def save_business_plan(
    session: Session, dossier_id: str, data: BusinessPlanData, figures: Sequence[YearFigures], actor: Actor
) -> None:
    """Save texts and figures as they are left; they become a revision when the self-assessment is signed.

    Raises:
        InvalidInput: a year given twice, a figure below 0 (profit apart) or not whole, more local workers than workers.
        NotAllowed: the dossier is not here or not open any more.
    """
    require_editable(get_dossier(session, dossier_id), actor)
    seen: set[int] = set()
    for one in figures:
        _check(one)
        if one.year in seen:
            raise InvalidInput("year", N_("The year {year} is given twice."), year=one.year)
        seen.add(one.year)
    plan = _plan(session, dossier_id) or BusinessPlan(dossier_id=dossier_id)
    for name, value in clean_values(data.model_dump()).items():
        setattr(plan, name, value)
    session.add(plan)
    session.flush()
    kept = {row.year: row for row in _figures(session, plan)}
    for one in figures:
        row = kept.pop(one.year, None) or BusinessPlanFigure(business_plan_id=plan.id, year=one.year)
        for name, value in (asdict(one) | {"unit": clean_line(one.unit, "unit")}).items():
            setattr(row, name, value)
        session.add(row)
    for left in kept.values():
        session.delete(left)
    session.flush()


def _check(one: YearFigures) -> None:
    if not 1900 <= one.year <= 2200:
        raise InvalidInput("year", N_("{year} is no year."), year=one.year)
    for name in ("revenue", "profit", "output", "workers", "local_workers"):
        value = getattr(one, name)
        if value is None:
            continue
        if type(value) is not int or abs(value) > _LARGEST:
            raise InvalidInput(name, N_("Figures are whole numbers: {value} is none."), value=str(value))
        if value < 0 and name != "profit":
            raise InvalidInput(name, N_("Only the profit can be below 0, as a loss."))
    if one.workers is not None and one.local_workers is not None and one.local_workers > one.workers:
        raise InvalidInput(
            "local_workers",
            N_("There cannot be more local workers ({local}) than workers ({all}) in {year}."),
            local=one.local_workers,
            all=one.workers,
            year=one.year,
        )


def business_plan(session: Session, dossier_id: str) -> tuple[BusinessPlanData, list[YearFigures]]:
    """The texts and the figures by year; empty where nothing was entered yet."""
    plan = _plan(session, dossier_id)
    if plan is None:
        return BusinessPlanData(), []
    rows = _figures(session, plan)
    names = YearFigures.__dataclass_fields__
    figures = [YearFigures(**{name: getattr(row, name) for name in names}) for row in rows]
    return BusinessPlanData(**{name: getattr(plan, name) for name in BusinessPlanBase.model_fields}), figures


def _plan(session: Session, dossier_id: str) -> BusinessPlan | None:
    return session.exec(select(BusinessPlan).where(BusinessPlan.dossier_id == dossier_id)).first()


def _figures(session: Session, plan: BusinessPlan) -> list[BusinessPlanFigure]:
    chosen = select(BusinessPlanFigure).where(BusinessPlanFigure.business_plan_id == plan.id)
    return list(session.exec(chosen.order_by(col(BusinessPlanFigure.year))))
