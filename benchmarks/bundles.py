"""Bundles against reading the same bytes, hashing them once with SHA-256 and writing them with one fsync.

``python -m benchmarks.bundles``; needs about four times the attachments' bytes on the disk of ``--folder``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from app.models.office import office_id
from app.services.bundles import export, look, take
from app.services.bundles.export import ExportOrder, export_bundle
from app.services.bundles.files import TargetFile
from app.services.bundles.look import look_at_bundle
from app.services.bundles.take import take_bundle
from app.services.demo.world import DemoOffice
from benchmarks import bundle_offices as offices
from benchmarks.measuring import MIB, Clock, Outcome, PeakMemory, calm, in_child, run, say

_KEPT = "before"  # the offices' data without the attachments, as it is before each run
_MEMORY_AT_MOST = 64.0
_AT_MOST = {
    "open": {"export": 1.4, "read-back": 0.9, "look": 1.3, "take": 0.2},
    "sealed": {"export": 1.6, "read-back": 2.0, "look": 1.5, "take": 0.2},
}
"""In times of the yardstick, which is taken anew for each pair."""


def build(folder: str, dossiers: int, files: int, size: int) -> dict[str, Any]:
    root = Path(folder)
    ids = offices.build(root, dossiers, files, size)
    for code in (offices.COMMUNE, offices.PROVINCE):
        shutil.copytree(root / code, root / _KEPT / code, ignore=shutil.ignore_patterns("files"))
    return {"ids": ids}


def as_before(root: Path, code: str) -> DemoOffice:
    """The office with the data that it had after ``build``; the commune's attachments stay where they are."""
    for entry in (root / code).iterdir():
        if code == offices.COMMUNE and entry.name == "files":
            continue
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    shutil.copytree(root / _KEPT / code, root / code, dirs_exist_ok=True)
    return offices.reopen(root, code)


def read_hash_write(folder: str) -> dict[str, Any]:
    """The yardstick: every stored file read and hashed, all written into one file, one fsync at the end."""
    files = sorted((Path(folder) / offices.COMMUNE / "files").glob("??/*"))
    target = Path(folder) / "yardstick.bin"
    begin = time.perf_counter()
    with open(target, "wb", buffering=0) as out:
        for path in files:
            digest = hashlib.sha256()
            with open(path, "rb", buffering=0) as file:
                while chunk := file.read(MIB):
                    digest.update(chunk)
                    out.write(chunk)
            if digest.hexdigest() != path.name:
                raise SystemExit("a stored file is damaged")
        os.fsync(out.fileno())
    seconds = time.perf_counter() - begin
    target.unlink()
    return {"seconds": seconds}


def hand_over(folder: str, ids: list[str], sealed: bool) -> dict[str, Any]:
    """The commune's export, its parts timed from outside."""
    root, clock = Path(folder), Clock()
    office = as_before(root, offices.COMMUNE)
    stick = root / "stick"
    shutil.rmtree(stick, ignore_errors=True)
    stick.mkdir()
    for name in ("_spool", "_write", "read_back"):
        setattr(export, name, clock.wrap(name, getattr(export, name)))
    finish = TargetFile.finish
    TargetFile.finish = clock.wrap("last_fsync", finish)  # type: ignore[method-assign]
    order = ExportOrder(tuple(ids), office_id(offices.PROVINCE), "forward", stick, encrypted=sealed)
    calm()
    with office.on(offices.HANDED_OVER), PeakMemory() as memory, clock.time("all"):
        made = export_bundle(
            office.database, office.store, office.library, office.keys, order, office.actor, offices.HANDED_OVER,
            office.paths.outbox,
        )  # fmt: skip
    return {"bundle": str(made.path), "memory": memory.above, **clock.seconds}


def receive(folder: str, bundle: str) -> dict[str, Any]:
    """The province's look and take."""
    root, clock = Path(folder), Clock()
    office = as_before(root, offices.PROVINCE)
    look.open_bundle = clock.wrap("verify_and_stage", look.open_bundle)
    for name in ("back_up", "_keep_files", "write_taken"):
        setattr(take, name, clock.wrap(name, getattr(take, name)))
    calm()
    with office.on(offices.TAKEN):
        with PeakMemory() as looking, clock.time("look"):
            report = look_at_bundle(
                office.database, Path(bundle), office.paths.quarantine, office.library, identity=office.keys.identity
            )
        calm()
        with PeakMemory() as taking, clock.time("take"):
            taken = take_bundle(
                office.database, office.paths.database, office.paths.backups, office.store, report, office.actor,
                office.library, offices.TAKEN,
            )  # fmt: skip
    Path(bundle).unlink()
    return {
        "dossiers": len(taken.dossier_ids),
        "look_memory": looking.above,
        "take_memory": taking.above,
    } | clock.seconds


