"""This office's own key changed: a new one that the old one signs, a new one for a lost one, a key revoked.

The file of the keys and the database change together whatever happens in between: new keys first lie beside the present
ones, the database then says which are in force, and ``settle_key_file`` follows it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.errors import NotAllowed, NotFound
from app.models import Office
from app.models.base import utc_now
from app.models.office import OfficeRow
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.bundles.signing import Signer, SigningKey
from app.services.database import Database
from app.services.keys import KeyPair, OfficeKeys, adopt_next, drop_next, next_public_key, prepare_next, unlock
from app.services.office_cards import SignedCard, parse_card, sign_card
from app.services.office_exchange import own_card
from app.services.office_keys.key_change import ChangeKind, KeyChange, KeyChangeFacts, sign_change
from app.services.office_keys.standing import KeyState, enter_key, key_of, latest_former, retire_key
from app.services.offices import own_office_row
from app.translate import N_


@dataclass(frozen=True)
class KeysChanged:
    """The new keys, unlocked; the office's row; and the notice that the other offices must get."""

    keys: OfficeKeys
    office: OfficeRow
    change: KeyChange


def rotate_keys(
    database: Database, folder: Path, passphrase: str | None, actor: Actor, *, reason: str = ""
) -> KeysChanged:
    """Make new keys in the place of the present ones, which sign them; what was sealed for the old ones still opens.

    Args:
        folder: of the keys; ``passphrase``: of the present ones, and of the new.

    Raises:
        NotAllowed: the passphrase is wrong, or the keys are not those that the office is known by. StorageError.
    """
    require_writer(actor)
    old = unlock(folder, passphrase)
    with database.reading() as session:
        require_own_key(own_office_row(session), old)
    fresh = prepare_next(folder, passphrase, (KeyPair(old.signing, old.identity), *old.former))
    return _change(database, folder, fresh, actor, "rotation", old, reason)


def replace_lost_keys(
    database: Database,
    folder: Path,
    passphrase: str | None,
    actor: Actor,
    *,
    reason: str = "",
    keep: OfficeKeys | None = None,
) -> KeysChanged:
    """Make new keys where the old ones are lost (no recovery sheet, or the passphrase forgotten) or revoked.

    A key file that cannot be opened any more is set aside, never deleted. Every other office has to check the new key.

    Args:
        passphrase: of the new keys.
        keep: the old keys, where they can still be opened.

    Raises:
        NotAllowed: the passphrase is empty. StorageError: the folder cannot be written.
    """
    require_writer(actor)
    former = (KeyPair(keep.signing, keep.identity), *keep.former) if keep is not None else ()
    fresh = prepare_next(folder, passphrase, former)
    return _change(database, folder, fresh, actor, "replacement", fresh, reason)


def revoke_own_key(session: Session, keys: OfficeKeys, actor: Actor, *, reason: str) -> KeyChange:
    """Revoke this office's present key: whoever takes the notice refuses what it signs from then on.

    Then the office has no key until ``replace_lost_keys`` makes one; what was sealed for the old one still opens.

    Raises:
        NotAllowed: these are not the keys that the office is known by.
    """
    require_writer(actor)
    office = own_office(session)
    require_own_key(own_office_row(session), keys)
    now = utc_now()
    change = sign_change(_facts("revocation", office, office.sign_public_key, None, reason, now), keys)
    _retire(session, office, office.sign_public_key, "revoked", now, reason)
    _record(session, actor, "revoke_key", office, change)
    return change


