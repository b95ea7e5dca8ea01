"""Data folders as they stand in the middle of a real round: a practice run that stops after a chosen step."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.models.base import utc_now
from app.paths import DataPaths, resource_path
from app.services.demo.case_file import CaseOffice, load_case
from app.services.demo.play import Play
from app.services.demo.world import set_up
from app.services.progress import NullProgress
from app.services.rules.library import RuleLibrary


class _EnoughError(Exception):
    """The run has come as far as the pictures need it."""


class _StopAfter(NullProgress):
    def __init__(self, steps: int) -> None:
        self._steps = steps

    def step(self, done: int, total: int, message: str) -> None:
        if done >= self._steps:
            raise _EnoughError


def begun_round(folder: Path, case: str, steps: int = 0, before: str = "", calls: int = 0) -> Path:
    """Run a case below ``folder`` and stop; returns the folder of the offices' data folders.

    Args:
        steps: stop after so many steps of the run; 0: only where ``before`` says, or at the end.
        before: stop where this function would be called ("round_lock.lock_scoring"), as the council's steps name it.
        calls: so many calls of that function are carried out first.
    """
    play = played(folder, case, steps, before, calls)
    for office in play.offices.values():
        office.database.close()
    return folder / "data"


def played(folder: Path, case: str, steps: int = 0, before: str = "", calls: int = 0) -> Play:
    """As ``begun_round``; returns the stopped run with its offices open."""
    library = RuleLibrary(resource_path())
    progress = _StopAfter(steps) if steps else NullProgress()
    play = Play(load_case(resource_path("cases"), case), folder, library, progress)
    try:
        if before:
            place = f"app.services.demo.council_steps.{before}"
            with patch(place, _Gate(pkgutil.resolve_name(place), calls)):
                play.run()
        else:
            play.run()
    except _EnoughError:
        pass
    return play


class _Gate:
    """Lets a function be called so many times, then ends the run."""

    def __init__(self, function: Callable[..., Any], calls: int) -> None:
        self._function, self._left = function, calls

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if not self._left:
            raise _EnoughError
        self._left -= 1
        return self._function(*arguments, **named)


def own_office(folder: Path, code: str) -> Path:
    """A producer's own office on its first day; returns the folder of its data folder."""
    spec = CaseOffice(
        code=code,
        level="producer",
        name="(mẫu) Hợp tác xã Đồi Gió",
        province_name="Đắk Lắk",
        province_code="66",
        commune_name="Ea Kly",
        commune_code="24502",
        signer_name="(mẫu) Người ký",
        signer_post="Giám đốc",
        signer_mode="head",
    )
    set_up(folder / code, spec, RuleLibrary(resource_path()), utc_now().date()).database.close()
    return folder


def paths_of(data: Path, office: str) -> DataPaths:
    """The data folder of an office of the round."""
    return DataPaths(data / office)


Finder = Callable[[Any], str]
"""Finds the record that a picture shows; gets a session."""
