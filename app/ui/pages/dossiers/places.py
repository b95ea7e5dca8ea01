"""From what is missing, noted or compared to the place where it is entered, and what that place is called."""

from __future__ import annotations

from app.services.cross_check.record import FIELDS
from app.services.dossier_page import DossierPageData
from app.services.missing import FIELD_NAMES, Missing
from app.translate import N_, _
from app.ui.pages.dossiers.words import begun
from app.ui.route import Route

OWN_FIELDS = ("registered_on", "sample_count", "previous_certificate", "previous_valid_to", "note")
"""Fields of the dossier itself, which its own dialog holds."""

_TABLES = {
    "dossier": N_("the dossier"),
    "producer": N_("the producer"),
    "product": N_("the product"),
    "self_assessment": N_("the self-assessment"),
    "business_plan": N_("the business plan"),
    "assessment": N_("the commune's assessment"),
    "score": N_("the score"),
    "document": N_("a document"),
}


def subject_words(subject: str, data: DossierPageData) -> str:
    """What a subject such as ``producer.address`` or ``document:<id>`` is called."""
    table, _mark, rest = subject.partition(":" if subject.startswith("document:") else ".")
    if table == "document":
        for line in data.papers.lines:
            if rest in (line.id, line.kind):
                return line.title
    known = FIELD_NAMES.get(subject) or FIELDS.get(subject)
    return begun(_(known or _TABLES.get(table, subject)))


def route_of_missing(one: Missing, data: DossierPageData) -> Route | None:
    """The page on which a missing thing is entered; None: the dossier's own page."""
    table = one.subject.partition(".")[0]
    if one.subject.startswith("document:"):
        return None
    if table == "producer":
        return Route("producer", data.producer_id, focus=one.field)
    if table == "product":
        return Route("product_form", data.row.product_id, focus=one.field)
    if table in ("self_assessment", "business_plan", "self_score"):
        return Route("self_assessment", data.row.id, tab="scores" * (table == "self_score"), focus=one.field)
    if table == "assessment":
        return Route("assess", data.row.id, focus=one.field)
    if one.subject == "dossier.registered_on":
        return Route("registration", data.row.id, focus=one.field)
    return None


def route_of_subject(subject: str, data: DossierPageData) -> Route | None:
    """The page of a record's field; None: it is a paper or a field of the dossier's own page."""
    return route_of_missing(Missing("suggests", subject, ""), data)