def last_notice(session: Session, keys: OfficeKeys) -> KeyChange:
    """The notice of the latest change of this office's key once more, byte for byte, for an office that missed it.

    Raises:
        NotFound: the key was never changed. NotAllowed: the keys that made it are not at hand.
    """
    office = own_office(session)
    former = latest_former(session, office.id)
    if former is None:
        raise NotFound(N_("The key of this office was never changed."))
    present = key_of(session, office.sign_public_key, office.id) if office.sign_public_key else None
    signers: dict[str, SigningKey] = {
        pair.signing.public_key.hex(): pair.signing for pair in (KeyPair(keys.signing, keys.identity), *keys.former)
    }
    kind: ChangeKind = "replacement"
    if present is None:
        kind = "revocation"
    elif former.state == "replaced":
        kind = "rotation"
    signer = signers.get(office.sign_public_key if kind == "replacement" else former.sign_public_key)
    if signer is None:
        raise NotAllowed(
            N_("The old key is not among the keys here, so its notice cannot be signed again."),
            advice=N_("Give the other offices your card, and let them compare the fingerprint."),
        )
    card = parse_card(present.card.encode("utf-8")) if present is not None else None
    at = dt.datetime.fromisoformat(card.issued_at) if card is not None else former.until or former.since
    facts = _facts(kind, office, former.sign_public_key, card, former.reason, at)
    return sign_change(facts, signer)


def require_own_key(office: OfficeRow | Office, keys: Signer) -> None:
    """Refuse keys that are not the ones which the office is known by now.

    Raises:
        NotAllowed: they are others, or the key was revoked.
    """
    if keys.public_key.hex() != office.sign_public_key:
        raise NotAllowed(
            N_("The keys in the data folder are not those of {office}.")
            if office.sign_public_key
            else N_("{office} has no key now: the last one was revoked."),
            advice=N_("Run the data check.") if office.sign_public_key else N_("Make a new key first."),
            office=office.name,
        )


def settle_key_file(session: Session, folder: Path) -> bool:
    """Finish what was broken off: waiting keys come into force where the database says so, else are forgotten.

    Returns:
        Whether they came into force.
    """
    waiting = next_public_key(folder)
    if waiting and waiting == own_office(session).sign_public_key:
        adopt_next(folder)
        return True
    drop_next(folder)
    return False


def _change(
    database: Database, folder: Path, fresh: OfficeKeys, actor: Actor, kind: ChangeKind, signer: OfficeKeys, reason: str
) -> KeysChanged:
    try:
        with database.transaction() as session:
            change = _write_down(session, fresh, actor, kind, signer, reason)
            row = own_office_row(session)
    finally:
        with database.reading() as session:
            settle_key_file(session, folder)
    return KeysChanged(fresh, row, change)


def _write_down(
    session: Session, fresh: OfficeKeys, actor: Actor, kind: ChangeKind, signer: OfficeKeys, reason: str
) -> KeyChange:
    office, now = own_office(session), utc_now()
    old_key = office.sign_public_key or _last_key(session, office)
    if office.sign_public_key:
        state: KeyState = "replaced" if kind == "rotation" else "lost"
        _retire(session, office, office.sign_public_key, state, now, reason)
    office.sign_public_key, office.age_recipient = fresh.public_key.hex(), fresh.recipient
    office.key_confirmed_at = now
    session.add(office)
    session.flush()
    card = sign_card(own_card(own_office_row(session), fresh, now), fresh)
    enter_key(session, office, "own", card=card.content.decode("utf-8"))
    facts = _facts(kind, office, old_key, card, reason, now)
    change = sign_change(facts, signer)
    _record(session, actor, "rotate_key" if kind == "rotation" else "replace_key", office, change)
    return change


def _last_key(session: Session, office: Office) -> str:
    key = latest_former(session, office.id)
    if key is None:
        raise NotAllowed(N_("This office has no keys yet."), advice=N_("Set the office up first."))
    return key.sign_public_key


def _retire(session: Session, office: Office, key_hex: str, state: KeyState, at: dt.datetime, reason: str) -> None:
    key = key_of(session, key_hex, office.id)
    if key is None:
        key = enter_key(session, office, "own")
    retire_key(session, key, state, at, reason)


def _facts(
    kind: ChangeKind, office: Office, old_key: str, card: SignedCard | None, reason: str, now: dt.datetime
) -> KeyChangeFacts:
    return KeyChangeFacts(
        kind=kind,
        code=office.code,
        name=office.name,
        old_key=old_key,
        card=card,
        reason=reason.strip(),
        at=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _record(session: Session, actor: Actor, act: str, office: Office, change: KeyChange) -> None:
    data = {"code": office.code, "old": change.old_key, "key": office.sign_public_key, "reason": change.reason}
    journal.record(session, actor, act, subject=f"office:{office.id}", data=data)
