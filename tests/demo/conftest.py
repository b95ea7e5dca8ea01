"""Each case is run once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.demo.report import CaseReport
from app.services.demo.runner import known_cases, run_demo


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CaseReport]:
    """The report of every case, its files below ``report.folder``."""
    out: Path = tmp_path_factory.mktemp("demo") / "out"
    return {report.case.id: report for report in run_demo(out).cases}


@pytest.fixture(params=known_cases())
def report(request: pytest.FixtureRequest, played: dict[str, CaseReport]) -> CaseReport:
    return played[request.param]
