"""When an office must be done with a dossier: the regime's days, or the office's own where the law gives none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from app.services.rules.facts import Level
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime, Task


@dataclass(frozen=True)
class Deadline:
    """The last day. ``by_law`` false: the office's own setting. ``unverified_years``: holidays not verified there."""

    due: dt.date
    days: int
    working: bool
    by_law: bool
    article: str
    unverified_years: tuple[int, ...]


def deadline_for(
    library: RuleLibrary,
    regime: Regime,
    level: Level,
    task: Task,
    start: dt.date,
    office_days: Mapping[str, int] | None = None,
) -> Deadline | None:
    """The deadline of a task that began on ``start`` (day 1 is the first working day after it).

    Args:
        office_days: working days per task that the office set for itself; used where the law gives no number.

    Returns:
        ``None`` where neither the law nor the office has a deadline.
    """
    step = regime.step(level)
    rule = step.deadlines.get(task) if step is not None else None
    by_law = rule is not None and rule.days is not None
    days = rule.days if rule is not None and rule.days is not None else (office_days or {}).get(task)
    if days is None:
        return None
    working = rule.working if rule is not None else True
    calendar = library.calendar()
    due = calendar.add_working_days(start, days) if working else start + dt.timedelta(days=days)
    return Deadline(
        due=due,
        days=days,
        working=working,
        by_law=by_law,
        article=rule.article if rule is not None else "",
        unverified_years=calendar.unverified_years(start, due) if working else (),
    )
