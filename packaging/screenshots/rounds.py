"""Data folders as they stand in the middle of a real round: a practice run that stops after a chosen step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.paths import DataPaths, resource_path
from app.services.demo.case_file import load_case
from app.services.demo.play import Play
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


def begun_round(folder: Path, case: str, steps: int = 0, before: str = "") -> Path:
    """Run a case below ``folder`` and stop; returns the folder of the offices' data folders.

    Args:
        steps: stop after so many steps of the run; 0: only where ``before`` says, or at the end.
        before: stop where this function would be called ("round_lock.lock_scoring"), as the council's steps name it.
    """
    library = RuleLibrary(resource_path())
    progress = _StopAfter(steps) if steps else NullProgress()
    play = Play(load_case(resource_path("cases"), case), folder, library, progress)
    try:
        if before:
            with patch(f"app.services.demo.council_steps.{before}", _stop):
                play.run()
        else:
            play.run()
    except _EnoughError:
        pass
    for office in play.offices.values():
        office.database.close()
    return folder / "data"


def _stop(*_arguments: Any, **_named: Any) -> Any:
    raise _EnoughError


def paths_of(data: Path, office: str) -> DataPaths:
    """The data folder of an office of the round."""
    return DataPaths(data / office)


Finder = Callable[[Any], str]
"""Finds the record that a picture shows; gets a session."""
