"""A criteria set in figures and short lines, for lists and for the command line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.services.rules.criteria import CriteriaSet
from app.services.rules.facts import Star


def show_points(points: Decimal) -> str:
    """Points with two decimal places and a point, for programs that read them."""
    return f"{points:.2f}"


def summary(rules: CriteriaSet) -> dict[str, Any]:
    """What ``rules show`` prints: heads, counts, sections with their criteria, minimums, exclusions, source."""
    stars: tuple[Star, ...] = (3, 4, 5)
    return {
        "set": rules.id,
        "revision": rules.revision,
        "name": rules.name,
        "complete": rules.complete,
        "verified": rules.verified,
        "decision": rules.source.decision,
        "source": rules.source.url,
        "grade": rules.source.grade,
        "parts": {part.id: {"title": part.title, "max": show_points(part.max)} for part in rules.parts},
        "counts": {
            "sections": len(rules.sections),
            "criteria": len(rules.criteria),
            "options": sum(len(criterion.options) for criterion in rules.criteria),
            "knock_outs": len(rules.knock_outs),
        },
        "sections": [
            {
                "id": section.id,
                "part": section.part,
                "title": section.title,
                "max": show_points(section.max),
                "criteria": [
                    {
                        "id": criterion.id,
                        "title": criterion.title,
                        "max": show_points(criterion.max),
                        "options": [
                            {
                                "index": index,
                                "text": option.text,
                                "points": show_points(option.points),
                                "star": option.star,
                                "case": option.case,
                            }
                            for index, option in enumerate(criterion.options, 1)
                        ],
                        "depends_on": criterion.depends_on.criterion if criterion.depends_on else None,
                        "commune_item": criterion.commune_item,
                        "verified": criterion.verified,
                    }
                    for criterion in rules.criteria
                    if criterion.section == section.id
                ],
            }
            for section in rules.sections
        ],
        "cases": {case.id: case.title for case in rules.cases},
        "minimums": {
            str(star): {
                criterion.id: show_points(criterion.min_points[star])
                for criterion in rules.criteria
                if star in criterion.min_points
            }
            for star in stars
        },
        "knock_outs": [
            {"id": item.id, "criterion": item.criterion, "stops": item.stops, "text": item.text}
            for item in rules.knock_outs
        ],
        "notes": list(rules.notes),
    }
