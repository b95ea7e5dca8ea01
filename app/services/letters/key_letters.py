"""Lists of offices and notices of keys that come in a letter: what they would change here, and taking them.

Only what a confirmed key signs is taken so; a key that stands for a lost one needs a person who compares it, and is
taken from its own file.
"""

from __future__ import annotations

from sqlmodel import Session, select

from app.models import Office
from app.services.letters.enclosures import Standing
from app.services.office_keys.key_change import KeyChange
from app.services.office_keys.list_taking import look_at_list
from app.services.office_keys.office_list import OfficeList
from app.services.office_keys.standing import key_of
from app.translate import N_


def judge_list(session: Session, said: OfficeList) -> Standing:
    """Whether a list would enrol or change anybody, or revoke a key."""
    look = look_at_list(session, said)
    if look.refusal is not None:
        return Standing("refused", "{said}", {"said": look.refusal.what})
    if not look.takeable:
        return Standing("known", N_("All offices of this list are known here as it says."))
    left_out = sum(line.kind in ("conflict", "refused") for line in look.lines)
    facts = {"count": len(look.takeable), "left_out": left_out}
    if left_out:
        return Standing("new", N_("{count} offices are new or changed; {left_out} cannot be taken."), facts)
    return Standing("new", N_("{count} offices are new or changed."), facts)


def judge_key_change(session: Session, said: KeyChange) -> Standing:
    """Whether a notice of a key would change anything, and whether the known key vouches for it."""
    office = session.exec(select(Office).where(Office.code == said.code)).first()
    facts = {"office": said.name}
    if office is None:
        return Standing("refused", N_("{office} is not known here; read its office card first."), facts)
    if said.kind == "replacement":
        return Standing(
            "refused",
            N_("{office} has lost its key: take the notice from its own file, where the new key is compared."),
            facts,
        )
    if said.kind == "revocation":
        old = key_of(session, said.old_key, office.id)
        if old is not None and old.state == "revoked":
            return Standing("known", N_("This is known here already."))
        if old is None and office.sign_public_key != said.old_key:
            return Standing("refused", N_("The key that {office} revokes is not known here."), facts)
        return Standing("new", N_("{office} revokes its key."), facts)
    assert said.card is not None  # the form sees to it
    if key_of(session, said.card.sign_public_key, office.id) is not None:
        return Standing("known", N_("This is known here already."))
    if office.sign_public_key != said.old_key or office.key_confirmed_at is None:
        return Standing("refused", N_("The old key of {office} is not the one that was compared here."), facts)
    return Standing("new", N_("{office} has a new key, signed by its old one."), facts)
