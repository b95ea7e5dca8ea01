"""The administrative units of a dossier: its producer's while it is being prepared, fixed as texts at its receipt.

A dossier keeps the names and codes of its own time: later mergers, and later changes of the producer's record, leave
them as they are (design of the record; papers printed again years later must say the same).
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.models import Dossier, Producer, Product
from app.models.dossier import DossierStatus

UNIT_FIELDS = (
    "province_name",
    "province_code",
    "district_name",
    "district_code",
    "commune_name",
    "commune_code",
)


def take_units(dossier: Dossier, producer: Producer) -> None:
    """Give a dossier that was not received yet the units of its producer; a received one is left as it is."""
    if dossier.filed_on is None:
        for name in UNIT_FIELDS:
            setattr(dossier, name, getattr(producer, name))


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
