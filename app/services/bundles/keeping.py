"""The folder of refused files: each kept once, whole, beside its reason, within limits of room.

``quarantine/refused/<SHA-256 of the file>/`` holds ``bundle.ocop`` and ``refusal.json``. What is half kept begins with
``.coming-``, what is being deleted with ``.going-``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import BundleRejected, StorageError, system_reason
from app.models.base import utc_now
from app.services.bundles.container import ByteSource
from app.services.bundles.files import sync_folder
from app.services.bundles.limits import CHUNK, GIB, MIB
from app.services.bundles.names import is_sha256
from app.services.bundles.opening import OpenedBundle, Trust, open_outside
from app.services.bundles.reader import open_file
from app.services.bundles.refusal import UNKNOWN, Refusal, SenderFacts, from_json, sender_facts, to_json
from app.services.progress import Progress
from app.translate import N_

REFUSED = "refused"
BUNDLE, _REASON = "bundle.ocop", "refusal.json"
_COMING, GOING = ".coming-", ".going-"
_KEEPING = N_("Keeping the refused file")


@dataclass(frozen=True)
class KeepLimits:
    """How much of refused files is kept: bytes and files in all, and the bytes that must stay free on the disk."""

    total: int = 8 * GIB
    files: int = 100
    spare: int = GIB


KEEP_LIMITS = KeepLimits()


def keep_copy(
    path: Path, quarantine: Path, trust: Trust, error: BundleRejected, progress: Progress, limits: KeepLimits
) -> None:
    """Keep a refused file, once. The refusal then says where it is kept, or what stopped that, which never hides it.

    Raises:
        Cancelled: nothing is kept.
    """
    top = quarantine / REFUSED
    coming = top / f"{_COMING}{os.getpid()}"
    try:
        top.mkdir(parents=True, exist_ok=True)
        top.chmod(0o700)
        with open_file(path) as source:
            if not _has_room(top, source.size, error, limits):
                return
            coming.mkdir(mode=0o700)
            digest = copied(source, coming / BUNDLE, progress, _KEEPING)
            size = source.size
        final = top / digest
        before = reason_of(final)
        looks = before.looks + 1 if before is not None else 1
        sender = sender_facts(outside_of(coming / BUNDLE), trust)
        refusal = refusal_now(error, path.name, size, sender, looks)
        if (final / BUNDLE).is_file():
            write_reason(final, refusal)
        else:
            write_reason(coming, refusal)
            shutil.rmtree(final, ignore_errors=True)
            os.rename(coming, final)
            sync_folder(top)
    except (OSError, StorageError) as stopped:
        reason = system_reason(stopped) if isinstance(stopped, OSError) else str(stopped)
        error.kept = N_("Nothing was changed; the file was left as it is. No copy was kept: {not_kept}.")
        error.params["not_kept"] = reason
        return
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    error.kept = N_("Nothing was changed. The file is kept in quarantine under the id {kept_id}.")
    error.params["kept_id"] = digest[:12]


def _has_room(top: Path, size: int, error: BundleRejected, limits: KeepLimits) -> bool:
    sizes = [(folder / BUNDLE).stat().st_size for folder in kept_folders(top)]
    if len(sizes) >= limits.files or sum(sizes) + size > limits.total:
        error.kept = N_(
            "Nothing was changed; the file was left as it is. No copy was kept: quarantine holds {held_files} files "
            "with {held} MB, this file has {more} MB, and {most_files} files with {most} MB is the most. "
            "Delete there what is no longer needed."
        )
        error.params |= {
            "held_files": len(sizes),
            "held": sum(sizes) // MIB,
            "more": size // MIB,
            "most_files": limits.files,
            "most": limits.total // MIB,
        }
        return False
    free = shutil.disk_usage(top).free
    if free - size < limits.spare:
        error.kept = N_(
            "Nothing was changed; the file was left as it is. No copy was kept: it has {more} MB, "
            "and the disk has only {free} MB free."
        )
        error.params |= {"more": size // MIB, "free": free // MIB}
        return False
    return True


def forget_kept(quarantine: Path, bundle: str) -> int:
    """Remove the kept copies of a bundle (SHA-256 of its envelope) that is wholly here now; returns how many."""
    gone = 0
    for folder in kept_folders(quarantine / REFUSED):
        refusal = reason_of(folder)
        if refusal is not None and refusal.sender.bundle == bundle:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def settle_quarantine(quarantine: Path) -> None:
    """After a crash: half-kept copies go, and what was being deleted is back. Only while nobody works there."""
    top = quarantine / REFUSED
    for path in top.glob(f"{_COMING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in top.glob(f"{GOING}*"):
        with contextlib.suppress(OSError):
            if (path / BUNDLE).is_file():
                os.rename(path, top / path.name.removeprefix(GOING))
            else:
                shutil.rmtree(path, ignore_errors=True)


def refusal_now(error: BundleRejected, name: str, size: int, sender: SenderFacts, looks: int) -> Refusal:
    params = {key: value for key, value in error.params.items() if key not in ("check", "entry")}
    return Refusal(name, size, utc_now(), error.check, error.entry, error.message, error.advice, params, sender, looks)


def lost_reason(path: Path) -> Refusal:
    stat = path.stat()
    at = dt.datetime.fromtimestamp(int(stat.st_mtime), dt.UTC)
    return Refusal(BUNDLE, stat.st_size, at, "", "", UNKNOWN, N_("Look at it again."), {}, SenderFacts())


def outside_of(path: Path) -> OpenedBundle | None:
    try:
        with open_file(path) as source:
            return open_outside(source)
    except BundleRejected:
        return None


def kept_folders(top: Path) -> list[Path]:
    if not top.is_dir():
        return []
    return [path for path in sorted(top.iterdir()) if is_sha256(path.name) and (path / BUNDLE).is_file()]


def reason_of(folder: Path) -> Refusal | None:
    try:
        return from_json((folder / _REASON).read_bytes())
    except OSError:
        return None


def copied(source: ByteSource, target: Path, progress: Progress, message: str) -> str:
    """Copy all bytes to a new file, synced; their SHA-256."""
    sha, done = hashlib.sha256(), 0
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
        progress.step(0, source.size, message)
        for chunk in _chunks(source):
            sha.update(chunk)
            file.write(chunk)
            done += len(chunk)
            progress.step(done, source.size, message)
        file.flush()
        os.fsync(file.fileno())
    return sha.hexdigest()


def _chunks(source: ByteSource) -> Iterator[bytes]:
    at = 0
    while chunk := source.read_at(CHUNK, at):
        at += len(chunk)
        yield chunk


def write_reason(folder: Path, refusal: Refusal) -> None:
    part = folder / f"{_REASON}.part"
    part.unlink(missing_ok=True)
    write_new(part, to_json(refusal))
    os.replace(part, folder / _REASON)
    sync_folder(folder)


def write_new(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
