"""How a bundle of small dossiers grows: the time and memory of each step for 500, 1,000, 2,000 dossiers ...

``python -m benchmarks.bundle_growth``. Linear means that a dossier costs as much in the largest as in the smallest.
What steps cost in themselves (a process, a key, a sync) makes the smallest dearer; at most 1.5 times is asked for.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import Outcome, in_child, run, say

_MODULE = "benchmarks.bundles"
_AT_MOST = 1.5
_FILES, _SIZE = 8, 1000  # as many papers as the law asks for, each of a few words


def measure(options: argparse.Namespace) -> Outcome:
    outcome = Outcome(f"bundles of small dossiers: {_FILES} attachments of {_SIZE} bytes each")
    found: dict[str, list[float]] = {}
    for dossiers in options.dossiers:
        holder = Path(tempfile.mkdtemp(prefix="so-ocop-growth-", dir=options.folder))
        try:
            say(f"{dossiers} dossiers")
            folder = str(holder)
            ids = in_child(_MODULE, "build", folder=folder, dossiers=dossiers, files=_FILES, size=_SIZE)["ids"]
            sent = in_child(_MODULE, "hand_over", folder=folder, ids=ids, sealed=options.sealed)
            got = in_child(_MODULE, "receive", folder=folder, bundle=sent["bundle"])
        finally:
            shutil.rmtree(holder, ignore_errors=True)
        _note(found, dossiers, sent, got)
        memory = {"export": sent["memory"], "look": got["look_memory"], "take": got["take_memory"]}
        for step, value in memory.items():
            if value is not None:
                outcome.add(f"{dossiers:,} dossiers: memory of {step} above its start", [value], "MiB")
    for step, each in found.items():
        outcome.add(f"{step}, each dossier", each, "ms")
        outcome.add("  in the largest to in the smallest", [each[-1] / each[0]], "times", _AT_MOST)
    return outcome


def _note(found: dict[str, list[float]], dossiers: int, sent: dict[str, Any], got: dict[str, Any]) -> None:
    seconds = {"export": sent["all"], "read-back": sent["read_back"], "look": got["look"], "take": got["take"]}
    for step, value in seconds.items():
        found.setdefault(step, []).append(1000 * value / dossiers)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dossiers", type=int, nargs="+", default=[500, 1000, 2000], help="how many, smallest first")
    parser.add_argument("--sealed", action="store_true")
    parser.add_argument("--folder", help="where the data is made (default: the system's folder for temporary files)")


if __name__ == "__main__":
    run(__doc__ or "", measure, {}, _options)
