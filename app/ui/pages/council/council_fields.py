"""The fields of a council's form, and what of a new one is kept until its decision is entered whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.translate import _
from app.ui.forms.fields import Choices, Field, Help, Section
from app.ui.pages.council.words import AGREED_RULES, SEATS

_DATES = ("decision_date",)
_NUMBERS = ("quorum_numerator", "quorum_denominator", "max_deviation")


def council_sections(accounts: Choices) -> list[Section]:
    """The fields of a council; ``accounts``: people of this office who fill in their own sheets."""
    roles = (("", _("not chosen yet")), *((name, _(words)) for name, words in SEATS.items()))
    columns = (
        Field("full_name", _("Name"), span=4),
        Field("position", _("Post or title"), span=3),
        Field("unit", _("Organisation"), span=4),
        Field("seat", _("Part in the council"), "choice", choices=roles, span=5),
        Field("official_id", _("Account here"), "choice", choices=accounts, span=3),
    )
    rules = tuple((name, _(words)) for name, words in AGREED_RULES.items())
    return [
        Section(
            _("Decision"),
            [
                [Field("name", _("Name of the council"), required=True, span=2)],
                [
                    Field("decision_number", _("Number of the decision"), required=True),
                    Field("decision_date", _("Date of the decision"), "date", required=True),
                ],
            ],
            name="decision",
        ),
        Section(
            _("Members"),
            [
                [
                    Field(
                        "members",
                        _("As the decision lists them"),
                        "rows",
                        columns=columns,
                        required=True,
                        help=Help(
                            _("Everybody whom the decision names. Who only attends does not score."),
                            _("An account lets a member fill in the own sheets on this program."),
                        ),
                    )
                ]
            ],
            name="members",
        ),
        Section(
            _("Working rules"),
            [
                [
                    Field(
                        "quorum_numerator",
                        _("Valid sheets needed, at least"),
                        "number",
                        required=True,
                        decimals=0,
                        lowest=1,
                        help=Help(_("How large a part of the members must have valid sheets."), _("3 of 4: 75 %")),
                        hint=_("With 3 and 4: of every 4 members at least 3 have handed in a valid sheet."),
                    ),
                    Field(
                        "quorum_denominator",
                        _("for every so many members"),
                        "number",
                        required=True,
                        decimals=0,
                        lowest=1,
                    ),
                    Field(
                        "max_deviation",
                        _("Discuss from a spread above"),
                        "points",
                        unit=_("points"),
                        help=Help(_("Totals of two members that lie further apart are discussed.")),
                    ),
                ],
                [
                    Field(
                        "agreed_rule",
                        _("Agreed points per criterion"),
                        "choice",
                        required=True,
                        choices=rules,
                        span=2,
                        help=Help(_("Star minimums are judged on these; the average is always of all sheets.")),
                    ),
                    Field("chair_required", _("Whoever presides must have a valid sheet"), "check", span=2),
                ],
            ],
            name="rules",
            note=_("Proposed from the rules in force; the council's own regulation decides."),
        ),
    ]


def kept_draft(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed as JSON can hold it."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dt.date):
            kept[name] = value.isoformat()
        elif isinstance(value, Decimal):
            kept[name] = str(value)
        else:
            kept[name] = value
    return kept


def read_draft(kept: Any) -> dict[str, Any]:
    """The draft as the form's values; what cannot be read is left out."""
    values: dict[str, Any] = {}
    for name, value in kept.items() if isinstance(kept, dict) else ():
        try:
            if name in _DATES:
                values[name] = dt.date.fromisoformat(value) if value else None
            elif name in _NUMBERS:
                values[name] = Decimal(value) if value is not None else None
            else:
                values[name] = value
        except (ValueError, TypeError, ArithmeticError):
            continue
    return values
