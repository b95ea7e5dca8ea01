"""The criteria set of one product set under one decision: parts, sections, criteria, options, points."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.services.rules.facts import CommuneItem, Fact, Grade, Inference, PartId, Points, Star, StarKey


class Part(Fact):
    id: PartId
    title: str
    max: Points


class Section(Fact):
    id: str
    part: PartId
    title: str
    max: Points
    inferred: Inference | None = None


class Group(Fact):
    """Several criteria that share a heading and a maximum (such as 6.1.1 to 6.1.5 under 6.1)."""

    id: str
    section: str
    title: str
    max: Points
    notes: tuple[str, ...] = ()
    inferred: Inference | None = None


class Option(Fact):
    """One answer. ``star`` is the mark printed behind its text; ``case`` the case that it belongs to."""

    text: str
    points: Points
    star: Star | None = None
    case: str | None = None
    inferred: Inference | None = None


class DependsOn(Fact):
    """The criterion applies only where ``criterion`` got more than 0 points (no story, no structure of it)."""

    criterion: str
    note: str = ""


class KnockOut(Fact):
    """What excludes a product. ``trigger``: a person finds it, or one of ``criteria`` gets 0 points.

    ``stops``: ``dossier`` (no points count at all), ``following`` (the criteria after ``criterion`` are not
    assessed) or ``others`` (all other criteria are not considered). In every case there is no star.
    """

    id: str
    text: str
    trigger: Literal["person", "zero_points"]
    stops: Literal["dossier", "following", "others"]
    criterion: str | None = None
    criteria: tuple[str, ...] = ()
    source: str = ""
    verified: bool = False
    reading: str = ""
    """How the words are understood where they leave room; empty where they are plain."""


class Case(Fact):
    """One of two readings offered by some criteria; the same case holds for the whole dossier."""

    id: str
    title: str


class Criterion(Fact):
    """One criterion. ``min_points``: least points for a star, attached to points and not to option numbers."""

    id: str
    part: PartId
    section: str
    group: str | None = None
    title: str
    max: Points
    requirement: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    commune_item: CommuneItem | None = None
    min_points: dict[StarKey, Points] = Field(default_factory=dict)
    options: tuple[Option, ...]
    options_implied: bool = False
    """True where the law lists no options: the one option "Có" carries the maximum."""
    depends_on: DependsOn | None = None
    inferred: Inference | None = None
    verified: bool = True


class CriteriaSource(Fact):
    decision: str
    annex: str = ""
    text: str
    url: str = ""
    grade: Grade
    verified: bool
    notes: tuple[str, ...] = ()


class CriteriaSet(Fact):
    """A whole set; ``id`` such as ``qd-26-2026/13``. Where ``complete`` is false only part totals are scored."""

    schema_version: Literal[1] = Field(alias="schema")
    json_schema: str = Field(default="", alias="$schema")
    """Where an editor finds the JSON Schema; says nothing about the law."""
    id: str
    number: int
    revision: int = 1
    name: str
    heading: str = ""
    subheading: str = ""
    complete: bool
    verified: bool
    source: CriteriaSource
    parts: tuple[Part, ...]
    sections: tuple[Section, ...] = ()
    groups: tuple[Group, ...] = ()
    cases: tuple[Case, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    knock_outs: tuple[KnockOut, ...] = ()
    star_note: str = ""
    notes: tuple[str, ...] = ()

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; ``KeyError`` where there is none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)
