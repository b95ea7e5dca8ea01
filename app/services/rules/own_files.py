"""An office's own rule files: each must be sound, and must not hide behind a file of the same id and revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from app.errors import RuleError
from app.services.rules.checks import check_classification, check_regime
from app.services.rules.classification import Classification
from app.services.rules.criteria import CriteriaSet
from app.services.rules.holidays import HolidayYear, check_holiday_year
from app.services.rules.loader import shown_name
from app.services.rules.regime import Regime
from app.services.rules.shelf import Shelf
from app.translate import N_

Loaded = TypeVar("Loaded")


def file_faults(shelf: Shelf, within: Path | None = None) -> list[RuleError]:
    """The faults of every file, or of those below one root: at most one per file."""
    faults: list[RuleError] = []
    for pattern, load in (
        ("regimes/*.json", lambda path: shelf.load(path, Regime, check_regime)),
        ("classification/*.json", lambda path: shelf.load(path, Classification, check_classification)),
        ("holidays/*.json", lambda path: shelf.load(path, HolidayYear, check_holiday_year)),
        ("criteria/*/*.json", shelf.load_set),
        ("places/*.json", _check_places),
    ):
        folder, _slash, names = pattern.partition("/")
        for path in shelf.files(folder, names):
            if within is None or path.is_relative_to(within):
                _collect(faults, load, path)
    return faults


def _check_places(path: Path) -> None:
    from app.services.rules.file_check import check_file  # brings the models of units, which nothing else here needs

    check_file(path)


def hidden_files(shelf: Shelf) -> list[RuleError]:
    """Regimes and sets of an office that are never used: one of the same id and revision, but other content, is."""
    if len(shelf.roots) < 2:
        return []
    own = shelf.roots[-1]
    return [*_hidden(shelf, _regimes(shelf), own), *_hidden(shelf, _sets(shelf, own), own)]


def _regimes(shelf: Shelf) -> Iterator[tuple[Path, Regime]]:
    for path in shelf.files("regimes"):
        loaded = _sound(lambda one: shelf.load(one, Regime, check_regime), path)
        if loaded is not None:
            yield path, loaded


def _sets(shelf: Shelf, own: Path) -> Iterator[tuple[Path, CriteriaSet]]:
    """The sets of those decisions for which the office has files of its own."""
    for folder in sorted(
        {path.parent.name for path in shelf.files("criteria", "*/*.json") if path.is_relative_to(own)}
    ):
        numbers = [paths for paths in shelf.set_files(folder).values() if any(one.is_relative_to(own) for one in paths)]
        for path in (one for paths in numbers for one in paths):
            loaded = _sound(shelf.load_set, path)
            if loaded is not None:
                yield path, loaded


def _hidden(shelf: Shelf, found: Iterator[tuple[Path, Regime | CriteriaSet]], own: Path) -> Iterator[RuleError]:
    used: dict[tuple[str, int], str] = {}
    for path, loaded in found:
        first = used.setdefault((loaded.id, loaded.revision), shelf.sha256(path))
        if first != shelf.sha256(path) and path.is_relative_to(own):
            yield RuleError(
                N_("{id} is already here as revision {revision} with other content: this file is not used."),
                file=shown_name(path),
                pointer="/revision",
                advice=N_("Give it a higher revision."),
                id=loaded.id,
                revision=loaded.revision,
            )


def _sound(load: Callable[[Path], Loaded], path: Path) -> Loaded | None:
    try:
        return load(path)
    except RuleError:
        return None  # told as a fault of the file itself


def _collect(faults: list[RuleError], load: Callable[[Path], object], path: Path) -> None:
    try:
        load(path)
    except RuleError as error:
        faults.append(error)
