"""What a new dossier can begin with: the product, its ideas, its last dossier; and opening it in one act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import AppError
from app.models.dossier import DossierRow, DossierStatus
from app.models.idea import IdeaRegistrationRow
from app.services.actors import Actor
from app.services.dossiers import DossierData, open_dossier
from app.services.from_last import FromLast, open_from_last, plan_from_last
from app.services.ideas import IdeaData, decides_ideas, list_ideas, register_idea, select_idea
from app.services.producers import get_producer
from app.services.products import get_product
from app.services.rules.library import RuleLibrary
from app.services.star_ahead import dossiers_of

IDEA_KIND_OF: dict[str, str] = {"first": "existing", "upgrade": "upgrade", "reassess": "reassess"}


@dataclass(frozen=True)
class Beginning:
    """What is known of a product before its dossier is opened.

    ``applications``: the kinds that today's regime knows, as (kind, title); ``proposed``: the likeliest of them.
    ``last``: what starting from the last dossier brings; ``None`` for a first application, or where there is none,
    then ``why_not`` says why. ``decides``: this office decides on ideas. ``under_way``: a dossier of this year.
    """

    product_id: str
    product_name: str
    producer_name: str
    applications: tuple[tuple[str, str], ...]
    proposed: str
    application_type: str
    ideas: tuple[IdeaRegistrationRow, ...]
    decides: bool
    last: FromLast | None
    why_not: AppError | None
    under_way: DossierRow | None


def product_words(session: Session, product_id: str) -> str:
    """The product and its producer, as the search says them. Raises ``NotFound``."""
    product = get_product(session, product_id)
    return f"{product.name} · {get_producer(session, product.producer_id).name}"


def beginning(
    session: Session,
    product_id: str,
    application_type: str,
    actor: Actor,
    library: RuleLibrary,
    today: dt.date,
) -> Beginning:
    """What a dossier of that kind would begin with; nothing is written.

    Args:
        application_type: empty: the proposed kind.

    Raises:
        NotFound: no such product, or no rules for today.
    """
    product = get_product(session, product_id)
    regime = library.for_dossier(None, today)
    earlier = dossiers_of(session, product_id)
    recognised = any(one.status == DossierStatus.RECOGNISED for one in earlier)
    proposed = "reassess" if recognised and "reassess" in regime.application_types else "first"
    kind = application_type or proposed
    last: FromLast | None = None
    why_not: AppError | None = None
    if kind != "first":
        try:
            last = plan_from_last(session, product_id, kind, library, today)
        except AppError as error:
            why_not = error
    ended = (DossierStatus.RECOGNISED, DossierStatus.DECLINED, DossierStatus.WITHDRAWN)
    under_way = next((one for one in earlier if one.year == today.year and one.status not in ended), None)
    return Beginning(
        product_id=product_id,
        product_name=product.name,
        producer_name=get_producer(session, product.producer_id).name,
        applications=tuple((name, title) for name, title in regime.application_types.items()),
        proposed=proposed,
        application_type=kind,
        ideas=tuple(one for one in list_ideas(session, product_id=product_id) if one.status != "declined"),
        decides=decides_ideas(actor, library, today),
        last=last,
        why_not=why_not,
        under_way=DossierRow.model_validate(under_way, from_attributes=True) if under_way else None,
    )


def register_selected_idea(
    session: Session, product_id: str, data: IdeaData, actor: Actor, library: RuleLibrary, today: dt.date
) -> IdeaRegistrationRow:
    """Register an idea, and select it where this office decides on ideas.

    Raises:
        As ``ideas.register_idea`` and ``ideas.select_idea``.
    """
    idea = register_idea(session, product_id, data, actor, today)
    return select_idea(session, idea.id, actor, library, today) if decides_ideas(actor, library, today) else idea


def begin_dossier(
    session: Session, data: DossierData, actor: Actor, library: RuleLibrary, today: dt.date, *, from_last: bool
) -> DossierRow:
    """Open the dossier, with what the last one brings along where that is wanted. An idea still open is selected here.

    Raises:
        As ``dossiers.open_dossier`` and ``from_last.open_from_last``.
    """
    if data.idea_id and decides_ideas(actor, library, today):
        idea = next((one for one in list_ideas(session, product_id=data.product_id) if one.id == data.idea_id), None)
        if idea is not None and idea.status == "registered":
            select_idea(session, idea.id, actor, library, today)
    if from_last:
        return open_from_last(
            session,
            data.product_id,
            data.application_type,
            actor,
            library,
            today,
            idea_id=data.idea_id,
            registered_on=data.registered_on,
        )
    return open_dossier(session, data, actor, library, today)
