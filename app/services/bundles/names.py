"""The names that may stand in a bundle: short, plain ASCII, the same on every system."""

from __future__ import annotations

import re

from app.errors import BundleRejected
from app.services.bundles.limits import DEFAULT_LIMITS
from app.translate import N_

_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)

ENVELOPE = "envelope.json"
SIGNATURE = "envelope.sig"
COVER = "cover.pdf"
SEALED = "bag.zip.age"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INDEX = "data/index.json"
JOURNAL = "data/journal.jsonl"
FILES = "data/files/"

#: After the attachments, in this order.
BAG_TAIL = (INDEX, JOURNAL, BAG_INFO, MANIFEST, TAG_MANIFEST)
#: After the bag or the sealed bag, in this order.
BUNDLE_TAIL = (COVER, ENVELOPE, SIGNATURE)


def is_sha256(text: str) -> bool:
    """Whether the text is a SHA-256 in lower-case hex."""
    return _SHA256.fullmatch(text) is not None


def is_reserved(part: str) -> bool:
    """Whether Windows would take this part of a path for a device."""
    return part.split(".", 1)[0].casefold() in _RESERVED


def is_folder_name(name: str) -> bool:
    """Whether a bundle's folder may have this name (at most 100 characters)."""
    return len(name) <= 100 and _FOLDER.fullmatch(name) is not None and not is_reserved(name)


def check_entry_name(raw: bytes, longest: int = 100 + DEFAULT_LIMITS.name) -> str:
    """The name as text, or refused with the reason.

    Raises:
        BundleRejected: check ``names``.
    """
    shown = raw[:200].decode("ascii", "backslashreplace")

    def refuse(message: str) -> BundleRejected:
        return BundleRejected(message, check="names", entry=shown)

    if not raw or len(raw) > longest:
        raise refuse(N_("The name of an entry is empty or too long."))
    if not raw.isascii() or _PLAIN.fullmatch(shown) is None:
        raise refuse(N_("The name of an entry has a letter that is not allowed."))
    parts = shown.split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise refuse(N_("The name of an entry leads out of its folder."))
    if any(part.endswith(".") or is_reserved(part) for part in parts):
        raise refuse(N_("The name of an entry cannot exist on Windows."))
    return shown
