"""Look: verify a bundle while its content is staged in quarantine. The database is never touched here."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import BundleRejected, StorageError, system_reason
from app.services.bundles import names, sniffing
from app.services.bundles.bag_stream import read_bag
from app.services.bundles.container import ByteSource
from app.services.bundles.envelope import Envelope
from app.services.bundles.files import check_space, digest_file, sync_folder
from app.services.bundles.index import BundleIndex, check_enclosures, read_index
from app.services.bundles.limits import DEFAULT_LIMITS, MIB, BundleLimits
from app.services.bundles.opening import (
    Identities,
    KeysLocked,
    OpenedBundle,
    Trust,
    check_trust,
    identity_for,
    open_outside,
)
from app.services.bundles.reader import open_file
from app.services.bundles.strict_json import load_strict
from app.services.progress import NullProgress, Progress
from app.translate import N_

_LOOKING = N_("Looking at the bundle")
_SPARE = 16 * MIB
_SYNCS_AT_ONCE = 16  # a medium that is asked for many syncs at once answers them together


@dataclass(frozen=True, slots=True)
class StagedFile:
    """An attachment in the folder: verified, typed by content; ``warning`` (message id) where care is due."""

    folder: Path
    sha256: str
    size: int
    media_type: str
    warning: str

    @property
    def path(self) -> Path:
        """Made when asked for: a thousand dossiers have twenty thousand."""
        return self.folder / self.sha256


@dataclass(frozen=True)
class StagedBundle:
    """A sound bundle, staged. ``sha256`` (of its envelope) is its identity, ``folder`` where it lies in quarantine."""

    sha256: str
    folder: Path
    envelope: Envelope
    signer_known: bool
    index: BundleIndex
    files: dict[str, StagedFile] = field(repr=False)

    @property
    def cover_path(self) -> Path:
        return self.folder / names.COVER

    def journal(self) -> Iterator[dict[str, Any]]:
        """The entries of the journal that travels, in order, read anew each time."""
        with open(self.folder / "journal.jsonl", "rb") as file:
            for line in file:
                entry: dict[str, Any] = load_strict(line, names.JOURNAL)
                yield entry


class _Stage:
    """A ``Sink`` into the folder; files already there and sound are not written again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = folder / "files"
        self._files.mkdir(parents=True, exist_ok=True)
        self._present = {entry.name: entry.stat().st_size for entry in os.scandir(self._files)}
        self._open: dict[str, BinaryIO] = {}
        self._sync = ThreadPoolExecutor(_SYNCS_AT_ONCE, "sync")
        self._room = threading.Semaphore(32)
        self._failed: list[OSError] = []
        self.sizes: dict[str, int] = {}
        self._kinds: dict[str, tuple[str, str]] = {}

    def _path(self, name: str) -> Path:
        return self._folder / name.removeprefix("data/")

    def _is_here(self, path: Path, size: int) -> bool:
        return self._present.get(path.name) == size and digest_file(path).sha256 == path.name

    def _synced(self, file: BinaryIO) -> None:
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as exc:
            self._failed.append(exc)
        finally:
            file.close()
            self._room.release()

    def _finish(self, file: BinaryIO) -> None:
        if self._failed:
            file.close()
            raise self._failed[0]
        self._room.acquire()
        self._sync.submit(self._synced, file)

    def put(self, name: str, content: bytes) -> None:
        path = self._path(name)
        self.sizes[path.name] = len(content)
        self._kinds[path.name] = sniffing.inspect_file(io.BytesIO(content))  # now, while it is in memory
        if self._is_here(path, len(content)):
            return
        file = open(path, "wb", buffering=0)  # noqa: SIM115 - closed once synced
        file.write(content)
        self._finish(file)

    def open(self, name: str) -> Callable[[bytes], object]:
        file = open(self._path(name), "wb", buffering=0)  # noqa: SIM115 - closed in close()
        self._open[name] = file
        return file.write

    def close(self, name: str, sound: bool) -> None:
        file = self._open.pop(name)
        if not sound:
            file.close()
            return
        if name.startswith(names.FILES):
            self.sizes[name.removeprefix(names.FILES)] = file.tell()
        self._finish(file)

    def kind(self, digest: str) -> tuple[str, str]:
        """Type by content and warning of a staged attachment."""
        return self._kinds.get(digest) or sniffing.inspect(self._files / digest)

    def settle(self) -> None:
        """Everything is on the disk when this returns; what does not belong is gone."""
        self._sync.shutdown(wait=True)
        if self._failed:
            raise self._failed[0]
        for name in self._present.keys() - self.sizes.keys():
            (self._files / name).unlink(missing_ok=True)
        sync_folder(self._files)

    def abandon(self) -> None:
        self._sync.shutdown(wait=True)
        for file in self._open.values():
            file.close()


