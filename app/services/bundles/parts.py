"""A bundle in numbered parts, for a stick whose file system holds no file of its size (FAT32: 4 GiB - 1).

``NAME.part1of3.ocop`` and so on: one after the other they are, byte for byte, the bundle. All but the last are of one
size.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import StorageError
from app.services.bundles.files import FileSource, TargetFile
from app.services.bundles.limits import GIB, MIB
from app.translate import N_

SUFFIX = ".ocop"
FAT_LARGEST = 4 * GIB - MIB
"""The largest part on a FAT file system, bytes: below its limit of 4 GiB - 1 and whole mebibytes."""
_PART = re.compile(r"(?P<name>.+)\.part(?P<number>[1-9]\d{0,2})of(?P<count>[1-9]\d{0,2})\.ocop", re.IGNORECASE)


@dataclass(frozen=True)
class PartName:
    """What a part's file name says: the bundle's name, which part, of how many."""

    name: str
    number: int
    count: int


def part_name(path: Path) -> PartName | None:
    """What the file's name says; ``None``: it is no part of a bundle."""
    found = _PART.fullmatch(path.name)
    if found is None or not 1 <= int(found["number"]) <= int(found["count"]) or int(found["count"]) < 2:
        return None
    return PartName(found["name"], int(found["number"]), int(found["count"]))


def final_paths(target: Path, count: int) -> list[Path]:
    """The names that a bundle of ``count`` files gets; ``target`` is ``NAME.ocop``."""
    if count == 1:
        return [target]
    return [target.with_name(f"{target.stem}.part{number}of{count}{SUFFIX}") for number in range(1, count + 1)]


def lying_at(target: Path) -> list[Path]:
    """What lies there of the bundle ``NAME.ocop``, in order: the file itself, or those parts of it that are there."""
    if target.exists():
        return [target]
    found = [(part_name(path), path) for path in target.parent.glob(f"*{SUFFIX}") if target.stem in path.name]
    ours = [(part.number, path) for part, path in found if part is not None and part.name == target.stem]
    return [path for _number, path in sorted(ours)]


def files_of(path: Path) -> list[Path]:
    """All files of the bundle that this file is, or is a part of, in their order.

    Raises:
        StorageError: a part is missing beside it; says which.
    """
    part = part_name(path)
    if part is None:
        return [path]
    paths = final_paths(path.with_name(f"{part.name}{SUFFIX}"), part.count)
    missing = [number for number, one in enumerate(paths, start=1) if not one.is_file()]
    if missing:
        raise StorageError(
            N_("The bundle has {count} parts; part {missing} is not beside this one."),
            kept=N_("Nothing was changed."),
            advice=N_("Put all parts into one folder, under the names that they had, then open any of them."),
            count=part.count,
            missing=", ".join(str(number) for number in missing),
        )
    return paths


class PartsSource:
    """The files of a bundle as one run of bytes, read at any place from any thread."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ``OSError``: one cannot be opened. ``StorageError``: a part is not as long as the first."""
        with contextlib.ExitStack() as stack:
            self._sources = [stack.enter_context(FileSource(path)) for path in paths]
            self._each = self._sources[0].size
            for number, source in enumerate(self._sources[1:], start=2):
                is_last = number == len(paths)
                if not (0 < source.size <= self._each if is_last else source.size == self._each):
                    raise StorageError(
                        N_("Part {number} of the bundle is cut off, or belongs to another bundle."),
                        kept=N_("Nothing was changed."),
                        advice=N_("Copy that part from the stick again."),
                        number=number,
                    )
            self.size = sum(source.size for source in self._sources)
            self._opened = stack.pop_all()

    def read_at(self, length: int, offset: int) -> bytes:
        """That many bytes from there; fewer only at the end."""
        parts: list[bytes] = []
        while length > 0 and 0 <= offset < self.size:
            source, start = self._sources[offset // self._each], offset % self._each
            part = source.read_at(min(length, source.size - start), start)
            if not part:
                break
            parts.append(part)
            length -= len(part)
            offset += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def forget_cache(self) -> None:
        """Ask the system to read from the medium next time, where it can be asked."""
        for source in self._sources:
            source.forget_cache()

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> PartsSource:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


class TargetParts:
    """New files under temporary names, written as one: the next is begun where one may not become larger.

    Left without ``keep`` all are removed, whatever happened.
    """

    def __init__(self, path: Path, largest: int | None) -> None:
        self._path = path
        self._largest = largest
        self._files = [TargetFile(path)]
        self._in_last = 0

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(file.path for file in self._files)

    def write(self, data: bytes) -> None:
        if self._largest is None or self._in_last + len(data) <= self._largest:
            self._in_last += len(data)
            self._files[-1].write(data)
            return
        rest = memoryview(data)
        while rest:
            room = self._largest - self._in_last
            if not room:
                self._files[-1].finish()
                self._files.append(TargetFile(self._path.with_suffix(f".{len(self._files) + 1}.part")))
                self._in_last, room = 0, self._largest
            self._files[-1].write(bytes(rest[:room]))
            self._in_last += min(room, len(rest))
            rest = rest[room:]

    def patch(self, data: bytes, offset: int) -> None:
        """Write over bytes already written."""
        while data:
            number, start = divmod(offset, self._largest) if self._largest is not None else (0, offset)
            some = data if self._largest is None else data[: self._largest - start]
            file = self._files[number]
            if number == len(self._files) - 1:
                file.patch(some, start)
            else:
                _patch_finished(file.path, some, start)
            data, offset = data[len(some) :], offset + len(some)

    def finish(self) -> None:
        """Everything is on the medium when this returns."""
        self._files[-1].finish()

    def keep(self) -> None:
        for file in self._files:
            file.keep()

    def __enter__(self) -> TargetParts:
        return self

    def __exit__(self, *exc: object) -> None:
        for file in self._files:
            file.__exit__(*exc)


def _patch_finished(path: Path, data: bytes, offset: int) -> None:
    with open(path, "r+b", buffering=0) as file:
        file.seek(offset)
        file.write(data)
        os.fsync(file.fileno())
