"""What the enclosures of a sound bundle would change here, and taking them.

Each kind has its own handler. A rule pack changes files and not the database: it is put in use after all the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from app.errors import AppError, BundleRejected, NotAllowed
from app.models import Office
from app.paths import resource_path
from app.services.actors import Actor
from app.services.bundles.envelope import Envelope
from app.services.bundles.index import BundleIndex, IndexedEnclosure
from app.services.custody import notices
from app.services.database import Database
from app.services.letters import key_letters
from app.services.letters.enclosures import EnclosureVerdict, Standing
from app.services.letters.forms import LARGEST, EnclosureKind, read_enclosure
from app.services.letters.receipts import judge_receipt, take_receipt
from app.services.letters.rule_packs import judge_pack, take_rule_pack
from app.services.office_keys.former import is_former
from app.services.office_keys.list_taking import take_list
from app.services.office_keys.taking import take_key_change
from app.services.plans.giving import judge_plan, take_plan
from app.services.rules.pack import read_pack
from app.services.succession.notice import Carried, judge_journal_part, judge_succession, take_succession
from app.translate import N_


@dataclass(frozen=True)
class Letter:
    """What handlers know of a bundle: its envelope, where its files lie, its signer (``None``: new), this office.

    ``rules_root``: this office's own rules; ``None``: rule packs are not taken.
    """

    envelope: Envelope
    folder: Path
    sender: Office | None
    office: Office
    rules_root: Path | None = None

    @property
    def carried(self) -> Carried:
        """What the handlers of a succession need."""
        return Carried(self.envelope, self.folder, self.sender, self.office)

    @property
    def known_sender(self) -> Office:
        """The signer, where what it sends was judged as new: that asks for a known office."""
        assert self.sender is not None
        return self.sender


class Handler(NamedTuple):
    """How one kind is judged (nothing is written) and taken (in the transaction of the take), given what it says."""

    judge: Callable[[Session, Any, Letter], Standing]
    take: Callable[[Session, Any, Letter, Actor], object] | None


def _judge_pack(session: Session, said: Any, letter: Letter) -> Standing:
    if letter.rules_root is None:
        return Standing("refused", N_("Rule packs are not taken here."))
    sender = letter.envelope.sender
    confirmed = sender.key if sender.code == said.issuer.code else ""
    return judge_pack(session, said, resource_path(), letter.rules_root, confirmed, in_letter=True)


HANDLERS: dict[EnclosureKind, Handler] = {
    "receipt": Handler(
        lambda session, said, letter: judge_receipt(session, said, letter.sender, letter.office),
        lambda session, said, _letter, actor: take_receipt(session, said, actor),
    ),
    "rule_pack": Handler(_judge_pack, None),
    "office_list": Handler(
        lambda session, said, _letter: key_letters.judge_list(session, said),
        lambda session, said, _letter, actor: take_list(session, said, actor),
    ),
    "key_change": Handler(
        lambda session, said, _letter: key_letters.judge_key_change(session, said),
        lambda session, said, _letter, actor: take_key_change(session, said, actor),
    ),
    "succession": Handler(
        lambda session, said, letter: judge_succession(session, said, letter.carried),
        lambda session, said, letter, actor: take_succession(session, said, letter.carried, actor),
    ),
    "office_journal": Handler(
        lambda session, _said, letter: judge_journal_part(session, letter.carried),
        lambda _session, _said, _letter, _actor: None,  # its file is in the store by then
    ),
    "recall": Handler(
        lambda session, said, letter: notices.judge_recall(session, said, letter.sender, letter.office),
        lambda session, said, letter, actor: notices.take_recall(session, said, letter.known_sender, actor),
    ),
    "release": Handler(
        lambda session, said, letter: notices.judge_release(session, said, letter.sender, letter.office),
        lambda session, said, letter, actor: notices.take_release(session, said, letter.known_sender, actor),
    ),
    "custody": Handler(
        lambda session, said, letter: notices.judge_custody(session, said, letter.sender, letter.office),
        lambda session, said, letter, actor: notices.take_custody(
            session, said, letter.known_sender, letter.office, actor
        ),
    ),
    "plan": Handler(
        lambda session, said, letter: judge_plan(session, said, letter.sender, letter.office),
        lambda session, said, letter, actor: take_plan(session, said, letter.known_sender, actor),
    ),
}
"""By kind; one without ``take`` is taken after the transaction."""

_BY_PRESENT_KEY = frozenset({"receipt", "release", "custody", "succession", "recall", "plan"})
"""What is an office's word by the bundle's signature alone, and can be said once more with its present key."""
_OLD_KEY = Standing(
    "refused", N_("It is signed with a key that the office has replaced since: it must send it with its present key.")
)
_NO_HANDLER = Standing("refused", N_("This program does not take this kind of letter; a newer one may."))


def judge_enclosures(session: Session, index: BundleIndex, letter: Letter) -> tuple[EnclosureVerdict, ...]:
    """What taking each enclosure would do; nothing is written."""
    return tuple(
        EnclosureVerdict(one.kind, one.sha256, one.title, _standing(session, one, content, letter))
        for one, content in _read(index, letter.folder, None)
    )


def take_enclosures(
    session: Session, index: BundleIndex, letter: Letter, chosen: Collection[str], actor: Actor
) -> tuple[str, ...]:
    """Take the chosen enclosures that change the database; what is known already changes nothing.

    Returns:
        The SHA-256 of those taken now.

    Raises:
        NotAllowed: one of them cannot be taken any more.
    """
    taken = []
    for one, content in _read(index, letter.folder, chosen):
        handler = HANDLERS.get(one.kind)
        if handler is None or handler.take is None:
            continue
        standing = _standing(session, one, content, letter)
        if standing.kind == "refused":
            raise NotAllowed(
                N_("“{title}” cannot be taken: {reason}"),
                kept=N_("Nothing was taken."),
                title=one.title,
                reason=standing.said,
            )
        if standing.kind == "new":
            handler.take(session, read_enclosure(one.kind, content, one.sha256), letter, actor)
            taken.append(one.sha256)
    return tuple(taken)


def take_afterwards(
    database: Database, index: BundleIndex, letter: Letter, chosen: Collection[str], actor: Actor
) -> tuple[tuple[str, ...], tuple[AppError, ...]]:
    """Put the chosen rule packs in use, once the rest was taken; one that fails disturbs nothing else.

    Returns:
        The SHA-256 of those in use now, and what stopped the others.
    """
    done: list[str] = []
    problems: list[AppError] = []
    for one, content in _read(index, letter.folder, chosen):
        if one.kind != "rule_pack" or letter.rules_root is None:
            continue
        try:
            sender = letter.envelope.sender
            confirmed = sender.key if read_pack(content).issuer.code == sender.code else ""
            take_rule_pack(database, content, resource_path(), letter.rules_root, actor, confirmed, in_letter=True)
        except AppError as error:
            problems.append(error)
        else:
            done.append(one.sha256)
    return tuple(done), tuple(problems)


def _standing(session: Session, one: IndexedEnclosure, content: bytes, letter: Letter) -> Standing:
    handler = HANDLERS.get(one.kind)
    if handler is None:
        return _NO_HANDLER
    standing = handler.judge(session, read_enclosure(one.kind, content, one.sha256), letter)
    old = one.kind in _BY_PRESENT_KEY and standing.kind == "new" and is_former(session, letter.envelope.sender.key)
    return _OLD_KEY if old else standing


def _read(index: BundleIndex, folder: Path, chosen: Collection[str] | None) -> Iterator[tuple[IndexedEnclosure, bytes]]:
    """The enclosures with their bytes, verified once more: they lay in quarantine since the look."""
    for one in index.enclosures:
        if chosen is not None and one.sha256 not in chosen:
            continue
        with open(folder / one.sha256, "rb") as file:
            content = file.read(LARGEST + 1)
        if hashlib.sha256(content).hexdigest() != one.sha256:
            raise BundleRejected(
                N_("A file in quarantine was altered since the bundle was looked at."),
                check="hash",
                entry=f"data/files/{one.sha256}",
                advice=N_("Look at the bundle again."),
            )
        yield one, content
