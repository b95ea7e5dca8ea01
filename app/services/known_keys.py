"""Getting to know an office: its card read, its key compared by people and confirmed, in one act."""

from __future__ import annotations

from sqlmodel import Session

from app.models.office import OfficeRow
from app.services.actors import Actor
from app.services.bundles.signing import fingerprint
from app.services.office_cards import OfficeCard
from app.services.offices import OfficeData, confirm_key, find_office, learn_key, register_office


def take_card(session: Session, card: OfficeCard, actor: Actor) -> OfficeRow:
    """Know the office of a card, whose fingerprint a person has just compared.

    Raises:
        NotAllowed: the office is known here with another key. InvalidInput: the card names something impossible.
    """
    known = find_office(session, card.code)
    if known is None:
        row = register_office(session, OfficeData(**card.model_dump(include=set(OfficeData.model_fields))), actor)
    else:
        row = learn_key(session, known.id, card.sign_public_key, card.age_recipient, actor)
    return confirm_key(session, row.id, actor) if row.key_confirmed_at is None else row


def key_state(office: OfficeRow) -> str:
    """``none``: its card was never read; ``unconfirmed``: nobody has compared its fingerprint; ``confirmed``."""
    if not office.sign_public_key or not office.age_recipient:
        return "none"
    return "confirmed" if office.key_confirmed_at is not None else "unconfirmed"


def fingerprint_of(office: OfficeRow) -> str:
    """What two people compare by telephone; empty where no key is known."""
    return fingerprint(bytes.fromhex(office.sign_public_key)) if office.sign_public_key else ""
