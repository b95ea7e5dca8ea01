"""Taking another office's notice of a key: what the confirmed key signed needs nobody's yes, anything else does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Office, OfficeKey
from app.models.base import utc_now
from app.models.office import OfficeRow
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.signing import fingerprint
from app.services.known_keys import take_card
from app.services.office_cards import SignedCard
from app.services.office_keys.key_change import ChangeKind, KeyChange, read_key_change
from app.services.office_keys.standing import enter_key, key_of, require_usable, retire_key
from app.services.office_keys.words import fingerprint_words
from app.services.offices import office_row
from app.translate import N_

WAYS = ("phone", "visit", "letter")
"""How a person made sure that a key is the office's: by telephone, in person, by a signed letter on paper."""


@dataclass(frozen=True)
class Checked:
    """That a person compared the fingerprint: in which of the ``WAYS``, and with whom or at which number."""

    way: str
    note: str = ""


class KeyNotChecked(NotAllowed):
    """A key that stands for a lost one needs a person who compares its fingerprint; it comes with the error."""

    def __init__(self, card: SignedCard) -> None:
        key = bytes.fromhex(card.sign_public_key)
        super().__init__(
            N_("{office} has lost its key and made a new one. Nothing proves yet that the new one is its own."),
            kept=N_("The known key is kept."),
            advice=N_(
                "Ring the office up at a number that you knew before, compare the six words, then say how you checked."
            ),
            office=card.name,
        )
        self.card = card
        self.fingerprint = fingerprint(key)
        self.words = fingerprint_words(key)


@dataclass(frozen=True)
class KeyChangeTaken:
    """What was taken; ``already``: all of it was known here."""

    kind: ChangeKind
    office: OfficeRow
    already: bool = False


def take_key_change(
    session: Session, change: KeyChange | bytes, actor: Actor, checked: Checked | None = None
) -> KeyChangeTaken:
    """Take a notice: of a rotation or a revocation at once, of a replacement once a person has checked the new key.

    Args:
        change: the notice, or the bytes of its file.
        checked: for a replacement; recorded.

    Raises:
        KeyNotChecked: a replacement that nobody has checked. NotFound: the office is not known here.
        NotAllowed: the notice is signed with a key that is not the office's here, or no longer. InvalidInput.
    """
    require_writer(actor)
    change = read_key_change(change) if isinstance(change, bytes) else change
    office = session.exec(select(Office).where(Office.code == change.code)).first()
    if change.kind == "replacement" and change.card is not None:
        already = _replaced(session, office, change, change.card, actor, checked)
        office = session.exec(select(Office).where(Office.code == change.code)).one()
        return KeyChangeTaken(change.kind, office_row(session, office.id), already)
    if office is None:
        raise NotFound(
            N_("The office {code} is not known here."), advice=N_("Read its office card first."), code=change.code
        )
    if change.kind == "revocation":
        already = revoke_key(session, office, change.old_key, _time(change), change.reason, actor)
    else:
        already = _rotated(session, office, change, actor)
    return KeyChangeTaken(change.kind, office_row(session, office.id), already)


def _time(change: KeyChange) -> dt.datetime:
    return dt.datetime.fromisoformat(change.at)


def _rotated(session: Session, office: Office, change: KeyChange, actor: Actor) -> bool:
    card = change.card
    assert card is not None
    if key_of(session, card.sign_public_key, office.id) is not None:
        return True
    if office.sign_public_key != change.old_key:
        require_usable(session, office, change.old_key)
        raise NotAllowed(
            N_("The new key of {office} is signed with a key that is not known here."),
            kept=N_("The known key is kept."),
            advice=N_("Ask the office for the notices of all its earlier changes, or for its card, and compare it."),
            office=office.name,
        )
    if office.key_confirmed_at is None:
        raise NotAllowed(
            N_("The old key of {office} was never compared here, so it cannot vouch for a new one."),
            kept=N_("The known key is kept."),
            advice=N_("Compare its fingerprint first, then take the notice again."),
            office=office.name,
        )
    require_usable(session, office, card.sign_public_key)
    old = key_of(session, change.old_key, office.id)
    if old is not None:
        retire_key(session, old, "replaced", _time(change), change.reason)
    _now_has(session, office, card, "key_change")
    _record(session, actor, "rotate_key", office, change)
    return False


def _replaced(
    session: Session, office: Office | None, change: KeyChange, card: SignedCard, actor: Actor, checked: Checked | None
) -> bool:
    if office is not None and office.is_self:
        raise NotAllowed(
            N_("This is a notice of your own office."), advice=N_("Give it to the offices that you work with.")
        )
    if office is not None and office.sign_public_key == card.sign_public_key and office.key_confirmed_at is not None:
        return True
    if checked is None:
        raise KeyNotChecked(card)
    if checked.way not in WAYS:
        raise InvalidInput("way", N_("“{way}” is no way to check a key."), way=checked.way)
    said = f"{checked.way}: {checked.note.strip()}" if checked.note.strip() else checked.way
    if office is None:
        take_card(session, card, actor)
        office = session.exec(select(Office).where(Office.code == card.code)).one()
        enter_key(session, office, "replacement", checked_by=said)
    else:
        require_usable(session, office, card.sign_public_key)
        for key in session.exec(
            select(OfficeKey).where(OfficeKey.office_id == office.id, OfficeKey.state == "current")
        ).all():
            retire_key(session, key, "lost", _time(change), change.reason)
        _now_has(session, office, card, "replacement", said)
    _record(session, actor, "replace_key", office, change, way=checked.way, note=checked.note.strip())
    return False


def revoke_key(
    session: Session,
    office: Office,
    sign_public_key: str,
    at: dt.datetime,
    reason: str,
    actor: Actor,
    told_by: str = "",
) -> bool:
    """Note that a key of an office is revoked, known here before or not; whether that was known already.

    Args:
        told_by: the code of the office that says so, where it is not the key itself.
    """
    key = key_of(session, sign_public_key, office.id)
    if key is not None and key.state == "revoked":
        return True
    if key is None:
        key = OfficeKey(office_id=office.id, sign_public_key=sign_public_key, since=at, learned_by="key_change")
    retire_key(session, key, "revoked", at, reason)
    data = {"code": office.code, "key": sign_public_key, "reason": reason}
    journal.record(
        session, actor, "revoke_key", subject=f"office:{office.id}", data=data | ({"by": told_by} if told_by else {})
    )
    return False


def _now_has(session: Session, office: Office, card: SignedCard, learned_by: str, checked_by: str = "") -> None:
    office.sign_public_key, office.age_recipient = card.sign_public_key, card.age_recipient
    office.key_confirmed_at = utc_now()
    session.add(office)
    session.flush()
    enter_key(session, office, learned_by, card=card.content.decode("utf-8"), checked_by=checked_by)


def _record(session: Session, actor: Actor, act: str, office: Office, change: KeyChange, **more: str) -> None:
    data = {"code": office.code, "old": change.old_key, "key": office.sign_public_key, "reason": change.reason} | more
    journal.record(session, actor, act, subject=f"office:{office.id}", data=data)
