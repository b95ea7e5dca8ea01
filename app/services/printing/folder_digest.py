"""The hash of a folder that is handed over on paper: noted before it gets its name, taken again after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from app.models.base import nfc
from app.services.file_store import CHUNK

WRITING = ".writing-"
"""Begins the name of a folder that is still being written, beside its place."""


class FolderDigest(NamedTuple):
    """SHA-256 (hex) of the list of files; how many there are; their bytes."""

    sha256: str
    files: int
    size: int


def digest_of_list(files: Iterable[tuple[str, str]]) -> str:
    """SHA-256 (hex) of the lines "sha256  path", ordered by path; ``files`` are paths with their hashes."""
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(files))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def digest_of_file(path: Path) -> tuple[str, int]:
    """SHA-256 (hex) and bytes of a file. Raises ``OSError``."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as reader:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def digest_of_folder(folder: Path) -> FolderDigest:
    """What lies in a folder now. Raises ``OSError``."""
    read = {
        nfc(path.relative_to(folder).as_posix()): digest_of_file(path) for path in folder.rglob("*") if path.is_file()
    }
    listed = digest_of_list((path, sha256) for path, (sha256, _size) in read.items())
    return FolderDigest(listed, len(read), sum(size for _sha256, size in read.values()))
