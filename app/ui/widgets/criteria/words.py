"""Points and titles in words, as the rows of a criteria set show them."""

from __future__ import annotations

from decimal import Decimal

from app.translate import _, format_number, ngettext


def plain(points: Decimal) -> str:
    """Points with as many decimals as they need: 2.00 is shown as 2."""
    whole = points.to_integral_value()
    return format_number(whole if whole == points else points.normalize())


def points_text(points: Decimal | None) -> str:
    """ "2 points"; a dash where there are none yet."""
    if points is None:
        return "—"
    count = 1 if points == 1 else 2
    return ngettext("{points} point", "{points} points", count).format(points=plain(points))


def of_most(points: Decimal, most: Decimal) -> str:
    """ "6/10"."""
    return f"{plain(points)}/{plain(most)}"


def as_sentence(text: str) -> str:
    """A heading that stands in capitals in the law, in sentence case; a remark in brackets after it is left out."""
    short = text.partition("(")[0].strip() or text
    if short.isupper():
        short = short[:1] + short[1:].lower()
        short = short.replace("ocop", "OCOP")
    return short


def none_of_them() -> str:
    """The answer 0."""
    return _("None of these")
