"""What a council lacks before it can be set up, and what its composition leaves open: told while it is typed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any, Literal

from app.services.councils import MemberData
from app.services.search import fold_text
from app.translate import N_, _, ngettext


@dataclass(frozen=True)
class CompositionLine:
    """One finding. ``stops``: the council cannot be set up with it; ``warns``: it can. ``field``: of the form."""

    grade: Literal["stops", "warns"]
    field: str
    message: str
    params: dict[str, Any] = default(default_factory=dict)

    @property
    def text(self) -> str:
        return _(self.message).format(**self.params)


def needed_sheets(scoring: int, numerator: int, denominator: int) -> int:
    """How many valid sheets the quorum asks for: the fraction of the members who score, rounded up."""
    return max(1, -(-scoring * numerator // denominator))


def quorum_words(scoring: int, numerator: int, denominator: int) -> str:
    """The quorum as a number of members."""
    needed = needed_sheets(scoring, numerator, denominator)
    words = ngettext("at least {needed} of {count} member", "at least {needed} of {count} members", scoring)
    return words.format(needed=needed, count=scoring)


def composition(
    name: str,
    decision_number: str,
    decision_date: dt.date | None,
    members: Sequence[MemberData],
    quorum: tuple[Decimal | None, Decimal | None],
    today: dt.date,
) -> list[CompositionLine]:
    """Everything that stops the council from being set up, then what is unusual about it."""
    found: list[CompositionLine] = []

    def stops(where: str, message: str, **params: Any) -> None:
        found.append(CompositionLine("stops", where, message, params))

    def warns(message: str, **params: Any) -> None:
        found.append(CompositionLine("warns", "members", message, params))

    if not name.strip():
        stops("name", N_("A council has a name."))
    if not decision_number.strip():
        stops("decision_number", N_("A council is set up by a decision with a number."))
    if decision_date is None:
        stops("decision_date", N_("The date of the decision is missing."))
    elif decision_date > today:
        stops("decision_date", N_("A decision cannot be dated in the future."))
    numerator, denominator = quorum
    if numerator is None or denominator is None or not 0 < numerator <= denominator:
        stops("quorum", N_("A quorum is a fraction above 0 and up to 1."))
    chairs = sum(one.role == "chair" for one in members)
    if chairs != 1:
        stops("members", N_("A council has exactly one chair, not {count}."), count=chairs)
    if any(one.role == "chair" and not one.scores for one in members):
        stops("members", N_("The chair of a council scores."))
    if any(not one.full_name.strip() for one in members):
        stops("members", N_("A member has no name."))
    if members and not any(one.role == "vice" for one in members):
        warns(N_("No deputy chair: nobody presides where the chair is absent or recused."))
    if members and not any(one.role == "secretary" for one in members):
        warns(N_("No secretary: nobody is named to keep the minutes."))
    names = Counter(fold_text(one.full_name) for one in members if one.full_name.strip())
    for folded, count in names.items():
        if count > 1:
            shown = next(one.full_name for one in members if fold_text(one.full_name) == folded)
            warns(N_("{name} stands in the list {count} times."), name=shown, count=count)
    return found
