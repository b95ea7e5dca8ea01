"""Names of files that every system takes, readable and in Vietnamese."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from app.services.bundles.names import is_reserved

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


def safe_name(name: str, longest: int = LONGEST) -> str:
    """One part of a path: NFC, without letters that Windows refuses, at most ``longest`` characters with its ending.

    Never empty, never a device's name, never ending in a dot or a blank. Invisible letters are dropped: they may turn
    the reading direction of a name around.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn"))
    text = _FORBIDDEN.sub("_", " ".join(text.split()))
    suffix = PurePosixPath(text).suffix
    if not _SUFFIX.fullmatch(suffix):
        suffix = ""
    stem = text[: len(text) - len(suffix)].strip(". ")
    if not stem or is_reserved(stem):
        stem = f"_{stem}"
    return _cut(stem, longest - len(suffix)) + suffix


def numbered_name(number: int, name: str, longest: int = LONGEST) -> str:
    """ "01_Tên.pdf": the number keeps names apart and in order."""
    head = f"{number:02d}_"
    return head + safe_name(name, longest - len(head)).lstrip("_")


def _cut(stem: str, longest: int) -> str:
    """Cut between letters: a combining sign is never parted from what it stands on."""
    if len(stem) <= longest:
        return stem
    end = longest
    while end > 1 and unicodedata.combining(stem[end]):
        end -= 1
    return stem[:end].rstrip(". ")
