"""How many dots a picture has, by its header alone: a small file may unfold to more than a computer's memory.

PNG (ISO/IEC 15948, IHDR), GIF89a, BMP, JPEG (ITU-T T.81, frame headers), TIFF 6.0 (the first image) and WebP.
"""

from __future__ import annotations

import struct

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MAX_TAGS = 512


def dots(head: bytes, media_type: str) -> int:
    """Width times height as the header says; 0 where the first bytes of the file do not tell."""
    reader = _READERS.get(media_type)
    try:
        width, height = reader(head) if reader else (0, 0)
    except (struct.error, IndexError):
        return 0
    return abs(width) * abs(height)


def _png(head: bytes) -> tuple[int, int]:
    return struct.unpack_from(">II", head, 16)


def _gif(head: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", head, 6)


def _bmp(head: bytes) -> tuple[int, int]:
    (size,) = struct.unpack_from("<I", head, 14)
    return struct.unpack_from("<HH" if size == 12 else "<ii", head, 18)


def _webp(head: bytes) -> tuple[int, int]:
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", head, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        else:
            at += 2 + max(2, struct.unpack_from(">H", head, at + 2)[0])
    return 0, 0


def _tiff(head: bytes) -> tuple[int, int]:
    order = "<" if head[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", head, 4)
    (count,) = struct.unpack_from(f"{order}H", head, at)
    found = {256: 0, 257: 0}
    for number in range(min(count, _MAX_TAGS)):
        tag, kind = struct.unpack_from(f"{order}HH", head, at + 2 + 12 * number)
        if tag in found:
            (found[tag],) = struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", head, at + 10 + 12 * number)
    return found[256], found[257]


_READERS = {
    "image/png": _png,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
    "image/tiff": _tiff,
}
