"""Producers (chủ thể OCOP): registering, changing, finding them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Dossier, Producer, Product
from app.models.producer import ProducerBase, ProducerRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_values, require_text
from app.services.dossier_units import follow_units
from app.services.identity_checks import FieldWarning, check_email, check_identity, check_phone, check_tax_code
from app.services.record_search import find_records, search_columns
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.saved_revisions import is_draft, keep_saved, put_back, require_draft, saved_values
from app.services.states import EDITABLE
from app.translate import N_

_LINES = ("name", "kind", "representative_name", "representative_position", "registration_number", "email")
_SEXES = ("", "male", "female")


class ProducerData(ProducerBase):
    """What is entered about a producer; only its name and kind are required, and of a draft nothing is."""


def check_producer(data: ProducerData, *, draft: bool = False) -> tuple[ProducerData, list[FieldWarning]]:
    """The values as they are stored, and what is unusual about them.

    Args:
        draft: nothing has to be there yet; what is there must still be possible.

    Raises:
        InvalidInput: no name, or a number that cannot be true.
    """
    values = clean_values(data.model_dump(), lines=_LINES)
    if not draft:
        require_text("name", values["name"], N_("A producer needs a name."))
    if values["representative_sex"] not in _SEXES:
        raise InvalidInput("representative_sex", N_("Choose male, female, or leave it empty."))
    tax_code = check_tax_code(values["tax_code"])
    phone = check_phone(values["phone"])
    email = check_email(values["email"])
    identity = check_identity(values["representative_identity"], values["representative_sex"])
    values |= {
        "tax_code": tax_code.value,
        "phone": phone.value,
        "email": email.value,
        "representative_identity": identity.value,
    }
    warnings = [*tax_code.warnings, *phone.warnings, *email.warnings, *identity.warnings]
    return ProducerData(**values), warnings


def _check_with_rules(
    data: ProducerData, library: RuleLibrary, today: dt.date, *, draft: bool = False, kept_kinds: Iterable[str] = ()
) -> ProducerData:
    checked, _warnings = check_producer(data, draft=draft)
    regime = library.for_dossier(None, today)
    kinds = {kind.id for kind in regime.producer_kinds}
    if kinds and checked.kind not in kinds | set(kept_kinds):
        raise InvalidInput(
            "kind",
            N_("“{kind}” is no kind of producer under {regime}; possible are: {kinds}."),
            kind=checked.kind,
            regime=regime.title,
            kinds=", ".join(sorted(kinds)),
        )
    if checked.established_on is not None and checked.established_on > today:
        raise InvalidInput("established_on", N_("A producer cannot be established in the future."))
    return checked


def register_producer(
    session: Session, data: ProducerData, actor: Actor, library: RuleLibrary, today: dt.date
) -> ProducerRow:
    """Register a producer in the actor's office. Which kinds may apply is the regime's to say.

    Raises:
        InvalidInput: no name, a kind that the law does not know, a number that cannot be true.
        NotAllowed: the person may only read.
    """
    require_writer(actor)
    checked = _check_with_rules(data, library, today)
    producer = Producer(**checked.model_dump(), office_id=actor.office_id)
    set_search_columns(producer)
    seal(session, producer)
    _record(session, actor, "register_producer", producer)
    return _row(producer)


def start_producer(
    session: Session,
    values: Mapping[str, Any],
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
    record_id: str = "",
) -> ProducerRow:
    """Begin a producer as a draft with whatever is known, even nothing: no revision and no journal entry yet.

    ``save_producer`` registers it. Until then it travels nowhere, and no dossier can be opened for its products.

    Args:
        record_id: of ``record_drafts.new_record_id``, where a form chose it before there was anything to keep.

    Raises:
        InvalidInput: an unknown field, or a value that cannot be true. NotAllowed: the person may only read.
    """
    require_writer(actor)
    empty = {"name": "", "kind": ""}
    checked = _check_with_rules(_with_changes(empty, values), library, today, draft=True, kept_kinds=("",))
    known: dict[str, Any] = {"id": record_id} if record_id else {}
    return _stored(session, Producer(**checked.model_dump(), office_id=actor.office_id, **known))


def change_producer(
    session: Session, producer_id: str, changes: Mapping[str, Any], actor: Actor, library: RuleLibrary, today: dt.date
) -> ProducerRow:
    """Save single fields as they are left: no revision and no journal entry until ``save_producer``.

    Raises:
        InvalidInput: an unknown field, or a value that cannot be true.
        NotAllowed: the producer belongs to another office, or the person may only read.
    """
    producer = _for_change(session, producer_id, actor)
    values = {name: getattr(producer, name) for name in ProducerBase.model_fields}
    # A kind that only earlier rules know stays while other fields change, and comes back when a change is undone.
    saved = saved_values(session, producer) or values
    kept = {producer.kind, saved["kind"], *([""] if is_draft(producer) else [])}
    data = _with_changes(values, changes)
    checked = _check_with_rules(data, library, today, draft=is_draft(producer), kept_kinds=kept)
    keep_saved(session, producer, values)
    for name in changes:
        setattr(producer, name, getattr(checked, name))
    return _stored(session, producer)


def save_producer(session: Session, producer_id: str, actor: Actor) -> ProducerRow:
    """The deliberate act after changes: one revision and one journal entry; nothing where nothing changed.

    Its dossiers that no commune has received yet take its administrative units.

    A draft is registered by it.

    Raises:
        InvalidInput: a draft without name or kind. NotFound, NotAllowed.
    """
    producer = _for_change(session, producer_id, actor)
    act = "register_producer" if is_draft(producer) else "save_producer"
    require_text("name", producer.name, N_("A producer needs a name."))
    require_text("kind", producer.kind, N_("Choose what kind of producer it is."))
    if seal(session, producer):
        _record(session, actor, act, producer)
        follow_units(session, producer)
    return _row(producer)


def revert_producer(session: Session, producer_id: str, actor: Actor) -> ProducerRow:
    """Put every field back as it was at the last deliberate save, with one journal entry; nothing where none differs.

    Raises:
        NotFound. NotAllowed: it was never saved (discard the draft instead), or is another office's.
    """
    producer = _for_change(session, producer_id, actor)
    changed = put_back(session, producer)
    if changed:
        set_search_columns(producer)
        session.add(producer)
        session.flush()
        _record(session, actor, "revert_producer", producer, {"fields": list(changed)})
    return _row(producer)


def discard_producer(session: Session, producer_id: str, actor: Actor) -> None:
    """Delete a draft that was never saved, with one journal entry.

    Raises:
        NotFound. NotAllowed: it was saved once, it has products, or it is another office's.
    """
    producer = _for_change(session, producer_id, actor)
    require_draft(producer)
    if session.exec(select(Product.id).where(Product.producer_id == producer_id)).first() is not None:
        raise NotAllowed(
            N_("This draft has products, which would be lost with it."), advice=N_("Discard their drafts first.")
        )
    _record(session, actor, "discard_producer", producer)
    session.delete(producer)
    session.flush()


def _stored(session: Session, producer: Producer) -> ProducerRow:
    set_search_columns(producer)
    session.add(producer)
    session.flush()
    return _row(producer)


def _with_changes(values: dict[str, Any], changes: Mapping[str, Any]) -> ProducerData:
    for name in changes:
        if name not in ProducerBase.model_fields:
            raise InvalidInput(name, N_("The field “{name}” cannot be changed."), name=name)
    try:
        return ProducerData.model_validate({**values, **changes})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InvalidInput(field, N_("This value does not fit the field “{name}”."), name=field) from error


def _for_change(session: Session, producer_id: str, actor: Actor) -> Producer:
    require_writer(actor)
    producer = get_producer(session, producer_id)
    require_own_record(session, producer, actor)
    return producer


def require_own_record(session: Session, producer: Producer, actor: Actor) -> None:
    """Refuse changes to a producer and its products by an office that neither registered it nor holds its dossier.

    Raises:
        NotAllowed: with what is needed.
    """
    if producer.office_id == actor.office_id:
        return
    held = session.exec(
        select(Dossier.id)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .where(
            Product.producer_id == producer.id,
            Dossier.holder_office_id == actor.office_id,
            col(Dossier.status).in_([status.value for status in EDITABLE]),
        )
    ).first()
    if held is None:
        raise NotAllowed(
            N_("This producer was registered by another office, which keeps its data."),
            advice=N_("Ask that office to correct it, or ask for the completion of the dossier first."),
        )


def get_producer(session: Session, producer_id: str) -> Producer:
    """The producer's row in the table. Raises ``NotFound``."""
    producer = session.get(Producer, producer_id)
    if producer is None:
        raise NotFound(N_("This producer is not here."))
    return producer


