"""How much a bundle may hold; far above any real round, far below what would choke a small computer."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

#: Bytes read, hashed and written at a time.
CHUNK = MIB


@dataclass(frozen=True)
class BundleLimits:
    """Upper bounds, sizes in bytes; what lies above is refused before it is read.

    ``depth`` counts nested lists and objects in ``index.json``; ``digits`` the digits of one number there; ``values``
    the signs that begin or part values in any JSON: two hundred thousand dossiers need some two million.
    """

    bundle: int = 256 * GIB
    entries: int = 200_000
    attachment: int = 4 * GIB
    cover: int = 16 * MIB
    envelope: int = 64 * KIB
    index: int = 256 * MIB
    journal: int = 512 * MIB
    journal_line: int = 4 * MIB
    tag_file: int = 64 * MIB
    name: int = 120
    depth: int = 24
    digits: int = 18
    values: int = 3_000_000


DEFAULT_LIMITS = BundleLimits()
