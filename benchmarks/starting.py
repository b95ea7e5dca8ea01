"""The command's start: which heavy libraries it imports, and its time against an empty Python.

``python -m benchmarks.starting``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, Outcome, run

HEAVY = ("PySide6", "reportlab", "sqlalchemy", "sqlmodel", "alembic", "pydantic", "cryptography", "docx", "segno")
FORBIDDEN = ("PySide6", "reportlab", "sqlalchemy", "sqlmodel")
_SET = "qd-26-2026/1"
_LOOK = """
import sys
from app.cli import main
sys.argv = ["so-ocop", *sys.argv[1:]]
try:
    main()
finally:
    heavy = [name for name in {heavy!r} if name in sys.modules]
    print("HEAVY " + " ".join(heavy), file=sys.stderr)
"""


def _run(command: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONUTF8": "1", "SO_OCOP_DATA_DIR": folder}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def _answers(folder: str) -> str:
    """A file of answers that gives the first option of every criterion."""
    files = sorted((ROOT / "resources" / "criteria" / "qd-26-2026").glob("*.json"))
    criteria: list[Any] = []
    for path in files:
        found = json.loads(path.read_text(encoding="utf-8"))
        if str(found.get("id", "")) == _SET or found.get("number") == 1:
            criteria = found["criteria"]
            break
    path = Path(folder) / "answers.json"
    path.write_text(json.dumps({one["id"]: 1 for one in criteria}), encoding="utf-8")
    return str(path)


def measure(options: argparse.Namespace) -> Outcome:
    outcome = Outcome("start of the command")
    with tempfile.TemporaryDirectory(prefix="so-ocop-start-") as folder:
        calls = {
            "--help": ["--help"],
            "rules score": ["rules", "score", "--set", _SET, "--answers", _answers(folder), "--json"],
        }
        empty = [sys.executable, "-c", "pass"]
        for name, arguments in calls.items():
            ours, bare = [], []
            command = [sys.executable, str(ROOT / "packaging" / "entry_cli.py"), "--data-dir", folder, *arguments]
            first = _run(command, folder)
            if first.returncode:
                raise SystemExit(first.stderr)
            for _pair in range(options.pairs * 3):
                begin = time.perf_counter()
                _run(command, folder)
                ours.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                _run(empty, folder)
                bare.append(time.perf_counter() - begin)
            looked = _run(
                [sys.executable, "-c", _LOOK.format(heavy=HEAVY), "--data-dir", folder, *arguments], folder
            ).stderr
            line = next(line for line in looked.splitlines() if line.startswith("HEAVY"))
            found = line.split()[1:]
            outcome.add(f"so-ocop {name}", ours, "s")
            outcome.add(f"  to python -c pass ({name})", [a / b for a, b in zip(ours, bare, strict=True)], "times")
            outcome.add(
                f"  of Qt, ReportLab, SQLAlchemy imported ({name})",
                [float(sum(one in FORBIDDEN for one in found))],
                "",
                0.0,
                note="imported of the heavy ones: " + (", ".join(found) or "none"),
            )
    return outcome


if __name__ == "__main__":
    run(__doc__ or "", measure, {})
