"""What a crash left between the intent of a hand-over and its marking is settled when the data folder is opened.

The bundle's hash is noted just before it gets its name, so afterwards it is known whether the file can have left:
a file of that hash under its name has left; one still under its temporary name has not. Where neither is there, the
stick is not in: the dossiers stay locked until it is, or until a person says what became of it. A folder that is handed
over on paper is judged likewise, by the hash of the list of its files.
"""

from __future__ import annotations

import contextlib
import glob
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlmodel import col, select

from app.errors import BundleRejected, NotAllowed, NotFound, StorageError
from app.models import HandOver, HandOverItem
from app.models.base import utc_now
from app.paths import DataPaths
from app.services import handovers
from app.services.actors import Actor, require_writer
from app.services.bundles.index import read_index
from app.services.bundles.keeping import REFUSED, settle_quarantine
from app.services.bundles.opening import open_outside
from app.services.bundles.parts import lying_at
from app.services.bundles.reader import open_file, verify_bundle
from app.services.database import Database
from app.services.passed_records import forget_old
from app.services.printing.folder_digest import WRITING, digest_of_folder
from app.services.progress import NullProgress, Progress
from app.services.take_undo import forget_old_images
from app.translate import N_

_KEPT_IN_QUARANTINE = 30 * 24 * 3600
"""Seconds: a bundle that was looked at and not taken for so long is opened anew where it is still wanted."""

Ending = Literal["completed", "given_up", "waiting"]


@dataclass(frozen=True)
class Reconciled:
    """One hand-over that was begun; ``waiting`` until its stick is in. ``target`` is where its file was to lie."""

    hand_over_id: str
    ending: Ending
    target: str
    dossier_ids: tuple[str, ...]


def reconcile(database: Database, paths: DataPaths, actor: Actor, progress: Progress | None = None) -> list[Reconciled]:
    """Settle every hand-over that was begun, and sweep what broken-off work left in the data folder.

    Call it once, when the folder is opened for writing and before any work: what is swept belongs to nobody then.

    Raises:
        StorageError: the database cannot be written. Cancelled: what was settled so far stays so.
    """
    with database.reading() as session:
        begun = [row.model_copy() for row in handovers.intended(session)]
        items = {
            row.id: tuple(
                session.exec(select(HandOverItem.dossier_id).where(col(HandOverItem.hand_over_id) == row.id)).all()
            )
            for row in begun
        }
    watch = progress or NullProgress()
    settled = []
    for row in begun:
        ending = _settle(database, row, actor, watch)
        settled.append(Reconciled(row.id, ending, row.target, items[row.id]))
    _sweep(paths)
    _sweep_quarantine(database, paths, time.time())
    with database.transaction() as session:
        forget_old_images(session, utc_now().astimezone().date())
        forget_old(session)
    return settled


def settle_by_hand(database: Database, hand_over_id: str, left: bool, actor: Actor) -> None:
    """A person says what became of a stick that is not coming back: the file is on it (``left``), or it is not.

    Raises:
        NotFound: no such hand-over is waiting. NotAllowed: the person may only read.
    """
    require_writer(actor)
    with database.transaction() as session:
        row = session.get(HandOver, hand_over_id)
        if row is None or row.status != "intended":
            raise NotFound(N_("This hand-over is not waiting for its stick."))
        if left:
            name, sha256 = Path(row.target).name, row.bundle_sha256
            handovers.complete(session, row.id, actor, bundle_name=name, bundle_sha256=sha256, files=0, size=0)
        else:
            handovers.abandon(session, row.id)


def _settle(database: Database, row: HandOver, actor: Actor, progress: Progress) -> Ending:
    target = Path(row.target)
    if row.medium == "paper":
        return _settle_folder(database, row, actor, target)
    if row.bundle_sha256:
        lying = lying_at(target)
        if not lying and not _temporaries(target):
            return "waiting"
        if lying and _is_sound(lying[0], row.bundle_sha256, progress) and _complete(database, row, actor, lying[0]):
            for path in _temporaries(target):  # the same file under its other name
                _unlinked(path)
            return "completed"
    if row.target and not remove_ours(target, row.bundle_sha256):
        return "waiting"
    return _give_up(database, row)


def _give_up(database: Database, row: HandOver) -> Ending:
    with database.transaction() as session:
        handovers.abandon(session, row.id)
    return "given_up"


