"""The words in which these pages say sizes, purposes, states and places."""

from __future__ import annotations

import re
from decimal import ROUND_UP, Decimal

from app.services.sticks import StoragePlace
from app.translate import N_, _, format_number, ngettext

_UNITS = ("KB", "MB", "GB", "TB")
_LONG = re.compile(r"\S{24,}")

PURPOSES = {
    "forward": N_("To the level above"),
    "completion": N_("Back for completion"),
    "result": N_("Results back"),
    "release": N_("Given back on request"),
    "succession": N_("Taken over from another office"),
    "letter": N_("Receipts and notices"),
}
APPLICATIONS = {"first": N_("first application"), "upgrade": N_("star upgrade"), "reassess": N_("re-assessment")}


def size_text(size: int) -> str:
    """A size as sticks are sold, in steps of a thousand: "96,2 MB", "8 GB"."""
    value, place = Decimal(max(0, size)) / 1000, 0
    while value >= 1000 and place < len(_UNITS) - 1:
        value, place = value / 1000, place + 1
    digits = 0 if value >= 100 or place == 0 else 1
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_UP)
    return f"{format_number(rounded, 0 if rounded == rounded.to_integral_value() else digits)} {_UNITS[place]}"


def dossiers_text(count: int) -> str:
    """ "3 dossiers"."""
    return ngettext("{count} dossier", "{count} dossiers", count).format(count=format_number(count))


def files_text(count: int) -> str:
    """ "24 files"."""
    return ngettext("{count} file", "{count} files", count).format(count=format_number(count))


def breakable(text: str) -> str:
    """Words with places where a line may end in long hashes and file names; nothing that is seen changes."""
    return _LONG.sub(lambda found: "\u200b".join(found[0][at : at + 8] for at in range(0, len(found[0]), 8)), text)


def place_detail(place: StoragePlace) -> str:
    """The second line of a place: how large it is, or where it lies."""
    if place.kind != "stick":
        return str(place.path)
    parts = [size_text(place.size), place.file_system.upper(), _("can be taken out")]
    return " · ".join(part for part in parts if part)