def producer_row(session: Session, producer_id: str) -> ProducerRow:
    """The producer's data. Raises ``NotFound``."""
    return _row(get_producer(session, producer_id))


def find_producers(
    session: Session, query: str = "", *, commune_code: str | None = None, limit: int | None = 50
) -> list[ProducerRow]:
    """Producers whose name, tax code, phone or commune holds every word of the query, accents or not.

    Exact accents come first, then names that begin so, then the Vietnamese order.
    """
    conditions = [] if commune_code is None else [col(Producer.commune_code) == commune_code]
    return [_row(producer) for producer in find_records(session, Producer, query, conditions, limit)]


def set_search_columns(producer: Producer) -> None:
    """Write anew what a search reads: the name, commune, tax code and phone."""
    compact_tax = producer.tax_code.replace("-", "")
    searched = f"{producer.name} {producer.commune_name} {producer.tax_code} {compact_tax} {producer.phone}"
    for key, value in search_columns(producer.name, searched).items():
        setattr(producer, key, value)


def _record(
    session: Session, actor: Actor, act: str, producer: Producer, more: Mapping[str, Any] | None = None
) -> None:
    journal.record(
        session,
        actor,
        act,
        subject=f"producer:{producer.id}",
        data={
            "name": producer.name,
            "kind": producer.kind,
            "commune": producer.commune_code,
            "revision": producer.content_hash,
            **(more or {}),
        },
    )


def _row(producer: Producer) -> ProducerRow:
    return ProducerRow.model_validate(producer, from_attributes=True)
