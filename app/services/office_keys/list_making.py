"""Making the signed list of offices from those that are known and confirmed here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import Office, OfficeKey
from app.models.base import utc_now
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.keys import OfficeKeys
from app.services.office_cards import SignedCard, parse_card, sign_card
from app.services.office_exchange import own_card
from app.services.office_keys.office_list import (
    PLACES,
    ListedOffice,
    OfficeList,
    OfficeListFacts,
    RevokedKey,
    sign_list,
)
from app.services.office_keys.own_keys import require_own_key
from app.services.offices import own_office_row
from app.services.rules.facts import LEVELS
from app.translate import N_

SIGNING_LEVELS = ("province", "central")
"""The levels whose list the offices below them can trust: they know those offices, and are known by them."""


@dataclass(frozen=True)
class ListMade:
    """The signed list; ``left_out``: codes of offices whose key nobody compared here, or whose card was never read."""

    office_list: OfficeList
    left_out: tuple[str, ...]


def make_list(session: Session, keys: OfficeKeys, actor: Actor) -> ListMade:
    """The list of this office and all below it that are known here: with a confirmed key and card, or on paper.

    Raises:
        NotAllowed: an office of this level signs no list, or the keys are not those that the office is known by.
    """
    require_writer(actor)
    me = own_office(session)
    require_own_key(me, keys)
    if me.level not in SIGNING_LEVELS:
        raise NotAllowed(
            N_("Only a province or the central office signs a list of offices."),
            advice=N_("Give your own card to the province, which puts it into its list."),
        )
    now = utc_now()
    listed = [_listed(me, sign_card(own_card(own_office_row(session), keys, now), keys))]
    left_out, revoked = [], _revoked(session, me)
    for office in session.exec(select(Office).where(col(Office.is_self).is_(False)).order_by(col(Office.code))):
        if not is_below(office.level, me.level):
            continue
        card = _card(session, office)
        if card is None and office.uses_program and office.code not in {key.code for key in revoked}:
            left_out.append(office.code)
            continue
        listed.append(_listed(office, card))
    codes = {one.code for one in listed}
    facts = OfficeListFacts(
        code=me.code,
        name=me.name,
        sign_public_key=me.sign_public_key,
        issued_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        offices=tuple(listed),
        revoked=tuple(key for key in revoked if key.code in codes),
    )
    made = sign_list(facts, keys)
    data = {"issued_at": made.issued_at, "offices": len(listed), "revoked": len(made.revoked)}
    journal.record(session, actor, "make_office_list", subject=f"office:{me.id}", data=data)
    return ListMade(made, tuple(left_out))


def lies_elsewhere(office: Office, above: Office) -> bool:
    """Whether an office, as it is known here, lies in another province than one that speaks for the offices below it.

    The central office speaks for all of them.
    """
    return above.level != "central" and not in_one_province(office, above)


def in_one_province(one: Office | ListedOffice, other: Office) -> bool:
    """Whether both lie in one province: by its code, or by its name where one of them has no code."""
    if one.province_code and other.province_code:
        return one.province_code == other.province_code
    return bool(one.province_name) and one.province_name.casefold() == other.province_name.casefold()


def is_below(level: str, above: str) -> bool:
    """Whether a level stands below another one."""
    return LEVELS.index(level) < LEVELS.index(above)


def _listed(office: Office, card: SignedCard | None) -> ListedOffice:
    return ListedOffice(
        code=office.code,
        level=office.level,  # type: ignore[arg-type]
        name=office.name,
        **{name: getattr(office, name) for name in PLACES},
        uses_program=office.uses_program,
        card=card,
    )


def _card(session: Session, office: Office) -> SignedCard | None:
    """The card of the office's present key, where a person confirmed that key."""
    if office.key_confirmed_at is None or not office.sign_public_key:
        return None
    found = session.exec(
        select(OfficeKey.card).where(
            OfficeKey.office_id == office.id, OfficeKey.sign_public_key == office.sign_public_key
        )
    ).first()
    return parse_card(found.encode("utf-8")) if found else None


def _revoked(session: Session, me: Office) -> list[RevokedKey]:
    rows = session.exec(
        select(OfficeKey, Office)
        .join(Office, col(Office.id) == col(OfficeKey.office_id))
        .where(OfficeKey.state == "revoked")
        .order_by(col(Office.code), col(OfficeKey.sign_public_key))
    ).all()
    return [
        RevokedKey(
            code=office.code,
            key=key.sign_public_key,
            at=(key.until or key.since).strftime("%Y-%m-%dT%H:%M:%SZ"),
            reason=key.reason,
        )
        for key, office in rows
        if office.id == me.id or is_below(office.level, me.level)
    ]
