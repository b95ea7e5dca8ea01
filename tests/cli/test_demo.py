"""``so-ocop demo``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Cli


def test_a_case_leaves_databases_bundles_and_papers(case_run: Path) -> None:
    report = json.loads((case_run.parent / "report.json").read_text(encoding="utf-8"))
    assert report["holds"] is True
    assert [case["case"] for case in report["cases"]] == ["commune-2026"]
    for pattern in ("so-ocop.db", "*.ocop", "*.pdf"):
        assert list(case_run.rglob(pattern))


def test_every_office_of_a_case_is_sound_afterwards(cli: Cli, case_run: Path) -> None:
    folders = [database.parent for database in case_run.rglob("so-ocop.db")]
    assert len(folders) >= 2
    for folder in folders:
        assert cli("doctor", data_dir=folder).code == 0


def test_a_case_runs_only_into_a_new_folder(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    assert cli("demo", tmp_path, "--case", "commune-2026").code == 2
    assert cli("demo", tmp_path / "kept.txt").code == 2
    assert cli("demo", tmp_path / "new", "--case", "no-such-case").code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt"]
