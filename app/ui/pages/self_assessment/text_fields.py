"""The fields of the producer's report, in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.self_assessment_view import FIGURES
from app.translate import N_, _
from app.ui.forms.fields import Field, Help, Section

_TEXTS = (
    ("history", N_("History of the producer"), N_("How and when it began, what it has become.")),
    ("organisation", N_("Organisation"), N_("Management, production and selling: who does what, how many people.")),
)
_PLAN = (
    ("materials", N_("Raw materials"), N_("Where they come from, area, contracts.")),
    ("technology", N_("Technology, equipment"), N_("How the product is made, with which machines.")),
    ("quality", N_("Changes in quality"), N_("What became better in the product, its packing and label.")),
    ("markets", N_("Markets"), N_("Where and through whom it is sold.")),
)


def report_sections(articles: Mapping[str, str], application: str) -> list[Section]:
    """Sections of the form; what has changed is asked only of a product that was recognised before."""
    first = [[_long(name, label, what, articles)] for name, label, what in _TEXTS]
    plan = [[_long(name, label, what, articles)] for name, label, what in _PLAN]
    figures = Field(
        FIGURES,
        _("Figures year by year"),
        "rows",
        hint=_("Whole numbers; a loss with a minus."),
        columns=(
            Field("year", _("Year"), limit=4),
            Field("revenue", _("Revenue (đồng)"), "number", decimals=0, span=2),
            Field("profit", _("Profit (đồng)"), "number", decimals=0, span=2),
            Field("output", _("Output"), "number", decimals=0),
            Field("unit", _("Unit")),
            Field("workers", _("Workers"), "number", decimals=0),
            Field("local_workers", _("From here"), "number", decimals=0),
        ),
        help=Help(_("Two or three last years, as in the accounts."), article=articles.get(FIGURES, "")),
    )
    last = []
    if application != "first":
        what = N_("What has changed since the last recognition: materials, technology, packing, label, people.")
        last.append([_long("changes", N_("Changes since the last recognition"), what, articles)])
    last.append(
        [_long("plan", N_("Plan for the coming years"), N_("Aims, products, markets, what is needed."), articles)]
    )
    return [
        Section(_("Producer"), first, name="producer"),
        Section(_("Business plan and its results"), [*plan, [figures]], name="plan", tab=_("Business plan")),
        Section(_("What comes next"), last, name="next"),
    ]


def _long(name: str, label: str, what: str, articles: Mapping[str, str]) -> Field:
    return Field(
        name, _(label), "long", lines=3, limit=8000, hint=_(what), help=Help(_(what), article=articles.get(name, ""))
    )
