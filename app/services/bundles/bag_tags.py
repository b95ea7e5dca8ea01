"""The tag files of a bag (RFC 8493): bagit.txt, bag-info.txt, manifests and fetch.txt, line by line."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.services.bundles.bag_report import BagReport
from app.services.bundles.bag_tree import Tree, Unreadable, is_unsafe
from app.translate import N_

_BAGIT = re.compile(r"BagIt-Version: ([0-9]+)\.([0-9]+)\nTag-File-Character-Encoding: ([^\s]+)\n?")
_MANIFEST = re.compile(r"(tag)?manifest-([A-Za-z0-9_-]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\S.*)")
_FETCH = re.compile(r"(\S+)[ \t]+([0-9]+|-)[ \t]+(.+)")
_SUPPORTED = ((0, 97), (1, 0))
_LARGEST = 512 * 1024 * 1024

_HASHES = {
    re.sub(r"[^a-z0-9]", "", name): name for name in hashlib.algorithms_guaranteed if not name.startswith("shake")
}


@dataclass
class Manifest:
    """One manifest file: path -> checksum in lower-case hex."""

    name: str
    algorithm: str
    is_tag: bool
    entries: dict[str, str] = field(default_factory=dict)


def new_hash(algorithm: str) -> hashlib._Hash:
    """A fresh hash of a manifest's algorithm."""
    return hashlib.new(_HASHES[algorithm], usedforsecurity=False)


def _bytes(tree: Tree, path: str, report: BagReport) -> bytes:
    if tree.sizes[path] > _LARGEST:
        report.error("too-large", path, N_("A tag file is larger than can be read."))
        return b""
    try:
        return b"".join(tree.chunks(path))
    except Unreadable as exc:
        report.error("unreadable", path, N_("The file cannot be read: {reason}."), reason=str(exc))
        return b""


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_declaration(tree: Tree, report: BagReport) -> tuple[int, int] | None:
    """The version of ``bagit.txt`` where it can be read by this program; fills in the encoding."""
    if "bagit.txt" not in tree.sizes:
        report.error("declaration", "bagit.txt", N_("There is no bagit.txt: this is not a bag."))
        return None
    raw = _bytes(tree, "bagit.txt", report)
    if raw.startswith(codecs.BOM_UTF8):
        report.error("declaration", "bagit.txt", N_("It begins with a byte order mark."))
        return None
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        report.error("declaration", "bagit.txt", N_("It is not UTF-8 text."))
        return None
    match = _BAGIT.fullmatch(text)
    if match is None:
        report.error("declaration", "bagit.txt", N_("It is not the two lines that version and encoding take."))
        return None
    version = (int(match[1]), int(match[2]))
    report.version, report.encoding = f"{match[1]}.{match[2]}", match[3]
    if version not in _SUPPORTED:
        report.error("version", "bagit.txt", N_("Version {version} is neither 0.97 nor 1.0."), version=report.version)
        return None
    try:
        b"".decode(report.encoding)
        codecs.lookup(report.encoding)
    except LookupError:
        report.error("encoding", "bagit.txt", N_("Encoding {encoding} is not known."), encoding=report.encoding)
        return None
    return version


def read_text(tree: Tree, path: str, report: BagReport) -> list[str]:
    """The lines of a tag file in the declared encoding; LF, CR and CRLF all end a line."""
    raw = _bytes(tree, path, report)
    try:
        text = raw.decode(report.encoding)
    except (UnicodeDecodeError, LookupError):
        report.error("encoding", path, N_("It is not text in encoding {encoding}."), encoding=report.encoding)
        return []
    if text.startswith("\ufeff"):
        report.warn("bom", path, N_("It begins with a byte order mark."))
        text = text[1:]
    return _lines(text)


def manifest_names(tree: Tree) -> Iterator[tuple[str, str, bool]]:
    """(file name, algorithm, is a tag manifest) of every manifest; the algorithm in lower case without signs."""
    for path in sorted(tree.sizes):
        match = _MANIFEST.fullmatch(path)
        if match:
            yield path, re.sub(r"[^a-z0-9]", "", match[2].lower()), bool(match[1])