def _read_index(folder: Path, envelope: Envelope, staged: set[str], limits: BundleLimits) -> BundleIndex:
    content = (folder / "index.json").read_bytes()
    raw = load_strict(content, names.INDEX, limits)
    if isinstance(raw, dict) and isinstance(raw.get("schema"), int) and raw["schema"] > 1:
        raise BundleRejected(
            N_("The bundle was made by a newer program (format {version})."),
            check="version",
            entry=names.INDEX,
            advice=N_("Update this program, then look at the bundle again."),
            version=raw["schema"],
        )
    del raw
    index = read_index(content)
    if index.bundle_id != envelope.bundle_id or len(index.dossiers) != envelope.counts.dossiers:
        raise BundleRejected(N_("The index belongs to another envelope."), check="index", entry=names.INDEX)
    named = index.files
    for digest in named ^ staged:
        message = (
            N_("The index names a file that the bundle does not hold.")
            if digest in named
            else N_("The bundle holds a file that its index does not name.")
        )
        raise BundleRejected(message, check="index", entry=names.FILES + digest)
    return index


def _check_journal(folder: Path, limits: BundleLimits, touch: Callable[[], None]) -> None:
    with open(folder / "journal.jsonl", "rb") as file:
        number = 0
        while line := file.readline(limits.journal_line + 1):
            number += 1
            place = f"{names.JOURNAL}:{number}"
            if len(line) > limits.journal_line or not line.endswith(b"\n"):
                raise BundleRejected(
                    N_("A line of the journal is too long or not ended."), check="journal", entry=place
                )
            if not isinstance(load_strict(line, place, limits), dict):
                raise BundleRejected(N_("A line of the journal is not an entry."), check="journal", entry=place)
            if number % 1000 == 0:
                touch()


def open_bundle(
    path: Path,
    quarantine: Path,
    trust: Trust,
    *,
    identity: Identities | None = None,
    progress: Progress | None = None,
    limits: BundleLimits = DEFAULT_LIMITS,
) -> StagedBundle:
    """Verify a bundle in the order of docs/bundle-format.md, staging its content under ``quarantine/<sha256>``.

    Args:
        identity: this office's ``AGE-SECRET-KEY-1...`` (or several, the present one first), for sealed bundles.

    Returns:
        The staged bundle. The same file again reuses what is staged and sound.

    Raises:
        BundleRejected: a check failed (``UnknownSigner`` where only the signer is new); nothing is staged.
        StorageError: no room, or the medium failed. Cancelled. In all cases no half-staged folder is left.
    """
    with open_file(path) as source:
        try:
            opened = open_outside(source, limits)
            known = check_trust(opened.envelope, trust)
            key = identity_for(opened.envelope, identity)
            if opened.envelope.encrypted and key is None:
                raise KeysLocked
            quarantine.mkdir(parents=True, exist_ok=True)
            check_space(quarantine, sum(entry.size for entry in opened.bag_entries) + _SPARE)
            return _stage(source, opened, known, quarantine, key, progress, limits)
        except OSError as exc:
            raise StorageError(
                N_("The bundle could not be looked at: {reason}."),
                kept=N_("Nothing was changed; the file was left as it is."),
                reason=system_reason(exc),
            ) from exc


def _stage(
    source: ByteSource, opened: OpenedBundle, known: bool, quarantine: Path, identity: str | None,
    progress: Progress | None, limits: BundleLimits,
) -> StagedBundle:  # fmt: skip
    watch = progress or NullProgress()
    total, done = sum(entry.size for entry in opened.bag_entries), 0

    def step(count: int) -> None:
        nonlocal done
        done = min(done + count, total)
        watch.step(done, total, _LOOKING)

    final = quarantine / opened.sha256
    part = quarantine / f".{opened.sha256}.{os.getpid()}.part"
    _begin(final, part)
    stage = _Stage(part)
    try:
        step(0)
        read_bag(source, opened, stage, step, identity, limits)
        stage.settle()
        index = _read_index(part, opened.envelope, set(stage.sizes), limits)
        _check_journal(part, limits, lambda: step(0))
        check_enclosures(index, part / "files")
        for name, content in ((names.ENVELOPE, opened.envelope_bytes), (names.COVER, opened.cover)):
            (part / name).write_bytes(content)
        files: dict[str, StagedFile] = {}
        lasting = final / "files"
        for digest, size in sorted(stage.sizes.items()):
            media_type, warning = stage.kind(digest)
            files[digest] = StagedFile(lasting, digest, size, media_type, warning)
        watch.step(total, total, _LOOKING)
        os.replace(part, final)
    except BaseException:
        stage.abandon()
        shutil.rmtree(part, ignore_errors=True)
        raise
    sync_folder(quarantine)
    return StagedBundle(opened.sha256, final, opened.envelope, known, index, files)


def _begin(final: Path, part: Path) -> None:
    shutil.rmtree(part, ignore_errors=True)
    if final.is_dir():
        os.replace(final, part)  # its sound files are reused; from here on it is work in progress
    else:
        part.mkdir(mode=0o700)


def forget_staged(bundle: StagedBundle) -> None:
    """Remove a staged bundle from quarantine."""
    with contextlib.suppress(OSError):
        shutil.rmtree(bundle.folder)
