"""The council's record of a star's minimums, where a set is scored on part totals and cannot show them itself."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import InvalidInput
from app.services.rules.facts import Star
from app.services.rules.regime import StarRules
from app.services.star_class import stars_ascending
from app.translate import N_


@dataclass(frozen=True, slots=True)
class MinimumsRecord:
    """What the council recorded of a star's minimums where a set is scored on part totals.

    Args:
        met_up_to: the highest star whose minimums, and those of the stars below it, were met; 0: of none.
        missed: which minimums were missed, in words; needed where they keep the product below its star by points.
    """

    met_up_to: int
    missed: tuple[str, ...] = ()


def recorded_star(
    stars: StarRules, by_points: Star, record: MinimumsRecord | None, *, knocked_out: bool
) -> Star | None:
    """On part totals: the star by points, lowered to what the council recorded of its minimums."""
    final: Star | None = by_points
    if record is not None:
        ascending = stars_ascending(stars)
        if type(record.met_up_to) is not int or not 0 <= record.met_up_to <= ascending[-1]:
            raise InvalidInput("met_up_to", N_("Minimums are met up to one of the stars, or up to 0 for none."))
        if record.met_up_to < by_points and not any(text.strip() for text in record.missed):
            raise InvalidInput("missed", N_("Say which minimums of the {star}-star class were missed."), star=by_points)
        if stars.minimum_blocks_star.value:
            reached = [star for star in ascending if star <= by_points and star <= record.met_up_to]
            final = reached[-1] if reached else None
    return None if knocked_out else final
