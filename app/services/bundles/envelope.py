"""The envelope: who sends how much to whom, and the hashes that everything else hangs on. Nothing personal."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import BundleRejected, InvalidInput
from app.services.bundles.names import ENVELOPE, is_folder_name
from app.services.bundles.sealing import check_recipient
from app.services.bundles.signing import fingerprint
from app.translate import N_

FORMAT = "so-ocop/bundle"
VERSION = 1


def check_plain_text(text: str) -> str:
    """One line of printable NFC text.

    Raises:
        ValueError: it is not.
    """
    if not text.strip() or text != text.strip() or not text.isprintable():
        raise ValueError("not one line of printable text")
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("not NFC")
    return text


def _folder(text: str) -> str:
    if not is_folder_name(text):
        raise ValueError("not the name of a bundle's folder")
    return text


def _time(text: str) -> str:
    if dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") != text:
        raise ValueError("not a time in UTC")
    return text


def _age_key(text: str) -> str:
    try:
        check_recipient(text)
    except InvalidInput as exc:
        raise ValueError("not an age key") from exc
    return text


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PlainText = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(check_plain_text)]
Code = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(check_plain_text)]
Time = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"), AfterValidator(_time)]
AgeKey = Annotated[str, AfterValidator(_age_key)]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Count = Annotated[int, Field(ge=0, lt=2**53)]


class StrictModel(BaseModel):
    """Frozen, no unknown field, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Sender(StrictModel):
    """The office that signs: its code and name, its public signing key (hex), that key's fingerprint, its sealing key.

    The signature covers ``recipient`` too, so that whoever confirms the signer can seal what goes back.
    """

    code: Code
    name: PlainText
    key: Sha256  # 32 bytes in hex, the same shape
    fingerprint: str
    recipient: AgeKey | None = None

    @model_validator(mode="after")
    def _fits(self) -> Sender:
        if self.fingerprint != fingerprint(bytes.fromhex(self.key)):
            raise ValueError("the fingerprint is not the key's")
        return self


class Receiver(StrictModel):
    """The office that it is for; its keys where the sender knows them."""

    code: Code
    name: PlainText
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{4}( [0-9a-f]{4}){15}$")] | None = None
    recipient: AgeKey | None = None


class Counts(StrictModel):
    """How much is inside: dossiers, attachments, and the attachments' bytes."""

    dossiers: Count
    files: Count
    bytes: Count


class BagSeal(StrictModel):
    """What the signature reaches through the envelope.

    ``tagmanifest_sha256`` covers the bag (its tag manifest covers the manifest, which covers every file);
    ``sealed_sha256`` and ``sealed_size`` cover ``bag.zip.age`` where the bag is encrypted.
    """

    tagmanifest_sha256: Sha256
    sealed_sha256: Sha256 | None = None
    sealed_size: Count | None = None


class EnvelopeFacts(StrictModel):
    """What the exporter knows before anything is written; the rest of the envelope is worked out while writing.

    ``previous`` is the ``sha256`` of the last bundle of this pair of offices, ``kind`` what the bundle is for
    (``hand_over``, ``return``, ``receipt`` ...), ``created_at`` UTC as ``2026-11-22T08:00:00Z``.
    """

    bundle_id: Uuid
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
    sender: Sender
    receiver: Receiver
    sequence: Annotated[int, Field(ge=1, lt=2**53)]
    previous: Sha256 | None = None
    created_at: Time
    program: Annotated[str, Field(pattern=r"^[0-9A-Za-z.+-]{1,40}$")]
    dossiers: Count


class Envelope(StrictModel):
    """``envelope.json``, field by field."""

    format: Literal["so-ocop/bundle"] = "so-ocop/bundle"
    version: Literal[1] = 1
    bundle_id: Uuid
    name: Annotated[str, AfterValidator(_folder)]
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
    sender: Sender
    receiver: Receiver
    sequence: Annotated[int, Field(ge=1, lt=2**53)]
    previous: Sha256 | None
    created_at: Time
    program: Annotated[str, Field(pattern=r"^[0-9A-Za-z.+-]{1,40}$")]
    counts: Counts
    encrypted: bool
    bag: BagSeal
    cover_sha256: Sha256

    @model_validator(mode="after")
    def _consistent(self) -> Envelope:
        sealed = self.bag.sealed_sha256 is not None and self.bag.sealed_size is not None
        if sealed != self.encrypted or (self.bag.sealed_sha256 is None) != (self.bag.sealed_size is None):
            raise ValueError("encrypted bundles, and only these, name their sealed part")
        if self.encrypted and self.receiver.recipient is None:
            raise ValueError("an encrypted bundle names the key it is sealed for")
        return self

    def canonical(self) -> bytes:
        """The only bytes this envelope has: fields in order, two spaces, UTF-8, a line feed at the end."""
        return canonical_text(self.model_dump(mode="json"))


def canonical_text(value: Any) -> bytes:
    """Readable JSON with one way to write it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _refuse(message: str, check: str = "envelope") -> BundleRejected:
    return BundleRejected(message, check=check, entry=ENVELOPE)


def read_envelope(content: bytes) -> Envelope:
    """The envelope of bytes whose signature was already verified.

    Raises:
        BundleRejected: check ``version`` (made by a newer program) or ``envelope``.
    """
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as exc:
        raise _refuse(N_("The envelope is not readable.")) from exc
    version = raw.get("version") if isinstance(raw, dict) and raw.get("format") == FORMAT else None
    if isinstance(version, int) and version > VERSION:
        raise BundleRejected(
            N_("The bundle was made by a newer program (format {version})."),
            check="version",
            entry=ENVELOPE,
            advice=N_("Update this program, then look at the bundle again."),
            version=version,
        )
    try:
        envelope = Envelope.model_validate(raw)
    except ValidationError as exc:
        raise _refuse(N_("The envelope does not follow its form.")) from exc
    if envelope.canonical() != content:
        raise _refuse(N_("The envelope is not written the one way it may be."))
    return envelope
