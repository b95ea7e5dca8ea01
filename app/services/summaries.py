"""A product or a producer in short, for the panel beside a list: what spares opening the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError
from app.models import Dossier, IdeaRegistration, Producer, Product
from app.models.dossier import DossierRow
from app.models.idea import IdeaRegistrationRow
from app.models.producer import ProducerRow
from app.models.product import ProductRow
from app.services.certificate_register import CertificateRow, certificates_of_product, state_on
from app.services.classification_codes import find_subgroup
from app.services.dossier_due import Due, dues_of
from app.services.ideas import list_ideas
from app.services.producers import producer_row
from app.services.product_standing import DRAFT, ENDED, Standing, certified, standing
from app.services.products import product_row
from app.services.rules.library import RuleLibrary
from app.services.star_ahead import dossiers_of


@dataclass(frozen=True)
class ProductSummary:
    """``dossier``: the one under way, else ``None``. ``due``: its next deadline. ``stars``: of ``certificate``.

    ``set_name`` and ``agencies`` are those of the product's own classification.
    """

    product: ProductRow
    producer: ProducerRow
    standing: Standing
    stars: int | None
    set_name: str
    agencies: tuple[str, ...]
    dossier: DossierRow | None
    due: Due | None
    certificate: CertificateRow | None
    certificate_standing: Standing | None
    days_left: int | None
    ideas: tuple[IdeaRegistrationRow, ...]


@dataclass(frozen=True)
class ProducerSummary:
    """A producer and its products (id, name), drafts too."""

    producer: ProducerRow
    kind_title: str
    draft: bool
    products: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IdeaLine:
    """An idea with the names of its product and producer."""

    row: IdeaRegistrationRow
    product: str
    producer_id: str
    producer: str


def product_summary(
    session: Session,
    product_id: str,
    library: RuleLibrary,
    today: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> ProductSummary:
    """A product in short.

    Args:
        office_days: this office's own working days per task, where the law gives none.

    Raises:
        NotFound: no such product.
    """
    product = product_row(session, product_id)
    regime = library.for_dossier(None, today)
    dossiers = dossiers_of(session, product_id)
    under_way = next((one for one in dossiers if one.status not in ENDED), None)
    certificates = certificates_of_product(session, product_id)
    holding = next((one for one in certificates if state_on(one, today, regime) in ("valid", "window")), None)
    latest = holding or next((one for one in certificates if one.status == "valid"), None)
    ends = latest.valid_to if latest is not None else None
    dues = dues_of(session, under_way, library, today, office_days) if under_way is not None else ()
    last = under_way or next(iter(dossiers), None)
    set_name, agencies = _set_of(product, library)
    return ProductSummary(
        product=product,
        producer=producer_row(session, product.producer_id),
        standing=standing(last.status if last else "", ends, regime, today) if product.revision else DRAFT,
        stars=holding.stars if holding is not None else None,
        set_name=set_name,
        agencies=agencies,
        dossier=_dossier_row(under_way) if under_way is not None else None,
        due=next(iter(dues), None),
        certificate=latest,
        certificate_standing=certified(latest.valid_to, regime, today) if latest is not None else None,
        days_left=(latest.valid_to - today).days if latest is not None else None,
        ideas=tuple(list_ideas(session, product_id=product_id)),
    )


def _dossier_row(dossier: Dossier) -> DossierRow:
    return DossierRow.model_validate(dossier, from_attributes=True)


def _set_of(product: ProductRow, library: RuleLibrary) -> tuple[str, tuple[str, ...]]:
    if not product.classification_code:
        return "", ()
    try:
        found = find_subgroup(library.classification(product.classification_id), product.classification_code)
    except AppError:  # the classification of that time is not here
        return "", ()
    return (found[1].name, found[1].managing_agencies) if found is not None else ("", ())


def producer_summary(session: Session, producer_id: str, library: RuleLibrary, today: dt.date) -> ProducerSummary:
    """A producer in short.

    Raises:
        NotFound: no such producer.
    """
    row = producer_row(session, producer_id)
    kinds = {one.id: one.title for one in library.for_dossier(None, today).producer_kinds}
    found = session.exec(
        select(Product.id, Product.name).where(Product.producer_id == producer_id).order_by(col(Product.name_order))
    )
    return ProducerSummary(
        row, kinds.get(row.kind, row.kind), row.revision == 0, tuple((one[0], one[1]) for one in found)
    )


def idea_lines(session: Session) -> list[IdeaLine]:
    """All ideas with the names of what they are for, newest first."""
    statement = (
        select(IdeaRegistration, Product.name, Producer.id, Producer.name)
        .join(Product, col(Product.id) == col(IdeaRegistration.product_id))
        .join(Producer, col(Producer.id) == col(Product.producer_id))
        .order_by(col(IdeaRegistration.registered_on).desc(), col(IdeaRegistration.id).desc())
    )
    return [
        IdeaLine(IdeaRegistrationRow.model_validate(idea, from_attributes=True), *names)
        for idea, *names in session.exec(statement)
    ]


def count_ideas(session: Session) -> int:
    """How many ideas there are."""
    return session.exec(select(func.count()).select_from(IdeaRegistration)).one()


def draft_ids(session: Session, kind: str, ids: Iterable[str]) -> set[str]:
    """Those of these producers or products that were never deliberately saved."""
    model = Producer if kind == "producer" else Product
    return set(session.exec(select(model.id).where(col(model.id).in_(list(ids)), model.revision == 0)))
