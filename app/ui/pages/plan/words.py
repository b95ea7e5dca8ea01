"""Targets in the words and rows of the window."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from app.services.plans.actuals import Actual
from app.services.plans.indicators import indicators
from app.services.plans.plans import PlanLine, TargetLine
from app.translate import N_, _, format_date, format_number

_WAYS = {
    "not_computed": N_("not counted here"),
    "elsewhere": N_("counted by the office that covers the area"),
    "nothing": N_("nothing to count yet"),
}


def amount_words(target: TargetLine) -> str:
    """ "about 40 – 50 sản phẩm"."""
    text = format_number(target.amount) + (f" – {format_number(target.most)}" if target.most is not None else "")
    return " ".join(part for part in (_("about") if target.about else "", text, target.unit) if part)


def actual_words(actual: Actual, unit: str) -> str:
    """The figure with its unit, or why there is none."""
    if actual.amount is None:
        return _(_WAYS[actual.way])
    return f"{format_number(actual.amount)} {unit}".rstrip()


def share_badge(actual: Actual, plan: PlanLine, today: dt.date) -> tuple[str, str] | None:
    """How much of the target is reached; red only once the year is over."""
    if actual.amount is None:
        return None
    if actual.reached:
        return _("Reached"), "ok"
    share = format_number(actual.share if actual.share is not None else Decimal(0)) + " %"
    return share, "danger" if dt.date(plan.year, 12, 31) < today else "info"


def row_of(
    target: TargetLine, actual: Actual, plan: PlanLine, today: dt.date, narrow: bool = False
) -> dict[str, object]:
    """One row of the table; ``narrow``: for whom it is stands below its name."""
    below = target.text if target.text != target.name else ""
    given = target.for_name or _("The whole area")
    return {
        "id": target.id,
        "name": (target.name, given if narrow else below or target.source),
        "for": given,
        "amount": amount_words(target),
        "actual": actual_words(actual, target.unit),
        "share": share_badge(actual, plan, today),
    }


def explanation(target: TargetLine) -> tuple[str, str]:
    """How the actual figure is counted, and where the target stands in the plan."""
    known = indicators().get(target.indicator)
    if known is None or not known.actual.computed:
        said = _("The program does not count this: its records do not say it.")
    else:
        said = _("Counted so, by this program's own reading: {reading}").format(reading=known.reading)
    parts = [target.text, target.source]
    return said, " · ".join(part for part in parts if part)


def plan_words(plan: PlanLine) -> str:
    """Its number and day, its edition, whether it was given out, whose it is, its title."""
    parts = [plan.number, format_date(plan.dated) if plan.dated else ""]
    if plan.issued_at is None:
        parts.append(_("edition {number}, being written").format(number=plan.edition))
    else:
        day = format_date(plan.issued_at.astimezone().date())
        parts.append(_("edition {number}, given out on {day}").format(number=plan.edition, day=day))
    parts += ["" if plan.own else plan.office, plan.title]
    return " · ".join(part for part in parts if part)


def tab_words(plan: PlanLine) -> str:
    """The year, and whose plan."""
    return f"{plan.year} · " + (_("this office") if plan.own else plan.office)
