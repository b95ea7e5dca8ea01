"""A product's place in the classification as a choice: by its words, by browsing, and what its set is scored by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.errors import AppError
from app.services.classification_codes import find_subgroup
from app.services.other_names import OtherNames, names_of_subgroups
from app.services.rules.library import RuleLibrary
from app.services.rules.regime import Regime
from app.translate import _, format_number
from app.ui.forms.fields import Choices

_OLD = "\u2190"  # before the place of an earlier classification: no code begins with it


@dataclass(frozen=True)
class SetPart:
    """One part of a criteria set. ``count``: its criteria."""

    title: str
    points: Decimal
    count: int


@dataclass(frozen=True)
class SetView:
    """What the form shows of a product set. ``notes``: what of it rests on texts that were not read."""

    number: int
    name: str
    agencies: str
    parts: tuple[SetPart, ...]
    complete: bool
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many criteria it has."""
        return sum(part.count for part in self.parts)


class SetChoice:
    """The subgroups of today's classification; a product's earlier place stays readable until it is chosen anew."""

    def __init__(self, library: RuleLibrary, regime: Regime) -> None:
        self._library = library
        self.regime = regime
        self.classification = library.classification(regime.classification)

    def choices(self, kept: str = "") -> Choices:
        """Every subgroup by code; ``kept``: the value of a record, where it is of an earlier classification."""
        found: list[tuple[str, str]] = []
        for sector in self.classification.sectors:
            for group in sector.groups:
                for one in group.subgroups:
                    words = one.name if one.name == group.name else f"{one.name} ({group.name})"
                    found.append((one.code, f"{one.set_number} · {words}" if one.set_number else words))
        if kept.startswith(_OLD):
            found.append((kept, self.words(kept)))
        return tuple(found)

    def other_names(self) -> OtherNames:
        """What people type for a subgroup, by its code."""
        known = names_of_subgroups()
        return {
            one.code: known[one.name]
            for sector in self.classification.sectors
            for group in sector.groups
            for one in group.subgroups
            if one.name in known
        }

    def value_of(self, row: Any) -> str:
        """The choice's value for a product's row."""
        if not row.classification_code and row.set_number is None:
            return ""
        if row.classification_code and row.classification_id == self.regime.classification:
            return str(row.classification_code)
        number = "" if row.set_number is None else row.set_number
        return f"{_OLD}{row.classification_id}:{row.classification_code}:{number}"

    def fields(self, value: str) -> dict[str, Any]:
        """The product's fields that a value stands for."""
        if not value.startswith(_OLD):
            return {"classification_code": value}
        classification, code, number = value[1:].split(":")
        return {
            "classification_code": code,
            "set_number": int(number) if number else None,
            "classification_id": classification,
        }

    def words(self, value: str) -> str:
        """An earlier place in words, with the number of the decision it is of."""
        fields = self.fields(value)
        name = ""
        try:
            found = find_subgroup(
                self._library.classification(fields["classification_id"]), fields["classification_code"]
            )
            decision = self._library.classification(fields["classification_id"]).decision
        except AppError:
            found, decision = None, fields["classification_id"]
        if found is not None:
            name = found[1].name
        number = fields["set_number"]
        words = " · ".join(str(part) for part in (number, name or fields["classification_code"]) if part)
        return _("{set} (by {decision})").format(set=words, decision=decision)

    def agencies(self, value: str) -> str:
        """The ministries that manage the subgroup of a value, also of an earlier classification."""
        fields = self.fields(value)
        try:
            classification = self._library.classification(fields.get("classification_id", self.regime.classification))
        except AppError:
            return ""
        found = find_subgroup(classification, fields["classification_code"]) if value else None
        return ", ".join(found[1].managing_agencies) if found is not None else ""

    def is_old(self, value: str) -> bool:
        """Whether the value is of an earlier classification."""
        return value.startswith(_OLD)

    def view(self, value: str) -> SetView | None:
        """The set behind a value; None where none is chosen, or its file is not here."""
        if not value or value.startswith(_OLD):
            return None
        found = find_subgroup(self.classification, value)
        if found is None or found[1].set_number is None:
            return None
        try:
            criteria = self._library.criteria_set(self._library.set_id_for(self.regime, found[1].set_number))
        except AppError:
            return None
        parts = tuple(
            SetPart(part.title, part.max, sum(1 for one in criteria.criteria if one.part == part.id))
            for part in criteria.parts
        )
        notes = tuple(self._library.unverified_notes(criteria))
        agencies = ", ".join(found[1].managing_agencies)
        return SetView(criteria.number, criteria.name, agencies, parts, criteria.complete, notes)

    def hint(self, value: str) -> str:
        """Sector and group of a value, and how many criteria its set has."""
        for sector in self.classification.sectors:
            for group in sector.groups:
                if any(one.code == value for one in group.subgroups):
                    view = self.view(value)
                    count = ""
                    if view is not None and view.parts:
                        points = " + ".join(format_number(part.points) for part in view.parts)
                        count = _("{points} points").format(points=points)
                        if view.count:
                            words = _("{count} criteria, {points} points")
                            count = words.format(count=view.count, points=points)
                    return " · ".join(part for part in (sector.name, group.name, count) if part)
        return ""
