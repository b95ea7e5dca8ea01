"""This office's card as it is given out."""

from __future__ import annotations

import datetime as dt

from app.errors import NotAllowed
from app.models.office import OfficeRow
from app.services.keys import OfficeKeys
from app.services.office_cards import OfficeCard
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
