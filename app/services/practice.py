"""Practice: an office's exercise book lies in a data folder of its own and can stand on a past day."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager, nullcontext

from app.models.base import practice_day
from app.paths import DataPaths

FOLDER = "practice"


def practice_paths(paths: DataPaths) -> DataPaths:
    """The data folder of the practice data that belongs to an office's own data folder."""
    return DataPaths(paths.root / FOLDER)


def is_practice(paths: DataPaths) -> bool:
    """Whether a data folder holds practice data."""
    return paths.root.name == FOLDER


def acting_day(day: dt.date | None) -> AbstractContextManager[None]:
    """Record what is written meanwhile as of that day; None: as of now."""
    return practice_day(day) if day else nullcontext()
