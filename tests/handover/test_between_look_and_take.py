"""A take rests on what the look found only as long as the staged bytes and this office's data are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BundleRejected, NotAllowed
from app.services.bundles.look import LookReport
from tests.handover.world import COMMUNE, PROVINCE, World, content_of


def _records(report: LookReport) -> Path:
    return report.staged.files[report.index.dossiers[0].records].path


def _journal(report: LookReport) -> Path:
    return report.staged.folder / "journal.jsonl"


@pytest.mark.parametrize("which", [_records, _journal])
def test_what_was_altered_in_quarantine_after_the_look_is_not_taken(world: World, which: object) -> None:
    exported = world.export(COMMUNE, PROVINCE, world.assessed())
    report = world.look(PROVINCE, exported.path)
    path = which(report)  # type: ignore[operator]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"2026", b"2025", 1))
    before = content_of(world[PROVINCE])
    with pytest.raises(BundleRejected):
        world.take(PROVINCE, report)
    assert content_of(world[PROVINCE]) == before
    path.write_bytes(content)
    assert len(world.take(PROVINCE, report).dossier_ids) == 1


def test_a_second_take_of_the_same_look_is_refused_because_the_dossier_stands_otherwise(world: World) -> None:
    dossier = world.assessed()
    report = world.look(PROVINCE, world.export(COMMUNE, PROVINCE, dossier).path)
    assert world.take(PROVINCE, report).dossier_ids == (dossier,)
    before = content_of(world[PROVINCE])
    with pytest.raises(NotAllowed):
        world.take(PROVINCE, report)
    assert content_of(world[PROVINCE]) == before
