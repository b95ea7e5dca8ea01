"""QR codes on papers: made by segno with a fixed mask (trying all eight takes most of its time), drawn as one image.

An image of one bit a module is smaller than rectangles and has no seams between them on a screen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import segno
from segno import consts

_MASK = 3
_SIGNED_TAIL = re.compile(r"[0-9A-Z $%*+\-./:]{40,}\Z")
"""A long end in the letters of QR's alphanumeric mode, which takes 5.5 bits a letter instead of 8."""

_DIGITS = re.compile(r"[0-9]{40,}\Z")
"""A long end of digits alone, which take 3.3 bits each."""


@dataclass(frozen=True)
class QrPicture:
    """Modules as rows of bits, one hexadecimal text (rows padded to whole bytes); ``modules`` along one side."""

    modules: int
    version: int
    error: str
    hexadecimal: str


def make_qr(text: str) -> QrPicture:
    """The code of a text: its signed end in alphanumeric (or, all digits, numeric) mode, the words before as UTF-8.

    Raises:
        ValueError: the text is too long for any QR code.
    """
    tail = _SIGNED_TAIL.search(text)
    start = tail.start() if tail else len(text)
    segments: Any = []  # segno takes a list of (text, mode, encoding), which its types do not say
    if start:
        segments.append((text[:start], consts.MODE_BYTE, "utf-8"))
    digits = _DIGITS.search(text)
    end = digits.start() if digits else len(text)
    if start < end:
        segments.append((text[start:end], consts.MODE_ALPHANUMERIC, None))
    if digits:
        segments.append((text[end:], consts.MODE_NUMERIC, None))
    try:
        code = segno.make(segments, error="l", mask=_MASK, micro=False, boost_error=True)
    except segno.DataOverflowError as error:
        raise ValueError("too long for a QR code") from error
    rows = [bytes(row) for row in code.matrix]
    side = len(rows)
    padded = (side + 7) // 8 * 8
    pad = padded - side
    table = bytes.maketrans(b"\x00\x01", b"01")
    whole = b"".join(row.translate(table) + b"0" * pad for row in rows)
    length = padded * side // 4
    return QrPicture(side, int(code.version), str(code.error), f"{int(whole, 2):0{length}x}")


def draw_qr(canvas: Any, picture: QrPicture, x: float, y: float, size: float) -> None:
    """Draw in black with the lower left corner at (x, y), ``size`` points wide; the quiet zone is the caller's."""
    canvas.saveState()
    canvas.setFillGray(0)
    canvas._code.append(f"{size:.3f} 0 0 {size:.3f} {x:.3f} {y:.3f} cm")
    canvas._code.append(
        f"BI /W {picture.modules} /H {picture.modules} /IM true /BPC 1 /D [1 0] /F /AHx ID {picture.hexadecimal}> EI"
    )
    canvas.restoreState()
