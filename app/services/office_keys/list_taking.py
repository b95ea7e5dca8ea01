"""Looking at and taking a signed list of offices: the cards are trusted because the signer's key is confirmed here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.errors import NotAllowed
from app.models import JournalEntry, Office
from app.services import journal
from app.services.actors import Actor, require_writer
from app.services.bundles.signing import fingerprint
from app.services.office_keys.list_making import SIGNING_LEVELS, in_one_province, is_below
from app.services.office_keys.office_list import PLACES, ListedOffice, OfficeList, RevokedKey, read_list
from app.services.office_keys.standing import key_of
from app.services.office_keys.taking import revoke_key
from app.services.offices import OfficeData, change_office, confirm_key, learn_key, register_office
from app.translate import N_, _

LineKind = Literal["new", "changed", "same", "conflict", "refused"]
_TAKEN: frozenset[LineKind] = frozenset({"new", "changed"})
_TEXTS = ("name", *PLACES)


@dataclass(frozen=True)
class ListLine:
    """What taking the list would do with one office; ``reason`` is a message id with ``params``.

    ``revokes``: keys of it that the list revokes and that are not revoked here yet.
    """

    code: str
    level: str
    name: str
    kind: LineKind
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    revokes: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return _(self.reason).format(**self.params) if self.reason else ""


@dataclass(frozen=True)
class ListLook:
    """A sound list as it stands to what is known here. ``refusal``: why none of it can be taken, or ``None``."""

    office_list: OfficeList
    lines: tuple[ListLine, ...]
    refusal: NotAllowed | None

    @property
    def takeable(self) -> tuple[str, ...]:
        """Codes of the offices of which something would be taken."""
        return tuple(line.code for line in self.lines if line.kind in _TAKEN or line.revokes)


@dataclass(frozen=True)
class ListTaken:
    """What was taken and what was not: every line as it was judged; ``revoked``: how many keys."""

    lines: tuple[ListLine, ...]
    revoked: int

    @property
    def taken(self) -> tuple[str, ...]:
        return tuple(line.code for line in self.lines if line.kind in _TAKEN)

    @property
    def refused(self) -> tuple[ListLine, ...]:
        return tuple(line for line in self.lines if line.kind in ("conflict", "refused"))


def look_at_list(session: Session, office_list: OfficeList) -> ListLook:
    """Who signed, and what is new, changed, the same, or in conflict with a key that was confirmed here."""
    signer = session.exec(select(Office).where(Office.code == office_list.code)).first()
    refusal = _refusal(session, office_list, signer)
    here = {office.code: office for office in session.exec(select(Office))}
    revoked: dict[str, list[RevokedKey]] = {}
    for key in office_list.revoked:
        revoked.setdefault(key.code, []).append(key)
    lines = tuple(
        _judged(session, office_list, listed, here.get(listed.code), revoked.get(listed.code, []), signer)
        for listed in office_list.offices
    )
    return ListLook(office_list, lines, refusal)


def take_list(session: Session, content: OfficeList | bytes, actor: Actor) -> ListTaken:
    """Take all of a list that can be taken; an office that is known here with another confirmed key is left as it is.

    Raises:
        NotAllowed: who signed is not known here with this key, confirmed; is not above; or a later list was taken.
        InvalidInput: it is not a sound list.
    """
    require_writer(actor)
    office_list = read_list(content) if isinstance(content, bytes) else content
    look = look_at_list(session, office_list)
    if look.refusal is not None:
        raise look.refusal
    listed = {office.code: office for office in office_list.offices}
    revoked = 0
    for key in office_list.revoked:
        line = next(line for line in look.lines if line.code == key.code)
        if key.key in line.revokes:
            revoked += _revoke(session, listed[key.code], key, office_list, actor)
    for line in look.lines:
        if line.kind in _TAKEN:
            _enrol(session, listed[line.code], actor)
    taken = ListTaken(look.lines, revoked)
    if taken.taken or revoked:
        signer = session.exec(select(Office).where(Office.code == office_list.code)).one()
        data = {
            "code": office_list.code,
            "issued_at": office_list.issued_at,
            "taken": len(taken.taken),
            "not_taken": [one.code for one in taken.refused],
            "revoked": revoked,
        }
        journal.record(session, actor, "take_office_list", subject=f"office:{signer.id}", data=data)
    return taken


def _refusal(session: Session, office_list: OfficeList, signer: Office | None) -> NotAllowed | None:
    kept, params = N_("Nothing of the list was taken."), {"office": office_list.name}
    if signer is None or signer.sign_public_key != office_list.sign_public_key or signer.key_confirmed_at is None:
        former = key_of(session, office_list.sign_public_key)
        return NotAllowed(
            N_("The list is signed with a key of {office} that it no longer has.")
            if former is not None and former.state != "current"
            else N_("The list is signed by {office}, whose key is not confirmed here."),
            kept=kept,
            advice=N_("Read that office's card and compare its fingerprint first, then take the list."),
            **params,
        )
    if signer.level not in SIGNING_LEVELS:
        return NotAllowed(N_("{office} is not an office whose list can be trusted for others."), kept=kept, **params)
    last = session.exec(
        select(JournalEntry.data)
        .where(JournalEntry.act == "take_office_list", JournalEntry.subject == f"office:{signer.id}")
        .order_by(col(JournalEntry.office_sequence).desc())
    ).first()
    if last is not None and json.loads(last)["issued_at"] > office_list.issued_at:
        return NotAllowed(
            N_("A later list of {office} was taken here already."),
            kept=kept,
            advice=N_("Ask for its latest list."),
            **params,
        )
    return None


def _judged(
    session: Session,
    office_list: OfficeList,
    listed: ListedOffice,
    here: Office | None,
    revoked: list[RevokedKey],
    signer: Office | None,
) -> ListLine:
    def line(kind: LineKind, reason: str = "", **params: Any) -> ListLine:
        key = listed.card.sign_public_key if listed.card is not None else ""
        words = fingerprint(bytes.fromhex(key)) if key else ""
        lasting = () if kind == "refused" else revokes
        return ListLine(listed.code, listed.level, listed.name, kind, reason, params, words, lasting)

    known = {key.key: key_of(session, key.key) for key in revoked}
    mine = {key for key, row in known.items() if row is None or (here is not None and row.office_id == here.id)}
    revokes = tuple(key for key, row in known.items() if key in mine and (row is None or row.state != "revoked"))
    if here is not None and here.is_self:
        revokes = ()
        if here.sign_public_key in {key.key for key in revoked}:
            return line("conflict", N_("The list revokes the key of this office: make a new one, and give its notice."))
        if listed.card is not None and listed.card.sign_public_key != here.sign_public_key:
            return line("conflict", N_("The list has another key of this office: give the province your card again."))
        return line("same")
    if here is not None and here.level != listed.level:
        revokes = ()
        return line("refused", N_("It is known here as an office of another level than the list says."))
    above = signer.level if signer is not None else "central"
    if listed.code != office_list.code and not is_below(listed.level, above):
        return line("refused", N_("An office of this level is not below the one that signed the list."))
    if signer is not None and _is_elsewhere(listed, here, signer):
        return line("refused", N_("The office lies in another province than the one that signed the list."))
    if len(mine) < len(known):
        revokes = ()
        return line("refused", N_("The list revokes a key of it that is known here as that of another office."))
    key = listed.card.sign_public_key if listed.card is not None else ""
    if key:
        owner = key_of(session, key)
        if owner is not None and (here is None or owner.office_id != here.id):
            return line("conflict", N_("Its key is known here as that of another office."))
        if owner is not None and owner.state != "current":
            return line("conflict", N_("Its key in the list is one that it no longer has."))
        if key in {one.key for one in revoked}:
            return line("conflict", N_("The list gives a key that it revokes itself."))
    if here is None:
        return line("new")
    if key and here.sign_public_key not in ("", key) and here.sign_public_key not in revokes:
        if here.key_confirmed_at is not None:
            return line(
                "conflict",
                N_(
                    "It is known here with another key, which was confirmed. Ring it up; if it has a new key, "
                    "take its notice of the change."
                ),
            )
        return line("conflict", N_("It is known here with another key that nobody compared. Compare that one first."))
    return line("changed" if _differs(listed, here) else "same")


def _is_elsewhere(listed: ListedOffice, here: Office | None, signer: Office) -> bool:
    """Whether an office lies in another province: what is known here of it counts, and not only what the list says."""
    if signer.level != "province":
        return False
    known = here is not None and bool(here.province_code or here.province_name)
    return not in_one_province(listed, signer) or (known and here is not None and not in_one_province(here, signer))


def _differs(listed: ListedOffice, here: Office) -> bool:
    if any(getattr(listed, name) and getattr(listed, name) != getattr(here, name) for name in _TEXTS):
        return True
    if listed.uses_program != here.uses_program:
        return True
    card = listed.card
    return card is not None and (
        (here.sign_public_key, here.age_recipient) != (card.sign_public_key, card.age_recipient)
        or here.key_confirmed_at is None
    )


def _revoke(session: Session, listed: ListedOffice, key: RevokedKey, office_list: OfficeList, actor: Actor) -> bool:
    office = session.exec(select(Office).where(Office.code == listed.code)).first()
    if office is None:
        row = register_office(session, _data(listed), actor)
        office = session.get_one(Office, row.id)
    return not revoke_key(
        session, office, key.key, dt.datetime.fromisoformat(key.at), key.reason, actor, told_by=office_list.code
    )


def _data(listed: ListedOffice) -> OfficeData:
    return OfficeData(**listed.model_dump(exclude={"card"}))


def _enrol(session: Session, listed: ListedOffice, actor: Actor) -> None:
    """The office with its names and, confirmed by the list, its key."""
    here = session.exec(select(Office).where(Office.code == listed.code)).first()
    card = listed.card
    if here is None:
        row = register_office(session, _data(listed), actor)
    else:
        changes = {name: value for name in _TEXTS if (value := getattr(listed, name))}
        row = change_office(session, here.id, changes | {"uses_program": listed.uses_program}, actor)
    if card is None:
        return
    content = card.content.decode("utf-8")
    row = learn_key(
        session, row.id, card.sign_public_key, card.age_recipient, actor, learned_by="office_list", card=content
    )
    if row.key_confirmed_at is None:
        confirm_key(session, row.id, actor)
