"""Running the command line in this process, and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.entry import run

ROOT = Path(__file__).resolve().parents[2]


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
            [sys.executable, "-m", "app", "--data-dir", str(folder), *map(str, arguments)],
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            check=False,
            env={**os.environ, **(env or {})},
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call
