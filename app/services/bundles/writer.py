"""Write a bundle: one pass over the attachments, hashed while they are written, under a temporary name."""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError, InvalidInput, StorageError, system_reason
from app.services.bundles import names, tag_files
from app.services.bundles.container import ContainerWriter, container_size
from app.services.bundles.envelope import BagSeal, Counts, Envelope, EnvelopeFacts
from app.services.bundles.files import (
    WHOLE,
    Digest,
    HashingPipe,
    check_space,
    digest_file,
    digest_of,
    file_chunks,
    sync_folder,
)
from app.services.bundles.limits import DEFAULT_LIMITS, MIB
from app.services.bundles.parts import TargetParts, final_paths, lying_at
from app.services.bundles.planning import Attachment, BundlePlan, bag_entries, plan_size, tail_sizes, unique
from app.services.bundles.seal_process import make_seal
from app.services.bundles.sealing import header_size, sealed_size
from app.services.bundles.signing import Signer, signature_file
from app.services.bundles.spool import Content, Spool
from app.services.progress import NullProgress, Progress
from app.translate import N_

__all__ = [
    "Attachment",
    "BundlePlan",
    "WrittenBundle",
    "discard",
    "plan_size",
    "put_in_place",
    "write_bundle",
]

_WRITING = N_("Writing the bundle")
_AHEAD = 4  # attachments read and hashed while one is written; 4 x 4 MiB at most
_SPARE = 1 * MIB  # room for the envelope and the file system's own needs


@dataclass(frozen=True)
class WrittenBundle:
    """A finished file, still under its temporary name until ``put_in_place``.

    ``paths``: one, or the parts in their order, where the target holds no file of its size; ``final_path`` is its name
    in one piece. ``sha256`` is the bundle's identity: the SHA-256 of its envelope, which reaches everything else.
    """

    paths: tuple[Path, ...]
    final_path: Path
    sha256: str
    size: int
    tagmanifest_sha256: str
    sealed_sha256: str | None
    envelope: Envelope

    @property
    def path(self) -> Path:
        """Where it, or its first part, lies now."""
        return self.paths[0]


def _differs(item: Attachment) -> StorageError:
    return StorageError(
        N_("The stored file {sha256} is not what it was: its content no longer has that hash."),
        kept=N_("Nothing was written; the dossier was not handed over."),
        advice=N_("Run the check of this office's data and restore the file from a backup."),
        sha256=item.sha256,
    )


def _read(item: Attachment) -> tuple[Digest, bytes | None]:
    if item.size <= WHOLE:
        with open(item.path, "rb", buffering=0) as file:
            content = file.read(item.size + 1) or b""
        return digest_of(content), content
    return digest_file(item.path), None


def _read_ahead(
    pool: ThreadPoolExecutor, files: Sequence[Attachment]
) -> Iterator[tuple[Attachment, Digest, bytes | None]]:
    waiting: deque[tuple[Attachment, Future[tuple[Digest, bytes | None]]]] = deque()
    remaining = iter(files)
    try:
        while True:
            while len(waiting) < _AHEAD and (item := next(remaining, None)) is not None:
                waiting.append((item, pool.submit(_read, item)))
            if not waiting:
                return
            item, future = waiting.popleft()
            digest, content = future.result()
            if digest.sha256 != item.sha256 or digest.size != item.size:
                raise _differs(item)
            yield item, digest, content
    finally:
        for _item, future in waiting:
            future.cancel()