def _settle_folder(database: Database, row: HandOver, actor: Actor, target: Path) -> Ending:
    """A folder on paper: complete where it lies there as it was written; one that is not as written stays as it is."""
    if not row.bundle_sha256:  # it never got its name
        return _give_up(database, row)
    begun = sorted(target.parent.glob(f"{WRITING}*"))
    if not target.is_dir() and not begun:
        return "waiting"
    _remove_folders(begun)
    if not target.is_dir():
        return _give_up(database, row)
    try:
        found = digest_of_folder(target)
    except OSError:
        return "waiting"
    if found.sha256 != row.bundle_sha256:
        return _give_up(database, row)
    if _mark_as_left(database, row, actor, target.name, found.files, found.size):
        return "completed"
    shutil.rmtree(target, ignore_errors=True)
    return _give_up(database, row)


def _is_sound(target: Path, sha256: str, progress: Progress) -> bool:
    try:
        return verify_bundle(target, progress=progress, past_cache=True).sha256 == sha256
    except (BundleRejected, StorageError):
        return False


def _complete(database: Database, row: HandOver, actor: Actor, target: Path) -> bool:
    """Mark what has left; false where a dossier was changed meanwhile: then the file is taken back."""
    with open_file(target) as source:
        counts, size = open_outside(source).envelope.counts, source.size
    return _mark_as_left(database, row, actor, target.name, counts.files, size)


def _mark_as_left(database: Database, row: HandOver, actor: Actor, name: str, files: int, size: int) -> bool:
    sha256 = row.bundle_sha256
    try:
        with database.transaction() as session:
            handovers.complete(session, row.id, actor, bundle_name=name, bundle_sha256=sha256, files=files, size=size)
    except NotAllowed:
        return False
    return True


def _temporaries(target: Path) -> list[Path]:
    return sorted(target.parent.glob(f".{glob.escape(target.stem)}.*.part"))


def remove_ours(target: Path, sha256: str) -> bool:
    """Take a file back that was not to leave: under its name (only if it is that very bundle) or its temporary one.

    Args:
        sha256: of the bundle's envelope; empty: it never got its name.

    Returns:
        Whether nothing of it can have stayed there.
    """
    if not target.parent.is_dir():
        return not sha256
    left = [path for path in _temporaries(target) if not _unlinked(path)]
    lying = lying_at(target) if sha256 else []
    if lying and _may_be(lying[0], sha256):
        left += [path for path in lying if not _unlinked(path)]
    return not left


def _may_be(path: Path, sha256: str) -> bool:
    """Whether the file is that bundle, or no sound bundle at all (torn by the crash)."""
    try:
        with open_file(path) as source:
            return open_outside(source).sha256 == sha256
    except BundleRejected:
        return True
    except (OSError, StorageError):
        return True


def _unlinked(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _sweep(paths: DataPaths) -> None:
    """Working folders of exports, half-staged bundles and half-copied files: nobody knows their names any more."""
    _remove_folders(paths.outbox.glob("export-*"))
    _remove_folders(paths.quarantine.glob(".*.part"))
    settle_quarantine(paths.quarantine)
    for path in paths.files.glob("*.part"):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _sweep_quarantine(database: Database, paths: DataPaths, now: float) -> None:
    """Opened bundles lie there in plain: those that are here wholly go, and those that nobody took for long.

    What was refused stays: only a person deletes it.
    """
    for folder in paths.quarantine.glob("*"):
        if folder.name == REFUSED:
            continue
        try:
            old = now - folder.stat().st_mtime > _KEPT_IN_QUARANTINE
        except OSError:
            continue
        if old or _wholly_taken(database, folder):
            _remove_folders([folder])


def _wholly_taken(database: Database, folder: Path) -> bool:
    try:
        index = read_index((folder / "index.json").read_bytes())
    except (OSError, BundleRejected):
        return False
    with database.reading() as session:
        taken = session.exec(
            select(HandOverItem.dossier_id)
            .join(HandOver, col(HandOver.id) == col(HandOverItem.hand_over_id))
            .where(HandOver.direction == "in", HandOver.status != "undone", HandOver.bundle_sha256 == folder.name)
        ).all()
    return {dossier.id for dossier in index.dossiers} <= set(taken)


def _remove_folders(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
