"""The canonical zip: written in one pass, read by rebuilding every header and comparing the bytes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from app.errors import BundleRejected
from app.services.bundles import zip_headers as zh
from app.services.bundles.limits import CHUNK, DEFAULT_LIMITS, BundleLimits
from app.services.bundles.names import check_entry_name
from app.services.bundles.zip_headers import Entry
from app.translate import N_


class ByteSource(Protocol):
    """Bytes that can be read at any place, from any thread."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def read_at(self, length: int, offset: int) -> bytes:
        """That many bytes from there; fewer only at the end."""


class ContainerWriter:
    """Writes entries one after the other to ``write``; keeps only the directory (about 150 bytes an entry)."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._directory = bytearray()
        self._entries = 0
        self.position = 0

    def _put(self, data: bytes) -> None:
        self._write(data)
        self.position += len(data)

    def begin(self, name: str, size: int, crc: int) -> None:
        """Write an entry's header; its bytes follow through ``data``."""
        self._directory += zh.central_header(name, size, crc, self.position)
        self._entries += 1
        self._put(zh.local_header(name, size, crc))

    def data(self, data: bytes) -> None:
        """Bytes of the entry begun last."""
        self._put(data)

    def add(self, name: str, content: bytes) -> None:
        """A whole small entry."""
        self.begin(name, len(content), zlib.crc32(content))
        self._put(content)

    def begin_unknown(self, name: str, size: int) -> int:
        """As ``begin`` where the CRC is not known yet; returns the offset of the header, for ``settle``."""
        offset = self.position
        self._put(zh.local_header(name, size, 0))
        return offset

    def settle(self, name: str, size: int, crc: int, offset: int) -> bytes:
        """Enter the entry into the directory; returns the header to write over the one at ``offset``."""
        self._directory += zh.central_header(name, size, crc, offset)
        self._entries += 1
        return zh.local_header(name, size, crc)

    def finish(self) -> None:
        """Write the directory and the end."""
        offset = self.position
        for start in range(0, len(self._directory), CHUNK):
            self._put(bytes(self._directory[start : start + CHUNK]))
        self._put(zh.end_records(self._entries, len(self._directory), offset))


def container_size(entries: Iterable[tuple[str, int]]) -> int:
    """The exact size in bytes of a container with these (name, size) entries in this order."""
    position = directory = count = 0
    for name, size in entries:
        directory += len(zh.central_header(name, size, 0, position))
        position += len(zh.local_header(name, size, 0)) + size
        count += 1
    return position + directory + len(zh.end_records(count, directory, position))


def _broken(message: str, entry: str = "", check: str = "container") -> BundleRejected:
    return BundleRejected(message, check=check, entry=entry)


_NOT_CANONICAL = N_("The header of an entry is not the one its name, size and checksum give: the file was altered.")


def _read_directory(source: ByteSource, limits: BundleLimits) -> tuple[bytes, zh.EndFacts]:
    if source.size > limits.bundle:
        raise _broken(N_("The file is larger than any bundle may be."), check="size")
    if source.size < zh.LOCAL_SIZE + zh.END_SIZE or source.read_at(4, 0) != zh.LOCAL_SIGNATURE:
        raise _broken(N_("This is not a bundle: it does not begin as one."), check="magic")
    tail_size = min(source.size, zh.END_SIZE + zh.LOCATOR_SIZE + zh.END64_SIZE)
    facts = zh.read_end(source.read_at(tail_size, source.size - tail_size))
    if facts is None:
        raise _broken(N_("The end of the file is missing, or something was added after it."), check="end")
    if facts.entries > limits.entries or facts.directory_size > facts.entries * (zh.CENTRAL_SIZE + limits.name + 132):
        raise _broken(N_("The bundle has more entries than any bundle may have."), check="entries")
    if facts.directory_offset > source.size:  # numbers that no record could hold are not rebuilt
        raise _broken(N_("The end of the file is missing, or something was added after it."), check="end")
    end = zh.end_records(*facts)
    if facts.directory_offset + facts.directory_size + len(end) != source.size:
        raise _broken(N_("The end of the file is missing, or something was added after it."), check="end")
    if source.read_at(len(end), source.size - len(end)) != end:
        raise _broken(N_("The closing record of the file was altered."), check="end")
    directory = source.read_at(facts.directory_size, facts.directory_offset)
    if len(directory) != facts.directory_size:
        raise _broken(N_("The file changed while it was read."), check="end")
    return directory, facts


def _check_raw(raw: zh.RawCentral, shown: str) -> None:
    if raw.flags & 1:
        raise _broken(N_("An entry is locked with a zip password; a bundle never is."), shown, "method")
    if raw.method != 0 or raw.stored != raw.size:
        raise _broken(N_("An entry is compressed; a bundle stores its entries as they are."), shown, "method")
    if raw.attributes >> 16 & 0o170000 not in (0, 0o100000):
        raise _broken(N_("An entry is a link or a device, not a file."), shown, "names")
    if raw.disk:
        raise _broken(N_("The file claims to be one of several."), shown)


