"""A regime: for a period, who receives, checks, assesses, scores and recognises, and by which figures."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from app.services.rules.facts import (
    ApplicationType,
    CommuneItem,
    Days,
    Fact,
    Grade,
    Level,
    PartId,
    Period,
    Points,
    Sourced,
    Star,
    Switch,
)

Task = Literal[
    "file",  # prepares the dossier (the producer's own office)
    "receive_first",  # receives from the producer: the filing date, which freezes regime and set
    "check_form",
    "assess_items",  # the four items in findings
    "propose",  # hands the dossier up with its report or letter
    "score",  # its council scores
    "recognise",
    "pass_up",
]


class Decision(Fact):
    number: str
    date: dt.date
    title: str = ""
    amends: str = ""
    source: str = ""


class StarClass(Fact):
    """A half-open interval of the unrounded average; the top class includes 100."""

    star: Star
    min: Points
    max: Points
    max_inclusive: bool = False
    label: str = ""


class StarRules(Sourced):
    """How points become stars: intervals, and the two inferences as switches."""

    classes: tuple[StarClass, ...]
    minimum_blocks_star: Switch
    lower_minimums_bind: Switch
    as_written: tuple[str, ...] = ()


class Batch(Sourced):
    """A yearly round fixed by the law: propose before, finish before (``dd/mm``)."""

    number: int
    proposed_before: str
    finish_before: str


class LevelStep(Sourced):
    """What one level does. ``recognises``: stars; ``passes_up_from``: least average to pass a dossier up."""

    level: Level
    actor: str
    tasks: tuple[Task, ...]
    next: Level | None = None
    recognises: tuple[Star, ...] = ()
    passes_up_from: Points | None = None
    returns_below: Points | None = None
    """An average below it goes back to the level beneath (recognise there, or complete and assess again)."""
    recognises_returned: bool = False
    """This level may recognise a dossier that the level above returned to it."""
    deadlines: dict[str, Days] = Field(default_factory=dict)
    """By task name: how long this level has. A missing task has no deadline in law: an office setting."""
    batches: tuple[Batch, ...] = ()
    star_label: str = ""
    """Such as "cấp tỉnh": printed on the certificates of this level."""
    form_heading: str = ""
    """Over this level's box on the registration form; empty: the form has no box for it."""


class DocumentKind(Sourced):
    """One paper that a dossier needs or may hold. ``stage`` is the level that adds it."""

    kind: str
    title: str
    stage: Level
    mandatory: bool
    applications: tuple[ApplicationType, ...] = ("first", "upgrade", "reassess")
    not_for_sectors: tuple[str, ...] = ()
    form: str = ""
    issued_as: str = ""
    """The kind of issued paper that it is where the stage's office writes it here: signed, it is there."""
    physical: bool = False
    """A thing such as samples: it is ticked off, and no file is expected."""
    ticks: str = ""
    """The box of the self-assessment form that this paper ticks, where it has one."""


class FormField(Sourced):
    """A field that the law's forms ask for, as ``producer.address``; ``if_any``: only where the producer has it."""

    field: str
    if_any: bool = False
    applications: tuple[ApplicationType, ...] = ("first", "upgrade", "reassess")


class CommuneItemRule(Sourced):
    id: CommuneItem
    title: str
    article: str = ""


class ReassessmentWindow(Sourced):
    earliest_days_before_expiry: int
    latest_days_before_expiry: int
    max_days: int | None = None
    max_days_from: str = ""
    grace_days_after_expiry: int | None = None


class TransitionRule(Sourced):
    """Dossiers filed before this regime began: which finish under the old one, and by when (calendar days)."""

    id: str
    text: str
    applications: tuple[ApplicationType, ...] = ()
    finish_within_days: int | None = None


class NumberPattern(Sourced):
    """A number's pattern with fields ``{province} {commune} {district} {sequence} {running} {year}``."""

    pattern: str


class ProducerKind(Sourced):
    id: str
    title: str
    tourism_only: bool = False


class CouncilDefaults(Sourced):
    """Usual values proposed for a council's working rules; the law leaves them to the council."""

    quorum_numerator: int = 3
    quorum_denominator: int = 4
    chair_required: bool = True
    max_deviation: Points | None = None
    agreed_rule: Literal["lower_median", "majority"] = "lower_median"


class Regime(Fact):
    """All that decides a dossier's way; chosen by its filing date alone."""

    schema_version: Literal[1] = Field(alias="schema")
    json_schema: str = Field(default="", alias="$schema")
    id: str
    revision: int = 1
    title: str
    decisions: tuple[Decision, ...]
    period: Period
    verified: bool
    grade: Grade = Field(default="none", exclude=True)
    """How well its text was read: no part of the law, so it is left out of the regime's fingerprint."""
    source: str = ""
    criteria: str
    """The folder of criteria sets, such as ``qd-26-2026``."""
    classification: str
    parts: dict[PartId, Points]
    stars: StarRules
    certificate_months: int
    not_certified: tuple[Star, ...] = ()
    recognised_when_passed_up: Switch
    """Whether a dossier that is passed on is also recognised at this level meanwhile."""
    application_types: dict[ApplicationType, str]
    producer_kinds: tuple[ProducerKind, ...]
    levels: tuple[LevelStep, ...]
    commune_items: tuple[CommuneItemRule, ...] = ()
    commune_items_have_points: bool = False
    documents: tuple[DocumentKind, ...] = ()
    documents_note: str = ""
    form_fields: tuple[FormField, ...] = ()
    product_code: NumberPattern
    receipt_number: NumberPattern
    reassessment: ReassessmentWindow | None = None
    transition: tuple[TransitionRule, ...] = ()
    council: CouncilDefaults = CouncilDefaults()
    basis_line: str = ""
    """The text that papers cite first, such as "Quyết định số 26/2026/QĐ-TTg ngày 22 tháng 5 năm 2026 …"."""
    forms_note: str = Field(default="", exclude=True)
    """Said on the forms that are printed where this regime's own forms were not read: no part of the law."""
    notes: tuple[str, ...] = ()

    def step(self, level: Level) -> LevelStep | None:
        """What that level does under this regime; ``None`` where the level has no part in it."""
        return next((step for step in self.levels if step.level == level), None)
