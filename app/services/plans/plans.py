"""The plans that are known here: this office's own and those of the offices above, edition by edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import AnnualPlan, Office, Target
from app.models.office import OfficeRow
from app.services.actors import own_office
from app.services.offices import list_offices
from app.services.plans.indicators import indicator_name
from app.services.rules.facts import LEVELS
from app.services.succession.known import ended_offices, own_and_inherited
from app.translate import N_


@dataclass(frozen=True)
class PlanLine:
    """One edition of a plan. ``own``: of this office, or of one that it carries on for; ``targets``: how many."""

    id: str
    office_id: str
    office: str
    office_code: str
    year: int
    edition: int
    number: str
    dated: dt.date | None
    title: str
    own: bool
    issued_at: dt.datetime | None
    targets: int


@dataclass(frozen=True)
class TargetLine:
    """One target; ``most``: the upper end of a range; ``for_code`` empty: the issuer's whole area."""

    id: str
    position: int
    for_code: str
    for_name: str
    indicator: str
    name: str
    amount: Decimal
    most: Decimal | None
    about: bool
    unit: str
    text: str
    source: str


def from_hundredths(value: int) -> Decimal:
    """An amount as it is read: 4000 is 40, 1250 is 12.5."""
    amount = Decimal(value) / 100
    return amount.quantize(Decimal(1)) if value % 100 == 0 else amount


def plan_lines(session: Session, year: int | None = None, *, earlier: bool = False) -> list[PlanLine]:
    """The plans known here: the latest year first, this office's own before those of others.

    Args:
        year: only of this year.
        earlier: also the editions that a later one has replaced.
    """
    own = own_and_inherited(session, own_office(session).id)
    counted = select(func.count()).select_from(Target).where(col(Target.plan_id) == AnnualPlan.id).scalar_subquery()
    statement = select(AnnualPlan, Office, counted).join(Office, col(Office.id) == AnnualPlan.office_id)
    if year is not None:
        statement = statement.where(AnnualPlan.year == year)
    found: list[PlanLine] = []
    seen: set[tuple[str, int]] = set()
    rows = sorted(session.exec(statement), key=lambda row: _order(row[0], row[1], own))
    for plan, office, count in rows:
        if not earlier and (plan.office_id, plan.year) in seen:
            continue
        seen.add((plan.office_id, plan.year))
        found.append(
            PlanLine(
                plan.id, office.id, office.name, office.code, plan.year, plan.edition, plan.number, plan.dated,
                plan.title, plan.office_id in own, plan.issued_at, count,
            )
        )  # fmt: skip
    return found


def _order(plan: AnnualPlan, office: Office, own: frozenset[str]) -> tuple[object, ...]:
    return (-plan.year, office.id not in own, LEVELS.index(office.level), office.code, *_latest_first(plan))


def _latest_first(plan: AnnualPlan) -> tuple[int, float, str]:
    """Of equal editions that which was given out later, then the one with the lower hash: the same in every office."""
    return -plan.edition, -(plan.issued_at.timestamp() if plan.issued_at else 0), plan.sha256


def current_plan(session: Session, office_id: str, year: int) -> AnnualPlan | None:
    """The edition that holds."""
    rows = session.exec(select(AnnualPlan).where(AnnualPlan.office_id == office_id, AnnualPlan.year == year)).all()
    return min(rows, key=_latest_first, default=None)


def plan_line(session: Session, plan_id: str) -> PlanLine:
    """One edition.

    Raises:
        NotFound: no such plan.
    """
    found = next((one for one in plan_lines(session, earlier=True) if one.id == plan_id), None)
    if found is None:
        raise NotFound(N_("There is no such plan here."))
    return found


def target_lines(session: Session, plan_id: str) -> list[TargetLine]:
    """The targets of an edition in their order."""
    rows = session.exec(select(Target).where(Target.plan_id == plan_id).order_by(col(Target.position))).all()
    return [
        TargetLine(
            row.id, row.position, row.for_code, row.for_name, row.indicator,
            indicator_name(row.indicator, row.text), from_hundredths(row.amount_hundredths),
            None if row.most_hundredths is None else from_hundredths(row.most_hundredths), row.about, row.unit,
            row.text, row.source,
        )
        for row in rows
    ]  # fmt: skip


def offices_below(session: Session) -> list[OfficeRow]:
    """The offices known here that stand below this one and still work; targets are given to these."""
    own, ended = own_office(session), ended_offices(session)
    return [one for one in list_offices(session) if one.id not in ended and stands_above(own, one)]


def stands_above(upper: Office | OfficeRow, lower: Office | OfficeRow) -> bool:
    """Whether the first office gives targets to the second: a higher level of government, in the same place.

    Codes that are not known part nothing; a producer is no office that targets are given to.
    """
    if lower.level == "producer" or LEVELS.index(upper.level) <= LEVELS.index(lower.level):
        return False
    if upper.level in ("province", "district") and _differ(upper.province_code, lower.province_code):
        return False
    return upper.level != "district" or not _differ(upper.district_code, lower.district_code)


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def codes_of(session: Session, offices: Iterable[Office | OfficeRow]) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of the communes and of the districts that these offices and those they carry on for stand for."""
    communes: set[str] = set()
    districts: set[str] = set()
    for office in offices:
        ids = own_and_inherited(session, office.id)
        for one in session.exec(select(Office).where(col(Office.id).in_(ids))):
            if one.level == "commune" and one.commune_code:
                communes.add(one.commune_code)
            elif one.level == "district" and one.district_code:
                districts.add(one.district_code)
    return frozenset(communes), frozenset(districts)
