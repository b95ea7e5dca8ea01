"""Text at the door: normal form C, trimmed, without letters that no keyboard makes."""

from __future__ import annotations

import unicodedata
from typing import Any

from app.errors import InvalidInput
from app.models.base import nfc
from app.translate import N_

_KEPT_CONTROLS = "\n\t"


def clean_text(text: str, field: str = "") -> str:
    """The text as it is stored: NFC, trimmed, line ends as ``\\n``, other control characters as spaces.

    Raises:
        InvalidInput: half of a surrogate pair, which is no letter and cannot be written to a file.
    """
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise InvalidInput(field, N_("This text holds broken letters. Type it again."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    visible = "".join(
        letter if letter in _KEPT_CONTROLS or unicodedata.category(letter) != "Cc" else " " for letter in lines
    )
    return nfc(visible).strip()


def clean_line(text: str, field: str = "") -> str:
    """As ``clean_text``, on one line and with single spaces: for names."""
    return " ".join(clean_text(text, field).split())


def clean_values(values: dict[str, Any], *, lines: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every text of a form cleaned; the fields in ``lines`` on one line. Other values stay as they are."""
    return {
        name: (clean_line(value, name) if name in lines else clean_text(value, name))
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }


def require_text(field: str, text: str, message: str) -> str:
    """The cleaned text of a field that must not be empty.

    Raises:
        InvalidInput: with ``message`` (a message id) where nothing is left.
    """
    cleaned = clean_text(text, field)
    if not cleaned:
        raise InvalidInput(field, message)
    return cleaned