def measure(options: argparse.Namespace) -> Outcome:
    name = f"bundle of {options.dossiers} dossiers x {options.files} attachments x {options.size} bytes"
    outcome = Outcome(name)
    holder = Path(tempfile.mkdtemp(prefix="so-ocop-bundles-", dir=options.folder))
    needed = 4 * options.dossiers * options.files * options.size
    try:
        if shutil.disk_usage(holder).free < needed:
            raise SystemExit(f"{needed / MIB:,.0f} MiB are needed on the disk of {holder}; give another --folder")
        say(f"Making the data below {holder}")
        folder = str(holder)
        module = "benchmarks.bundles"
        ids = in_child(
            module, "build", folder=folder, dossiers=options.dossiers, files=options.files, size=options.size
        )["ids"]
        read_hash_write(folder)  # so that the first run finds the files in memory as the later ones do
        for kind, sealed in (("sealed", True), ("open", False)):
            runs: list[dict[str, Any]] = []
            for number in range(options.pairs):
                say(f"{kind}: pair {number + 1} of {options.pairs}")
                yard = in_child(module, "read_hash_write", folder=folder)["seconds"]
                sent = in_child(module, "hand_over", folder=folder, ids=ids, sealed=sealed)
                got = in_child(module, "receive", folder=folder, bundle=sent["bundle"])
                if got["dossiers"] != options.dossiers:
                    raise SystemExit("not every dossier was taken")
                runs.append({"yard": yard, "sent": sent, "got": got})
            _add(outcome, kind, runs)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
    return outcome


def _add(outcome: Outcome, kind: str, runs: list[dict[str, Any]]) -> None:
    def ratios(side: str, *names: str, less: str = "") -> list[float]:
        return [
            (sum(one[side][name] for name in names) - (one[side][less] if less else 0)) / one["yard"] for one in runs
        ]

    def add(name: str, values: list[float], at_most: float | None = None) -> None:
        outcome.add(f"{kind}: {name}", values, "times", at_most)

    outcome.add(f"{kind}: yardstick", [one["yard"] for one in runs], "s")
    add("export without its read-back", ratios("sent", "all", less="read_back"), _AT_MOST[kind]["export"])
    add("  of it collecting records", ratios("sent", "_spool"))
    add("  of it writing", ratios("sent", "_write"))
    add("  of the writing, the last fsync", ratios("sent", "last_fsync"))
    add("read-back", ratios("sent", "read_back"), _AT_MOST[kind]["read-back"])
    add("look", ratios("got", "look"), _AT_MOST[kind]["look"])
    add("  of it verifying and staging", ratios("got", "verify_and_stage"))
    add("take", ratios("got", "take"), _AT_MOST[kind]["take"])
    add("  of it the safety copy", ratios("got", "back_up"))
    add("  of it moving the files", ratios("got", "_keep_files"))
    add("  of it the database", ratios("got", "write_taken"))
    for label, side, key in (
        ("export", "sent", "memory"),
        ("look", "got", "look_memory"),
        ("take", "got", "take_memory"),
    ):
        values = [one[side][key] for one in runs if one[side][key] is not None]
        if values:
            outcome.add(f"{kind}: memory of {label} above its start", values, "MiB", _MEMORY_AT_MOST)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossiers", type=int, default=100)
    parser.add_argument("--files", type=int, default=20, help="attachments of each dossier (default 20)")
    parser.add_argument("--size", type=int, default=MIB, help="bytes of each attachment (default 1 MiB)")
    parser.add_argument("--folder", help="where the data is made (default: the system's folder for temporary files)")


if __name__ == "__main__":
    steps = {one.__name__: one for one in (build, read_hash_write, hand_over, receive)}
    run(__doc__ or "", measure, steps, _options)
