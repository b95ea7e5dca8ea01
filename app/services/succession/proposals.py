"""Which offices ended with the changes of administrative units and were probably merged into this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, select

from app.models import Office
from app.services.actors import own_office
from app.services.places.book import Places
from app.services.places.unit import Link, Unit
from app.services.succession.known import predecessors_of
from app.services.succession.naming import known_succession

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Proposal:
    """A unit whose office this one probably carries on for. ``partial``: the unit was divided among several.

    ``office_id``: of an office known here that has this unit's code or name; empty where none is. ``ended_on``: its
    last day. ``known``: its succession is recorded already.
    """

    level: Literal["province", "district", "commune"]
    code: str
    name: str
    where: str
    ended_on: dt.date | None
    main: bool
    partial: bool
    office_id: str
    known: bool


def likely_predecessors(session: Session, places: Places, today: dt.date) -> list[Proposal]:
    """A commune: the communes merged into it. A province: the provinces merged into it, then their districts.

    The lists of units speak of units, not of offices: a person decides. Empty where the unit is not in the lists.
    """
    own = own_office(session)
    if own.level not in ("province", "commune"):
        return []
    code = own.province_code if own.level == "province" else own.commune_code
    unit = places.unit(code, today)
    if unit is None:
        return []
    links = places.predecessors(code, today)
    found = [*links]
    if own.level == "province":
        found += _districts(places, unit, links)
    known = predecessors_of(session, own.id)
    offices = session.exec(select(Office).where(Office.is_self == False)).all()  # noqa: E712
    return [_proposal(session, places, link, offices, known) for link in found if not _is_same(link.unit, unit)]


def _is_same(one: Unit, other: Unit) -> bool:
    return (one.code, one.name, one.level, one.ends) == (other.code, other.name, other.level, other.ends)


def _districts(places: Places, province: Unit, links: tuple[Link, ...]) -> list[Link]:
    """The districts of the old provinces, where there was such a level on the day before the new unit began."""
    found = []
    for change in reversed(places.index.changes):
        before = change.on - _DAY
        if not places.has_districts(before):
            continue
        old = {link.unit.code for link in links} or {province.code}
        for code in sorted(old):
            found += [Link(one, main=True, partial=False) for one in places.districts(code, before)]
        break
    return found


def _proposal(
    session: Session, places: Places, link: Link, offices: Sequence[Office], known: frozenset[str]
) -> Proposal:
    unit = link.unit
    office = next((one for one in offices if one.level == unit.level and _is_of(one, unit)), None)
    recorded = office is not None and (office.id in known or known_succession(session, office.id) is not None)
    return Proposal(
        level=unit.level,
        code=unit.code,
        name=unit.full_name,
        where=places.where(unit),
        ended_on=None if unit.ends is None else unit.ends - _DAY,
        main=link.main,
        partial=link.partial,
        office_id=office.id if office is not None else "",
        known=recorded,
    )


def _is_of(office: Office, unit: Unit) -> bool:
    codes = {"province": office.province_code, "district": office.district_code, "commune": office.commune_code}
    names = {"province": office.province_name, "district": office.district_name, "commune": office.commune_name}
    same_name = names[unit.level].casefold().endswith(unit.name.casefold())
    return codes[unit.level] == unit.code and (not names[unit.level] or same_name)
