"""The other offices as people see them: how each one's key stands, and when something last went there or came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.errors import AppError, NotAllowed
from app.models import HandOver, Office
from app.models.office import OfficeRow, office_id
from app.services.known_keys import key_state
from app.services.office_cards import OfficeCard
from app.services.office_keys.standing import latest_former, require_usable
from app.services.offices import find_office, list_offices
from app.services.succession.known import ended_offices
from app.translate import N_

KeyStanding = Literal["none", "unconfirmed", "confirmed", "replaced", "lost", "revoked", "succeeded"]
CardKind = Literal["new", "adds_key", "confirms", "known", "refused"]


@dataclass(frozen=True)
class OfficeLine:
    """An office in the list. ``last_on``: when a bundle or paper last went there (``out``) or came (``in``), UTC."""

    office: OfficeRow
    key: KeyStanding
    ended: bool
    last_at: dt.datetime | None = None
    last_direction: str = ""


@dataclass(frozen=True)
class CardLook:
    """What taking a card would do: a new office, the key of a known one, its confirmation, nothing, or a refusal."""

    kind: CardKind
    office: OfficeRow | None = None
    refusal: AppError | None = None


def office_lines(session: Session) -> list[OfficeLine]:
    """All other offices that are known here, from the commune upwards, by name."""
    ended = ended_offices(session)
    last = _last_hand_overs(session)
    return [
        OfficeLine(one, key_standing(session, one), one.id in ended, *last.get(one.id, (None, "")))
        for one in list_offices(session)
        if not one.is_self
    ]


def key_standing(session: Session, office: OfficeRow) -> KeyStanding:
    """How an office's key stands here; where it has none now, what became of its last one."""
    if office.sign_public_key:
        return "confirmed" if office.key_confirmed_at is not None else "unconfirmed"
    former = latest_former(session, office.id)
    return "none" if former is None else former.state  # type: ignore[return-value]


def look_at_card(session: Session, card: OfficeCard) -> CardLook:
    """What taking a card would do; nothing is written. It refuses exactly what ``take_card`` refuses."""
    office = find_office(session, card.code)
    if office is not None and office.is_self:
        return CardLook(
            "refused",
            office,
            NotAllowed(
                N_("This is the card of your own office."),
                advice=N_("Give it to the other office, and ask for theirs."),
            ),
        )
    stand_in = Office(id=office_id(card.code), code=card.code, level=card.level, name=card.name)
    try:
        require_usable(session, stand_in, card.sign_public_key)
    except NotAllowed as error:
        return CardLook("refused", office, error)
    if office is None:
        return CardLook("new")
    if (office.sign_public_key, office.age_recipient) == (card.sign_public_key, card.age_recipient):
        return CardLook("known" if key_state(office) == "confirmed" else "confirms", office)
    if office.age_recipient or office.sign_public_key not in ("", card.sign_public_key):
        return CardLook("refused", office, _other_key(office))
    return CardLook("adds_key", office)


def _other_key(office: OfficeRow) -> NotAllowed:
    return NotAllowed(
        N_("{office} is known here with another key."),
        kept=N_("The known key is kept."),
        advice=N_(
            "Ring the office up at a number that you knew before. If it has a new key, take its key change file; "
            "do not take its bundles until then."
        ),
        office=office.name,
    )


def _last_hand_overs(session: Session) -> dict[str, tuple[dt.datetime, str]]:
    found: dict[str, tuple[dt.datetime, str]] = {}
    for direction, other in (("out", HandOver.to_office_id), ("in", HandOver.from_office_id)):
        rows = session.exec(
            select(other, func.max(col(HandOver.at))).where(HandOver.direction == direction).group_by(col(other))
        )
        for ident, at in rows:
            moment = at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)
            if ident not in found or found[ident][0] < moment:
                found[ident] = (moment, direction)
    return found
