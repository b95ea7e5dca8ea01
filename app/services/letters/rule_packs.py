"""Rule packs as they come: who may issue one, and putting it in use with an entry in the journal."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import AppError, NotAllowed
from app.models import Office
from app.services import journal
from app.services.actors import Actor, own_office, require_writer
from app.services.database import Database
from app.services.letters.enclosures import Standing
from app.services.rules.facts import LEVELS
from app.services.rules.pack import PackStanding, RulePack, check_pack, pack_standing, put_in_use, read_pack
from app.translate import N_


def require_issuer(session: Session, pack: RulePack, confirmed_key: str = "", *, in_letter: bool = False) -> None:
    """Refuse a pack of an office that is not known, has another key, or stands below this one.

    Args:
        confirmed_key: of a signer that a person has just confirmed.
        in_letter: it came beside other things and nobody chose it: then only an office above may issue it.

    Raises:
        NotAllowed: with what to do.
    """
    own = own_office(session)
    issuer = session.exec(select(Office).where(col(Office.code) == pack.issuer.code)).first()
    known = issuer is not None and (issuer.is_self or issuer.key_confirmed_at is not None)
    key = issuer.sign_public_key if issuer is not None and known else confirmed_key
    if not key:
        raise NotAllowed(
            N_("The rule pack is of {office}, whose key nobody here has confirmed."),
            advice=N_("Load the office's card and compare its fingerprint first."),
            office=pack.issuer.name,
        )
    if key != pack.issuer.key:
        raise NotAllowed(
            N_("The rule pack is signed with another key than that of {office}."),
            advice=N_("Ask that office by telephone. If it has new keys, load its new office card first."),
            office=pack.issuer.name,
        )
    if issuer is not None and LEVELS.index(issuer.level) < LEVELS.index(own.level):
        raise NotAllowed(
            N_("Rules come from an office of the same level or from above; {office} stands below."),
            office=pack.issuer.name,
        )
    if in_letter and issuer is not None and issuer.level == own.level and not issuer.is_self:
        raise NotAllowed(
            N_("{office} stands on the same level: its rules are taken from their own file, where a person chooses."),
            office=pack.issuer.name,
        )


def judge_pack(
    session: Session,
    pack: RulePack,
    resource_root: Path,
    rules_root: Path,
    confirmed_key: str = "",
    *,
    in_letter: bool = False,
) -> Standing:
    """What putting a pack in use would change."""
    try:
        require_issuer(session, pack, confirmed_key, in_letter=in_letter)
        if pack_standing(pack, rules_root).known:
            return Standing("known", N_("These rules are in use here already."))
        standing = check_pack(pack, resource_root, rules_root)
    except AppError as error:
        return Standing("refused", "{said}", {"said": error.what})
    return Standing(
        "new",
        N_("Rules of {office}: {new} files are new, {changed} take the place of others."),
        {"office": pack.issuer.name, "new": len(standing.new), "changed": len(standing.changed)},
    )


def take_rule_pack(
    database: Database,
    content: bytes,
    resource_root: Path,
    rules_root: Path,
    actor: Actor,
    confirmed_key: str = "",
    *,
    in_letter: bool = False,
) -> PackStanding:
    """Put a pack in use as a whole, and note it in the journal. Twice changes nothing.

    The library has to be made anew afterwards: what was loaded before stays as it was.

    Raises:
        InvalidInput: it is no sound pack. RuleError: the first fault of its files. NotAllowed: of whom it is, or a file
        that it would take the place of. StorageError. In all cases the rules are as they were.
    """
    require_writer(actor)
    pack = read_pack(content)
    with database.reading() as session:
        require_issuer(session, pack, confirmed_key, in_letter=in_letter)
    standing = put_in_use(content, resource_root, rules_root)
    if standing.known:
        return standing
    with database.transaction() as session:
        journal.record(
            session,
            actor,
            "take_rules",
            data={
                "name": pack.title,
                "issuer": pack.issuer.code,
                "pack": hashlib.sha256(content).hexdigest(),
                "new": list(standing.new),
                "changed": list(standing.changed),
            },
        )
    return standing
