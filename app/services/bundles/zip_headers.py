"""Every header of the canonical zip, built from name, size and CRC alone.

Nothing else can vary: stored, dated 1980-01-01, plain files, no comment, no data descriptor, no extra field but the
ZIP64 one, and that one exactly where a number does not fit. So a reader rebuilds each header and compares the bytes.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

MAX16 = 0xFFFF
MAX32 = 0xFFFFFFFF
LOCAL_SIGNATURE = b"PK\x03\x04"
CENTRAL_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"
LOCAL_SIZE = 30
CENTRAL_SIZE = 46
END_SIZE = 22
LOCATOR_SIZE = 20
END64_SIZE = 56

_DATE = 0x0021  # 1980-01-01, the first day a zip can name
_MADE_BY = (3 << 8) | 45  # a Unix name space, so that the attributes below are read
_ATTRIBUTES = 0o100644 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")


class Entry(NamedTuple):
    """One stored file: ``offset`` is where its header begins, ``start`` where its bytes begin."""

    name: str
    size: int
    crc: int
    offset: int
    start: int


def _needed(big: bool) -> int:
    return 45 if big else 10


def local_header(name: str, size: int, crc: int) -> bytes:
    """The header before an entry's bytes; ZIP64 where the size does not fit 32 bits."""
    big = size >= MAX32
    raw = name.encode("ascii")
    extra = struct.pack("<2H2Q", 1, 16, size, size) if big else b""
    short = MAX32 if big else size
    fields = (LOCAL_SIGNATURE, _needed(big), 0, 0, 0, _DATE, crc, short, short, len(raw), len(extra))
    return _LOCAL.pack(*fields) + raw + extra


def central_header(name: str, size: int, crc: int, offset: int) -> bytes:
    """The entry's line in the directory at the end; ZIP64 only for the numbers that do not fit."""
    raw = name.encode("ascii")
    numbers = ([size, size] if size >= MAX32 else []) + ([offset] if offset >= MAX32 else [])
    extra = struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
    short = min(size, MAX32)
    return (
        _CENTRAL.pack(
            *(CENTRAL_SIGNATURE, _MADE_BY, _needed(bool(numbers)), 0, 0, 0, _DATE, crc, short, short),
            *(len(raw), len(extra), 0, 0, 0, _ATTRIBUTES, min(offset, MAX32)),
        )
        + raw
        + extra
    )


def end_records(entries: int, directory_size: int, directory_offset: int) -> bytes:
    """What closes the file: the end record, before it the ZIP64 ones where a number does not fit."""
    end = _END.pack(
        *(END_SIGNATURE, 0, 0, min(entries, MAX16), min(entries, MAX16)),
        *(min(directory_size, MAX32), min(directory_offset, MAX32), 0),
    )
    if entries < MAX16 and directory_size < MAX32 and directory_offset < MAX32:
        return end
    big = (b"PK\x06\x06", END64_SIZE - 12, _MADE_BY, 45, 0, 0, entries, entries, directory_size, directory_offset)
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, directory_offset + directory_size, 1)
    return _END64.pack(*big) + locator + end


class EndFacts(NamedTuple):
    """What the end records claim: entry count, directory size and offset in bytes."""

    entries: int
    directory_size: int
    directory_offset: int


def read_end(tail: bytes) -> EndFacts | None:
    """The facts in the last bytes of a zip (at least 22, up to 98); None where no end record stands at the very end."""
    if len(tail) < END_SIZE:
        return None
    signature, _d, _dd, _here, entries, size, offset, comment = _END.unpack(tail[-END_SIZE:])
    if signature != END_SIGNATURE or comment:
        return None
    rest = tail[:-END_SIZE]
    if MAX16 in (entries,) or MAX32 in (size, offset):
        if len(rest) < LOCATOR_SIZE + END64_SIZE:
            return None
        record = _END64.unpack(rest[-LOCATOR_SIZE - END64_SIZE : -LOCATOR_SIZE])
        if record[0] != b"PK\x06\x06":
            return None
        entries, size, offset = record[7], record[8], record[9]
    return EndFacts(entries, size, offset)


class RawCentral(NamedTuple):
    """A directory line as it stands, before it is compared with the rebuilt one."""

    flags: int
    method: int
    crc: int
    stored: int
    size: int
    name: bytes
    disk: int
    offset: int
    attributes: int
    length: int


def read_central(data: bytes, at: int) -> RawCentral | None:
    """The directory line that begins at ``at``; None where none does or it is cut short."""
    if len(data) - at < CENTRAL_SIZE:
        return None
    fields = _CENTRAL.unpack_from(data, at)
    (signature, _m, _n, flags, method, _t, _d, crc, stored, size) = fields[:10]
    (name_length, extra_length, comment_length, disk, _i, attributes, offset) = fields[10:]
    length = CENTRAL_SIZE + name_length + extra_length + comment_length
    if signature != CENTRAL_SIGNATURE or len(data) - at < length:
        return None
    name_end = at + CENTRAL_SIZE + name_length
    name = data[at + CENTRAL_SIZE : name_end]
    extra = data[name_end : name_end + extra_length]
    if extra[:2] == b"\x01\x00":
        numbers = [n for (n,) in struct.iter_unpack("<Q", extra[4 : 4 + (len(extra) - 4) // 8 * 8])]
        if size == MAX32 and len(numbers) >= 2:
            size = numbers.pop(0)
            stored = numbers.pop(0)
        if offset == MAX32 and numbers:
            offset = numbers.pop(0)
    return RawCentral(flags, method, crc, stored, size, name, disk, offset, attributes, length)


class RawLocal(NamedTuple):
    """A local header as it stands; ``name_length`` and ``extra_length`` in bytes follow it."""

    crc: int
    size: int
    name_length: int
    extra_length: int


def read_local(data: bytes) -> RawLocal | None:
    """The fixed part (30 bytes) of a local header; None where it is none."""
    if len(data) < LOCAL_SIZE or data[:4] != LOCAL_SIGNATURE:
        return None
    fields = _LOCAL.unpack_from(data)
    return RawLocal(fields[6], fields[8], fields[9], fields[10])
