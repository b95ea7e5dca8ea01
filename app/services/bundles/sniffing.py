"""What a file is by its content, and why an officer should be careful with it. A warning never stops a bundle."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from app.services.bundles import ole, pictures
from app.services.thumbnails.drawing import MAX_JPEG_PIXELS, MAX_PIXELS
from app.translate import N_

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (ole.SIGNATURE, "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"BM", "image/bmp"),
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
_DOC, _XLS, _PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
_OLE_STREAMS = {"worddocument": _DOC, "workbook": _XLS, "book": _XLS, "powerpoint document": _PPT}
_OLE_MACROS = frozenset({"_vba_project", "vba", "_vba_project_cur", "macros"})
_HEIF_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif")
)
_VIDEO_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VP", b"MSNV",
     b"dash", b"mmp4", b"3gp4", b"3gp5", b"3gp6", b"XAVC",)
)  # fmt: skip
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
    ".bmp": frozenset({"image/bmp"}),
    ".webp": frozenset({"image/webp"}),
    ".heic": frozenset({"image/heic"}),
    ".heif": frozenset({"image/heic"}),
    ".mp4": frozenset({"video/mp4"}),
    ".m4v": frozenset({"video/mp4"}),
    ".mov": frozenset({"video/quicktime"}),
    ".doc": frozenset({_DOC, "application/rtf"}),  # Word itself writes either
    ".rtf": frozenset({"application/rtf"}),
    ".xls": frozenset({_XLS}),
    ".ppt": frozenset({_PPT}),
    ".txt": frozenset({"text/plain"}),
    ".csv": frozenset({"text/plain"}),
    ".zip": frozenset({"application/zip"}),
}
_PROGRAM_SUFFIXES = frozenset(
    (".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
     ".lnk", ".msi", ".msp", ".jar", ".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".xlam", ".sh", ".pif", ".cpl",
     ".reg", ".dll", ".url", ".scf", ".chm", ".apk", ".desktop", ".py",)
)  # fmt: skip
_PROGRAMS = frozenset(
    {"application/x-dosexec", "application/x-executable", "application/x-ms-shortcut", "text/x-script"}
)
_MAX_MEMBERS = 5000
_MAX_ZIP_DIRECTORY = 4 * 1024 * 1024
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_END = struct.Struct("<4s4H2LH")
_LONGEST_ZIP_END = _ZIP_END.size + 65_535
_HEAD = 1024 * 1024
_TAIL = 256 * 1024
_PDF_MARKS = re.compile(rb"/(?:JavaScript|JS[ (]|Launch|EmbeddedFile)")  # one search is a third of five
_LONGEST_MARK = len("/EmbeddedFile")

PROGRAM = N_("It is a program or a script. Do not open it.")
MACROS = N_("It carries macros. Do not open it unless you know who made it and why.")
SCRIPTED = N_("It is a PDF that carries scripts, programs or hidden files.")
LOCKED = N_("It is locked with a password: nobody at the next office can open it.")
NOT_ITS_NAME = N_("Its content is not what its name says.")
HIDING = N_("It is two files in one: another program would open something else in it.")
HUGE = N_("It is a picture of more dots than this computer may have memory for. Do not open it.")


def _zip_end(file: BinaryIO) -> tuple[int, int] | None:
    """(entries, size of the directory in bytes) as the last record of a zip says; ``None``: the file ends as no zip."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_ZIP_END))
    tail = file.read(_LONGEST_ZIP_END)
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) - at >= _ZIP_END.size:
            fields = _ZIP_END.unpack_from(tail, at)
            if at + _ZIP_END.size + fields[7] == len(tail):
                return fields[4], fields[5]
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return None


