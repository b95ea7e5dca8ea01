"""Offices: the one that this data folder belongs to, and those that it exchanges dossiers with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInput, NotAllowed, NotFound
from app.models import Office
from app.models.base import utc_now
from app.models.office import OfficeBase, OfficeRow, office_id
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.clean_text import clean_values, require_text
from app.services.office_keys.standing import enter_key, require_usable
from app.services.rules.facts import LEVELS
from app.services.search import sort_key
from app.translate import N_

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
SIGNER_MODES = ("head", "deputy", "collective", "collective_deputy", "by_order", "mandate", "acting")
_KEY_FIELDS = ("sign_public_key", "age_recipient")
_NEVER_CHANGED = ("code", "level", *_KEY_FIELDS)


class OfficeData(OfficeBase):
    """What is entered about an office, by hand or from its card."""


def _checked(data: OfficeData) -> OfficeData:
    values = clean_values(data.model_dump(), lines=("code", "name", "signer_name"))
    checked = OfficeData(**values)
    if not _CODE.fullmatch(checked.code):
        raise InvalidInput(
            "code",
            N_("The code of an office has letters, digits, dots and hyphens only."),
            advice=N_("Use the official administrative code, or the tax code of a producer."),
        )
    if checked.level not in LEVELS:
        raise InvalidInput("level", N_("“{level}” is no level of an office."), level=checked.level)
    require_text("name", checked.name, N_("An office needs a name."))
    if checked.signer_mode not in SIGNER_MODES:
        raise InvalidInput("signer_mode", N_("“{mode}” is no way to sign."), mode=checked.signer_mode)
    return checked


def _row(office: Office) -> OfficeRow:
    return OfficeRow.model_validate(office, from_attributes=True)


def program_actor(session: Session) -> Actor:
    """The program itself, acting for this data folder's office: for what comes before the first official.

    Raises:
        NotFound: the office has not been set up yet.
    """
    office = own_office(session)
    return Actor("", office.id, office.code, office.level, "administrator")  # type: ignore[arg-type]


def set_up_office(session: Session, data: OfficeData) -> OfficeRow:
    """Make the office that this data folder belongs to: its first record, written once.

    Raises:
        InvalidInput: no name, an impossible code or level.
        NotAllowed: the data folder already belongs to an office.
    """
    checked = _checked(data)
    present = session.exec(select(Office).where(Office.is_self)).first()
    if present is not None:
        raise NotAllowed(
            N_("This data folder already belongs to {office}."),
            advice=N_("Use another data folder for another office."),
            office=present.name,
        )
    _require_new_code(session, checked.code)
    office = Office(id=office_id(checked.code), **checked.model_dump(), is_self=True)
    office.key_confirmed_at = utc_now() if checked.sign_public_key else None
    session.add(office)
    session.flush()
    if office.sign_public_key:
        enter_key(session, office, "own")
    _record(session, program_actor(session), "set_up_office", office)
    return _row(office)


def register_office(
    session: Session, data: OfficeData, actor: Actor, *, learned_by: str = "card", card: str = ""
) -> OfficeRow:
    """Add another office, by hand or from its card; its key counts only once it is confirmed.

    Args:
        learned_by, card: of the key, where it has one: see ``OfficeKey``.

    Raises:
        InvalidInput: the code is already known, no name, an impossible code or level.
        NotAllowed: the key is another office's.
    """
    require_writer(actor)
    checked = _checked(data)
    _require_new_code(session, checked.code)
    office = Office(id=office_id(checked.code), **checked.model_dump())
    session.add(office)
    session.flush()
    if office.sign_public_key:
        enter_key(session, office, learned_by, card=card)
    _record(session, actor, "register_office", office)
    return _row(office)


def _require_new_code(session: Session, code: str) -> None:
    known = find_office(session, code)
    if known is not None:
        raise InvalidInput("code", N_("The code {code} already belongs to {office}."), code=code, office=known.name)


def learn_key(
    session: Session,
    office_id: str,
    sign_public_key: str,
    age_recipient: str,
    actor: Actor,
    *,
    learned_by: str = "card",
    card: str = "",
) -> OfficeRow:
    """Enter the keys of an office that has none here now; they must then be confirmed. The same keys change nothing.

    Where its signing key is known and confirmed already, the card that this very key signed adds the other one.

    Args:
        learned_by, card: see ``OfficeKey``.

    Raises:
        NotAllowed: the office is known with other keys (such a card is never taken), or the key is one that it no
            longer has, or is another office's.
    """
    require_writer(actor)
    office = _get(session, office_id)
    if (office.sign_public_key, office.age_recipient) == (sign_public_key, age_recipient):
        if card:
            enter_key(session, office, learned_by, card=card)
        return _row(office)
    is_same_signer = office.sign_public_key == sign_public_key  # met before by a bundle that it signed
    require_usable(session, office, sign_public_key)
    if (not is_same_signer and office.sign_public_key) or office.age_recipient:
        raise NotAllowed(
            N_("{office} is known here with another key."),
            kept=N_("The known key is kept."),
            advice=N_(
                "Ring the office up at a number that you knew before. If it has a new key, take its key change file; "
                "do not take its bundles until then."
            ),
            office=office.name,
        )
    office.sign_public_key, office.age_recipient = sign_public_key, age_recipient
    if not is_same_signer:
        office.key_confirmed_at = utc_now() if office.is_self else None
    session.add(office)
    session.flush()
    enter_key(session, office, "own" if office.is_self else learned_by, card=card)
    _record(session, actor, "learn_key", office)
    return _row(office)


def confirm_key(session: Session, office_id: str, actor: Actor) -> OfficeRow:
    """Record that a person compared the key's fingerprint with the one that the office gave.

    Raises:
        NotAllowed: the office has no key here, or the key is confirmed already.
    """
    require_writer(actor)
    office = _get(session, office_id)
    if not office.sign_public_key:
        raise NotAllowed(
            N_("{office} has no key here to be confirmed."),
            advice=N_("Read its office card first."),
            office=office.name,
        )
    if office.key_confirmed_at is not None:
        raise NotAllowed(N_("The key of {office} is confirmed already."), office=office.name)
    office.key_confirmed_at = utc_now()
    session.add(office)
    session.flush()
    _record(session, actor, "confirm_key", office)
    return _row(office)


def meet_signer(
    session: Session, office: Office, sign_public_key: str, age_recipient: str, actor: Actor, *, confirmed: bool
) -> None:
    """What a bundle tells of its signer's keys, both under its signature: they are entered where they are new here.

    Args:
        confirmed: that a person has just compared the fingerprint of a signer that was not known here before.
    """
    if confirmed and office.sign_public_key != sign_public_key:
        office.sign_public_key, office.age_recipient = sign_public_key, age_recipient
    elif office.sign_public_key == sign_public_key and not office.age_recipient and age_recipient:
        office.age_recipient = age_recipient  # known and confirmed; now what goes back to it can be sealed
    elif not confirmed:
        return
    if confirmed:
        office.key_confirmed_at = utc_now()
    session.add(office)
    session.flush()
    enter_key(session, office, "bundle")
    _record(session, actor, "confirm_key" if confirmed else "learn_key", office)


def change_office(session: Session, office_id: str, changes: Mapping[str, Any], actor: Actor) -> OfficeRow:
    """Change what papers print of an office (names, address, signer). Code, level and keys never change here.

    Raises:
        InvalidInput: an unknown field, one that never changes, or an empty name.
    """
    require_writer(actor)
    office = _get(session, office_id)
    unknown = [name for name in changes if name not in OfficeBase.model_fields or name in _NEVER_CHANGED]
    if unknown:
        raise InvalidInput(unknown[0], N_("The field “{name}” cannot be changed."), name=unknown[0])
    before = OfficeData(**{name: getattr(office, name) for name in OfficeBase.model_fields})
    checked = _checked(OfficeData(**{**before.model_dump(), **changes}))
    changed = sorted(name for name in changes if getattr(checked, name) != getattr(office, name))
    if not changed:
        return _row(office)
    for name in changed:
        setattr(office, name, getattr(checked, name))
    session.add(office)
    session.flush()
    _record(session, actor, "change_office", office, changed)
    return _row(office)


def find_office(session: Session, code: str) -> OfficeRow | None:
    """The office of that code; ``None``: it is not known here."""
    office = session.exec(select(Office).where(Office.code == code.strip())).first()
    return _row(office) if office else None


def office_row(session: Session, office_id: str) -> OfficeRow:
    """The office of that id. Raises ``NotFound``."""
    return _row(_get(session, office_id))


def own_office_row(session: Session) -> OfficeRow:
    """The office that this data folder belongs to. Raises ``NotFound``."""
    return _row(own_office(session))


def list_offices(session: Session) -> list[OfficeRow]:
    """All offices: this one first, then from the commune upwards, by name."""
    offices = [_row(office) for office in session.exec(select(Office).order_by(col(Office.code)))]
    return sorted(offices, key=lambda row: (not row.is_self, LEVELS.index(row.level), sort_key(row.name)))


def _get(session: Session, office_id: str) -> Office:
    office = session.get(Office, office_id)
    if office is None:
        raise NotFound(N_("This office is not known here."))
    return office


def _record(session: Session, actor: Actor, act: str, office: Office, changed: list[str] | None = None) -> None:
    data: dict[str, Any] = {"code": office.code, "level": office.level, "name": office.name}
    if office.sign_public_key:
        data["key"] = office.sign_public_key
    if changed is not None:
        data["changed"] = changed
    journal.record(session, actor, act, subject=f"office:{office.id}", data=data)
