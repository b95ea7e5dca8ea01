"""What the widgets of a criteria set are given: plain data, texts as they are to be shown, points as decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class CriterionOption:
    """One answer. ``number``: the digit that chooses it. ``star``: the mark printed behind its text.

    ``head``: the case that begins with this option, where the set offers two.
    """

    number: int
    text: str
    points: Decimal
    star: int | None = None
    head: str = ""


@dataclass(frozen=True)
class KnockOutLine:
    """What excludes the product where a person finds it."""

    id: str
    text: str


@dataclass(frozen=True)
class CriterionLine:
    """One criterion. ``requirement`` and ``notes``: the law's words below its name; ``group``: its heading."""

    id: str
    title: str
    max_points: Decimal
    options: tuple[CriterionOption, ...]
    requirement: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    group: str = ""
    knock_out: KnockOutLine | None = None


@dataclass(frozen=True)
class CriteriaSection:
    """A section with its criteria. ``part``: the id of its part ("A")."""

    id: str
    part: str
    title: str
    max_points: Decimal
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True)
class CriterionState:
    """How a criterion stands.

    Args:
        option: the chosen option's number, 0 for none of these, None: no answer yet.
        points: what it counts; None: nothing yet.
        warning: what is unusual, such as a missed minimum; shown with a triangle.
        follows: it counts 0 because of another criterion, or is not assessed: says why; it needs no answer.
        knocked_out: its knock-out was found.
        files: how many papers stand behind it.
    """

    option: int | None = None
    points: Decimal | None = None
    warning: str = ""
    follows: str = ""
    knocked_out: bool = False
    files: int = 0

    @property
    def is_open(self) -> bool:
        """Whether an answer is still wanted."""
        return self.option is None and not self.follows

    @property
    def grade(self) -> str:
        """The grade of its mark."""
        if self.knocked_out:
            return "danger"
        if self.warning:
            return "warn"
        return "neutral" if self.option is None else "ok"


NOTHING = CriterionState()


@dataclass(frozen=True)
class SectionTotal:
    """A section's points. ``missing``: how many of its ``count`` criteria have no answer."""

    id: str
    title: str
    points: Decimal
    max_points: Decimal
    missing: int
    count: int

    @property
    def grade(self) -> str:
        """The grade of its mark."""
        return "ok" if not self.missing else "info" if self.missing < self.count else "neutral"


@dataclass(frozen=True)
class PartTotal:
    """A part's points with its sections."""

    id: str
    title: str
    points: Decimal
    max_points: Decimal
    sections: tuple[SectionTotal, ...] = ()


@dataclass(frozen=True)
class CriteriaTotals:
    """The sums of one sheet. ``warnings``: sentences such as a missed minimum; ``stars``: what the points give."""

    parts: tuple[PartTotal, ...]
    total: Decimal
    max_points: Decimal
    missing: int
    count: int
    warnings: tuple[str, ...] = ()
    stars: int | None = None
    by_parts: bool = False
