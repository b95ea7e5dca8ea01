"""The files of a bag, in a folder or in a zip, under one face."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from app.errors import system_reason
from app.services.bundles.bag_report import BagReport
from app.services.bundles.limits import CHUNK
from app.translate import N_

_DRIVE = re.compile(r"[A-Za-z]:")


def is_unsafe(path: str) -> bool:
    """Whether a path could lead out of the bag on any system (RFC 8493, section 5)."""
    if not path or path.startswith(("/", "\\", "~")) or _DRIVE.match(path) or "\x00" in path:
        return True
    return ".." in re.split(r"[/\\]", path)


class Unreadable(Exception):
    """A file of the bag cannot be read to its end."""


class Tree(Protocol):
    """``sizes``: path with slashes -> bytes; ``has_data``: whether the payload directory is there."""

    sizes: dict[str, int]
    has_data: bool

    def chunks(self, path: str) -> Iterator[bytes]:
        """The file's bytes in pieces.

        Raises:
            Unreadable: it is damaged, or longer or shorter than it says.
        """


class FolderTree:
    """A folder; links are refused rather than followed."""

    def __init__(self, root: Path, report: BagReport) -> None:
        self._root = root
        self.sizes: dict[str, int] = {}
        self.has_data = (root / "data").is_dir() and not (root / "data").is_symlink()
        self._walk(root, "", report)

    def _walk(self, folder: Path, prefix: str, report: BagReport) -> None:
        for entry in sorted(os.scandir(folder), key=lambda item: item.name):
            path = prefix + entry.name
            try:
                path.encode("utf-8")
            except UnicodeEncodeError:
                report.error("name", ascii(path), N_("The name of this file is not text."))
                continue
            if entry.is_symlink():
                report.error("link", path, N_("This is a link; a bag holds files."))
            elif entry.is_dir():
                self._walk(Path(entry.path), path + "/", report)
            elif stat.S_ISREG(entry.stat().st_mode):
                self.sizes[path] = entry.stat().st_size
            else:
                report.error("link", path, N_("This is neither a file nor a folder."))

    def chunks(self, path: str) -> Iterator[bytes]:
        try:
            with open(self._root / path, "rb", buffering=0) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as exc:
            raise Unreadable(system_reason(exc)) from exc


class ZipTree:
    """A zip with the bag at its root or in its only top folder; read in pieces, never unpacked."""

    def __init__(self, archive: zipfile.ZipFile, report: BagReport) -> None:
        self._archive = archive
        self.sizes: dict[str, int] = {}
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self.has_data = False
        infos = archive.infolist()
        top = _top_folder([info.orig_filename for info in infos])
        for info in infos:
            self._take(info, top, report)

    def _take(self, info: zipfile.ZipInfo, top: str, report: BagReport) -> None:
        whole = info.orig_filename
        if is_unsafe(whole):
            report.error("unsafe-path", whole, N_("The path leads out of the bag."))
            return
        if not whole.startswith(top):
            report.error("layout", whole, N_("This lies beside the bag's folder."))
            return
        path = whole[len(top) :]
        if path.startswith("data/"):
            self.has_data = True
        if not path or path.endswith("/"):
            return
        mode = info.external_attr >> 16
        if info.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            report.error("link", path, N_("This is a link; a bag holds files."))
        elif path in self._infos:
            report.error("duplicate", path, N_("The zip holds two files of this name."))
        elif info.flag_bits & 1:
            report.error("unreadable", path, N_("The file is locked with a password."))
        else:
            self._infos[path] = info
            self.sizes[path] = info.file_size

    def chunks(self, path: str) -> Iterator[bytes]:
        info = self._infos[path]
        left = info.file_size
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise Unreadable("longer than it says")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as exc:
            raise Unreadable(str(exc)) from exc
        if left:
            raise Unreadable("shorter than it says")


def _top_folder(names: list[str]) -> str:
    if "bagit.txt" in names:
        return ""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1:
        top = tops.pop()
        if f"{top}/bagit.txt" in names:
            return top + "/"
    return ""
