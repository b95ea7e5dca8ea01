"""Open a bundle's outside: container, envelope, signature and cover, before a byte of the bag is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import BundleRejected
from app.services.bundles import names
from app.services.bundles.container import ByteSource, read_container, read_entry
from app.services.bundles.envelope import Envelope, read_envelope
from app.services.bundles.limits import DEFAULT_LIMITS, BundleLimits
from app.services.bundles.sealing import recipient_of
from app.services.bundles.signing import SIGNATURE_FILE_SIZE, fingerprint, is_signed, read_signature_file
from app.services.bundles.zip_headers import Entry
from app.translate import N_, format_date


class UnknownSigner(BundleRejected):
    """The signature is sound, but by a key that no known office has; shown with its fingerprint to be compared.

    ``envelope`` says who the signer claims to be; ``fingerprint`` is the key's.
    """

    def __init__(self, envelope: Envelope) -> None:
        super().__init__(
            N_("The bundle is signed by an office that is not known here: {office}, key {fingerprint}."),
            check="signer",
            entry=names.SIGNATURE,
            advice=N_("Compare the fingerprint with the sending office, then confirm it or load its office card."),
            office=envelope.sender.name,
            fingerprint=envelope.sender.fingerprint,
        )
        self.envelope = envelope
        self.fingerprint = envelope.sender.fingerprint


class KeysLocked(BundleRejected):
    """The bundle is sealed for this office, whose keys nobody has unlocked yet: nothing is wrong with the file."""

    def __init__(self) -> None:
        super().__init__(
            N_("The bundle is sealed and this office's key is locked."),
            check="seal",
            entry=names.SEALED,
            advice=N_("Unlock the office's key, then look again."),
        )


@dataclass(frozen=True)
class FormerKey:
    """A signing key that an office had: ``state`` replaced, lost or revoked, ``until`` when (UTC, as in envelopes)."""

    office_code: str
    state: str
    until: str


_FORMER = {
    "replaced": N_("The bundle is signed with a key that {office} replaced on {day}, before the bundle was made."),
    "lost": N_("The bundle is signed with a key that {office} reported as lost on {day}."),
    "revoked": N_("The bundle is signed with a key of {office} that was revoked on {day}."),
    "succeeded": N_("The bundle is signed with a key of {office}, which ended; its successor took over on {day}."),
}

Identities = str | tuple[str, ...]
"""One secret key that opens seals, or the present one with those of before."""


@dataclass(frozen=True)
class Trust:
    """Whom this office is and whom it knows.

    Args:
        office_code: this office's code; a bundle for another one is refused.
        fingerprints: of this office's signing keys (present and former); empty: not compared.
        known: office code -> its public signing key (hex), from office cards and the database.
        former: keys (hex) that offices had. One that was lost or revoked is refused, whatever the bundle says of its
            age; one that its successor replaced is good for bundles made before that.
        confirmed: fingerprints of unknown signers that a person has just compared and accepted.
        inherited: by code, the ended offices that this one carries on for: whether it took over their keys.
    """

    office_code: str
    fingerprints: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)
    former: Mapping[str, FormerKey] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    inherited: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenedBundle:
    """The verified outside. ``bag_entries`` are the plain bag's entries, or the one sealed entry.

    ``sha256`` (of the envelope) is the bundle's identity.
    """

    folder: str
    envelope: Envelope
    envelope_bytes: bytes
    sha256: str
    cover: bytes
    bag_entries: tuple[Entry, ...]


def _split(entries: list[Entry]) -> tuple[str, list[Entry], list[Entry]]:
    folder = entries[0].name.partition("/")[0]
    if not names.is_folder_name(folder):
        raise BundleRejected(N_("The folder in the bundle has a name it may not have."), check="names", entry=folder)
    for entry in entries:
        if not entry.name.startswith(folder + "/"):
            raise BundleRejected(N_("An entry lies outside the bundle's folder."), check="names", entry=entry.name)
    present = {entry.name.removeprefix(folder + "/") for entry in entries}
    for name in names.BUNDLE_TAIL:
        if name not in present:
            raise BundleRejected(N_("An entry is missing from the bundle."), check="entries", entry=name)
    if tuple(e.name for e in entries[-3:]) != tuple(f"{folder}/{name}" for name in names.BUNDLE_TAIL):
        raise BundleRejected(N_("The entries are not in their order."), check="entries", entry=entries[-1].name)
    return folder, entries[:-3], entries[-3:]


def open_outside(source: ByteSource, limits: BundleLimits = DEFAULT_LIMITS) -> OpenedBundle:
    """Container, signature, envelope and cover verified, in that order; who signed is not judged here.

    Raises:
        BundleRejected: checks of ``read_container``, then ``names``, ``entries``, ``signature``, ``version``,
            ``envelope``, ``cover``.
    """
    entries = read_container(source, limits)
    if not entries:
        raise BundleRejected(N_("The bundle is empty."), check="entries")
    folder, bag, (cover_entry, envelope_entry, signature_entry) = _split(entries)
    content = read_entry(source, envelope_entry, limits.envelope)
    signature = read_signature_file(read_entry(source, signature_entry, SIGNATURE_FILE_SIZE))
    if signature is None or not is_signed(content, signature[1], signature[0]):
        raise BundleRejected(
            N_("The signature does not fit the envelope: one of them was altered."),
            check="signature",
            entry=names.SIGNATURE,
        )
    envelope = read_envelope(content)
    if envelope.sender.key != signature[0].hex():
        raise BundleRejected(
            N_("The envelope names another key than the one that signed it."), check="signature", entry=names.SIGNATURE
        )
    if envelope.name != folder:
        raise BundleRejected(N_("The folder does not have the bundle's name."), check="envelope", entry=folder)
    cover = read_entry(source, cover_entry, limits.cover)
    if hashlib.sha256(cover).hexdigest() != envelope.cover_sha256:
        raise BundleRejected(N_("The cover is not the one that was signed."), check="cover", entry=names.COVER)
    sealed = [entry.name for entry in bag] == [f"{folder}/{names.SEALED}"]
    if sealed != envelope.encrypted or not bag:
        raise BundleRejected(
            N_("The bundle does not hold what its envelope says: a sealed bag or an open one."), check="entries"
        )
    if sealed and bag[0].size != envelope.bag.sealed_size:
        raise BundleRejected(
            N_("The sealed part does not have the size that was signed."), check="hash", entry=names.SEALED
        )
    digest = hashlib.sha256(content).hexdigest()
    return OpenedBundle(folder, envelope, content, digest, cover, tuple(bag))


def check_trust(envelope: Envelope, trust: Trust) -> bool:
    """Whether the signer was known before (else a person confirmed it), and that the bundle is for this office.

    Raises:
        UnknownSigner: nobody known has this key, and it was not confirmed.
        BundleRejected: checks ``signer`` (a known office with another key, a former key) and ``receiver``.
    """
    sender = envelope.sender
    known = trust.known.get(sender.code)
    former = trust.former.get(sender.key)
    if former is not None:
        made_before = former.state in ("replaced", "succeeded") and envelope.created_at <= former.until
        if not made_before or former.office_code != sender.code:
            raise _former_key(envelope, former)
        known = sender.key
    if known is not None and known != sender.key:
        raise BundleRejected(
            N_("Office {office} is known here with another key; this bundle's key is {fingerprint}."),
            check="signer",
            entry=names.SIGNATURE,
            advice=N_("Ask that office by telephone. If it has new keys, take its notice of the change first."),
            office=sender.name,
            fingerprint=fingerprint(bytes.fromhex(sender.key)),
        )
    if known is None and sender.key in trust.known.values():
        raise BundleRejected(
            N_("The key of this bundle belongs to another office than the one it names."),
            check="signer",
            entry=names.SIGNATURE,
        )
    if known is None and sender.fingerprint not in trust.confirmed:
        raise UnknownSigner(envelope)
    receiver = envelope.receiver
    if receiver.code in trust.inherited:
        if not trust.inherited[receiver.code]:
            raise _keys_not_taken(receiver.name)
        return known is not None
    wrong_key = receiver.fingerprint and trust.fingerprints and receiver.fingerprint not in trust.fingerprints
    if receiver.code != trust.office_code or wrong_key:
        raise BundleRejected(
            N_("The bundle is for another office: {office}."),
            check="receiver",
            entry=names.ENVELOPE,
            advice=N_("Pass it on to that office, or ask the sender for one addressed to you."),
            office=receiver.name,
        )
    return known is not None


def _keys_not_taken(office: str) -> BundleRejected:
    return BundleRejected(
        N_("The bundle is for {office}, which this office carries on for, but whose keys it did not take over."),
        check="receiver",
        entry=names.ENVELOPE,
        advice=N_(
            "Take over from the data folder of that office, with its passphrase; or ask the sender for a bundle "
            "addressed to you."
        ),
        office=office,
    )


def _former_key(envelope: Envelope, former: FormerKey) -> BundleRejected:
    day = dt.datetime.fromisoformat(former.until).astimezone().date()
    return BundleRejected(
        _FORMER[former.state],
        check="signer",
        entry=names.SIGNATURE,
        advice=N_("Ask that office by telephone whether it sent this. It must hand over again with its present key."),
        office=envelope.sender.name,
        day=format_date(day),
    )


def identity_for(envelope: Envelope, identities: Identities | None) -> str | None:
    """Of this office's secret keys the one that the bundle is sealed for; the present one where none is."""
    if identities is None or isinstance(identities, str):
        return identities
    fitting = (one for one in identities if recipient_of(one) == envelope.receiver.recipient)
    return next(fitting, identities[0])
