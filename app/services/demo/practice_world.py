"""Practice data for a level: a made-up round is played up to a working day, and one office's data folder is kept."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

from app.errors import StorageError, system_reason
from app.paths import DataPaths, resource_path
from app.services.demo.case_file import load_case
from app.services.demo.play import Play
from app.services.practice import practice_paths
from app.services.progress import Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_

_MAKING = "practice-making"


def has_practice(paths: DataPaths) -> bool:
    """Whether an office's practice data is there already."""
    return practice_paths(paths).database.is_file()


def make_practice(paths: DataPaths, level: str, progress: Progress) -> dt.date:
    """Make the practice data that belongs to an office's own data folder, anew; the own data is not touched.

    Args:
        paths: the office's own data folder.
        level: of the office that is practised; a producer practises as a commune.

    Returns:
        The day on which practice stands.

    Raises:
        Cancelled: stopped; nothing is left. StorageError: there is no room.
    """
    folder = paths.root / _MAKING
    target = practice_paths(paths).root
    try:
        shutil.rmtree(folder, ignore_errors=True)
        case = load_case(resource_path("cases"), "commune-2026")
        play = Play(case, folder, RuleLibrary(resource_path()), progress)
        try:
            play.run()
        finally:
            for office in play.offices.values():
                office.database.close()
        wanted = "province" if level == "province" else "commune"
        code = next(one.code for one in case.offices if one.level == wanted and one.uses_program)
        if target.exists():
            shutil.rmtree(target)
        os.replace(folder / "data" / code, target)
        return max(one.returned for one in case.rounds)
    except OSError as error:
        raise StorageError(
            N_("The practice data could not be made: {reason}."),
            kept=N_("The office's own data was not touched."),
            advice=N_("Make room on the disk, then try again."),
            reason=system_reason(error),
        ) from error
    finally:
        _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
