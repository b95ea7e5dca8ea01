"""The tag files of the strict bag, each built from facts alone, so that a reader can rebuild and compare them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from app.services.bundles.envelope import VERSION, EnvelopeFacts
from app.services.bundles.names import BAG_INFO, BAGIT, MANIFEST

BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def bag_info(facts: EnvelopeFacts, payload_bytes: int, payload_files: int) -> bytes:
    """``bag-info.txt``: only what the envelope says, and the payload's size."""
    lines = [
        ("Source-Organization", facts.sender.name),
        ("External-Identifier", facts.bundle_id),
        ("Bagging-Date", facts.created_at[:10]),
        ("Payload-Oxum", f"{payload_bytes}.{payload_files}"),
        ("OCOP-Format-Version", str(VERSION)),
        ("OCOP-Kind", facts.kind),
        ("OCOP-From", facts.sender.code),
        ("OCOP-To", facts.receiver.code),
        ("OCOP-Sequence", str(facts.sequence)),
        ("OCOP-Previous-Bundle", facts.previous or "none"),
        ("OCOP-Dossiers", str(facts.dossiers)),
        ("OCOP-Program", facts.program),
    ]
    return "".join(f"{label}: {value}\n" for label, value in lines).encode("utf-8")


def manifest(lines: Iterable[tuple[str, str]]) -> bytes:
    """A manifest of (name, SHA-256 hex) in the given order."""
    return b"".join(f"{digest}  {name}\n".encode("ascii") for name, digest in lines)


def tag_manifest(info: bytes, payload_manifest: bytes) -> bytes:
    """``tagmanifest-sha256.txt`` over the three tag files before it."""
    content = ((BAG_INFO, info), (BAGIT, BAGIT_TEXT), (MANIFEST, payload_manifest))
    return manifest((name, hashlib.sha256(data).hexdigest()) for name, data in content)