def read_container(source: ByteSource, limits: BundleLimits = DEFAULT_LIMITS) -> list[Entry]:
    """Every entry in the order of the file, each header rebuilt and compared; contents are not read.

    Raises:
        BundleRejected: checks ``size``, ``magic``, ``end``, ``entries``, ``names``, ``method``, ``container``.
    """
    directory, facts = _read_directory(source, limits)
    entries: list[Entry] = []
    seen: set[str] = set()
    at = position = 0
    for _number in range(facts.entries):
        raw = zh.read_central(directory, at)
        if raw is None:
            raise _broken(N_("The directory of the file is broken."), check="entries")
        name = check_entry_name(raw.name)
        _check_raw(raw, name)
        if name.casefold() in seen:
            raise _broken(N_("Two entries have the same name."), name, "names")
        seen.add(name.casefold())
        if raw.offset != position or raw.offset + raw.size > facts.directory_offset:
            raise _broken(N_("Entries overlap, or something is hidden between them."), name)
        if directory[at : at + raw.length] != zh.central_header(name, raw.size, raw.crc, raw.offset):
            raise _broken(_NOT_CANONICAL, name)
        header = zh.local_header(name, raw.size, raw.crc)
        if source.read_at(len(header), position) != header:
            raise _broken(_NOT_CANONICAL, name)
        start = position + len(header)
        entries.append(Entry(name, raw.size, raw.crc, position, start))
        position = start + raw.size
        at += raw.length
    if at != len(directory) or position != facts.directory_offset:
        raise _broken(N_("Something is hidden between the entries and the directory of the file."))
    return entries


def read_entry(source: ByteSource, entry: Entry, limit: int) -> bytes:
    """The whole content of a small entry, its CRC checked.

    Raises:
        BundleRejected: checks ``size`` and ``checksum``.
    """
    if entry.size > limit:
        raise _broken(N_("An entry is larger than it may be."), entry.name, "size")
    content = source.read_at(entry.size, entry.start)
    check_crc(entry, len(content), zlib.crc32(content))
    return content


def check_crc(entry: Entry, size: int, crc: int) -> None:
    """Refuse an entry whose bytes read differ in number or CRC from its header.

    Raises:
        BundleRejected: check ``checksum``.
    """
    if size != entry.size or crc != entry.crc:
        raise _broken(N_("The content of an entry is damaged."), entry.name, "checksum")


def chunks_of(source: ByteSource, entry: Entry) -> Iterator[bytes]:
    """The entry's bytes, a chunk at a time; ends early where the source does."""
    done = 0
    while done < entry.size:
        chunk = source.read_at(min(CHUNK, entry.size - done), entry.start + done)
        if not chunk:
            return
        done += len(chunk)
        yield chunk


class StreamedContainer:
    """The same check over bytes that come only once and in order (the bag inside its seal).

    Iterating gives (entry, its chunks); the chunks must be read to their end before the next entry.
    """

    def __init__(self, read: Callable[[int], bytes], limits: BundleLimits = DEFAULT_LIMITS) -> None:
        self._read = read
        self._limits = limits

    def _exactly(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            part = self._read(length)
            if not part:
                raise _broken(N_("The end of the file is missing, or something was added after it."), check="end")
            parts.append(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _chunks(self, entry: Entry) -> Iterator[bytes]:
        left = entry.size
        while left:
            chunk = self._exactly(min(CHUNK, left))
            left -= len(chunk)
            yield chunk

    def __iter__(self) -> Iterator[tuple[Entry, Iterator[bytes]]]:
        directory = bytearray()
        seen: set[str] = set()
        position = 0
        fixed = self._exactly(zh.LOCAL_SIZE)
        while (raw := zh.read_local(fixed)) is not None:
            if len(seen) >= self._limits.entries:
                raise _broken(N_("The bundle has more entries than any bundle may have."), check="entries")
            rest = self._exactly(raw.name_length + raw.extra_length)
            name = check_entry_name(rest[: raw.name_length])
            if name.casefold() in seen:
                raise _broken(N_("Two entries have the same name."), name, "names")
            seen.add(name.casefold())
            size = raw.size
            if size == zh.MAX32 and raw.extra_length == 20:
                size = int.from_bytes(rest[raw.name_length + 4 : raw.name_length + 12], "little")
            header = zh.local_header(name, size, raw.crc)
            if fixed + rest != header:
                raise _broken(_NOT_CANONICAL, name)
            if size > self._limits.bundle:
                raise _broken(N_("An entry is larger than it may be."), name, "size")
            directory += zh.central_header(name, size, raw.crc, position)
            entry = Entry(name, size, raw.crc, position, position + len(header))
            yield entry, self._chunks(entry)
            position = entry.start + size
            fixed = self._exactly(zh.LOCAL_SIZE)
        directory += zh.end_records(len(seen), len(directory), position)
        if fixed + self._exactly(len(directory) - len(fixed)) != directory or self._read(1):
            raise _broken(N_("The directory of the file is broken."), check="end")
