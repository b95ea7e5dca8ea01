"""What the page "Hôm nay" is made of: sentences as message ids, each with what it leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.translate import _

Grade = Literal["stops", "warns", "info", "none"]
GRADES: tuple[Grade, ...] = ("stops", "warns", "info", "none")
SOON = 5
"""So many days before its last day a thing becomes pressing: the screen's own measure, no rule of law."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a line leads: a record (``kind`` and ``id``), or a list (no id) with what it is filtered by."""

    kind: str
    id: str = ""
    states: tuple[str, ...] = ()
    ends_from: dt.date | None = None
    ends_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id and its named values; a ``Term`` among them is translated when the text is made."""

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in the language of the moment."""
        return _(self.message).format(**self.params)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One thing to be done, or waited for, in this office.

    ``kind``: dossier, completion, hand_over_dossier, meeting, receipt, owed, unfinished, note, gap, recall,
    conflict, round, decision, window.
    ``left``: days from today to ``due``, working days where ``working``; negative once late; ``None``: no day is set.
    ``waiting``: days that something has been waited for. ``act``: open, hand_over or see.
    """

    kind: str
    link: Link
    title: Sentence
    detail: Sentence
    due: dt.date | None = None
    left: int | None = None
    working: bool = True
    grade: Grade = "none"
    waiting: int | None = None
    act: str = "open"
    article: str = ""


def grade_of(left: int) -> Grade:
    """How pressing a day is that is so many days away."""
    return "stops" if left < 0 else "warns" if left <= SOON else "info"


def most_urgent_first(line: DueLine) -> tuple[int, int, int, str]:
    """The order of the lines: what stops, then what warns; the soonest day, then what has waited longest."""
    left = line.left if line.left is not None else 10_000
    return GRADES.index(line.grade), left, -(line.waiting or 0), line.link.id
