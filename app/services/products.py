"""Products: one producer's, of one product set, with their number in the commune's list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Dossier, IdeaRegistration, Producer, Product
from app.models.product import ProductBase, ProductRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.classification_codes import require_subgroup
from app.services.clean_text import clean_values, require_text
from app.services.producers import get_producer, require_own_record
from app.services.record_search import find_records, search_columns
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.saved_revisions import (
    is_draft,
    keep_saved,
    put_back,
    require_draft,
    require_saved,
    saved_values,
)
from app.translate import N_

_LINES = ("name", "label_name", "brand", "net_weight", "classification_code", "classification_id")


class ProductData(ProductBase):
    """What is entered about a product; only its name is required, and of a draft nothing is.

    The set follows from the classification.
    """


_PLACE = ("classification_code", "set_number", "classification_id")


def _checked(
    data: ProductData, producer: Producer, library: RuleLibrary, today: dt.date, *, draft: bool = False
) -> ProductData:
    checked = ProductData(**clean_values(data.model_dump(), lines=_LINES))
    if not draft:
        require_text("name", checked.name, N_("A product needs a name."))
    regime = library.for_dossier(None, today)
    if not checked.classification_code:
        checked.classification_id = ""
        if checked.set_number is not None:
            library.set_id_for(regime, checked.set_number)
            checked.classification_id = regime.classification
        return checked
    sector, subgroup = require_subgroup(library, regime, checked.classification_code)
    if subgroup.set_number is not None and checked.set_number not in (None, subgroup.set_number):
        raise InvalidInput(
            "set_number",
            N_("The subgroup “{code}” belongs to product set {right}, not {given}."),
            code=subgroup.code,
            right=subgroup.set_number,
            given=checked.set_number,
        )
    checked.set_number = subgroup.set_number or checked.set_number
    checked.classification_id = regime.classification
    kind = next((one for one in regime.producer_kinds if one.id == producer.kind), None)
    if kind is not None and kind.tourism_only and not sector.tourism:
        raise InvalidInput(
            "classification_code",
            N_("A producer of the kind “{kind}” may only take part with tourism products."),
            kind=kind.title,
        )
    return checked


def register_product(
    session: Session, producer_id: str, data: ProductData, actor: Actor, library: RuleLibrary, today: dt.date
) -> ProductRow:
    """Register a product of a producer. Its set number is derived from its place in the classification of today.

    Raises:
        InvalidInput: no name, an unknown subgroup, a set that contradicts it, a kind of producer it is not open to,
            a number that another product of the commune has.
        NotFound: no such producer. NotAllowed: the producer is another office's, or the person may only read.
    """
    require_writer(actor)
    producer = get_producer(session, producer_id)
    require_own_record(session, producer, actor)
    require_saved(producer, N_("The producer of this product is still a draft."))
    checked = _checked(data, producer, library, today)
    require_free_sequence(session, producer, checked.sequence, "")
    product = Product(**checked.model_dump(), producer_id=producer_id)
    set_search_columns(product)
    seal(session, product)
    _record(session, actor, "register_product", product)
    return _row(product)


def start_product(
    session: Session,
    producer_id: str,
    values: Mapping[str, Any],
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    record_id: str = "",
) -> ProductRow:
    """Begin a product as a draft with whatever is known, even nothing: no revision and no journal entry yet.

    Its producer may be a draft too. ``save_product`` registers it; until then no dossier can be opened for it.
    ``record_id``: as of ``start_producer``.

    Raises:
        InvalidInput: an unknown field, or a value that cannot be true. NotFound: no such producer. NotAllowed.
    """
    require_writer(actor)
    producer = get_producer(session, producer_id)
    require_own_record(session, producer, actor)
    data = _with_changes({"name": ""}, values)
    checked = _checked(data, producer, library, today, draft=True)
    require_free_sequence(session, producer, checked.sequence, "")
    known: dict[str, Any] = {"id": record_id} if record_id else {}
    return _stored(session, Product(**checked.model_dump(), producer_id=producer_id, **known))


def give_to_producer(
    session: Session, product_id: str, producer_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> ProductRow:
    """Let a product that is still a draft be another producer's: the wrong one was chosen.

    Raises:
        InvalidInput: the product is none that this kind of producer may take part with. NotFound.
        NotAllowed: it was saved once, or either is another office's.
    """
    product, _before = _for_change(session, product_id, actor)
    require_draft(product)
    producer = get_producer(session, producer_id)
    require_own_record(session, producer, actor)
    _checked(ProductData.model_validate(product, from_attributes=True), producer, library, today, draft=True)
    require_free_sequence(session, producer, product.sequence, product.id)
    product.producer_id = producer_id
    return _stored(session, product)


def change_product(
    session: Session, product_id: str, changes: Mapping[str, Any], actor: Actor, library: RuleLibrary, today: dt.date
) -> ProductRow:
    """Save single fields as they are left: no revision and no journal entry until ``save_product``.

    Another ``classification_code`` brings its own set number. An earlier place of an earlier classification comes back
    when it is given whole (code, set, ``classification_id``) as it was saved.

    Raises:
        InvalidInput: an unknown field, or a value that cannot be true. NotFound, NotAllowed.
    """
    product, producer = _for_change(session, product_id, actor)
    values = {name: getattr(product, name) for name in ProductBase.model_fields}
    merged = dict(values)
    if "classification_code" in changes and "set_number" not in changes:
        merged["set_number"] = None
    data = _with_changes(merged, changes)
    written = set(changes)
    place = {name: getattr(data, name) for name in _PLACE}
    saved = saved_values(session, product) or values
    draft = is_draft(product)
    if written & set(_PLACE) and place not in ({name: saved[name] for name in _PLACE}, {n: values[n] for n in _PLACE}):
        checked = _checked(data, producer, library, today, draft=draft)
        if changes.get("classification_id", checked.classification_id) != checked.classification_id:
            raise InvalidInput(
                "classification_id", N_("The field “{name}” cannot be changed."), name="classification_id"
            )
        written |= set(_PLACE)
    else:
        # An old product's place in an old classification stays readable while its other fields change.
        loose = data.model_copy(update={"classification_code": "", "set_number": None})
        checked = _checked(loose, producer, library, today, draft=draft).model_copy(update=place)
        written |= set(_PLACE) if written & set(_PLACE) else set()
    require_free_sequence(session, producer, checked.sequence, product.id)
    keep_saved(session, product, values)
    for name in written:
        setattr(product, name, getattr(checked, name))
    return _stored(session, product)


def save_product(session: Session, product_id: str, actor: Actor) -> ProductRow:
    """The deliberate act after changes: one revision and one journal entry; nothing where nothing changed.

    A draft is registered by it.

    Raises:
        InvalidInput: a draft without name. NotAllowed: its producer is still a draft. NotFound.
    """
    product, producer = _for_change(session, product_id, actor)
    require_text("name", product.name, N_("A product needs a name."))
    require_saved(producer, N_("The producer of this product is still a draft."))
    act = "register_product" if is_draft(product) else "save_product"
    if seal(session, product):
        _record(session, actor, act, product)
    return _row(product)


def revert_product(session: Session, product_id: str, actor: Actor) -> ProductRow:
    """Put every field back as it was at the last deliberate save, with one journal entry; nothing where none differs.

    Raises:
        NotFound. NotAllowed: it was never saved (discard the draft instead), or is another office's.
        InvalidInput: its number in the commune's list was given to another product meanwhile.
    """
    product, producer = _for_change(session, product_id, actor)
    saved = saved_values(session, product)
    if saved is not None and saved["sequence"] != product.sequence:
        require_free_sequence(session, producer, saved["sequence"], product.id)
    changed = put_back(session, product)
    if changed:
        _stored(session, product)
        _record(session, actor, "revert_product", product, {"fields": list(changed)})
    return _row(product)


def discard_product(session: Session, product_id: str, actor: Actor) -> None:
    """Delete a draft that was never saved, with one journal entry.

    Raises:
        NotFound. NotAllowed: it was saved once, an idea or a dossier rests on it, or it is another office's.
    """
    product, _producer = _for_change(session, product_id, actor)
    require_draft(product)
    for model in (IdeaRegistration, Dossier):
        if session.exec(select(model.id).where(model.product_id == product_id)).first() is not None:
            raise NotAllowed(N_("An idea or a dossier rests on this product."))
    _record(session, actor, "discard_product", product)
    session.delete(product)
    session.flush()


def _with_changes(values: Mapping[str, Any], changes: Mapping[str, Any]) -> ProductData:
    for name in changes:
        if name not in ProductBase.model_fields:
            raise InvalidInput(name, N_("The field “{name}” cannot be changed."), name=name)
    try:
        return ProductData.model_validate({**values, **changes})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InvalidInput(field, N_("This value does not fit the field “{name}”."), name=field) from error


def _stored(session: Session, product: Product) -> ProductRow:
    set_search_columns(product)
    session.add(product)
    session.flush()
    return _row(product)


def assign_sequence(session: Session, product_id: str, actor: Actor) -> ProductRow:
    """Give the product the next number (STT) of its commune's list; a number once given is never given again there.

    Raises:
        NotAllowed: it has a number already, or the producer is another office's.
    """
    product, producer = _for_change(session, product_id, actor)
    require_saved(product, N_("This product is still a draft."))
    if product.sequence is not None:
        raise NotAllowed(
            N_("The product already has the number {number} in the commune's list."), number=product.sequence
        )
    product.sequence = next_sequence(session, producer.commune_code)
    seal(session, product)
    _record(session, actor, "assign_sequence", product)
    return _row(product)


def next_sequence(session: Session, commune_code: str) -> int:
    """The number after the highest one in the commune's list of products."""
    highest = session.exec(
        select(func.max(Product.sequence))
        .join(Producer, col(Producer.id) == col(Product.producer_id))
        .where(Producer.commune_code == commune_code)
    ).one()
    return (highest or 0) + 1


