"""Ideas for products: registered, then selected or declined with a reason by the office that receives dossiers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Dossier, IdeaRegistration
from app.models.dossier import DossierStatus
from app.models.idea import IdeaRegistrationBase, IdeaRegistrationRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.clean_text import clean_text, clean_values, require_text
from app.services.names import level_name
from app.services.producers import get_producer, require_own_record
from app.services.products import get_product
from app.services.revisions import seal
from app.services.rules.library import RuleLibrary
from app.services.saved_revisions import require_saved
from app.translate import N_

IDEA_KINDS = ("new", "existing", "upgrade", "reassess")


class IdeaData(IdeaRegistrationBase):
    """What is entered about an idea."""


def register_idea(
    session: Session, product_id: str, data: IdeaData, actor: Actor, today: dt.date
) -> IdeaRegistrationRow:
    """Register an idea for a product; a producer's office may do it for its own product.

    Raises:
        InvalidInput: an unknown kind, a date in the future.
        NotAllowed: the product is another office's or still a draft, or the person may only read.
    """
    require_writer(actor)
    product = get_product(session, product_id)
    require_own_record(session, get_producer(session, product.producer_id), actor)
    require_saved(product, N_("This product is still a draft."))
    if data.kind not in IDEA_KINDS:
        raise InvalidInput("kind", N_("“{kind}” is no kind of idea."), kind=data.kind)
    if data.registered_on > today:
        raise InvalidInput("registered_on", N_("An idea cannot be registered in the future."))
    idea = IdeaRegistration(**clean_values(data.model_dump()), product_id=product_id, office_id=actor.office_id)
    _finish(session, actor, "register_idea", idea, {"kind": idea.kind, "year": idea.year})
    return _row(idea)


def select_idea(
    session: Session, idea_id: str, actor: Actor, library: RuleLibrary, today: dt.date, reason: str = ""
) -> IdeaRegistrationRow:
    """Select an idea: a dossier may then be opened on it. One that was declined needs a reason to be taken up again.

    Raises:
        NotAllowed: selected already, or not this office's decision.
        InvalidInput: no reason for selecting a declined idea.
    """
    idea = _for_decision(session, idea_id, actor, library, today)
    if idea.status == "selected":
        raise NotAllowed(N_("This idea is selected already."))
    if idea.status == "declined":
        require_text("reason", reason, N_("Say why the declined idea is selected after all."))
    return _decide(session, idea, "selected", clean_text(reason), actor, today)


def decline_idea(
    session: Session, idea_id: str, reason: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> IdeaRegistrationRow:
    """Decline an idea, with the reason that its producer is told.

    Raises:
        InvalidInput: no reason.
        NotAllowed: declined already, a dossier is open on it, or not this office's decision.
    """
    idea = _for_decision(session, idea_id, actor, library, today)
    why = require_text("reason", reason, N_("Give the reason why the idea is declined."))
    if idea.status == "declined":
        raise NotAllowed(N_("This idea is declined already."))
    open_on_it = select(Dossier.id).where(Dossier.idea_id == idea_id, Dossier.status != DossierStatus.WITHDRAWN.value)
    if session.exec(open_on_it).first() is not None:
        raise NotAllowed(
            N_("A dossier is open on this idea."), advice=N_("Withdraw the dossier first, if the idea is given up.")
        )
    return _decide(session, idea, "declined", why, actor, today)


def decides_ideas(actor: Actor, library: RuleLibrary, today: dt.date) -> bool:
    """Whether the actor's office is one that receives or checks dossiers under the regime of today."""
    step = library.for_dossier(None, today).step(actor.level)
    return step is not None and bool({"receive_first", "check_form"} & set(step.tasks))


def _for_decision(
    session: Session, idea_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> IdeaRegistration:
    require_writer(actor)
    idea = get_idea(session, idea_id)
    if not decides_ideas(actor, library, today):
        raise NotAllowed(
            N_("An office of the level “{level}” does not decide on ideas."),
            advice=N_("Hand the dossier over to the office that receives it, which decides."),
            level=level_name(actor.level),
        )
    return idea


def _decide(
    session: Session, idea: IdeaRegistration, status: str, reason: str, actor: Actor, today: dt.date
) -> IdeaRegistrationRow:
    if today < idea.registered_on:
        raise InvalidInput("decided_on", N_("An idea cannot be decided on before it was registered."))
    before, idea.status, idea.decided_on, idea.reason = idea.status, status, today, reason
    act = "select_idea" if status == "selected" else "decline_idea"
    _finish(session, actor, act, idea, {"from": before, "reason": reason, "on": today})
    return _row(idea)


def _finish(session: Session, actor: Actor, act: str, idea: IdeaRegistration, data: dict[str, Any]) -> None:
    seal(session, idea)
    journal.record(
        session,
        actor,
        act,
        subject=f"idea_registration:{idea.id}",
        data={**data, "product": idea.product_id, "revision": idea.content_hash},
    )


def get_idea(session: Session, idea_id: str) -> IdeaRegistration:
    """The idea's row in the table. Raises ``NotFound``."""
    idea = session.get(IdeaRegistration, idea_id)
    if idea is None:
        raise NotFound(N_("This idea is not here."))
    return idea


def list_ideas(
    session: Session, *, product_id: str | None = None, year: int | None = None, status: str | None = None
) -> list[IdeaRegistrationRow]:
    """Registered ideas, newest first."""
    statement = select(IdeaRegistration)
    if product_id is not None:
        statement = statement.where(IdeaRegistration.product_id == product_id)
    if year is not None:
        statement = statement.where(IdeaRegistration.year == year)
    if status is not None:
        statement = statement.where(IdeaRegistration.status == status)
    ordered = statement.order_by(col(IdeaRegistration.registered_on).desc(), col(IdeaRegistration.id).desc())
    return [_row(idea) for idea in session.exec(ordered)]


def _row(idea: IdeaRegistration) -> IdeaRegistrationRow:
    return IdeaRegistrationRow.model_validate(idea, from_attributes=True)
