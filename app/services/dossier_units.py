"""The administrative units of a dossier: its producer's while it is being prepared, fixed as texts at its receipt.

A dossier keeps the names and codes of its own time: later mergers, and later changes of the producer's record, leave
them as they are (design of the record; papers printed again years later must say the same).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.models import Dossier, Producer, Product
from app.models.dossier import DossierStatus
from app.services.places.book import Places
from app.services.places.unit import Unit
from app.services.search import name_key

UNIT_FIELDS = (
    "province_name",
    "province_code",
    "district_name",
    "district_code",
    "commune_name",
    "commune_code",
)


def take_units(dossier: Dossier, producer: Producer, units: Mapping[str, str] | None = None) -> None:
    """Give a dossier that was not received yet the units of its producer; a received one is left as it is.

    Args:
        units: ``UNIT_FIELDS`` of the filing day, where the producer's own are of another time.
    """
    if dossier.filed_on is None:
        for name in UNIT_FIELDS:
            setattr(dossier, name, getattr(producer, name) if units is None else units[name])


def follow_units(session: Session, producer: Producer) -> None:
    """After a change of the producer's units: its dossiers that are still being prepared here follow."""
    drafts = (
        select(Dossier)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .where(
            Product.producer_id == producer.id,
            Dossier.status == DossierStatus.DRAFT.value,
            col(Dossier.filed_on).is_(None),
        )
    )
    for dossier in session.exec(drafts):
        take_units(dossier, producer)
        session.add(dossier)
    session.flush()


def communes_of_day(places: Places, code: str, name: str, day: dt.date) -> tuple[Unit, ...]:
    """What a producer's commune, as its record keeps it, may have been on an earlier day.

    One where it is the same, or was made of one; several where it was made of several and somebody must say which;
    none where nothing is known of it.
    """
    if not code:
        return ()
    known = places.unit(code, day)
    if known is not None and name_key(name) in (name_key(known.name), name_key(known.full_name)):
        return (known,)
    found: dict[Unit, None] = {}
    for link in places.predecessors(code):
        if link.unit.holds(day):
            found[link.unit] = None
        elif link.unit.begins is not None and link.unit.begins > day:
            found |= dict.fromkeys(communes_of_day(places, link.unit.code, link.unit.full_name, day))
    return tuple(found)


def unit_fields(places: Places, unit: Unit) -> dict[str, str]:
    """The fields of a record that a commune stands for, with the units above it in its own time."""
    fields = dict.fromkeys(UNIT_FIELDS, "")
    for one in (unit, *places.above(unit)):
        fields[f"{one.level}_name"], fields[f"{one.level}_code"] = one.full_name, one.code
    return fields