def require_free_sequence(session: Session, producer: Producer, sequence: int | None, product_id: str) -> None:
    """Refuse a number that another product of the producer's commune has.

    Raises:
        InvalidInput: with the name of that product; or a number below 1.
    """
    if sequence is None:
        return
    if sequence < 1:
        raise InvalidInput("sequence", N_("Numbers in the commune's list begin at 1."))
    other = session.exec(
        select(Product.name)
        .join(Producer, col(Producer.id) == col(Product.producer_id))
        .where(Producer.commune_code == producer.commune_code, Product.sequence == sequence, Product.id != product_id)
    ).first()
    if other is not None:
        raise InvalidInput(
            "sequence",
            N_("The number {number} in the commune's list belongs to {product}."),
            number=sequence,
            product=other,
        )


def _for_change(session: Session, product_id: str, actor: Actor) -> tuple[Product, Producer]:
    require_writer(actor)
    product = get_product(session, product_id)
    producer = get_producer(session, product.producer_id)
    require_own_record(session, producer, actor)
    return product, producer


def get_product(session: Session, product_id: str) -> Product:
    """The product's row in the table. Raises ``NotFound``."""
    product = session.get(Product, product_id)
    if product is None:
        raise NotFound(N_("This product is not here."))
    return product


def product_row(session: Session, product_id: str) -> ProductRow:
    """The product's data. Raises ``NotFound``."""
    return _row(get_product(session, product_id))


def find_products(
    session: Session, query: str = "", *, producer_id: str | None = None, limit: int | None = 50
) -> list[ProductRow]:
    """Products whose name or brand holds every word of the query, accents or not.

    Exact accents come first, then names that begin so, then the Vietnamese order.
    """
    conditions = [] if producer_id is None else [col(Product.producer_id) == producer_id]
    return [_row(product) for product in find_records(session, Product, query, conditions, limit)]


def set_search_columns(product: Product) -> None:
    """Write anew what a search reads: the name and the brand."""
    for key, value in search_columns(product.name, f"{product.name} {product.brand}").items():
        setattr(product, key, value)


def _record(session: Session, actor: Actor, act: str, product: Product, more: Mapping[str, Any] | None = None) -> None:
    journal.record(
        session,
        actor,
        act,
        subject=f"product:{product.id}",
        data={
            "name": product.name,
            "producer": product.producer_id,
            "classification": product.classification_code,
            "set": product.set_number,
            "sequence": product.sequence,
            "revision": product.content_hash,
            **(more or {}),
        },
    )


def _row(product: Product) -> ProductRow:
    return ProductRow.model_validate(product, from_attributes=True)
