"""What the registration form (Mẫu số 01) says of a dossier, and which record each of its lines comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.errors import NotAllowed
from app.models import Product
from app.models.dossier import DossierRow
from app.models.idea import IdeaRegistrationRow
from app.services.actors import Actor
from app.services.dossiers import dossier_row
from app.services.ideas import list_ideas
from app.services.missing import Missing
from app.services.missing_dossier import missing_of_dossier
from app.services.names import application_name
from app.services.paper_lines import PaperLine, paper_list
from app.services.papers.words import counted
from app.services.printing.loading_dossiers import load_dossier
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.services.states import get_dossier, require_editable

FORM = "registration_form"
OWN_FIELDS = ("registered_on", "sample_count", "previous_certificate", "previous_valid_to", "note")
"""The fields that belong to the dossier itself and are entered on this form."""


@dataclass(frozen=True)
class RegistrationView:
    """``lines``: what the form prints from other records, by name; ``locked``: why nothing can be entered here."""

    dossier: DossierRow
    producer_id: str
    regime: Regime
    is_service: bool
    lines: dict[str, str]
    own: dict[str, Any]
    idea: IdeaRegistrationRow | None
    papers: tuple[PaperLine, ...]
    missing: tuple[Missing, ...]
    locked: NotAllowed | None


def registration_view(
    session: Session, dossier_id: str, actor: Actor, library: RuleLibrary, today: dt.date
) -> RegistrationView:
    """Read it. Raises ``NotFound``."""
    row = dossier_row(session, dossier_id)
    dossier, facts, regime, _law = load_dossier(session, library, dossier_id, today)
    who, producer, product = facts.producer.representative, facts.producer, facts.product
    idea = next((one for one in list_ideas(session, product_id=row.product_id) if one.id == row.idea_id), None)
    locked = None
    try:
        require_editable(get_dossier(session, dossier_id), actor)
    except NotAllowed as error:
        locked = error
    parts = (product.sector, product.group, product.subgroup)
    records = ("producer", "product", "dossier")
    form = next((kind.form for kind in regime.documents if kind.kind == FORM), "")
    return RegistrationView(
        dossier=row,
        producer_id=session.get_one(Product, row.product_id).producer_id,
        regime=regime,
        is_service=product.is_service,
        lines={
            "producer_name": producer.name,
            "representative": who.full_name,
            "position": who.position,
            "address": producer.contact_address or producer.address,
            "phone": producer.phone,
            "email": producer.email,
            "product_name": product.name,
            "classification": "; ".join(part for part in parts if part),
            "set": f"{product.set_number}. {product.set_name}" if product.set_number else "",
            "application": str(application_name(row.application_type)),
            "receipt": dossier.receipt_number,
            "samples": counted(row.sample_count) if row.sample_count is not None else "",
        },
        own={name: getattr(row, name) for name in OWN_FIELDS},
        idea=idea,
        papers=tuple(
            line for line in paper_list(session, dossier_id, actor, library, today).lines if _of_producer(line, regime)
        ),
        missing=tuple(
            one
            for one in missing_of_dossier(session, dossier_id, library, today)
            if one.subject.partition(".")[0] in records and (not form or form in one.article)
        ),
        locked=locked,
    )


def _of_producer(line: PaperLine, regime: Regime) -> bool:
    stages = {kind.kind: kind.stage for kind in regime.documents}
    return stages.get(line.kind) == "producer"
