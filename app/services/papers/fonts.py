"""The fonts of papers: Liberation Serif, embedded as subsets, so that no paper depends on the machine.

ReportLab's built-in fonts have no Vietnamese letters and lose them without an error; nothing here names them.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.paths import resource_path

REGULAR = "OcopSerif"
BOLD = "OcopSerif-Bold"
ITALIC = "OcopSerif-Italic"
BOLD_ITALIC = "OcopSerif-BoldItalic"

_FILES = {
    REGULAR: "LiberationSerif-Regular.ttf",
    BOLD: "LiberationSerif-Bold.ttf",
    ITALIC: "LiberationSerif-Italic.ttf",
    BOLD_ITALIC: "LiberationSerif-BoldItalic.ttf",
}
_lock = threading.Lock()
_registered = False


def register_fonts() -> None:
    """Make the four faces known to ReportLab; reading them once is enough for the life of the program.

    Raises:
        OSError: a font file is missing (reported by ReportLab as ``TTFError``, a kind of ``Exception``).
    """
    global _registered
    with _lock:
        if _registered:
            return
        for name, file_name in _FILES.items():
            pdfmetrics.registerFont(TTFont(name, str(resource_path("fonts", file_name))))
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)
        # ReportLab writes this name into each document even when no letter uses it.
        rl_config.canvas_basefontname = REGULAR
        # Streams as bytes, not as ASCII letters: a quarter smaller and much faster to write.
        rl_config.useA85 = 0
        _registered = True


def face(*, bold: bool = False, italic: bool = False) -> str:
    """The registered name of a face."""
    if bold:
        return BOLD_ITALIC if italic else BOLD
    return ITALIC if italic else REGULAR


@lru_cache(maxsize=4)
def _widths(font: str) -> tuple[dict[int, float], float]:
    loaded = pdfmetrics.getFont(font).face
    return loaded.charWidths, loaded.defaultWidth


def width_of(text: str, font: str, size: float) -> float:
    """Width of one line in points."""
    widths, default = _widths(font)
    return sum([widths.get(ord(letter), default) for letter in text]) * size * 0.001


def clean(text: str) -> str:
    """Text as papers print it: NFC, without control characters (line ends stay, a tab becomes a space)."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(
        letter
        for letter in text
        if letter == "\n" or (unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn") and letter != "\ufeff")
    )
