"""Where bundles come and go: sticks that are in, folders used before, Downloads; and the bundles that lie there.

Reads the system's own lists (Linux: ``/proc/mounts`` and ``/sys/block``; Windows: the drive letters); writes nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import platformdirs

from app.errors import AppError
from app.services.bundles.envelope import Envelope
from app.services.bundles.opening import open_outside
from app.services.bundles.parts import FAT_LARGEST, part_name
from app.services.bundles.reader import open_file

PlaceKind = Literal["stick", "folder", "downloads"]
SUFFIX = ".ocop"
_MOST_FILES = 60
_MOST_FOLDERS = 40
_MOUNTED_BY_PERSONS = ("/media/", "/run/media/")
_ESCAPED = re.compile(r"\\(\d{3}|x[0-9a-fA-F]{2})")
_FAT = {"VFAT", "MSDOS", "FAT", "FAT12", "FAT16", "FAT32"}
_REMOVABLE_DRIVE = 2  # GetDriveTypeW
_READ_ONLY_VOLUME = 0x00080000  # GetVolumeInformationW
_NO_ERROR_BOXES = 0x0001  # SetErrorMode: a reader without a card must not ask the person for one


@dataclass(frozen=True)
class StoragePlace:
    """One place. ``size`` and ``free`` in bytes; ``name`` is the stick's label or the folder's name."""

    path: Path
    kind: PlaceKind
    name: str
    size: int
    free: int
    is_writable: bool
    file_system: str = ""

    @property
    def largest(self) -> int | None:
        """The bytes that a file may have there at most, as far as the file system is known; ``None``: any."""
        return FAT_LARGEST if self.file_system.upper() in _FAT else None


@dataclass(frozen=True)
class FoundBundle:
    """A bundle that lies at a place. ``envelope`` is ``None`` where the file is no sound bundle: ``problem`` says why.

    ``sha256`` is that of the envelope, by which a hand-over knows its bundle; ``modified`` in UTC.
    """

    path: Path
    place: str
    size: int
    modified: dt.datetime
    envelope: Envelope | None = None
    sha256: str = ""
    problem: str = ""


class WindowsDrives(Protocol):
    """What is asked of Windows; a drive is named ``E:\\``."""

    def roots(self) -> list[str]:
        """The drives that are there."""

    def kind(self, root: str) -> int:
        """As ``GetDriveTypeW``."""

    def volume(self, root: str) -> tuple[str, str, bool] | None:
        """Label, file system and whether it is read-only; ``None``: nothing is in the drive."""


class _Kernel:
    """The drives of this machine, by the system's own functions."""

    def __init__(self) -> None:
        self._dll: Any = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        self._dll.SetErrorMode(_NO_ERROR_BOXES)

    def roots(self) -> list[str]:
        mask = int(self._dll.GetLogicalDrives())
        return [f"{chr(ord('A') + place)}:\\" for place in range(26) if mask >> place & 1]

    def kind(self, root: str) -> int:
        return int(self._dll.GetDriveTypeW(ctypes.c_wchar_p(root)))

    def volume(self, root: str) -> tuple[str, str, bool] | None:
        label, system = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        flags = ctypes.c_ulong(0)
        answered = self._dll.GetVolumeInformationW(
            ctypes.c_wchar_p(root), label, 261, None, None, ctypes.byref(flags), system, 261
        )
        return (label.value, system.value, bool(flags.value & _READ_ONLY_VOLUME)) if answered else None


def sticks(root: Path = Path("/"), drives: WindowsDrives | None = None) -> list[StoragePlace]:
    """The removable drives that are in now, by name.

    Args:
        root: where the system's own files lie.
        drives: instead of this machine's, of Windows.
    """
    if drives is not None or sys.platform == "win32":
        found = list(_windows_sticks(drives or _Kernel()))
    else:
        found = list(_linux_sticks(root))
    return sorted(found, key=lambda place: (place.name.casefold(), str(place.path)))


def _windows_sticks(drives: WindowsDrives) -> Iterator[StoragePlace]:
    for name in drives.roots():
        if drives.kind(name) != _REMOVABLE_DRIVE:
            continue
        volume = drives.volume(name)
        if volume is None:
            continue
        label, system, is_read_only = volume
        letter = name.rstrip("\\")
        place = _place(Path(name), "stick", f"{label} ({letter})" if label else letter, not is_read_only, system)
        if place is not None:
            yield place


def _linux_sticks(root: Path) -> Iterator[StoragePlace]:
    removable, labels = _removable_devices(root), _labels(root)
    seen: set[str] = set()
    for device, where, system, options in _mounts(root):
        if not device.startswith("/dev/") or device in seen:
            continue
        if Path(device).name not in removable and not where.startswith(_MOUNTED_BY_PERSONS):
            continue
        path = root / where.lstrip("/")
        name = labels.get(Path(device).name) or path.name
        place = _place(path, "stick", name, "ro" not in options, system)
        if place is not None:
            seen.add(device)
            yield place


