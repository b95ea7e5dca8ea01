"""The sentences of a result: what the average gives, how it was worked out, what was missed, what follows."""

from __future__ import annotations

import re
from fractions import Fraction

from app.services.council_outcome import ResultView
from app.services.result_rows import RankingResultRow
from app.services.score_notes import Unverified
from app.services.star_class import from_hundredths
from app.translate import N_, _, format_number, ngettext
from app.ui.pages.council.words import average_text, points

_MANY = 12
_SOURCES = {
    "signed": N_("Not compared with the signed text ({text})."),
    "transcription": N_("Read from a transcription, not compared with the signed text ({text})."),
    "secondary": N_("Read from a secondary source, not compared with the signed text ({text})."),
    "none": N_("Only the totals of the parts are known, not compared with the signed text ({text})."),
}
_ADDRESS = re.compile(r"\s*\(?https?://[^\s()]+\)?")


def grade_words(result: RankingResultRow) -> str:
    """ "3 stars", or why there is none."""
    if result.knocked_out:
        return _("Excluded")
    if result.stars is None:
        return _("No star")
    return ngettext("{stars} star", "{stars} stars", result.stars).format(stars=result.stars)


def verdict(view: ResultView, result: RankingResultRow) -> str:
    """One sentence: why it is these stars."""
    average = average_text(result)
    by_points = result.stars_by_points or 0
    if result.knocked_out:
        reasons = "; ".join(view.exclusion(one) for one in result.knocked_out)
        return _("A reason for exclusion holds, so there is no star: {reasons}").format(reasons=reasons)
    if result.provisional:
        return _(
            "The average {average} lies in the class of {stars} stars. The star is by points, until the council "
            "records that the minimums were met or which were missed."
        ).format(average=average, stars=by_points)
    if not view.criteria_set.complete:
        if result.stars == by_points:
            return _(
                "The average {average} lies in the class of {stars} stars, and the council recorded that its minimums "
                "are met."
            ).format(average=average, stars=by_points)
        return _(
            "The average {average} lies in the class of {stars} stars, but the council recorded minimums as missed."
        ).format(average=average, stars=by_points)
    missed = next((len(one.missed) for one in view.minimums if one.star == by_points), 0)
    if result.stars == by_points and not missed:
        return _(
            "The average {average} lies in the class of {stars} stars, and none of its minimums is missed."
        ).format(average=average, stars=by_points)
    if result.stars == by_points:
        words = ngettext(
            "The average {average} lies in the class of {stars} stars; {count} criterion is below its minimum, and "
            "takes no star away under these rules.",
            "The average {average} lies in the class of {stars} stars; {count} criteria are below their minimums, and "
            "take no star away under these rules.",
            missed,
        )
    else:
        words = ngettext(
            "The average {average} lies in the class of {stars} stars, but {count} criterion is below the minimum of "
            "{stars} stars.",
            "The average {average} lies in the class of {stars} stars, but {count} criteria are below the minimums of "
            "{stars} stars.",
            missed,
        )
    return words.format(average=average, stars=by_points, count=missed)


def arithmetic(result: RankingResultRow) -> str:
    """The working in figures: (72 + 70) : 2 = 142 : 2 = 71."""
    totals = [int(value) for _number, value in sorted(result.detail["totals"].items(), key=lambda one: int(one[0]))]
    count = result.sheet_count
    total = points(result.total_sum_hundredths)
    exact = Fraction(result.total_sum_hundredths, 100 * count)
    scaled = exact * 10**6
    if (exact * 100).denominator == 1:
        shown = points(int(exact * 100))
    else:
        shown = format_number(from_hundredths(int(scaled)).scaleb(-4)) + ("" if scaled.denominator == 1 else "…")
    addends = " + ".join(points(one) for one in totals) if len(totals) <= _MANY else "…"
    return f"({addends}) : {count} = {total} : {count} = {shown}"


def spread_words(result: RankingResultRow) -> str:
    """How the average is compared and printed, and how far the totals lie apart."""
    words = _("Compared with the bounds unrounded; printed as {average}.").format(average=average_text(result))
    spread = points(int(result.detail["spread"]))
    allowed = result.detail.get("max_deviation")
    if allowed is None:
        return words + " " + _("The totals lie {spread} apart.").format(spread=spread)
    within = int(result.detail["spread"]) <= int(allowed)
    said = (
        _("The totals lie {spread} apart, within {allowed}.")
        if within
        else _("The totals lie {spread} apart, more than {allowed}: to be discussed.")
    )
    return words + " " + said.format(spread=spread, allowed=points(int(allowed)))


def quorum_words(result: RankingResultRow) -> str:
    """Whose sheets count."""
    quorum = result.detail["quorum"]
    return _("{present} valid sheets of {members} members, {required} needed").format(
        present=quorum["present"], members=quorum["members"], required=quorum["required"]
    )


def what_follows(view: ResultView) -> str:
    """What the regime's figures say of this result."""
    sentences = {
        "recognise": _("What follows: a decision of this office recognises it; certificate for {months} months."),
        "pass_up": _("What follows: the dossier is passed to the level above."),
        "decline": _("What follows: it is not recognised; it can be improved and enter a later round."),
        "send_back": _("What follows: the dossier goes back to the level below."),
    }
    return sentences.get(view.proposed, "").format(months=view.regime.certificate_months)


def doubt(view: ResultView, one: Unverified) -> str:
    """One figure that is not verified; of a set the title of the text that it was read from, and no web address."""
    own = view.criteria_set
    if one.kind in ("set", "source"):
        name = _("Set {number}: {name}").format(number=own.number, name=own.name)
        return f"{name}. {_(_SOURCES[own.source.grade]).format(text=own.source.text)}"
    said = (one.where, _ADDRESS.sub("", one.why).strip() or one.as_written)
    return ". ".join(part for part in said if part) or one.kind
