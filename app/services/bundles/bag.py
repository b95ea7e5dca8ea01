"""Check any BagIt bag, version 0.97 or 1.0 (RFC 8493), in a folder or a zip; contents are read once, in pieces."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

from app.services.bundles.bag_report import BagProblem, BagReport
from app.services.bundles.bag_tags import (
    Manifest,
    manifest_names,
    new_hash,
    read_declaration,
    read_fetch,
    read_info,
    read_manifest,
)
from app.services.bundles.bag_tree import FolderTree, Tree, Unreadable, ZipTree
from app.services.progress import NullProgress, Progress
from app.translate import N_

__all__ = ["BagProblem", "BagReport", "check_bag"]

_CHECKING = N_("Checking the bag")


def check_bag(path: Path, progress: Progress | None = None) -> BagReport:
    """Every finding of one bag; ``report.valid`` where none is an error.

    Raises:
        Cancelled: the person stopped it.
    """
    report = BagReport()
    if path.is_dir():
        _check(FolderTree(path, report), report, progress or NullProgress())
    elif not path.is_file():
        report.error("missing", path.name, N_("There is no such file or folder."))
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                _check(ZipTree(archive, report), report, progress or NullProgress())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as exc:
            report.error("unreadable", path.name, N_("The file is not a readable zip: {reason}."), reason=str(exc))
    return report


def _check(tree: Tree, report: BagReport, progress: Progress) -> None:
    version = read_declaration(tree, report)
    if version is None:
        return
    if not tree.has_data:
        report.error("payload", "data/", N_("There is no payload folder."))
    read_info(tree, report)
    manifests = []
    for name, algorithm, is_tag in manifest_names(tree):
        manifest = Manifest(name, algorithm, is_tag)
        read_manifest(tree, manifest, version, report)
        _match_forms(tree, manifest, report)
        manifests.append(manifest)
    payload = {path for path in tree.sizes if path.startswith("data/")}
    report.files, report.size = len(payload), sum(tree.sizes[path] for path in payload)
    report.algorithms = tuple(m.algorithm for m in manifests if not m.is_tag)
    if not report.algorithms:
        report.error("manifest", "manifest-*.txt", N_("There is no payload manifest."))
    _check_oxum(version, report)
    _check_complete(tree, [m for m in manifests if not m.is_tag], payload, version, report)
    _check_tags(tree, [m for m in manifests if m.is_tag], version, report)
    _warn_of_names(tree, report)
    _check_contents(tree, manifests, report, progress)


def _match_forms(tree: Tree, manifest: Manifest, report: BagReport) -> None:
    """Take a name in another Unicode form for the file it means, where only one can be meant."""
    missing = [path for path in manifest.entries if path not in tree.sizes]
    if not missing:
        return
    by_form: defaultdict[str, list[str]] = defaultdict(list)
    for path in tree.sizes:
        by_form[unicodedata.normalize("NFC", path)].append(path)
    for path in missing:
        meant = by_form.get(unicodedata.normalize("NFC", path), [])
        if len(meant) == 1 and meant[0] not in manifest.entries:
            report.warn("unicode-form", path, N_("The name is written in another Unicode form than the file's."))
            manifest.entries[meant[0]] = manifest.entries.pop(path)


def _check_oxum(version: tuple[int, int], report: BagReport) -> None:
    values = [value for label, value in report.info if label.casefold() == "payload-oxum"]
    if not values:
        return
    if len(values) > 1:
        add = report.error if version >= (1, 0) else report.warn
        add("oxum", "bag-info.txt", N_("Payload-Oxum stands there more than once."))
    match = re.fullmatch(r"([0-9]+)\.([0-9]+)", values[0])
    if match is None:
        report.error("oxum", "bag-info.txt", N_("Payload-Oxum is not a size and a count."))
    elif (int(match[1]), int(match[2])) != (report.size, report.files):
        report.error(
            "oxum",
            "bag-info.txt",
            N_("Payload-Oxum says {said}, the payload is {found}."),
            said=values[0],
            found=f"{report.size}.{report.files}",
        )


def _check_complete(
    tree: Tree, manifests: list[Manifest], payload: set[str], version: tuple[int, int], report: BagReport
) -> None:
    fetch = read_fetch(tree, version, report)
    for manifest in manifests:
        for path in sorted(manifest.entries.keys() - payload):
            message = N_("The file is still to be fetched.") if path in fetch else N_("The file is missing.")
            report.error("missing", path, message)
    listed: set[str] = set().union(*(m.entries for m in manifests)) if manifests else set()
    for path in sorted(payload - listed):
        report.error("unexpected", path, N_("No manifest lists the file."))
    for path, size in sorted(fetch.items()):
        if path not in listed:
            report.error("fetch-line", "fetch.txt", N_("It lists {path}, which no manifest lists."), path=path)
        elif path in payload and size is not None and size != tree.sizes[path]:
            report.error("fetch-line", "fetch.txt", N_("The size of {path} is not the one listed."), path=path)
    if version >= (1, 0):  # from 1.0 on every payload manifest lists every payload file
        for manifest in manifests:
            for path in sorted(listed - manifest.entries.keys()):
                report.error("manifests-differ", manifest.name, N_("It does not list {path}."), path=path)


def _check_tags(tree: Tree, manifests: list[Manifest], version: tuple[int, int], report: BagReport) -> None:
    for manifest in manifests:
        for path in sorted(manifest.entries.keys() - tree.sizes.keys()):
            report.error("missing", path, N_("The file is missing."))
    listed: set[str] = set().union(*(m.entries for m in manifests)) if manifests else set()
    if version >= (1, 0):
        for manifest in manifests:
            for path in sorted(listed - manifest.entries.keys()):
                report.warn("manifests-differ", manifest.name, N_("It does not list {path}."), path=path)


def _warn_of_names(tree: Tree, report: BagReport) -> None:
    seen: dict[str, str] = {}
    for path in sorted(tree.sizes):
        folded = unicodedata.normalize("NFC", path).casefold()
        if folded in seen:
            report.warn("alike", path, N_("On some systems the name is the same as {other}."), other=seen[folded])
        seen.setdefault(folded, path)


def _check_contents(tree: Tree, manifests: list[Manifest], report: BagReport, progress: Progress) -> None:
    wanted: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for manifest in manifests:
        for path, checksum in manifest.entries.items():
            if path in tree.sizes:
                wanted[path][manifest.algorithm] = (checksum, manifest.name)
    total, done = sum(tree.sizes[path] for path in wanted), 0
    progress.step(0, total, _CHECKING)
    for path in sorted(wanted):
        hashes = {algorithm: new_hash(algorithm) for algorithm in wanted[path]}
        try:
            for chunk in tree.chunks(path):
                for running in hashes.values():
                    running.update(chunk)
                done += len(chunk)
                progress.step(min(done, total), total, _CHECKING)
        except Unreadable as exc:
            report.error("unreadable", path, N_("The file cannot be read: {reason}."), reason=str(exc))
            continue
        for algorithm, (checksum, name) in wanted[path].items():
            if hashes[algorithm].hexdigest() != checksum:
                report.error(
                    "checksum", path, N_("The content does not have the checksum in {manifest}."), manifest=name
                )
    progress.step(total, total, _CHECKING)
