"""Both versions of a fork side by side, in words: what each did, and where what is kept differs from what stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.models import Office
from app.models.base import Travelling
from app.services.conflicts.merge import Unit, units_of
from app.services.conflicts.sides import MODELS, as_record
from app.services.conflicts.words import label_of, said
from app.services.custody.fork_view import Fork, ForkVersion, forks_of, kept_records
from app.services.names import act_name, record_names, state_name
from app.services.revisions import children_of, content_columns


@dataclass(frozen=True)
class VersionAct:
    """One act of a version since both parted; ``office`` is its name."""

    what: str
    at: dt.datetime
    office: str


@dataclass(frozen=True)
class Difference:
    """One place that the versions do not share; ``stands`` is what this office's copy says now.

    ``files``: SHA-256 of the file of each side, where it is a file of a paper.
    """

    label: str
    stands: str
    kept: str
    files: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class DifferingRecord:
    """A record that the fork keeps. ``only_kept``: the version that stands does not have it."""

    what: str
    name: str
    only_kept: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class ForkCompared:
    """A fork as two columns."""

    fork: Fork
    stands_acts: tuple[VersionAct, ...]
    kept_acts: tuple[VersionAct, ...]
    records: tuple[DifferingRecord, ...]


def forks_compared(session: Session, dossier_id: str) -> list[ForkCompared]:
    """The forks of a dossier, the latest first."""
    names = dict(session.exec(select(Office.code, Office.name)).all())
    return [
        ForkCompared(
            fork, _acts(fork.stands, names), _acts(fork.kept, names), _records(session, kept_records(session, fork.id))
        )
        for fork in forks_of(session, dossier_id)
    ]


def state_words(version: ForkVersion) -> str:
    """The state of a version, as it begins a sentence."""
    words = str(state_name(version.status))
    return words[:1].upper() + words[1:]


def _acts(version: ForkVersion, names: Mapping[str, str]) -> tuple[VersionAct, ...]:
    found = []
    for act, at, code in version.acts:
        words = str(act_name(act))
        found.append(VersionAct(words[:1].upper() + words[1:], dt.datetime.fromisoformat(at), names.get(code, code)))
    return tuple(found)


def _records(session: Session, kept: Mapping[str, list[dict[str, Any]]]) -> tuple[DifferingRecord, ...]:
    found = []
    for table, rows in kept.items():
        model = MODELS[table]
        for theirs in rows:
            theirs = {"children": [], **theirs}
            row = session.get(model, theirs["id"])
            name = str(theirs.get("name") or theirs.get("title") or "")
            units = _units(session, table, model, row, theirs)
            places = tuple(_difference(table, unit) for unit in units if unit.standing != "agree")
            if places:
                found.append(DifferingRecord(str(record_names([table])), name, row is None, places))
    return tuple(found)


def _units(
    session: Session, table: str, model: type[Travelling], row: Travelling | None, theirs: dict[str, Any]
) -> list[Unit]:
    columns = content_columns(model)
    if row is None:
        absent: dict[str, Any] = dict.fromkeys(columns) | {"children": []}
        return [
            unit
            for unit in units_of(table, columns, None, absent, theirs)
            if unit.theirs and any(value not in (None, "", "[]", False, []) for value in unit.theirs.values())
        ]
    return units_of(table, columns, None, as_record(row, children_of(session, [row])[row.id]), theirs)


def _difference(table: str, unit: Unit) -> Difference:
    sides = (unit.mine or {}, unit.theirs or {})
    files = (str(sides[0].get("sha256", "")), str(sides[1].get("sha256", ""))) if unit.is_part else ("", "")
    mine = None if unit.mine is not None and all(value is None for value in unit.mine.values()) else unit.mine
    return Difference(label_of(table, unit), said(unit, mine), said(unit, unit.theirs), files)
