"""Running the command line in this process, and as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.entry import run

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "packaging" / "entry_cli.py"
"""The command as the launcher starts it."""


@dataclass
class Done:
    """How a command ended: exit code, output, errors."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "office"


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command on ``folder`` in this process, in English unless told otherwise."""

    def call(*arguments: object, lang: str = "en", data_dir: Path | None = None) -> Done:
        capsys.readouterr()
        code = run(["--lang", lang, "--data-dir", str(data_dir or folder), *map(str, arguments)])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return call


@pytest.fixture
def process(folder: Path) -> Cli:
    """Run a command as a process of its own, started as the launcher starts it."""

    def call(*arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None) -> Done:
        done = subprocess.run(
            [sys.executable, str(ENTRY), "--data-dir", str(folder), *map(str, arguments)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture(scope="session")
def case_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``so-ocop demo`` leaves of the case of today's law. For reading: change only a copy."""
    out = tmp_path_factory.mktemp("case") / "out"
    called = [
        "--data-dir",
        str(out.parent / "own"),
        "--lang",
        "en",
        "demo",
        str(out),
        "--case",
        "commune-2026",
        "--json",
    ]
    done = subprocess.run(
        [sys.executable, str(ENTRY), *called], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    (out.parent / "report.json").write_text(done.stdout, encoding="utf-8")
    return out


def _office_of_level(case_run: Path, level: str) -> Path:
    for database in sorted(case_run.rglob("so-ocop.db")):
        with closing(sqlite3.connect(database)) as connection:
            if connection.execute("SELECT level FROM office WHERE is_self").fetchone() == (level,):
                return database.parent
    raise LookupError(level)


@pytest.fixture
def province(case_run: Path, folder: Path) -> Path:
    """A copy of the province's data folder after the case: ``folder`` itself."""
    shutil.copytree(_office_of_level(case_run, "province"), folder)
    return folder


@pytest.fixture
def change(folder: Path) -> Callable[[str], None]:
    """Write into the database behind the program's back, past what guards the journal."""

    def write(statement: str) -> None:
        with closing(sqlite3.connect(folder / "so-ocop.db")) as connection, connection:
            for act in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS journal_entry_no_{act}")
            connection.execute(statement)

    return write
