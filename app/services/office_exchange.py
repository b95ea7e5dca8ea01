"""This office's card as it is given out, and another office's card as it is taken in."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session

from app.errors import NotAllowed
from app.models.office import OfficeRow
from app.services import offices
from app.services.actors import Actor
from app.services.keys import OfficeKeys
from app.services.office_cards import OfficeCard
from app.services.offices import OfficeData
from app.translate import N_

_PLACES = ("province_name", "province_code", "district_name", "district_code", "commune_name", "commune_code")


def own_card(office: OfficeRow, keys: OfficeKeys, now: dt.datetime) -> OfficeCard:
    """The card of this data folder's office.

    Raises:
        NotAllowed: the keys in the data folder are not those that the office is known by.
    """
    if (keys.public_key.hex(), keys.recipient) != (office.sign_public_key, office.age_recipient):
        raise NotAllowed(
            N_("The keys in the data folder are not those of {office}."),
            advice=N_("Run the data check."),
            office=office.name,
        )
    return OfficeCard(
        code=office.code,
        level=office.level,
        name=office.name,
        **{name: getattr(office, name) for name in _PLACES},
        sign_public_key=office.sign_public_key,
        age_recipient=office.age_recipient,
        issued_at=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def take_card(session: Session, card: OfficeCard, actor: Actor) -> OfficeRow:
    """Enter the office of a card whose fingerprint a person compared, with its key confirmed.

    Raises:
        NotAllowed: the office is known with another key. This office's own card, with its own key, changes nothing.
    """
    known = offices.find_office(session, card.code)
    if known is None:
        facts = card.model_dump(include=set(OfficeData.model_fields))
        row = offices.register_office(session, OfficeData(**facts), actor)
    else:
        row = offices.learn_key(session, known.id, card.sign_public_key, card.age_recipient, actor)
    return row if row.key_confirmed_at is not None else offices.confirm_key(session, row.id, actor)
