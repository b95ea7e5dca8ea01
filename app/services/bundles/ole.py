"""The names inside an OLE compound file (old Word, Excel, PowerPoint), read with bounds and without opening it.

Format: [MS-CFB], Compound File Binary File Format, sections 2.2 (header), 2.3 (FAT) and 2.6 (directory).
"""

from __future__ import annotations

import struct
from typing import BinaryIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_MAX_SECTORS = 256
"""Of the directory: over eight thousand names, more than any office file has."""
_HEADER_FATS = 109
_LAST_REGULAR = 0xFFFFFFFA


def names(file: BinaryIO) -> frozenset[str]:
    """The names of all streams and folders, in small letters; empty where the directory cannot be read."""
    try:
        file.seek(0)
        header = file.read(512)
        if len(header) < 512 or not header.startswith(SIGNATURE):
            return frozenset()
        (shift,) = struct.unpack_from("<H", header, 30)
        if shift not in (9, 12):
            return frozenset()
        (sector,) = struct.unpack_from("<I", header, 48)
        fats = struct.unpack_from(f"<{_HEADER_FATS}I", header, 76)
        return _directory(file, 1 << shift, sector, fats)
    except (OSError, struct.error, ValueError, OverflowError):
        return frozenset()


def _directory(file: BinaryIO, size: int, sector: int, fats: tuple[int, ...]) -> frozenset[str]:
    found: set[str] = set()
    seen: set[int] = set()
    while sector < _LAST_REGULAR and sector not in seen and len(seen) < _MAX_SECTORS:
        seen.add(sector)
        content = _sector(file, size, sector)
        for start in range(0, len(content) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", content, start + 64)
            if 2 <= length <= 64 and content[start + 66]:
                name = content[start : start + length - 2].decode("utf-16-le", errors="replace")
                found.add(name.casefold())
        sector = _next(file, size, sector, fats)
    return frozenset(found)


def _sector(file: BinaryIO, size: int, number: int) -> bytes:
    file.seek((number + 1) * size)
    return file.read(size)


def _next(file: BinaryIO, size: int, sector: int, fats: tuple[int, ...]) -> int:
    """The sector that follows in its chain; sectors that only a second table would name end it."""
    per_table = size // 4
    table, place = divmod(sector, per_table)
    if table >= len(fats) or fats[table] >= _LAST_REGULAR:
        return _LAST_REGULAR
    content = _sector(file, size, fats[table])
    return int(struct.unpack_from("<I", content, place * 4)[0]) if len(content) == size else _LAST_REGULAR
