"""Run cases from a producer's registration to printed certificates, through the services that the window calls."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from app.errors import InvalidInput
from app.paths import resource_path
from app.services.demo.case_file import CaseFile, case_names, load_case
from app.services.demo.play import Play
from app.services.demo.report import CaseReport, DemoReport
from app.services.progress import NullProgress, Progress
from app.services.rules.library import RuleLibrary
from app.translate import N_


def known_cases() -> tuple[str, ...]:
    """The names of the cases that come with the program."""
    return case_names(resource_path("cases"))


def run_demo(out: Path, cases: Sequence[str] = (), progress: Progress | None = None) -> DemoReport:
    """Run the cases (default: all) below ``out``, a folder that does not exist yet or is empty.

    Leaves ``<case>/data/<office>`` (data folders), ``<case>/ban-giao`` (bundles) and ``<case>/van-ban`` (papers).

    Raises:
        InvalidInput: the folder holds something already. NotFound: no such case.
    """
    library = RuleLibrary(resource_path())
    loaded = [load_case(resource_path("cases"), name) for name in (cases or known_cases())]
    if out.exists() and any(out.iterdir()):
        raise InvalidInput(
            "out",
            N_("The folder {folder} is not empty."),
            advice=N_("Choose a new folder: a practice run overwrites nothing."),
            folder=str(out),
        )
    out.mkdir(parents=True, exist_ok=True)
    report = DemoReport()
    for case in loaded:
        folder = out if len(loaded) == 1 else out / case.id
        report.cases.append(_run(case, folder, library, progress or NullProgress()))
    return report


def _run(case: CaseFile, folder: Path, library: RuleLibrary, progress: Progress) -> CaseReport:
    try:
        return Play(case, folder, library, progress).run()
    except BaseException:
        for office in sorted(folder.glob("data/*/quarantine")):
            shutil.rmtree(office, ignore_errors=True)
        raise
