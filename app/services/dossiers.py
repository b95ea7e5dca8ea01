"""Dossiers: opening them, their fields, finding them. How they move on is in ``dossier_moves``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlmodel import Field, Session, SQLModel, col, select

from app.errors import InvalidInput, NotAllowed
from app.models import Dossier, Producer, Product
from app.models.dossier import DossierRow, DossierStatus
from app.services import journal, states
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_values
from app.services.dossier_units import UNIT_FIELDS
from app.services.ideas import decides_ideas, get_idea
from app.services.names import level_name, state_name
from app.services.producers import get_producer
from app.services.products import get_product
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.saved_revisions import require_saved
from app.services.search import best_first, like_pattern, query_words
from app.services.states import get_dossier, require_editable
from app.translate import N_

_FINISHED = (DossierStatus.RECOGNISED, DossierStatus.DECLINED, DossierStatus.WITHDRAWN)
_JUDGED_AT_RECEIPT = ("previous_certificate", "previous_valid_to")
CHANGEABLE = ("sample_count", "registered_on", "note", *_JUDGED_AT_RECEIPT)


class DossierData(SQLModel):
    """What is entered when a dossier is opened; the names of its units are copied from the producer.

    ``previous_dossier_id``, or ``previous_certificate`` with ``previous_valid_to`` where the last certificate was made
    without this program, is needed for an upgrade or a re-assessment.
    """

    product_id: str
    year: int
    application_type: str = "first"
    idea_id: str | None = None
    previous_dossier_id: str | None = None
    previous_certificate: str = ""
    previous_valid_to: dt.date | None = None
    registered_on: dt.date | None = None
    sample_count: int | None = Field(default=None)
    note: str = ""
    practice: bool = False


@dataclass(frozen=True)
class DossierLine:
    """A dossier in a list, with the names of its product and producer."""

    row: DossierRow
    product_name: str
    producer_id: str
    producer_name: str


def open_dossier(session: Session, data: DossierData, actor: Actor, library: RuleLibrary, today: dt.date) -> DossierRow:
    """Open a dossier for a product in one year: a draft, held by the actor's office, under today's rules.

    Raises:
        InvalidInput: a kind of application that the regime does not know, no previous dossier or certificate where one
            is needed, a date in the future, an idea of another product.
        NotAllowed: the product or its producer is still a draft, the idea is not selected, another dossier of the
            product is under way this year, or the actor's office does not prepare dossiers.
    """
    require_writer(actor)
    regime = library.for_dossier(None, today)
    _require_preparer(actor, regime)
    product = get_product(session, data.product_id)
    producer = get_producer(session, product.producer_id)
    require_saved(producer, N_("The producer of this product is still a draft."))
    require_saved(product, N_("This product is still a draft."))
    values = clean_values(data.model_dump())
    _check_dates(data, library, today)
    _check_application(session, data, regime)
    _check_idea(session, data, actor, library, today)
    _require_no_other(session, data)
    dossier = Dossier(
        **values,
        **{name: getattr(producer, name) for name in UNIT_FIELDS},
        holder_office_id=actor.office_id,
        origin_office_id=actor.office_id,
    )
    seal(session, dossier)
    journal.record(
        session,
        actor,
        "open_dossier",
        dossier_id=dossier.id,
        data={
            "product": product.id,
            "year": dossier.year,
            "application": dossier.application_type,
            "from": "",
            "to": dossier.status,
            "custody": dossier.custody_number,
            "holder": dossier.holder_office_id,
            "revision": dossier.content_hash,
        },
    )
    return _row(dossier)


def _require_preparer(actor: Actor, regime: Regime) -> None:
    step = regime.step(actor.level)
    if step is None or not {"file", "receive_first"} & set(step.tasks):
        raise NotAllowed(
            N_("Under {regime} an office of the level “{level}” does not prepare dossiers."),
            advice=N_("The producer or its commune opens the dossier and hands it over."),
            regime=regime.title,
            level=level_name(actor.level),
        )


def _check_dates(data: DossierData, library: RuleLibrary, today: dt.date) -> None:
    if data.registered_on is not None and data.registered_on > today:
        raise InvalidInput("registered_on", N_("A registration cannot be dated in the future."))
    if data.year not in assessment_years(library, today):
        raise InvalidInput("year", N_("The year {year} cannot be the year of this dossier."), year=data.year)
    _check_samples(data.sample_count)


def _check_samples(count: int | None) -> None:
    if count is not None and count < 0:
        raise InvalidInput("sample_count", N_("The number of samples cannot be below 0."))


def _check_application(session: Session, data: DossierData, regime: Regime) -> None:
    if data.application_type not in regime.application_types:
        raise InvalidInput(
            "application_type",
            N_("{regime} knows no application of the kind “{kind}”."),
            regime=regime.title,
            kind=data.application_type,
        )
    if data.previous_dossier_id:
        previous = session.get(Dossier, data.previous_dossier_id)
        if previous is None or previous.product_id != data.product_id:
            raise InvalidInput("previous_dossier_id", N_("The previous dossier is not one of this product."))
    elif data.application_type != "first" and not data.previous_certificate.strip():
        raise InvalidInput(
            "previous_dossier_id",
            N_("An upgrade or a re-assessment starts from the product's last dossier or certificate."),
            advice=N_("Choose the last dossier, or enter the number and date of the certificate."),
        )


def _check_idea(session: Session, data: DossierData, actor: Actor, library: RuleLibrary, today: dt.date) -> None:
    if data.idea_id is None:
        return
    idea = get_idea(session, data.idea_id)
    if idea.product_id != data.product_id:
        raise InvalidInput("idea_id", N_("This idea belongs to another product."))
    if idea.status == "declined":
        raise NotAllowed(
            N_("The idea was declined: {reason}"),
            advice=N_("Register a new idea, or select this one with a reason."),
            reason=idea.reason,
        )
    # A producer's own office prepares its dossier before the commune has decided on the idea.
    if idea.status != "selected" and decides_ideas(actor, library, today):
        raise NotAllowed(
            N_("The idea is not selected yet."), advice=N_("Select the idea first, then open the dossier.")
        )


def _require_no_other(session: Session, data: DossierData) -> None:
    other = session.exec(
        select(Dossier).where(
            Dossier.product_id == data.product_id,
            Dossier.year == data.year,
            col(Dossier.status).not_in([status.value for status in _FINISHED]),
        )
    ).first()
    if other is not None:
        raise NotAllowed(
            N_("This product already has a dossier of {year} in the state “{status}”."),
            advice=N_("Go on with that dossier, or withdraw it first."),
            year=data.year,
            status=state_name(other.status),
        )


def change_dossier(
    session: Session, dossier_id: str, changes: Mapping[str, Any], actor: Actor, today: dt.date
) -> DossierRow:
    """Save single fields of an open dossier as they are left: no revision, no journal entry; the next move seals them.

    Raises:
        InvalidInput: a field that does not change so, or a value that cannot be true. NotAllowed: not open here.
    """
    dossier = get_dossier(session, dossier_id)
    require_editable(dossier, actor)
    for name in changes:
        if name not in CHANGEABLE:
            raise InvalidInput(name, N_("The field “{name}” cannot be changed."), name=name)
        if name in _JUDGED_AT_RECEIPT and dossier.filed_on is not None:
            raise NotAllowed(
                N_("The last certificate was compared with the filing day and no longer changes."),
                advice=N_("Withdraw the dossier and open a new one if the certificate is another."),
            )
    values = {name: getattr(dossier, name) for name in DossierData.model_fields}
    try:
        data = DossierData.model_validate({**values, **clean_values(dict(changes))})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InvalidInput(field, N_("This value does not fit the field “{name}”."), name=field) from error
    _check_samples(data.sample_count)
    if data.registered_on is not None and data.registered_on > today:
        raise InvalidInput("registered_on", N_("A registration cannot be dated in the future."))
    for name in changes:
        setattr(dossier, name, getattr(data, name))
    session.add(dossier)
    session.flush()
    return _row(dossier)


def assessment_years(library: RuleLibrary, today: dt.date) -> range:
    """The years of assessment that a record may bear: from the first regime's begin to next year."""
    return range(library.regimes()[0].period.begins.year, today.year + 2)


