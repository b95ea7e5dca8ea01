"""Read the strict bag inside a bundle in one pass: every entry hashed, every tag file rebuilt and compared."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from app.errors import BundleRejected
from app.services.bundles import names, tag_files
from app.services.bundles.container import ByteSource, StreamedContainer, check_crc, chunks_of
from app.services.bundles.envelope import Envelope, EnvelopeFacts
from app.services.bundles.files import WHOLE, Digest, HashingPipe, digest_of
from app.services.bundles.limits import CHUNK, DEFAULT_LIMITS, BundleLimits
from app.services.bundles.opening import OpenedBundle
from app.services.bundles.seal_process import open_seal
from app.services.bundles.zip_headers import Entry
from app.translate import N_

Entries = Iterable[tuple[Entry, Iterator[bytes]]]
_IN_FLIGHT = 4  # entries of at most 4 MiB held in memory while they are hashed


class Sink(Protocol):
    """Where payload goes while it is read; called from worker threads, one call per entry name."""

    def put(self, name: str, content: bytes) -> None:
        """A whole small file whose hash was verified."""

    def open(self, name: str) -> Callable[[bytes], object]:
        """A large file comes in pieces; returns what takes them."""

    def close(self, name: str, sound: bool) -> None:
        """The large file ended; not ``sound``: its hash was wrong, it must go."""


class NullSink:
    """Verifies only."""

    def put(self, name: str, content: bytes) -> None:
        return None

    def open(self, name: str) -> Callable[[bytes], object]:
        return lambda _data: None

    def close(self, name: str, sound: bool) -> None:
        return None


def _facts(envelope: Envelope) -> EnvelopeFacts:
    return EnvelopeFacts(
        bundle_id=envelope.bundle_id,
        kind=envelope.kind,
        sender=envelope.sender,
        receiver=envelope.receiver,
        sequence=envelope.sequence,
        previous=envelope.previous,
        created_at=envelope.created_at,
        program=envelope.program,
        dossiers=envelope.counts.dossiers,
    )


def _refuse(check: str, message: str, entry: str) -> BundleRejected:
    return BundleRejected(message, check=check, entry=entry)


class BagStream:
    """One pass over a strict bag; ``run`` raises at the first fault, else every byte was verified."""

    def __init__(
        self, opened: OpenedBundle, sink: Sink, step: Callable[[int], None], limits: BundleLimits = DEFAULT_LIMITS
    ) -> None:
        self._folder = opened.folder
        self._envelope = opened.envelope
        self._sink = sink
        self._step = step
        self._limits = limits
        self._listed = bytearray()
        self._files = 0
        self._file_bytes = 0
        self._payload = 0
        self._waiting: deque[tuple[int, Future[None]]] = deque()

    def run(self, entries: Entries) -> None:
        """Verify all entries in their order.

        Raises:
            BundleRejected: checks ``bag`` (an entry missing, extra, out of order; a tag file that is not the one
                its facts give; counts), ``hash``, ``checksum``, ``size``.
        """
        coming = iter(entries)
        with ThreadPoolExecutor(2, "hash") as pool:
            try:
                self._tag(coming, names.BAGIT, tag_files.BAGIT_TEXT)
                after = self._attachments(coming, pool)
                index = self._document(after, names.INDEX, self._limits.index)
                journal = self._document(next(coming, None), names.JOURNAL, self._limits.journal)
                for name, digest in ((names.INDEX, index), (names.JOURNAL, journal)):
                    self._listed += tag_files.manifest([(name, digest.sha256)])
                self._finish(coming)
            finally:
                for _size, future in self._waiting:
                    future.cancel()

    def _name(self, item: tuple[Entry, Iterator[bytes]] | None, wanted: str) -> tuple[Entry, Iterator[bytes]]:
        if item is None:
            raise _refuse("bag", N_("An entry is missing from the bag."), wanted)
        name = item[0].name.removeprefix(self._folder + "/")
        if name != wanted:
            raise _refuse("bag", N_("An entry is not where the bag's form puts it, or does not belong there."), name)
        return item

    def _content(self, item: tuple[Entry, Iterator[bytes]], limit: int) -> bytes:
        entry, chunks = item
        if entry.size > limit:
            raise _refuse("size", N_("An entry is larger than it may be."), entry.name)
        content = b"".join(chunks)
        check_crc(entry, len(content), zlib.crc32(content))
        return content

    def _tag(self, coming: Iterator[tuple[Entry, Iterator[bytes]]], name: str, expected: bytes) -> None:
        content = self._content(self._name(next(coming, None), name), self._limits.tag_file)
        if content != expected:
            raise _refuse("bag", N_("A file of the bag does not say what its contents give."), name)

    def _attachments(
        self, coming: Iterator[tuple[Entry, Iterator[bytes]]], pool: ThreadPoolExecutor
    ) -> tuple[Entry, Iterator[bytes]] | None:
        prefix = f"{self._folder}/{names.FILES}"
        last = ""
        for entry, chunks in coming:
            if not entry.name.startswith(prefix):
                self._settle(0)
                return entry, chunks
            digest = entry.name.removeprefix(prefix)
            if not names.is_sha256(digest) or digest <= last:
                raise _refuse("bag", N_("An attachment is not named by its SHA-256, or not in its order."), entry.name)
            last = digest
            if entry.size > self._limits.attachment:
                raise _refuse("size", N_("An entry is larger than it may be."), entry.name)
            if entry.size <= WHOLE:
                content = b"".join(chunks)
                self._settle(_IN_FLIGHT - 1)
                self._waiting.append((len(content), pool.submit(self._small, entry, digest, content)))
            else:
                self._large(entry, digest, chunks, pool)
            self._listed += tag_files.manifest([(names.FILES + digest, digest)])
            self._files += 1
            self._file_bytes += entry.size
        self._settle(0)
        return None

    def _settle(self, allowed: int) -> None:
        while len(self._waiting) > allowed:
            size, future = self._waiting.popleft()
            future.result()
            self._step(size)

    def _small(self, entry: Entry, wanted: str, content: bytes) -> None:
        digest = digest_of(content)
        self._judge(entry, wanted, digest)
        self._sink.put(names.FILES + wanted, content)

    def _judge(self, entry: Entry, wanted: str, digest: Digest) -> None:
        if digest.sha256 != wanted:
            raise _refuse(
                "hash", N_("An attachment is damaged: its content does not have the hash in its name."), entry.name
            )
        check_crc(entry, digest.size, digest.crc)

    def _large(self, entry: Entry, wanted: str, chunks: Iterator[bytes], pool: ThreadPoolExecutor) -> None:
        self._settle(0)
        name = names.FILES + wanted
        sound = False
        take = self._sink.open(name)
        try:
            with ThreadPoolExecutor(1, "hash-large") as lane:
                pipe = HashingPipe(take, lane)
                for chunk in chunks:
                    pipe.write(chunk)
                    self._step(len(chunk))
                self._judge(entry, wanted, pipe.digest())
            sound = True
        finally:
            self._sink.close(name, sound)

    def _document(self, item: tuple[Entry, Iterator[bytes]] | None, name: str, limit: int) -> Digest:
        entry, chunks = self._name(item, name)
        if entry.size > limit:
            raise _refuse("size", N_("An entry is larger than it may be."), entry.name)
        sha, crc, size = hashlib.sha256(), 0, 0
        sound = False
        take = self._sink.open(name)
        try:
            for chunk in chunks:
                sha.update(chunk)
                crc = zlib.crc32(chunk, crc)
                size += len(chunk)
                take(chunk)
                self._step(len(chunk))
            check_crc(entry, size, crc)
            sound = True
        finally:
            self._sink.close(name, sound)
        self._payload += size
        return Digest(size, sha.hexdigest(), crc)

    def _finish(self, coming: Iterator[tuple[Entry, Iterator[bytes]]]) -> None:
        payload = self._payload + self._file_bytes
        counts = self._envelope.counts
        if (counts.files, counts.bytes) != (self._files, self._file_bytes):
            raise _refuse(
                "bag", N_("The bag does not hold as many files or bytes as its envelope says."), names.ENVELOPE
            )
        info = tag_files.bag_info(_facts(self._envelope), payload, self._files + 2)
        self._tag(coming, names.BAG_INFO, info)
        self._tag(coming, names.MANIFEST, bytes(self._listed))
        tags = tag_files.tag_manifest(info, bytes(self._listed))
        self._tag(coming, names.TAG_MANIFEST, tags)
        if (extra := next(coming, None)) is not None:
            raise _refuse("bag", N_("The bag holds a file that it does not list."), extra[0].name)
        if hashlib.sha256(tags).hexdigest() != self._envelope.bag.tagmanifest_sha256:
            raise _refuse("hash", N_("The bag is not the one that was signed."), names.TAG_MANIFEST)


class _SealedBytes:
    """The sealed entry read forward in big pieces, hashed in a second thread meanwhile."""

    def __init__(self, source: ByteSource, entry: Entry, pool: ThreadPoolExecutor) -> None:
        self._source = source
        self._entry = entry
        self._at = 0
        self._pipe = HashingPipe(lambda _data: None, pool)

    def read(self, _length: int) -> bytes:
        data = self._source.read_at(min(CHUNK, self._entry.size - self._at), self._entry.start + self._at)
        self._at += len(data)
        if data:
            self._pipe.write(data)
        return data

    def digest(self) -> Digest:
        while self.read(CHUNK):
            pass
        return self._pipe.digest()


def _check_sealed(entry: Entry, digest: Digest, envelope: Envelope) -> None:
    if digest.sha256 != envelope.bag.sealed_sha256:
        raise _refuse("hash", N_("The sealed part is damaged: it is not the one that was signed."), names.SEALED)
    check_crc(entry, digest.size, digest.crc)


def read_bag(
    source: ByteSource,
    opened: OpenedBundle,
    sink: Sink,
    step: Callable[[int], None],
    identity: str | None,
    limits: BundleLimits = DEFAULT_LIMITS,
) -> None:
    """Verify the whole bag, open or sealed, passing its payload to the sink.

    Without an identity a sealed bag is verified as far as anyone can: its hash against the signed envelope.

    Raises:
        BundleRejected: a check of ``BagStream``, ``StreamedContainer`` or the seal failed.
        StorageError: the process that opens the seal failed.
    """
    if not opened.envelope.encrypted:
        entries = ((entry, chunks_of(source, entry)) for entry in opened.bag_entries)
        BagStream(opened, sink, step, limits).run(entries)
        return
    entry = opened.bag_entries[0]
    with ThreadPoolExecutor(1, "sealed-hash") as pool:
        sealed = _SealedBytes(source, entry, pool)
        if identity is not None:
            try:
                with open_seal(sealed.read, identity, entry.size) as reader:
                    BagStream(opened, sink, step, limits).run(StreamedContainer(reader.read, limits))
            except BundleRejected:
                _check_sealed(entry, sealed.digest(), opened.envelope)  # damage explains the rest
                raise
        else:
            while data := sealed.read(CHUNK):
                step(len(data))
        _check_sealed(entry, sealed.digest(), opened.envelope)
