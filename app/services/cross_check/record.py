"""What the record says: the values that papers are held against, and the texts in which the names occur too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from app.models import (
    AssessmentItem,
    BusinessPlan,
    CommuneAssessment,
    Dossier,
    Producer,
    Product,
    SelfAssessment,
)
from app.models.assessment import CommuneAssessmentBase
from app.models.self_assessment import BusinessPlanBase, SelfAssessmentBase
from app.services.documents import DocumentView, documents_of
from app.services.producers import get_producer
from app.services.products import get_product
from app.services.states import get_dossier
from app.translate import N_

FIELDS: dict[str, str] = {
    "product.name": N_("the product's name"),
    "product.brand": N_("the product's brand"),
    "product.net_weight": N_("the net weight"),
    "product.specification": N_("the product's packing and weight"),
    "product.standard": N_("the product's standard"),
    "product.description": N_("the product's description"),
    "producer.name": N_("the producer's name"),
    "producer.address": N_("the producer's address"),
    "producer.commune_name": N_("the producer's commune"),
    "producer.representative_name": N_("the representative's name"),
    "producer.tax_code": N_("the producer's tax code"),
    "producer.established_on": N_("the day on which the producer was established"),
    "dossier.registered_on": N_("the date on the registration form"),
    "dossier.commune_name": N_("the dossier's commune"),
    "assessment.meeting_on": N_("the day of the commune's meeting"),
    "document.number": N_("the number entered for the document"),
    "document.issued_on": N_("the date of issue entered for the document"),
    "document.expires_on": N_("the last day entered for the document"),
    "document.title": N_("the name entered for the document"),
    "self_assessment": N_("the self-assessment"),
    "business_plan": N_("the business plan"),
    "assessment": N_("the commune's assessment"),
}
"""Places of the record in words."""


@dataclass(frozen=True)
class RecordText:
    """A text that somebody wrote: ``subject`` as in the dossier's other checks, such as ``product.description``."""

    subject: str
    name: str
    """A message id: a key of ``FIELDS`` shown in words."""
    text: str


@dataclass(frozen=True)
class RecordValues:
    """One dossier's values; empty ones are held against nothing."""

    dossier_id: str
    product_name: str
    producer_name: str
    addresses: tuple[str, ...]
    representative: str
    net_weight: str
    """Of one package, and the packing: what a paper says must agree with one of them."""
    tax_code: str
    commune: tuple[str, str]
    """Of the dossier, and of the producer."""
    dates: dict[str, dt.date]
    other_products: tuple[str, ...]
    """Of the same producer: named on papers without being a slip."""
    texts: tuple[RecordText, ...] = ()
    documents: tuple[DocumentView, ...] = field(default=())


def gather(session: Session, dossier_id: str) -> RecordValues:
    """Read the record once.

    Raises:
        NotFound: no such dossier.
    """
    dossier = get_dossier(session, dossier_id)
    product = get_product(session, dossier.product_id)
    producer = get_producer(session, product.producer_id)
    chosen = select(CommuneAssessment).where(CommuneAssessment.dossier_id == dossier_id)
    assessment = session.exec(chosen).first()
    others = session.exec(
        select(Product.name).where(Product.producer_id == producer.id, col(Product.id) != product.id)
    ).all()
    return RecordValues(
        dossier_id=dossier_id,
        product_name=product.name,
        producer_name=producer.name,
        addresses=tuple(filter(None, (producer.address, producer.contact_address))),
        representative=producer.representative_name,
        net_weight="; ".join(filter(None, (product.net_weight, product.specification))),
        tax_code=producer.tax_code,
        commune=(dossier.commune_name, producer.commune_name),
        dates=_dates(dossier, producer, assessment),
        other_products=tuple(others),
        texts=tuple(_texts(session, dossier_id, product, assessment)),
        documents=tuple(documents_of(session, dossier_id)),
    )


def _dates(dossier: Dossier, producer: Producer, assessment: CommuneAssessment | None) -> dict[str, dt.date]:
    found = {
        "dossier.registered_on": dossier.registered_on,
        "producer.established_on": producer.established_on,
        "assessment.meeting_on": assessment.meeting_on if assessment else None,
    }
    return {name: day for name, day in found.items() if day is not None}


def _texts(
    session: Session, dossier_id: str, product: Product, assessment: CommuneAssessment | None
) -> list[RecordText]:
    found = [
        RecordText(f"product.{name}", FIELDS[f"product.{name}"], getattr(product, name))
        for name in ("brand", "specification", "standard", "description")
    ]
    story = session.exec(select(SelfAssessment).where(SelfAssessment.dossier_id == dossier_id)).first()
    plan = session.exec(select(BusinessPlan).where(BusinessPlan.dossier_id == dossier_id)).first()
    for table, row, names in (
        ("self_assessment", story, SelfAssessmentBase.model_fields),
        ("business_plan", plan, BusinessPlanBase.model_fields),
    ):
        if row is not None:
            found += [RecordText(f"{table}.{name}", FIELDS[table], getattr(row, name)) for name in names]
    if assessment is not None:
        said = [name for name in CommuneAssessmentBase.model_fields if name != "meeting_on"]
        found += [RecordText(f"assessment.{name}", FIELDS["assessment"], getattr(assessment, name)) for name in said]
        items = select(AssessmentItem).where(AssessmentItem.assessment_id == assessment.id)
        for item in session.exec(items):
            found += [
                RecordText(f"assessment.{item.item}", FIELDS["assessment"], text) for text in (item.claim, item.finding)
            ]
    return [one for one in found if one.text]
