"""A rule file as it stands for an office that compared it with the signed text.

A comparison settles that the figures are those of the text. It settles nothing that the text leaves open: cells that
were inferred, readings of an exclusion, and the regime's noted conclusions stay what they are.
"""

from __future__ import annotations

from app.services.rules.criteria import CriteriaSet
from app.services.rules.holidays import HolidayYear
from app.services.rules.regime import Regime


def is_signed(rules: Regime | CriteriaSet) -> bool:
    """Whether the file came as read from the signed text."""
    grade = rules.grade if isinstance(rules, Regime) else rules.source.grade
    return rules.verified and grade == "signed"


def regime_as_compared(regime: Regime) -> Regime:
    """The regime, read from the signed text; statements with a note stay as they are."""
    return regime.model_copy(update={"verified": True, "grade": "signed"})


def set_as_compared(rules: CriteriaSet) -> CriteriaSet:
    """The set, read from the signed text; one that has only part totals still says so."""
    criteria = tuple(
        one
        if one.verified or one.inferred or any(option.inferred for option in one.options)
        else one.model_copy(update={"verified": True})
        for one in rules.criteria
    )
    knock_outs = tuple(
        one if one.verified or one.reading else one.model_copy(update={"verified": True}) for one in rules.knock_outs
    )
    grade = "signed" if rules.complete else rules.source.grade
    source = rules.source.model_copy(update={"verified": True, "grade": grade})
    return rules.model_copy(update={"verified": True, "source": source, "criteria": criteria, "knock_outs": knock_outs})


def year_as_compared(year: HolidayYear) -> HolidayYear:
    """The year with every day compared."""
    days = tuple(one.model_copy(update={"verified": True}) for one in year.days_off)
    worked = tuple(one.model_copy(update={"verified": True}) for one in year.worked_days)
    return year.model_copy(update={"verified": True, "days_off": days, "worked_days": worked})