def _zip_type(file: BinaryIO) -> tuple[str, str]:
    end = _zip_end(file)
    if end is None or end[1] > _MAX_ZIP_DIRECTORY:  # torn, or of a length that only a bomb has: not looked into
        return "application/zip", ""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info.filename.casefold() for info in archive.infolist()[:_MAX_MEMBERS]]
            active = _says_macros(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return "application/zip", ""
    warning = MACROS if active or any(name.endswith("vbaproject.bin") for name in members) else ""
    if "[content_types].xml" in members:
        for folder, media_type in _OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in members):
                return media_type, warning
    return "application/zip", warning


def _says_macros(archive: zipfile.ZipFile) -> bool:
    """Whether an office file's list of contents calls it one with macros, whatever the part is named."""
    try:
        info = archive.getinfo("[Content_Types].xml")
        if info.compress_type not in _PLAIN_METHODS:  # other methods may ask for any amount of memory
            return True
        with archive.open(info) as types:
            return b"macroenabled" in types.read(_HEAD).lower()
    except (KeyError, RuntimeError, EOFError, zlib.error):
        return False


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
                return media_type, _pdf_warning(file) or _hidden_warning(file)
            if media_type == "application/x-ole-storage":
                return _ole_type(file)
            if media_type == "image/bmp" and head[6:10] != b"\x00\x00\x00\x00":
                continue  # two letters are no proof: a bitmap has four reserved zeros behind its size
            return media_type, _picture_warning(file, media_type) or _hidden_warning(file)
    boxed = _boxed_type(head)
    if boxed:
        return boxed, _picture_warning(file, boxed) or _hidden_warning(file)
    if head[:64].lstrip().lower().startswith((b"<script", b"<html", b"<!doctype html", b"<svg", b"<job", b"<hta")):
        return "text/html", PROGRAM if b"<script" in head.lower() else ""
    return ("text/plain" if head and _is_text(head) else "application/octet-stream"), ""


def _picture_warning(file: BinaryIO, media_type: str) -> str:
    """Whether the header promises more dots than are ever drawn here."""
    if not media_type.startswith("image/"):
        return ""
    file.seek(0)
    most = MAX_JPEG_PIXELS if media_type == "image/jpeg" else MAX_PIXELS
    return HUGE if pictures.dots(file.read(_HEAD), media_type) > most else ""


def _hidden_warning(file: BinaryIO) -> str:
    """Whether a file of another kind ends as a zip: what a zip program would unpack from it nobody sees here."""
    end = _zip_end(file)
    return HIDING if end is not None and end[0] and end[1] else ""


def _boxed_type(head: bytes) -> str:
    """The type of a file that begins with a RIFF or an ISO base media box (ISO/IEC 14496-12, ``ftyp``); or empty."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] != b"ftyp":
        return ""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    if brands[0] == b"qt  ":
        return "video/quicktime"
    if brands[0] in _HEIF_BRANDS:
        return "image/heic"
    if any(brand in _VIDEO_BRANDS for brand in brands):
        return "video/mp4"
    return "image/heic" if any(brand in _HEIF_BRANDS for brand in brands) else ""


def _ole_type(file: BinaryIO) -> tuple[str, str]:
    """Old office files by the streams in them; one under a password holds only its sealed package."""
    streams = ole.names(file)
    if "encryptedpackage" in streams:
        return "application/x-ole-storage", LOCKED
    media_type = next((kind for name, kind in _OLE_STREAMS.items() if name in streams), "application/x-ole-storage")
    return media_type, MACROS if streams & _OLE_MACROS or _has_ole_macros(file) else ""


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


def fitting_suffixes(media_type: str) -> tuple[str, ...]:
    """The endings of a name that promise this content, the usual one first; empty where none is known."""
    return tuple(suffix for suffix, types in _EXPECTED.items() if media_type in types)


def warn_of_name(media_type: str, name: str) -> str:
    """A warning where the content's type is not one that the name's ending promises; empty where it fits."""
    suffix = "." + name.casefold().rpartition(".")[2] if "." in name else ""
    if suffix in _PROGRAM_SUFFIXES:
        return PROGRAM
    expected = _EXPECTED.get(suffix)
    return "" if expected is not None and media_type in expected else NOT_ITS_NAME
