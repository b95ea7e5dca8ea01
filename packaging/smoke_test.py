"""Try a frozen build the way an office would: ``python3 packaging/smoke_test.py dist/so-ocop/so-ocop``.

Runs every rule file through its check, a whole case from registration to the printed certificate, and the checks of the
data that it left; in both languages, from another folder, with no Python of this project on the path.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

CASE = "commune-2026"


def call(program: Path, *arguments: str, cwd: Path) -> str:
    """Run the program; its output, or the end of this test with what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [program, *arguments], cwd=cwd, env=env, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    print("passed:", " ".join(arguments))
    return done.stdout


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: smoke_test.py PROGRAM")
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        english = call(program, "--lang", "en", "rules", "list", cwd=folder)
        vietnamese = call(program, "--lang", "vi", "rules", "list", cwd=folder)
        if english == vietnamese:
            sys.exit("the program says the same in both languages: is the catalogue missing?")
        call(program, "rules", "check", cwd=folder)
        call(program, "demo", "out", "--case", CASE, cwd=folder)
        papers = [path for path in (folder / "out").rglob("*.pdf") if path.read_bytes()[:5] == b"%PDF-"]
        databases = list((folder / "out").rglob("*.db"))
        bundles = list((folder / "out").rglob("*.ocop"))
        for kind, made in (("paper", papers), ("database", databases), ("bundle", bundles)):
            if not made:
                sys.exit(f"the case left no {kind}")
        for database in databases:
            call(program, "--data-dir", str(database.parent), "doctor", cwd=folder)
        print(f"made {len(papers)} papers, {len(bundles)} bundles, {len(databases)} databases")


if __name__ == "__main__":
    main()