def _mounts(root: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Device, place, file system and options of what is mounted, the oldest first."""
    try:
        lines = (root / "proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for parts in (line.split(" ") for line in lines):
        if len(parts) >= 4:
            yield parts[0], _unescaped(parts[1]), parts[2], parts[3].split(",")


def _removable_devices(root: Path) -> set[str]:
    """Block devices and their partitions that can be taken out: marked so, or behind a USB port."""
    found: set[str] = set()
    for device in _entries(root / "sys/block"):
        try:
            is_removable = (device / "removable").read_text().strip() == "1"
        except OSError:
            continue
        if is_removable or "/usb" in os.path.realpath(device):
            found |= {device.name, *(part.name for part in _entries(device) if part.name.startswith(device.name))}
    return found


def _labels(root: Path) -> dict[str, str]:
    found = {}
    for link in _entries(root / "dev/disk/by-label"):
        with contextlib.suppress(OSError):
            found[Path(os.readlink(link)).name] = _unescaped(link.name)
    return found


def _unescaped(text: str) -> str:
    def letter(found: re.Match[str]) -> bytes:
        code = found[1]
        return bytes([int(code[1:], 16) if code.startswith("x") else int(code, 8) & 0xFF])

    parts: list[bytes] = []
    at = 0
    for found in _ESCAPED.finditer(text):
        parts += [text[at : found.start()].encode(), letter(found)]
        at = found.end()
    return (b"".join(parts) + text[at:].encode()).decode("utf-8", errors="replace")


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _place(path: Path, kind: PlaceKind, name: str, is_writable: bool, system: str = "") -> StoragePlace | None:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None
    return StoragePlace(path, kind, name, usage.total, usage.free, is_writable and os.access(path, os.W_OK), system)


def largest_file(folder: Path, root: Path = Path("/"), drives: WindowsDrives | None = None) -> int | None:
    """The bytes that a file may have at most where this folder lies; ``None``: as many as there is room for."""
    if drives is not None or sys.platform == "win32":
        volume = (drives or _Kernel()).volume(f"{folder.absolute().drive}\\")
        return FAT_LARGEST if volume is not None and volume[1].upper() in _FAT else None
    where, system = "", ""
    for _device, mounted, named, _options in _mounts(root):
        inside = mounted == "/" or f"{folder.absolute()}/".startswith(f"{mounted}/")
        if inside and len(mounted) >= len(where):  # the last one mounted there is the one that is seen
            where, system = mounted, named
    return FAT_LARGEST if system.upper() in _FAT else None


def folder_place(path: Path, kind: PlaceKind = "folder") -> StoragePlace | None:
    """A folder as a place; ``None`` where it is not there."""
    return _place(path, kind, path.name or str(path), True) if path.is_dir() else None


def downloads_folder() -> Path:
    """Where this person's programs put what they download."""
    return Path(platformdirs.user_downloads_dir())


def all_places(used: Iterable[Path], *, downloads: Path | None = None, root: Path = Path("/")) -> list[StoragePlace]:
    """The sticks that are in, then the folders used before, then Downloads; each only once.

    Args:
        used: folders that were used before; those that are gone are left out.
        downloads: instead of this person's own; for receiving only.
    """
    found = sticks(root)
    seen = {place.path for place in found}
    wanted: list[tuple[Path, PlaceKind]] = [(path, "folder") for path in used]
    if downloads is not None:
        wanted.append((downloads, "downloads"))
    for path, kind in wanted:
        if path in seen:
            continue
        place = folder_place(path, kind)
        if place is not None:
            seen.add(path)
            found.append(place)
    return found


def find_bundles(
    places: Iterable[StoragePlace], known: Sequence[FoundBundle] = (), suffix: str = SUFFIX
) -> list[FoundBundle]:
    """The bundles at these places, the newest first; of each only the outside is read. One in parts is found once.

    Args:
        known: what was found before: a file of the same name, size and time is not read again.
    """
    before = {(one.path, one.size, one.modified): one for one in known}
    found: dict[Path, FoundBundle] = {}
    for place in places:
        for path in _files(place, suffix):
            part = part_name(path)
            whole = path.with_name(part.name) if part else path
            if whole in found:
                continue
            try:
                stat = path.stat()
            except OSError:
                continue
            one = None if part else before.get((path, stat.st_size, _modified(stat)))
            found[whole] = one or _read(path, place.name, stat)
    return sorted(found.values(), key=lambda one: (one.modified, str(one.path)), reverse=True)[:_MOST_FILES]


def _files(place: StoragePlace, suffix: str) -> Iterator[Path]:
    """Files at the top of a place; on a stick in its folders too, one level down."""
    folders = []
    for path in _entries(place.path):
        if path.name.startswith("."):
            continue
        if path.name.lower().endswith(suffix) and path.is_file():
            yield path
        elif place.kind == "stick" and path.is_dir():
            folders.append(path)
    for folder in folders[:_MOST_FOLDERS]:
        yield from (path for path in _entries(folder) if path.name.lower().endswith(suffix) and path.is_file())


def look_outside(path: Path) -> FoundBundle:
    """One file as a bundle found.

    Raises:
        OSError: it is not there.
    """
    return _read(path, path.parent.name, path.stat())


def _modified(stat: os.stat_result) -> dt.datetime:
    """When the file was written, by a clock that may have stood anywhere."""
    try:
        return dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC)
    except (OSError, OverflowError, ValueError):
        return dt.datetime.fromtimestamp(0, dt.UTC)


def _read(path: Path, place: str, stat: os.stat_result) -> FoundBundle:
    size, modified = stat.st_size, _modified(stat)
    try:
        with open_file(path) as source:
            size, opened = source.size, open_outside(source)
    except AppError as error:
        return FoundBundle(path, place, size, modified, problem=error.what)
    except OSError as error:
        return FoundBundle(path, place, size, modified, problem=str(error.strerror or ""))
    return FoundBundle(path, place, size, modified, opened.envelope, opened.sha256)
