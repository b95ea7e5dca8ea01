"""What a file is by its content, and why an officer should be careful with it. A warning never stops a bundle."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import BinaryIO

from app.translate import N_

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-dosexec"),
    (b"\x7fELF", "application/x-executable"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"#!", "text/x-script"),
    (b"<?php", "text/x-script"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_OFFICE_FOLDERS = {"word/": _DOCX, "xl/": _XLSX, "ppt/": _PPTX}
_EXPECTED: dict[str, frozenset[str]] = {
    ".pdf": frozenset({"application/pdf"}),
    ".jpg": frozenset({"image/jpeg"}),
    ".jpeg": frozenset({"image/jpeg"}),
    ".png": frozenset({"image/png"}),
    ".gif": frozenset({"image/gif"}),
    ".tif": frozenset({"image/tiff"}),
    ".tiff": frozenset({"image/tiff"}),
    ".docx": frozenset({_DOCX}),
    ".xlsx": frozenset({_XLSX}),
    ".pptx": frozenset({_PPTX}),
    ".doc": frozenset({"application/x-ole-storage"}),
    ".xls": frozenset({"application/x-ole-storage"}),
    ".ppt": frozenset({"application/x-ole-storage"}),
    ".txt": frozenset({"text/plain"}),
    ".csv": frozenset({"text/plain"}),
    ".zip": frozenset({"application/zip"}),
}
_PROGRAM_SUFFIXES = frozenset(
    (".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
     ".lnk", ".msi", ".jar", ".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".sh",)
)  # fmt: skip
_PROGRAMS = frozenset(
    {"application/x-dosexec", "application/x-executable", "application/x-ms-shortcut", "text/x-script"}
)
_MAX_MEMBERS = 5000
_HEAD = 1024 * 1024
_TAIL = 256 * 1024
_PDF_MARKS = re.compile(rb"/(?:JavaScript|JS[ (]|Launch|EmbeddedFile)")  # one search is a third of five
_LONGEST_MARK = len("/EmbeddedFile")

PROGRAM = N_("It is a program or a script. Do not open it.")
MACROS = N_("It carries macros. Do not open it unless you know who made it and why.")
SCRIPTED = N_("It is a PDF that carries scripts, programs or hidden files.")
NOT_ITS_NAME = N_("Its content is not what its name says.")


def _zip_type(file: BinaryIO) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info.filename.casefold() for info in archive.infolist()[:_MAX_MEMBERS]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return "application/zip", ""
    warning = MACROS if any(name.endswith("vbaproject.bin") for name in members) else ""
    if "[content_types].xml" in members:
        for folder, media_type in _OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in members):
                return media_type, warning
    return "application/zip", warning


def _pdf_warning(file: BinaryIO) -> str:
    """Look for the plain marks of active content; a hint for people, not a virus scan."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if _PDF_MARKS.search(file.read(_HEAD)):
        return SCRIPTED
    if size <= _HEAD:
        return ""
    file.seek(max(_HEAD - _LONGEST_MARK, size - _TAIL))
    return SCRIPTED if _PDF_MARKS.search(file.read()) else ""


def inspect(path: Path) -> tuple[str, str]:
    """(media type by content, warning message id or empty) of a file; reads at most a little over 1 MiB."""
    with open(path, "rb") as file:
        return inspect_file(file)


def inspect_file(file: BinaryIO) -> tuple[str, str]:
    """``inspect`` of a file that is open at its beginning, or of bytes in memory."""
    head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(file)
    for mark, media_type in _SIGNATURES:
        if head.startswith(mark):
            if media_type in _PROGRAMS:
                return media_type, PROGRAM
            if media_type == "application/pdf":
                return media_type, _pdf_warning(file)
            if media_type == "application/x-ole-storage" and _has_ole_macros(file):
                return media_type, MACROS
            return media_type, ""
    if head[:64].lstrip().lower().startswith((b"<script", b"<html", b"<!doctype html", b"<svg", b"<job", b"<hta")):
        return "text/html", PROGRAM if b"<script" in head.lower() else ""
    return ("text/plain" if head and _is_text(head) else "application/octet-stream"), ""


def _has_ole_macros(file: BinaryIO) -> bool:
    file.seek(0)
    return "_VBA_PROJECT".encode("utf-16-le") in file.read(_HEAD)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for cut in range(4):  # the first 4096 bytes may end inside a letter
        try:
            head[: len(head) - cut].decode("utf-8")
            return True
        except UnicodeDecodeError:
            continue
    return False


def warn_of_name(media_type: str, name: str) -> str:
    """A warning where the content's type is not one that the name's ending promises; empty where it fits."""
    suffix = "." + name.casefold().rpartition(".")[2] if "." in name else ""
    if suffix in _PROGRAM_SUFFIXES:
        return PROGRAM
    expected = _EXPECTED.get(suffix)
    return "" if expected is not None and media_type in expected else NOT_ITS_NAME
