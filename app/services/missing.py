"""What is missing, in three grades: the one shape in which every form, page and move says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.services.rules.regime import FormField, Regime
from app.translate import N_, _

Grade = Literal["stops", "warns", "suggests"]
GRADES: tuple[Grade, ...] = ("stops", "warns", "suggests")

FIELD_NAMES: dict[str, str] = {
    # How a person knows the fields that the forms ask for.
    "producer.name": N_("the producer's name"),
    "producer.kind": N_("the producer's kind"),
    "producer.address": N_("the producer's address"),
    "producer.phone": N_("the producer's phone"),
    "producer.email": N_("the producer's e-mail address"),
    "producer.tax_code": N_("the producer's tax code"),
    "producer.established_on": N_("the day when the producer was established"),
    "producer.registration_number": N_("the number of the business registration"),
    "producer.representative_name": N_("the representative's name"),
    "producer.representative_position": N_("the representative's position"),
    "producer.representative_sex": N_("the representative's sex"),
    "producer.representative_ethnicity": N_("the representative's ethnic group"),
    "producer.representative_address": N_("the representative's permanent address"),
    "product.name": N_("the product's name"),
    "product.label_name": N_("the name on the label"),
    "product.net_weight": N_("the net weight"),
    "product.specification": N_("the product's packing and weight"),
    "product.standard": N_("the product's standard"),
    "dossier.registered_on": N_("the date on the registration form"),
    "self_assessment.history": N_("the producer's history"),
    "self_assessment.organisation": N_("the producer's organisation"),
    "self_assessment.changes": N_("what has changed since the last recognition"),
    "self_assessment.plan": N_("the plan for the coming years"),
    "business_plan.materials": N_("the area of raw materials"),
    "business_plan.technology": N_("the technology"),
    "business_plan.quality": N_("the changes in quality"),
    "business_plan.markets": N_("the markets"),
    "business_plan.figures": N_("the figures year by year"),
}


@dataclass(frozen=True)
class Missing:
    """One thing. ``subject``: ``document:<kind>``, or ``<record>.<field>`` such as ``producer.address``.

    ``grade``: ``stops`` the act named in ``act``, ``warns``, or only ``suggests``. ``article`` is where the law asks
    for it, ``source`` where that was read. ``record`` and ``record_id`` say which record to open.
    """

    grade: Grade
    subject: str
    message: str
    params: tuple[tuple[str, Any], ...] = ()
    article: str = ""
    named: str = ""
    """A message id for ``{what}``, translated when it is shown."""
    source: str = ""
    record: str = ""
    record_id: str = ""
    act: str = ""

    @property
    def field(self) -> str:
        """The field of the record; of a paper its kind."""
        return self.subject.partition(":" if self.subject.startswith("document:") else ".")[2]

    @property
    def text(self) -> str:
        """The sentence in the language of the moment."""
        values = dict(self.params)
        if self.named:
            values["what"] = _(self.named)
        return _(self.message).format(**values)


def ordered(found: Iterable[Missing]) -> list[Missing]:
    """What stops first; within a grade as found."""
    return sorted(found, key=lambda one: GRADES.index(one.grade))


def counted(found: Iterable[Missing]) -> dict[Grade, int]:
    """How many there are of each grade."""
    grades = [one.grade for one in found]
    return {grade: grades.count(grade) for grade in GRADES}


def of_record(found: Iterable[Missing], record: str, record_id: str) -> list[Missing]:
    """The same, with the record to open."""
    return [replace(one, record=record, record_id=record_id) for one in found]


def said_once(found: Iterable[Missing]) -> list[Missing]:
    """Each paper, and each sentence on a field, only once: the first that says it."""
    kept: dict[tuple[str, str], Missing] = {}
    for one in found:
        kept.setdefault((one.subject, "" if one.subject.startswith("document:") else one.message), one)
    return list(kept.values())


def asked_by_forms(
    regime: Regime, record: str, row: object, *, application: str = "", left_out: Iterable[str] = ()
) -> list[Missing]:
    """The fields of one record that the regime's forms ask for and that are empty.

    Args:
        row: has the fields as attributes.
        application: of a dossier; some fields are asked of one kind only. Empty: all that every kind is asked.
        left_out: fields that another check speaks of.
    """
    skipped = set(left_out)
    found = []
    for rule in regime.form_fields:
        table, _dot, name = rule.field.partition(".")
        asked = application in rule.applications if application else len(rule.applications) == len(_EVERY)
        if table != record or name in skipped or not asked or not is_empty(getattr(row, name, None)):
            continue
        found.append(_empty(rule))
    return found


_EVERY = FormField(field="x").applications


def is_empty(value: object) -> bool:
    """Whether nothing was entered; no is an answer, and so is 0."""
    return value is None or (isinstance(value, str | tuple | list) and not value)


def _empty(rule: FormField) -> Missing:
    return Missing(
        "suggests" if rule.if_any else "warns",
        rule.field,
        N_("Not entered: {what}.") if rule.if_any else N_("The forms ask for {what}, which is empty."),
        article=rule.article,
        named=FIELD_NAMES.get(rule.field, rule.field),
        source=rule.source,
    )


def form_article(regime: Regime, field: str) -> tuple[str, str]:
    """Article and source of a field that the forms ask for; both empty where they do not."""
    rule = next((one for one in regime.form_fields if one.field == field), None)
    return (rule.article, rule.source) if rule else ("", "")