class _BagWriter:
    """Writes the entries of the strict bag into a container."""

    def __init__(self, out: ContainerWriter, folder: str, step: Callable[[int], None]) -> None:
        self._out = out
        self._folder = folder
        self._step = step

    def _stream(self, name: str, digest: Digest, chunks: Iterable[bytes], changed: StorageError) -> None:
        self._out.begin(f"{self._folder}/{name}", digest.size, digest.crc)
        crc = size = 0
        for chunk in chunks:
            self._out.data(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            self._step(len(chunk))
        if (size, crc) != (digest.size, digest.crc):
            raise changed

    def write(self, facts: EnvelopeFacts, files: Sequence[Attachment], index: Spool, journal: Spool) -> bytes:
        """All of the bag; returns the tag manifest."""
        self._out.add(f"{self._folder}/{names.BAGIT}", tag_files.BAGIT_TEXT)
        listed = bytearray()
        payload = 0
        with ThreadPoolExecutor(1, "hash") as pool:
            for item, digest, content in _read_ahead(pool, files):
                name = names.FILES + item.sha256
                if content is not None:
                    self._out.begin(f"{self._folder}/{name}", digest.size, digest.crc)
                    self._out.data(content)
                    self._step(len(content))
                else:
                    self._stream(name, digest, file_chunks(item.path), _differs(item))
                listed += tag_files.manifest([(name, item.sha256)])
                payload += item.size
        for name, spool in ((names.INDEX, index), (names.JOURNAL, journal)):
            changed = StorageError(N_("A file changed while it was written: {name}."), name=name)
            self._stream(name, spool.digest, spool.chunks(), changed)
            listed += tag_files.manifest([(name, spool.digest.sha256)])
            payload += spool.digest.size
        info, manifest = tag_files.bag_info(facts, payload, len(files) + 2), bytes(listed)
        del listed  # 150 bytes a file
        tags = tag_files.tag_manifest(info, manifest)
        for name, tag in ((names.BAG_INFO, info), (names.MANIFEST, manifest), (names.TAG_MANIFEST, tags)):
            self._out.add(f"{self._folder}/{name}", tag)
        return tags


class _SealedEntry:
    """The sealed bag inside the container, begun once its first bytes tell how long the seal's header is."""

    def __init__(self, out: ContainerWriter, name: str, plain_size: int, pool: ThreadPoolExecutor) -> None:
        self._out = out
        self._name = name
        self._plain_size = plain_size
        self._hashing = HashingPipe(out.data, pool)
        self._planned: int | None = None
        self._offset = 0

    def write(self, data: bytes) -> None:
        if self._planned is None:
            self._planned = sealed_size(self._plain_size, header_size(data))
            self._offset = self._out.begin_unknown(self._name, self._planned)
        self._hashing.write(data)

    def settle(self, target: TargetParts) -> Digest:
        digest = self._hashing.digest()
        if digest.size != self._planned:
            raise AssertionError("the size of the sealed bag was planned wrongly")
        target.patch(self._out.settle(self._name, digest.size, digest.crc, self._offset), self._offset)
        return digest


def _write_sealed(
    out: ContainerWriter,
    target: TargetParts,
    folder: str,
    plain_size: int,
    recipient: str,
    fill: Callable[[ContainerWriter], bytes],
) -> tuple[bytes, Digest]:
    with ThreadPoolExecutor(1, "seal-hash") as pool:
        entry = _SealedEntry(out, f"{folder}/{names.SEALED}", plain_size, pool)
        with make_seal(entry.write, recipient, plain_size) as seal:
            inner = ContainerWriter(seal.write)
            tags = fill(inner)
            inner.finish()
            seal.finish()
        return tags, entry.settle(target)


def write_bundle(
    target_dir: Path,
    name: str,
    facts: EnvelopeFacts,
    *,
    cover: bytes,
    index: Content,
    journal: Content,
    attachments: Iterable[Attachment],
    signer: Signer,
    recipient: str | None,
    progress: Progress | None = None,
    largest: int | None = None,
) -> WrittenBundle:
    """Write a bundle into ``target_dir`` under a temporary name, synced; on any failure nothing of it stays.

    Then call ``reader.read_back`` and ``put_in_place``.

    Args:
        name: the bundle's folder and file name without ``.ocop``.
        index: ``data/index.json``; journal: ``data/journal.jsonl``; bytes or a file.
        recipient: the receiver's ``age1...`` key; None leaves the bundle readable by anyone.
        largest: bytes that a file may have there; a larger bundle is written in parts of that size.

    Raises:
        StorageError: no room, the medium failed, a bundle of that name is there, or an attachment is not what its
            SHA-256 says. InvalidInput: a name, hash or key that cannot be. Cancelled: the person stopped it.
    """
    if not names.is_folder_name(name):
        raise InvalidInput("name", N_("This cannot be the name of a bundle: {name}"), name=name)
    if signer.public_key.hex() != facts.sender.key:
        raise InvalidInput("signer", N_("The signing key is not the sender's."))
    if recipient != facts.receiver.recipient and recipient is not None:
        raise InvalidInput("recipient", N_("The sealing key is not the receiver's."))
    final = target_dir / f"{name}.ocop"
    if lying_at(final):
        raise _already_there(final)
    try:
        return _write(
            target_dir, final, name, facts, cover, index, journal, unique(attachments), signer, recipient, progress,
            largest,
        )  # fmt: skip
    except AppError:
        raise
    except OSError as exc:
        raise StorageError(
            N_("The bundle could not be written: {reason}."),
            kept=N_("Nothing of it was left on the target; nothing was handed over."),
            advice=N_("Check that the stick is in, has room and is not write-protected, then export again."),
            reason=system_reason(exc),
        ) from exc


def _write(
    target_dir: Path, final: Path, folder: str, facts: EnvelopeFacts, cover: bytes, index: Content, journal: Content,
    files: list[Attachment], signer: Signer, recipient: str | None, progress: Progress | None, largest: int | None,
) -> WrittenBundle:  # fmt: skip
    watch = progress or NullProgress()
    with contextlib.ExitStack() as stack:
        index_spool, journal_spool = Spool(index), Spool(journal)
        sizes = index_spool.digest.size, journal_spool.digest.size
        plan = plan_size(
            folder,
            facts,
            files,
            index_size=sizes[0],
            journal_size=sizes[1],
            cover_size=len(cover),
            encrypted=recipient is not None,
        )
        check_space(target_dir, plan.bundle_bytes + _SPARE)
        total, done = plan.payload_bytes + sum(sizes), 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            watch.step(done, total, _WRITING)

        watch.step(0, total, _WRITING)
        target = stack.enter_context(TargetParts(target_dir / f".{folder}.{os.getpid()}.part", largest))
        out = ContainerWriter(target.write)

        def fill(container: ContainerWriter) -> bytes:
            return _BagWriter(container, folder, step).write(facts, files, index_spool, journal_spool)

        sealed: Digest | None = None
        if recipient is None:
            tags = fill(out)
        else:
            bag = bag_entries(folder, files, tail_sizes(facts, files, *sizes))
            tags, sealed = _write_sealed(out, target, folder, container_size(bag), recipient, fill)
        envelope = _envelope(folder, facts, plan, tags, sealed, cover)
        content = envelope.canonical()
        for name, data in zip(names.BUNDLE_TAIL, (cover, content, signature_file(content, signer)), strict=True):
            out.add(f"{folder}/{name}", data)
        out.finish()
        target.finish()
        watch.step(total, total, _WRITING)
        target.keep()
        return WrittenBundle(
            paths=target.paths,
            final_path=final,
            sha256=hashlib.sha256(content).hexdigest(),
            size=out.position,
            tagmanifest_sha256=envelope.bag.tagmanifest_sha256,
            sealed_sha256=envelope.bag.sealed_sha256,
            envelope=envelope,
        )


def _envelope(
    folder: str, facts: EnvelopeFacts, plan: BundlePlan, tags: bytes, sealed: Digest | None, cover: bytes
) -> Envelope:
    if len(cover) > DEFAULT_LIMITS.cover:
        raise InvalidInput("cover", N_("The cover is too large."))
    return Envelope(
        bundle_id=facts.bundle_id,
        name=folder,
        kind=facts.kind,
        sender=facts.sender,
        receiver=facts.receiver,
        sequence=facts.sequence,
        previous=facts.previous,
        created_at=facts.created_at,
        program=facts.program,
        counts=Counts(dossiers=facts.dossiers, files=plan.files, bytes=plan.payload_bytes),
        encrypted=sealed is not None,
        bag=BagSeal(
            tagmanifest_sha256=hashlib.sha256(tags).hexdigest(),
            sealed_sha256=sealed.sha256 if sealed else None,
            sealed_size=sealed.size if sealed else None,
        ),
        cover_sha256=hashlib.sha256(cover).hexdigest(),
    )


def _already_there(path: Path) -> StorageError:
    return StorageError(
        N_("A bundle of this name is already there: {name}."),
        kept=N_("It was left as it is."),
        advice=N_("Choose another folder or name."),
        name=path.name,
    )


def put_in_place(bundle: WrittenBundle) -> Path:
    """Give a verified bundle its final name, its parts theirs; never over an existing file. Returns the first of them.

    Raises:
        StorageError: one of that name is there (the temporary files stay), or the rename failed.
    """
    finals = final_paths(bundle.final_path, len(bundle.paths))
    try:
        for path, final in zip(bundle.paths, finals, strict=True):
            _name(path, final)
    except FileExistsError as exc:
        raise _already_there(bundle.final_path) from exc
    except OSError as exc:
        raise StorageError(N_("The bundle could not be given its name: {reason}."), reason=system_reason(exc)) from exc
    sync_folder(bundle.final_path.parent)
    return finals[0]


def _name(path: Path, final: Path) -> None:
    if hasattr(os, "link"):
        try:
            os.link(path, final)  # fails where the name exists, unlike a rename
            path.unlink()
            return
        except FileExistsError:
            raise
        except OSError:  # FAT and exFAT sticks have no links
            pass
    if final.exists():
        raise FileExistsError(final)
    os.rename(path, final)


def discard(bundle: WrittenBundle) -> None:
    """Remove a bundle that was not put in place."""
    for path in bundle.paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
