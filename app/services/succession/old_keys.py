"""What becomes of an ended office's keys: what they signed before stays good, and nothing new is taken from them."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, select

from app.models import Office, OfficeKey
from app.models.base import utc_now
from app.services.actors import own_office
from app.services.database import Database
from app.services.office_keys.standing import key_of, retire_key


def retire_keys(session: Session, before: Office, theirs: Database | None = None, key_hex: str = "") -> None:
    """Retire the key that an ended office had, and learn those by which its certificates are checked.

    Args:
        theirs: its own database, which knows all its keys.
        key_hex: the key that its successor names, where there is no such database.
    """
    now = utc_now()
    for key in _own_keys(theirs) if theirs is not None else []:
        if _is_new(session, key.sign_public_key):
            session.add(
                OfficeKey(
                    office_id=before.id, sign_public_key=key.sign_public_key, age_recipient=key.age_recipient,
                    state="succeeded" if key.state == "current" else key.state, since=key.since,
                    until=key.until or now, reason=key.reason, learned_by="succession", card=key.card,
                )
            )  # fmt: skip
    if key_hex and not before.sign_public_key and _is_new(session, key_hex):
        session.add(_key(before, key_hex, now))
    session.flush()
    if before.sign_public_key:
        present = key_of(session, before.sign_public_key, before.id) or _key(before, before.sign_public_key, now)
        retire_key(session, present, "succeeded", now)


def _key(before: Office, key_hex: str, now: dt.datetime) -> OfficeKey:
    return OfficeKey(
        office_id=before.id, sign_public_key=key_hex, age_recipient=before.age_recipient, state="succeeded", since=now,
        until=now, learned_by="succession",
    )  # fmt: skip


def _own_keys(theirs: Database) -> list[OfficeKey]:
    with theirs.reading() as session:
        keys = list(session.exec(select(OfficeKey).where(OfficeKey.office_id == own_office(session).id)))
        session.expunge_all()
    return keys


def _is_new(session: Session, key_hex: str) -> bool:
    """Whether a key is not in the register yet; one that is another office's, or is known, stays as it is."""
    return session.exec(select(OfficeKey.id).where(OfficeKey.sign_public_key == key_hex)).first() is None
