"""Two offices with keys, and bundles made of them, for every test of the format."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services.bundles.envelope import EnvelopeFacts, Receiver, Sender
from app.services.bundles.opening import Trust
from app.services.bundles.sealing import new_identity, recipient_of
from app.services.bundles.signing import SigningKey, fingerprint, new_signing_key
from app.services.bundles.writer import Attachment, WrittenBundle, put_in_place, write_bundle

BUNDLE_ID = "0198c0de-0000-7000-8000-00000000abcd"
DOSSIER_ID = "0198c0de-0000-7000-8000-0000000000d1"
COVER = b"%PDF-1.4 cover\n"


@dataclass
class Pair:
    """A commune that sends, a province that receives; ``folder`` holds the sender's stored files."""

    folder: Path
    sender_key: SigningKey = field(default_factory=new_signing_key)
    receiver_key: SigningKey = field(default_factory=new_signing_key)
    identity: str = field(default_factory=new_identity)

    @property
    def trust(self) -> Trust:
        return Trust(
            "T66", frozenset({fingerprint(self.receiver_key.public_key)}), {"X66-01": self.sender_key.public_key.hex()}
        )

    def facts(self, **changes: Any) -> EnvelopeFacts:
        public = self.sender_key.public_key
        values: dict[str, Any] = {
            "bundle_id": BUNDLE_ID,
            "kind": "hand_over",
            "sender": Sender(
                code="X66-01", name="UBND xã Krông Pắc", key=public.hex(), fingerprint=fingerprint(public)
            ),
            "receiver": Receiver(
                code="T66",
                name="UBND tỉnh Đắk Lắk",
                fingerprint=fingerprint(self.receiver_key.public_key),
                recipient=recipient_of(self.identity),
            ),
            "sequence": 7,
            "previous": None,
            "created_at": "2026-11-22T08:00:00Z",
            "program": "0.1.0",
            "dossiers": 1,
        }
        return EnvelopeFacts(**values | changes)

    def attach(self, *contents: bytes) -> list[Attachment]:
        """Store the contents as files named by their hash."""
        made = []
        for content in contents:
            digest = hashlib.sha256(content).hexdigest()
            path = self.folder / digest
            path.write_bytes(content)
            made.append(Attachment(digest, path, len(content)))
        return made

    def index(self, attachments: list[Attachment]) -> bytes:
        """An index of one dossier that names these files, the first of them its records."""
        digests = sorted({item.sha256 for item in attachments})
        dossier = {
            "id": DOSSIER_ID,
            "product": "Cà phê bột Ê Đê",
            "producer": "HTX Nông nghiệp",
            "code": "",
            "status": "assessed",
            "custody": 2,
            "records": digests[0],
            "files": digests[1:],
            "journal_entries": 1,
        }
        value = {"schema": 1, "bundle_id": BUNDLE_ID, "purpose": "forward", "offices": [], "dossiers": [dossier]}
        value["enclosures"] = []
        return json.dumps(value, ensure_ascii=False).encode()

    def write(
        self,
        target: Path,
        *contents: bytes,
        sealed: bool = False,
        name: str = "ocop-X66-01-T66-7",
        facts: EnvelopeFacts | None = None,
        **changes: Any,
    ) -> WrittenBundle:
        """A bundle under its temporary name in ``target``."""
        attachments = changes.pop("attachments", None) or self.attach(*(contents or (b"{}", b"%PDF-1.7 evidence")))
        facts = facts or self.facts()
        values: dict[str, Any] = {
            "cover": COVER,
            "index": self.index(attachments),
            "journal": b'{"entry":1}\n',
            "attachments": attachments,
            "signer": self.sender_key,
            "recipient": facts.receiver.recipient if sealed else None,
        }
        return write_bundle(target, name, facts, **values | changes)

    def bundle(self, target: Path, *contents: bytes, sealed: bool = False, **changes: Any) -> Path:
        """A finished ``.ocop`` file in ``target``."""
        target.mkdir(exist_ok=True)
        return put_in_place(self.write(target, *contents, sealed=sealed, **changes))
