"""What a producer and a product still lack, before or beside any dossier."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlmodel import Session, col, select

from app.models import Certificate, DocumentFile, Dossier, DossierDocument, Producer, Product, StoredFile
from app.models.dossier import DossierStatus
from app.services.certificate_register import as_certificate_row, reassessment_days, state_on
from app.services.missing import Missing, asked_by_forms, form_article, of_record, ordered
from app.services.producers import get_producer
from app.services.products import get_product
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.saved_revisions import is_draft
from app.services.search import fold_text
from app.translate import N_, format_date

PHOTO = "product_photo"
"""The kind of document that is a picture of the product."""
_OWN_PRODUCER_FIELDS = (("tax_code", N_("the producer's tax code")),)
_OWN_PRODUCT_FIELDS = (("label_name", N_("the name on the label")), ("net_weight", N_("the net weight")))
_NOT_ENTERED = N_("Not entered: {what}.")
_CLOSED = (DossierStatus.RECOGNISED.value, DossierStatus.DECLINED.value, DossierStatus.WITHDRAWN.value)


def missing_of_producer(session: Session, producer_id: str, library: RuleLibrary, today: dt.date) -> list[Missing]:
    """What the producer's form lacks under today's rules; what stops its registration first.

    Raises:
        NotFound: no such producer.
    """
    return ordered(missing_of_producer_row(get_producer(session, producer_id), library.for_dossier(None, today)))


def missing_of_producer_row(producer: Producer, regime: Regime, application: str = "") -> list[Missing]:
    """The same of a row, under the regime of a dossier."""
    found: list[Missing] = []
    draft = is_draft(producer)
    needed = (("name", N_("the producer's name")), ("kind", N_("the producer's kind")))
    for name, named in needed:
        if not getattr(producer, name):
            article, source = form_article(regime, f"producer.{name}")
            found.append(
                Missing(
                    "stops",
                    f"producer.{name}",
                    N_("The registration needs {what}."),
                    named=named,
                    act="register_producer" if draft else "save_producer",
                    article=article,
                    source=source,
                )
            )
    if draft and not found:
        found.append(
            Missing("stops", "producer.draft", N_("The producer is still a draft: save it."), act="open_dossier")
        )
    found += asked_by_forms(regime, "producer", producer, application=application, left_out=[one for one, _ in needed])
    for name, named in _OWN_PRODUCER_FIELDS:
        if not getattr(producer, name):
            found.append(Missing("suggests", f"producer.{name}", _NOT_ENTERED, named=named))
    return of_record(found, "producer", producer.id)


def missing_of_new(kind: Literal["producer", "product"], library: RuleLibrary, today: dt.date) -> list[Missing]:
    """What a record lacks of which nothing was entered yet."""
    regime = library.for_dossier(None, today)
    if kind == "producer":
        return ordered(missing_of_producer_row(Producer(name="", kind="", office_id=""), regime))
    return ordered(missing_of_product_row(Product(name="", producer_id=""), regime))


def missing_of_product(session: Session, product_id: str, library: RuleLibrary, today: dt.date) -> list[Missing]:
    """What the product's form lacks, with its producer's, its picture and its certificate's days; what stops first.

    Raises:
        NotFound: no such product.
    """
    product = get_product(session, product_id)
    regime = library.for_dossier(None, today)
    own = of_record(
        [*_certificate(session, product, regime, today), *_photo(session, product_id)], "product", product_id
    )
    producer = get_producer(session, product.producer_id)
    return ordered([*missing_of_product_row(product, regime), *own, *missing_of_producer_row(producer, regime)])


def missing_of_product_row(product: Product, regime: Regime, application: str = "") -> list[Missing]:
    """The same of a row, under the regime of a dossier."""
    found: list[Missing] = []
    draft = is_draft(product)
    if not product.name:
        article, source = form_article(regime, "product.name")
        found.append(
            Missing(
                "stops",
                "product.name",
                N_("The registration needs {what}."),
                named=N_("the product's name"),
                act="register_product" if draft else "save_product",
                article=article,
                source=source,
            )
        )
    elif draft:
        found.append(
            Missing("stops", "product.draft", N_("The product is still a draft: save it."), act="open_dossier")
        )
    if product.set_number is None:
        article, source = form_article(regime, "product.classification_code")
        found.append(
            Missing(
                "stops",
                "product.classification_code",
                N_("The product is not classified yet."),
                act="receive_first",
                article=article,
                source=source,
            )
        )
    label = product.label_name
    if label and product.name and label.split() != product.name.split():
        same_letters = fold_text(label).split() == fold_text(product.name).split()
        found.append(
            Missing(
                "warns",
                "product.label_name",
                N_("The label says “{label}”, the registered name is “{name}”: only accents or capitals differ.")
                if same_letters
                else N_("The label says “{label}”, the registered name is “{name}”."),
                (("label", label), ("name", product.name)),
            )
        )
    found += asked_by_forms(
        regime, "product", product, application=application, left_out=("name", "classification_code")
    )
    for name, named in _OWN_PRODUCT_FIELDS:
        if not getattr(product, name):
            found.append(Missing("suggests", f"product.{name}", _NOT_ENTERED, named=named))
    return of_record(found, "product", product.id)


def _photo(session: Session, product_id: str) -> list[Missing]:
    documents = (
        select(DossierDocument.id)
        .join(Dossier, col(Dossier.id) == col(DossierDocument.dossier_id))
        .where(Dossier.product_id == product_id, col(DossierDocument.removed).is_(False))
    )
    shown = session.exec(documents.where(DossierDocument.kind == PHOTO).limit(1)).first()
    shown = (
        shown
        or session.exec(
            select(DocumentFile.id)
            .join(StoredFile, col(StoredFile.sha256) == col(DocumentFile.sha256))
            .where(col(DocumentFile.document_id).in_(documents), col(StoredFile.media_type).like("image/%"))
            .limit(1)
        ).first()
    )
    return [] if shown else [Missing("suggests", "product.photo", N_("There is no picture of the product."))]


def _certificate(session: Session, product: Product, regime: Regime, today: dt.date) -> list[Missing]:
    """A certificate whose days for re-assessment run, or that has lapsed, while no dossier is under way."""
    latest = session.exec(
        select(Certificate)
        .where(Certificate.product_id == product.id, Certificate.status == "valid")
        .order_by(col(Certificate.valid_to).desc())
    ).first()
    rule = regime.reassessment
    if latest is None:
        return []
    under_way = session.exec(
        select(Dossier.id).where(
            Dossier.product_id == product.id,
            Dossier.id != latest.dossier_id,
            Dossier.application_type != "first",
            col(Dossier.status).not_in(_CLOSED),
        )
    ).first()
    state = state_on(as_certificate_row(latest), today, regime)
    article, source = (rule.article, rule.source) if rule else ("", "")
    if under_way is not None or state not in ("window", "expired"):
        return []
    if state == "expired":
        message, params = N_("The certificate lapsed on {day}."), (("day", format_date(latest.valid_to)),)
        return [Missing("warns", "product.certificate", message, params, article=article, source=source)]
    days = reassessment_days(latest.valid_to, regime)
    assert days is not None  # there is a window, since the certificate is in it
    return [
        Missing(
            "warns",
            "product.certificate",
            N_("The certificate ends on {day}: the re-assessment can be filed until {latest}."),
            (("day", format_date(latest.valid_to)), ("latest", format_date(days[1]))),
            article=article,
            source=source,
        )
    ]
