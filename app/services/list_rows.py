"""The rows of long lists: exactly the columns that a table shows, made from lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.models import Office, Product


@dataclass(frozen=True, slots=True)
class ProducerListRow:
    """``products``: how many it has. ``kind``: the regime's kind of producer."""

    id: str
    name: str
    kind: str
    tax_code: str
    commune: str
    products: int


@dataclass(frozen=True, slots=True)
class ProductListRow:
    """``state``, ``year`` and ``dossier_id`` are those of its last dossier; empty where it has none.

    ``classification_id`` and ``set_number`` name its product set; ``ends``: last day of its latest certificate.
    """

    id: str
    name: str
    code: str
    classification_id: str
    set_number: int | None
    producer: str
    producer_id: str
    commune: str
    stars: int | None
    state: str
    year: int | None
    dossier_id: str
    ends: dt.date | None


@dataclass(frozen=True, slots=True)
class DossierListRow:
    """``application``: first, upgrade or reassess. ``holder``: the name of the office that has it.

    The deadline that runs is computed for the rows in sight: ``dossier_due.dues_of_many``.
    """

    id: str
    name: str
    code: str
    producer: str
    producer_id: str
    product_id: str
    commune: str
    application: str
    year: int | None
    state: str
    holder: str
    holder_id: str
    filed: dt.date | None
    stars: int | None


@dataclass(frozen=True, slots=True)
class CertificateListRow:
    """``state`` as stored: valid, revoked or replaced; whether it has expired follows from ``valid_to``."""

    id: str
    number: str
    name: str
    producer: str
    commune: str
    product_id: str
    dossier_id: str
    stars: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    state: str


ListRow = ProducerListRow | ProductListRow | DossierListRow | CertificateListRow


def _producers(session: Session, lines: Sequence[Any]) -> list[ListRow]:
    ids = [line.record_id for line in lines]
    statement = (
        select(col(Product.producer_id), func.count())
        .where(col(Product.producer_id).in_(ids))
        .group_by(col(Product.producer_id))
    )
    counts = {row[0]: row[1] for row in session.execute(statement)}
    return [
        ProducerListRow(
            id=line.record_id,
            name=line.name,
            kind=line.kind_of,
            tax_code=line.code,
            commune=line.commune,
            products=counts.get(line.record_id, 0),
        )
        for line in lines
    ]


def _products(_session: Session, lines: Sequence[Any]) -> list[ListRow]:
    return [
        ProductListRow(
            id=line.record_id,
            name=line.name,
            code=line.code,
            classification_id=line.kind_of,
            set_number=line.set_number,
            producer=line.producer,
            producer_id=line.producer_id,
            commune=line.commune,
            stars=line.stars,
            state=line.state,
            year=line.year,
            dossier_id=line.dossier_id,
            ends=line.ends,
        )
        for line in lines
    ]


def _dossiers(session: Session, lines: Sequence[Any]) -> list[ListRow]:
    holders = sorted({line.holder_id for line in lines})
    named = select(col(Office.id), col(Office.name)).where(col(Office.id).in_(holders))
    names = {row[0]: row[1] for row in session.execute(named)}
    return [
        DossierListRow(
            id=line.record_id,
            name=line.name,
            code=line.code,
            producer=line.producer,
            producer_id=line.producer_id,
            product_id=line.product_id,
            commune=line.commune,
            application=line.kind_of,
            year=line.year,
            state=line.state,
            holder=names.get(line.holder_id, ""),
            holder_id=line.holder_id,
            filed=line.starts,
            stars=line.stars,
        )
        for line in lines
    ]


def _certificates(_session: Session, lines: Sequence[Any]) -> list[ListRow]:
    return [
        CertificateListRow(
            id=line.record_id,
            number=line.code,
            name=line.name,
            producer=line.producer,
            commune=line.commune,
            product_id=line.product_id,
            dossier_id=line.dossier_id,
            stars=line.stars,
            valid_from=line.starts,
            valid_to=line.ends,
            state=line.state,
        )
        for line in lines
    ]


ROWS_OF: dict[str, Callable[[Session, Sequence[Any]], list[ListRow]]] = {
    "producer": _producers,
    "product": _products,
    "dossier": _dossiers,
    "certificate": _certificates,
}