def decode_path(path: str, version: tuple[int, int]) -> str:
    """CR, LF and (from 1.0) the percent sign written back (RFC 8493, 2.1.3)."""
    coded = "0[AaDd]|25" if version >= (1, 0) else "0[AaDd]"
    return re.sub(f"%({coded})", lambda m: chr(int(m[1], 16)), path)


def read_manifest(tree: Tree, manifest: Manifest, version: tuple[int, int], report: BagReport) -> None:
    """Fill in the entries, reporting every line that is not one."""
    if manifest.algorithm not in _HASHES:
        report.error(
            "algorithm", manifest.name, N_("Checksums of kind {algorithm} are not known."), algorithm=manifest.algorithm
        )
        return
    length = new_hash(manifest.algorithm).digest_size * 2
    for number, line in enumerate(read_text(tree, manifest.name, report), start=1):
        if not line.strip():
            continue
        place = f"{manifest.name}:{number}"
        match = _LINE.fullmatch(line)
        if match is None or len(match[1]) != length:
            report.error("manifest-line", place, N_("The line is not a checksum and a path."))
            continue
        _enter(tree, manifest, match[1].lower(), match[2], place, version, report)


def _enter(
    tree: Tree, manifest: Manifest, checksum: str, written: str, place: str, version: tuple[int, int], report: BagReport
) -> None:
    path = decode_path(written, version)
    if path not in tree.sizes and written in tree.sizes:
        report.warn("percent", place, N_("A percent sign in the path is not written as %25."))
        path = written
    if path not in tree.sizes and path.startswith("*"):
        path = path[1:]  # md5sum marks files read as binary so
    if is_unsafe(path):
        report.error("unsafe-path", place, N_("The path leads out of the bag."))
        return
    if path.startswith("./"):
        report.warn("dot-path", place, N_("The path begins with a dot and a slash."))
        path = path[2:]
    if path.startswith("data/") == manifest.is_tag:
        message = N_("A tag manifest lists a payload file.") if manifest.is_tag else N_("The path is not below data/.")
        report.error("manifest-line", place, message)
        return
    if manifest.is_tag and _MANIFEST.fullmatch(path) and path.startswith("tag"):
        report.error("manifest-line", place, N_("A tag manifest lists a tag manifest."))
        return
    if path in manifest.entries:
        if manifest.entries[path] != checksum or version >= (1, 0):
            report.error("duplicate", place, N_("The path is listed twice."))
        else:
            report.warn("duplicate", place, N_("The path is listed twice."))
        return
    manifest.entries[path] = checksum


def read_info(tree: Tree, report: BagReport) -> None:
    """The labels and values of ``bag-info.txt`` in their order; longer values go on in indented lines."""
    if "bag-info.txt" not in tree.sizes:
        return
    for number, line in enumerate(read_text(tree, "bag-info.txt", report), start=1):
        place = f"bag-info.txt:{number}"
        if not line.strip():
            continue
        if line[0] in " \t" and report.info:
            label, value = report.info[-1]
            report.info[-1] = (label, f"{value} {line.strip()}")
            continue
        label, colon, value = line.partition(":")
        if not colon or not label.strip() or line[0] in " \t":
            report.error("info-line", place, N_("The line is not a label, a colon and a value."))
            continue
        if value[:1] not in (" ", "\t") or label != label.strip():
            report.warn("info-line", place, N_("The colon is not followed by one space, or follows one."))
        report.info.append((label.strip(), value.strip()))


def read_fetch(tree: Tree, version: tuple[int, int], report: BagReport) -> dict[str, int | None]:
    """Path -> expected size in bytes (None: not said) of what ``fetch.txt`` lists."""
    found: dict[str, int | None] = {}
    if "fetch.txt" not in tree.sizes:
        return found
    for number, line in enumerate(read_text(tree, "fetch.txt", report), start=1):
        if not line.strip():
            continue
        place = f"fetch.txt:{number}"
        match = _FETCH.fullmatch(line.rstrip())
        if match is None or not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", match[1]):
            report.error("fetch-line", place, N_("The line is not an address, a length and a path."))
            continue
        path = decode_path(match[3], version)
        if is_unsafe(path) or not path.startswith("data/"):
            report.error("unsafe-path", place, N_("The path leads out of the bag."))
            continue
        found[path] = None if match[2] == "-" else int(match[2])
    return found
