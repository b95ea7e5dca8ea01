"""The register of keys: which one each office has, which ones it had, and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Office, OfficeKey
from app.models.base import utc_now
from app.services.bundles.signing import fingerprint
from app.services.office_keys.words import fingerprint_words
from app.translate import N_, format_date

KeyState = Literal["current", "replaced", "lost", "revoked", "succeeded"]

_FORMER = {
    "replaced": N_("This key of {office} was replaced by another one on {day}."),
    "lost": N_("This key of {office} was lost; it was reported on {day}."),
    "revoked": N_("This key of {office} was revoked on {day}."),
    "succeeded": N_("{office} has ended; its successor took over on {day}."),
}


@dataclass(frozen=True)
class KeyLine:
    """A key as it is shown: its fingerprint in hexadecimal groups and in words, and what became of it when and why."""

    fingerprint: str
    words: tuple[str, ...]
    state: KeyState
    since: dt.datetime
    until: dt.datetime | None
    reason: str
    learned_by: str
    checked_by: str
    has_card: bool


def key_lines(session: Session, office_id: str) -> list[KeyLine]:
    """Every key of an office, the latest first."""
    found = session.exec(
        select(OfficeKey)
        .where(OfficeKey.office_id == office_id)
        .order_by(col(OfficeKey.state) != "current", col(OfficeKey.since).desc(), col(OfficeKey.id).desc())
    )
    return [
        KeyLine(
            fingerprint=fingerprint(bytes.fromhex(key.sign_public_key)),
            words=fingerprint_words(bytes.fromhex(key.sign_public_key)),
            state=key.state,  # type: ignore[arg-type]
            since=key.since,
            until=key.until,
            reason=key.reason,
            learned_by=key.learned_by,
            checked_by=key.checked_by,
            has_card=bool(key.card),
        )
        for key in found
    ]


def key_of(session: Session, sign_public_key: str, office_id: str = "") -> OfficeKey | None:
    """The key, of whichever office; or of that office only."""
    chosen = select(OfficeKey).where(OfficeKey.sign_public_key == sign_public_key)
    if office_id:
        chosen = chosen.where(OfficeKey.office_id == office_id)
    return session.exec(chosen).first()


def current_key(session: Session, office_id: str) -> OfficeKey | None:
    """The key that the office has now."""
    chosen = select(OfficeKey).where(OfficeKey.office_id == office_id, OfficeKey.state == "current")
    return session.exec(chosen).first()


def latest_former(session: Session, office_id: str) -> OfficeKey | None:
    """The last key that an office had and has no more."""
    chosen = select(OfficeKey).where(OfficeKey.office_id == office_id, OfficeKey.state != "current")
    return session.exec(chosen.order_by(col(OfficeKey.until).desc(), col(OfficeKey.id).desc())).first()


def enter_key(session: Session, office: Office, learned_by: str, *, card: str = "", checked_by: str = "") -> OfficeKey:
    """Note the key that an office's row now has; known already, its card and sealing key are brought up to date.

    Raises:
        NotAllowed: the key was replaced, lost or revoked, or is another office's.
    """
    require_usable(session, office, office.sign_public_key)
    key = key_of(session, office.sign_public_key, office.id)
    if key is None:
        key = OfficeKey(
            office_id=office.id, sign_public_key=office.sign_public_key, since=utc_now(), learned_by=learned_by
        )
    key.age_recipient = office.age_recipient
    key.card = card or key.card
    key.checked_by = checked_by or key.checked_by
    session.add(key)
    session.flush()
    return key


def require_usable(session: Session, office: Office, sign_public_key: str) -> None:
    """Refuse a key that can never be this office's (again).

    Raises:
        NotAllowed: it was replaced, lost or revoked, or is another office's.
    """
    for key in session.exec(select(OfficeKey).where(OfficeKey.sign_public_key == sign_public_key)):
        if key.office_id != office.id:
            raise NotAllowed(
                N_("This key belongs to another office: {office}."),
                kept=N_("Nothing was changed."),
                advice=N_("Ask both offices for their cards again."),
                office=session.get_one(Office, key.office_id).name,
            )
        if key.state != "current":
            raise NotAllowed(
                _FORMER[key.state],
                kept=N_("Nothing was changed."),
                advice=N_("Ask the office for the card of its present key."),
                office=office.name,
                day=format_date((key.until or key.since).astimezone().date()),
            )


def retire_key(session: Session, key: OfficeKey, state: KeyState, at: dt.datetime, reason: str = "") -> None:
    """Say what became of a key; where it was its office's present one, the office has none from now on."""
    key.state, key.until, key.reason = state, at, reason
    session.add(key)
    office = session.get_one(Office, key.office_id)
    if office.sign_public_key == key.sign_public_key:
        office.sign_public_key = office.age_recipient = ""
        office.key_confirmed_at = None
        session.add(office)
    session.flush()
