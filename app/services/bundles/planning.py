"""What a bundle will hold and how large it will be before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from app.errors import InvalidInput
from app.services.bundles import names, tag_files
from app.services.bundles.container import container_size
from app.services.bundles.envelope import EnvelopeFacts
from app.services.bundles.sealing import sealed_size
from app.services.bundles.signing import SIGNATURE_FILE_SIZE
from app.translate import N_


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to carry: its SHA-256 (lower-case hex), where it lies or what tells that, its size in bytes.

    A thousand dossiers have twenty thousand: a path is made when it is opened, and never by ``pathlib``, which keeps
    every name for good.
    """

    sha256: str
    source: Path | Callable[[str], str]
    size: int

    @property
    def path(self) -> Path | str:
        return self.source if isinstance(self.source, Path) else self.source(self.sha256)


@dataclass(frozen=True)
class BundlePlan:
    """What will be written: bytes of the attachments (each once), files, bytes of the whole bundle."""

    files: int
    payload_bytes: int
    bundle_bytes: int


def unique(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Each content once, in the order of their hashes, which is their order in the bag."""
    by_hash = {item.sha256: item for item in attachments}
    for digest in by_hash:
        if not names.is_sha256(digest):
            raise InvalidInput("sha256", N_("An attachment is not named by its SHA-256."))
    return [by_hash[digest] for digest in sorted(by_hash)]


def bag_entries(folder: str, files: Sequence[Attachment], sizes: Sequence[int]) -> Iterator[tuple[str, int]]:
    yield f"{folder}/{names.BAGIT}", len(tag_files.BAGIT_TEXT)
    for item in files:
        yield f"{folder}/{names.FILES}{item.sha256}", item.size
    for name, size in zip(names.BAG_TAIL, sizes, strict=True):
        yield f"{folder}/{name}", size


def tail_sizes(facts: EnvelopeFacts, files: Sequence[Attachment], index_size: int, journal_size: int) -> list[int]:
    payload = sum(item.size for item in files) + index_size + journal_size
    info = len(tag_files.bag_info(facts, payload, len(files) + 2))
    listed = len(files) * (66 + len(names.FILES) + 65) + 2 * 67 + len(names.INDEX) + len(names.JOURNAL)
    return [index_size, journal_size, info, listed, len(tag_files.tag_manifest(b"", b""))]


def plan_size(
    name: str,
    facts: EnvelopeFacts,
    attachments: Iterable[Attachment],
    *,
    index_size: int,
    journal_size: int,
    cover_size: int,
    encrypted: bool,
) -> BundlePlan:
    """How large the bundle will be, in bytes, before anything is written.

    The envelope is rounded up to 4 KiB; under the seal, whose header varies, it may be up to 190 bytes less.
    """
    files = unique(attachments)
    bag = bag_entries(name, files, tail_sizes(facts, files, index_size, journal_size))
    if encrypted:
        bag = iter([(f"{name}/{names.SEALED}", sealed_size(container_size(bag)))])
    tail = zip(names.BUNDLE_TAIL, (cover_size, 4096, SIGNATURE_FILE_SIZE), strict=True)
    total = container_size(chain(bag, ((f"{name}/{entry}", size) for entry, size in tail)))
    return BundlePlan(len(files), sum(item.size for item in files), total)
