"""Getting to know an office: its card read, its key compared by people and confirmed, in one act."""

from __future__ import annotations

from sqlmodel import Session

from app.models import Office
from app.models.office import OfficeRow
from app.services.actors import Actor
from app.services.bundles.signing import fingerprint
from app.services.office_cards import OfficeCard, SignedCard
from app.services.office_keys.words import fingerprint_words
from app.services.offices import OfficeData, confirm_key, find_office, learn_key, register_office


def take_card(session: Session, card: OfficeCard, actor: Actor) -> OfficeRow:
    """Know the office of a card, whose fingerprint a person has just compared; of a file, a QR code or its text.

    A card that was read keeps its bytes, so that it can be passed on in an office list.

    Raises:
        NotAllowed: the office is known here with another key, or the key is one that was replaced, lost or revoked.
        InvalidInput: the card names something impossible. This office's own card, with its own key, changes nothing.
    """
    known = find_office(session, card.code)
    content = card.content.decode("utf-8") if isinstance(card, SignedCard) else ""
    if known is None:
        facts = card.model_dump(include=set(OfficeData.model_fields))
        row = register_office(session, OfficeData(**facts), actor, card=content)
    else:
        _as_on_card(session, known, card)
        row = learn_key(session, known.id, card.sign_public_key, card.age_recipient, actor, card=content)
    return confirm_key(session, row.id, actor) if row.key_confirmed_at is None else row


def _as_on_card(session: Session, known: OfficeRow, card: OfficeCard) -> None:
    """An office that only bundles named so far is what its card says: whoever named it may have given another level."""
    office = session.get_one(Office, known.id)
    if office.is_self or office.level == card.level or office.sign_public_key not in ("", card.sign_public_key):
        return
    office.level = card.level
    for name in ("name", "province_name", "province_code"):
        setattr(office, name, getattr(card, name))
    session.add(office)
    session.flush()


def key_state(office: OfficeRow) -> str:
    """``none``: its card was never read; ``unconfirmed``: nobody has compared its fingerprint; ``confirmed``."""
    if not office.sign_public_key or not office.age_recipient:
        return "none"
    return "confirmed" if office.key_confirmed_at is not None else "unconfirmed"


def fingerprint_of(office: OfficeRow) -> str:
    """What two people compare by telephone; empty where no key is known."""
    return fingerprint(bytes.fromhex(office.sign_public_key)) if office.sign_public_key else ""


def words_of(office: OfficeRow) -> tuple[str, ...]:
    """The fingerprint in six words; none where no key is known."""
    return fingerprint_words(bytes.fromhex(office.sign_public_key)) if office.sign_public_key else ()
