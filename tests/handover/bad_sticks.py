"""Sticks that fail: small file systems where this machine lets us mount them, else a layer that fails alike."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services.bundles.files import TargetFile


def _mount(folder: Path, options: str) -> bool:
    if os.name != "posix" or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def small_stick(folder: Path, size: int) -> Iterator[Path]:
    """A stick of that many bytes, really full when they are written."""
    folder.mkdir(exist_ok=True)
    if _mount(folder, f"size={size}"):
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    with pytest.MonkeyPatch.context() as patch, fails_after(size, errno.ENOSPC, patch):
        yield folder


@contextlib.contextmanager
def locked_stick(folder: Path) -> Iterator[Path]:
    """A stick whose switch stands on read-only, with what lies on it."""
    if _mount(folder, "size=64k") and _remount(folder):
        try:
            yield folder
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return

    def refused(_self: TargetFile, path: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TargetFile, "__init__", refused)
        yield folder


def _remount(folder: Path) -> bool:
    command = ["mount", "-o", "remount,ro", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return True
    subprocess.run(["umount", str(folder)], check=True)
    return False


@contextlib.contextmanager
def fails_after(size: int, code: int, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every write to the stick fails once that many bytes are on it: pulled out (``EIO``), full (``ENOSPC``)."""
    left = [size]
    write, finish = TargetFile.write, TargetFile.finish

    def failing(self: TargetFile, data: bytes) -> None:
        left[0] -= len(data)
        if left[0] < 0:
            raise OSError(code, os.strerror(code))
        write(self, data)

    def not_finished(self: TargetFile) -> None:
        if left[0] < 0:
            raise OSError(code, os.strerror(code))
        finish(self)

    patch.setattr(TargetFile, "write", failing)
    patch.setattr(TargetFile, "finish", not_finished)
    yield


def slow(patch: pytest.MonkeyPatch, stop: Any) -> None:
    """A stick that takes its time: ``stop`` is called after each piece that it took."""
    write = TargetFile.write

    def slowly(self: TargetFile, data: bytes) -> None:
        for start in range(0, len(data), 4096):
            write(self, data[start : start + 4096])
            stop()

    patch.setattr(TargetFile, "write", slowly)


def as_fat(patch: pytest.MonkeyPatch) -> None:
    """A file system without links, whose names differ by more than their case."""

    def no_links(*_args: Any, **_values: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    exists = Path.exists

    def whatever_case(self: Path, **values: Any) -> bool:
        if exists(self, **values):
            return True
        try:
            return any(one.name.casefold() == self.name.casefold() for one in self.parent.iterdir())
        except OSError:
            return False

    patch.setattr(os, "link", no_links)
    patch.setattr(Path, "exists", whatever_case)
