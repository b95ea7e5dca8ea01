"""Where each target stands: the actual figures from this office's own records, counted by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import case, distinct, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.models import Certificate, Dossier, Office, Producer, Product, RankingResult
from app.services.actors import own_office
from app.services.plans.indicators import ActualRule, indicators
from app.services.plans.plans import PlanLine, TargetLine, codes_of, offices_below, stands_above
from app.services.succession.known import own_and_inherited

Units = dict[tuple[str, str], tuple[int, int]]
"""By codes of district and commune: how many, and of how many (where it is a share)."""
Way = Literal["computed", "not_computed", "elsewhere", "nothing"]
_other = aliased(Certificate)


@dataclass(frozen=True)
class Actual:
    """``way``: ``computed``; ``not_computed``: the records do not say it; ``elsewhere``: only an office whose records
    cover that area can say; ``nothing``: a share of nothing. ``share``: percent of the target's (lower) amount.
    """

    way: Way
    amount: Decimal | None = None
    share: Decimal | None = None
    reached: bool = False


@dataclass(frozen=True)
class _Area:
    """``whole``: all that is here; else these communes and districts."""

    whole: bool = False
    communes: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()

    def total(self, units: Units) -> tuple[int, int]:
        picked = [
            value for (district, commune), value in units.items()
            if self.whole or commune in self.communes or district in self.districts
        ]  # fmt: skip
        return sum(one for one, _of in picked), sum(of for _one, of in picked)


def actual_figures(
    session: Session, plan: PlanLine, targets: Iterable[TargetLine], today: dt.date
) -> dict[str, Actual]:
    """By a target's id, where it stands on that day, or on the last day of the plan's year once that is over.

    Each indicator is counted once for all units, whatever the number of targets.
    """
    counted: dict[str, Units] = {}
    areas = _Areas(session, plan)
    found: dict[str, Actual] = {}
    for target in targets:
        known = indicators().get(target.indicator)
        if known is None or not known.actual.computed:
            found[target.id] = Actual("not_computed")
            continue
        area = areas.of(target.for_code)
        if area is None:
            found[target.id] = Actual("elsewhere")
            continue
        if target.indicator not in counted:
            counted[target.indicator] = count(session, known.actual, plan.year, today)
        found[target.id] = _actual(known.actual, areas, area, counted[target.indicator], target)
    return found


def _actual(rule: ActualRule, areas: _Areas, area: _Area, units: Units, target: TargetLine) -> Actual:
    if rule.across == "least" and areas.has_communes(target.for_code):
        each = [one.total(units)[0] for one in areas.communes()]
        if not each:
            return Actual("nothing")
        number, of = min(each), 0
    else:
        number, of = area.total(units)
    if rule.is_share:
        if not of:
            return Actual("nothing")
        amount = (Decimal(100 * number) / of).quantize(Decimal("0.1"))
    else:
        amount = Decimal(number)
    share = None if not target.amount else (100 * amount / target.amount).quantize(Decimal(1))
    return Actual("computed", amount, share, amount >= target.amount)


class _Areas:
    """Which records of this office belong to the offices that targets are given to."""

    def __init__(self, session: Session, plan: PlanLine) -> None:
        self._session, self._plan = session, plan
        self._own = own_office(session)
        own = own_and_inherited(session, self._own.id)
        self._own_codes = set(session.execute(select(col(Office.code)).where(col(Office.id).in_(own))).scalars())
        self._below = {one.code: one for one in offices_below(session)}
        self._known: dict[str, _Area | None] = {}
        self._communes: list[_Area] | None = None

    def of(self, code: str) -> _Area | None:
        """The area of an office; ``None``: the records here do not cover it."""
        if code not in self._known:
            self._known[code] = self._find(code)
        return self._known[code]

    def _find(self, code: str) -> _Area | None:
        if code in self._own_codes or (not code and self._plan.own):
            return _Area(whole=True)
        office = self._below.get(code)
        if office is None:
            return None
        communes, districts = codes_of(self._session, [office])
        return _Area(communes=communes, districts=districts) if communes or districts else None

    def has_communes(self, code: str) -> bool:
        """Whether it is an area of several communes."""
        return self._own.level != "commune" and (not code or code in self._own_codes)

    def communes(self) -> list[_Area]:
        """The area of each commune known here that stands below this office."""
        if self._communes is None:
            below = [one for one in self._below.values() if one.level == "commune" and stands_above(self._own, one)]
            areas = [self.of(one.code) for one in below]
            self._communes = [one for one in areas if one is not None]
        return self._communes


def count(session: Session, rule: ActualRule, year: int, today: dt.date) -> Units:
    """Count by unit, with what belongs to no unit under empty codes."""
    first, last = dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))
    statement = _STATEMENTS[rule.measure](rule, first, last)
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(statement)}


_UNITS = (col(Producer.district_code), col(Producer.commune_code))


def _certificates(what: Any, of: Any) -> Any:
    return (
        select(*_UNITS, what, of)
        .select_from(Certificate)
        .join(Product, col(Product.id) == Certificate.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(col(Certificate.status) != "revoked")
        .group_by(*_UNITS)
    )


def _certified(rule: ActualRule, first: dt.date, last: dt.date) -> Any:
    statement = _certificates(func.count(distinct(col(Certificate.product_id))), func.count() * 0).where(
        col(Certificate.stars).between(rule.stars_from, rule.stars_to), col(Certificate.valid_from) <= last
    )
    if rule.period == "year":
        statement = statement.where(col(Certificate.valid_from) >= first)
    if rule.first_only:
        before = exists().where(col(_other.product_id) == Certificate.product_id, col(_other.valid_from) < first)
        statement = statement.where(~before)
    return statement


def _ranked(rule: ActualRule, first: dt.date, last: dt.date) -> Any:
    statement = (
        select(*_UNITS, func.count(distinct(col(Dossier.product_id))), func.count() * 0)
        .select_from(RankingResult)
        .join(Dossier, col(Dossier.id) == RankingResult.dossier_id)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(
            col(RankingResult.outcome) != "reopened",
            col(RankingResult.stars).between(rule.stars_from, rule.stars_to),
            col(RankingResult.closed_on) <= last,
        )
        .group_by(*_UNITS)
    )
    return statement if rule.period == "to_year_end" else statement.where(col(RankingResult.closed_on) >= first)


def _proposed(_rule: ActualRule, first: dt.date, last: dt.date) -> Any:
    return (
        select(*_UNITS, func.count(distinct(col(Dossier.product_id))), func.count() * 0)
        .select_from(Dossier)
        .join(Product, col(Product.id) == Dossier.product_id)
        .join(Producer, col(Producer.id) == Product.producer_id)
        .where(
            col(Dossier.year) == first.year, col(Dossier.filed_on) <= last, col(Dossier.status) != "withdrawn"
        )
        .group_by(*_UNITS)
    )  # fmt: skip


def _in_force(certificate: Any, last: dt.date) -> Any:
    return (
        (certificate.status != "revoked") & (certificate.valid_from <= last) & (certificate.valid_to >= last)
    )  # fmt: skip


def _kept(rule: ActualRule, _first: dt.date, last: dt.date) -> Any:
    assert rule.years_from is not None and rule.years_to is not None  # noqa: PT018 - the form sees to it
    product = col(Certificate.product_id)
    held = product.in_(select(col(_other.product_id)).where(_in_force(_other, last)))
    return _certificates(func.count(distinct(case((held, product)))), func.count(distinct(product))).where(
        col(Certificate.valid_from) >= dt.date(rule.years_from, 1, 1),
        col(Certificate.valid_from) <= dt.date(rule.years_to, 12, 31),
    )


def _producer_kinds(rule: ActualRule, _first: dt.date, last: dt.date) -> Any:
    producer = col(Producer.id)
    chosen = case((col(Producer.kind).in_(rule.kinds), producer))
    return _certificates(func.count(distinct(chosen)), func.count(distinct(producer))).where(
        _in_force(Certificate, last)
    )


def _founded(rule: ActualRule, first: dt.date, last: dt.date) -> Any:
    return (
        select(*_UNITS, func.count(), func.count() * 0)
        .where(col(Producer.kind).in_(rule.kinds), col(Producer.established_on).between(first, last))
        .group_by(*_UNITS)
    )


_STATEMENTS: Mapping[str, Any] = {
    "certified": _certified,
    "ranked": _ranked,
    "proposed": _proposed,
    "kept": _kept,
    "producer_kinds": _producer_kinds,
    "founded": _founded,
}
