"""What stands behind a label on a paper: "Tên sản phẩm: ...", also in a table's next cell or on the next line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.services.cross_check.words import check_words

_NUMBERING = r"(?:[-–—•*+○●▪]+|\(?\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zđ][.)])?"
_ASIDE = r"(?:[ \t]*\([^()\n]{0,60}\)|[ \t]*/[^:\t\n]{0,60}|[ \t]*\[\d{1,2}\])?"
_FILL = re.compile(r"[.…_]{3,}|…+")
_LONGEST = 300


@dataclass(frozen=True)
class Labelled:
    """A value and where it begins; ``longer`` has the next line too, for a value that goes on there."""

    value: str
    longer: str
    start: int


@lru_cache(maxsize=32)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(r"[ \t]+".join(map(re.escape, label.split())) for label in sorted(labels, key=len, reverse=True))
    return re.compile(
        rf"(?:^|[\t;|]|[ ]{{2,}})[ \t]*{_NUMBERING}[ \t]*(?:{words}){_ASIDE}"
        r"[ ]*(?::|\t|\n[ ]*:)[ \t:]*(?P<value>[^\n]*)",
        re.IGNORECASE | re.MULTILINE,
    )


@lru_cache(maxsize=1)
def _end() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(check_words().value_ends, key=len, reverse=True)))
    return re.compile(rf"\t|;|\s{{3,}}|[\s,.;–-]+(?:{words})\s*(?:\([^)]*\))?\s*:", re.IGNORECASE)


def labelled_values(page: str, labels: tuple[str, ...]) -> list[Labelled]:
    """Every value behind one of the labels; blanks to be filled in by hand are none."""
    found = []
    for match in _pattern(labels).finditer(page):
        start = match.start("value")
        line = _cut(match.group("value"))
        following = page[match.end() :].lstrip("\n").split("\n", 1)[0]
        following = "" if ":" in following else _cut(following)
        if not line:
            if match.group("value").strip(" \t.…_"):
                continue
            line, following = (following, "") if not _FILL.search(match.group("value")) else ("", "")
        if line:
            found.append(Labelled(line, f"{line} {following}".strip(), start))
    return found


def _cut(value: str) -> str:
    """One value: up to the next label or cell, without dots to write on."""
    value = _FILL.sub(" ", value)
    end = _end().search(value.strip())
    cut = value.strip()[: end.start()] if end else value.strip()
    return cut.strip(' ,;:.–-"“”')[:_LONGEST]
