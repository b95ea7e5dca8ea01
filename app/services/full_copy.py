"""A copy of the whole book on a stick or another disk: the database and every attached file; the keys stay here.

Attached files are named by their content, so that a second copy writes only what is new.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.errors import StorageError, system_reason
from app.paths import DataPaths
from app.services.backup import Backup, back_up, list_backups
from app.services.progress import NullProgress, Progress
from app.translate import N_

FOLDER = "so-ocop-sao-luu"
_FILES = "files"


@dataclass(frozen=True)
class FullCopy:
    """What was written: the database's copy, how many attached files were new, and where it all lies."""

    folder: Path
    backup: Backup
    new_files: int


def copy_all(paths: DataPaths, target: Path, code: str, progress: Progress | None = None) -> FullCopy:
    """Copy database and attached files below ``target``, into a folder of this office's own.

    Raises:
        StorageError: no room, or the place cannot be written. Cancelled: the copies of before are whole.
    """
    watch = progress or NullProgress()
    folder = target / FOLDER / code
    wanted = _stored(paths.files)
    total = len(wanted) + 1
    watch.step(0, total, N_("Copying the database"))
    backup = back_up(paths.database, folder)
    new = 0
    for number, name in enumerate(wanted, 1):
        watch.step(number, total, N_("Copying attached files"))
        new += _copy(paths.files / name, folder / _FILES / name)
    watch.step(total, total, N_("Copying attached files"))
    return FullCopy(folder, backup, new)


def copies_in(folder: Path) -> list[Backup]:
    """The database copies that a chosen folder holds: itself, or the folders of offices below it; newest first."""
    found = list_backups(folder)
    for below in (folder / FOLDER, folder):
        if below.is_dir():
            for one in sorted(below.iterdir()):
                if one.is_dir():
                    found += list_backups(one)
    by_path = {one.path.resolve(): one for one in found}
    return sorted(by_path.values(), key=lambda one: one.path.name, reverse=True)


def bring_files_back(backup: Path, paths: DataPaths, progress: Progress | None = None) -> int:
    """Copy back the attached files that lie beside a database copy and are missing here; returns how many.

    Raises:
        StorageError: no room.
    """
    watch = progress or NullProgress()
    source = backup.parent / _FILES
    if not source.is_dir():
        return 0
    wanted = _stored(source)
    count = 0
    for number, name in enumerate(wanted):
        watch.step(number, len(wanted), N_("Copying attached files"))
        count += _copy(source / name, paths.files / name)
    return count


def _stored(folder: Path) -> list[Path]:
    """Names of stored files below a store: two letters, then the content's hash."""
    return sorted(
        path.relative_to(folder)
        for path in folder.glob("??/*")
        if path.is_file() and path.name.startswith(path.parent.name)
    )


def _copy(source: Path, target: Path) -> bool:
    """Copy one file under a temporary name, then rename it; false where it is there already."""
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return False
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            N_("The copy could not be finished: {reason}."),
            kept=N_("What was copied before is whole; the data here is unchanged."),
            advice=N_("Make room or take another stick, then copy again: only what is missing is written."),
            reason=system_reason(error),
        ) from error
    return True
