"""Verify a bundle without keeping anything of it: what was just written, or any file for ``bundle verify``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import BundleRejected, StorageError, system_reason
from app.services.bundles.bag_stream import NullSink, read_bag
from app.services.bundles.files import FileSource
from app.services.bundles.limits import DEFAULT_LIMITS, BundleLimits
from app.services.bundles.opening import OpenedBundle, open_outside
from app.services.bundles.parts import PartsSource, files_of
from app.services.bundles.writer import WrittenBundle
from app.services.progress import NullProgress, Progress
from app.translate import N_

_VERIFYING = N_("Checking the bundle")


def open_file(path: Path | Sequence[Path]) -> FileSource | PartsSource:
    """The file for reading; of a bundle in parts any of them, or all of them in their order.

    Raises:
        StorageError: it cannot be read, or a part is missing.
    """
    try:
        paths = files_of(path) if isinstance(path, Path) else path
        return FileSource(paths[0]) if len(paths) == 1 else PartsSource(paths)
    except OSError as exc:
        raise StorageError(N_("The file cannot be read: {reason}."), reason=system_reason(exc)) from exc


def verify_bundle(
    path: Path | Sequence[Path],
    *,
    identity: str | None = None,
    progress: Progress | None = None,
    limits: BundleLimits = DEFAULT_LIMITS,
    past_cache: bool = False,
) -> OpenedBundle:
    """Container, signature, envelope, cover and bag verified; a sealed bag without ``identity`` by its hash alone.

    Who signed, and for whom, is not judged.

    Raises:
        BundleRejected: a check failed. StorageError: the medium failed. Cancelled.
    """
    watch = progress or NullProgress()
    with open_file(path) as source:
        if past_cache:
            source.forget_cache()
        try:
            opened = open_outside(source, limits)
            total, done = sum(entry.size for entry in opened.bag_entries), 0

            def step(count: int) -> None:
                nonlocal done
                done = min(done + count, total)
                watch.step(done, total, _VERIFYING)

            step(0)
            read_bag(source, opened, NullSink(), step, identity, limits)
        except OSError as exc:
            raise StorageError(N_("The file cannot be read: {reason}."), reason=system_reason(exc)) from exc
        watch.step(total, total, _VERIFYING)
    return opened


def read_back(bundle: WrittenBundle | Path, progress: Progress | None = None) -> None:
    """Read a written bundle from the medium (past the cache where the system allows it) and verify every byte.

    Given the ``WrittenBundle`` it also must be that very bundle; given a path alone, a sound one.

    Raises:
        StorageError: what is on the medium is not what was written. Cancelled.
    """
    path = bundle.paths if isinstance(bundle, WrittenBundle) else bundle
    try:
        opened = verify_bundle(path, progress=progress, past_cache=True)
    except BundleRejected as exc:
        raise _not_kept(exc.check) from exc
    if isinstance(bundle, WrittenBundle) and opened.sha256 != bundle.sha256:
        raise _not_kept("envelope")


def _not_kept(check: str) -> StorageError:
    return StorageError(
        N_("The medium did not keep what was written to it ({check})."),
        kept=N_("Nothing was handed over."),
        advice=N_("Use another stick: this one is failing."),
        check=check,
    )