def regime_of(dossier: Dossier, library: RuleLibrary, today: dt.date) -> Regime:
    """The regime that was frozen when the dossier was received; a draft shows today's."""
    return library.regime(dossier.regime_id) if dossier.regime_id else library.for_dossier(None, today)


def dossier_row(session: Session, dossier_id: str) -> DossierRow:
    """The dossier's data. Raises ``NotFound``."""
    return _row(get_dossier(session, dossier_id))


def possible_moves(session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date) -> list[str]:
    """The acts that the actor's office could do with the dossier now, by state, level and regime."""
    dossier = get_dossier(session, dossier_id)
    return states.possible_moves(dossier, actor, regime_of(dossier, library, today))


def list_dossiers(
    session: Session,
    *,
    year: int | None = None,
    status: str | None = None,
    product_id: str | None = None,
    producer_id: str | None = None,
    commune_code: str | None = None,
    holder_office_id: str | None = None,
    query: str = "",
) -> list[DossierLine]:
    """Dossiers that fit every filter given; ``query`` looks in the names of product and producer, accents or not."""
    statement = (
        select(Dossier, Product.name, Producer.id, Producer.name)
        .join(Product, col(Product.id) == col(Dossier.product_id))
        .join(Producer, col(Producer.id) == col(Product.producer_id))
    )
    wanted: list[tuple[Any, Any]] = [
        (Dossier.year, year),
        (Dossier.status, status),
        (Dossier.product_id, product_id),
        (Product.producer_id, producer_id),
        (Dossier.commune_code, commune_code),
        (Dossier.holder_office_id, holder_office_id),
    ]
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    for word in query_words(query):
        statement = statement.where(
            (col(Product.folded) + " " + col(Producer.folded)).like(like_pattern(word), escape="\\")
        )
    lines = [DossierLine(_row(dossier), *names) for dossier, *names in session.exec(statement.order_by(Dossier.id))]
    return best_first(lines, query, lambda line: line.product_name)


def _row(dossier: Dossier) -> DossierRow:
    return DossierRow.model_validate(dossier, from_attributes=True)
