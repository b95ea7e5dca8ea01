"""Look: verify a bundle wholly, stage it in quarantine, and say what taking each dossier would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlmodel import Session, col, select

from app.errors import BundleRejected
from app.models import HandOver, Office
from app.models.office import office_id
from app.services.actors import own_office
from app.services.bundles.arriving import Seen, arriving
from app.services.bundles.dossier_sheet import ArrivedDossier
from app.services.bundles.envelope import Envelope
from app.services.bundles.index import BundleIndex, require_sender
from app.services.bundles.opening import Identities, Trust
from app.services.bundles.relations import Relations, clash, office_ids
from app.services.bundles.sniffing import warn_of_name
from app.services.bundles.staging import StagedBundle, forget_staged, open_bundle
from app.services.bundles.standing import dossiers_here
from app.services.bundles.verdicts import TAKEABLE, Verdict, judge, known_sender
from app.services.database import Database
from app.services.hand_over_numbers import Came, first_numbers, missing_before
from app.services.letters.enclosures import EnclosureVerdict
from app.services.letters.taking import Letter, judge_enclosures
from app.services.office_keys.former import former_keys, is_former
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.services.search import sort_key
from app.services.succession.known import inherited_receivers
from app.translate import N_, _

_MOST_NUMBERS = 100
OLD_KEY = N_("It is signed with a key that the office has replaced since; that it was made before is its own word.")


@dataclass(frozen=True)
class LookReport:
    """A sound bundle as it stands to this office's data. ``missing_sequences``: bundles of this sender not seen yet.

    ``enclosures``: what lies beside the dossiers. ``arrived_before``: something of this bundle was taken here already.
    ``seen`` and ``level`` (of this office) are what the verdicts rest on: a take asks whether they still hold.
    """

    staged: StagedBundle
    index: BundleIndex
    verdicts: tuple[Verdict, ...]
    missing_sequences: tuple[int, ...] = field(default=())
    seen: Mapping[str, Seen] = field(default_factory=dict, repr=False)
    level: str = ""
    enclosures: tuple[EnclosureVerdict, ...] = ()
    arrived_before: bool = False

    @property
    def envelope(self) -> Envelope:
        return self.staged.envelope

    @property
    def takeable(self) -> tuple[str, ...]:
        """Ids of the dossiers that can be taken."""
        return tuple(verdict.dossier_id for verdict in self.verdicts if verdict.kind in TAKEABLE)

    @property
    def taken_unasked(self) -> tuple[str, ...]:
        """Ids of the dossiers that are taken where nobody chooses: all but those that contradict what is known here."""
        return tuple(one.dossier_id for one in self.verdicts if one.kind in TAKEABLE and not one.asks)

    @property
    def takeable_enclosures(self) -> tuple[str, ...]:
        """The SHA-256 of the enclosures that can be taken."""
        return tuple(one.sha256 for one in self.enclosures if one.standing.kind == "new")


def trust_of(session: Session, confirmed: frozenset[str] = frozenset()) -> Trust:
    """Whom this office is and whose keys a person here has confirmed."""
    office = own_office(session)
    offices = session.exec(
        select(Office).where(Office.sign_public_key != "", col(Office.key_confirmed_at).is_not(None))
    ).all()
    return Trust(
        office_code=office.code,
        known={known.code: known.sign_public_key for known in offices if not known.is_self},
        former=former_keys(session),
        confirmed=confirmed,
        inherited=inherited_receivers(session, office.id),
    )


def look_at_bundle(
    database: Database,
    path: Path,
    quarantine: Path,
    library: RuleLibrary,
    *,
    identity: Identities | None,
    confirmed: frozenset[str] = frozenset(),
    rules_root: Path | None = None,
    progress: Progress | None = None,
) -> LookReport:
    """Verify everything and stage it; the database is only read. A bundle that is refused leaves nothing staged.

    Args:
        identity: this office's age identity (or all it has, the present one first), for sealed bundles.
        confirmed: fingerprints of new signers that a person has just compared.
        rules_root: where this office's own rules lie, to compare an enclosed rule pack with.

    Raises:
        BundleRejected: a check of the bundle itself failed (``UnknownSigner`` where only the signer is new); nothing
        was changed. StorageError. Cancelled.
    """
    with database.reading() as session:
        trust = trust_of(session, confirmed)
    staged = open_bundle(path, quarantine, trust, identity=identity, progress=progress)
    try:
        return _compared(database, staged, library, rules_root, progress)
    except BundleRejected:
        forget_staged(staged)
        raise


def _compared(
    database: Database,
    staged: StagedBundle,
    library: RuleLibrary,
    rules_root: Path | None,
    progress: Progress | None,
) -> LookReport:
    index = staged.index
    named = require_sender(index, staged.envelope.sender.code)
    verdicts: list[Verdict] = []
    seen: dict[str, Seen] = {}
    watch = progress or NullProgress()
    with database.reading() as session:
        office, sender = own_office(session), known_sender(session, staged.envelope.sender.code)
        giver, of_old = sender, is_former(session, staged.envelope.sender.key)
        if sender is None and index.purpose != "result":  # this bundle may be the first that is seen of it
            giver = Office(id=office_id(named.code), **named.model_dump())
        here = dossiers_here(session, [indexed.id for indexed in index.dossiers])
        relations = Relations(office_ids(session, {office_id(one.code) for one in index.offices}), staged.files)
        for place, (arrived, lines) in enumerate(arriving(staged, index), start=1):
            relations.check(arrived)
            verdict = judge(session, arrived, index.purpose, giver, office, library)
            if of_old and verdict.kind in TAKEABLE:
                verdict = replace(verdict, asks=True, reason=verdict.reason or OLD_KEY)
            verdict = _warned(_beside_others(session, verdict, arrived), arrived, staged)
            verdicts.append(verdict)
            if verdict.kind in TAKEABLE:
                seen[verdict.dossier_id] = Seen(lines, here[verdict.dossier_id])
            session.expunge_all()
            watch.step(place, len(index.dossiers), N_("Comparing the dossiers"))
        missing = _missing_sequences(session, staged, sender)
        letter = Letter(staged.envelope, staged.folder / "files", sender, office, rules_root)
        enclosures = judge_enclosures(session, index, letter)
        known = session.exec(
            select(HandOver.id).where(
                HandOver.direction == "in", HandOver.status != "undone", HandOver.bundle_sha256 == staged.sha256
            )
        ).first()
        level = office.level
    return LookReport(staged, index, tuple(verdicts), missing, seen, level, enclosures, known is not None)


def _beside_others(session: Session, verdict: Verdict, arrived: ArrivedDossier) -> Verdict:
    """The verdict, or the refusal of what could be taken but for records here that bear its ids."""
    if verdict.kind in ("refused", "already_here"):
        return verdict
    reason = clash(session, arrived)
    return replace(verdict, kind="refused", reason=reason, params={}, changes=()) if reason else verdict


def _warned(verdict: Verdict, arrived: ArrivedDossier, staged: StagedBundle) -> Verdict:
    """Name the attachments that are kept inert: not what their name says, or with macros."""
    warnings = []
    for records in arrived.records.values():
        for record in records:
            for child in record.children:
                sha256, name = getattr(child, "sha256", None), getattr(child, "name", "")
                if sha256 is None:
                    continue
                file = staged.files[sha256]
                warning = file.warning or warn_of_name(file.media_type, name)
                if warning:
                    warnings.append(f"{name}: {_(warning)}")
    return replace(verdict, warnings=tuple(sorted(warnings, key=sort_key))) if warnings else verdict


def _missing_sequences(session: Session, staged: StagedBundle, sender: Office | None) -> tuple[int, ...]:
    """The numbers before this bundle's that never arrived from this sender; the first hundred.

    One that this bundle stands for, or that its sender never gave to a bundle, is not among them.
    """
    envelope, replaced = staged.envelope, (one.sequence for one in staged.index.replaces)
    arriving = Came(envelope.sequence, staged.sha256, envelope.previous or "", tuple(replaced))
    spans = missing_before(session, sender.id if sender else "", arriving)
    return first_numbers(spans, _MOST_NUMBERS)
